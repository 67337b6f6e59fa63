// Raft (D. Ongaro, J. Ousterhout, "In Search of an Understandable Consensus Algorithm", USENIX ATC 2014), figure 2:
// election, replication, commitment by counting entries of the current term, recovery from what is durable. Processes
// 0 .. n-1 are the servers; up to t < n/2 of them may be down. Clients (n .. n+clients-1) use the replicated registers
// through sessions; reads go through the log as well.
//
// Remote procedure calls become pairs of messages. A leader has at most one message with entries under way to a
// follower; the heartbeat sends again what was lost. Committed entries are applied in the step that commits them, so
// the paper's lastApplied always equals commitIndex between steps. Membership changes and log compaction are left out.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "protocols/consensus/raft/log.hpp"
#include "protocols/consensus/raft/state_machine.hpp"
#include "protocols/core/process.hpp"

namespace parley::raft {

struct Config {
  std::uint32_t n = 3;
  std::uint32_t t = 1;
  std::uint32_t clients = 1;
  // What each client does: `operations` operations, one after the other, on keys 0 .. keys-1 with values 1 .. values.
  std::uint32_t operations = 1;
  std::uint32_t keys = 1;
  std::uint32_t values = 2;
  std::uint32_t calls = 3;  // 1: put alone; 2: put and get; 3: compare-and-set as well
  std::uint64_t election_ticks_min = 150;
  std::uint64_t election_ticks_max = 300;
  std::uint64_t heartbeat_ticks = 50;
  std::uint64_t retry_ticks = 400;  // a client asks again after this long to twice as long
  std::uint32_t max_batch = 64;     // entries in one message
  // What-if switches. 0 stands for a majority; true gives up the rule that figure 8 shows to be needed.
  std::uint32_t vote_quorum = 0;
  std::uint32_t commit_quorum = 0;
  bool commit_earlier_terms = false;
  std::uint64_t max_term = 0;  // no server stands for election beyond it; 0: no bound (for exploration)
};

// --- messages ---

struct RequestVote {
  Term term = 0;
  Index last_index = 0;
  Term last_term = 0;
};
// Not granted: the candidate's term is over.
struct Vote {
  Term term = 0;
  bool granted = false;
};
struct AppendEntries {
  Term term = 0;
  Index prev_index = 0;
  Term prev_term = 0;
  Entries entries;
  Index commit = 0;
};
// The log of the sender of this reply equals the leader's up to `index`.
struct Accepted {
  Term term = 0;
  Index index = 0;
};
// Nothing matches at `prev_index`; it may at `hint`.
struct Refused {
  Term term = 0;
  Index prev_index = 0;
  Index hint = 0;
};
struct Request {
  std::uint32_t request = 0;
  problems::RegisterOperation operation;
};
struct Reply {
  std::uint32_t request = 0;
  problems::RegisterResult result;
};
struct Redirect {
  std::uint32_t request = 0;
  ProcessId leader;
};

struct ElectionTimeout {};
struct HeartbeatDue {};
struct RetryDue {};

// --- what survives a crash ---

// What a client asked last; request 0: nothing yet, above Config::operations: all is answered.
struct Pending {
  std::uint32_t request = 0;
  problems::RegisterOperation operation;
};

// Servers use the first three, clients the last.
struct Durable {
  Term term = 0;
  std::optional<ProcessId> voted_for;
  Log log;
  Pending pending;
};

// Records carry whole values, so carrying one out twice in a row changes nothing. A snapshot would be one more.
struct TermAndVote {
  Term term = 0;
  std::optional<ProcessId> voted_for;
};
// The entries behind `after` are replaced: truncation and append in one.
struct LogChange {
  Index after = 0;
  Entries entries;
};
using Record = std::variant<TermAndVote, LogChange, Pending>;

// REQUIRES: all records before `record` were applied.
void apply(Durable& durable, const Record& record);

// --- state ---

enum class Role : std::uint8_t { kFollower, kCandidate, kLeader };

// What a leader knows of a follower (nextIndex and matchIndex). Invariant: match < next.
struct Progress {
  Index next = 1;
  Index match = 0;
  bool waiting = false;  // entries from `next` on are under way
};

// Invariants: (1) `term`, `voted_for` and `log` equal what is durable; (2) commit <= log.last_index(), and `machine` is
// the outcome of the entries up to `commit`; (3) `votes` is empty but in candidates, `progress` but in leaders (the
// leader's own entry is unused).
struct Server {
  Term term = 0;
  std::optional<ProcessId> voted_for;
  Log log;
  Index commit = 0;
  Role role = Role::kFollower;
  std::optional<ProcessId> leader;  // of `term`, where known
  ProcessSet votes;
  PerProcess<Progress> progress;
  Machine machine;
};

// A client follows one redirection (`redirected`) and then waits for its retry, so that servers with outdated knowledge
// of each other cannot keep it running in circles.
struct Client {
  Pending pending;
  std::optional<ProcessId> server;  // asked last; none before the first request and after the last
  bool redirected = false;
};

struct State {
  std::variant<Server, Client> part;
};

struct Protocol {
  using Config = raft::Config;
  using State = raft::State;
  using Durable = raft::Durable;
  using Record = raft::Record;
  using Message = std::variant<RequestVote, Vote, AppendEntries, Accepted, Refused, Request, Reply, Redirect>;
  using Timer = std::variant<ElectionTimeout, HeartbeatDue, RetryDue>;
  using Output = problems::ReplicatedLogOutput;
  using Problem = problems::ReplicatedLog;

  static constexpr std::string_view kName = "raft";

  static State initial(const Config& config, ProcessId self, const Durable& durable);
  static void on_start(const Config& config, State& state, Context<Protocol>& context);
  static void on_message(const Config& config, State& state, ProcessId from, const Message& message,
                         Context<Protocol>& context);
  static void on_timer(const Config& config, State& state, const Timer& timer, Context<Protocol>& context);

  static std::optional<ConfigProblem> validate(const Config& config);
  static std::vector<Gauge> gauges(const State& state);
  static Problem problem(const Config& config, const ProcessSet& correct);
};

}  // namespace parley::raft
