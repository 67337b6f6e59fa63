// Payments at scale: against the card's figures, and capital that stays.
#include "protocols/channels/hypergraph/load.hpp"

#include <gtest/gtest.h>
#include <numeric>

#include "protocols/channels/hypergraph/channel_network.hpp"
#include "protocols/channels/hypergraph/edge_network.hpp"

namespace parley::hypergraph {
namespace {

Load load_at(double scale) {
  Load load;
  load.amount_scale = scale;
  return load;
}

TEST(Load, HyperedgeHasThePublishedSuccess) {
  const LoadResult found = run_hyperedge(load_at(0.13), Rng(1), {});
  EXPECT_NEAR(found.success(), 0.9469, 0.005);  // the paper's 94.69 %
  EXPECT_NEAR(found.worst_batch(), 0.908, 0.02);
  EXPECT_LT(found.greatest_skew(), 0.9);
  EXPECT_TRUE(found.is_conserved);
}

TEST(Load, HyperedgeFollowsTheCard) {
  EXPECT_NEAR(run_hyperedge(load_at(0.05), Rng(2), {}).success(), 0.9895, 0.005);
  EXPECT_NEAR(run_hyperedge(load_at(0.30), Rng(2), {}).success(), 0.8653, 0.01);
}

TEST(Load, ChannelsFollowTheCard) {
  Load load = load_at(0.10);
  load.batches = 30;
  EXPECT_NEAR(run_channels(load, 8, Router::shortest_path, 0, Rng(3), {}).success(), 0.54, 0.05);
  EXPECT_NEAR(run_channels(load, 8, Router::balance_aware, 0, Rng(3), {}).success(), 0.94, 0.04);
}

TEST(Load, SkewIsTheSumOfDeviations) {
  EXPECT_EQ(skew_of({5, 5, 5, 5}), 0);
  EXPECT_DOUBLE_EQ(skew_of({20, 0, 0, 0}), 2 * (1 - 1.0 / 4));
}

TEST(Load, LeaderStallsWhatFollowsItsCrash) {
  Load load = load_at(0.05);
  load.batches = 5;
  const LoadResult up = run_leader(load, 0, 1000, Rng(4), {});
  const LoadResult down = run_leader(load, 1, 1'000'000, Rng(4), {});
  EXPECT_GT(up.success(), 0.99);
  EXPECT_LT(down.success(), 0.2 + 1e-9) << "it crashes in the first batch, and for good";
}

TEST(Load, SilentUsersStopRootsOfAllOnly) {
  Load load = load_at(0.05);
  load.batches = 20;
  const FaultResult found = run_faults(load, {0.1, 0, 0}, Rng(5), {});
  EXPECT_EQ(found.rooted_by_all, 0U);
  EXPECT_EQ(found.rooted_by_two_thirds, 20U);
  EXPECT_LT(found.load.success(), found.paid_of_correct);
  EXPECT_TRUE(found.load.is_conserved);
}

TEST(ChannelNetworkOf, KeepsItsCapitalWithEveryRouter) {
  for (const Router router : {Router::shortest_path, Router::retries, Router::balance_aware, Router::max_flow}) {
    Rng rng(6);
    Load load = load_at(0.4);
    load.users = 40;
    ChannelNetwork network(load.users, 5, load.deposit, rng);
    const std::uint64_t capital = network.capital();
    std::vector<std::uint64_t> expected = network.balances();
    for (int payments = 0; payments < 3000; ++payments) {
      const Payment payment = draw_payment(load, rng);
      if (network.pay(router, 3, payment).paid) {
        expected[payment.from] -= payment.amount;
        expected[payment.to] += payment.amount;
      }
    }
    EXPECT_EQ(network.capital(), capital);
    EXPECT_EQ(network.balances(), expected) << "only the ends of a payment gain or lose";
  }
}

TEST(EdgeNetworkOf, MovesMoneyBetweenTheEndsOnly) {
  Rng rng(7);
  Load load = load_at(0.8);
  load.users = 200;
  const NetworkShape shape{20, 2, 0.7};
  EdgeNetwork network(load, shape, rng);
  EXPECT_EQ(network.edge_count(), 20U);
  std::uint32_t most = 0;
  std::uint64_t paid = 0;
  for (int payments = 0; payments < 5000; ++payments) {
    const Payment payment = network.draw(load, shape.inter_share, rng);
    ASSERT_NE(payment.from, payment.to);
    const std::uint32_t through = network.pay(payment);
    if (through == 1) {
      EXPECT_TRUE(network.share_an_edge(payment.from, payment.to));
    }
    most = std::max(most, through);
    paid += through > 0 ? 1U : 0U;
  }
  EXPECT_EQ(network.capital(), load.deposit * load.users);
  EXPECT_EQ(most, 3U);
  EXPECT_GT(paid, 1000U);
}

}  // namespace
}  // namespace parley::hypergraph
