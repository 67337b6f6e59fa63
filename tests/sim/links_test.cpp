// What links do to messages, by exact counts where nothing is drawn and by statistics with fixed seeds where it is.
#include "net/sim/links.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "net/sim/backlog.hpp"
#include "net/sim/graphs.hpp"

namespace parley::sim {
namespace {

constexpr ProcessId kA{0};
constexpr ProcessId kB{1};
constexpr ProcessId kC{2};

Network events(const Latency& latency) {
  Network network;
  network.scheduler = Scheduler::kEvents;
  network.latency = latency;
  return network;
}

double mean_delay(Links& links, ProcessId from, ProcessId to, std::uint64_t now = 0) {
  constexpr int kDraws = 20'000;
  double sum = 0;
  for (int draw = 0; draw < kDraws; ++draw) sum += static_cast<double>(*links.delay(from, to, now));
  return sum / kDraws;
}

TEST(Links, EmpiricalLatenciesAreTheSamples) {
  const Network network = events({LatencyKind::kEmpirical, 0, 0, {3, 3, 10}});
  Rng rng(1);
  Links links(network, 2, rng);
  std::map<std::uint64_t, int> seen;
  for (int draw = 0; draw < 30'000; ++draw) ++seen[*links.delay(kA, kB, 0)];
  EXPECT_EQ(seen.size(), 2U);
  EXPECT_NEAR(seen[10], 10'000, 4 * std::sqrt(30'000 * 2.0 / 9));
}

TEST(Links, RegionsNeedNoSymmetry) {
  Network network = events({});
  network.regions = Regions{{0, 1, 1},
                            {{{LatencyKind::kConstant, 2, 0}, {LatencyKind::kConstant, 50, 0}},
                             {{LatencyKind::kConstant, 80, 0}, {LatencyKind::kUniform, 1, 9}}}};
  Rng rng(1);
  Links links(network, 4, rng);
  EXPECT_EQ(links.delay(kA, kB, 0), 50U);
  EXPECT_EQ(links.delay(kB, kA, 0), 80U);
  EXPECT_NEAR(mean_delay(links, kB, kC), 5, 0.1);   // standard error 0.018
  EXPECT_EQ(links.delay(kA, ProcessId{4}, 0), 2U);  // not listed: 4 % 2 = 0
  EXPECT_EQ(links.delay(ProcessId{3}, kA, 0), 80U);
}

TEST(Links, OneLinkDiffersInOneDirection) {
  Network network = events({LatencyKind::kConstant, 5, 0});
  network.links.push_back({kA, kB, Latency{LatencyKind::kConstant, 70, 0}, 1.0});
  network.links.push_back({kB, kC, {}, 0.25});
  Rng rng(2);
  Links links(network, 3, rng);
  EXPECT_EQ(links.delay(kA, kB, 0), 70U);
  EXPECT_EQ(links.delay(kB, kA, 0), 5U);
  EXPECT_EQ(links.fate(kA, kB, 0), Fate::kLost);
  EXPECT_EQ(links.fate(kB, kA, 0), Fate::kArrives);
  int lost = 0;
  for (int draw = 0; draw < 10'000; ++draw) lost += links.fate(kB, kC, 0) == Fate::kLost ? 1 : 0;
  EXPECT_NEAR(lost, 2500, 4 * std::sqrt(10'000 * 0.25 * 0.75));
}

TEST(Links, WhereThereIsNoneNothingGoes) {
  Network network = events({});
  network.topology = unidirectional_ring(3);
  Rng rng(1);
  Links links(network, 4, rng);
  EXPECT_EQ(links.fate(kA, kB, 0), Fate::kArrives);
  EXPECT_EQ(links.fate(kB, kA, 0), Fate::kUnlinked);
  EXPECT_EQ(links.fate(ProcessId{3}, kB, 0), Fate::kArrives);  // a client
  EXPECT_EQ(links.fate(kB, ProcessId{3}, 0), Fate::kArrives);
}

// Dwork, Lynch, Stockmeyer 1988: whatever the latency, what leaves at s arrives by max(s, gst) + delta.
RC_GTEST_PROP(Links, PartialSynchronyBoundsArrival, (std::uint64_t seed)) {
  Network network = events({LatencyKind::kLogNormal, 100, 2});
  const auto gst = *rc::gen::inRange<std::uint64_t>(0, 1000);
  const auto delta = *rc::gen::inRange<std::uint64_t>(1, 100);
  network.synchrony = PartialSynchrony{gst, delta};
  Rng rng(seed);
  Links links(network, 2, rng);
  for (std::uint64_t now = 0; now < 2000; now += 7) {
    const std::uint64_t arrival = now + *links.delay(kA, kB, now);
    RC_ASSERT(arrival > now);
    RC_ASSERT(arrival <= std::max(now, gst) + delta);
  }
}

TEST(Links, BeforeGstLatenciesAreTheirOwn) {
  Network network = events({LatencyKind::kConstant, 40, 0});
  network.synchrony = PartialSynchrony{100, 3};
  Rng rng(1);
  Links links(network, 2, rng);
  EXPECT_EQ(links.delay(kA, kB, 0), 40U);
  EXPECT_EQ(links.delay(kA, kB, 90), 13U);
  EXPECT_EQ(links.delay(kA, kB, 100), 3U);
}

// A server that takes `ticks / messages` each, in order: message i of a burst has left at the end of its service.
RC_GTEST_PROP(Links, BandwidthIsAServerWithAQueue, (bool each_link)) {
  Network network = events({LatencyKind::kConstant, 4, 0});
  Bandwidth limit;
  limit.messages = *rc::gen::inRange<std::uint64_t>(1, 6);
  limit.ticks = *rc::gen::inRange<std::uint64_t>(1, 6);
  limit.each_link = each_link;
  network.bandwidth = limit;
  Rng rng(1);
  Links links(network, 2, rng);
  std::uint64_t free = 0;  // in ticks times limit.messages
  std::uint64_t now = 0;
  for (int message = 0; message < 60; ++message) {
    now += *rc::gen::inRange<std::uint64_t>(0, 3);
    free = std::max(free, now * limit.messages) + limit.ticks;
    RC_ASSERT(*links.delay(kA, kB, now) == (free - 1) / limit.messages - now + 4);
  }
}

TEST(Links, BandwidthIsOfSendersOrOfLinks) {
  Network network = events({LatencyKind::kConstant, 1, 0});
  network.bandwidth = Bandwidth{1, 10, kNoLimit, false};
  Rng rng(1);
  Links of_sender(network, 3, rng);
  EXPECT_EQ(of_sender.delay(kA, kB, 0), 10U);
  EXPECT_EQ(of_sender.delay(kA, kC, 0), 20U);
  EXPECT_EQ(of_sender.delay(kB, kC, 0), 10U);
  network.bandwidth->each_link = true;
  Links of_link(network, 3, rng);
  EXPECT_EQ(of_link.delay(kA, kB, 0), 10U);
  EXPECT_EQ(of_link.delay(kA, kC, 0), 10U);
  EXPECT_EQ(of_link.delay(kA, kC, 5), 15U);
}

TEST(Links, AFullQueueLosesMessages) {
  Network network = events({LatencyKind::kConstant, 1, 0});
  network.bandwidth = Bandwidth{2, 1, 3, false};
  Rng rng(1);
  Links links(network, 2, rng);
  int passed = 0;
  for (int message = 0; message < 20; ++message) passed += links.delay(kA, kB, 0).has_value() ? 1 : 0;
  EXPECT_EQ(passed, 2 + 3);  // those of this tick, and three that wait
  EXPECT_TRUE(links.delay(kA, kB, 3).has_value());
  network.bandwidth->queue = 0;
  Links without(network, 2, rng);
  passed = 0;
  for (int message = 0; message < 20; ++message) passed += without.delay(kA, kB, 7).has_value() ? 1 : 0;
  EXPECT_EQ(passed, 2);
}

// M/D/1: with arrivals by Poisson at load rho and service time s, the mean wait is rho s / (2 (1 - rho)) (Pollaczek and
// Khinchine). Arrivals here are geometric batches of ticks far shorter than s, which comes close.
TEST(Links, QueueingAgreesWithPollaczekAndKhinchine) {
  constexpr std::uint64_t kService = 200;
  constexpr double kLoad = 0.7;
  Network network;
  network.bandwidth = Bandwidth{1, kService, kNoLimit, true};
  Rng rng(11);
  Links links(network, 2, rng);
  double waited = 0;
  int messages = 0;
  for (std::uint64_t now = 0; messages < 200'000; ++now) {
    if (!rng.chance(kLoad / kService)) continue;
    waited += static_cast<double>(*links.delay(kA, kB, now) - kService);
    ++messages;
  }
  const double expected = kLoad * kService / (2 * (1 - kLoad));
  EXPECT_NEAR(waited / messages, expected, 0.03 * expected);
}

std::uint64_t key_of(const Delivery& delivery) {
  return delivery.to;
}

TEST(Backlog, TakesSoManyATickFromEachLink) {
  Backlog backlog(ReceiveCap{2, kNoLimit});
  std::vector<Delivery> lost;
  std::vector<Delivery> due{{0, 7}, {1, 7}, {2, 7}, {3, 8}, {4, 7}};
  const auto payloads = [&due] {
    std::vector<std::uint32_t> list;
    for (const Delivery& delivery : due) list.push_back(delivery.payload);
    return list;
  };
  backlog.admit(due, key_of, lost);
  EXPECT_EQ(payloads(), (std::vector<std::uint32_t>{0, 1, 3}));
  EXPECT_FALSE(backlog.empty());
  due = {{5, 7}, {6, 8}};
  backlog.admit(due, key_of, lost);  // 2 and 4 waited, 5 has to
  EXPECT_EQ(payloads(), (std::vector<std::uint32_t>{2, 4, 6}));
  due.clear();
  backlog.admit(due, key_of, lost);
  EXPECT_EQ(payloads(), (std::vector<std::uint32_t>{5}));
  EXPECT_TRUE(backlog.empty());
  EXPECT_TRUE(lost.empty());
}

// Whatever arrives when: in order, at most the cap a tick and link, nothing twice, nothing gone but what found a queue
// full, and nothing waits while there is room.
RC_GTEST_PROP(Backlog, KeepsOrderAndCap, (std::vector<std::vector<std::uint8_t>> arrivals)) {
  const auto cap = *rc::gen::inRange<std::uint64_t>(1, 4);
  const auto room = *rc::gen::element<std::uint64_t>(0, 1, 3, kNoLimit);
  Backlog backlog(ReceiveCap{cap, room});
  std::map<std::uint64_t, std::deque<std::uint32_t>> waiting;  // the slow version
  std::uint32_t next = 0;
  std::vector<Delivery> lost;
  for (std::size_t tick = 0; tick < arrivals.size() + 50; ++tick) {
    std::map<std::uint64_t, std::vector<std::uint32_t>> expected;
    std::size_t expected_lost = 0;
    for (auto& [link, queue] : waiting)
      for (std::uint64_t taken = 0; taken < cap && !queue.empty(); ++taken) {
        expected[link].push_back(queue.front());
        queue.pop_front();
      }
    std::vector<Delivery> due;
    if (tick < arrivals.size())
      for (const std::uint8_t link : arrivals[tick]) due.push_back({next++, link % 3U});
    for (const Delivery& delivery : due) {
      auto& queue = waiting[delivery.to];
      if (queue.empty() && expected[delivery.to].size() < cap) {
        expected[delivery.to].push_back(delivery.payload);
      } else if (queue.size() < room) {
        queue.push_back(delivery.payload);
      } else {
        ++expected_lost;
      }
    }
    lost.clear();
    backlog.admit(due, key_of, lost);
    RC_ASSERT(lost.size() == expected_lost);
    std::map<std::uint64_t, std::vector<std::uint32_t>> received;
    for (const Delivery& delivery : due) received[delivery.to].push_back(delivery.payload);
    std::erase_if(expected, [](const auto& item) { return item.second.empty(); });
    RC_ASSERT(received == expected);
  }
}

}  // namespace
}  // namespace parley::sim
