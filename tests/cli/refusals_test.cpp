// What users stumbled over: each ends as its documentation says, in one line where it refuses.
#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <sys/stat.h>

#include "tests/cli/verb_fixture.hpp"
#include "tests/source_dir.hpp"

namespace parley::cli {
namespace {

class Refusals : public VerbFixture {
 protected:
  std::string file(const std::string& name, const std::string& text) const {
    write_text(path(name), text);
    return path(name);
  }
  std::string refusal(const Words& given) const {
    const Finished finished = run(given);
    EXPECT_EQ(finished.status, 2) << finished.out;
    EXPECT_EQ(std::count(finished.err.begin(), finished.err.end(), '\n'), 1) << finished.err;
    return finished.err;
  }
  static std::string example(const std::string& name) { return source_dir() + "/examples/" + name; }
  static bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }
  std::string verdict_of(const std::string& property) const {
    const nlohmann::json found = result();
    for (const auto& verdict : found.at("verdicts"))
      if (verdict.at("property") == property) return verdict.at("verdict");
    return "none";
  }
};

TEST_F(Refusals, RealNodesKeepTheTopology) {
  const std::string ring = file("ring.json", R"({"protocol": "gossip", "n": 6, "t": 0, "topology": {"type": "ring"},
      "parameters": {"source": 0, "value": 7, "period_ticks": 5}, "deploy": {"tick_ms": 5, "seconds": 20}})");
  const Finished finished = run({"up", ring});
  EXPECT_EQ(finished.status, 0) << finished.out << finished.err;
  EXPECT_EQ(verdict_of("coverage"), "holds");
}

TEST_F(Refusals, RealNodesRunBeyondResilience) {
  const std::string three = file("three.json", R"({"protocol": "bracha", "n": 3, "t": 1, "beyond_resilience": true,
      "parameters": {"sender": 0}, "deploy": {"tick_ms": 5, "seconds": 20}})");
  const Finished finished = run({"up", three});
  EXPECT_EQ(finished.status, 0) << finished.out << finished.err;
}

TEST_F(Refusals, NodesThatCannotStartSayWhyOnce) {
  EXPECT_TRUE(has(refusal({"up", example("bracha.json"), "--metrics", "192.0.2.1:80"}), "process"));
  EXPECT_TRUE(has(refusal({"up", example("bracha.json"), "--set", "n=5000"}), "/n: expected at most"));
}

TEST_F(Refusals, ABudgetOfNothingRefutesNothing) {
  const Finished finished = run({"explore", example("raft.json"), "--set", "explore/timer_firings=0", "--set",
                                 "explore/crashes=0", "--symmetry", "--reduction"});
  EXPECT_EQ(finished.status, 3) << finished.out;
  EXPECT_EQ(verdict_of("leader"), "unknown");
}

TEST_F(Refusals, StepsThatDrawFromTooManyAreRefused) {
  EXPECT_TRUE(has(refusal({"explore", example("ledger/race.json")}), "race.json: /parameters: expected "));
}

TEST_F(Refusals, WitnessesReplayWithoutDivergence) {
  run({"explore", example("bracha.json"), "--set", "parameters/ready_support=1", "--set", "parameters/sender=0"});
  ASSERT_TRUE(exists("out/explore-delivery-witness.trace.jsonl"));
  run({"replay", path("out/explore-delivery-witness.trace.jsonl")});
  EXPECT_EQ(verdict_of("replay"), "none") << "the verdicts are the properties' alone";
}

TEST_F(Refusals, ACounterexampleBreaksNothingThatHeld) {
  run({"attack", example("bracha.json"), "--set", "parameters/ready_support=1", "--threads", "1"});
  std::vector<std::string> held;
  const nlohmann::json found = result();
  for (const auto& verdict : found.at("verdicts"))
    if (verdict.at("verdict") == "holds") held.push_back(verdict.at("property"));
  run({"replay", path("out/attack-counterexample.trace.jsonl")});
  for (const std::string& property : held) EXPECT_NE(verdict_of(property), "violated") << property;
}

TEST_F(Refusals, TracesOfOtherInstancesAreRefused) {
  ASSERT_EQ(run({"simulate", example("bracha.json"), "--runs", "1"}).status, 0);
  const std::string trace = read_text(path("out/simulate.trace.jsonl"));
  const auto changed = [&](const std::string& from, const std::string& to) {
    std::string text = trace;
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return file("changed.trace.jsonl", text.replace(at, from.size(), to));
  };
  const std::string model = source_dir() + "/models/bracha.ta";
  for (const std::string verb : {"conform", "replay"}) {
    const auto told = [&](const std::string& name, const std::string& place) {
      Words words{verb, name};
      if (verb == "conform") words.insert(words.end(), {"--model", model});
      EXPECT_TRUE(has(refusal(words), "changed.trace.jsonl: " + place)) << verb;
    };
    told(changed(R"("parley_trace":1,"protocol":"bracha")", R"("parley_trace":1,"protocol":"raft")"),
         "line 1, /protocol");
    told(changed(R"("faulty":[)", R"("faulty":[99,)"), "line 1, /faulty/0");
    told(changed(R"("parley_trace":1)", R"("loop_from":99999,"parley_trace":1)"), "line 1, /loop_from");
    told(changed(R"({"from":)", R"({"from":7)"), "line ");
  }
}

TEST_F(Refusals, PipesAreNoFiles) {
  ASSERT_EQ(mkfifo(path("pipe").c_str(), 0600), 0);
  EXPECT_TRUE(has(refusal({"simulate", path("pipe")}), "found a pipe"));
  EXPECT_TRUE(has(refusal({"replay", path("pipe")}), "found a pipe"));
  EXPECT_TRUE(has(refusal({"node", "--cluster", path("pipe"), "--id", "0"}), "found a pipe"));
}

TEST_F(Refusals, DocumentsAreTakenAtTheirWord) {
  const auto told = [&](const std::string& members, const std::string& place) {
    const std::string text = R"({"protocol": "bracha", "n": 4, "t": 1)" + members + "}";
    const std::string said = refusal({"simulate", file("e.json", text)});
    EXPECT_TRUE(has(said, "e.json: " + place)) << said;
  };
  told(R"(, "topology": {"type": "list", "links": [[0, 1], [2, 2]]})", "/topology/links/1: expected two different");
  told(R"(, "properties": ["agreement", "agreement"])", "/properties/1: expected each property once");
  told(R"(, "attack": {"strategies": []})", "/attack/strategies: expected at least one");
  told(R"(, "network": {"loss": 0, "loss": 0})", "/network/loss: expected each member once");
  told(", \"description\": " + std::string(70, '[') + std::string(70, ']'), "line 1, column ");
}

TEST_F(Refusals, LongWordsAreCut) {
  const std::string said =
      refusal({"simulate", file("e.json", R"({"protocol": ")" + std::string(100'000, 'x') + "\"}")});
  EXPECT_LT(said.size(), 1200U);
}

}  // namespace
}  // namespace parley::cli
