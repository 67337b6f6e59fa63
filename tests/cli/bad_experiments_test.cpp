// Unusable experiments, each made from a good one by one change: the error names the file, the place in it and what was
// expected there, on one line.
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <vector>

#include "cli/experiment.hpp"
#include "cli/protocol_entry.hpp"
#include "cli/study_entry.hpp"
#include "cli/sweep.hpp"
#include "protocols/core/error.hpp"
#include "tests/cli/documents.hpp"
#include "tests/cli/temp_folder.hpp"
#include "tests/source_dir.hpp"

namespace parley::cli {
namespace {

using nlohmann::json;

std::optional<InputError> refusal_of(const std::filesystem::path& file, const std::vector<std::string>& settings = {}) {
  try {
    const Experiment experiment = read_experiment(file, settings);
    if (!experiment.is_plain) find_protocol(experiment).validate(experiment);
    return std::nullopt;
  } catch (const InputError& error) {
    return error;
  }
}

void expect_refused(const std::filesystem::path& file, const std::string& place, const std::string& expectation,
                    const std::vector<std::string>& settings = {}) {
  const std::optional<InputError> error = refusal_of(file, settings);
  ASSERT_TRUE(error.has_value()) << "accepted";
  EXPECT_EQ(error->file(), file.string());
  EXPECT_EQ(error->place(), place);
  EXPECT_NE(error->expectation().find(expectation), std::string::npos) << error->what();
  EXPECT_EQ(std::string(error->what()).find('\n'), std::string::npos) << error->what();
}

// One change of the full document: what stands at `at` becomes `value`, or goes away when that is empty.
struct Change {
  const char* name;
  const char* at;
  const char* value;
  const char* place;  // empty: the same as `at`
  const char* expectation;
};

constexpr Change kChanges[] = {
    // at the top
    {"ProtocolMissing", "/protocol", "", "", "missing"},
    {"ProtocolNoString", "/protocol", "7", "", "expected a string, found 7"},
    {"ProtocolUnknown", "/protocol", R"("brach")", "", "bracha"},
    {"SizeMissing", "/n", "", "", "missing"},
    {"SizeAString", "/n", R"("4")", "", "expected a whole number from 1 to 1000000, found \"4\""},
    {"SizeAFraction", "/n", "4.5", "", "found 4.5"},
    {"SizeZero", "/n", "0", "", "from 1"},
    {"SizeNegative", "/n", "-4", "", "found -4"},
    {"SizeHuge", "/n", "1000000000000", "", "to 1000000"},
    {"SizeBeyondSixtyFourBits", "/n", "123456789012345678901234567890", "", "found 1.23456"},
    {"SizeTooSmallForFaults", "/t", "2", "/n", "at least 7 for t = 2"},
    {"BoundMissing", "/t", "", "", "missing"},
    {"BeyondResilienceANumber", "/beyond_resilience", "1", "", "expected true or false"},
    {"BoundNull", "/t", "null", "", "found null"},
    {"UnknownSection", "/networks", "{}", "", "unknown member; expected one of protocol, n, t"},
    {"DescriptionAList", "/description", "[]", "", "expected a string, found a list"},
    {"RunsZero", "/runs", "0", "", "from 1"},
    {"TicksZero", "/max_ticks", "0", "", "at least 1"},
    {"SeedNegative", "/seed", "-1", "", "at least 0"},
    {"PropertiesEmpty", "/properties", "[]", "", "at least one property"},
    {"PropertyUnknown", "/properties/0", R"("agreeable")", "", "expected one of agreement, integrity"},
    {"PropertyANumber", "/properties/0", "3", "", "expected a string"},
    // parameters
    {"ParametersAList", "/parameters", "[1]", "", "expected an object"},
    {"ParameterUnknown", "/parameters/senders", "1", "", "unknown parameter; expected one of sender, value"},
    {"ParameterAString", "/parameters/value", R"("one")", "", "found \"one\""},
    {"ParameterAFraction", "/parameters/value", "1.5", "", "found 1.5"},
    {"ParameterBeyondItsType", "/parameters/echo_quorum", "4294967296", "", "to 4294967295"},
    {"ParameterNoProcess", "/parameters/sender", "4", "", "below n = 4"},
    // topology and network
    {"TopologyWithoutType", "/topology/type", "", "", "missing"},
    {"TopologyUnknown", "/topology/type", R"("mesh")", "", "expected one of complete, star"},
    {"TopologyUnknownMember", "/topology/degree", "3", "", "unknown member"},
    {"StarCentre", "/topology", R"({"type": "star", "centre": 4})", "/topology/centre", "from 0 to 3"},
    {"GridOfAnotherSize", "/topology", R"({"type": "grid", "rows": 2, "columns": 3})", "/topology/columns", "n = 4"},
    {"RingWithDegree", "/topology", R"({"type": "ring", "degree": 2})", "/topology/degree", "unknown member"},
    {"ListOfTriples", "/topology", R"({"type": "list", "links": [[0, 1, 2]]})", "/topology/links/0", "[from, to]"},
    {"ListOfNobody", "/topology", R"({"type": "list", "links": [[0, 4]]})", "/topology/links/0/1", "from 0 to 3"},
    {"GraphFileMissing", "/topology", R"({"type": "graphml", "file": "no.xml"})", "/topology/file", "a file"},
    {"DegreeTooLarge", "/topology", R"({"type": "random_regular", "degree": 4})", "/topology/degree", "from 0 to 3"},
    {"OddDegree", "/topology", R"({"type": "small_world", "degree": 3, "rewiring": 0})", "/topology/degree", "even"},
    {"RewiringAboveOne", "/topology", R"({"type": "small_world", "degree": 2, "rewiring": 2})", "/topology/rewiring",
     "from 0 to 1"},
    {"NeverConnected", "/topology", R"({"type": "erdos_renyi", "probability": 0, "connected": true})",
     "/topology/connected", "none of 100"},
    {"NothingToAttach", "/topology", R"({"type": "scale_free", "attachments": 4})", "/topology/attachments", "to 3"},
    {"NetworkAString", "/network", R"("fast")", "", "expected an object, found \"fast\""},
    {"NetworkUnknownMember", "/network/jitter", "1", "", "unknown member"},
    {"SchedulerUnknown", "/network/scheduler", R"("round")", "", "expected one of rounds, events"},
    {"LatencyWithRounds", "/network/scheduler", R"("rounds")", "/network/latency", "use \"events\""},
    {"LatencyUnknown", "/network/latency/type", R"("gaussian")", "", "uniform"},
    {"LatencyOfAnotherKind", "/network/latency/mean", "3", "", "unknown member; expected one of type, min, max"},
    {"LatencyIncomplete", "/network/latency/max", "", "", "missing"},
    {"LatencyUpsideDown", "/network/latency/min", "30", "/network/latency/max", "at least min = 30, found 20"},
    {"LatencyZero", "/network/latency/min", "0", "", "from 1"},
    {"LatencyNumberZero", "/network/latency", "0", "", "from 1"},
    {"LossNegative", "/network/loss", "-0.1", "", "expected a number from 0 to 1, found -0.1"},
    {"LossAboveOne", "/network/loss", "1.5", "", "found 1.5"},
    {"LossAString", "/network/loss", R"("0.1")", "", "expected a number from 0 to 1"},
    {"DuplicationAboveOne", "/network/duplication", "2", "", "found 2"},
    {"ReorderingNegative", "/network/reordering", "-1e-9", "", "expected a number from 0 to 1"},
    {"RegionsNotSquare", "/network/latency", R"({"type": "regions", "matrix": [[1, 2]]})", "/network/latency/matrix/0",
     "each of the 1 regions, found 2"},
    {"RegionUnknown", "/network/latency", R"({"type": "regions", "matrix": [[1]], "region_of": [1]})",
     "/network/latency/region_of/0", "from 0 to 0"},
    {"SamplesEmpty", "/network/latency", R"({"type": "empirical", "samples": []})", "/network/latency/samples",
     "at least one sample"},
    {"LinkToItself", "/network/links", R"([{"from": 1, "to": 1, "loss": 0.5}])", "/network/links/0/to", "another"},
    {"LinkTwice", "/network/links", R"([{"from": 1, "to": 2, "loss": 0.5}, {"from": 1, "to": 2, "loss": 0}])",
     "/network/links/1", "from 1 to 2 twice"},
    {"LinkWithNothing", "/network/links", R"([{"from": 1, "to": 2}])", "/network/links/0", "a latency or a loss"},
    {"NoDelta", "/network/synchrony", R"({"gst": 5})", "/network/synchrony/delta", "missing"},
    {"NoBandwidth", "/network/bandwidth", R"({"messages": 0})", "/network/bandwidth/messages", "from 1"},
    {"BandwidthOfWhat", "/network/bandwidth", R"({"messages": 1, "of": "host"})", "/network/bandwidth/of",
     "one of process, link"},
    {"CapZero", "/network/receive_cap", R"({"messages": 0})", "/network/receive_cap/messages", "at least 1"},
    {"PrecisionOfWhat", "/precision", R"({"metric": "speed", "relative": 0.1})", "/precision/metric", "one of rounds"},
    {"PrecisionZero", "/precision", R"({"metric": "rounds", "relative": 0})", "/precision/relative", "from 1e-06"},
    {"SweepElsewhere", "/n", R"({"sweep": [4, 7]})", "", "expected one value"},
    {"PartitionsAnObject", "/network/partitions", "{}", "", "expected a list, found an object"},
    {"PartitionUnknownMember", "/network/partitions/0/to_tick", "9", "", "unknown member"},
    {"PartitionBackwards", "/network/partitions/0/until_tick", "4", "", "more than from_tick = 5"},
    {"PartitionGroupsOverlap", "/network/partitions/0/groups/1", "[1, 2]", "", "process 1 twice"},
    {"PartitionOfOneGroup", "/network/partitions/0/groups", "[[0, 1]]", "", "at least two groups"},
    {"PartitionOfNobody", "/network/partitions/0/groups/1/0", "4", "", "from 0 to 3, found 4"},
    {"LinkChangeWithoutLinks", "/network/link_changes", R"([{"at_tick": 1}])", "/network/link_changes/0",
     "links to add, to remove"},
    {"LinkChangesBackwards", "/network/link_changes",
     R"([{"at_tick": 5, "add": [[0, 1]]}, {"at_tick": 4, "remove": [[0, 1]]}])", "/network/link_changes/1/at_tick",
     "at least 5"},
    {"LinkChangeToItself", "/network/link_changes", R"([{"at_tick": 5, "add": [[2, 2]]}])",
     "/network/link_changes/0/add/0/1", "another process"},
    {"LinkChangeOfThree", "/network/link_changes", R"([{"at_tick": 5, "add": [[0, 1, 2]]}])",
     "/network/link_changes/0/add/0", "a pair"},
    {"CountBytesANumber", "/network/count_bytes", "1", "", "true or false"},
    {"ChurnOfNobodySaid", "/churn", R"({"lifetime": 5})", "", "either processes or a share"},
    {"ChurnWithoutLifetime", "/churn", R"({"share": 0.5})", "/churn/lifetime", "missing"},
    {"ChurnLawUnknown", "/churn", R"({"share": 0.5, "lifetime": {"type": "pareto"}})", "/churn/lifetime/type",
     "weibull"},
    {"ChurnLawWithoutShape", "/churn", R"({"share": 0.5, "lifetime": {"type": "weibull", "scale": 9}})",
     "/churn/lifetime/shape", "missing"},
    {"ChurnOfAFaultyProcess", "/churn", R"({"processes": [0, 3], "lifetime": 5})", "/churn/processes/1",
     "nothing else is planned"},
    {"ChurnBackwards", "/churn", R"({"share": 0.5, "lifetime": 5, "from_tick": 9, "until_tick": 9})",
     "/churn/until_tick", "at least 10"},
    {"JoinOfNobody", "/joins", R"([{"at_tick": 9}])", "/joins/0", "either a process or from and to"},
    {"JoinOfACrashedProcess", "/joins", R"([{"process": 2, "at_tick": 9}])", "/joins/0", "nothing else is planned"},
    {"JoinTwice", "/joins", R"([{"process": 1, "at_tick": 9}, {"from": 0, "to": 1, "at_tick": 9}])", "/joins/1",
     "1 is named before"},
    {"JoinBackwards", "/joins", R"([{"from": 1, "to": 0, "at_tick": 9}])", "/joins/0/to", "from 1 to 3"},
    // faults
    {"FaultsUnknownMember", "/faults/byzantines", "[]", "", "unknown member; expected one of byzantine, crashes"},
    {"ByzantineNobody", "/faults/byzantine/0/process", "4", "", "from 0 to 3, found 4"},
    {"ByzantineWithoutStrategies", "/faults/byzantine/0/strategies", "", "", "is missing"},
    {"StrategyUnknown", "/faults/byzantine/0/strategies/0/type", R"("lie")", "", "equivocate"},
    {"StrategyUnknownMember", "/faults/byzantine/0/strategies/0/to", "[1]", "", "unknown member; expected one of type"},
    {"StrategyProbability", "/faults/byzantine/0/strategies/1/probability", "1.01", "", "from 0 to 1, found 1.01"},
    {"StrategyUnknownMessage", "/faults/byzantine/0/strategies/1/messages", R"(["Vote"])", "", "Initial, Echo, Ready"},
    {"CrashOfNobody", "/faults/crashes/0/process", "9", "", "from 0 to 3, found 9"},
    {"CrashOfAByzantine", "/faults/crashes/0/process", "3", "", "a process that is not Byzantine"},
    {"RestartBeforeCrash", "/faults/crashes/0/restart_at_tick", "10", "", "from 11 to"},
    // the other verbs
    {"ExploreUnknownMember", "/explore/depth", "3", "", "unknown member"},
    {"ExploreNoValues", "/explore/values", "[]", "", "at least one value"},
    {"ExploreNegativeBudget", "/explore/losses", "-1", "", "expected a whole number from 0 to"},
    {"AttackUnknownMember", "/attack/network_faults", "true", "", "unknown member; expected one of faulty"},
    {"AttackTooManyFaulty", "/attack/faulty", "5", "", "from 0 to 4"},
    {"AttackFlagANumber", "/attack/loss", "1", "", "expected true or false, found 1"},
    {"AttackNoSteps", "/attack/max_steps", "0", "", "from 1"},
    {"ModelMissing", "/verify/models/0", R"("no.ta")", "", "expected a model file"},
    {"ModelsMissing", "/verify/models", "", "", "missing"},
    {"DeployUnknownMember", "/deploy/ticks_ms", "3", "", "unknown member"},
    {"DeployTickZero", "/deploy/tick_ms", "0", "", "from 1 to 60000"},
    {"KillWithoutOutput", "/deploy/kills/0/on_output", "", "", "missing"},
    {"KillNegative", "/deploy/kills/0/after_ms", "-5", "", "from 0 to 86400000"},
};
static_assert(std::size(kChanges) >= 40);

void PrintTo(const Change& change, std::ostream* out) {
  *out << change.name;
}

class OneChange : public testing::TestWithParam<Change> {};

TEST_P(OneChange, IsRefused) {
  const Change& change = GetParam();
  json document = full_document();
  const json::json_pointer at(change.at);
  if (*change.value == '\0') {
    json& parent = document[at.parent_pointer()];
    ASSERT_EQ(parent.erase(at.back()), 1U);
  } else {
    document[at] = json::parse(change.value);
  }
  const TempFolder folder;
  folder.write("model.ta", "");
  const std::string place = *change.place == '\0' ? change.at : change.place;
  expect_refused(folder.write("bad.json", document.dump(2)), place, change.expectation);
}

INSTANTIATE_TEST_SUITE_P(BadExperiments, OneChange, testing::ValuesIn(kChanges),
                         [](const auto& instance) { return std::string(instance.param.name); });

TEST(BadExperiments, UnchangedItIsGood) {
  const TempFolder folder;
  folder.write("model.ta", "");
  const auto error = refusal_of(folder.write("good.json", full_document().dump(2)));
  EXPECT_FALSE(error.has_value()) << error->what();
}

// Also of an experiment that sweeps.
std::optional<InputError> refusal_of_points(const std::filesystem::path& file) {
  try {
    for (const SweepPoint& point : read_sweep(file, {})) {
      if (point.experiment.is_study) find_study(point.experiment).validate(point.experiment);
      if (!point.experiment.is_plain && !point.experiment.is_study)
        find_protocol(point.experiment).validate(point.experiment);
    }
    return std::nullopt;
  } catch (const InputError& error) {
    return error;
  }
}

TEST(BadExperiments, TheProjectsOwnExamplesAreGood) {
  std::size_t seen = 0;
  const std::filesystem::path examples = std::filesystem::path(source_dir()) / "examples";
  for (auto it = std::filesystem::recursive_directory_iterator(examples); it != std::filesystem::end(it); ++it) {
    // The tutorial's protocol is copied into the source tree first; this build does not have it.
    if (it->is_directory() && it->path().filename() == "tutorial") it.disable_recursion_pending();
    if (it->is_directory() && it->path().filename() == "quantas") it.disable_recursion_pending();  // quantas_test.cpp
    if (it->path().extension() != ".json") continue;
    const auto error = refusal_of_points(it->path());
    EXPECT_FALSE(error.has_value()) << error->what();
    ++seen;
  }
  EXPECT_GE(seen, 2U);
}

// Texts that are no document at all.
TEST(BadExperiments, BrokenText) {
  const TempFolder folder;
  const auto refused = [&folder](const std::string& text, const std::string& place, const std::string& expectation) {
    SCOPED_TRACE(text.substr(0, 40));
    expect_refused(folder.write("bad.json", text), place, expectation);
  };
  refused("", "line 1, column 1", "valid JSON");
  refused("{\n  \"n\": 4,\n  \"t\" 1\n}\n", "line 3, column 7", "valid JSON");
  refused("{\"n\": 4,}", "line 1, column 9", "valid JSON");
  refused("{\"n\": 4", "line 1, column 7", "valid JSON");
  refused("{} {}", "line 1, column 4", "valid JSON");
  refused("{\"n\": \"\xff\"}", "line 1, column 8", "valid JSON");
  refused("{\"n\": 1e999}", "", "numbers within range");
  refused("[1, 2]", "/", "expected an object, found a list");
  refused("{\"n\": 4, \"t\": 1, \"n\": 7}", "/n", "\"n\" twice");
  refused("{\"faults\": {\"crashes\": [], \"crashes\": []}}", "/faults/crashes", "\"crashes\" twice");
  refused(std::string(100'000, '['), "line 1, column 65", "at most 64 levels");
  std::string nested = "{\"parameters\": ";
  for (int level = 0; level < 70; ++level) nested += "{\"a\": ";
  refused(nested, "line 1, column 394", "at most 64 levels");
}

TEST(BadExperiments, NoFile) {
  const TempFolder folder;
  expect_refused(folder.path(), "", "found a folder");
  expect_refused(folder.path() / "none.json", "", "expected a readable file");
  expect_refused("/dev/zero", "", "at most 64 MiB");
}

// The same errors when the change comes from the command line.
TEST(BadExperiments, Settings) {
  const TempFolder folder;
  folder.write("model.ta", "");
  const std::filesystem::path file = folder.write("good.json", full_document().dump());
  expect_refused(file, "/n", "found \"many\"", {"n=many"});
  expect_refused(file, "/network/loss", "from 0 to 1", {"network/loss=2"});
  expect_refused(file, "/network/drop", "unknown member", {"network/drop=0.1"});
  expect_refused(file, "/parameters/value", "found an object", {"parameters/value={\"a\": 1}"});
  for (const std::string setting :
       {"n", "=7", "n/deeper=1", "network/partitions/7=1", "network/partitions/x=1", "network/partitions/4000000000=1",
        "a~2=1", "network/partitions/-1=1", "network/partitions/=1", "description=\xff"}) {
    SCOPED_TRACE(setting);
    const auto error = refusal_of(file, {setting});
    ASSERT_TRUE(error.has_value());
    EXPECT_EQ(error->file(), "--set");
    EXPECT_EQ(error->place(), setting);
    EXPECT_NE(error->expectation().find("expected"), std::string::npos);
  }
  std::string path = "parameters";
  for (int level = 0; level < 100'000; ++level) path += "/a";
  EXPECT_TRUE(refusal_of(file, {path + "=1"}));
  EXPECT_TRUE(refusal_of(file, {"parameters/value=" + std::string(100'000, '[') + std::string(100'000, ']')}));
}

}  // namespace
}  // namespace parley::cli
