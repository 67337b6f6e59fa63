// Authenticated Byzantine broadcast (D. Dolev, H. R. Strong, "Authenticated algorithms for Byzantine agreement", SIAM
// Journal on Computing 12, 1983): one sender, one value, any t < n liars, in t + 1 synchronous rounds, by signatures.
//
// The sender signs its value and sends it in round 1. A process accepts a value in round r on the signatures of r
// processes, the sender's among them, and in the next round sends it to all with its own. Of more than two values
// nothing new can be learned, so it takes no third. After the last round a process delivers the value it accepted, or
// `fallback` where it accepted none or two: the sender is faulty.
//
// In the paper each process signs what it got, signatures included; here each signs the value, and a chain is a set of
// signatures. The argument counts signers only (rules.hpp).
//
// Rounds are synchronous, by timers: round r (from 1) is over when r times `round_ticks` have gone by since the
// process's start, or before that when everybody has been heard in it. That is correct only while differences of starts
// and a message's way take less than `round_ticks` together; what comes later is not accepted, nothing is sent again,
// and two correct processes may then deliver different values.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "protocols/consensus/dolev_strong/attacks.hpp"
#include "protocols/core/problems/byzantine_broadcast.hpp"
#include "protocols/core/process.hpp"

namespace parley {
struct Domain;
}

namespace parley::dolev_strong {

using Value = std::uint64_t;

// What is signed: that the signer has it from the sender, through others or not.
struct Endorsement {
  Value value = 0;
};
struct Chain {
  Value value = 0;
  std::vector<Signed<Endorsement>> signatures;
};
// All that a process has to say in a round; at most two chains.
struct Relay {
  std::uint64_t round = 0;
  std::vector<Chain> chains;
};

struct Config {
  std::uint32_t n = 4;
  std::uint32_t t = 2;
  ProcessId sender{0};
  Value value = 1;
  Value fallback = 0;
  std::uint64_t round_ticks = 20;
  bool explicit_silence = false;  // who has nothing to say in a round says so, so that rounds can end without timers
  std::uint32_t rounds = 0;       // to try other protocols with; 0 stands for t + 1
};

struct State {
  std::uint64_t round = 1;
  std::uint64_t clock = 0;            // times that `round_ticks` have gone by
  InlineVector<ProcessSet, 2> heard;  // in round `round` and in the next; none when it is over
  InlineVector<Value, 2> accepted;    // at most two, in order of acceptance
  std::vector<Chain> fresh;           // those to be sent in the next round, without one's own signature
};

struct RoundOver {};

struct Protocol {
  using Config = dolev_strong::Config;
  using State = dolev_strong::State;
  using Durable = NoDurable;  // a process that restarts has lost its place: a restart counts as a fault
  using Record = NoRecord;
  using Message = Relay;
  using Timer = RoundOver;
  using Output = problems::BroadcastDelivered;
  using Problem = problems::ByzantineBroadcast;
  using Attack = std::variant<EquivocatingSender, LateRelay>;

  static constexpr std::string_view kName = "dolev_strong";

  static State initial(const Config& config, ProcessId self, const Durable& durable);
  static void on_start(const Config& config, State& state, Context<Protocol>& context);
  static void on_message(const Config& config, State& state, ProcessId from, const Message& message,
                         Context<Protocol>& context);
  static void on_timer(const Config& config, State& state, const Timer& timer, Context<Protocol>& context);

  static std::optional<ConfigProblem> validate(const Config& config);
  static Problem problem(const Config& config, const ProcessSet& correct);
  // Another value to send.
  static Config second_face(const Config& config);
  // Of an exploration: in each round no, one or two of the values in play, each with all the signatures that the liars
  // have for it. Fewer signatures are accepted no sooner, and teach nobody less.
  static std::vector<Message> alphabet(const Config& config, const Domain& domain);
};

}  // namespace parley::dolev_strong
