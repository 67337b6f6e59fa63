// The verb `simulate` gives the same result whatever the number of threads.
#include <gtest/gtest.h>

#include "cli/protocol_entry.hpp"
#include "tests/cli/documents.hpp"

namespace parley::cli {
namespace {

VerbResult simulate(const nlohmann::json& document, unsigned threads, std::uint64_t seed) {
  const Experiment experiment = parse_experiment(document, "experiment.json");
  VerbOptions options;
  options.threads = threads;
  options.seed = seed;
  VerbResult result = find_protocol(experiment).simulate(experiment, options);
  result.metrics.erase("messages_per_second");
  return result;
}

void expect_same(const VerbResult& one, const VerbResult& other) {
  EXPECT_EQ(one.facts, other.facts);
  EXPECT_EQ(one.metrics, other.metrics);
  ASSERT_EQ(one.verdicts.size(), other.verdicts.size());
  for (std::size_t index = 0; index < one.verdicts.size(); ++index) {
    EXPECT_EQ(one.verdicts[index].verdict, other.verdicts[index].verdict);
    EXPECT_EQ(one.verdicts[index].note, other.verdicts[index].note);
  }
  ASSERT_EQ(one.traces.size(), other.traces.size());
  for (std::size_t index = 0; index < one.traces.size(); ++index) {
    const auto& steps = one.traces[index].trace.steps;
    ASSERT_EQ(steps.size(), other.traces[index].trace.steps.size());
    for (std::size_t step = 0; step < steps.size(); ++step)
      EXPECT_EQ(steps[step].state, other.traces[index].trace.steps[step].state);
  }
}

nlohmann::json raft_document() {
  return nlohmann::json::parse(R"json({
    "protocol": "raft", "n": 3, "t": 1, "parameters": {"clients": 2, "operations": 5},
    "network": {"scheduler": "events", "latency": {"type": "lognormal", "median": 9, "sigma": 1}, "loss": 0.02},
    "faults": {"crashes": [{"process": 0, "at_tick": 400, "restart_at_tick": 900}]},
    "runs": 40, "max_ticks": 20000
  })json");
}

TEST(Simulate, ThreadsChangeNothing) {
  nlohmann::json lossy = small_document();
  lossy["network"]["loss"] = 0.2;
  nlohmann::json weak = small_document();  // violations: the kept trace is that of the first such run
  weak["faults"]["byzantine"][0]["strategies"] = {{{"type", "equivocate"}}, {{"type", "mutate"}}};
  weak["parameters"].update({{"echo_quorum", 2}, {"ready_support", 2}, {"delivery_quorum", 2}});
  weak["runs"] = 300;
  for (const nlohmann::json& document : {small_document(), lossy, weak, raft_document()}) {
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
      const VerbResult one = simulate(document, 1, seed);
      expect_same(one, simulate(document, 2, seed));
      expect_same(one, simulate(document, 8, seed));
      EXPECT_NE(one.facts.at("trace_hash"), simulate(document, 2, seed + 100).facts.at("trace_hash"));
    }
  }
}

TEST(Simulate, WeakQuorumsAreViolatedInSomeRun) {
  nlohmann::json weak = small_document();
  weak["faults"]["byzantine"][0]["strategies"] = {{{"type", "equivocate"}}};
  weak["parameters"].update({{"echo_quorum", 2}, {"ready_support", 2}, {"delivery_quorum", 2}});
  weak["runs"] = 500;
  const VerbResult result = simulate(weak, 2, 1);
  EXPECT_EQ(exit_status(result), kExitViolated);
  ASSERT_EQ(result.traces.size(), 1U);
  EXPECT_TRUE(result.traces[0].counterexample);
  EXPECT_EQ(result.traces[0].trace.violation, "agreement");
}

}  // namespace
}  // namespace parley::cli
