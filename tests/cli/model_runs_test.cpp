// What `verify` leaves for a violated specification, as a user meets it again: replayed, drawn, refused when spoilt.
#include <filesystem>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "tests/cli/verb_fixture.hpp"
#include "tests/source_dir.hpp"

namespace parley::cli {
namespace {

using nlohmann::json;

class ModelRuns : public VerbFixture {
 protected:
  // Bracha's broadcast where too many are faulty.
  Finished verify() const {
    return run({"verify", source_dir() + "/models/bracha.ta", "--spec", "relay", "--resilience", "n > 2 * t"});
  }
  const std::string counterexample_ = path("out/bracha-relay.counterexample.json");
  const std::string schedule_ = path("out/bracha-relay.trace.jsonl");
};

TEST_F(ModelRuns, AViolationIsAlsoARunOfTheImplementation) {
  const Finished verified = verify();
  EXPECT_EQ(verified.status, 1) << verified.err;
  EXPECT_NE(verified.out.find("schedule: " + schedule_ + " (bracha, "), std::string::npos) << verified.out;
  EXPECT_EQ(result().at("verdicts").at(0).value("schedule", ""), schedule_);
  const Finished replayed = run({"replay", schedule_});
  EXPECT_EQ(replayed.status, 1) << replayed.err;
  EXPECT_NE(replayed.out.find("made up by"), std::string::npos) << replayed.out;
  const Finished conforms = run({"conform", schedule_, "--model", source_dir() + "/models/bracha.ta"});
  EXPECT_EQ(conforms.status, 1) << conforms.out;                                 // the model as written wants n > 3 t
  EXPECT_NE(conforms.out.find("s  value "), std::string::npos) << conforms.out;  // no step is to blame
}

TEST_F(ModelRuns, AModelsRunIsReplayedAndDrawnWithoutTheModel) {
  EXPECT_EQ(verify().status, 1);
  const Finished replayed = run({"replay", counterexample_});
  EXPECT_EQ(replayed.status, 1) << replayed.err;
  EXPECT_NE(replayed.out.find("then for ever:"), std::string::npos) << replayed.out;
  EXPECT_EQ(result().at("verdicts").at(0).at("property"), "relay");
  EXPECT_EQ(result().at("verdicts").at(0).at("verdict"), "violated");
  const std::string page = read_text(path("out/bracha-relay.counterexample.html"));
  EXPECT_NE(page.find("aria-label=\"run of the model\""), std::string::npos);
  EXPECT_NE(page.find("echoed_delivered"), std::string::npos);
  EXPECT_NE(page.find("for ever"), std::string::npos);
}

TEST_F(ModelRuns, AReportDrawsBoth) {
  EXPECT_EQ(verify().status, 1);
  const Finished reported = Program(folder_.path(), {"report", path("out")}).wait();
  EXPECT_EQ(reported.status, 0) << reported.err;
  const std::string page = read_text(path("out/index.html"));
  EXPECT_NE(page.find("aria-label=\"run of the model\""), std::string::npos);
  EXPECT_NE(page.find("aria-label=\"space-time diagram\""), std::string::npos);
}

TEST_F(ModelRuns, ARunThatWasChangedIsNoCounterexample) {
  EXPECT_EQ(verify().status, 1);
  json document = json::parse(read_text(counterexample_));
  document.at("steps").erase(document.at("steps").size() - 1);
  folder_.write("changed.counterexample.json", document.dump());
  const Finished replayed = run({"replay", path("changed.counterexample.json")});
  EXPECT_EQ(replayed.status, 1);
  EXPECT_NE(replayed.out.find("no counterexample: "), std::string::npos) << replayed.out;
}

TEST_F(ModelRuns, SpoiltFilesAreRefusedWithTheirPlace) {
  EXPECT_EQ(verify().status, 1);
  const json whole = json::parse(read_text(counterexample_));
  const auto refused = [&](const json& document, const std::string& expectation) {
    folder_.write("bad.counterexample.json", document.dump());
    const Finished finished = run({"replay", path("bad.counterexample.json")});
    EXPECT_EQ(finished.status, 2) << finished.out;
    EXPECT_NE(finished.err.find(expectation), std::string::npos) << finished.err;
  };
  refused(json::array(), "expected a counterexample of verify");
  for (const std::string member : {"model", "source", "parameters", "steps", "loop", "processes", "variables"}) {
    json without = whole;
    without.erase(member);
    refused(without, "/" + member);
  }
  json other = whole;
  other["steps"][0]["rule"] = 1000;
  refused(other, "/steps/0/rule: expected a rule of the automaton");
  for (const std::string member : {"id", "from", "to"}) {
    other = whole;
    other["steps"][0][member] = "another";
    refused(other, "/steps/0/" + member + ": expected \"");
  }
  for (const std::string member : {"specification", "automaton"}) {
    other = whole;
    other[member] = "Another";
    refused(other, "/" + member + ": expected \"");
  }
  other = whole;
  other["source"] = "thresholdAutomaton {";
  refused(other, "/source: line 1, column ");
  EXPECT_EQ(run({"replay", path("missing.counterexample.json")}).status, 2);
}

// A schedule of an earlier call would speak of another model.
TEST_F(ModelRuns, AScheduleThatIsNoneAnyMoreIsRemoved) {
  EXPECT_EQ(verify().status, 1);
  EXPECT_TRUE(std::filesystem::exists(schedule_));
  EXPECT_EQ(run({"verify", source_dir() + "/models/bracha.ta", "--spec", "relay"}).status, 0);
  EXPECT_FALSE(std::filesystem::exists(schedule_));
  EXPECT_FALSE(std::filesystem::exists(counterexample_));
}

}  // namespace
}  // namespace parley::cli
