// Studies on the command line: verdicts, tables, pages; what is refused; parameters there and back.
#include "cli/engines/study.hpp"

#include <fmt/format.h>

#include "cli/run_study.hpp"
#include "tests/cli/verb_fixture.hpp"

namespace parley::cli {
namespace {

class StudyVerbs : public VerbFixture {
 protected:
  std::string experiment(const std::string& members) const {
    write_text(path("study.json"), "{\"study\": \"two_colouring\", \"n\": 1000" + members + "}");
    return path("study.json");
  }
  static inline const std::string kSmall =
      R"(, "parameters": {"rings": 50, "symbols": [2], "thresholds_32": [16, 20], "searches": 2})";

  // Runs a verb that must refuse, and returns what it says.
  std::string refusal(const Words& given) const {
    const Finished finished = run(given);
    EXPECT_EQ(finished.status, 2);
    EXPECT_EQ(std::count(finished.err.begin(), finished.err.end(), '\n'), 1) << finished.err;
    return finished.err;
  }
};

TEST_F(StudyVerbs, ExploreTellsVerdictsAndTables) {
  const Finished finished = run({"explore", experiment(kSmall)});
  ASSERT_EQ(finished.status, 0) << finished.err;
  EXPECT_NE(finished.out.find("94835/393216"), std::string::npos);
  const nlohmann::json found = result();
  EXPECT_EQ(found.at("verb"), "explore");
  EXPECT_EQ(found.at("verdicts").at(0).at("property"), "published_value");
  EXPECT_EQ(found.at("tables").at(0).at("rows").size(), 5U);
  EXPECT_NE(read_text(path("out/values.csv")).find("\nbit,1/4,0.25\n"), std::string::npos);
}

TEST_F(StudyVerbs, OnlyWantedPropertiesAreTold) {
  ASSERT_EQ(run({"explore", experiment(kSmall + R"(, "properties": ["above_floor"])")}).status, 0);
  ASSERT_EQ(result().at("verdicts").size(), 1U);
  EXPECT_EQ(result().at("verdicts").at(0).at("property"), "above_floor");
}

TEST_F(StudyVerbs, ThreadsDoNotMatter) {
  const std::string file = experiment(kSmall);
  ASSERT_EQ(run({"simulate", file, "--threads", "1", "--seed", "7"}).status, 0);
  const nlohmann::json once = result().at("tables");
  ASSERT_EQ(run({"simulate", file, "--threads", "8", "--seed", "7"}).status, 0);
  EXPECT_EQ(result().at("tables"), once);
}

TEST_F(StudyVerbs, TourDrawsAPage) {
  const Finished finished = run({"tour", experiment(kSmall)});
  ASSERT_EQ(finished.status, 0) << finished.err;
  const std::string page = read_text(path("out/index.html"));
  EXPECT_NE(page.find("Share measured on rings"), std::string::npos);
  EXPECT_NE(finished.out.find("attack     not applicable"), std::string::npos);
}

TEST_F(StudyVerbs, TimeoutLeavesItUndecided) {
  EXPECT_EQ(run({"simulate", experiment(R"(, "parameters": {"rings": 1000000000})"), "--timeout", "0.2"}).status, 3);
}

TEST_F(StudyVerbs, RefusesWhatMakesNoSense) {
  const auto told = [&](const std::string& members, const std::string& place) {
    const std::string said = refusal({"explore", experiment(members)});
    EXPECT_NE(said.find("study.json: " + place + ": "), std::string::npos) << said;
  };
  told(R"(, "t": 1)", "/t");
  told(R"(, "topology": "ring")", "/topology");
  told(R"(, "network": {})", "/network");
  told(R"(, "parameters": {"rings": 1})", "/parameters/rings");
  told(R"(, "parameters": {"ring": 5})", "/parameters/ring");
  told(R"(, "parameters": {"rules": ["best"]})", "/parameters/rules/0");
  told(R"(, "parameters": {"symbols": [2, -3]})", "/parameters/symbols/1");
  told(R"(, "parameters": {"symbols": {"sweep": [2, 3]}})", "/parameters/symbols");
  told(R"(, "properties": ["agreement"])", "/properties/0");
  write_text(path("unknown.json"), R"({"study": "colours"})");
  EXPECT_NE(refusal({"explore", path("unknown.json")}).find("/study: expected one of "), std::string::npos);
}

TEST_F(StudyVerbs, VerbsThatDoNotApplySaySo) {
  const std::string file = experiment(kSmall);
  EXPECT_NE(refusal({"attack", file}).find("two_colouring has no answer for attack, only for explore, simulate"),
            std::string::npos);
  EXPECT_NE(refusal({"up", file}).find("/study: expected a protocol"), std::string::npos);
  write_text(path("sweep.json"), R"({"study": "two_colouring", "n": {"sweep": [10, 20]}})");
  EXPECT_NE(refusal({"simulate", path("sweep.json")}).find("expected one value; studies are not swept"),
            std::string::npos);
}

// A rule that is too weak: the case is told, carried out again from its file alone, and drawn.
TEST_F(StudyVerbs, ViolationsLeaveACaseThatReplays) {
  write_text(path("weak.json"), R"({"study": "refix", "n": 8, "parameters": {"schemes": "two_labels",
      "levels": "distance", "top_level": 12, "minimality_nodes": 0}})");
  const Finished finished = run({"explore", path("weak.json")});
  EXPECT_EQ(finished.status, 1) << finished.err;
  ASSERT_TRUE(exists("out/refix-sound.study.json"));
  EXPECT_NE(finished.out.find("all nodes accept, but there is no cycle"), std::string::npos) << finished.out;
  const Finished again = run({"replay", path("out/refix-sound.study.json")});
  EXPECT_EQ(again.status, 1) << again.err;
  EXPECT_EQ(result().at("verdicts").at(0).at("verdict"), "violated");
  EXPECT_NE(read_text(path("out/refix-sound.html")).find("labels of nodes"), std::string::npos);
  EXPECT_EQ(run({"report", path("out")}).status, 0);
}

