// PBFT (M. Castro, B. Liskov, "Practical Byzantine Fault Tolerance", OSDI '99): three phases order the requests of
// clients under a primary, checkpoints cut the log, view changes replace a primary that fails. Processes 0 .. n-1 are
// the replicas, of which up to t < n/3 may be Byzantine; clients (n .. n+clients-1) use the replicated registers.
//
// The rules that safety rests on are in rules.hpp; timers, retransmission and back-off are liveness alone. Channels
// authenticate their ends, so only what a third process must be able to check carries a signature: requests,
// pre-prepares, prepares, checkpoints, view changes, new views. Commits and replies carry none.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "protocols/consensus/byzantine_client.hpp"
#include "protocols/consensus/digest.hpp"
#include "protocols/consensus/pbft/attacks.hpp"
#include "protocols/consensus/raft/state_machine.hpp"
#include "protocols/core/problems/replicated_log.hpp"
#include "protocols/core/process.hpp"

namespace parley {
struct Domain;
}

namespace parley::pbft {

using consensus::Client;
using consensus::ClientRequest;
using consensus::Digest;
using consensus::Pending;
using consensus::Reply;
using consensus::Request;
using consensus::RetryDue;
using raft::Machine;

using View = std::uint64_t;      // its primary is process view mod n
using Sequence = std::uint64_t;  // of a request in the total order; the first is 1

struct Config {
  std::uint32_t n = 4;
  std::uint32_t t = 1;
  std::uint32_t clients = 1;
  // What each client does: `operations` operations, one after the other, on keys 0 .. keys-1 with values 1 .. values.
  std::uint32_t operations = 1;
  std::uint32_t keys = 1;
  std::uint32_t values = 2;
  std::uint32_t calls = 3;                 // 1: put alone; 2: put and get; 3: compare-and-set as well
  std::uint64_t checkpoint_interval = 16;  // K: requests between checkpoints
  std::uint64_t window = 0;                // L: sequence numbers between the watermarks; 0 stands for 2 K
  std::uint64_t request_ticks = 400;       // a backup gives up a primary that leaves it waiting this long
  std::uint64_t retry_ticks = 800;         // a client asks everybody after this long to twice as long
  std::uint64_t status_ticks = 300;        // between reports of where one stands, for retransmission; 0: none
  // What-if switches. 0 stands for the paper's quorum; true gives up the rule that a new primary proposes again what
  // was prepared; true lets a primary take the last client's request first.
  std::uint32_t quorum = 0;
  bool ignore_prepared = false;
  bool last_client_first = false;
  View max_view = 0;  // no replica leaves for a view beyond it; 0: no bound (for exploration)
};

// --- statements that are signed ---

// By the primary of `view`: the request of that digest has that number. The digest of no request is all zero.
struct Ordering {
  View view = 0;
  Sequence sequence = 0;
  Digest digest;
  friend bool operator==(const Ordering&, const Ordering&) = default;
};
// By a backup that accepted the ordering.
struct Acceptance {
  View view = 0;
  Sequence sequence = 0;
  Digest digest;
  friend bool operator==(const Acceptance&, const Acceptance&) = default;
};
// The registers and sessions after the requests up to `sequence` have that digest.
struct StateClaim {
  Sequence sequence = 0;
  Digest state;
  friend bool operator==(const StateClaim&, const StateClaim&) = default;
};

// --- messages ---

// None: the null request, which changes nothing; it fills gaps in new views.
struct PrePrepare {
  Signed<Ordering> ordering;
  std::optional<Signed<Request>> request;
};
struct Prepare {
  Signed<Acceptance> acceptance;
};
struct Commit {
  View view = 0;
  Sequence sequence = 0;
  Digest digest;
};
struct Checkpoint {
  Signed<StateClaim> claim;
};

// That a request was prepared: its pre-prepare and the prepares of enough different backups, by ascending identity. It
// carries the request, so that a new primary need not ask for it.
struct Certificate {
  PrePrepare proposal;
  std::vector<Signed<Acceptance>> acceptances;
};
// Claims of a quorum about one state: a stable checkpoint.
using StableProof = std::vector<Signed<StateClaim>>;

// What a replica that moves to `view` knows: C and P of the paper (section 4.4).
struct ViewReport {
  View view = 0;
  Sequence stable = 0;
  StableProof proof;  // empty for 0
  std::vector<Certificate> prepared;
};
// By the primary of `view`: V and O of the paper. The requests of O are in the certificates of V.
struct ViewOpening {
  View view = 0;
  std::vector<Signed<ViewReport>> reports;
  std::vector<Signed<Ordering>> orderings;
};
struct ViewChange {
  Signed<ViewReport> report;
};
struct NewView {
  Signed<ViewOpening> opening;
};

// Where a replica stands; who knows more sends what it lacks.
struct Status {
  View view = 0;
  bool active = true;
  Sequence executed = 0;
  Sequence stable = 0;
};
// The sender executed that request with that number.
struct Executed {
  Sequence sequence = 0;
  std::optional<Signed<Request>> request;
};
// The sender's stable checkpoint, for one that missed messages that the sender has discarded.
struct StateTransfer {
  Sequence sequence = 0;
  StableProof proof;
  Machine machine;
};

// The request was not executed in time, or the view was not opened in time.
struct ViewTimeout {};
struct StatusDue {};

// --- what survives a crash ---

// Replicas use all but the last. Invariant: what lies in `accepted` and `prepared` is numbered above `stable`.
struct Durable {
  View view = 0;
  bool active = true;
  std::optional<Signed<ViewOpening>> opening;
  std::map<Sequence, PrePrepare> accepted;  // of the latest view in which there was one
  std::map<Sequence, Certificate> prepared;
  Sequence stable = 0;
  StableProof proof;
  Machine machine;  // at `stable`
  Pending pending;
};

struct Left {
  View view = 0;  // for which
};
struct Opened {
  Signed<ViewOpening> opening;
};
struct Accepted {
  PrePrepare proposal;
};
struct Prepared {
  Certificate certificate;
};
struct Stable {
  Sequence sequence = 0;
  StableProof proof;
  Machine machine;
};
using Record = std::variant<Left, Opened, Accepted, Prepared, Stable, Pending>;
void apply(Durable& durable, const Record& record);

// --- state ---

struct Tally {
  Digest digest;
  ProcessSet from;
};
// One sequence number in the current view. Invariants: (1) each process is counted once among `accepted` and once
// among `commits`, for the first it said; (2) with a proposal, `acceptances` are for its digest; once prepared they
// have moved to the replica's `prepared`.
struct Slot {
  std::optional<PrePrepare> proposal;
  bool prepared = false;
  bool committed = false;
  ProcessSet accepted;
  std::vector<Signed<Acceptance>> acceptances;
  InlineVector<Tally, 1> commits;
};

// What is said to be executed with one number, by processes that said nothing else of it before.
struct Report {
  std::optional<Signed<Request>> request;
  ProcessSet from;
};

struct Claims {
  ProcessSet from;
  StableProof claims;  // one a process
};

// Invariants: (1) stable <= executed, and `machine` is the outcome of the requests up to `executed`; (2) slots[i] is
// for stable + 1 + i, and there are none while not active; (3) `snapshots` has the state at `stable` and at each later
// checkpoint up to `executed`.
struct Replica {
  View view = 0;
  bool active = true;          // false: it has left for `view`, which is not open yet
  bool timing = false;         // ViewTimeout is armed
  std::uint32_t attempts = 0;  // views left since something was executed
  Sequence stable = 0;
  Sequence executed = 0;
  Sequence next = 1;  // the primary's next number
  Machine machine;
  std::vector<Slot> slots;
  std::map<Sequence, Certificate> prepared;  // the latest for each number: P of the paper
  // Above `stable`: what is committed, in whatever view, and what others say is.
  std::map<Sequence, std::optional<Signed<Request>>> committed;
  std::map<Sequence, InlineVector<Report, 1>> reported;
  StableProof proof;
  std::map<Sequence, Machine> snapshots;
  std::map<Sequence, Claims> claims;
  PerProcess<Sequence> ahead;                       // the one checkpoint beyond the window that a process claims
  std::map<ProcessId, Signed<Request>> pending;     // asked for and not executed, one a client
  std::map<ProcessId, Signed<ViewReport>> reports;  // the latest of each replica, for views not open here
  std::optional<Signed<ViewOpening>> opening;       // of `view`, while active
};

struct State {
  std::variant<Replica, Client> part;
};

struct Protocol {
  using Config = pbft::Config;
  using State = pbft::State;
  using Durable = pbft::Durable;
  using Record = pbft::Record;
  using Message = std::variant<ClientRequest, PrePrepare, Prepare, Commit, Reply, Checkpoint, ViewChange, NewView,
                               Status, Executed, StateTransfer>;
  using Timer = std::variant<ViewTimeout, StatusDue, RetryDue>;
  using Output = problems::ReplicatedLogOutput;
  using Problem = problems::ReplicatedLog;
  using Attack = std::variant<EquivocatingPrimary, SilentPrimary, WithholdPrepares, OmitCertificates, ForgeCertificates,
                              ForgeOpening>;

  static constexpr std::string_view kName = "pbft";

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

  // The second face of an equivocating primary prefers another client.
  static Config second_face(const Config& config);
};

}  // namespace parley::pbft
