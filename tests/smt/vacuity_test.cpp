// Premises that no run satisfies and locations that no run reaches are told; none is that some run does.
#include "checker/smt/vacuity.hpp"

#include <filesystem>
#include <gtest/gtest.h>
#include <string>

#include "models/ta_reader.hpp"
#include "protocols/core/error.hpp"
#include "tests/source_dir.hpp"

namespace parley {
namespace {

// At most one process leaves a for b; c takes three messages, of which there is at most one; d takes n of them.
constexpr std::string_view kModel =
    "skel P {\n shared x; parameters n;\n assumptions (1) { n >= 2; }\n"
    " locations (4) { a: [0]; b: [1]; c: [2]; d: [3]; }\n inits (5) { a == n; b == 0; c == 0; d == 0; x == 0; }\n"
    " rules (4) { go: a -> b when (x < 1) do { x' == x + 1; }; never: a -> c when (x >= 3) do {};\n"
    "  far: b -> d when (x >= 1) do {}; stay: a -> a when (true) do {}; }\n"
    " specifications (5) {\n"
    "  impossible: <>(b >= 2) -> [](d == 0);\n"
    "  possible: <>(b >= 1) -> [](c == 0);\n"
    "  nested: [](c != 0 -> <>(d != 0)) && [](b >= 1 -> x >= 1);\n"
    "  plain: [](c == 0);\n"
    "  violated: <>(c >= 1) || [](d == 0);\n }\n}\n";

TEST(Vacuity, TellsPremisesThatNoRunSatisfies) {
  const ThresholdAutomaton model = read_ta(kModel, "vacuous.ta");
  const Vacuity vacuity = find_vacuity(model, verify(model, {}), {.timeout_seconds = 10});
  ASSERT_EQ(vacuity.premises.size(), 2U);
  EXPECT_EQ(vacuity.premises[0].spec, "impossible");
  EXPECT_EQ(vacuity.premises[0].premise, "(<>(b >= 2))");
  EXPECT_EQ(vacuity.premises[1].spec, "nested");
  EXPECT_EQ(vacuity.premises[1].premise, "(c != 0)");
}

TEST(Vacuity, TellsLocationsThatNoRunReaches) {
  const ThresholdAutomaton model = read_ta(kModel, "vacuous.ta");
  EXPECT_EQ(find_vacuity(model, {}, {.timeout_seconds = 10}).unreached_locations, (std::vector<std::string>{"c"}));
}

TEST(Vacuity, RandomRunsVisitWhatIsReachable) {
  const ThresholdAutomaton model = read_ta(kModel, "vacuous.ta");
  EXPECT_EQ(visited_by_random_runs(model, 10'000), (std::vector<bool>{true, true, false, true}));
  EXPECT_EQ(visited_by_random_runs(model, 0), (std::vector<bool>{false, false, false, false}));
}

TEST(Vacuity, OurOwnModelsAreNotVacuous) {
  const std::filesystem::path models = std::filesystem::path(source_dir()) / "models";
  for (const char* name : {"bracha.ta", "raft_election.ta"}) {
    const ThresholdAutomaton model = read_model_file(models / name);
    const Vacuity vacuity = find_vacuity(model, verify(model, {}), {.timeout_seconds = 10});
    EXPECT_TRUE(vacuity.premises.empty()) << name << " " << vacuity.premises.front().premise;
    EXPECT_TRUE(vacuity.unreached_locations.empty()) << name << " " << vacuity.unreached_locations.front();
  }
}

std::string error_of(const std::string& assumptions, const std::string& inits) {
  const ThresholdAutomaton model = read_ta("skel P {\nparameters n, t;\nassumptions (3) {\n" + assumptions +
                                               "\n}\nlocations (1) { a: [0]; }\ninits (1) { " + inits +
                                               " }\nspecifications (1) { s: [](a >= 0); } }",
                                           "bad.ta");
  try {
    verify(model, {});
  } catch (const InputError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Contradiction, IsNamedWithItsPlace) {
  EXPECT_EQ(
      error_of("n > 3 * t;\nt >= 1;\nn < 4;\nn > 7;", "a == n;"),
      "bad.ta: line 6, column 1: expected assumptions that some parameters satisfy, found that (n < 4) contradicts "
      "those before it");
  EXPECT_EQ(error_of("n > 3 * t;\nt >= 1;", "a == n; a < 4;"),
            "bad.ta: line 8, column 21: expected initial conditions that some parameters satisfy, found that (a < 4) "
            "contradicts the assumptions and the conditions before it");
  EXPECT_EQ(error_of("n > 3 * t;", "a == n;"), "accepted");
}

}  // namespace
}  // namespace parley
