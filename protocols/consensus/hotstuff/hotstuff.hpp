// Chained HotStuff (M. Yin, D. Malkhi, M. Reiter, G. Golan Gueta, I. Abraham, "HotStuff: BFT Consensus with Linearity
// and Responsiveness", PODC '19, section 5, algorithms 2 and 3): in each view a leader proposes one block that extends
// the block of the highest certificate it knows; votes for it go to the next leader, who certifies it; three
// certificates in consecutive views commit. Processes 0 .. n-1 are the replicas, of which up to t < n/3 may be
// Byzantine; clients (n .. n+clients-1) use the replicated registers.
//
// A block's parent is the block that its certificate is for. The paper's dummy blocks, which stand for views without a
// certificate, are gaps in the view numbers. The threshold signature is a list of signatures.
//
// The rules that safety rests on are in rules.hpp. The pacemaker, which the paper leaves open (section 4.4), is
// liveness alone: time-outs that double, announced to all; a quorum of them ends a view. Leaders are idle while there
// is nothing to order.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "protocols/consensus/byzantine_client.hpp"
#include "protocols/consensus/digest.hpp"
#include "protocols/consensus/hotstuff/attacks.hpp"
#include "protocols/consensus/raft/state_machine.hpp"
#include "protocols/core/problems/replicated_log.hpp"
#include "protocols/core/process.hpp"

namespace parley {
struct Domain;
}

