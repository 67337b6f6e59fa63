// A protocol that does nothing but set timers: its runs show the simulator's queue as it is, from outside.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "protocols/core/process.hpp"

namespace parley::alarms {

struct Rang {
  std::uint32_t alarm = 0;
};

// Keeps the order in which alarms rang; never content, so that a run goes on to its end.
struct Problem {
  static constexpr std::array kProperties{PropertyInfo{"never", PropertyKind::kEventually, "false"}};
  std::vector<std::uint32_t> rang;
  void observe(ProcessId, const Rang& output) { rang.push_back(output.alarm); }
  PropertySet broken() const { return {}; }
  PropertySet witnessed() const { return {}; }
  PropertySet unfulfilled() const { return PropertySet::of(0); }
};

// Process 0 sets the first `at_start` alarms at once and one more whenever one rings.
struct Config {
  std::uint32_t n = 1;
  std::uint32_t at_start = 1;
  std::vector<std::uint64_t> delays;
};

struct Protocol {
  using Config = alarms::Config;
  struct State {
    std::uint32_t next = 0;
  };
  using Durable = NoDurable;
  using Record = NoRecord;
  struct Message {};
  struct Timer {
    std::uint32_t alarm = 0;
  };
  using Output = Rang;
  using Problem = alarms::Problem;
  static constexpr std::string_view kName = "alarms";

  static State initial(const Config&, ProcessId, const Durable&) { return {}; }
  static void on_start(const Config& config, State& state, Context<Protocol>& context) {
    while (state.next < config.at_start) set_next(config, state, context);
  }
  static void on_message(const Config&, State&, ProcessId, const Message&, Context<Protocol>&) {}
  static void on_timer(const Config& config, State& state, const Timer& timer, Context<Protocol>& context) {
    context.emit({timer.alarm});
    set_next(config, state, context);
  }
  static std::optional<ConfigProblem> validate(const Config&) { return std::nullopt; }
  static Problem problem(const Config&, const ProcessSet&) { return {}; }

 private:
  static void set_next(const Config& config, State& state, Context<Protocol>& context) {
    if (state.next >= config.delays.size()) return;
    context.set_timer(Timer{state.next}, Ticks{config.delays[state.next]});
    ++state.next;
  }
};

}  // namespace parley::alarms
