// Two processes throw a ball to and fro and hope that somebody catches it. Small enough to know by thought which runs
// go on for ever, and which of them are fair.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <variant>

#include "protocols/core/process.hpp"

namespace parley::courier {

struct Ball {
  std::uint32_t throws = 0;
};
struct Stop {};
struct Poke {};
struct Caught {};
struct Bell {};

struct Problem {
  static constexpr std::size_t kCaught = 0;
  static constexpr std::array kProperties{
      PropertyInfo{"caught", PropertyKind::kEventually, "somebody catches the ball"},
  };
  bool caught = false;

  void observe(ProcessId, const Caught&) { caught = true; }
  PropertySet broken() const { return {}; }
  PropertySet witnessed() const { return {}; }
  PropertySet unfulfilled() const { return caught ? PropertySet{} : PropertySet::of(kCaught); }
};

struct Config {
  std::uint32_t n = 2;
  std::uint32_t t = 0;
  std::uint32_t patience = 3;  // throws after which the ball is caught
  bool counts = true;          // else nobody counts the throws, and the ball flies for ever
  bool calls_stop = false;     // process 0 also asks process 1 to catch the ball
  bool mutters = false;        // process 0 keeps sending itself a message that changes nothing
  bool has_bell = false;       // process 1 has a timer, and catches the ball when it goes off
};

struct Protocol {
  using Config = courier::Config;
  struct State {
    bool stops = false;
    bool poked = false;  // an odd number of times
  };
  using Durable = NoDurable;
  using Record = NoRecord;
  using Message = std::variant<Ball, Stop, Poke>;
  using Timer = Bell;
  using Output = Caught;
  using Problem = courier::Problem;
  static constexpr std::string_view kName = "courier";

  static State initial(const Config&, ProcessId, const Durable&) { return {}; }
  static void on_start(const Config& config, State&, Context<Protocol>& context) {
    if (context.self().value == 1 && config.has_bell) context.set_timer(Bell{}, Ticks{5});
    if (context.self().value != 0) return;
    context.send(ProcessId{1}, Message{Ball{}});
    if (config.calls_stop) context.send(ProcessId{1}, Message{Stop{}});
    if (config.mutters) context.send(ProcessId{0}, Message{Poke{}});
  }
  static void on_message(const Config& config, State& state, ProcessId from, const Message& message,
                         Context<Protocol>& context) {
    if (std::holds_alternative<Stop>(message)) state.stops = true;
    if (std::holds_alternative<Poke>(message)) {
      if (from == context.self()) context.send(from, Message{Poke{}});
      if (from != context.self()) state.poked = !state.poked;
    }
    if (const Ball* ball = std::get_if<Ball>(&message)) {
      const std::uint32_t throws = config.counts ? ball->throws + 1 : 0;
      if (from.value > 1) return;  // none of the two
      if (state.stops || throws >= config.patience) return context.emit({});
      context.send(ProcessId{1 - context.self().value}, Message{Ball{throws}});
    }
  }
  static void on_timer(const Config&, State& state, const Timer&, Context<Protocol>&) { state.stops = true; }
  static std::optional<ConfigProblem> validate(const Config&) { return std::nullopt; }
  static Problem problem(const Config&, const ProcessSet&) { return {}; }
};

}  // namespace parley::courier
