// Reductions change how many states are visited and nothing else: verdicts, lengths of shortest runs and what is
// possible at all are the same with and without.
#include <gtest/gtest.h>

#include "checker/explore/explore.hpp"
#include "cli/compiled/bracha.hpp"
#include "cli/compiled/raft.hpp"
#include "protocols/broadcast/bracha/bracha.hpp"
#include "protocols/consensus/raft/raft.hpp"
#include "tests/explore/token.hpp"
#include "tests/explore/voter.hpp"

namespace parley::explore::reductions {
namespace {

template <Process P>
void expect_same_verdicts(const typename P::Config& config, ExploreOptions options) {
  options.stop_at_violation = false;
  const ExploreResult plain = explore<P>(config, options);
  ASSERT_EQ(plain.outcome, Outcome::kExhausted);
  // Every combination of reductions and engine but the plain one.
  for (unsigned mix = 1; mix < 8; ++mix) {
    options.symmetry = (mix & 1) != 0;
    options.reduction = (mix & 2) != 0;
    options.engine = (mix & 4) != 0 ? Engine::kDepthFirst : Engine::kBreadthFirst;
    const ExploreResult reduced = explore<P>(config, options);
    SCOPED_TRACE(mix);
    EXPECT_EQ(reduced.outcome, Outcome::kExhausted);
    EXPECT_LE(reduced.states, plain.states);
    for (std::size_t index = 0; index < plain.properties.size(); ++index) {
      const PropertyReport& before = plain.properties[index];
      const PropertyReport& after = reduced.properties[index];
      EXPECT_EQ(after.verdict, before.verdict) << before.property.name;
      ASSERT_EQ(after.trace.has_value(), before.trace.has_value()) << before.property.name;
      if (!before.trace || options.engine != Engine::kBreadthFirst) continue;
      EXPECT_LE(after.trace->steps.size(), before.trace->steps.size()) << before.property.name;
      // A run may stop earlier when messages that change nothing are not waited for; nothing else gets shorter.
      if (before.property.kind != PropertyKind::kEventually || !options.reduction) {
        EXPECT_EQ(after.trace->steps.size(), before.trace->steps.size()) << before.property.name;
      }
    }
  }
}

bracha::Config instance(std::uint32_t n, std::uint32_t t, std::uint32_t sender) {
  bracha::Config config;
  config.n = n;
  config.t = t;
  config.sender = ProcessId{sender};
  return config;
}

ExploreOptions with_byzantine(ProcessSet byzantine, std::vector<std::uint64_t> values) {
  ExploreOptions options;
  options.byzantine = std::move(byzantine);
  options.values = std::move(values);
  return options;
}

TEST(Reductions, BrachaKeepsItsVerdicts) {
  expect_same_verdicts<bracha::Protocol>(instance(4, 1, 3), with_byzantine({ProcessId{3}}, {1}));
  expect_same_verdicts<bracha::Protocol>(instance(4, 1, 3), with_byzantine({ProcessId{0}}, {1}));
  expect_same_verdicts<bracha::Protocol>(instance(4, 1, 0), with_byzantine({ProcessId{2}, ProcessId{3}}, {0, 1}));
  expect_same_verdicts<bracha::Protocol>(instance(3, 0, 2), {});
}

TEST(Reductions, MutantsKeepTheirVerdicts) {
  for (const std::uint32_t quorum : {1U, 2U}) {
    bracha::Config config = instance(4, 1, 3);
    config.echo_quorum = quorum;
    expect_same_verdicts<bracha::Protocol>(config, with_byzantine({ProcessId{3}}, {1}));
    config = instance(3, 0, 2);
    config.delivery_quorum = quorum;
    expect_same_verdicts<bracha::Protocol>(config, with_byzantine({ProcessId{2}}, {0, 1}));
    config.ready_support = 3;
    expect_same_verdicts<bracha::Protocol>(config, with_byzantine({ProcessId{2}}, {0, 1}));
  }
}

TEST(Reductions, SymmetryVisitsOneStateAnOrbit) {
  ExploreOptions options = with_byzantine({ProcessId{3}}, {0, 1});
  options.symmetry = true;
  for (const unsigned threads : {1U, 2U}) {
    options.threads = threads;
    const ExploreResult result = explore<bracha::Protocol>(instance(4, 1, 3), options);
    EXPECT_EQ(result.renamings, 6U);
    EXPECT_EQ(result.states, 735'645U);
    // Each of three alike processes ends in one of 27 ways, whatever the others do: multisets of three.
    EXPECT_EQ(result.ends, 29U * 28U * 27U / 6U);
  }
}

TEST(Reductions, MinimizationMergesWhatNothingTellsApart) {
  ExploreOptions options = with_byzantine({ProcessId{3}}, {0, 1});
  options.reduction = true;
  const ExploreResult merged = explore<bracha::Protocol>(instance(4, 1, 3), options);
  EXPECT_TRUE(merged.minimized);
  EXPECT_EQ(merged.states, 595'177U);
  options.symmetry = true;
  for (const unsigned threads : {1U, 2U}) {
    options.threads = threads;
    const ExploreResult both = explore<bracha::Protocol>(instance(4, 1, 3), options);
    EXPECT_EQ(both.states, 100'970U);
    for (const PropertyReport& report : both.properties)
      EXPECT_EQ(report.verdict, Verdict::kHolds) << report.property.name;
  }
}

TEST(Reductions, UnlikeProcessesAreNoticed) {
  ExploreOptions options;
  options.symmetry = true;
  const ExploreResult result = explore<voter::Protocol>({}, options);  // the last process is the voter
  EXPECT_EQ(result.renamings, 1U);
  EXPECT_FALSE(result.asymmetry.empty());
  EXPECT_EQ(result.states, 5U);
}

TEST(Reductions, FaultsKeepTheirVerdicts) {
  ExploreOptions options;
  options.crashes = 1;
  options.restarts = 1;
  options.duplications = 1;
  options.timer_firings = 1;
  for (const bool persists : {true, false}) {
    voter::Config config;
    config.persists = persists;
    config.retries = true;
    expect_same_verdicts<voter::Protocol>(config, options);
  }
  expect_same_verdicts<token::Protocol>({}, with_byzantine({ProcessId{2}}, {0, 1}));
}

TEST(Reductions, RaftElectsOneLeaderEitherWay) {
  raft::Config config;
  config.clients = 0;
  config.max_term = 1;
  ExploreOptions options;
  options.timer_firings = 1;
  options.reduction_budget = 1U << 14;  // a log may grow without end, so this is used up in vain
  expect_same_verdicts<raft::Protocol>(config, options);
}

}  // namespace
}  // namespace parley::explore::reductions
