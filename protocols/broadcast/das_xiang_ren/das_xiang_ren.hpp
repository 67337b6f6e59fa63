// The reliable broadcast of four steps of S. Das, Z. Xiang and L. Ren, "Asynchronous data dissemination and its
// applications", CCS 2021 (algorithm 4): the sender sends the payload to all; everybody tells everybody else the
// other's fragment of it, and its hash; readies carry fragments, of which those of liars are found by the code itself
// (online error correction, M. Ben-Or, R. Canetti, O. Goldreich, "Asynchronous secure computation", STOC 1993). A hash
// is all the cryptography there is. Several senders, several payloads each. Tolerates t < n/3 Byzantine processes; no
// timers, no signatures.
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

#include "protocols/broadcast/das_xiang_ren/attacks.hpp"
#include "protocols/broadcast/streams.hpp"
#include "protocols/core/crypto.hpp"
#include "protocols/core/problems/multi_broadcast.hpp"
#include "protocols/core/process.hpp"

namespace parley {
struct Domain;
}

namespace parley::das_xiang_ren {

using broadcast::Digest;

// By the sender itself.
struct Propose {
  std::uint64_t sequence = 0;  // the first is 1
  std::string payload;
};
// The receiver's fragment of the payload of that hash.
struct Echo {
  ProcessId sender;
  std::uint64_t sequence = 0;
  Digest payload;
  std::string fragment;
};
// The speaker's own.
struct Ready {
  ProcessId sender;
  std::uint64_t sequence = 0;
  Digest payload;
  std::string fragment;
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
  std::uint32_t echo_quorum = 0;
  std::uint32_t echo_support = 0;
  std::uint32_t ready_support = 0;
  std::uint32_t delivery_quorum = 0;
  std::uint32_t decodings = 0;
  bool skip_check = false;  // delivers what it decodes whatever its hash is
};

// Who told this process that this is its fragment.
struct Told {
  std::string fragment;
  ProcessSet by;
};

// What was said of one hash. Every fragment has the one length of the instance.
struct Candidate {
  Digest payload;
  std::vector<Told> echoes;                  // fragments strictly increase; each was told by somebody
  std::map<ProcessId, std::string> readies;  // each with the fragment of who is ready
};

// One payload of one sender. Invariants: (1) hashes of candidates strictly increase; (2) no process has two echoes, or
// two readies; (3) there are no candidates once the payload is delivered and the process was ready.
struct Instance {
  bool echoed = false;
  bool readied = false;
  bool delivered = false;
  std::vector<Candidate> candidates;
};

struct Protocol {
  using Config = das_xiang_ren::Config;
  using State = broadcast::Streams<Instance>;
  using Durable = NoDurable;  // a process that restarts has forgotten what it echoed: a restart counts as a fault
  using Record = NoRecord;
  using Message = std::variant<Propose, Echo, Ready>;
  using Timer = NoTimer;
  using Output = problems::MultiBroadcastOutput;
  using Problem = problems::MultiBroadcast;
  using Attack = std::variant<WrongFragments, WrongReadies>;

  static constexpr std::string_view kName = "das_xiang_ren";

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

  // The second face of an equivocating sender has payloads of another content.
  static Config second_face(const Config& config);
};

}  // namespace parley::das_xiang_ren
