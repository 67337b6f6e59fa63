// What `explore` offers beyond the exhaustive search: runs that never end, random walks, fewest faults; and how such a
// counterexample looks when it is replayed.
#include <algorithm>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "tests/cli/verb_fixture.hpp"
#include "tests/source_dir.hpp"

namespace parley::cli {
namespace {

using nlohmann::json;

class ExploreVerb : public VerbFixture {
 protected:
  static std::string example(const std::string& name) { return source_dir() + "/examples/explore/" + name + ".json"; }
  json verdict(const std::string& property) const {
    const json all = result();
    for (const json& verdict : all.at("verdicts"))
      if (verdict.at("property") == property) return verdict;
    return {};
  }
};

TEST_F(ExploreVerb, ARunThatNeverEndsIsShownAndReplays) {
  EXPECT_EQ(run({"explore", example("philosophers")}).status, 1);
  EXPECT_EQ(verdict("all_eat").at("verdict"), "violated");
  EXPECT_NE(verdict("all_eat").at("note").get<std::string>().find("go on for ever"), std::string::npos);
  EXPECT_GT(result().at("metrics").at("liveness_cycles"), 0);
  const std::string trace = path("out/explore-all_eat-counterexample.trace.jsonl");
  const Finished replayed = run({"replay", trace});
  EXPECT_EQ(replayed.status, 1) << replayed.out << replayed.err;
  EXPECT_NE(replayed.out.find("then for ever:"), std::string::npos) << replayed.out;
  EXPECT_EQ(verdict("replay"), json{});
  // A loop that is cut short leads nowhere.
  std::string text = read_text(trace);
  text.erase(text.rfind("\n{") + 1);
  const std::string cut = folder_.write("cut.trace.jsonl", text).string();
  EXPECT_EQ(run({"replay", cut}).status, 1);
  EXPECT_EQ(verdict("replay").at("verdict"), "violated");
}

TEST_F(ExploreVerb, LivenessCanBeLeftOut) {
  EXPECT_EQ(run({"explore", example("philosophers"), "--liveness", "off"}).status, 0);  // where a run ends, all ate
  EXPECT_FALSE(result().at("metrics").contains("liveness_cycles"));
  EXPECT_EQ(run({"explore", example("philosophers"), "--set", "parameters/manners=2"}).status, 0);
  EXPECT_EQ(result().at("metrics").at("liveness_cycles"), 0);
}

TEST_F(ExploreVerb, RandomWalksFindAWeakQuorum) {
  const Words weak{"explore", example("paxos"), "--set", "parameters/quorum=1", "--engine", "random"};
  Words words = weak;
  words.insert(words.end(), {"--walks", "2000", "--seed", "7"});
  EXPECT_EQ(run(words).status, 1);
  const json first = result();
  EXPECT_EQ(run(words).status, 1);
  EXPECT_EQ(result().at("metrics").at("states"), first.at("metrics").at("states"));
  EXPECT_EQ(run({"explore", example("paxos"), "--engine", "random", "--walks", "20"}).status, 3);
}

TEST_F(ExploreVerb, DeepeningAllowsOneFaultAtATime) {
  json document = small_document();
  document["explore"]["duplications"] = 1;
  const std::string file = folder_.write("small.json", document.dump()).string();
  EXPECT_EQ(run({"explore", file, "--engine", "deepening"}).status, 0);
  EXPECT_EQ(result().at("metrics").at("faults"), 1);
}

// Three processes are too few for one that lies: what is refused unless it is asked for shows why.
TEST_F(ExploreVerb, FewerProcessesThanResilienceAsksForBreakTotality) {
  Words words{"explore", source_dir() + "/examples/bracha.json", "--set", "n=3", "--set", "parameters/sender=2",
              "--set",   "faults/byzantine/0/process=2"};
  const Finished refused = run(words);
  EXPECT_EQ(refused.status, 2);
  EXPECT_NE(refused.err.find("/n: must be greater than 3 t"), std::string::npos) << refused.err;
  words.insert(words.end(), {"--set", "beyond_resilience=true"});
  EXPECT_EQ(run(words).status, 1);
  EXPECT_EQ(verdict("totality").at("verdict"), "violated");
}

TEST_F(ExploreVerb, OptionsThatDoNotFitAreRefused) {
  for (const Words& more : {Words{"--walks", "5"}, Words{"--engine", "deepening"}, Words{"--liveness", "maybe"},
                            Words{"--engine", "random", "--checkpoint", path("c")}}) {
    Words words{"explore", example("paxos")};
    words.insert(words.end(), more.begin(), more.end());
    const Finished finished = run(words);
    EXPECT_EQ(finished.status, 2) << more.back();
    EXPECT_EQ(std::count(finished.err.begin(), finished.err.end(), '\n'), 1) << finished.err;
  }
}

TEST_F(ExploreVerb, FamousBugsAreExamples) {
  for (const std::string name : {"zyzzyva", "fab", "ben_or"}) {
    EXPECT_EQ(run({"explore", example(name)}).status, 1) << name;
    const std::string property = name == "fab" ? "progress" : "agreement";
    EXPECT_EQ(run({"replay", path("out/explore-" + property + "-counterexample.trace.jsonl")}).status, 1) << name;
    EXPECT_EQ(verdict("replay"), json{}) << name;
  }
}

}  // namespace
}  // namespace parley::cli
