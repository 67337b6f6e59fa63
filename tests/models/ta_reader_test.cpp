// The reader: what it understands, and the place and expectation of every kind of error.
#include "models/ta_reader.hpp"

#include <gtest/gtest.h>
#include <string>
#include <string_view>
#include <vector>

#include "models/ta_writer.hpp"
#include "protocols/core/error.hpp"
#include "tests/source_dir.hpp"

namespace parley {
namespace {

constexpr std::string_view kSmall = R"(skel Small {
  shared x, y;
  parameters N, T;
  define HALF == (N + T) / 2 + 1;
  assumptions (2) { N > 3 * T; T >= 0; }
  locations (2) { a: [0]; b: [1]; }
  inits (3) { (a + b) == N; x == 0; y == 0; }
  rules (2) {
  0: a -> b
      when (x >= HALF && !(y < 1 || y == 3))
      do { x' == x + 2; unchanged(y); };
  1: b -> a when (true) do { reset(x); y' := y - 1 };
  }
  specifications (1) {
    s: (a == 0) -> [](b != 0 || <>a >= 2 * T);
  }
}
)";

TEST(TaReader, ReadsEverySection) {
  const ThresholdAutomaton automaton = read_ta(kSmall, "small.ta");
  EXPECT_EQ(automaton.name, "Small");
  EXPECT_EQ(automaton.shared, (std::vector<std::string>{"x", "y"}));
  EXPECT_EQ(automaton.parameters, (std::vector<std::string>{"N", "T"}));
  EXPECT_EQ(automaton.locations, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(automaton.assumptions.size(), 2U);
  EXPECT_EQ(automaton.inits.size(), 3U);
  ASSERT_EQ(automaton.rules.size(), 2U);
  EXPECT_EQ(automaton.rules[0].updates, (std::vector<Update>{{.shared = 0, .amount = 2, .reset = false}}));
  EXPECT_EQ(automaton.rules[1].updates, (std::vector<Update>{{.shared = 0, .amount = 0, .reset = true},
                                                             {.shared = 1, .amount = -1, .reset = false}}));
  EXPECT_TRUE(has_resets_or_decrements(automaton));
}

TEST(TaReader, DividesExactly) {
  const ThresholdAutomaton automaton = read_ta(kSmall, "small.ta");
  const Formula& threshold = automaton.rules[0].guard.children[0];
  EXPECT_EQ(to_string(automaton, threshold.comparison), "2 * x >= N + T + 2");
}

TEST(TaReader, AnEquationWithAFractionMeansItsIntegerPart) {
  const ThresholdAutomaton automaton =
      read_ta("skel P { parameters N, T; assumptions (1) { (N + T) / 2 + 1 == 2 * T + 1; } }", "even.ta");
  EXPECT_EQ(to_string(automaton, automaton.assumptions[0]), "((N >= 3 * T) && (N < 3 * T + 2))");
}

TEST(TaReader, ImplicationBindsWeakestAndToTheRight) {
  const auto read_back = [](const std::string& formula) {
    const ThresholdAutomaton automaton =
        read_ta("skel P { locations (2) { a: [0]; b: [1]; } specifications (1) { s: " + formula + "; } }", "weak.ta");
    return to_string(automaton, automaton.specifications[0].formula);
  };
  EXPECT_EQ(read_back("a == 0 || b == 0 && a == 1 -> b == 1 -> a == 2"),
            "(((a == 0) || ((b == 0) && (a == 1))) -> ((b == 1) -> (a == 2)))");
  EXPECT_EQ(read_back("[]!a == 0 && b == 1"), "(([](!(a == 0))) && (b == 1))");
}

// What is written means what was read, for every model of ours.
TEST(TaReader, OwnModelsSurviveWritingAndReading) {
  int models = 0;
  for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(source_dir()) / "models")) {
    const std::string extension = entry.path().extension().string();
    if (extension != ".ta" && extension != ".eta" && extension != ".tla") continue;
    const ThresholdAutomaton automaton = read_model_file(entry.path());
    EXPECT_EQ(read_ta(write_ta(automaton), "written.ta"), automaton) << entry.path();
    ++models;
  }
  EXPECT_GT(models, 2);
}

TEST(TaReader, PrefixesReachOverOneComparison) {
  const ThresholdAutomaton automaton = read_ta(kSmall, "small.ta");
  EXPECT_EQ(to_string(automaton, automaton.specifications[0].formula),
            "((a == 0) -> ([]((b != 0) || (<>(a >= 2 * T)))))");
}

// A file around one changed section, so that every error has a place that can be counted by hand.
std::string with_rule(std::string_view rule) {
  return "skel P {\nshared x, y;\nparameters N;\nlocations (1) { a: [0]; b: [1]; }\nrules (1) {\n" + std::string(rule) +
         "\n}\n}\n";
}

std::string with_spec(std::string_view spec) {
  return "skel P {\nshared x;\nparameters N;\nlocations (1) { a: [0]; }\nspecifications (1) {\n" + std::string(spec) +
         "\n}\n}\n";
}

struct ErrorCase {
  std::string text;
  std::string place;
  std::string expectation;  // a part of it
};

class TaReaderError : public testing::TestWithParam<ErrorCase> {};

TEST_P(TaReaderError, NamesPlaceAndExpectation) {
  try {
    read_ta(GetParam().text, "bad.ta");
    FAIL() << "was accepted: " << GetParam().text;
  } catch (const InputError& error) {
    EXPECT_EQ(error.file(), "bad.ta");
    EXPECT_EQ(error.place(), GetParam().place) << error.what();
    EXPECT_NE(error.expectation().find(GetParam().expectation), std::string::npos) << error.what();
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, TaReaderError,
    testing::Values(
        ErrorCase{"", "line 1, column 1", "found the end of the file"},
        ErrorCase{"automaton P {", "line 1, column 1", "found 'automaton'"},
        ErrorCase{"skel 5 {", "line 1, column 6", "expected the automaton's name, found '5'"},
        ErrorCase{"skel P {\n", "line 2, column 1", "found the end of the file"},
        ErrorCase{"skel P {\n  state x;\n}", "line 2, column 3", "found 'state'"},
        ErrorCase{"skel P {\n} x", "line 2, column 3", "expected the end of the file, found 'x'"},
        ErrorCase{"skel P {\nshared x y;\n}", "line 2, column 10", "expected ';', found 'y'"},
        ErrorCase{"skel P {\nshared x;\nparameters x;\n}", "line 3, column 12", "'x', which is already declared"},
        ErrorCase{"skel P {\nlocations (1) { a: [0]; a: [1]; }\n}", "line 2, column 25", "already declared"},
        ErrorCase{"skel P {\nparameters N;\nassumptions (1) { N > M; }\n}", "line 3, column 23", "'M', which is not"},
        ErrorCase{"skel P {\nshared x;\nassumptions (1) { x > 1; }\n}", "line 3, column 19",
                  "expected no shared variable in an assumption"},
        ErrorCase{"skel P {\nparameters N;\nassumptions (N) { }\n}", "line 3, column 14", "expected a number"},
        ErrorCase{"skel P {\nparameters N;\nassumptions (1) { N + 1; }\n}", "line 3, column 19", "found an expression"},
        ErrorCase{"skel P {\nparameters N;\nassumptions (1) { (N > 1) + 2 > 1; }\n}", "line 3, column 27",
                  "found a condition"},
        ErrorCase{"skel P {\nlocations (1) { a: [x]; }\n}", "line 2, column 21", "expected a number"},
        ErrorCase{"skel P {\nlocations (1) { a: [0] b: [1]; }\n}", "line 2, column 24", "expected ';'"},
        ErrorCase{with_rule("0: a -> c when (true) do {};"), "line 6, column 9", "expected a location, found 'c'"},
        ErrorCase{with_rule("0: a b when (true) do {};"), "line 6, column 6", "expected '->'"},
        ErrorCase{with_rule("0: a -> b do {};"), "line 6, column 11", "expected 'when'"},
        ErrorCase{with_rule("0: a -> b when (a >= 1) do {};"), "line 6, column 17", "expected no location in a guard"},
        ErrorCase{with_rule("0: a -> b when (x * y >= 1) do {};"), "line 6, column 19", "product of two names"},
        ErrorCase{with_rule("0: a -> b when (1 / x >= 1) do {};"), "line 6, column 19", "division by a name"},
        ErrorCase{with_rule("0: a -> b when (x / 0 >= 1) do {};"), "line 6, column 19", "divisor other than 0"},
        ErrorCase{with_rule("0: a -> b when ([]x >= 1) do {};"), "line 6, column 17", "no temporal operator"},
        ErrorCase{with_rule("0: a -> b when (x >= 1 do {};"), "line 6, column 24", "expected ')', found 'do'"},
        ErrorCase{with_rule("0: a -> b when (x >= 99999999999999999999) do {};"), "line 6, column 22", "below 2^63"},
        ErrorCase{with_rule("0: a -> b when (x * 9223372036854775807 * 3 >= 1) do {};"), "line 6, column 41",
                  "coefficients below 2^63"},
        ErrorCase{with_rule("0: a -> b when (true) do { x' == -9223372036854775807 * x; };"), "line 6, column 34",
                  "coefficients below 2^63"},
        ErrorCase{with_rule("0: a -> b when (true) do { N' == N + 1; };"), "line 6, column 28", "a shared variable"},
        ErrorCase{with_rule("0: a -> b when (true) do { x' == y + 1; };"), "line 6, column 34", "plus or minus"},
        ErrorCase{with_rule("0: a -> b when (true) do { x' == x + 1/2; };"), "line 6, column 34", "whole number"},
        ErrorCase{with_rule("0: a -> b when (true) do { x' < x; };"), "line 6, column 31", "'==' or ':='"},
        ErrorCase{with_rule("0: a -> b when (true) do { x' == x; x' == x + 1; };"), "line 6, column 37",
                  "one update a variable"},
        ErrorCase{with_rule("0: a -> b when (true) do { x' == x + 1 y' == y; };"), "line 6, column 40", "expected ';'"},
        ErrorCase{with_rule("0: a -> b when (x >= 1 && x > y + N) do { x' == x + 1; };\n"
                            "1: b -> a when (true) do { y' == y + 1; };"),
                  "line 6, column 17", "expected a guard that is monotone, found 'x > N + y'"},
        ErrorCase{"skel P {\nparameters N;\nunknowns a, b;\n}", "line 3, column 10", "a model without unknowns"},
        ErrorCase{with_spec("s: [](a == 0) t: true;"), "line 6, column 15", "expected ';', found 't'"},
        ErrorCase{with_spec("s: (a == 0; t: true;"), "line 6, column 11", "expected ')', found ';'"},
        ErrorCase{with_spec("s: a == 0; s: a == 1;"), "line 6, column 12", "expected a new specification"},
        ErrorCase{with_spec("s: [](zz == 0);"), "line 6, column 7", "'zz', which is not declared"},
        ErrorCase{with_spec("s: a == 0 && && a == 1;"), "line 6, column 14", "expected a number, a name or '('"},
        ErrorCase{with_spec("s: a @ 0;"), "line 6, column 6", "found '@'"},
        ErrorCase{with_spec("s: a == \x01;"), "line 6, column 9", "found '\\x01'"},
        ErrorCase{with_spec("s: " + std::string(1500, '(')), "line 6, column 1004", "1000 levels"},
        ErrorCase{with_spec("s: " + std::string(1500, '!')), "line 6, column 1004", "1000 levels"}));

TEST(TaReader, ToleratesACommentThatIsNeverClosed) {
  const std::string text = std::string(kSmall) + "\n/* and that is all";
  EXPECT_EQ(read_ta(text, "small.ta"), read_ta(kSmall, "small.ta"));
}

TEST(TaReader, ADifferenceIsMonotoneWhereOneSideNeverGrows) {
  EXPECT_NO_THROW(read_ta(with_rule("0: a -> b when (x > y + N) do { x' == x + 1; };"), "one.ta"));
  EXPECT_NO_THROW(read_ta(with_rule("0: a -> b when (x > y + N) do { x' == x + 1; y' == y + 1; };"), "both.ta"));
  EXPECT_NO_THROW(read_ta(with_rule("0: a -> b when (x > y) do { x' == x + 1; }; 1: b -> a when (true) do { y' == 0; };"
                                    "2: a -> b when (true) do { y' == y + 1; };"),
                          "reset.eta"));
}

TEST(TaReader, UnknownsTakeTheValuesGiven) {
  const std::string text =
      "skel P { shared x; parameters n, t; unknowns a, b; define Q == t + 1;\n"
      "locations (1) { l: [0]; } rules (1) { 0: l -> l when (x >= a * t + b && x >= Q) do {}; } }";
  TaUnknowns unknowns{.definitions = {{"Q", "c * n / 2 - b"}}, .values = {{"a", 3}, {"b", -1}, {"c", 5}}, .names = {}};
  const ThresholdAutomaton automaton = read_ta_with(unknowns, text, "unknown.ta");
  EXPECT_EQ(unknowns.names, (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(to_string(automaton, automaton.rules[0].guard), "((x + 1 >= 3 * t) && (2 * x >= 5 * n + 2))");
  TaUnknowns bad{.definitions = {{"Q", "c * * n"}}, .values = {}, .names = {}};
  try {
    read_ta_with(bad, text, "unknown.ta");
    FAIL() << "was accepted";
  } catch (const InputError& error) {
    EXPECT_STREQ(error.what(), "--threshold: line 1, column 5: expected a number, a name or '(', found '*'");
  }
}

TEST(TaReader, FilesThatCannotBeRead) {
  const auto expectation_for = [](const std::filesystem::path& path) {
    try {
      read_model_file(path);
    } catch (const InputError& error) {
      return error.expectation();
    }
    return std::string("accepted");
  };
  EXPECT_EQ(expectation_for("/nowhere/at-all.ta"), "expected a model file, found nothing there");
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / "folder.ta";
  std::filesystem::create_directories(folder);
  EXPECT_EQ(expectation_for(folder), "expected a model file, found a folder");
  EXPECT_EQ(expectation_for("model.txt"), "expected the extension .ta, .eta or .tla, found '.txt'");
}

TEST(Resilience, ReplacesTheConditionOverTheSameParameters) {
  const ThresholdAutomaton weak = with_resilience(read_ta(kSmall, "small.ta"), "N > 2*T");
  ASSERT_EQ(weak.assumptions.size(), 2U);
  EXPECT_EQ(to_string(weak, weak.assumptions[0]), "(T >= 0)");
  EXPECT_EQ(to_string(weak, weak.assumptions[1]), "(N > 2 * T)");
}

TEST(Resilience, RefusesWhatReplacesNothing) {
  const ThresholdAutomaton automaton = read_ta(kSmall, "small.ta");
  EXPECT_THROW(with_resilience(automaton, "N > 2"), InputError);
  EXPECT_THROW(with_resilience(automaton, "N > Q"), InputError);
  EXPECT_THROW(with_resilience(automaton, "N > T )"), InputError);
}

}  // namespace
}  // namespace parley
