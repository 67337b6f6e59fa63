// Reliable broadcast by verifiable information dispersal (C. Cachin and S. Tessaro, "Asynchronous verifiable
// information dispersal", SRDS 2005), in the form in which everybody retrieves at once (A. Miller, Y. Xia, K. Croman,
// E. Shi, D. Song, "The honey badger of BFT protocols", CCS 2016, figure 2). The payload is cut into n fragments of
// which any t + 1 give it back; a Merkle root stands for it. Several senders, several payloads each. Tolerates t < n/3
// Byzantine processes; no timers, no signatures.
//
// A process counts its own echo and ready at once; the network carries messages to the others.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "protocols/broadcast/avid/attacks.hpp"
#include "protocols/broadcast/streams.hpp"
#include "protocols/core/crypto.hpp"
#include "protocols/core/problems/multi_broadcast.hpp"
#include "protocols/core/process.hpp"

namespace parley {
struct Domain;
}

namespace parley::avid {

using crypto::Digest;

// A fragment and where it stands in the tree.
struct Piece {
  std::string fragment;
  crypto::MerklePath path;
};

// By the sender itself: the receiver's piece.
struct Disperse {
  std::uint64_t sequence = 0;  // the first is 1
  Digest root;
  Piece piece;
};
// The piece of who says it.
struct Echo {
  ProcessId sender;
  std::uint64_t sequence = 0;
  Digest root;
  Piece piece;
};
struct Ready {
  ProcessId sender;
  std::uint64_t sequence = 0;
  Digest root;
};

struct Config {
  std::uint32_t n = 4;
  std::uint32_t t = 1;
  std::uint32_t senders = 1;         // processes 0 .. senders-1
  std::uint64_t payloads = 1;        // of each sender
  std::uint64_t payload_bytes = 64;  // of each payload, 1 to 2^20
  std::uint64_t window = 1;          // how many payloads a sender may have sent and not yet delivered; 0: all
  std::uint64_t edition = 0;         // of the payloads' content (payload.hpp)
  // Numbers to try other protocols with; 0 stands for the formula (thresholds.hpp).
  std::uint32_t data_fragments = 0;
  std::uint32_t echo_quorum = 0;
  std::uint32_t ready_support = 0;
  std::uint32_t delivery_quorum = 0;
  bool skip_check = false;  // is ready for a root whatever it is the root of
};

// What was said of one root. Invariants: (1) every fragment has the one length of the instance and stands under the
// root at its process's place; (2) `refused` only if the fragments that there were then are none of a codeword.
struct Candidate {
  Digest root;
  std::map<ProcessId, std::string> fragments;  // of who echoed
  ProcessSet readies;
  bool refused = false;
};

// One payload of one sender. Invariants: (1) roots of candidates strictly increase; (2) no process has fragments, or
// readies, of two candidates; (3) there are none once the payload is delivered and the process was ready.
struct Instance {
  bool echoed = false;
  bool readied = false;
  bool delivered = false;
  std::vector<Candidate> candidates;
};

struct Protocol {
  using Config = avid::Config;
  using State = broadcast::Streams<Instance>;
  using Durable = NoDurable;  // a process that restarts has forgotten what it echoed: a restart counts as a fault
  using Record = NoRecord;
  using Message = std::variant<Disperse, Echo, Ready>;
  using Timer = NoTimer;
  using Output = problems::MultiBroadcastOutput;
  using Problem = problems::MultiBroadcast;
  using Attack = std::variant<NoCodeword, WrongFragments>;

  static constexpr std::string_view kName = "avid";

  static State initial(const Config&, ProcessId, const Durable&) { return {}; }
  static void on_start(const Config& config, State& state, Context<Protocol>& context);
  static void on_message(const Config& config, State& state, ProcessId from, const Message& message,
                         Context<Protocol>& context);
  static void on_timer(const Config&, State&, const Timer&, Context<Protocol>&) {}

  static std::optional<ConfigProblem> validate(const Config& config);
  static Problem problem(const Config& config, const ProcessSet& correct);
  static std::uint64_t state_bytes(const Config& config);

  // What the adversary of an exploration may say (alphabet.cpp).
  static std::vector<Message> alphabet(const Config& config, const Domain& domain);

  // The second face of an equivocating sender has payloads of another content, so another root.
  static Config second_face(const Config& config);
};

}  // namespace parley::avid
