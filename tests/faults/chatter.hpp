// A protocol to try strategies with: at its start a process says hello to all and sends a signed greeting to the next
// one; it answers each question; a timer makes it say hello again.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "protocols/core/process.hpp"

namespace parley::chatter {

struct Hello {
  std::uint64_t value = 0;
};
struct Question {
  std::uint64_t number = 0;
};
struct Answer {
  std::uint64_t number = 0;
};
struct Statement {
  std::uint64_t value = 0;
};
struct Greeting {
  Signed<Statement> statement;
  std::uint64_t copies = 1;
};

struct Again {
  std::uint32_t times = 0;
};

struct Heard {
  ProcessId from;
  std::uint64_t value = 0;
};

struct HeardSomething {
  static constexpr std::array kProperties{
      PropertyInfo{"heard", PropertyKind::kSometimes, "some process heard a hello"}};
  std::uint64_t heard = 0;
  void observe(ProcessId, const Heard&) { ++heard; }
  PropertySet broken() const { return {}; }
  PropertySet witnessed() const { return heard > 0 ? PropertySet::of(0) : PropertySet{}; }
  PropertySet unfulfilled() const { return {}; }
};

struct Config {
  std::uint32_t n = 4;
  std::uint32_t t = 1;
  std::uint64_t value = 10;
};

struct State {
  std::uint32_t greetings = 0;
  std::uint32_t heard = 0;
};

struct Chatter;

// Says hello with its own value to one process more.
struct Flatter {
  static constexpr std::string_view kName = "flatter";
  std::uint64_t value = 0;
  ProcessId whom;

  void rewrite(const Config&, const State&, Effects<Chatter>& effects, Context<Chatter>& context) const;
};

struct Chatter {
  using Config = chatter::Config;
  using State = chatter::State;
  using Durable = NoDurable;
  using Record = NoRecord;
  using Message = std::variant<Hello, Question, Answer, Greeting>;
  using Timer = Again;
  using Output = Heard;
  using Problem = HeardSomething;
  using Attack = std::variant<Flatter>;

  static constexpr std::string_view kName = "chatter";

  static State initial(const Config&, ProcessId, const Durable&) { return {}; }
  static void on_start(const Config& config, State& state, Context<Chatter>& context) {
    context.broadcast(Hello{config.value});
    const ProcessId next{(context.self().value + 1) % config.n};
    context.send(next, Greeting{context.sign(Statement{config.value}), 1});
    context.set_timer(Again{1}, Ticks{10});
    ++state.greetings;
  }
  static void on_message(const Config&, State& state, ProcessId from, const Message& message,
                         Context<Chatter>& context) {
    if (const auto* question = std::get_if<Question>(&message)) {
      context.send(from, Answer{question->number});
    } else if (const auto* hello = std::get_if<Hello>(&message)) {
      ++state.heard;
      context.emit({from, hello->value});
    }
  }
  static void on_timer(const Config& config, State& state, const Timer& timer, Context<Chatter>& context) {
    ++state.greetings;
    context.broadcast(Hello{config.value + timer.times});
  }
  static std::optional<ConfigProblem> validate(const Config&) { return std::nullopt; }
  static Problem problem(const Config&, const ProcessSet&) { return {}; }
  static Config second_face(const Config& config) { return {config.n, config.t, config.value + 100}; }
};

inline void Flatter::rewrite(const Config&, const State&, Effects<Chatter>& effects, Context<Chatter>& context) const {
  if (!effects.empty()) context.send(whom, Hello{value});
}

}  // namespace parley::chatter