namespace parley::hotstuff {

using consensus::Client;
using consensus::ClientRequest;
using consensus::Digest;
using consensus::Pending;
using consensus::Reply;
using consensus::Request;
using consensus::RetryDue;
using raft::Machine;

using View = std::uint64_t;  // the first is 1

struct Config {
  std::uint32_t n = 4;
  std::uint32_t t = 1;
  std::uint32_t clients = 1;
  // What each client does: `operations` operations, one after the other, on keys 0 .. keys-1 with values 1 .. values.
  std::uint32_t operations = 1;
  std::uint32_t keys = 1;
  std::uint32_t values = 2;
  std::uint32_t calls = 3;           // 1: put alone; 2: put and get; 3: compare-and-set as well
  std::uint64_t tenure = 8;          // views in a row that one leader has
  std::uint64_t view_ticks = 200;    // a replica gives up a view that leaves it waiting this long
  std::uint64_t retry_ticks = 1600;  // a client asks again after this long to twice as long
  std::uint64_t status_ticks = 300;  // between reports of where one stands, for those who lag; 0: none
  // What-if switches. 0 stands for the paper's quorum and for three certificates; true gives up the lock.
  std::uint32_t quorum = 0;
  std::uint32_t chain = 0;
  bool ignore_lock = false;
  bool last_client_first = false;  // a leader takes the last client's request first
  View max_view = 0;               // no replica enters a view beyond it; 0: no bound (for exploration)
};

// --- what is agreed on ---

// None: an empty block, which helps those before it to be committed. `parent` is the digest of the block that the
// certificate of view `parent_view` is for; the block of view 0 has no parent and is known to all.
struct Block {
  View view = 0;
  View parent_view = 0;
  Digest parent;
  std::optional<Signed<Request>> request;
};

// --- statements that are signed ---

struct Ballot {
  View view = 0;
  Digest block;
  friend bool operator==(const Ballot&, const Ballot&) = default;
};
// The signer has given up that view.
struct GivenUp {
  View view = 0;
  friend bool operator==(const GivenUp&, const GivenUp&) = default;
};

// That a quorum voted for a block: by ascending identity. Of view 0, without votes: for the first block.
struct Certificate {
  View view = 0;
  Digest block;
  std::vector<Signed<Ballot>> votes;
};
using ViewEnd = std::vector<Signed<GivenUp>>;  // of a quorum, by ascending identity

// --- messages ---

// `ended` proves that the view before is over where `justify` does not.
struct Proposal {
  Block block;
  Certificate justify;  // for block.parent
  ViewEnd ended;
};
struct Vote {
  Signed<Ballot> ballot;
};
struct Timeout {
  Signed<GivenUp> given_up;
  Certificate highest;  // the sender's
};
// Where a replica stands; who knows more answers with its highest certificate, or the one by which it decided last.
struct Status {
  View certified = 0;
  std::uint64_t height = 0;
};
struct Advance {
  Certificate certificate;
};
// Asks for a block and those before it.
struct FetchBlock {
  Digest block;
};
// The block asked for, and some of those before it, from late to early.
struct Blocks {
  std::vector<Block> blocks;
};

struct ViewTimeout {};
struct StatusDue {};

// --- what survives a crash ---

struct Voted {
  View view = 0;
};
struct Locked {
  View view = 0;
  Digest block;
};
struct Stored {
  Digest digest;
  Block block;
};
struct Certified {
  Certificate highest;
};
// That the certificate decided.
struct Decided {
  Certificate certificate;
};
using Record = std::variant<Voted, Locked, Stored, Certified, Decided, Pending>;

struct Durable {
  View voted = 0;
  Locked locked;
  Certificate highest;
  Certificate decisive;
  std::map<Digest, Block> blocks;
  Pending pending;
};
void apply(Durable& durable, const Record& record);

// --- state ---

struct BallotBox {
  Digest block;
  ProcessSet from;
  std::vector<Signed<Ballot>> votes;
};

// A branch that is being fetched: blocks from late to early, each the parent of the one before, up to the parent that
// is wanted next; and what waits for it.
struct Search {
  std::optional<Digest> wanted;
  std::vector<Block> branch;
  std::optional<Certificate> certificate;
  std::optional<Proposal> proposal;
};

// Invariants: (1) `voted`, `locked`, `highest` and `decisive` equal what is durable; (2) `blocks` holds the first
// block, and with each block its ancestors, those that `locked`, `highest` and `committed` name among them; (3)
// `machine` is the outcome of the branch that ends in `committed`, `height` blocks after the first one.
struct Replica {
  View view = 1;      // the one it is in
  View voted = 0;     // the latest it voted in: it votes in later ones alone
  Digest ballot;      // the block of that vote
  View proposed = 0;  // the latest it proposed in
  Locked locked;
  Certificate highest;
  Certificate decisive;  // by which `committed` was decided; its branch need not be that of `highest`
  std::map<Digest, Block> blocks;
  Search search;
  Digest committed;
  std::uint64_t height = 0;
  Machine machine;
  std::map<ProcessId, Signed<Request>> pending;      // asked for and not executed, one a client
  std::map<View, InlineVector<BallotBox, 1>> votes;  // for blocks of the view and later ones, as their next leader
  std::map<ProcessId, Signed<GivenUp>> given_up;     // the latest of each replica
  ViewEnd ended;                                     // of the view before, where a quorum gave it up
  bool timing = false;                               // ViewTimeout is armed
  std::uint32_t attempts = 0;                        // views given up since something was certified
};

struct State {
  std::variant<Replica, Client> part;
};

struct Protocol {
  using Config = hotstuff::Config;
  using State = hotstuff::State;
  using Durable = hotstuff::Durable;
  using Record = hotstuff::Record;
  using Message = std::variant<ClientRequest, Proposal, Vote, Timeout, Reply, Status, Advance, FetchBlock, Blocks>;
  using Timer = std::variant<ViewTimeout, StatusDue, RetryDue>;
  using Output = problems::ReplicatedLogOutput;
  using Problem = problems::ReplicatedLog;
  using Attack = std::variant<EquivocatingLeader, SilentLeader, WithholdVotes, ForkingLeader>;

  static constexpr std::string_view kName = "hotstuff";

  static State initial(const Config& config, ProcessId self, const Durable& durable);
  static void on_start(const Config& config, State& state, Context<Protocol>& context);
  static void on_message(const Config& config, State& state, ProcessId from, const Message& message,
                         Context<Protocol>& context);
  static void on_timer(const Config& config, State& state, const Timer& timer, Context<Protocol>& context);

  static std::optional<ConfigProblem> validate(const Config& config);
  static std::vector<Gauge> gauges(const State& state);
  static Problem problem(const Config& config, const ProcessSet& correct);

  // What the adversary of an exploration may say (alphabet.cpp).
  static std::vector<Message> alphabet(const Config& config, const Domain& domain);

  // The second face of an equivocating leader prefers another client.
  static Config second_face(const Config& config);
};

}  // namespace parley::hotstuff
