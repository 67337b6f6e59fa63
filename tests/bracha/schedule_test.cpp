// Thousands of random schedules of whole instances with Byzantine processes that say anything of the alphabet to
// anybody at any time: no `always` property ever breaks, and once everything sent by the correct has arrived, totality
// and validity hold. Mutants with quorums too small are caught by the same runs.
#include <cstdint>
#include <gtest/gtest.h>

#include "net/world/world.hpp"
#include "protocols/broadcast/bracha/bracha.hpp"
#include "protocols/core/random.hpp"

namespace parley::bracha {
namespace {

using World = world::World<Protocol>;
using Event = world::Event<Protocol>;

struct Result {
  bool broken = false;
  bool delivered = false;
  bool unfulfilled = false;
};

Protocol::Message any_message(Rng& random) {
  const Value value = 7 + random.below(2);
  switch (random.below(3)) {
    case 0:
      return Initial{value};
    case 1:
      return Echo{value};
    default:
      return Ready{value};
  }
}

// The processes n - t .. n - 1 are faulty.
class Run {
 public:
  Run(const Config& config, std::uint64_t seed)
      : config_(config), random_(seed), world_(config_, ProcessSet::first(config.n - config.t)) {}

  Result operator()() {
    const std::uint32_t honest = config_.n - config_.t;
    for (std::uint32_t id = 0; id < honest; ++id)
      world_.apply({world::EventKind::kStart, ProcessId{id}, {}, {}, {}, {}});
    std::uint64_t mischief = config_.t == 0 ? 0 : 4ULL * config_.n;
    for (std::vector<Event> events = deliveries(); mischief > 0 || !events.empty(); events = deliveries()) {
      if (mischief > 0 && (events.empty() || random_.below(2) == 0)) {
        --mischief;
        lie(honest);
      } else {
        world_.apply(events[random_.below(events.size())]);
      }
      if (!world_.monitor().broken().empty()) return {true, true, false};
    }
    return {false, !world_.monitor().witnessed().empty(), !world_.monitor().unfulfilled().empty()};
  }

 private:
  std::vector<Event> deliveries() const {
    std::vector<Event> events = world_.enabled();
    std::erase_if(events, [](const Event& event) { return event.kind != world::EventKind::kDeliver; });
    return events;
  }
  void lie(std::uint32_t honest) {
    const ProcessId from{honest + static_cast<std::uint32_t>(random_.below(config_.t))};
    const ProcessId to{static_cast<std::uint32_t>(random_.below(honest))};
    world_.apply({world::EventKind::kInject, to, {from, 0}, any_message(random_), {}, {}});
  }

  Config config_;
  Rng random_;
  World world_;
};

struct Tally {
  int broken = 0;
  int delivered = 0;
  int unfulfilled = 0;
};

Tally tally(const Config& config, int runs) {
  Tally sum;
  for (int run = 0; run < runs; ++run) {
    const Result result = Run(config, static_cast<std::uint64_t>(run))();
    sum.broken += result.broken ? 1 : 0;
    sum.delivered += result.delivered ? 1 : 0;
    sum.unfulfilled += result.unfulfilled ? 1 : 0;
  }
  return sum;
}

TEST(Schedules, ACorrectSenderReachesEverybody) {
  for (const auto& [n, t, runs] : {std::tuple{4U, 1U, 3000}, {7U, 2U, 500}, {10U, 3U, 100}}) {
    const Tally sum = tally({.n = n, .t = t, .value = 7}, runs);
    EXPECT_EQ(sum.broken, 0) << n;
    EXPECT_EQ(sum.unfulfilled, 0) << n;
    EXPECT_EQ(sum.delivered, runs) << n;
  }
}

TEST(Schedules, AFaultySenderSplitsNobody) {
  for (const auto& [n, t, runs] : {std::tuple{4U, 1U, 4000}, {7U, 2U, 1000}, {10U, 3U, 200}}) {
    const Tally sum = tally({.n = n, .t = t, .sender = ProcessId{n - 1}}, runs);
    EXPECT_EQ(sum.broken, 0) << n;
    EXPECT_EQ(sum.unfulfilled, 0) << n;
    EXPECT_GT(sum.delivered, 0) << "no run delivered: the property held because nothing happened, n = " << n;
  }
}

TEST(Schedules, SmallerQuorumsAreCaught) {
  Config mutant{.n = 4, .t = 1, .sender = ProcessId{3}};
  mutant.echo_quorum = 2;
  mutant.delivery_quorum = 2;
  EXPECT_GT(tally(mutant, 1000).broken, 0);
}

TEST(Schedules, ADeliveryQuorumOneTooSmallBreaksTotality) {
  Config mutant{.n = 4, .t = 1, .sender = ProcessId{3}};
  mutant.ready_support = 4;
  mutant.delivery_quorum = 1;
  EXPECT_GT(tally(mutant, 1000).unfulfilled, 0);
}

}  // namespace
}  // namespace parley::bracha
