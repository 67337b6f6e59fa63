// What ran is an instance of what was proved: runs of Bracha's broadcast are accepted by its model, runs of mutants are
// rejected at the very step that breaks a threshold.
#include <gtest/gtest.h>
#include <limits>

#include "protocols/core/random.hpp"
#include "tests/conform/fixture.hpp"

namespace parley::conform {
namespace {

std::vector<json> adversaries() {
  return {json::array({{{"type", "equivocate"}}}), json::array({{{"type", "mutate"}, {"probability", 0.5}}}),
          json::array({{{"type", "equivocate"}}, {{"type", "mutate"}, {"per_receiver", true}}}),
          json::array({{{"type", "drop_to_some"}, {"probability", 0.5}}, {{"type", "replay"}}})};
}

TEST(Conform, HonestRunsAreAccepted) {
  for (const std::uint32_t n : {4U, 7U, 10U}) {
    for (const json& network : networks()) {
      for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        const world::Trace trace = simulate(document(n, network), seed);
        const ConformResult result = conform(trace);
        EXPECT_TRUE(result.conforms) << result.step << ": " << result.reason;
        EXPECT_EQ(first_unjustified_step(trace), std::nullopt);
        if (!network.contains("loss")) {
          EXPECT_GE(result.moves, 2 * n);
        }
        EXPECT_FALSE(result.fired.empty());
      }
    }
  }
}

TEST(Conform, RunsWithByzantineProcessesAreAccepted) {
  std::size_t moves = 0;
  for (const std::uint32_t n : {4U, 7U}) {
    for (const json& network : networks()) {
      for (const json& strategies : adversaries()) {
        for (std::uint64_t seed = 1; seed <= 5; ++seed) {
          json experiment = document(n, network);
          experiment["faults"] = byzantine(n, (n - 1) / 3, strategies);
          const world::Trace trace = simulate(experiment, seed);
          const ConformResult result = conform(trace);
          EXPECT_TRUE(result.conforms) << strategies.dump() << result.step << ": " << result.reason;
          EXPECT_EQ(first_unjustified_step(trace), std::nullopt);
          moves += result.moves;
        }
      }
    }
  }
  EXPECT_GT(moves, 500U);
}

// One quorum one too small.
struct Mutant {
  const char* parameter;
  std::uint32_t n;
  std::uint32_t value;
};

void PrintTo(const Mutant& mutant, std::ostream* out) {
  *out << mutant.parameter << mutant.n;
}

class Mutants : public testing::TestWithParam<Mutant> {};

TEST_P(Mutants, RejectedAtTheRightStep) {
  const Mutant& mutant = GetParam();
  std::size_t rejected = 0;
  std::size_t runs = 0;
  for (const json& network : networks()) {
    for (std::size_t adversary = 0; adversary <= adversaries().size(); ++adversary) {
      for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        json experiment = document(mutant.n, network);
        experiment["parameters"][mutant.parameter] = mutant.value;
        if (adversary > 0) experiment["faults"] = byzantine(mutant.n, (mutant.n - 1) / 3, adversaries()[adversary - 1]);
        const world::Trace trace = simulate(experiment, seed);
        const ConformResult result = conform(trace);
        const std::optional<std::size_t> expected = first_unjustified_step(trace);
        ASSERT_EQ(result.conforms, !expected.has_value()) << result.reason << " " << experiment.dump();
        ++runs;
        if (!expected) continue;
        EXPECT_EQ(result.step, *expected) << result.reason << " " << experiment.dump();
        EXPECT_EQ(result.process, trace.steps[*expected].process);
        EXPECT_NE(result.reason, "");
        ++rejected;
      }
    }
  }
  EXPECT_GT(rejected, runs / 8) << "the mutant hardly ever shows";
}

INSTANTIATE_TEST_SUITE_P(Conform, Mutants,
                         testing::Values(Mutant{"echo_quorum", 4, 2}, Mutant{"ready_support", 4, 1},
                                         Mutant{"delivery_quorum", 4, 2}, Mutant{"echo_quorum", 7, 4},
                                         Mutant{"ready_support", 7, 2}, Mutant{"delivery_quorum", 7, 4}),
                         [](const auto& instance) {
                           return instance.param.parameter + std::to_string(instance.param.n);
                         });

// --- traces that are not what happened ---

world::Trace good_trace(std::uint64_t seed) {
  return simulate(document(4, networks()[2]), seed);
}

// Accepted, rejected, or refused with a place; anything else ends the test program.
bool is_accepted(const world::Trace& trace) {
  try {
    return conform(trace).conforms;
  } catch (const InputError& error) {
    EXPECT_NE(error.place(), "");
    return false;
  }
}

// Who claims its last state from the start has delivered before anything was sent.
TEST(CorruptTraces, StatesOfAnotherTimeAreRejected) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    world::Trace trace = good_trace(seed);
    ASSERT_TRUE(is_accepted(trace));
    for (std::uint32_t process = 0; process < 4; ++process) {
      world::Trace swapped = trace;
      std::vector<std::size_t> own;
      for (std::size_t index = 0; index < trace.steps.size(); ++index)
        if (trace.steps[index].process == process) own.push_back(index);
      std::swap(swapped.steps[own.front()].state, swapped.steps[own.back()].state);
      EXPECT_FALSE(is_accepted(swapped)) << "process " << process << ", seed " << seed;
      EXPECT_FALSE(replays(swapped));
    }
  }
}

