// A ledger by proof of work: the longest chain (S. Nakamoto, "Bitcoin: A Peer-to-Peer Electronic Cash System", 2008, as
// told by J. Garay, A. Kiayias, N. Leonardos, "The Bitcoin Backbone Protocol", EUROCRYPT 2015), or the heaviest subtree
// with uncles (Y. Sompolinsky, A. Zohar, "Secure High-Rate Transaction Processing in Bitcoin", Financial Cryptography
// 2015, as Ethereum had it: G. Wood, "Ethereum: A Secure Decentralised Generalised Transaction Ledger", section 11.1).
//
// Every process mines on the block that its rule prefers, and announces what it finds. There is no vote and no quorum:
// that the chains of correct processes agree but for their last blocks holds with a probability, as long as correct
// processes have most of the power and messages are fast against the time between blocks.
//
// Proof of work is a clock and a seal. The clock: independent trials, one a tick, so that the time to the next block is
// geometrically distributed, and with many miners their blocks are nearly a Poisson process; it is memoryless, and
// therefore not set anew when the block to mine on changes. The seal: a signature by the miner stands for the work,
// since nobody else can make one; only the clock leads an honest process to do so.
//
// Transactions are not messages but a stream: `submit_rate` of them come up in 1,000 ticks, all miners know them, and a
// block takes those that its chain has not taken yet, in order. A block thus needs only their number.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "protocols/core/problems/ledger.hpp"
#include "protocols/core/process.hpp"
#include "protocols/core/topology.hpp"
#include "protocols/ledger/nakamoto/attacks.hpp"

namespace parley {
struct Domain;
}

namespace parley::nakamoto {

using BlockId = std::uint64_t;  // hash of the header; problems::kGenesis of the block of height 0
using Height = std::uint32_t;

inline constexpr std::size_t kMostUncles = 2;  // of a block, as in Ethereum

enum class Rule : std::uint8_t { kLongest, kGhost };

struct Config {
  std::uint32_t n = 4;
  std::uint32_t t = 0;  // processes that may be faulty; what matters is their part of the power
  Rule rule = Rule::kLongest;
  // --- mining ---
  std::uint64_t block_ticks = 100;      // from one block to the next, on average, of all processes together
  std::uint64_t unit_ticks = 0;         // for a block of one unit of power, on average; 0: as block_ticks asks for
  std::vector<std::uint32_t> shares{};  // power of processes 0, 1, ..., in units; 0: does not mine
  std::uint32_t default_share = 1;      // of those that `shares` does not list
  std::uint32_t blocks = 0;             // that each process mines at most; 0: no bound
  // Values that the clock draws from. In an exploration, where timers go off in any order, one is enough.
  std::uint64_t tickets = std::uint64_t{1} << 32;
  // --- difficulty ---
  std::uint32_t retarget_blocks =
      0;  // blocks after which difficulty is set anew, so that they take block_ticks; 0: never
  std::uint64_t difficulty = 65536;  // of the first blocks, relative to which the above holds: 65536 for 1
  // --- agreement ---
  std::uint32_t confirmations = 6;  // blocks on top of one that is confirmed
  std::uint32_t target = 100;       // a run is done when all correct processes have confirmed this height; 0: nothing
  bool random_ties = false;         // of two equal chains one takes either, not the first (Eyal and Sirer's remedy)
  std::uint32_t uncles = 2;         // that a block refers to at most, with rule Ghost
  std::uint32_t keep = 128;         // blocks that a process can reorganise; up to three times as many are kept
  bool relay = false;               // pass on what is new in a complete graph, too
  // --- transactions ---
  std::uint64_t submit_rate = 0;  // in 1,000 ticks, of all together
  std::uint64_t block_size = 0;   // transactions of a block at most; 0: no bound
  // --- measures ---
  std::uint64_t fork_window = 0;  // ticks for which a leaf counts as live, see problems::Ledger::measures
  Topology topology{};
};

// --- messages ---

struct Header {
  BlockId parent = 0;
  std::uint64_t uncles = 0;        // hash of the ids of the uncles; 0: none
  std::uint64_t time = 0;          // ticks on the miner's clock, and more than the parent's
  std::uint64_t difficulty = 0;    // 65536 for 1
  std::uint64_t transactions = 0;  // of the chain that ends here
  Height height = 0;
  ProcessId miner;
};

struct Block {
  Signed<Header> header;
  std::vector<Signed<Header>> uncles;
};
// Asks for a block that another one builds on.
struct Fetch {
  BlockId block = 0;
  Height height = 0;
};

// The miner's clock.
struct Tick {};

// --- state ---

// A block in the tree of one process.
struct Entry {
  BlockId id = 0;
  Signed<Header> header;
  std::uint64_t work = 0;    // of the chain that ends here
  std::uint64_t anchor = 0;  // time of the last block below it whose height is a multiple of retarget_blocks
  std::array<BlockId, kMostUncles> uncles{};
  std::uint32_t order = 0;    // of arrival
  std::uint32_t missing = 0;  // 1: known only as somebody's uncle, its own uncles are not known
};

// Invariants: (1) `entries` are ordered by height, then by arrival, and with each entry above `base` is its parent;
// (2) `chain` are the ids of the preferred chain from height `base` to its tip, all among the entries.
struct Tree {
  std::vector<Entry> entries;
  std::vector<BlockId> chain;
  Height base = 0;
  std::uint32_t next_order = 0;
};

struct State {
  Tree tree;
  std::vector<Block> waiting;    // whose parents are not known yet
  std::uint64_t clock = 0;       // ticks since the start, as of the last time the timer went off
  std::uint64_t armed = 0;       // ticks that the timer was set to
  std::uint64_t difficulty = 0;  // that it was set for
  bool wins = false;             // it ends with a block, not only with another draw
  std::uint32_t mined = 0;
};

struct Protocol {
  using Config = nakamoto::Config;
  using State = nakamoto::State;
  using Durable = NoDurable;  // a process that restarts has forgotten the chain: it counts as faulty
  using Record = NoRecord;
  using Message = std::variant<Block, Fetch>;
  using Timer = Tick;
  using Output = problems::BlockSeen;
  using Problem = problems::Ledger;
  using Attack = std::variant<SelfishMining, Parasite, DoubleSpend>;

  static constexpr std::string_view kName = "nakamoto";

  static State initial(const Config& config, ProcessId self, const Durable& durable);
  static void on_start(const Config& config, State& state, Context<Protocol>& context);
  static void on_message(const Config& config, State& state, ProcessId from, const Message& message,
                         Context<Protocol>& context);
  static void on_timer(const Config& config, State& state, const Timer& timer, Context<Protocol>& context);

  static std::optional<ConfigProblem> validate(const Config& config);
  static Problem problem(const Config& config, const ProcessSet& correct);

  // What the adversary of an exploration may say (alphabet.cpp).
  static std::vector<Message> alphabet(const Config& config, const Domain& domain);

  // Of one process, beyond its state: the blocks it keeps, its list having grown by doubling.
  static std::uint64_t state_bytes(const Config& config) {
    return std::uint64_t{config.keep} * 4 * (sizeof(Entry) + sizeof(BlockId));
  }
};

}  // namespace parley::nakamoto
