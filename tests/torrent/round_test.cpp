#include <gtest/gtest.h>

#include "protocols/overlay/torrent/adversary.hpp"
#include "protocols/overlay/torrent/exact.hpp"
#include "protocols/overlay/torrent/flow.hpp"

namespace parley::torrent {
namespace {

Settings small_swarm() {
  Settings settings;
  settings.peers = 24;
  settings.degree = 5;
  settings.chunks = 10;
  settings.rate = 4;
  settings.spread = 0.5;
  settings.obfuscated = 2;
  settings.cover = 8;
  settings.most_lag = 3;
  settings.target = 40;
  settings.most_warm_slots = 1000;
  settings.flow_every = 1;
  return settings;
}

Round play_one(const Settings& settings, Swarm& swarm, std::uint64_t seed = 1) {
  Choices choices = Choices::drawn(Rng(seed));
  swarm = make_swarm(settings, choices);
  if (settings.scheduler != Scheduler::kNone) obfuscate(settings, swarm, choices);
  return run_round(settings, swarm, choices, [] { return false; });
}

TEST(Choices, EnumerationWeighsEveryPathOnce) {
  Choices choices = Choices::enumerated();
  double sum = 0;
  std::size_t paths = 0;
  do {
    const std::uint64_t first = choices.below(3);
    if (first == 1) choices.below(4);
    sum += choices.weight();
    ++paths;
  } while (choices.advance());
  EXPECT_EQ(paths, 6U);
  EXPECT_NEAR(sum, 1, 1e-12);
}

// The network of Cormen et al., "Introduction to Algorithms", figure 26.1: 23.
TEST(Flow, FindsATextbookMaximum) {
  FlowNetwork network(6);
  network.connect(0, 1, 16);
  network.connect(0, 2, 13);
  network.connect(1, 3, 12);
  network.connect(2, 1, 4);
  network.connect(3, 2, 9);
  network.connect(2, 4, 14);
  network.connect(4, 3, 7);
  network.connect(3, 5, 20);
  network.connect(4, 5, 4);
  EXPECT_EQ(network.max_flow(0, 5), 23U);
}

TEST(Swarm, IsConnectedAndSymmetric) {
  Choices choices = Choices::drawn(Rng(7));
  const Swarm swarm = make_swarm(small_swarm(), choices);
  for (std::uint32_t u = 0; u < 24; ++u) {
    EXPECT_GE(swarm.peers[u].neighbours.size(), 5U);
    EXPECT_TRUE(are_neighbours(swarm, u, (u + 1) % 24));
    for (const std::uint32_t v : swarm.peers[u].neighbours) EXPECT_TRUE(are_neighbours(swarm, v, u));
  }
}

TEST(Round, EveryTransferIsNewAndAllEndComplete) {
  for (const Scheduler scheduler : {Scheduler::kGreedyFastestFirst, Scheduler::kRandom, Scheduler::kNone}) {
    Settings settings = small_swarm();
    settings.scheduler = scheduler;
    Swarm swarm;
    const Round round = play_one(settings, swarm);
    EXPECT_TRUE(round.complete);
    EXPECT_FALSE(round.stalled);
    // Each of 240 chunks is missing at 23 peers, less those given before the round.
    EXPECT_EQ(round.transfers + swarm.given.size(), 240U * 23U);
    for (const std::uint32_t holders : swarm.holders) EXPECT_EQ(holders, 24U);
    EXPECT_EQ(round.audit.ineligible + round.audit.strangers, 0U);
    for (const SlotUse& slot : round.use) EXPECT_LE(slot.moved, slot.bound);
  }
}

TEST(Round, WithoutForeignChunksTheCoverIsNeverReached) {
  Settings settings = small_swarm();
  settings.obfuscated = 0;
  Swarm swarm;
  const Round round = play_one(settings, swarm);
  EXPECT_TRUE(round.stalled);
  EXPECT_TRUE(round.log.empty());
}

TEST(Round, MutantsBreakTheirRules) {
  Swarm swarm;
  Settings settings = small_swarm();
  settings.mutant = Mutant::kIgnoresCover;
  EXPECT_GT(play_one(settings, swarm).audit.ineligible, 0U);
  settings.mutant = Mutant::kIgnoresLag;
  settings.cover = 0;
  EXPECT_GT(play_one(settings, swarm).audit.ineligible, 0U);
  settings.mutant = Mutant::kStrangers;
  EXPECT_GT(play_one(settings, swarm).audit.strangers, 0U);
  settings.mutant = Mutant::kStopsEarly;
  EXPECT_FALSE(play_one(settings, swarm).complete);
}

TEST(Adversary, MarksGuessesByTheTruth) {
  // Peer 0 gets chunk 2 (of 1) from its owner, then chunk 4 (of 2) from 1, then chunk 5 (of 2) from 2 and 3 (of 1)
  // from 2.
  const std::vector<Transfer> log{{0, 1, 0, 2, true}, {0, 1, 0, 4, false}, {1, 2, 0, 5, true}, {1, 2, 0, 3, false}};
  EXPECT_EQ(first_sender(log, 3, 0).right, 2U);
  EXPECT_EQ(first_sender(log, 3, 1).made, 1U);
  EXPECT_EQ(first_sender(log, 3, 1).right, 1U);
  EXPECT_EQ(earliest_of_cluster(log, 3, 2).made, 2U);
  EXPECT_EQ(earliest_of_cluster(log, 3, 2).right, 1U);  // of 1's cluster, not of 2's
  EXPECT_EQ(coalition(log, {true, false, false}, 2).right, 2U);
  EXPECT_EQ(coalition(log, {true, true, false}, 2).made, 1U);  // what comes from a member, or is a member's, is known
  EXPECT_EQ(coalition_on(log, {true, false, false}, 2, 2).made, 2U);
}

Settings complete_swarm() {
  Settings settings;
  settings.peers = 4;
  settings.degree = 3;
  settings.chunks = 1;
  settings.obfuscated = 1;
  settings.cover = 1;
  settings.target = 4;
  settings.most_warm_slots = 2;
  settings.warm_up_only = true;
  return settings;
}

// A chunk drawn uniformly from what the receiver lacks of the cover: the posterior is the expected share, exactly.
TEST(Exact, UniformPicksMeetTheBoundWithEquality) {
  Settings settings = complete_swarm();
  settings.pick = Pick::kUniform;
  const ExactView view = exact_view(settings, 100'000, "", [] { return false; });
  ASSERT_TRUE(view.complete);
  EXPECT_NEAR(view.weight, 1, 1e-9);
  EXPECT_GT(view.beliefs.size(), 100U);
  for (const auto& [seen, belief] : view.beliefs) EXPECT_NEAR(belief.own, belief.unseen, 1e-9) << seen;
}

TEST(Exact, OwnFirstExceedsTheBound) {
  Settings settings = complete_swarm();
  settings.mutant = Mutant::kOwnFirst;
  const ExactView view = exact_view(settings, 100'000, "", [] { return false; });
  double most = 0;
  for (const auto& [seen, belief] : view.beliefs) most = std::max(most, (belief.own - belief.unseen) / belief.weight);
  EXPECT_GT(most, 0.1);
}

TEST(Exact, GivesUpAtTheLimit) {
  EXPECT_FALSE(exact_view(complete_swarm(), 10, "", [] { return false; }).complete);
}

}  // namespace
}  // namespace parley::torrent
