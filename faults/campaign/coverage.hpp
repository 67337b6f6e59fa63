// What a campaign has tried, so that "nothing found" means something.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "faults/campaign/schedule.hpp"
#include "faults/plan.hpp"
#include "protocols/core/property.hpp"
#include "protocols/core/walk.hpp"

namespace parley::faults {

struct Coverage {
  std::uint64_t runs = 0;
  std::uint64_t steps = 0;
  std::uint64_t deliveries = 0;
  std::uint64_t timers = 0;
  std::uint64_t withheld = 0;  // messages kept back in the first phase, lost ones included
  std::uint64_t duplicated = 0;
  std::uint64_t crashes = 0;
  std::uint64_t restarts = 0;
  std::uint64_t partitioned_runs = 0;
  std::uint64_t guided_runs = 0;      // that go on from an earlier one
  std::uint64_t abstract_states = 0;  // different ones, of the whole system, looked at every few steps
  std::uint64_t longest_run = 0;      // in steps
  std::uint64_t latest_tick = 0;      // of any run: rounds of the healthy phase, or time that timers needed
  std::uint64_t unfinished_runs = 0;  // that were not quiet when their healthy phase ended
  std::array<std::uint64_t, std::variant_size_v<StrategySpec>> strategy_runs{};  // by alternative
  std::array<std::uint64_t, kScheduleKinds> schedule_runs{};
  std::vector<std::uint64_t> delivered_kinds;  // by kind of message
  std::vector<std::uint64_t> witnessed;        // runs, by property: `sometimes` ones
  std::vector<std::uint64_t> violations;       // runs, by property

  void resize(std::size_t kinds, std::size_t properties) {
    delivered_kinds.resize(kinds);
    witnessed.resize(properties);
    violations.resize(properties);
  }
  void merge(const Coverage& other);
};

// One more run for each property of the set.
void count_runs(PropertySet set, std::vector<std::uint64_t>& by_property);

// Of its kind, in Coverage::delivered_kinds.
template <class Message>
std::size_t kind_index(const Message& message) {
  if constexpr (walk_detail::kIsVariant<Message>) {
    return message.index();
  } else {
    return 0;
  }
}

}  // namespace parley::faults
