// What the program itself says about unusable input: exit status 2, one line on standard error that says where and what
// was expected, nothing on standard output.
#include <algorithm>
#include <cstdlib>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "tests/cli/documents.hpp"
#include "tests/cli/program.hpp"
#include "tests/cli/temp_folder.hpp"
#include "tests/source_dir.hpp"

namespace parley::cli {
namespace {

class CommandLine : public testing::Test {
 protected:
  Finished run(const std::vector<std::string>& arguments) const { return Program(folder_.path(), arguments).wait(); }
  std::string file(const std::string& name, const std::string& text) const {
    return folder_.write(name, text).string();
  }
  std::string path(const std::string& name) const { return (folder_.path() / name).string(); }

  void expect_refused(const std::vector<std::string>& arguments, const std::vector<std::string>& mentions) const {
    std::string line;
    for (const std::string& argument : arguments) line += argument + " ";
    SCOPED_TRACE(line);
    const Finished finished = run(arguments);
    EXPECT_EQ(finished.status, 2);
    EXPECT_EQ(finished.out, "");
    EXPECT_TRUE(finished.err.starts_with("parley: ")) << finished.err;
    EXPECT_EQ(std::count(finished.err.begin(), finished.err.end(), '\n'), 1) << finished.err;
    EXPECT_TRUE(finished.err.ends_with('\n'));
    for (const std::string& mention : mentions)
      EXPECT_NE(finished.err.find(mention), std::string::npos) << mention << " in " << finished.err;
  }

