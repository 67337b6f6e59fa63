// The study of one-round two-colouring: exact values against the paper's, rings against exact values.
#include "cli/studies/two_colouring/study.hpp"

#include <algorithm>
#include <atomic>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "cli/studies/two_colouring/rings.hpp"
#include "protocols/core/random.hpp"
#include "tests/on_threads.hpp"

namespace parley::two_colouring {
namespace {

using Findings = StudyFindings<Parameters>;

Parameters small() {
  Parameters parameters;
  parameters.n = 1000;
  parameters.rings = 400;
  parameters.symbols = {2, 3};
  parameters.searches = 5;
  return parameters;
}

Verdict verdict_of(const Findings& findings, const std::string& property) {
  for (const StudyVerdict& verdict : findings.verdicts)
    if (verdict.property == property) return verdict.verdict;
  ADD_FAILURE() << "no verdict on " << property;
  return Verdict::kUnknown;
}

std::string share_of(const Findings& findings, const std::string& rule) {
  for (const std::vector<StudyCell>& row : findings.tables.front().rows)
    if (std::get<std::string>(row[0]) == rule) return std::get<std::string>(row[1]);
  return "none";
}

TEST(TwoColouringStudy, ComputesThePublishedValues) {
  const Findings findings = Study::explore(small(), {});
  EXPECT_EQ(share_of(findings, "nested"), "94835/393216");
  EXPECT_EQ(share_of(findings, "bit"), "1/4");
  EXPECT_EQ(share_of(findings, "2 symbols, searched"), "1/4");
  for (const StudyVerdict& verdict : findings.verdicts) EXPECT_EQ(verdict.verdict, Verdict::kHolds) << verdict.property;
}

TEST(TwoColouringStudy, RingsAgreeWithTheIntegral) {
  for (const std::uint32_t n : {4U, 5U, 9U, 1000U}) {
    Parameters parameters = small();
    parameters.n = n;
    const Findings findings = Study::simulate(parameters, {});
    EXPECT_EQ(verdict_of(findings, "agrees_with_integral"), Verdict::kHolds) << "n = " << n;
  }
}

// The same rule by its definition, over small rings that are counted edge by edge.
TEST(TwoColouringStudy, RingsAreCountedEdgeByEdge) {
  const NodeRule rule{gpu::NestedThresholds()};
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Rng rng(seed);
    std::vector<std::uint64_t> drawn;
    const std::uint32_t n = 4 + static_cast<std::uint32_t>(seed % 9);
    const std::uint64_t counted = monochromatic_edges(rule, n, rng, drawn);
    std::vector<bool> colours;
    for (std::uint32_t node = 0; node < n; ++node)
      colours.push_back(rule.colour(drawn[(node + n - 1) % n], drawn[node], drawn[(node + 1) % n]));
    std::uint64_t alike = 0;
    for (std::uint32_t node = 0; node < n; ++node) alike += colours[node] == colours[(node + 1) % n] ? 1U : 0U;
    ASSERT_EQ(counted, alike) << "seed " << seed;
  }
}

TEST(TwoColouringStudy, DoesNotDependOnThreads) {
  const StudyConditions threaded = on_threads();
  EXPECT_EQ(Study::simulate(small(), {}).tables.front().rows, Study::simulate(small(), threaded).tables.front().rows);
  EXPECT_EQ(Study::explore(small(), {}).tables.front().rows, Study::explore(small(), threaded).tables.front().rows);
}

TEST(TwoColouringStudy, StopsWithWhatItKnows) {
  const std::atomic<bool> stop{true};
  StudyConditions stopped;
  stopped.stop = &stop;
  EXPECT_EQ(verdict_of(Study::simulate(small(), stopped), "agrees_with_integral"), Verdict::kUnknown);
}

TEST(TwoColouringStudy, RefusesWhatMakesNoSense) {
  const auto named = [](const auto& change) {
    Parameters parameters;
    change(parameters);
    const auto problem = Study::validate(parameters);
    return problem ? problem->parameter : "";
  };
  EXPECT_EQ(named([](Parameters&) {}), "");
  EXPECT_EQ(named([](Parameters& p) { p.n = 3; }), "n");
  EXPECT_EQ(named([](Parameters& p) { p.rings = 1; }), "rings");
  EXPECT_EQ(named([](Parameters& p) { p.rules.clear(); }), "rules");
  EXPECT_EQ(named([](Parameters& p) { p.thresholds_32 = {33}; }), "thresholds_32");
  EXPECT_EQ(named([](Parameters& p) { p.symbols = {13}; }), "symbols");
  EXPECT_EQ(named([](Parameters& p) { p.searches = 0; }), "searches");
}

}  // namespace
}  // namespace parley::two_colouring
