// The experiments in examples/figures/ at a reduced size: each shows the shape that the literature gives it
// (docs/figures.md).
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <gtest/gtest.h>
#include <map>
#include <string>
#include <vector>

#include "cli/run_sweep.hpp"
#include "tests/ledger/closed_forms.hpp"
#include "tests/source_dir.hpp"

namespace parley::cli {
namespace {

using nlohmann::json;

struct Point {
  std::vector<double> at;  // the swept values in order of the document
  json findings;

  double mean(const std::string& metric) const { return findings.at("intervals").at(metric).at("mean").get<double>(); }
  double deviation(const std::string& metric) const {
    return findings.at("intervals").at(metric).at("deviation").get<double>();
  }
  double runs() const { return findings.at("metrics").at("runs").get<double>(); }
  bool holds(const std::string& property) const {
    for (const json& verdict : findings.at("verdicts"))
      if (verdict.at("property") == property) return verdict.at("verdict") == "holds";
    return false;
  }
};

std::vector<Point> figure(const std::string& name, const std::vector<std::string>& settings) {
  const std::vector<SweepPoint> points =
      read_sweep(std::filesystem::path(source_dir()) / "examples/figures" / (name + ".json"), settings);
  check_points(points);
  VerbOptions options;
  options.threads = 2;
  std::vector<Point> found;
  for (const json& point : simulate_sweep(points, 1, options).points) {
    Point& one = found.emplace_back();
    for (const json& swept : point.at("at")) one.at.push_back(swept.at("value").get<double>());
    one.findings = point;
  }
  return found;
}

// Three standard errors about the closed form.
TEST(Figures, ADoubleSpenderWinsNakamotosRaceAsOftenAsItsPowerSays) {
  for (const Point& point : figure("race", {"runs=600", R"(parameters/confirmations={"sweep": [1, 4]})"})) {
    const double expected = nakamoto::race(point.at[1], static_cast<int>(point.at[0]) + 1);
    const double error = std::sqrt(expected * (1 - expected) / point.runs());
    EXPECT_NEAR(point.mean("broken_common_prefix"), expected, 3 * error) << point.at[0] << " " << point.at[1];
    EXPECT_TRUE(point.holds("validity"));
  }
}

// A gambler's ruin; a lead of 1 withholds nothing, and to wait for more never pays.
TEST(Figures, AParasiteLosesAsTheGamblerDoes) {
  for (const Point& point : figure("parasite_chain", {"parameters/target=600"})) {
    const double lead = point.at[0];
    const double power = point.at[1];
    const double error = point.deviation("faulty_share") / std::sqrt(point.runs());
    EXPECT_NEAR(point.mean("faulty_share"), nakamoto::parasite_share(power, static_cast<int>(lead)),
                3.5 * error + 0.005)
        << lead << " " << power;
    EXPECT_TRUE(lead == 1 || point.mean("faulty_share") < power);
  }
}

// Each primary that equivocates costs a view change before the next is tried; nothing is lost.
TEST(Figures, EquivocatorsDelayPbftAndBreakNothing) {
  const std::vector<Point> points = figure("pbft_equivocators", {"runs=10"});
  ASSERT_EQ(points.size(), 3U);
  for (const Point& point : points) {
    EXPECT_TRUE(point.holds("state_machine_safety"));
    EXPECT_TRUE(point.holds("linearizability"));
    EXPECT_EQ(point.mean("operations"), 60);
  }
  EXPECT_GT(points[0].mean("throughput"), 1.1 * points[1].mean("throughput"));
  EXPECT_GT(points[1].mean("throughput"), 1.1 * points[2].mean("throughput"));
}

// Without a majority there is no answer: what is answered stays below the share of the time that one is up, relative to
// servers that stay up.
TEST(Figures, RaftAnswersWhileAMajorityIsUp) {
  std::map<double, std::vector<Point>> by_servers;
  for (const Point& point : figure("raft_availability", {"runs=4"})) by_servers[point.at[1]].push_back(point);
  for (auto& [servers, points] : by_servers) {
    std::sort(points.begin(), points.end(), [](const Point& a, const Point& b) { return a.at[0] < b.at[0]; });
    const double always = points.back().mean("operations");
    for (std::size_t index = 0; index < points.size(); ++index) {
      const Point& point = points[index];
      const double up = point.at[0] / (point.at[0] + 500);
      double majority = 0;
      for (double alive = std::floor(servers / 2) + 1; alive <= servers; ++alive)
        majority += std::tgamma(servers + 1) / std::tgamma(alive + 1) / std::tgamma(servers - alive + 1) *
                    std::pow(up, alive) * std::pow(1 - up, servers - alive);
      EXPECT_LT(point.mean("operations"), 1.05 * majority * always) << servers << " " << point.at[0];
      EXPECT_TRUE(index == 0 || point.mean("operations") > points[index - 1].mean("operations")) << servers;
      EXPECT_TRUE(point.holds("state_machine_safety"));
    }
    EXPECT_GT(points[points.size() - 2].mean("operations"), 0.5 * always);
  }
}

// Stoica et al. 2003, section V.
TEST(Figures, ChordTakesHalfALogarithmOfHops) {
  for (const Point& point : figure("lookup_hops", {"runs=2", R"(n={"sweep": [16, 64, 256]})"}))
    EXPECT_NEAR(point.mean("hops"), 0.5 * std::log2(point.at[0]), 0.1 + 0.05 * std::log2(point.at[0])) << point.at[0];
}

}  // namespace
}  // namespace parley::cli
