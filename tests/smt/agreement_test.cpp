// The engine against the dumb checker on random small automata.
#include <algorithm>
#include <cstdlib>
#include <gtest/gtest.h>
#include <string>

#include "checker/smt/verify.hpp"
#include "models/ta_reader.hpp"
#include "models/ta_writer.hpp"
#include "tests/smt/explicit_checker.hpp"
#include "tests/smt/random_automaton.hpp"

namespace parley {
namespace {

using testing_support::AutomatonShape;
using testing_support::ExplicitChecker;
using testing_support::RandomAutomaton;

constexpr std::int64_t kLargestParameter = 3;

struct Tally {
  int holds = 0;
  int violated = 0;
  int unknown = 0;
};

// More automata for a longer run by hand: PARLEY_RANDOM_AUTOMATA=5000.
std::uint64_t sample_size(std::uint64_t standard) {
  const char* wanted = std::getenv("PARLEY_RANDOM_AUTOMATA");
  return wanted != nullptr ? std::strtoull(wanted, nullptr, 10) : standard;
}

// Other automata: PARLEY_RANDOM_SKIP=600 leaves out so many of each shape.
std::uint64_t skipped() {
  const char* wanted = std::getenv("PARLEY_RANDOM_SKIP");
  return wanted != nullptr ? std::strtoull(wanted, nullptr, 10) : 0;
}

// PARLEY_RANDOM_ENGINE=smt: another engine than auto.
std::string usual_engine() {
  const char* wanted = std::getenv("PARLEY_RANDOM_ENGINE");
  return wanted != nullptr ? wanted : "auto";
}

// Some instance with parameters up to kLargestParameter violates the specification.
std::optional<bool> small_instance_violates(const ThresholdAutomaton& automaton, const Formula& formula) {
  bool violated = false;
  bool complete = true;
  testing_support::for_each_vector(automaton.parameters.size(), kLargestParameter, [&](const auto& parameters) {
    if (violated) return;
    const auto initial = testing_support::initial_configurations(automaton, parameters, kLargestParameter);
    if (initial.empty()) return;
    const auto answer = ExplicitChecker(automaton, {}).violates(initial, formula);
    violated = violated || answer.value_or(false);
    complete = complete && answer.has_value();
  });
  if (violated) return true;
  return complete ? std::optional(false) : std::nullopt;
}

std::optional<bool> instance_violates(const ThresholdAutomaton& automaton, const Configuration& initial,
                                      const Formula& formula) {
  const std::int64_t above_all_thresholds = 10 + 2 * std::ranges::max(initial.parameters);
  return ExplicitChecker(automaton, {.saturation = above_all_thresholds}).violates({initial}, formula);
}

void compare_with_explicit(const ThresholdAutomaton& automaton, std::uint64_t seed, const std::string& engine,
                           Tally& tally) {
  VerifyOptions options;
  options.engine = engine;
  options.threads = 1;
  options.timeout_seconds = 3;
  for (const SpecResult& result : verify(automaton, options)) {
    const Specification& specification =
        automaton.specifications.at(find_specification(automaton, result.spec).value());
    const std::string context =
        "seed " + std::to_string(seed) + ", " + engine + ", " + result.spec + "\n" + write_ta(automaton);
    EXPECT_EQ(result.counterexample.has_value(), result.verdict == Verdict::kViolated) << context;
    EXPECT_EQ(result.reason.find("fails its replay"), std::string::npos) << result.reason << "\n" << context;
    EXPECT_EQ(result.reason.find("put in order"), std::string::npos) << result.reason << "\n" << context;
    switch (result.verdict) {
      case Verdict::kHolds:
        ++tally.holds;
        EXPECT_NE(small_instance_violates(automaton, specification.formula), true) << context;
        break;
      case Verdict::kViolated:
        ++tally.violated;
        EXPECT_EQ(refute_counterexample(automaton, specification, *result.counterexample), std::nullopt) << context;
        EXPECT_NE(instance_violates(automaton, result.counterexample->initial, specification.formula), false)
            << context << to_table(automaton, *result.counterexample);
        break;
      case Verdict::kUnknown:
        ++tally.unknown;
        break;
    }
  }
}

Tally compare_many(const AutomatonShape& shape, std::uint64_t first_seed, std::uint64_t count,
                   const std::string& engine = usual_engine()) {
  Tally tally;
  first_seed += skipped();
  for (std::uint64_t seed = first_seed; seed < first_seed + count; ++seed)
    compare_with_explicit(RandomAutomaton(seed).draw(shape), seed, engine, tally);
  testing::Test::RecordProperty("holds", tally.holds);
  std::printf("%s, seeds %llu..%llu: holds %d, violated %d, unknown %d\n", engine.c_str(),
              static_cast<unsigned long long>(first_seed), static_cast<unsigned long long>(first_seed + count - 1),
              tally.holds, tally.violated, tally.unknown);
  return tally;
}

TEST(AgreesWithExplicitSearch, OnAcyclicAutomata) {
  const Tally tally = compare_many({}, 1, sample_size(150));
  EXPECT_GT(tally.holds, 5);
  EXPECT_GT(tally.violated, 5);
}

TEST(AgreesWithExplicitSearch, OnAutomataWithCycles) {
  const Tally tally = compare_many({.cycles = true}, 100'001, sample_size(100));
  EXPECT_GT(tally.holds, 5);
  EXPECT_GT(tally.violated, 5);
}

TEST(AgreesWithExplicitSearch, OnAutomataWithGrowingLoops) {
  const Tally tally = compare_many({.cycles = true, .growing_loops = true}, 200'001, sample_size(60));
  EXPECT_GT(tally.violated, 5);
}

TEST(AgreesWithExplicitSearch, OnAutomataWithResets) {
  const Tally tally = compare_many({.cycles = true, .resets = true}, 300'001, sample_size(30));
  EXPECT_GT(tally.violated, 5);
}

TEST(AgreesWithExplicitSearch, OnAutomataWithDecrements) {
  const Tally tally = compare_many({.cycles = true, .resets = true, .decrements = true}, 400'001, sample_size(20));
  EXPECT_GT(tally.violated, 5);
}

TEST(AgreesWithExplicitSearch, EachEngineOnItsOwn) {
  const AutomatonShape shape{.cycles = true, .growing_loops = true, .resets = true, .decrements = true, .safety = true};
  for (const char* engine : {"smt", "zcs", "acs", "explicit"}) {
    const Tally tally = compare_many(shape, 500'001, sample_size(10), engine);
    EXPECT_GT(tally.violated, 3) << engine;
    const bool proves_resets = std::string(engine) == "zcs" || std::string(engine) == "acs";
    EXPECT_GT(tally.holds, proves_resets ? 3 : -1) << engine;
  }
}

TEST(RoundTrip, WritingAndReadingKeepsEveryRandomAutomaton) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const ThresholdAutomaton automaton =
        RandomAutomaton(seed).draw({.cycles = true, .growing_loops = true, .resets = true, .specifications = 4});
    EXPECT_EQ(read_ta(write_ta(automaton), "random"), automaton) << "seed " << seed;
  }
}

}  // namespace
}  // namespace parley
