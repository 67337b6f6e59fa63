// The amortised broadcast in every schedule of small instances: pinned counts.
#include "checker/explore/explore.hpp"

#include <gtest/gtest.h>

#include "protocols/broadcast/amortized/amortized.hpp"

namespace parley::amortized {
namespace {

using explore::ExploreOptions;
using explore::ExploreResult;
using explore::Outcome;
using problems::MultiBroadcast;

Config instance(std::uint32_t n, std::uint32_t t, std::uint32_t c) {
  Config config{.n = n, .t = t, .payload_bytes = 4, .c = c};
  config.pull_from = n - 1;  // all others alike
  return config;
}

// The sender is Byzantine, and has one chain or two.
ExploreOptions byzantine_sender(std::vector<std::uint64_t> editions, std::uint32_t firings) {
  ExploreOptions options;
  options.byzantine = {ProcessId{0}};
  options.values = std::move(editions);
  options.timer_firings = firings;
  options.symmetry = true;
  options.reduction = true;
  return options;
}

void expect_safe(const ExploreResult& result, std::uint64_t states) {
  EXPECT_EQ(result.outcome, Outcome::kExhausted);
  EXPECT_TRUE(result.minimized);
  EXPECT_EQ(result.states, states);
  EXPECT_EQ(result.properties[MultiBroadcast::kAgreement].verdict, Verdict::kHolds);
  EXPECT_EQ(result.properties[MultiBroadcast::kIntegrity].verdict, Verdict::kHolds);
  EXPECT_EQ(result.properties[MultiBroadcast::kDelivery].verdict, Verdict::kHolds);
}

// Runs are cut where a process would have told its standing once more, so totality is not judged here.
TEST(AmortizedExploration, AByzantineSenderWithTwoChains) {
  expect_safe(explore::explore<Protocol>(instance(4, 1, 3), byzantine_sender({0, 1}, 0)), 239'413);
}

TEST(AmortizedExploration, AByzantineSenderThatWithholds) {
  const auto result = explore::explore<Protocol>(instance(4, 1, 3), byzantine_sender({0}, 1));
  EXPECT_EQ(result.renamings, 6U) << result.asymmetry;
  expect_safe(result, 114'779);
}

TEST(AmortizedExploration, ACommitteeOfOne) {
  ExploreOptions options = byzantine_sender({0}, 1);
  options.symmetry = false;  // committees are counted in order of identities
  expect_safe(explore::explore<Protocol>(instance(4, 1, 1), options), 71'694);
}

// Nobody is faulty, and time-outs suffice: everything is delivered in all schedules.
TEST(AmortizedExploration, AmongCorrectProcessesAllIsDelivered) {
  ExploreOptions options;
  options.timer_firings = 1;
  const auto result = explore::explore<Protocol>(instance(3, 0, 2), options);
  EXPECT_EQ(result.outcome, Outcome::kExhausted);
  EXPECT_EQ(result.cuts, 0U);
  EXPECT_EQ(result.states, 62'820U);
  for (const explore::PropertyReport& report : result.properties)
    EXPECT_EQ(report.verdict, Verdict::kHolds) << report.property.name;
}

// Two sets of two share nobody; with Bracha's delivery quorum the same echoes would break totality alone.
TEST(AmortizedExploration, QuorumsOfTwoOfFourBreakAgreement) {
  Config config = instance(4, 1, 3);
  config.echo_quorum = config.delivery_quorum = 2;
  ExploreOptions options = byzantine_sender({0, 1}, 0);
  options.reduction = false;
  const auto result = explore::explore<Protocol>(config, options);
  EXPECT_EQ(result.properties[MultiBroadcast::kAgreement].verdict, Verdict::kViolated);
}

// Without time-outs a process tells nobody that it is ready.
TEST(AmortizedExploration, WhoFallsSilentBreaksValidity) {
  Config config = instance(4, 1, 3);
  config.silent_when_quiet = true;
  const auto result = explore::explore<Protocol>(config, ExploreOptions{});
  EXPECT_EQ(result.properties[MultiBroadcast::kValidity].verdict, Verdict::kViolated);
}

}  // namespace
}  // namespace parley::amortized
