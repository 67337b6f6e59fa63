// Bracha's reliable broadcast (G. Bracha, "Asynchronous Byzantine agreement protocols", Information and Computation 75,
// 1987) of payloads of any length, in which echoes and readies carry the payload's hash in its place, as in C. Cachin
// and S. Tessaro, "Asynchronous verifiable information dispersal", SRDS 2005, section 1. A process that is to deliver a
// payload that its sender kept from it pulls it from t + 1 of those that echoed it. Several senders, several payloads
// each. Tolerates t < n/3 Byzantine processes; no timers, no signatures.
//
// A process echoes a hash only when it has the payload, so that who echoed can supply it. A process counts its own echo
// and ready at once; the network carries messages to the others.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "protocols/broadcast/payload.hpp"
#include "protocols/core/problems/multi_broadcast.hpp"
#include "protocols/core/process.hpp"

namespace parley {
struct Domain;
}

namespace parley::hashed_bracha {

using broadcast::Digest;

// By the sender itself.
struct Initial {
  std::uint64_t sequence = 0;  // the first is 1
  std::string payload;
};
// `payload`: the hash of that payload of that sender.
struct Echo {
  ProcessId sender;
  std::uint64_t sequence = 0;
  Digest payload;
};
struct Ready {
  ProcessId sender;
  std::uint64_t sequence = 0;
  Digest payload;
};
struct Pull {
  ProcessId sender;
  std::uint64_t sequence = 0;
  Digest payload;
};
struct Supply {
  ProcessId sender;
  std::uint64_t sequence = 0;
  std::string payload;
};

// The processes whose first message of a kind was for `payload`.
struct Tally {
  Digest payload;
  ProcessSet from;
};
// Invariants: hashes strictly increase; sets are disjoint and not empty.
using Tallies = InlineVector<Tally, 1>;

struct Config {
  std::uint32_t n = 4;
  std::uint32_t t = 1;
  std::uint32_t senders = 1;         // processes 0 .. senders-1
  std::uint64_t payloads = 1;        // of each sender
  std::uint64_t payload_bytes = 64;  // of each payload, 1 to 2^20
  std::uint64_t window = 1;          // how many payloads a sender may have sent and not yet delivered; 0: all
  std::uint64_t edition = 0;         // of the payloads' content (payload.hpp)
  // Thresholds to try other protocols with; 0 stands for the formula (thresholds.hpp).
  std::uint32_t echo_quorum = 0;
  std::uint32_t ready_support = 0;
  std::uint32_t delivery_quorum = 0;
  std::uint32_t pull_from = 0;
};

struct Held {
  Digest hash;
  std::string payload;
};

// One payload of one sender.
struct Instance {
  std::optional<Held> held;  // what the sender sent first, or what was pulled since
  std::optional<Digest> echoed;
  std::optional<Digest> readied;
  std::optional<Digest> wanted;  // to be delivered as soon as it is held
  bool delivered = false;
  Tallies echoes;
  Tallies readies;
  ProcessSet asked;     // for what is wanted
  ProcessSet supplied;  // others, each once
};

// Of one sender. Invariants: (1) `open`, `settled` and the numbers up to `settled_to` are disjoint; (2) `settled` holds
// numbers above settled_to + 1. What is settled was delivered, and nobody will ever ask for it.
struct Stream {
  std::map<std::uint64_t, Instance> open;
  std::uint64_t settled_to = 0;
  std::set<std::uint64_t> settled;
};

struct State {
  std::map<ProcessId, Stream> streams;  // by sender
  std::uint64_t sent = 0;               // own payloads
  std::uint64_t returned = 0;           // of these delivered here
};

struct Protocol {
  using Config = hashed_bracha::Config;
  using State = hashed_bracha::State;
  using Durable = NoDurable;  // a process that restarts has forgotten what it echoed: a restart counts as a fault
  using Record = NoRecord;
  using Message = std::variant<Initial, Echo, Ready, Pull, Supply>;
  using Timer = NoTimer;
  using Output = problems::MultiBroadcastOutput;
  using Problem = problems::MultiBroadcast;

  static constexpr std::string_view kName = "hashed_bracha";

  static State initial(const Config& config, ProcessId self, const Durable&);
  static void on_start(const Config& config, State& state, Context<Protocol>& context);
  static void on_message(const Config& config, State& state, ProcessId from, const Message& message,
                         Context<Protocol>& context);
  static void on_timer(const Config&, State&, const Timer&, Context<Protocol>&) {}

  static std::optional<ConfigProblem> validate(const Config& config);
  static Problem problem(const Config& config, const ProcessSet& correct);
  static std::uint64_t state_bytes(const Config& config);

  // What the adversary of an exploration may say (alphabet.cpp).
  static std::vector<Message> alphabet(const Config& config, const Domain& domain);

  // The second face of an equivocating sender has payloads of another content.
  static Config second_face(const Config& config);
};

}  // namespace parley::hashed_bracha
