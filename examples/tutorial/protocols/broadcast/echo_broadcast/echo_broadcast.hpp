// Authenticated echo broadcast (Cachin, Guerraoui, Rodrigues, 2011, algorithm 3.16; the idea is that of G. Bracha, S.
// Toueg, "Asynchronous consensus and broadcast protocols", JACM 32, 1985). One instance: one sender, one value. Solves
// Byzantine consistent broadcast for t < n/3: no two correct processes deliver different values, but a faulty sender
// may make some deliver and leave the others waiting.
//
// A process counts its own echo at once; the network carries messages to the others.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "protocols/core/problems/consistent_broadcast.hpp"
#include "protocols/core/process.hpp"

namespace parley::echo_broadcast {

using Value = std::uint64_t;

struct Initial {
  Value value = 0;
};
struct Echo {
  Value value = 0;
};

// The processes whose first echo was for `value`.
struct Tally {
  Value value = 0;
  ProcessSet from;
};

struct Config {
  std::uint32_t n = 4;
  std::uint32_t t = 1;
  ProcessId sender{0};
  Value value = 1;
  std::uint32_t echo_quorum = 0;  // to try other protocols with; 0 stands for the formula below
};

// More than (n + t)/2 echoes: two sets of that size share more than t processes, so a correct one, and a correct
// process echoes one value. Hence no two correct processes deliver different values.
constexpr std::uint32_t echo_quorum(const Config& config) {
  return config.echo_quorum != 0 ? config.echo_quorum : (config.n + config.t) / 2 + 1;
}

struct State {
  std::optional<Value> echoed;
  std::optional<Value> delivered;
  InlineVector<Tally, 2> echoes;  // in order of value
};

struct Protocol {
  using Config = echo_broadcast::Config;
  using State = echo_broadcast::State;
  using Durable = NoDurable;  // a process that restarts has forgotten what it echoed: a restart counts as a fault
  using Record = NoRecord;
  using Message = std::variant<Initial, Echo>;
  using Timer = NoTimer;
  using Output = problems::BroadcastDelivered;
  using Problem = problems::ConsistentBroadcast;

  static constexpr std::string_view kName = "echo_broadcast";

  static State initial(const Config&, ProcessId, const Durable&) { return {}; }
  static void on_start(const Config& config, State& state, Context<Protocol>& context);
  static void on_message(const Config& config, State& state, ProcessId from, const Message& message,
                         Context<Protocol>& context);
  static void on_timer(const Config&, State&, const Timer&, Context<Protocol>&) {}

  static std::optional<ConfigProblem> validate(const Config& config);
  static Problem problem(const Config& config, const ProcessSet& correct);
};
static_assert(Process<Protocol>);

}  // namespace parley::echo_broadcast
