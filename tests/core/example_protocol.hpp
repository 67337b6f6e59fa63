// The example of docs/contract.md, compiled and run, so that the documentation cannot rot.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>

#include "protocols/core/process.hpp"

namespace parley::example {

// The problem: all correct processes come to know the greatest value.
struct GreatestKnown {
  static constexpr std::array kProperties{
      PropertyInfo{"progress", PropertyKind::kAlways, "what a process knows never falls"},
      PropertyInfo{"news", PropertyKind::kSometimes, "some process learns of a greater value than its own"},
      PropertyInfo{"consensus", PropertyKind::kEventually, "all correct processes know the same value"}};

  ProcessSet correct;
  std::map<ProcessId, std::uint64_t> known;
  bool fell = false;

  void observe(ProcessId who, const std::uint64_t& value) {
    std::uint64_t& last = known[who];
    fell = fell || value < last;
    last = value;
  }
  PropertySet broken() const { return fell ? PropertySet::of(0) : PropertySet{}; }
  PropertySet witnessed() const { return known.empty() ? PropertySet{} : PropertySet::of(1); }
  PropertySet unfulfilled() const {
    for (const auto& [who, value] : known)
      if (known.size() < correct.size() || value != known.begin()->second) return PropertySet::of(2);
    return {};
  }
};

// docs/contract.md shows from here
struct Gossip {
  struct Config {
    std::uint32_t n = 4;
    std::uint32_t t = 0;
  };
  struct State {
    std::uint64_t greatest = 0;
  };
  struct Message {
    std::uint64_t value = 0;
  };
  using Durable = NoDurable;
  using Record = NoRecord;
  using Timer = NoTimer;
  using Output = std::uint64_t;
  using Problem = GreatestKnown;
  static constexpr std::string_view kName = "gossip";

  static State initial(const Config&, ProcessId self, const Durable&) { return {self.value}; }
  static void on_start(const Config&, State& state, Context<Gossip>& context) {
    context.broadcast({state.greatest});
    context.emit(state.greatest);
  }
  static void on_message(const Config&, State& state, ProcessId, const Message& message, Context<Gossip>& context) {
    if (message.value <= state.greatest) return;
    state.greatest = message.value;
    context.broadcast({state.greatest});
    context.emit(state.greatest);
  }
  static void on_timer(const Config&, State&, const Timer&, Context<Gossip>&) {}

  static std::optional<ConfigProblem> validate(const Config& config) {
    if (config.n == 0) return ConfigProblem{"n", "must be at least 1"};
    return std::nullopt;
  }
  static Problem problem(const Config&, const ProcessSet& correct) { return {correct, {}, false}; }
};
static_assert(Process<Gossip>);
// to here

}  // namespace parley::example
