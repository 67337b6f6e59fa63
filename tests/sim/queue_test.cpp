// The calendar queue and the heap behind it against a multimap: what is due first comes first, and of one tick, what
// was asked for first.
#include <gtest/gtest.h>
#include <map>
#include <rapidcheck/gtest.h>
#include <vector>

#include "net/sim/calendar.hpp"
#include "net/sim/simulation.hpp"
#include "tests/sim/alarms.hpp"

namespace parley::sim {
namespace {

// The order in which alarms ring, and the last tick.
struct Rung {
  std::vector<std::uint32_t> order;
  std::uint64_t last = 0;
};

Rung by_multimap(const alarms::Config& config) {
  Rung rung;
  std::multimap<std::uint64_t, std::uint32_t> due;  // equal keys stay in order of insertion
  std::uint32_t next = 0;
  const auto set_next = [&] {
    if (next >= config.delays.size()) return;
    due.emplace(rung.last + std::max<std::uint64_t>(1, config.delays[next]), next);
    ++next;
  };
  while (next < config.at_start) set_next();
  while (!due.empty()) {
    rung.last = due.begin()->first;
    rung.order.push_back(due.begin()->second);
    due.erase(due.begin());
    set_next();
  }
  return rung;
}

Rung by_simulation(const alarms::Config& config) {
  Options options;
  options.correct = ProcessSet::first(1);
  options.max_ticks = ~std::uint64_t{0} - 1;
  Simulation<alarms::Protocol> simulation(config, options);
  const RunResult result = simulation.run();
  RC_ASSERT(result.ending == Ending::kQuiet);
  return {simulation.monitor().rang, result.counters.ticks};
}

void expect_equal(const alarms::Config& config) {
  const Rung fast = by_simulation(config);
  const Rung slow = by_multimap(config);
  RC_ASSERT(fast.order == slow.order);
  RC_ASSERT(fast.last == slow.last);
}

alarms::Config drawn(rc::Gen<std::uint64_t> delay) {
  alarms::Config config;
  config.delays = *rc::gen::container<std::vector<std::uint64_t>>(std::move(delay));
  if (config.delays.empty()) config.delays.push_back(1);
  config.at_start = *rc::gen::inRange<std::uint32_t>(1, static_cast<std::uint32_t>(config.delays.size()) + 1);
  return config;
}

RC_GTEST_PROP(Queue, NearAndFarAsInAMultimap, ()) {
  expect_equal(drawn(rc::gen::oneOf(rc::gen::inRange<std::uint64_t>(0, 20), rc::gen::inRange<std::uint64_t>(250, 260),
                                    rc::gen::inRange<std::uint64_t>(0, 2000))));
}

// Few distinct delays, multiples of the span: many alarms for one tick, set from near and from far.
RC_GTEST_PROP(Queue, ManyAtOnceAsInAMultimap, ()) {
  expect_equal(drawn(rc::gen::element<std::uint64_t>(1, 64, 128, 255, 256, 257, 512, 1024)));
}

RC_GTEST_PROP(Queue, VeryFarAsInAMultimap, ()) {
  expect_equal(drawn(rc::gen::oneOf(rc::gen::inRange<std::uint64_t>(0, 300),
                                    rc::gen::inRange<std::uint64_t>(1'000'000'000, 1'000'000'000'000))));
}

// The calendar alone: `next` finds every occupied slot, whatever the place of `now` in the ring.
RC_GTEST_PROP(Queue, CalendarAsInAMultimap, (std::vector<std::uint16_t> delays)) {
  Calendar<std::vector<std::size_t>> calendar;
  std::multimap<std::uint64_t, std::size_t> due;
  const auto take_first = [&] {
    const std::uint64_t tick = due.begin()->first;
    RC_ASSERT(calendar.next() == tick);
    std::vector<std::size_t> slot;
    calendar.take(tick, slot);
    RC_ASSERT(calendar.now() == tick);
    for (const std::size_t item : slot) {
      RC_ASSERT(due.begin()->first == tick);
      RC_ASSERT(due.begin()->second == item);
      due.erase(due.begin());
    }
    RC_ASSERT(due.empty() || due.begin()->first > tick);
  };
  for (std::size_t item = 0; item < delays.size(); ++item) {
    const std::uint64_t tick = calendar.now() + 1 + delays[item] % (Calendar<std::vector<std::size_t>>::kSpan - 1);
    RC_ASSERT(calendar.is_near(tick));
    RC_ASSERT(!calendar.is_near(calendar.now() + Calendar<std::vector<std::size_t>>::kSpan));
    calendar.near(tick).push_back(item);
    due.emplace(tick, item);
    if (delays[item] % 3 == 0) take_first();
  }
  while (!due.empty()) take_first();
  RC_ASSERT(calendar.next() == Calendar<std::vector<std::size_t>>::kNever);
}

}  // namespace
}  // namespace parley::sim
