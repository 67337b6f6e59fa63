// Networks, coverings and the elections, each against what is known of it.
#include <gtest/gtest.h>
#include <numeric>

#include "protocols/election/shared_randomness/cases.hpp"
#include "protocols/election/shared_randomness/covering.hpp"
#include "protocols/election/shared_randomness/enumeration_election.hpp"
#include "protocols/election/shared_randomness/ring_election.hpp"
#include "protocols/election/shared_randomness/view_election.hpp"

namespace parley::shared_randomness {
namespace {

void expect_consistent(const Network& network) {
  for (std::uint32_t v = 0; v < network.size(); ++v)
    for (std::uint32_t p = 0; p < network.ports[v].size(); ++p) {
      const Endpoint far = network.ports[v][p];
      ASSERT_NE(far.node, v);
      EXPECT_EQ(network.ports[far.node][far.port], (Endpoint{v, p}));
    }
}

TEST(Network, PortsLeadBack) {
  expect_consistent(oriented_ring(5));
  expect_consistent(clique(6));
  for (std::uint32_t sheets = 2; sheets <= 5; ++sheets)
    for (std::uint32_t fibres = 1; fibres <= 3; ++fibres) expect_consistent(symmetric_clique(fibres, sheets));
  Rng rng(1);
  for (int index = 0; index < 100; ++index) {
    const Network network = random_network(rng, 7);
    expect_consistent(network);
    // Connected: with sources all different every node is a class of its own, and gossip reaches all.
    EXPECT_GE(network.edges(), 6U);
  }
}

TEST(Covering, WordsAndCliquesAsKnown) {
  EXPECT_TRUE(is_primitive({0, 1, 1}));
  EXPECT_FALSE(is_primitive({0, 1, 0, 1}));
  EXPECT_FALSE(is_primitive({2, 2}));
  EXPECT_TRUE(is_primitive({0}));
  EXPECT_EQ(primitive_words(6, 2), 54U);
  EXPECT_EQ(primitive_words(12, 2), 4020U);  // OEIS A027375
  EXPECT_EQ(primitive_words(10, 3), 58'800U);
  EXPECT_EQ(sheets(oriented_ring(6), {0, 1, 0, 1, 0, 1}), 3U);
  EXPECT_EQ(sheets(symmetric_clique(2, 3), {0, 0, 0, 1, 1, 1}), 3U);
  EXPECT_EQ(sheets(symmetric_clique(2, 3), {0, 0, 0, 0, 0, 1}), 1U);
}

TEST(Covering, ClassesHaveEqualSizes) {
  for (std::uint64_t index = 0; index < 300; ++index) {
    Rng rng = Rng::stream(2, index);
    const Network network = random_network(rng, 2 + static_cast<std::uint32_t>(rng.below(6)));
    const Sources alike(network.size(), 0);
    const auto classes = equitable_partition(network, alike);
    std::vector<std::uint32_t> sizes(network.size(), 0);
    for (const std::uint32_t of_node : classes) ++sizes[of_node];
    for (const std::uint32_t size : sizes) EXPECT_TRUE(size == 0 || size == sheets(network, alike));
  }
}

TEST(ViewElection, ElectsWithBitsOfItsOwnAndTellsTheTruthAboutItself) {
  const Network ring = oriented_ring(6);
  Rng rng(3);
  const Election election =
      elect_by_views(ring, {0, 1, 2, 3, 4, 5}, {.believed_size = 6, .bits = 8, .most_phases = 8}, rng);
  EXPECT_TRUE(election.succeeded());
  EXPECT_EQ(election.rounds, 12U * election.phases);
  EXPECT_EQ(election.messages, 144U * election.phases);
  EXPECT_EQ(election.random_bits, 48U * election.phases);
  const Election hopeless = elect_by_views(ring, Sources(6, 0), {.believed_size = 6, .most_phases = 50}, rng);
  EXPECT_EQ(hopeless.leaders(), 0U);
  EXPECT_EQ(hopeless.phases, 50U);
}

TEST(ViewElection, ARingOfTwiceTheSizeIsFooledByRepeatedBits) {
  EXPECT_EQ(leaders_by_belief({1, 0, 0, 1, 0, 0}), 2U);
  EXPECT_EQ(leaders_by_belief({1, 0, 0, 1, 0, 1}), 0U);
  EXPECT_EQ(leaders_by_belief({1, 1, 1, 1, 1, 1}), 0U);
}

TEST(Enumeration, SchedulersMatterOnlyWhereNothingIsSure) {
  Rng rng(4);
  for (const Scheduler scheduler : {Scheduler::lockstep, Scheduler::random, Scheduler::starving})
    for (int run = 0; run < 50; ++run) {
      const Election election =
          elect_by_enumeration(oriented_ring(5), {0, 1, 0, 0, 1}, {.most_phases = 8, .scheduler = scheduler}, rng, {});
      EXPECT_TRUE(election.succeeded());
    }
  const EnumerationSettings lockstep{.most_phases = 3, .scheduler = Scheduler::lockstep};
  EXPECT_EQ(elect_by_enumeration(oriented_ring(4), {0, 1, 0, 1}, lockstep, rng, {}).leaders(), 0U);
  const EnumerationSettings one_by_one{.scheduler = Scheduler::starving};
  EXPECT_TRUE(elect_by_enumeration(oriented_ring(4), {0, 1, 0, 1}, one_by_one, rng, {}).succeeded());
  const EnumerationSettings few{.most_messages = 3};
  EXPECT_TRUE(elect_by_enumeration(oriented_ring(4), {0, 1, 2, 3}, few, rng, {}).unfinished);
}

TEST(RingElection, MessagesAsInTheLiterature) {
  // Over all orders of n names Chang and Roberts send n H(n) messages on average, exactly.
  std::vector<std::uint32_t> names{1, 2, 3, 4, 5, 6};
  std::uint64_t messages = 0;
  std::uint64_t orders = 0;
  do {
    const Election election = elect_chang_roberts(names);
    const Election both_ways = elect_hirschberg_sinclair(names);
    EXPECT_TRUE(election.succeeded());
    ASSERT_EQ(election.roles, both_ways.roles);  // the greatest name
    EXPECT_LE(both_ways.messages, 8U * 6 * (1 + 3));
    messages += election.messages;
    ++orders;
  } while (std::next_permutation(names.begin(), names.end()));
  EXPECT_EQ(orders, 720U);
  EXPECT_EQ(messages, 720U * 147 / 10);  // 6 H(6) = 14.7
  EXPECT_EQ(elect_chang_roberts({5, 4, 3, 2, 1}).messages, 15U);
  EXPECT_EQ(elect_chang_roberts({1, 2, 3, 4, 5}).messages, 9U);
}

TEST(RingElection, ItaiRodehElectsOne) {
  for (std::uint64_t index = 0; index < 500; ++index) {
    Rng rng = Rng::stream(5, index);
    const auto n = 2 + static_cast<std::uint32_t>(index % 9);
    const Election election = elect_itai_rodeh(n, rng, 1000);
    EXPECT_TRUE(election.succeeded()) << n;
    EXPECT_GE(election.messages, n);
    EXPECT_LE(election.messages, std::uint64_t{n} * n * election.phases);
  }
}

}  // namespace
}  // namespace parley::shared_randomness