TEST_F(StudyVerbs, CasesThatAreNoneAreRefused) {
  const auto told = [&](const std::string& text, const std::string& place) {
    write_text(path("case.study.json"), text);
    const std::string said = refusal({"replay", path("case.study.json")});
    EXPECT_NE(said.find("case.study.json: " + place), std::string::npos) << said;
  };
  told("{}", "/verb");
  told(R"({"verb": "verify"})", "/verb");
  told(R"({"verb": "explore", "property": "sound"})", "/experiment");
  const std::string experiment = R"("experiment": {"study": "two_colouring", "n": 100})";
  told(R"({"verb": "attack", "property": "x", "seed": 1, "story": [], )" + experiment + "}", "/study");
  told(R"({"verb": "explore", "property": "x", "seed": 1, "story": [], )" + experiment + "}", "/property");
}

enum class Colour : std::uint8_t { red, green };

struct Edge {
  std::uint32_t from = 0;
  std::int32_t weight = 0;
};

struct Known {
  std::uint32_t n = 3;
  std::vector<Edge> edges = {};
  std::vector<std::vector<std::uint8_t>> words = {};
  Colour colour = Colour::red;
  double share = 0.5;
  std::string name = "x";
  bool fast = false;
};

TEST(StudyParameters, GoThereAndBack) {
  const nlohmann::json given = nlohmann::json::parse(R"({
    "edges": [{"from": 1, "weight": -2}, {"from": 2, "weight": 5}], "words": [[0, 1], []],
    "colour": "green", "share": 0.25, "name": "y", "fast": true})");
  Known known;
  read_parameters(Place(given, "f.json"), known);
  EXPECT_EQ(known.edges.at(0).weight, -2);
  EXPECT_EQ(known.colour, Colour::green);
  EXPECT_EQ(write_parameters(known), given);
}

TEST(StudyParameters, MembersAreNamedInErrors) {
  const auto refused = [](const char* text) {
    const nlohmann::json given = nlohmann::json::parse(text);
    try {
      Known known;
      read_parameters(Place(given, "f.json", "/parameters"), known);
    } catch (const InputError& error) {
      return error.place();
    }
    return std::string("nothing");
  };
  EXPECT_EQ(refused(R"({"edges": [{"from": 1, "wait": 2}]})"), "/parameters/edges/0/wait");
  EXPECT_EQ(refused(R"({"edges": [{"weight": -3000000000}]})"), "/parameters/edges/0/weight");
  EXPECT_EQ(refused(R"({"edges": [{"weight": 1.5}]})"), "/parameters/edges/0/weight");
  EXPECT_EQ(refused(R"({"edges": [3]})"), "/parameters/edges/0");
  EXPECT_EQ(refused(R"({"share": "half"})"), "/parameters/share");
  EXPECT_EQ(refused(R"({"words": [[0, 256]]})"), "/parameters/words/0/1");
}

}  // namespace
}  // namespace parley::cli
