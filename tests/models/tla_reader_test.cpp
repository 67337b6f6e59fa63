// The TLA+ reader: the same automaton as in .ta, and the place and expectation of every kind of error.
#include "models/tla_reader.hpp"

#include <gtest/gtest.h>
#include <string>
#include <string_view>

#include "models/ta_reader.hpp"
#include "models/ta_writer.hpp"
#include "protocols/core/error.hpp"
#include "protocols/core/random.hpp"

namespace parley {
namespace {

constexpr std::string_view kEcho = R"(Anything may stand here, even "this or \@.
---- MODULE Echo ----
EXTENDS Integers, FiniteSets
CONSTANTS Processes, NbOfCorrProc, N, T, F  \* a comment
ASSUME NbOfCorrProc = N - F /\ N > 3 * T
ASSUME Fault == T >= F
VARIABLES ProcessesLocations, sent, round
vars == <<ProcessesLocations, sent, round>>
Quorum == (N + T + 1) / 2 - F
TypeOk == /\ sent \in Nat
          /\ round \in Nat
          /\ ProcessesLocations \in [Processes -> {"idle", "told", "done"}]
Init == ProcessesLocations \in [Processes -> {"idle", "told"}] /\ sent = 0 /\ round = 0
----
Tell(p) == ProcessesLocations[p] = "told"
  /\ ProcessesLocations' = [ProcessesLocations EXCEPT ![p] = "done"]
  /\ sent' = sent + 1
  /\ UNCHANGED round
Hear(q) ==
  /\ ProcessesLocations[q] = "idle"
  /\ sent >= Quorum \/ sent > N (* (* nested *) comments *)
  /\ ~(round < 1)
  /\ ProcessesLocations' = [ProcessesLocations EXCEPT ![q] = "done"]
  /\ sent' = 0
  /\ round' = round - 2
Wait(p) == ProcessesLocations[p] = "done" /\ UNCHANGED vars
Next == \E p \in Processes : Tell(p) \/ Hear(p)
     \/ Wait(p)
Spec == Init /\ [][Next]_vars /\ WF_vars(Next)
Idle == Cardinality({p \in Processes : ProcessesLocations[p] = "idle"})
Busy == Cardinality({p \in Processes : ProcessesLocations[p] \in {"told", "idle"} /\ ProcessesLocations[p] /= "idle"})
Fair == <>[](Busy = 0)
safe == Busy = 0 => [](\A p \in Processes : ProcessesLocations[p] /= "done")
live == Fair => (Idle # 0 ~> \E p \in Processes : ProcessesLocations[p] = "done")
range == [](sent \in 0..N)
====
And here as well: @@@)";

constexpr std::string_view kEchoTa = R"(skel Echo {
  shared sent, round;
  parameters NbOfCorrProc, N, T, F;
  define Quorum == (N + T + 1) / 2 - F;
  assumptions (3) { NbOfCorrProc == N - F; N > 3 * T; T >= F; }
  locations (3) { idle: [0]; told: [1]; done: [2]; }
  inits (4) { idle + told == NbOfCorrProc; done == 0; sent == 0; round == 0; }
  rules (3) {
    Tell: told -> done when (true) do { sent' == sent + 1; };
    Hear: idle -> done when ((sent >= Quorum || sent > N) && !(round < 1)) do { sent' == 0; round' == round - 2; };
    Wait: done -> done when (true) do {};
  }
  specifications (3) {
    safe: told == 0 -> [](done == 0);
    live: <>[](told == 0) -> [](idle != 0 -> <>(done >= 1));
    range: [](sent >= 0 && sent <= N);
  }
})";

TEST(TlaReader, ReadsTheSameAutomatonAsInTheOtherFormat) {
  const ThresholdAutomaton expected = read_ta(kEchoTa, "echo.ta");
  const ThresholdAutomaton automaton = read_tla(kEcho, "echo.tla");
  EXPECT_EQ(automaton, expected) << write_ta(automaton) << write_ta(expected);
}

TEST(TlaReader, WhatIsReadCanBeWrittenInTheOtherFormat) {
  const ThresholdAutomaton automaton = read_tla(kEcho, "echo.tla");
  EXPECT_EQ(read_ta(write_ta(automaton), "echo.ta"), automaton);
}

// The module with the first occurrence of `old` replaced.
std::string changed(std::string_view old, std::string_view replacement) {
  std::string text(kEcho);
  return text.replace(text.find(old), old.size(), replacement);
}

TEST(TlaReader, ADefinitionThatATheoremNamesIsASpecificationEvenIfUsed) {
  const ThresholdAutomaton automaton = read_tla(changed("range ==", "THEOREM Spec => Fair\nrange =="), "echo.tla");
  EXPECT_EQ(automaton.specifications.size(), 4U);
  EXPECT_TRUE(find_specification(automaton, "Fair"));
}

struct TlaErrorCase {
  std::string old;
  std::string replacement;
  std::string place;
  std::string expectation;  // a part of it
};

class TlaReaderError : public testing::TestWithParam<TlaErrorCase> {};

TEST_P(TlaReaderError, NamesPlaceAndExpectation) {
  const std::string text = changed(GetParam().old, GetParam().replacement);
  try {
    read_tla(text, "bad.tla");
    FAIL() << "was accepted: " << text;
  } catch (const InputError& error) {
    EXPECT_EQ(error.file(), "bad.tla");
    EXPECT_EQ(error.place(), GetParam().place) << error.what();
    EXPECT_NE(error.expectation().find(GetParam().expectation), std::string::npos) << error.what();
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, TlaReaderError,
    testing::Values(
        TlaErrorCase{"---- MODULE Echo ----", "---- MODULE 5 ----", "line 2, column 13",
                     "the module's name, found '5'"},
        TlaErrorCase{"====\n", "\n", "line 37, column 19", "found '@'"},
        TlaErrorCase{"Processes, ", "", "line 2, column 13", "the constant Processes, found none"},
        TlaErrorCase{"NbOfCorrProc, ", "", "line 2, column 13", "the constant NbOfCorrProc, found none"},
        TlaErrorCase{"VARIABLES ProcessesLocations, ", "VARIABLES ", "line 2, column 13",
                     "ProcessesLocations, found none"},
        TlaErrorCase{"T, F ", "T, T ", "line 4, column 42", "'T', which is already declared"},
        TlaErrorCase{"T >= F", "T >= G", "line 6, column 22", "'G', which is not declared before"},
        TlaErrorCase{"T >= F", "T >= sent", "line 6, column 22", "no shared variable in an assumption, found 'sent'"},
        TlaErrorCase{"T >= F", "T", "line 6, column 17", "expected a condition at 'T', found an expression"},
        TlaErrorCase{"TypeOk ==", "Types ==", "line 2, column 13", "a definition of TypeOk"},
        TlaErrorCase{"sent \\in Nat", "sent \\in Int", "line 10, column 19", "a shared variable in Nat"},
        TlaErrorCase{"\"done\"}]", "\"told\"}]", "line 12, column 68", "expected a new location, found 'told' again"},
        TlaErrorCase{"\"done\"}]", "\"do it\"}]", "line 12, column 68", "letters, digits and '_', found 'do it'"},
        TlaErrorCase{"sent = 0 /\\ round = 0", "sent = 0", "line 13, column 1", "Init to give 'round' a value"},
        TlaErrorCase{"ProcessesLocations \\in [Processes -> {\"idle\", \"told\"}] /\\ ", "", "line 13, column 1",
                     "Init to place the processes"},
        TlaErrorCase{"{\"idle\", \"told\"}]", "{\"idle\", \"lost\"}]", "line 13, column 55",
                     "a location that TypeOk names, found 'lost'"},
        TlaErrorCase{"  /\\ UNCHANGED round\n", "", "line 15, column 1",
                     "Tell to change 'round' or leave it UNCHANGED"},
        TlaErrorCase{"UNCHANGED round", "UNCHANGED <<round, sent>>", "line 18, column 25", "a second for 'sent'"},
        TlaErrorCase{"UNCHANGED round", "round' = sent + 1", "line 18, column 20", "'round' plus or minus"},
        TlaErrorCase{"UNCHANGED round", "sent' >= 1", "line 18, column 6", "no primed variable in a guard"},
        TlaErrorCase{"UNCHANGED round", "[](sent >= 1)", "line 18, column 6", "no temporal operator in a guard"},
        TlaErrorCase{"ProcessesLocations[q] = \"idle\"", "TRUE", "line 19, column 1", "to test the location"},
        TlaErrorCase{"  /\\ ProcessesLocations' = [ProcessesLocations EXCEPT ![q] = \"done\"]\n", "",
                     "line 19, column 1", "to give ProcessesLocations' a value"},
        TlaErrorCase{"EXCEPT ![q]", "EXCEPT ![p]", "line 23, column 28", "[ProcessesLocations EXCEPT ![q] = ...]"},
        TlaErrorCase{"sent >= Quorum \\/ sent", "sent * sent >= 1 \\/ sent", "line 21, column 11",
                     "product of two names"},
        TlaErrorCase{"sent >= Quorum \\/", "sent >= Quorum /\\ TRUE \\/", "line 21, column 29", "expected parentheses"},
        TlaErrorCase{"sent > N (*", "sent > 99999999999999999999 (*", "line 21, column 31", "below 2^63"},
        TlaErrorCase{"Tell(p) \\/", "Tell(q) \\/", "line 27, column 30", "a rule of the process, such as Rule0(p)"},
        TlaErrorCase{"Tell(p) \\/", "Told(p) \\/", "line 27, column 30", "the name of a rule"},
        TlaErrorCase{"WF_vars(Next)", "SF_vars(Next)", "line 29, column 34", "WF_vars(Next)"},
        TlaErrorCase{"= \"idle\"})", "= \"none\"})", "line 30, column 64", "a location that TypeOk names"},
        TlaErrorCase{"= \"idle\"})", "= \"idle})", "line 30, column 64", "expected a string that ends"},
        TlaErrorCase{"<>[](Busy = 0)", "<>[](Busier = 0)", "line 32, column 14", "'Busier', which is not declared"},
        TlaErrorCase{"<>[](Busy = 0)", "<>[](live)", "line 32, column 14", "'live', which is not declared before"},
        TlaErrorCase{"<>[](Busy = 0)", "<>[](sent' = 0)", "line 32, column 14",
                     "no primed variable in a specification"},
        TlaErrorCase{"<>[](Busy = 0)", "<>[](Busy = ", "line 33, column 6", "expected ')'"},
        TlaErrorCase{"(* (* nested *) comments *)", "(* (* nested *) comments", "line 21, column 33",
                     "a comment that ends with '*)'"},
        TlaErrorCase{"Fair == ", "Fair == LET x", "line 32, column 9", "an expression, found 'LET'"},
        TlaErrorCase{"Fair == ", "Fair == " + std::string(1500, '('), "line 32, column 209", "200 levels"}));

// Cutting, doubling and swapping pieces of a good file leads into most branches of the reader.
TEST(TlaReader, DamagedFilesAreReadOrRefusedWithAPlace) {
  Rng rng(7);
  const auto below = [&](std::size_t bound) { return static_cast<std::size_t>(rng.below(bound)); };
  int refused = 0;
  for (int i = 0; i < 3000; ++i) {
    std::string text(kEcho);
    for (std::size_t edits = 1 + below(3); edits > 0; --edits) {
      const std::size_t at = below(text.size());
      const std::string piece = text.substr(below(text.size()), below(12));
      text.replace(at, std::min(below(8), text.size() - at), piece);
    }
    try {
      read_tla(text, "damaged.tla");
    } catch (const InputError& error) {
      ++refused;
      EXPECT_TRUE(error.place().starts_with("line ")) << error.what();
    }
  }
  EXPECT_GT(refused, 1000);
}

TEST(TlaReader, DeepNestingIsRefusedOnEveryPath) {
  const std::string many = [] {
    std::string text;
    for (int i = 0; i < 100'000; ++i) text += "1 + ";
    return text;
  }();
  for (const std::string& deep : {std::string(100'000, '~'), std::string(100'000, '['), std::string(100'000, '{'), many,
                                  "sent" + std::string(100'000, '\''), std::string("\\E p \\in ") + many}) {
    EXPECT_THROW(read_tla(changed("<>[](Busy = 0)", deep), "deep.tla"), InputError);
  }
}

}  // namespace
}  // namespace parley