// Every byte counts for replay; the model sees only some, and never fails to read.
TEST(CorruptTraces, FlippedBytesNeverPassReplay) {
  Rng rng(11);
  std::size_t refused = 0;
  for (int repeat = 0; repeat < 400; ++repeat) {
    world::Trace trace = good_trace(1 + rng.below(5));
    std::string& state = trace.steps[rng.below(trace.steps.size())].state;
    const std::string was = state;
    const std::string digits = "0123456789abcdefg";
    for (std::uint64_t flips = 1 + rng.below(3); flips > 0; --flips) {
      char& digit = state[rng.below(state.size())];
      char other = digits[rng.below(digits.size())];
      while (other == digit) other = digits[rng.below(digits.size())];
      digit = other;
    }
    if (rng.chance(0.1)) state.resize(rng.below(state.size()));
    refused += is_accepted(trace) ? 0U : 1U;
    if (state != was) {
      EXPECT_FALSE(replays(trace)) << was << " became " << state;
    }
  }
  EXPECT_GT(refused, 100U);
}

// A step that changed a process's state cannot be left out unnoticed, unless it was the process's last.
TEST(CorruptTraces, DroppedStepsDoNotReplay) {
  std::size_t dropped = 0;
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const world::Trace trace = good_trace(seed);
    std::map<std::uint32_t, std::size_t> last;
    for (std::size_t index = 0; index < trace.steps.size(); ++index) last[trace.steps[index].process] = index;
    std::map<std::uint32_t, std::string> before;
    for (std::size_t index = 0; index < trace.steps.size(); ++index) {
      const world::TraceStep& step = trace.steps[index];
      const bool changed = std::exchange(before[step.process], step.state) != step.state;
      world::Trace cut = trace;
      cut.steps.erase(cut.steps.begin() + static_cast<std::ptrdiff_t>(index));
      static_cast<void>(is_accepted(cut));
      if (!changed || last[step.process] == index) continue;
      EXPECT_FALSE(replays(cut)) << "step " << index;
      ++dropped;
    }
  }
  EXPECT_GT(dropped, 50U);
}

// All echoes left out: nobody can have become ready.
TEST(CorruptTraces, ReadinessWithoutEchoesIsRejected) {
  world::Trace trace = good_trace(1);
  const auto is_early = [&](const world::TraceStep& step) {
    return !decode<MixedState>(*world::from_hex(step.state)).value->honest.readied;
  };
  std::erase_if(trace.steps, is_early);
  EXPECT_FALSE(is_accepted(trace));
}

TEST(CorruptTraces, ProcessesThatDoNotExistAreRefused) {
  world::Trace trace = good_trace(1);
  trace.steps[3].process = 4;
  EXPECT_THROW(static_cast<void>(conform(trace)), InputError);
  trace.steps[3].process = 0xffffffff;
  EXPECT_THROW(static_cast<void>(conform(trace)), InputError);
  trace = good_trace(1);
  trace.faulty = {0xffffffff};
  EXPECT_THROW(static_cast<void>(conform(trace)), InputError);
}

// --- what the model does not speak of ---

TEST(Resilience, MoreFaultyThanToleratedIsRejected) {
  json experiment = document(4, networks()[0]);
  experiment["faults"] = byzantine(4, 2, json::parse(R"([{"type": "delay", "ticks": 1}])"));
  const ConformResult result = conform(simulate(experiment, 1));
  EXPECT_FALSE(result.conforms);
  EXPECT_NE(result.reason.find("parameters"), std::string::npos) << result.reason;
}

TEST(Resilience, ParametersOutsideTheConditionAreRejected) {
  const std::vector<Projection> good = project(good_trace(1));
  ASSERT_TRUE(check_conformance(model(), good).conforms);
  const std::vector<std::pair<std::string, std::int64_t>> outside{{"n", 3}, {"t", 2}, {"f", 2}, {"f", -1}, {"t", 0}};
  for (const auto& [parameter, value] : outside) {
    std::vector<Projection> projections = good;
    for (Projection& projection : projections) projection.parameters[parameter] = value;
    EXPECT_FALSE(check_conformance(model(), projections).conforms) << parameter << " = " << value;
  }
}

// Models come from files too: their numbers may be any, and so may the ways through them.
TEST(Resilience, WildModelsAreErrors) {
  Projection run{"run", {{"n", 4}}, {{0, "a"}}, {{0, 0, "b", {{"x", 1}}}}};
  const std::string head = "skel Wild { shared x; parameters n; locations { a: [0]; c: [1]; b: [2]; d: [3]; } rules {";
  const auto refused = [&run](const std::string& text) {
    EXPECT_THROW(static_cast<void>(check_conformance(read_ta(text, "wild.ta"), {run})), InputError) << text;
  };
  const std::string most = std::to_string(std::numeric_limits<std::int64_t>::max());
  refused(head + "0: a -> c when (true) do { x' == x + " + most +
          "; }; 1: c -> b when (x > 0) do { x' == x + 1; }; } }");
  refused(head + "0: a -> b when (" + most + " * n > x) do {}; } }");

  std::string loops;
  for (int copy = 0; copy < 40; ++copy)
    loops += "l: a -> c when (true) do {}; l: c -> d when (true) do {}; l: d -> a when (true) do {};";
  refused(head + loops + "0: d -> b when (x > 1) do {}; } }");
}

TEST(Resilience, NamesThatTheModelLacksAreErrors) {
  const std::vector<Projection> good = project(good_trace(1));
  std::vector<Projection> changed = good;
  changed[0].moves[0].to = "nowhere";
  EXPECT_THROW(static_cast<void>(check_conformance(model(), changed)), InputError);
  changed = good;
  changed[0].initial.begin()->second = "nowhere";
  EXPECT_THROW(static_cast<void>(check_conformance(model(), changed)), InputError);
  changed = good;
  changed[0].parameters.erase("t");
  EXPECT_THROW(static_cast<void>(check_conformance(model(), changed)), InputError);
}

}  // namespace
}  // namespace parley::conform