  TempFolder folder_;
};

TEST_F(CommandLine, BadExperimentsInEveryVerb) {
  nlohmann::json document = small_document();
  document["network"]["loss"] = -1;
  const std::string bad = file("bad.json", document.dump());
  for (const std::string verb : {"simulate", "explore", "attack", "up", "tour"})
    expect_refused({verb, bad, "--out", path("out")}, {bad, "/network/loss", "expected a number from 0 to 1"});
  EXPECT_FALSE(std::filesystem::exists(path("out")));
  expect_refused({"simulate", path("none.json")}, {"none.json", "expected a readable file"});
  expect_refused({"simulate", folder_.path().string()}, {"found a folder"});
  expect_refused({"simulate", file("broken.json", "{\n\"n\" 4}")}, {"broken.json", "line 2, column 5", "valid JSON"});
  expect_refused({"simulate", file("key.json", R"({"two\nlines\u001b[2J": 1})")}, {"two?lines?", "unknown member"});
}

TEST_F(CommandLine, BadSettings) {
  const std::string good = file("good.json", small_document().dump());
  expect_refused({"simulate", good, "--set", "n"}, {"--set", "expected path=value"});
  expect_refused({"simulate", good, "--set", "n/a=1"}, {"--set", "n/a=1", "expected a path"});
  expect_refused({"simulate", good, "--set", "t=2"}, {"good.json", "/n", "at least 7"});
  expect_refused({"attack", good, "--set", "attack/strategies=[\"lie\"]"}, {"/attack/strategies/0", "equivocate"});
}

TEST_F(CommandLine, BadOptions) {
  const std::string good = file("good.json", small_document().dump());
  const std::string usage = "command line: ";
  expect_refused({}, {usage, "expected a verb", "simulate"});
  expect_refused({"prove"}, {usage, "expected a verb", "prove"});
  expect_refused({"help", "prove"}, {usage, "prove"});
  expect_refused({"simulate"}, {usage, "takes one EXPERIMENT, found none"});
  expect_refused({"verify"}, {usage, "at least one MODEL, found none"});
  expect_refused({"simulate", good, "again"}, {usage, "takes one EXPERIMENT", good + " and again"});
  expect_refused({"explore", "--depth", "3", good}, {usage, "explore has no option --depth"});
  expect_refused({"explore", "--symmetry", "maybe", good}, {usage, "takes one EXPERIMENT", "maybe"});
  expect_refused({"simulate", ""}, {usage, "expected a name"});
  expect_refused({"simulate", good, "--json", ""}, {usage, "--json", "expected a name"});
  expect_refused({"simulate", good, "--out", ""}, {usage, "--out", "expected a name"});
  expect_refused({"list", "all"}, {usage, "all"});
  expect_refused({"simulate", good, "--depth"}, {usage, "--depth"});
  expect_refused({"simulate", good, "--seed", "many"}, {usage, "--seed"});
  expect_refused({"simulate", good, "--seed", "-1"}, {usage, "--seed"});
  expect_refused({"simulate", good, "--seed", "18446744073709551616"}, {usage, "--seed"});
  expect_refused({"explore", good, "--max-states", "-5"}, {usage, "--max-states"});
  expect_refused({"simulate", good, "--runs", "0"}, {usage, "--runs"});
  expect_refused({"simulate", good, "--threads", "0"}, {usage, "--threads"});
  expect_refused({"simulate", good, "--timeout", "-1"}, {usage, "--timeout"});
  expect_refused({"simulate", good, "--timeout", "nan"}, {usage, "--timeout"});
  expect_refused({"explore", good, "--engine", "ids"}, {usage, "--engine"});
  expect_refused({"explore", good, "--symmetry=maybe"}, {usage, "--symmetry"});
  expect_refused({"conform", good}, {usage, "--model"});
  expect_refused({"node", "--id", "0"}, {usage, "--cluster"});
}

TEST_F(CommandLine, BadOutputs) {
  const std::string good = file("good.json", small_document().dump());
  expect_refused({"simulate", good, "--runs", "1", "--out", good}, {"cannot make the folder", "--out"});
  expect_refused({"simulate", good, "--runs", "1", "--out", path("out"), "--json", folder_.path().string()},
                 {"cannot write"});
}

// The streams of a program that is run by others: full, closed, or read to the first line only.
TEST_F(CommandLine, StandardOutputMayFailOrEnd) {
  const std::string good = file("good.json", small_document().dump());
  ASSERT_EQ(run({"simulate", good, "--out", path("out")}).status, 0);
  const auto shell = [this](const std::string& streams) {
    const std::string trace = "out/simulate.trace.jsonl";
    const std::string line = "cd '" + folder_.path().string() + "'; '" PARLEY_PROGRAM "' replay " + trace + streams;
    return WEXITSTATUS(std::system(line.c_str()));
  };
  EXPECT_EQ(shell(" >/dev/full 2>errors.txt"), 2);
  EXPECT_NE(read_text(path("errors.txt")).find("cannot write to standard output"), std::string::npos);
  EXPECT_EQ(shell(" >&-"), 0);
  EXPECT_EQ(shell(" <&- >&- 2>&-"), 0);
  EXPECT_EQ(shell(" | head -1 >first.txt"), 0);
  EXPECT_TRUE(std::filesystem::exists(path("out/simulate.html")));
}

TEST_F(CommandLine, WhatCannotBeWrittenIsToldBeforeTheWork) {
  const std::string endless = file("good.json", small_document().dump());
  expect_refused({"attack", endless, "--budget", "1000000000", "--json", folder_.path().string()}, {"--json"});
  expect_refused({"attack", endless, "--budget", "1000000000", "--out", endless + "/below"}, {"--out"});
}

TEST_F(CommandLine, BadTracesModelsAndFolders) {
  const std::string good = file("good.json", small_document().dump());
  const std::string model = source_dir() + "/models/bracha.ta";
  expect_refused({"replay", good}, {"good.json", "line 1", "parley_trace"});
  expect_refused({"replay", path("none")}, {"none", "expected a readable trace"});
  nlohmann::json header{{"parley_trace", 1}, {"protocol", "bracha"}, {"engine", "simulate"}};
  const std::string bare = file("bare.trace.jsonl", header.dump() + "\n");
  expect_refused({"replay", bare}, {"bare.trace.jsonl", "expected an object"});
  expect_refused({"conform", bare, "--model", model}, {"bare.trace.jsonl", "expected an object"});
  expect_refused({"conform", bare, "--model", path("none.ta")}, {"none.ta"});
  expect_refused({"verify", path("none.ta")}, {"none.ta"});
  expect_refused({"verify", file("broken.ta", "skel X {")}, {"broken.ta", "line 1"});
  expect_refused({"verify", model, "--spec", "nonsense"}, {"nonsense"});
  expect_refused({"verify", model, "--engine", "magic"}, {"magic"});
  expect_refused({"verify", model, "--resilience", "n >"}, {"--resilience", "column 4"});
  expect_refused({"report", path("nowhere")}, {"nowhere", "expected a folder of results"});
  std::filesystem::create_directory(path("empty"));
  expect_refused({"report", path("empty")}, {"empty", "at least one result"});
  expect_refused({"node", "--cluster", path("none.json"), "--id", "0"}, {"none.json"});
  expect_refused({"node", "--cluster", good, "--id", "0"}, {"good.json"});
}

TEST_F(CommandLine, HelpAndVersionAreNoErrors) {
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {"--help"}, {"--version"}, {"help"}, {"help", "simulate"}, {"simulate", "--help"}}) {
    const Finished finished = run(words);
    EXPECT_EQ(finished.status, 0);
    EXPECT_NE(finished.out, "");
    EXPECT_EQ(finished.err, "");
  }
}

}  // namespace
}  // namespace parley::cli
