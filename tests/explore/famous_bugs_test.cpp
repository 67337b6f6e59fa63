// Defects that made their way into papers, each found from the protocol and the faults it is to bear alone: nothing in
// the models points to the run. The repaired version of each is exhausted without a violation.
#include <gtest/gtest.h>

#include "checker/explore/model_system.hpp"
#include "checker/explore/options.hpp"
#include "checker/explore/plain/ben_or.hpp"
#include "checker/explore/plain/fast_agreement.hpp"
#include "checker/explore/plain/raft_membership.hpp"

namespace parley::explore {
namespace {

using plain::BenOr;
using plain::FastAgreement;
using plain::RaftMembership;
using plain::ViewChangeRule;

// The steps to the first violation of each property; 0 when there is none in all states.
template <class M>
std::vector<std::size_t> steps_to_violations(const M& model, bool whole = true) {
  ModelSystem system(model, SymmetricModel<M>);
  const SearchResult found = search(system, Engine::kBreadthFirst, {}, 2, !whole);
  EXPECT_EQ(found.outcome, whole ? Outcome::kExhausted : Outcome::kViolation);
  std::vector<std::size_t> lengths;
  for (const PropertyReport& report : verdicts(system.properties(), found)) {
    const std::size_t index = lengths.size();
    lengths.push_back(0);
    if (report.property.kind == PropertyKind::kSometimes) {
      EXPECT_TRUE(!whole || report.verdict == Verdict::kHolds) << report.property.name;
      continue;
    }
    if (!found.paths[index]) continue;
    const auto run = system.follow(*found.paths[index]);
    EXPECT_TRUE(run.has_value());
    EXPECT_TRUE(model.broken(run->states.back()).contains(index));
    lengths[index] = run->steps.size();
  }
  return lengths;
}

using Lengths = std::vector<std::size_t>;

// Abraham et al. 2017: a certificate of the first view beats a value that all accepted in the second.
TEST(FamousBugs, ZyzzyvaLosesACommittedValue) {
  EXPECT_EQ(steps_to_violations(FastAgreement{ViewChangeRule::kCertificatesFirst, 3}), (Lengths{10, 0, 0}));
  // It takes two view changes.
  EXPECT_EQ(steps_to_violations(FastAgreement{ViewChangeRule::kCertificatesFirst, 2}), (Lengths{0, 0, 0}));
}

// The same: one view change is enough to leave the leader without a value that it may propose.
TEST(FamousBugs, FabGetsStuck) {
  EXPECT_EQ(steps_to_violations(FastAgreement{ViewChangeRule::kVouched, 2}), (Lengths{0, 5, 0}));
}

TEST(FamousBugs, WhatTheLatestViewTellsOfIsSafeAndNeverStuck) {
  EXPECT_EQ(steps_to_violations(FastAgreement{ViewChangeRule::kLatestView, 3}), (Lengths{0, 0, 0}));
}

// Ongaro 2015: a change that its leader never saw committed comes back two terms later.
TEST(FamousBugs, RaftMembershipChangesOfTwoLeadersConflict) {
  EXPECT_EQ(steps_to_violations(RaftMembership{3, 2, false}, false), (Lengths{10, 0}));
  EXPECT_EQ(steps_to_violations(RaftMembership{2, 2, false}), (Lengths{0, 0}));  // it takes three terms
}

// All of it is 1.7 million states (docs/mutants.md); here what is reached in a few steps more than the violation takes.
TEST(FamousBugs, RaftMembershipChangesBehindAnEntryOfTheTermAreSafe) {
  ModelSystem system(RaftMembership{3, 3, true}, true);
  Limits limits;
  limits.max_depth = 12;
  const SearchResult found = search(system, Engine::kBreadthFirst, limits, 2);
  EXPECT_EQ(found.outcome, Outcome::kMaxDepth);
  EXPECT_FALSE(found.paths[0].has_value());
  EXPECT_TRUE(found.paths[1].has_value());
}

// Ben-Or 1983 asks for n > 5f.
TEST(FamousBugs, BenOrWithFourTimesAsManyProcessesAsFaultsDisagrees) {
  EXPECT_EQ(steps_to_violations(BenOr{4, 1, 2}), (Lengths{9, 7, 0}));
}

TEST(FamousBugs, BenOrWithMoreThanFiveTimesAsManyAgrees) {
  EXPECT_EQ(steps_to_violations(BenOr{6, 1, 2}), (Lengths{0, 0, 0}));
}

}  // namespace
}  // namespace parley::explore
