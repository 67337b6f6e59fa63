// Amortised asynchronous Byzantine reliable broadcast with sampled committees: a RECONSTRUCTION of the protocol that
// B. Hu, Y. Yao and J. Li announce in "Amortized Asynchronous Byzantine Reliable Broadcast" (arXiv 2605.10372 v1), made
// from the abstract, since the text was not at hand. Version 3 (29 May 2026) of the paper states the result for
// randomly asynchronous networks, and that no such protocol with sampled committees exists in fully asynchronous ones;
// the page docs/protocols/amortized.md says what of this shows here.
//
// Each sender has a chain: block r names its predecessor by hash, so an echo for block r is one for all blocks before
// it, and so is a ready. Hence a process need not tell everybody about every block: each round it tells its standing
// (how far it echoed, how far it is ready) to a committee of constant size, and in (n - 1)/c rounds to all. A round is
// a block of the sender or, when none comes, a time-out; a process whose standing everybody was told falls silent.
// Thresholds are Bracha's. With `optimistic`, signed shares of echoes and readies go to the sender, whose certificates
// travel in later blocks and deliver in a constant number of hops.
//
// Tolerates t < n/3 Byzantine processes. Signatures in the optimistic path alone. The rules are in rules.hpp.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "protocols/broadcast/amortized/attacks.hpp"
#include "protocols/broadcast/payload.hpp"
#include "protocols/core/problems/multi_broadcast.hpp"
#include "protocols/core/process.hpp"

namespace parley {
struct Domain;
}

