// Bracha's reliable broadcast (G. Bracha, "Asynchronous Byzantine agreement protocols", Information and Computation
// 75, 1987), in the form in which the echo answers the sender's message alone (Cachin, Guerraoui, Rodrigues, 2011,
// algorithm 3.18). One instance: one sender, one value. Tolerates t < n/3 Byzantine processes; no timers, no
// signatures.
//
// A process counts its own echo and ready at once; the network carries messages to the others.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "protocols/core/problems/reliable_broadcast.hpp"
#include "protocols/core/process.hpp"

namespace parley::bracha {

using Value = std::uint64_t;

struct Initial {
  Value value = 0;
};
struct Echo {
  Value value = 0;
};
struct Ready {
  Value value = 0;
};

// The processes whose first message of a kind was for `value`.
struct Tally {
  Value value = 0;
  ProcessSet from;
};
// Invariants: values strictly increase; sets are disjoint and not empty.
using Tallies = InlineVector<Tally, 2>;

struct Config {
  std::uint32_t n = 4;
  std::uint32_t t = 1;
  ProcessId sender{0};
  Value value = 1;
  // Thresholds to try other protocols with; 0 stands for the paper's formula (thresholds.hpp).
  std::uint32_t echo_quorum = 0;
  std::uint32_t ready_support = 0;
  std::uint32_t delivery_quorum = 0;
};

struct State {
  std::optional<Value> echoed;
  std::optional<Value> readied;
  std::optional<Value> delivered;
  Tallies echoes;
  Tallies readies;
};

struct Protocol {
  using Config = bracha::Config;
  using State = bracha::State;
  using Durable = NoDurable;  // a process that restarts has forgotten what it echoed: a restart counts as a fault
  using Record = NoRecord;
  using Message = std::variant<Initial, Echo, Ready>;
  using Timer = NoTimer;
  using Output = problems::BroadcastDelivered;
  using Problem = problems::ReliableBroadcast;

  static constexpr std::string_view kName = "bracha";

  static State initial(const Config&, ProcessId, const Durable&) { return {}; }
  static void on_start(const Config& config, State& state, Context<Protocol>& context);
  static void on_message(const Config& config, State& state, ProcessId from, const Message& message,
                         Context<Protocol>& context);
  static void on_timer(const Config&, State&, const Timer&, Context<Protocol>&) {}

  static std::optional<ConfigProblem> validate(const Config& config);
  static Problem problem(const Config& config, const ProcessSet& correct);
};

}  // namespace parley::bracha
