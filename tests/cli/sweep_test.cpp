// Sweeps: points in order, each the same as its experiment alone; confidence intervals; early stopping; tables and
// plots; and documents that sweep in the wrong way.
#include <cmath>
#include <gtest/gtest.h>
#include <sstream>

#include "cli/engines/summary.hpp"
#include "cli/machine.hpp"
#include "cli/report/plot.hpp"
#include "cli/run_sweep.hpp"
#include "protocols/core/error.hpp"
#include "tests/cli/documents.hpp"
#include "tests/cli/program.hpp"
#include "tests/cli/temp_folder.hpp"

namespace parley::cli {
namespace {

using nlohmann::json;

json swept_document() {
  json document = small_document();
  document["n"] = {{"sweep", {4, 7, 10}}};
  document["network"]["loss"] = {{"sweep", {0, 0.2}}};
  document["runs"] = 20;
  return document;
}

VerbResult simulate(const json& document, unsigned threads) {
  const std::vector<SweepPoint> points = parse_sweep(document, "experiment.json");
  check_points(points);
  VerbOptions options;
  options.threads = threads;
  return simulate_sweep(points, 5, options);
}

TEST(Sweep, PointsAreTheProductInOrder) {
  const std::vector<SweepPoint> points = parse_sweep(swept_document(), "experiment.json");
  ASSERT_EQ(points.size(), 6U);
  EXPECT_EQ(points[0].label(), "n = 4, network/loss = 0");
  EXPECT_EQ(points[1].label(), "n = 4, network/loss = 0.2");
  EXPECT_EQ(points[5].label(), "n = 10, network/loss = 0.2");
  EXPECT_EQ(points[5].experiment.n, 10U);
  EXPECT_DOUBLE_EQ(points[5].experiment.network.loss, 0.2);
  EXPECT_EQ(parse_sweep(small_document(), "experiment.json").size(), 1U);
  EXPECT_TRUE(parse_sweep(small_document(), "experiment.json")[0].at.empty());
}

TEST(Sweep, WholeSectionsAndElementsOfListsAreSwept) {
  json document = small_document();
  document["network"]["latency"] = {
      {"sweep", {{{"type", "constant"}, {"ticks", 3}}, {{"type", "poisson"}, {"mean", 3}}}}};
  document["faults"]["byzantine"][0]["process"] = {{"sweep", {0, 1, 2}}};
  const std::vector<SweepPoint> points = parse_sweep(document, "experiment.json");
  ASSERT_EQ(points.size(), 6U);
  EXPECT_EQ(points[1].at[0].first, "faults/byzantine/0/process");
  EXPECT_EQ(points[5].experiment.faults.byzantine[0].process, ProcessId{2});
}

TEST(Sweep, ValuesHaveNamesAndGoTogether) {
  json document = small_document();
  document["n"] = {{"sweep", {4, 7}}, {"with", "size"}};
  document["t"] = {{"sweep", {1, 2}}, {"with", "size"}};
  document["parameters"]["value"] = {{"sweep", {nullptr, 9}}, {"with", "size"}};
  document["network"] = {{"sweep", {json::object(), {{"loss", 0.5}}}}, {"as", {"good", "bad"}}};
  const std::vector<SweepPoint> points = parse_sweep(document, "experiment.json");
  ASSERT_EQ(points.size(), 4U);
  EXPECT_EQ(points[0].label(), "n = 4, network = \"good\"");
  EXPECT_FALSE(points[0].experiment.document.at("parameters").contains("value"));
  EXPECT_EQ(points[3].label(), "n = 7, network = \"bad\"");
  EXPECT_EQ(points[3].experiment.t, 2U);
  EXPECT_EQ(points[3].experiment.document.at("parameters").at("value"), 9);
  EXPECT_DOUBLE_EQ(points[3].experiment.network.loss, 0.5);
}

// A point is its experiment with --set, whatever the number of threads.
TEST(Sweep, EveryPointIsItsExperimentAlone) {
  const VerbResult all = simulate(swept_document(), 1);
  const std::vector<SweepPoint> points = parse_sweep(swept_document(), "experiment.json");
  for (std::size_t index = 0; index < points.size(); ++index) {
    VerbOptions options;
    options.seed = 5;
    const VerbResult alone = find_protocol(points[index].experiment).simulate(points[index].experiment, options);
    EXPECT_EQ(all.points[index].at("trace_hash"), alone.facts.at("trace_hash")) << points[index].label();
    EXPECT_EQ(all.points[index].at("intervals"), findings_to_json(alone).at("intervals"));
  }
}

TEST(Sweep, ThreadsChangeNothing) {
  for (const int runs : {1, 20}) {  // points in parallel, runs in parallel
    json document = swept_document();
    document["runs"] = runs;
    const VerbResult one = simulate(document, 1);
    for (const unsigned threads : {2U, 8U}) {
      const VerbResult more = simulate(document, threads);
      EXPECT_EQ(one.facts, more.facts);
      for (std::size_t index = 0; index < one.points.size(); ++index) {
        EXPECT_EQ(one.points[index].at("trace_hash"), more.points[index].at("trace_hash"));
        EXPECT_EQ(one.points[index].at("intervals"), more.points[index].at("intervals"));
      }
    }
  }
}

TEST(Sweep, TheGravestVerdictCounts) {
  const VerbResult result = simulate(swept_document(), 2);
  for (const PropertyVerdict& verdict : result.verdicts) {
    if (verdict.property == "agreement") {
      EXPECT_EQ(verdict.verdict, Verdict::kHolds);
    }
    if (verdict.property != "totality") continue;
    EXPECT_EQ(verdict.verdict, Verdict::kUnknown);
    EXPECT_NE(verdict.note.find("where n = 4, network/loss = 0.2"), std::string::npos) << verdict.note;
  }
  EXPECT_EQ(result.metrics.at("runs"), 120);
  EXPECT_EQ(result.metrics.at("points"), 6);
}

TEST(Sweep, TableHasARowAPoint) {
  std::istringstream table(to_csv(simulate(swept_document(), 2)));
  std::vector<std::string> lines;
  for (std::string line; std::getline(table, line);) lines.push_back(line);
  ASSERT_EQ(lines.size(), 7U);
  EXPECT_TRUE(lines[0].starts_with("n,network/loss,seed,runs,agreement,")) << lines[0];
  EXPECT_NE(lines[0].find(",rounds,rounds_low,rounds_high,"), std::string::npos);
  EXPECT_TRUE(lines[2].starts_with("4,0.2,5,20,holds,")) << lines[2];
  const auto commas = [](const std::string& line) { return std::count(line.begin(), line.end(), ','); };
  for (const std::string& line : lines) EXPECT_EQ(commas(line), commas(lines[0]));
}

TEST(Sweep, PlotsEveryMetricAgainstWhatWasSwept) {
  const json result = to_json(simulate(swept_document(), 2));
  const std::string html = sweep_section(result);
  for (const char* piece :
       {"<title>rounds against n</title>", "<title>messages against n</title>", "network/loss = 0.2"})
    EXPECT_NE(html.find(piece), std::string::npos) << piece;
  EXPECT_EQ(html.find("nan"), std::string::npos);
  EXPECT_EQ(sweep_section(json{{"verdicts", json::array()}}), "");
  EXPECT_NE(sweep_section(json{{"points", {1, 2}}}).find("none of a sweep"), std::string::npos);
}

// Tables of Student's t: 97.5 % quantiles for 1, 4, 9 and 99 degrees of freedom.
TEST(Intervals, AreStudents) {
  const std::pair<int, double> quantiles[] = {{2, 12.706}, {5, 2.776}, {10, 2.262}, {100, 1.984}};
  for (const auto& [count, quantile] : quantiles) {
    Moments moments;
    double squares = 0;
    for (int index = 0; index < count; ++index) moments.add(index);
    for (int index = 0; index < count; ++index) squares += std::pow(index - (count - 1) / 2.0, 2);
    const Interval interval = moments.interval();
    EXPECT_DOUBLE_EQ(interval.mean, (count - 1) / 2.0);
    EXPECT_NEAR(interval.deviation, std::sqrt(squares / (count - 1)), 1e-9);
    EXPECT_NEAR(interval.half_width, quantile * interval.deviation / std::sqrt(count), 1e-3 * interval.half_width);
  }
  Moments one;
  one.add(3);
  EXPECT_EQ(one.interval().half_width, 0);
}

// 95 % intervals of the mean of uniform numbers cover it in about 95 of 100 cases: 2,000 cases, standard deviation 0.5
// %.
TEST(Intervals, CoverTheMeanAsOftenAsTheySay) {
  Rng rng(17);
  int covered = 0;
  for (int sample = 0; sample < 2000; ++sample) {
    Moments moments;
    for (int draw = 0; draw < 20; ++draw) moments.add(rng.unit());
    const Interval interval = moments.interval();
    covered += std::abs(interval.mean - 0.5) <= interval.half_width ? 1 : 0;
  }
  EXPECT_NEAR(covered / 2000.0, 0.95, 0.02);
}

TEST(Precision, StopsWhenTheMeanIsKnown) {
  json document = small_document();
  document["runs"] = 100'000;
  document["precision"] = {{"metric", "rounds"}, {"relative", 0.05}, {"least_runs", 12}};
  const Experiment experiment = parse_experiment(document, "experiment.json");
  VerbOptions options;
  const VerbResult one = find_protocol(experiment).simulate(experiment, options);
  const Interval& rounds = one.intervals.at("rounds");
  EXPECT_GE(rounds.runs, 12U);
  EXPECT_LT(rounds.runs, 10'000U);
  EXPECT_LE(rounds.half_width, 0.05 * rounds.mean);
  EXPECT_EQ(exit_status(one), kExitHolds);  // fewer runs than asked for, but all that were needed
  options.threads = 8;
  EXPECT_EQ(find_protocol(experiment).simulate(experiment, options).facts, one.facts);
}

// What is refused, where, and why.
TEST(Sweep, UnusableOnesAreRefused) {
  const auto refused = [](json document, const std::string& place, const std::string& expectation) {
    try {
      check_points(parse_sweep(document, "experiment.json"));
      ADD_FAILURE() << "accepted: " << document.dump();
    } catch (const InputError& error) {
      EXPECT_EQ(error.file(), "experiment.json");
      EXPECT_EQ(error.place(), place);
      EXPECT_NE(error.expectation().find(expectation), std::string::npos) << error.what();
    }
  };
  const auto with = [](const char* at, const json& value) {
    json document = small_document();
    document[json::json_pointer(at)] = value;
    return document;
  };
  refused(with("/n", {{"sweep", json::array()}}), "/n/sweep", "at least one value");
  refused(with("/n", {{"sweep", 4}}), "/n/sweep", "expected a list");
  refused(with("/n", {{"sweep", {4, 7}}, {"as", {"four"}}}), "/n/as", "a name for each of 2 values, found 1");
  refused(with("/n", {{"sweep", {4}}, {"as", {json::array()}}}), "/n/as/0", "a number or a string");
  refused(with("/n", {{"sweep", {4}}, {"with", ""}}), "/n/with", "a word");
  json uneven = with("/n", {{"sweep", {4, 7}}, {"with", "size"}});
  uneven["t"] = {{"sweep", {1}}, {"with", "size"}};
  refused(uneven, "/t/sweep", "expected 2 values, as at n");
  refused(with("/n", {{"sweep", {4}}, {"by", 2}}), "/n/by", "unknown member");
  refused(with("/n", {{"sweep", {4, {{"sweep", {5}}}}}}), "/n/sweep/1", "no sweep inside");
  refused(with("/n", {{"sweep", {4, "many"}}}), "/n", "found \"many\" (where n = \"many\")");
  refused(with("/t", {{"sweep", {1, 2}}}), "/n", "or set /beyond_resilience to true (where t = 2)");
  refused(with("/runs", {{"sweep", std::vector<int>(100'001, 1)}}), "/runs/sweep", "at most 100000 points");
  refused(with("/precision", {{"metric", "speed"}, {"relative", 0.1}}), "/precision/metric", "expected one of rounds");
  refused(with("/precision", {{"metric", "latency"}, {"relative", 0.1}}), "/precision/metric", "found \"latency\"");
  refused(with("/precision", {{"metric", "rounds"}, {"relative", 0}}), "/precision/relative", "from 1e-06 to 1");
}

TEST(Sweep, OtherVerbsTakeNone) {
  const TempFolder folder;
  const std::string file = folder.write("sweep.json", swept_document().dump()).string();
  for (const std::string verb : {"explore", "attack", "up", "tour"}) {
    const Finished finished = Program(folder.path(), {verb, file}).wait();
    EXPECT_EQ(finished.status, 2) << verb;
    EXPECT_NE(finished.err.find("/n: expected one value"), std::string::npos) << finished.err;
  }
}

TEST(Sweep, LeavesItsFiles) {
  const TempFolder folder;
  const std::string file = folder.write("sweep.json", small_document().dump()).string();
  const std::string out = (folder.path() / "out").string();
  const Finished finished =
      Program(folder.path(), {"simulate", file, "--set", R"(n={"sweep": [4, 7]})", "--out", out, "--runs", "5"}).wait();
  EXPECT_EQ(finished.status, 0) << finished.err;
  for (const char* name : {"sweep.csv", "sweep.json", "sweep.html"})
    EXPECT_FALSE(read_text(std::filesystem::path(out) / name).empty()) << name;
  const json result = json::parse(read_text(std::filesystem::path(out) / "sweep.json"));
  EXPECT_EQ(result.at("verb"), "simulate");
  EXPECT_EQ(result.at("points").size(), 2U);
  EXPECT_EQ(Program(folder.path(), {"report", out}).wait().status, 0);
  EXPECT_NE(read_text(std::filesystem::path(out) / "index.html").find("rounds against n"), std::string::npos);
}

// Refused with an estimate, before anything is begun.
TEST(Memory, TooLargeAnExperimentIsRefused) {
  if (memory_bytes() == 0 || memory_bytes() > std::uint64_t{200} << 30) GTEST_SKIP() << "this machine has room for it";
  json document = small_document();
  document["faults"] = json::object();
  document["n"] = 1'000'000;
  document["t"] = 333'333;
  const std::vector<SweepPoint> points = parse_sweep(document, "experiment.json");
  check_points(points);
  try {
    threads_within_memory(points, 2);
    ADD_FAILURE() << "accepted";
  } catch (const InputError& error) {
    EXPECT_EQ(error.place(), "/n");
    EXPECT_NE(error.expectation().find("GiB"), std::string::npos) << error.what();
  }
  document["n"] = 1000;
  document["t"] = 333;
  EXPECT_EQ(threads_within_memory(parse_sweep(document, "experiment.json"), 2), 2U);
}

}  // namespace
}  // namespace parley::cli
