// Our own models and small mistakes in them: the engine's verdicts against the dumb checker on all small instances.
//
// PARLEY_MODEL_MUTANTS=12 makes twelve mutants of each model instead of one, allows larger instances, and prints the
// table of docs/models.md; PARLEY_MODEL=bosco restricts it to one model.
#include <cstdlib>
#include <filesystem>
#include <gtest/gtest.h>
#include <map>
#include <string>

#include "checker/smt/verify.hpp"
#include "models/ta_reader.hpp"
#include "models/ta_writer.hpp"
#include "tests/smt/explicit_checker.hpp"
#include "tests/smt/mutator.hpp"
#include "tests/smt/random_automaton.hpp"
#include "tests/smt/small_instances.hpp"
#include "tests/source_dir.hpp"

namespace parley::model_mutants {
namespace {

using testing_support::InstanceChecker;
using testing_support::Mutant;
using testing_support::Mutator;
using testing_support::SmallAnswer;
using testing_support::SmallBound;

constexpr std::uint64_t kSeed = 20'260;

std::optional<std::size_t> wanted_mutants() {
  const char* wanted = std::getenv("PARLEY_MODEL_MUTANTS");
  if (wanted == nullptr) return std::nullopt;
  return std::strtoull(wanted, nullptr, 10);
}

SmallBound small_bound() {
  if (wanted_mutants()) return {};
  return {.largest_parameter = 5, .max_states = 1'000, .total_states = 10'000};
}

std::vector<std::filesystem::path> own_models() {
  const char* only = std::getenv("PARLEY_MODEL");
  std::vector<std::filesystem::path> models;
  for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(source_dir()) / "models")) {
    const std::string extension = entry.path().extension().string();
    if ((extension == ".ta" || extension == ".eta") && (only == nullptr || entry.path().stem() == only))
      models.push_back(entry.path());
  }
  std::ranges::sort(models);
  return models;
}

// Another seed for each model, so that a short run meets all kinds of mistakes.
std::uint64_t seed_of(const std::string& name) {
  std::uint64_t seed = kSeed;
  for (const char c : name) seed = seed * 131 + static_cast<unsigned char>(c);
  return seed;
}

struct Tally {
  std::size_t mutants = 0;
  std::size_t checked = 0;  // mutants times specifications
  std::map<Verdict, std::size_t> verdicts;
  std::size_t changed = 0;        // the engine's verdict is no longer that of the model
  std::size_t small = 0;          // violated, and a small instance is too
  std::size_t large = 0;          // violated at parameters beyond the bound, and that instance is too
  std::size_t unchecked = 0;      // violated at parameters whose instance is too large
  std::size_t unknown_small = 0;  // unknown, where a small instance is violated
};

// The instance of the counterexample. Nothing when it is too large.
std::optional<bool> is_violated_at(const ThresholdAutomaton& automaton, const Specification& specification,
                                   const testing_support::Parameters& parameters, const SmallBound& bound) {
  return InstanceChecker(automaton, parameters, 10 * bound.max_states).violates(specification.formula);
}

void compare_one(const ThresholdAutomaton& automaton, std::size_t spec, const SpecResult& result,
                 const SmallAnswer& small, const SmallBound& bound, Tally& tally) {
  const Specification& specification = automaton.specifications.at(spec);
  const bool small_violation = small.violated_at.at(spec).has_value();
  ++tally.checked;
  ++tally.verdicts[result.verdict];
  if (result.verdict == Verdict::kHolds) {
    EXPECT_FALSE(small_violation) << specification.name << " is violated at "
                                  << testing::PrintToString(*small.violated_at[spec]);
    return;
  }
  if (result.verdict == Verdict::kUnknown) {
    if (small_violation) ++tally.unknown_small;
    std::printf("  unknown: %s%s: %s\n", specification.name.c_str(), small_violation ? ", though violated" : "",
                result.reason.c_str());
    return;
  }
  ASSERT_TRUE(result.counterexample.has_value()) << specification.name;
  EXPECT_EQ(refute_counterexample(automaton, specification, *result.counterexample), std::nullopt);
  if (small_violation) {
    ++tally.small;
    return;
  }
  const std::optional<bool> there =
      is_violated_at(automaton, specification, result.counterexample->initial.parameters, bound);
  EXPECT_NE(there, false) << specification.name << "\n" << to_table(automaton, *result.counterexample);
  ++(there ? tally.large : tally.unchecked);
}

// Returns the verdicts, in the order of the specifications.
std::vector<Verdict> compare_all(const ThresholdAutomaton& automaton, const SmallBound& bound, Tally& tally) {
  VerifyOptions options;
  options.threads = 1;
  options.timeout_seconds = wanted_mutants() ? 60 : 2;
  const SmallAnswer small = check_small_instances(automaton, bound);
  const std::vector<SpecResult> results = verify(automaton, options);
  std::vector<Verdict> verdicts;
  for (std::size_t s = 0; s < results.size(); ++s) {
    compare_one(automaton, s, results[s], small, bound, tally);
    verdicts.push_back(results[s].verdict);
  }
  if (wanted_mutants())
    std::printf("  %zu instances, %zu left out, %zu states\n", small.instances, small.left_out, small.states);
  return verdicts;
}

