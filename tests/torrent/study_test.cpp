#include "protocols/overlay/torrent/study.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>

#include "tests/on_threads.hpp"

namespace parley::torrent {
namespace {

Parameters small() {
  Parameters parameters;
  parameters.n = 40;
  parameters.sizes = {40, 60};
  parameters.chunks = 20;
  parameters.stress = {6, 200, 20, 0.1};
  parameters.small.chunks = 1;
  return parameters;
}

Verdict verdict_on(const Findings& findings, std::string_view property) {
  for (const StudyVerdict& verdict : findings.verdicts)
    if (verdict.property == property) return verdict.verdict;
  ADD_FAILURE() << "no verdict on " << property;
  return Verdict::kUnknown;
}

const StudyTable& table_of(const Findings& findings, std::string_view name) {
  const auto found = std::find_if(findings.tables.begin(), findings.tables.end(),
                                  [&](const StudyTable& table) { return table.name == name; });
  EXPECT_NE(found, findings.tables.end()) << name;
  return *found;
}

double number(const StudyTable& table, std::string_view row, std::size_t column) {
  for (const auto& cells : table.rows)
    if (std::get<std::string>(cells[0]) == row) return std::get<double>(cells[column]);
  ADD_FAILURE() << "no row " << row;
  return 0;
}

TEST(TorrentStudy, SimulateHoldsItsProperties) {
  const Findings findings = Study::simulate(small(), {});
  for (const char* property :
       {"complete", "eligible", "neighbours_only", "bounded", "tracker_light", "below_flow", "flat_warm_up"})
    EXPECT_EQ(verdict_on(findings, property), Verdict::kHolds) << property;
  EXPECT_EQ(table_of(findings, "rounds").rows.size(), 2U);
  EXPECT_TRUE(findings.counterexamples.empty());
}

TEST(TorrentStudy, ExploreBoundsThePosteriorAndRefutesThePlainBound) {
  const Findings findings = Study::explore(small(), {});
  EXPECT_EQ(verdict_on(findings, "bounded"), Verdict::kHolds);
  EXPECT_EQ(verdict_on(findings, "plain_bound_fails"), Verdict::kHolds);
  // Without obfuscation every chunk of the first slots is the sender's own.
  EXPECT_GT(number(table_of(findings, "posterior"), "no obfuscation", 3),
            number(table_of(findings, "posterior"), "as given", 3));
  ASSERT_EQ(findings.counterexamples.size(), 1U);
  const Findings again = Study::explore(findings.counterexamples[0].parameters, {});
  ASSERT_EQ(again.counterexamples.size(), 1U);
  EXPECT_EQ(again.counterexamples[0].story, findings.counterexamples[0].story);
}

TEST(TorrentStudy, ExploreRefutesOwnFirst) {
  Parameters parameters = small();
  parameters.mutant = Mutant::kOwnFirst;
  const Findings findings = Study::explore(parameters, {});
  EXPECT_EQ(verdict_on(findings, "bounded"), Verdict::kViolated);
  const Findings again = Study::explore(findings.counterexamples[0].parameters, {});
  EXPECT_EQ(verdict_on(again, "bounded"), Verdict::kViolated);
}

TEST(TorrentStudy, AttackFailsAgainstTheWarmUpOnly) {
  const Findings findings = Study::attack(small(), {});
  for (const char* property : {"hidden", "exposed", "mutant_caught"})
    EXPECT_EQ(verdict_on(findings, property), Verdict::kHolds) << property;
  const StudyTable& table = table_of(findings, "attribution");
  EXPECT_GT(number(table, "BitTorrent alone", 2), 0.9);
  EXPECT_LT(number(table, "as given", 2), 0.1);
}

TEST(TorrentStudy, AsksForMutantsByName) {
  for (const Mutant mutant :
       {Mutant::kIgnoresCover, Mutant::kIgnoresLag, Mutant::kOwnFirst, Mutant::kStrangers, Mutant::kStopsEarly}) {
    Parameters parameters = small();
    parameters.mutant = mutant;
    EXPECT_EQ(verdict_on(Study::attack(parameters, {}), "mutant_caught"), Verdict::kHolds);
  }
}

TEST(TorrentStudy, SimulateViolatesEligibilityUnderAMutantAgain) {
  Parameters parameters = small();
  parameters.mutant = Mutant::kIgnoresCover;
  const Findings findings = Study::simulate(parameters, {});
  ASSERT_EQ(verdict_on(findings, "eligible"), Verdict::kViolated);
  const Findings again = Study::simulate(findings.counterexamples.front().parameters, {});
  EXPECT_EQ(again.counterexamples.front().story, findings.counterexamples.front().story);
}

TEST(TorrentStudy, DoesNotDependOnThreads) {
  const auto same = [](const Findings& a, const Findings& b) {
    EXPECT_EQ(a.metrics, b.metrics);
    ASSERT_EQ(a.tables.size(), b.tables.size());
    for (std::size_t i = 0; i < a.tables.size(); ++i) EXPECT_EQ(a.tables[i].rows, b.tables[i].rows);
  };
  same(Study::simulate(small(), {}), Study::simulate(small(), on_threads()));
  same(Study::explore(small(), {}), Study::explore(small(), on_threads()));
  same(Study::attack(small(), {}), Study::attack(small(), on_threads()));
}

TEST(TorrentStudy, StopsWhenAsked) {
  const std::atomic<bool> stop{true};
  StudyConditions conditions;
  conditions.stop = &stop;
  for (const auto& engine : {&Study::explore, &Study::simulate, &Study::attack})
    for (const StudyVerdict& verdict : engine(small(), conditions).verdicts)
      EXPECT_EQ(verdict.verdict, Verdict::kUnknown) << verdict.property;
}

TEST(TorrentStudy, RefusesUnusableParameters) {
  EXPECT_FALSE(Study::validate(Parameters{}));
  const auto refused = [](auto change, std::string_view name) {
    Parameters parameters;
    change(parameters);
    const auto problem = Study::validate(parameters);
    ASSERT_TRUE(problem) << name;
    EXPECT_EQ(problem->parameter, name);
  };
  refused([](Parameters& p) { p.n = 2; }, "n");
  refused([](Parameters& p) { p.sizes = {}; }, "sizes");
  refused([](Parameters& p) { p.sizes = {5, 2000}; }, "sizes");
  refused([](Parameters& p) { p.sizes = std::vector<std::uint32_t>(20, 1000); }, "sizes");
  refused(
      [](Parameters& p) {
        p.n = 1000;
        p.chunks = 200;
        p.sizes = {10};
      },
      "n");
  refused([](Parameters& p) { p.degree = 1; }, "degree");
  refused([](Parameters& p) { p.chunks = 0; }, "chunks");
  refused([](Parameters& p) { p.rate = std::numeric_limits<double>::quiet_NaN(); }, "rate");
  refused([](Parameters& p) { p.spread = 9; }, "spread");
  refused([](Parameters& p) { p.download_ratio = 0; }, "download_ratio");
  refused([](Parameters& p) { p.cover_permille = 1001; }, "cover_permille");
  refused([](Parameters& p) { p.target_permille = 0; }, "target_permille");
  refused([](Parameters& p) { p.coalitions_percent = {60}; }, "coalitions_percent");
  refused([](Parameters& p) { p.small.peers = 9; }, "small");
  refused([](Parameters& p) { p.stress.chunks = 1'000'000; }, "stress");
}

}  // namespace
}  // namespace parley::torrent
