// The verbs as a user meets them: one file through all of them, exit statuses, the JSON object, counterexamples that
// replay, pages, and a clear end when the time is up or Ctrl-C is pressed.
#include <csignal>
#include <gtest/gtest.h>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "tests/cli/verb_fixture.hpp"
#include "tests/source_dir.hpp"

namespace parley::cli {
namespace {

using nlohmann::json;

class Verbs : public VerbFixture {
 protected:
  std::string write(const std::string& name, const json& document) const {
    return folder_.write(name, document.dump(1)).string();
  }

  Finished run(Words first, const Words& more = {}) const {
    first.insert(first.end(), more.begin(), more.end());
    return VerbFixture::run(first);
  }
  std::string verdict(const std::string& property) const {
    const json object = result();
    for (const json& verdict : object.at("verdicts"))
      if (verdict.at("property") == property) return verdict.at("verdict");
    return "none";
  }
};

std::set<std::string> names_of(const json& object) {
  std::set<std::string> names;
  for (const auto& [name, value] : object.items()) names.insert(name);
  return names;
}

// The fields that every verb writes; `note` says why a verdict is what it is, and two more come with simulate.
void expect_well_formed(const json& object, const std::string& verb, const std::string& file, std::uint64_t seed) {
  std::set<std::string> names = names_of(object);
  for (const char* name : {"trace_hash", "intervals"}) EXPECT_EQ(names.erase(name), verb == "simulate" ? 1U : 0U);
  EXPECT_EQ(names, (std::set<std::string>{"verb", "version", "file", "seed", "verdicts", "metrics", "seconds",
                                          "peak_rss_bytes"}));
  EXPECT_EQ(object.at("verb"), verb);
  EXPECT_FALSE(object.at("version").get<std::string>().empty());
  EXPECT_EQ(object.at("file"), file);
  EXPECT_EQ(object.at("seed"), seed);
  EXPECT_FALSE(object.at("verdicts").empty());
  for (const json& verdict : object.at("verdicts")) {
    std::set<std::string> members = names_of(verdict);
    for (const char* name : {"note", "engine", "evidence"}) members.erase(name);
    EXPECT_EQ(members, (std::set<std::string>{"property", "verdict", "seconds"}));
    EXPECT_TRUE(verdict.at("verdict") == "holds" || verdict.at("verdict") == "violated" ||
                verdict.at("verdict") == "unknown");
    EXPECT_TRUE(verdict.at("seconds").is_number());
  }
  for (const auto& [name, value] : object.at("metrics").items()) EXPECT_TRUE(value.is_number()) << name;
  EXPECT_TRUE(object.at("seconds").is_number());
  EXPECT_GT(object.at("peak_rss_bytes").get<std::uint64_t>(), 1'000'000U);
}

void expect_self_contained(const std::string& page) {
  EXPECT_TRUE(page.starts_with("<!doctype html>"));
  EXPECT_NE(page.find("<svg"), std::string::npos);
  EXPECT_NE(page.find("width=device-width"), std::string::npos);
  const std::regex address(R"((https?:)?//[A-Za-z0-9][^\s"'<>]*)");
  for (std::sregex_iterator it(page.begin(), page.end(), address), end; it != end; ++it)
    EXPECT_TRUE(it->str() == "http://www.w3.org/2000/svg") << it->str();
  for (const std::string word : {"<script src", "<link", "@import", "url(http", "<img", "<iframe"})
    EXPECT_EQ(page.find(word), std::string::npos) << word;
}

// One file, unchanged, in four verbs: the same properties hold in each.
TEST_F(Verbs, OneFileInAllEngines) {
  const std::string file = write("small.json", small_document());
  const std::string before = read_text(file);
  const std::vector<std::pair<std::string, Words>> verbs{
      {"simulate", {}}, {"explore", {}}, {"attack", {"--budget", "200"}}, {"up", {}}};
  for (const auto& [verb, more] : verbs) {
    SCOPED_TRACE(verb);
    Words all{"--seed", "5"};
    all.insert(all.end(), more.begin(), more.end());
    const Finished finished = run({verb, file}, all);
    EXPECT_EQ(finished.status, 0) << finished.out << finished.err;
    EXPECT_EQ(finished.err, "");
    expect_well_formed(result(), verb, file, 5);
    for (const std::string property : {"agreement", "integrity", "delivery", "totality", "validity"})
      EXPECT_EQ(verdict(property), "holds") << property;
    for (const std::string& metric :
         verb == "simulate"  ? Words{"messages", "messages_per_second", "rounds"}
         : verb == "explore" ? Words{"states", "transitions", "states_per_second", "bytes_per_state", "depth"}
         : verb == "attack"  ? Words{"runs"}
                             : Words{"operations_per_second", "latency_ms_p50", "latency_ms_p99"})
      EXPECT_TRUE(result().at("metrics").contains(metric)) << metric;
    std::filesystem::remove(path("result.json"));
  }
  EXPECT_EQ(read_text(file), before);
}

// What ran, simulated and real, replays, conforms to the model, and makes a page; all of it again into the same folder.
TEST_F(Verbs, TracesReplayAndConform) {
  const std::string file = write("small.json", small_document());
  const std::string model = source_dir() + "/models/bracha.ta";
  for (int round = 0; round < 2; ++round) {
    ASSERT_EQ(run({"simulate", file}).status, 0);
    ASSERT_EQ(run({"up", file}).status, 0);
    for (const std::string name : {"out/simulate.trace.jsonl", "out/up.trace.jsonl"}) {
      const Finished replayed = run({"replay", path(name)});
      EXPECT_TRUE(replayed.status == 0 || replayed.status == 3) << replayed.out << replayed.err;
      expect_well_formed(result(), "replay", path(name), 1);
      EXPECT_EQ(verdict("replay"), "none") << "diverges: " << replayed.out;
      EXPECT_NE(replayed.out.find("Initial"), std::string::npos);
      EXPECT_EQ(run({"conform", path(name), "--model", model}).status, 0);
      expect_well_formed(result(), "conform", path(name), 1);
      EXPECT_EQ(verdict("conformance"), "holds");
    }
    expect_self_contained(read_text(path("out/simulate.html")));
  }
}

const Words kWeak{"--set", "parameters/echo_quorum=2",  "--set", "parameters/delivery_quorum=2",
                  "--set", "parameters/ready_support=2"};

void expect_draws_a_violation(const Finished& replayed, const std::string& verdict) {
  EXPECT_EQ(replayed.status, 1) << replayed.out << replayed.err;
  EXPECT_EQ(verdict, "violated");
  EXPECT_NE(replayed.out.find("BroadcastDelivered"), std::string::npos) << replayed.out;
  EXPECT_EQ(replayed.out.find("diverges"), std::string::npos) << replayed.out;
}

json weak_document() {
  json document = small_document();
  document["explore"]["values"] = {0, 1};
  return document;
}

TEST_F(Verbs, ExploreLeavesACounterexample) {
  const std::string file = write("small.json", weak_document());
  EXPECT_EQ(run({"explore", file}, kWeak).status, 1);
  EXPECT_EQ(verdict("agreement"), "violated");
  const std::string left = path("out/explore-agreement-counterexample.trace.jsonl");
  ASSERT_TRUE(std::filesystem::exists(left));
  const Finished replayed = run({"replay", left});
  expect_draws_a_violation(replayed, verdict("agreement"));
}

TEST_F(Verbs, AttackLeavesAShrunkCounterexample) {
  json document = weak_document();
  document["properties"] = {"agreement"};  // the hunt ends at the first violation, which may be one of another
  const std::string file = write("small.json", document);
  EXPECT_EQ(run({"attack", file, "--budget", "5000"}, kWeak).status, 1);
  const json metrics = result().at("metrics");
  EXPECT_EQ(verdict("agreement"), "violated");
  EXPECT_LE(metrics.at("shrunk_events").get<double>(), metrics.at("recorded_events").get<double>());
  EXPECT_LT(metrics.at("first_violation_run").get<double>(), metrics.at("runs").get<double>());
  const std::string left = path("out/attack-counterexample.trace.jsonl");
  ASSERT_TRUE(std::filesystem::exists(left));
  const std::string text = read_text(left);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1 + metrics.at("shrunk_events").get<int>());
  const Finished replayed = run({"replay", left});
  expect_draws_a_violation(replayed, verdict("agreement"));
}

TEST_F(Verbs, ReportBuildsThePageAgain) {
  const std::string file = write("small.json", small_document());
  ASSERT_EQ(Program(folder_.path(), {"simulate", file, "--out", path("out"), "--json", path("out/simulate.json")})
                .wait()
                .status,
            0);
  std::string first;
  for (int round = 0; round < 2; ++round) {
    const Finished finished = Program(folder_.path(), {"report", path("out")}).wait();
    EXPECT_EQ(finished.status, 0) << finished.err;
    EXPECT_EQ(finished.out, "page: " + path("out/index.html") + "\n");
    const std::string page = read_text(path("out/index.html"));
    expect_self_contained(page);
    EXPECT_NE(page.find("agreement"), std::string::npos);
    if (round > 0) {
      EXPECT_EQ(page, first);
    }
    first = page;
  }
}

TEST_F(Verbs, TourShowsAllInOneTableAndPage) {
  json document = small_document();
  document["verify"]["models"] = {source_dir() + "/models/bracha.ta"};
  const std::string file = write("small.json", document);
  const Finished finished = run({"tour", file}, {"--timeout", "100"});
  // The model states two properties that are violated on purpose, to show that deliveries happen.
  EXPECT_LE(finished.status, 1) << finished.out << finished.err;
  expect_well_formed(result(), "tour", file, 1);
  for (const std::string verb : {"verify", "explore", "simulate", "attack", "up", "conform"}) {
    EXPECT_NE(finished.out.find("\n" + verb + " "), std::string::npos) << verb << finished.out;
    EXPECT_TRUE(exists("out/" + verb + ".json")) << verb;
  }
  expect_self_contained(read_text(path("out/index.html")));
}

// --- a clear end ---

// Each of these would run for hours.
const std::vector<Words>& endless() {
  static const std::vector<Words> all{{"attack", "--budget", "1000000000"},
                                      {"simulate", "--runs", "1000000", "--set", "n=200", "--set", "t=66"},
                                      {"explore", "--set", "n=10", "--set", "t=3", "--set", "explore/values=[0,1]"},
                                      {"up", "--seconds", "3600", "--set", "deploy/seconds=3600", "--set",
                                       "faults/byzantine/0/strategies/0={\"type\":\"mute\"}"}};
  return all;
}

Words with_file(const Words& verb, const std::string& file) {
  Words all{verb.front(), file};
  all.insert(all.end(), verb.begin() + 1, verb.end());
  return all;
}

TEST_F(Verbs, TimeoutEndsUndecided) {
  const std::string file = write("small.json", small_document());
  for (const Words& verb : endless()) {
    SCOPED_TRACE(verb.front());
    const Finished finished = run(with_file(verb, file), {"--timeout", "0.5"});
    EXPECT_EQ(finished.status, 3) << finished.out << finished.err;
    EXPECT_EQ(finished.err, "");
    expect_well_formed(result(), verb.front(), file, 1);
  }
}

TEST_F(Verbs, InterruptEndsUndecided) {
  const std::string file = write("small.json", small_document());
  for (const Words& verb : endless()) {
    SCOPED_TRACE(verb.front());
    Program program(folder_.path(), words(with_file(verb, file)));
    ASSERT_TRUE(program.wait_for_watch(SIGINT));
    if (verb.front() == "up") {
      ASSERT_TRUE(program.wait_for_file(path("out/up/node-0.trace.jsonl")));
    }
    program.send_signal(SIGINT);
    const Finished finished = program.wait();
    EXPECT_EQ(finished.status, 3) << finished.out << finished.err;
    expect_well_formed(result(), verb.front(), file, 1);
  }
}

// Not by a handler of the solver's, which is one for all threads.
TEST_F(Verbs, InterruptedVerifyTellsWhatItFound) {
  const std::string model = source_dir() + "/models/bracha_agreement.ta";
  for (int round = 0; round < 3; ++round) {
    Program program(folder_.path(), words({"verify", model}));
    ASSERT_TRUE(program.wait_for_watch(SIGINT));
    program.send_signal(SIGINT);
    const Finished finished = program.wait();
    EXPECT_EQ(finished.status, 3) << finished.out << finished.err;
    const json object = result();
    EXPECT_EQ(object.at("verb"), "verify");
    for (const json& verdict : object.at("verdicts")) {
      const bool open = verdict.at("verdict") == "unknown";
      EXPECT_EQ(verdict.value("note", ""), open ? "interrupted" : "");
      EXPECT_NE(finished.out.find(verdict.at("property").get<std::string>()), std::string::npos);
    }
  }
}

TEST_F(Verbs, InterruptedTourStillWritesItsPage) {
  json document = small_document();
  document["verify"]["models"] = {source_dir() + "/models/bracha.ta"};
  Program program(folder_.path(), words({"tour", write("small.json", document)}));
  ASSERT_TRUE(program.wait_for_watch(SIGINT));
  program.send_signal(SIGINT);
  const Finished finished = program.wait();
  EXPECT_EQ(finished.status, 3) << finished.out << finished.err;
  EXPECT_TRUE(exists("out/index.html"));
}

// However the parent ends, no node stays behind: each says so by the result that it leaves when it ends in order.
TEST_F(Verbs, NodesEndWithTheirCluster) {
  const std::string file = write("small.json", small_document());
  Program program(folder_.path(), words(with_file(endless().back(), file)));
  for (int id = 0; id < 4; ++id)
    ASSERT_TRUE(program.wait_for_file(path("out/up/node-" + std::to_string(id) + ".trace.jsonl")));
  program.send_signal(SIGKILL);
  EXPECT_EQ(program.wait().status, 128 + SIGKILL);
  for (int id = 0; id < 4; ++id)
    EXPECT_TRUE(wait_until([&] { return exists("out/up/node-" + std::to_string(id) + ".result"); })) << id;
}

// --- many runs ---

TEST_F(Verbs, RunsAreSummedUpNotKept) {
  const std::string file = write("small.json", small_document());
  ASSERT_EQ(run({"simulate", file, "--runs", "5000"}).status, 0);
  const auto few = result().at("peak_rss_bytes").get<std::int64_t>();
  ASSERT_EQ(run({"simulate", file, "--runs", "40000"}).status, 0);
  EXPECT_LT(result().at("peak_rss_bytes").get<std::int64_t>(), few + (std::int64_t{3} << 20));
  EXPECT_EQ(result().at("metrics").at("runs"), 40000);
}

TEST_F(Verbs, ThreadsChangeNoRun) {
  const std::string file = write("small.json", small_document());
  std::set<std::string> hashes;
  for (const std::string threads : {"1", "3"}) {
    ASSERT_EQ(run({"simulate", file, "--runs", "5000", "--threads", threads}).status, 0);
    hashes.insert(result().at("trace_hash").get<std::string>());
  }
  EXPECT_EQ(hashes.size(), 1U);
}

// --- the other verbs ---

TEST_F(Verbs, KeygenListReportAndNodeWriteTheirResult) {
  ASSERT_EQ(run({"keygen", path("0.key")}).status, 0);
  const std::string key = result().at("public_key");
  EXPECT_EQ(key.size(), 64U);
  ASSERT_EQ(run({"list"}).status, 0);
  EXPECT_EQ(result().at("metrics").at("bracha"), 6);
  json cluster{{"cluster", "alone"}, {"protocol", "bracha"}, {"parameters", {{"t", 0}}}};
  const std::string address = "127.0.0.1:" + std::to_string(10000 + getpid() % 20000);  // not one of the ephemeral ones
  cluster["nodes"] = json::array({json{{"address", address}, {"public_key", key}}});
  const Words node{"node",      "--cluster", write("cluster.json", cluster), "--id", "0", "--key", path("0.key"),
                   "--seconds", "0.2"};
  EXPECT_EQ(run(node).status, 0);
  EXPECT_EQ(result().at("verb"), "node");
  EXPECT_EQ(result().at("metrics").at("outputs"), 1);
  ASSERT_EQ(Program(folder_.path(), {"report", path("out"), "--json", path("result.json")}).wait().status, 0);
  EXPECT_EQ(result().at("metrics").at("traces"), 1);
}

TEST_F(Verbs, UpSaysWhatOfItsPlanDidNotHappen) {
  const std::string file = write("small.json", small_document());
  EXPECT_EQ(run({"up", file, "--seconds", "1"}, {"--set", R"(deploy/kills=[{"on_output":"NoSuchOutput"}])"}).status, 3);
  EXPECT_EQ(verdict("agreement"), "holds");
  EXPECT_EQ(verdict("cluster"), "unknown");
}

// The traces of nodes belong together: one alone would be judged by messages that nobody seems to have sent.
TEST_F(Verbs, TracesOfNodesAreReadTogether) {
  const std::string file = write("small.json", small_document());
  const std::string model = source_dir() + "/models/bracha.ta";
  ASSERT_EQ(run({"up", file}).status, 0);
  Words all;
  for (int id = 0; id < 4; ++id) all.push_back(path("out/up/node-" + std::to_string(id) + ".trace.jsonl"));
  Words replay{"replay"};
  replay.insert(replay.end(), all.begin(), all.end());
  EXPECT_NE(run(replay).status, 1);
  EXPECT_EQ(verdict("replay"), "none");
  Words conform{"conform", "--model", model};
  conform.insert(conform.end(), all.begin(), all.end());
  EXPECT_EQ(run(conform).status, 0);
  for (const Words& verb : {Words{"replay", all[1]}, Words{"conform", all[1], "--model", model}}) {
    const Finished finished = run(verb);
    EXPECT_EQ(finished.status, 2);
    EXPECT_NE(finished.err.find("expected the traces of all nodes"), std::string::npos) << finished.err;
  }
  ASSERT_EQ(run({"simulate", file}).status, 0);
  EXPECT_EQ(run({"replay", all[1], path("out/simulate.trace.jsonl")}).status, 2);
}

}  // namespace
}  // namespace parley::cli
