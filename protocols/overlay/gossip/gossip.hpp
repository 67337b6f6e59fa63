// Rumour spreading by push, pull, or both (A. Demers et al., "Epidemic algorithms for replicated database maintenance",
// PODC 1987; both at once: R. Karp, C. Schindelhauer, S. Shenker, B. Vöcking, "Randomized rumor spreading", FOCS 2000).
// In every round each process calls `fanout` neighbours, drawn uniformly and independently: who knows the rumour tells
// it (push), who does not asks for it (pull).
//
// The source signs the rumour, so that nobody else can make one up. Processes talk to their neighbours in the topology.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "protocols/core/problems/rumour.hpp"
#include "protocols/core/process.hpp"
#include "protocols/core/topology.hpp"

namespace parley::gossip {

struct Config {
  std::uint32_t n = 4;
  std::uint32_t t = 0;  // processes that may be faulty; coverage needs the others to be connected without them
  ProcessId source{0};
  std::uint64_t value = 1;
  bool push = true;
  bool pull = true;
  std::uint32_t fanout = 1;
  std::uint64_t period_ticks = 1;  // of a round
  std::uint32_t push_rounds = 0;   // who has learned pushes for so many rounds; 0: for ever
  // What-if: believe a rumour whoever signed it.
  bool trust_any_signer = false;
  Topology topology{};
};

struct Said {
  std::uint64_t value = 0;
};

// --- messages ---

struct Tell {
  Signed<Said> rumour;
};
struct Ask {};

struct RoundDue {};

struct State {
  std::optional<Signed<Said>> rumour;
  std::uint32_t pushed = 0;  // rounds since it has learned; counted where Config::push_rounds ends them
};

struct Protocol;

// The protocol's own attack: tells everybody it calls, and everybody who calls it, a rumour of its own with its own
// signature, from the first round on.
struct Forge {
  static constexpr std::string_view kName = "forge";
  std::uint64_t value = 1'000'000;
  void rewrite(const Config& config, const State& state, Effects<Protocol>& effects, Context<Protocol>& context) const;
};

struct Protocol {
  using Config = gossip::Config;
  using State = gossip::State;
  using Durable = NoDurable;  // a process that restarts has forgotten the rumour and learns again: it counts as faulty
  using Record = NoRecord;
  using Message = std::variant<Tell, Ask>;
  using Timer = RoundDue;
  using Output = problems::RumourLearned;
  using Problem = problems::Rumour;
  using Attack = std::variant<Forge>;

  static constexpr std::string_view kName = "gossip";

  static State initial(const Config&, ProcessId, const Durable&) { return {}; }
  static void on_start(const Config& config, State& state, Context<Protocol>& context);
  static void on_message(const Config& config, State& state, ProcessId from, const Message& message,
                         Context<Protocol>& context);
  static void on_timer(const Config& config, State& state, const Timer& timer, Context<Protocol>& context);

  static std::optional<ConfigProblem> validate(const Config& config);
  static Problem problem(const Config& config, const ProcessSet& correct);

  // Of one process, beyond its state: the calls of a round under way, and its alarm.
  static std::uint64_t state_bytes(const Config& config) { return 64 + std::uint64_t{config.fanout} * 160; }
};

}  // namespace parley::gossip