namespace parley::amortized {

using broadcast::Digest;
using Height = std::uint64_t;  // of a block in its sender's chain, the sequence number of its payload; the first is 1

struct Config {
  std::uint32_t n = 4;
  std::uint32_t t = 1;
  std::uint32_t senders = 1;         // processes 0 .. senders-1
  std::uint64_t payloads = 1;        // of each sender
  std::uint64_t payload_bytes = 64;  // of each payload, 1 to 2^20
  std::uint32_t c = 1;               // size of a committee
  bool random_committees = false;    // drawn each round, in place of rotating
  bool optimistic = false;
  std::uint64_t block_ticks = 1;  // from one block of a sender to its next
  std::uint64_t window = 0;       // how many blocks a sender may have sent and not yet delivered; 0: all
  std::uint64_t vote_ticks = 2;   // a process that waits so long for a block tells its standing nevertheless
  // Of the payloads' content (payload.hpp), from block `edition_from` on; below it is edition 0.
  std::uint64_t edition = 0;
  Height edition_from = 1;
  // Thresholds to try other protocols with; 0 stands for the formula (rules.hpp).
  std::uint32_t echo_quorum = 0;
  std::uint32_t ready_support = 0;
  std::uint32_t delivery_quorum = 0;
  std::uint32_t certificate_quorum = 0;
  std::uint32_t pull_from = 0;
  // What-if switches.
  bool fixed_committees = false;   // the committee of the first round is that of all rounds
  bool accept_again = false;       // another block of a height takes the place of the first
  bool silent_when_quiet = false;  // a standing is told on blocks alone, not on time-outs
  std::uint64_t quiet_rounds = 0;  // how often an unchanged standing is told on time-outs; 0: until all were told
};

// --- what is agreed on ---

// What the name of a block covers: the payload by its hash, and by the parent's name all blocks before it.
struct Header {
  ProcessId sender;
  Height height = 0;
  Digest payload;
  Digest parent;  // all zero below the first block
};

// --- statements that are signed (optimistic path) ---

struct Echoed {
  ProcessId sender;
  Height height = 0;
  Digest block;
  friend bool operator==(const Echoed&, const Echoed&) = default;
};
struct Readied {
  ProcessId sender;
  Height height = 0;
  Digest block;
  friend bool operator==(const Readied&, const Readied&) = default;
};
// Of a quorum of different processes, all for one block, by ascending identity. Empty: none.
using EchoCertificate = std::vector<Signed<Echoed>>;
using ReadyCertificate = std::vector<Signed<Readied>>;

// --- messages ---

// By the sender of the chain. The certificates are for blocks before this one.
struct Block {
  Height height = 0;
  Digest parent;
  std::string payload;
  EchoCertificate echoes;
  ReadyCertificate readies;
};
// The certificates alone, where no block is due.
struct Certificates {
  EchoCertificate echoes;
  ReadyCertificate readies;
};
// Where one stands in the chain of `sender`: echoed the block `block` at `height` and all before it, and is ready for
// the blocks up to `ready` that lead to it; or, where what it is ready for does not lead there, to `ready_block`.
struct Vote {
  ProcessId sender;
  Height height = 0;
  Digest block;
  Height ready = 0;
  std::optional<Digest> ready_block;
};
// Asks for the names of the blocks from `from` on that the receiver is ready for.
struct Ask {
  ProcessId sender;
  Height from = 0;
};
// The answer: one is ready for each of these, at heights `from`, from + 1, ...; at most kStatedAtOnce.
struct Stand {
  ProcessId sender;
  Height from = 0;
  std::vector<Digest> blocks;
};
struct Pull {
  ProcessId sender;
  Height height = 0;
  Digest block;
};
struct Supply {
  ProcessId sender;
  Height height = 0;
  std::string payload;
};
// To the sender of the chain.
struct EchoShare {
  Signed<Echoed> share;
};
struct ReadyShare {
  Signed<Readied> share;
};

inline constexpr std::size_t kStatedAtOnce = 32;

struct VoteDue {
  ProcessId sender;
};
struct BlockDue {};

// --- state ---

// What is known of another process in one chain. Invariant: `height`, `block`, `ready` and `ready_block` are those of
// its latest vote, and a vote is later when neither height is smaller.
struct Voter {
  Height height = 0;
  Digest block;
  Height ready = 0;
  std::optional<Digest> ready_block;
  Height echoed = 0;       // it echoed my accepted blocks up to here
  Height readied = 0;      // it is ready for my accepted blocks up to here
  Height stated_from = 0;  // what it said when asked
  std::vector<Digest> stated;
  Height asked = 0;           // the greatest height it was asked for
  Height answered = 0;        // the greatest height it asked for
  bool contradicted = false;  // itself: nothing more it says counts
};

struct Stored {
  Digest block;
  std::uint64_t fingerprint = 0;  // of the payload (payload.hpp)
  std::string payload;
  ProcessSet supplied;  // others, each once
};

// One sender's chain at one process. Invariants: (1) `accepted` are blocks each of which is the parent of the next, and
// so are `readied`; (2) delivered <= readied.size(), and the delivered blocks are the first of `readied`; (3) `blocks`
// holds, of a height, the payload of the block in `readied`, or else in `accepted`, unless everybody has it; (4)
// `early` and `pulls` hold heights above those that are accepted and delivered.
struct Chain {
  std::vector<Digest> accepted;  // and so echoed: by height - 1
  std::vector<Digest> readied;   // by height - 1
  Height delivered = 0;
  Height certified = 0;  // ready blocks up to here have a ready certificate
  std::map<Height, Stored> blocks;
  std::map<Height, Block> early;       // of the sender, before their predecessors; without certificates
  std::map<Height, ProcessSet> pulls;  // payloads that are missing, and who was asked
  EchoCertificate echoes;              // the highest for blocks that are still to come
  ReadyCertificate readies;
  Height shared = 0;  // up to here, ready shares were given
  PerProcess<Voter> voters;
  std::uint32_t offset = 0;  // where the next committee begins, counted from the process after this one
  ProcessSet told;           // who was told the present standing
  std::uint64_t rounds = 0;  // time-outs at which it was told, as far as they are counted
  bool timing = false;       // VoteDue is armed
};

// Shares for one block of one's own chain.
struct ShareBox {
  EchoCertificate echoes;
  ReadyCertificate readies;
};

// A sender's own part.
struct Sending {
  Height sent = 0;
  bool pacing = false;  // BlockDue is armed
  std::map<Height, ShareBox> shares;
  Height echo_certified = 0;
  Height ready_certified = 0;
  EchoCertificate echoes;  // made, and not sent yet
  ReadyCertificate readies;
};

struct State {
  std::map<ProcessId, Chain> chains;  // by sender
  Sending sending;
};

struct Protocol {
  using Config = amortized::Config;
  using State = amortized::State;
  using Durable = NoDurable;  // a process that restarts has forgotten what it echoed: a restart counts as a fault
  using Record = NoRecord;
  using Message = std::variant<Block, Certificates, Vote, Ask, Stand, Pull, Supply, EchoShare, ReadyShare>;
  using Timer = std::variant<VoteDue, BlockDue>;
  using Output = problems::MultiBroadcastOutput;
  using Problem = problems::MultiBroadcast;
  using Attack = std::variant<ForgedReadies>;

  static constexpr std::string_view kName = "amortized";

  static State initial(const Config& config, ProcessId self, const Durable&);
  static void on_start(const Config& config, State& state, Context<Protocol>& context);
  static void on_message(const Config& config, State& state, ProcessId from, const Message& message,
                         Context<Protocol>& context);
  static void on_timer(const Config& config, State& state, const Timer& timer, Context<Protocol>& context);

  static std::optional<ConfigProblem> validate(const Config& config);
  static Problem problem(const Config& config, const ProcessSet& correct);
  static std::vector<Gauge> gauges(const State& state);
  static std::uint64_t state_bytes(const Config& config);

  // What the adversary of an exploration may say (alphabet.cpp).
  static std::vector<Message> alphabet(const Config& config, const Domain& domain);

  // The second face of an equivocating sender has payloads of another content.
  static Config second_face(const Config& config);
};

}  // namespace parley::amortized