Tally compare_mutants(const ThresholdAutomaton& model, const std::string& name) {
  const SmallBound bound = small_bound();
  Tally of_model;
  Tally tally;
  const std::vector<Verdict> original = compare_all(model, bound, of_model);
  for (const Mutant& mutant : Mutator(model).draw(seed_of(name), wanted_mutants().value_or(1))) {
    SCOPED_TRACE(name + ": " + mutant.description);
    if (wanted_mutants()) std::printf("%s: %s\n", name.c_str(), mutant.description.c_str());
    const std::vector<Verdict> verdicts = compare_all(mutant.automaton, bound, tally);
    ++tally.mutants;
    for (std::size_t s = 0; s < verdicts.size(); ++s)
      if (verdicts[s] != original[s]) ++tally.changed;
  }
  return tally;
}

void print_row(const std::string& name, Tally& tally) {
  std::printf("| %s | %zu | %zu | %zu | %zu | %zu | %zu | %zu | %zu | %zu |\n", name.c_str(), tally.mutants,
              tally.checked, tally.changed, tally.verdicts[Verdict::kHolds], tally.small, tally.large, tally.unchecked,
              tally.verdicts[Verdict::kUnknown], tally.unknown_small);
  std::fflush(stdout);
}

TEST(Mutants, OfOurModelsHaveTheVerdictsOfTheirSmallInstances) {
  const SmallBound bound = small_bound();
  std::printf("parameters up to %lld, instances up to %zu states, %zu states in all, seed %llu\n",
              static_cast<long long>(bound.largest_parameter), bound.max_states, bound.total_states,
              static_cast<unsigned long long>(kSeed));
  std::printf(
      "model | mutants | checked | changed | holds | violated: small | large | not checked | unknown | of it "
      "violated\n");
  std::size_t changed = 0;
  for (const std::filesystem::path& path : own_models()) {
    Tally tally = compare_mutants(read_model_file(path), path.stem().string());
    print_row(path.stem().string(), tally);
    changed += tally.changed;
  }
  EXPECT_GT(changed, 0U);
}

TEST(Mutants, AreTheSameForTheSameSeedAndDifferFromTheModel) {
  for (const std::filesystem::path& path : own_models()) {
    const ThresholdAutomaton model = read_model_file(path);
    const std::vector<Mutant> once = Mutator(model).draw(kSeed, 12);
    const std::vector<Mutant> again = Mutator(model).draw(kSeed, 12);
    ASSERT_EQ(once.size(), 12U) << path;
    for (std::size_t i = 0; i < once.size(); ++i) {
      EXPECT_EQ(once[i].automaton, again[i].automaton) << path << " " << once[i].description;
      EXPECT_NE(once[i].automaton, model) << path << " " << once[i].description;
      EXPECT_EQ(read_ta(write_ta(once[i].automaton), "mutant"), once[i].automaton) << once[i].description;
    }
  }
}

// Two dumb checkers, by different constructions, are of one opinion about every instance. PARLEY_RANDOM_AUTOMATA=5000
// for a longer run.
TEST(InstanceChecker, AgreesWithTheTableauOnRandomAutomata) {
  std::size_t violated = 0;
  std::size_t compared = 0;
  const char* wanted = std::getenv("PARLEY_RANDOM_AUTOMATA");
  const std::uint64_t automata = wanted != nullptr ? std::strtoull(wanted, nullptr, 10) : 150;
  for (std::uint64_t seed = 1; seed <= automata; ++seed) {
    const ThresholdAutomaton automaton =
        testing_support::RandomAutomaton(seed).draw({.cycles = seed % 2 == 0, .resets = seed % 3 == 0});
    for (const testing_support::Parameters& parameters : testing_support::small_parameters(2, 3)) {
      if (!testing_support::is_admissible(automaton, parameters)) continue;
      const InstanceChecker instance(automaton, parameters, 1'000);
      const auto initial = testing_support::initial_configurations(automaton, parameters, 3);
      for (const Specification& specification : automaton.specifications) {
        const std::optional<bool> answer = instance.violates(specification.formula);
        const auto tableau =
            testing_support::ExplicitChecker(automaton, {.saturation = 40, .max_configurations = 1'000})
                .violates(initial, specification.formula);
        if (!answer || !tableau) continue;
        ++compared;
        if (*answer) ++violated;
        EXPECT_EQ(*answer, *tableau) << "seed " << seed << "\n" << write_ta(automaton) << specification.name;
      }
    }
  }
  std::printf("%zu comparisons, %zu violated\n", compared, violated);
  EXPECT_GT(compared, 300U);
  EXPECT_GT(violated, 50U);
}

}  // namespace
}  // namespace parley::model_mutants
