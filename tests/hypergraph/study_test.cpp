// The study of payment hypergraphs as users drive it.
#include "protocols/channels/hypergraph/study.hpp"

#include <atomic>
#include <gtest/gtest.h>
#include <limits>
#include <string>

#include "tests/on_threads.hpp"

namespace parley::hypergraph {
namespace {

using Findings = StudyFindings<Parameters>;

Parameters small() {
  Parameters p;
  p.most_opening = 1;
  p.most_window = 4;
  p.batches = 5;
  p.payments = 200;
  p.amount_scales = {0.05, 0.13};
  p.network_users = 600;
  p.sizes = {20, 30};
  p.attacks = {Attack::one_cheater, Attack::any_two_edges, Attack::one_of_two_thirds, Attack::instant_payment};
  return p;
}

StudyVerdict verdict_on(const Findings& findings, const std::string& property) {
  for (const StudyVerdict& verdict : findings.verdicts)
    if (verdict.property == property) return verdict;
  ADD_FAILURE() << "no verdict on " << property;
  return {};
}

void expect_same(const Findings& a, const Findings& b) {
  ASSERT_EQ(a.tables.size(), b.tables.size());
  for (std::size_t table = 0; table < a.tables.size(); ++table) EXPECT_EQ(a.tables[table].rows, b.tables[table].rows);
  EXPECT_EQ(a.metrics, b.metrics);
}

TEST(HypergraphStudy, HoldsUnderTheSoundRules) {
  for (const Findings& findings : {Study::explore(small(), {}), Study::attack(small(), {})})
    for (const StudyVerdict& verdict : findings.verdicts)
      EXPECT_EQ(verdict.verdict, Verdict::kHolds) << verdict.property << ": " << verdict.note;
}

TEST(HypergraphStudy, SimulatesWhatItPromises) {
  const Findings findings = Study::simulate(small(), {});
  EXPECT_EQ(verdict_on(findings, "capital_is_constant").verdict, Verdict::kHolds);
  EXPECT_EQ(verdict_on(findings, "no_worse_than_channels").verdict, Verdict::kHolds);
  EXPECT_EQ(findings.tables.size(), 4U);
}

TEST(HypergraphStudy, MutantsLeaveCounterexamplesThatAreFoundAgain) {
  for (const Rule rule : Parameters{}.mutants) {
    Parameters p = small();
    p.rule = rule;
    p.mutants.clear();
    const Findings findings = Study::explore(p, {});
    ASSERT_FALSE(findings.counterexamples.empty()) << static_cast<int>(rule);
    const auto& found = findings.counterexamples.front();
    EXPECT_EQ(verdict_on(findings, found.property).verdict, Verdict::kViolated);
    ASSERT_FALSE(Study::validate(found.parameters).has_value());
    const Findings again = Study::explore(found.parameters, {});
    ASSERT_FALSE(again.counterexamples.empty());
    EXPECT_EQ(again.counterexamples.front().property, found.property);
    EXPECT_EQ(again.counterexamples.front().story, found.story);
  }
}

TEST(HypergraphStudy, DoesNotDependOnThreads) {
  expect_same(Study::explore(small(), {}), Study::explore(small(), on_threads()));
  expect_same(Study::simulate(small(), {}), Study::simulate(small(), on_threads()));
  expect_same(Study::attack(small(), {}), Study::attack(small(), on_threads()));
}

TEST(HypergraphStudy, StopsWithWhatItKnows) {
  const std::atomic<bool> stop{true};
  StudyConditions stopped;
  stopped.stop = &stop;
  EXPECT_EQ(verdict_on(Study::explore(small(), stopped), "no_honest_loss").verdict, Verdict::kUnknown);
  EXPECT_EQ(verdict_on(Study::explore(small(), stopped), "atomic_transfer").verdict, Verdict::kUnknown);
  EXPECT_EQ(verdict_on(Study::explore(small(), stopped), "mutants_caught").verdict, Verdict::kUnknown);
  EXPECT_EQ(verdict_on(Study::simulate(small(), stopped), "capital_is_constant").verdict, Verdict::kUnknown);
  EXPECT_EQ(verdict_on(Study::attack(small(), stopped), "attacks_within_bound_fail").verdict, Verdict::kUnknown);
}

template <class Change>
std::string refused(Change change) {
  Parameters p;
  change(p);
  const auto problem = Study::validate(p);
  return problem ? problem->parameter : "";
}

TEST(HypergraphStudy, RefusesWhatMakesNoSense) {
  EXPECT_EQ(refused([](Parameters&) {}), "");
  EXPECT_EQ(refused([](Parameters& p) { p.parties = 5; }), "parties");
  EXPECT_EQ(refused([](Parameters& p) { p.cheaters = 3; }), "cheaters");
  EXPECT_EQ(refused([](Parameters& p) { p.quorum = 4; }), "quorum");
  EXPECT_EQ(refused([](Parameters& p) { p.offline = 3; }), "offline");
  EXPECT_EQ(refused([](Parameters& p) { p.leaves = 6; }), "leaves");
  EXPECT_EQ(refused([](Parameters& p) { p.epochs = 3; }), "epochs");
  EXPECT_EQ(refused([](Parameters& p) { p.opening = {1, 1}; }), "opening");
  EXPECT_EQ(refused([](Parameters& p) { p.opening = {1, 1, 4}; }), "opening");
  EXPECT_EQ(refused([](Parameters& p) { p.pair_cheaters = {7}; }), "pair_cheaters");
  EXPECT_EQ(refused([](Parameters& p) { p.first_window = 0; }), "first_window");
  EXPECT_EQ(refused([](Parameters& p) { p.mutants = {Rule::sound}; }), "mutants");
  EXPECT_EQ(refused([](Parameters& p) { p.most_states = 1; }), "most_states");
  EXPECT_EQ(refused([](Parameters& p) { p.users = 1; }), "users");
  EXPECT_EQ(refused([](Parameters& p) { p.deposit = 0; }), "deposit");
  EXPECT_EQ(refused([](Parameters& p) { p.batches = p.payments = 10'000; }), "payments");
  EXPECT_EQ(refused([](Parameters& p) { p.amount_scales = {0}; }), "amount_scales");
  EXPECT_EQ(refused([](Parameters& p) { p.degree = std::numeric_limits<double>::quiet_NaN(); }), "degree");
  EXPECT_EQ(refused([](Parameters& p) { p.silent = {1.5}; }), "silent");
  EXPECT_EQ(refused([](Parameters& p) { p.sizes = {3}; }), "sizes");
  EXPECT_EQ(refused([](Parameters& p) { p.overlaps = {9}; }), "overlaps");
}

}  // namespace
}  // namespace parley::hypergraph
