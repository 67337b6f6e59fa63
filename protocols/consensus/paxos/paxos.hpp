// Single-decree Paxos (L. Lamport, "The part-time parliament", TOCS 16, 1998, section 2; "Paxos made simple", SIGACT
// News 32, 2001). Every process is proposer, acceptor and learner. Up to t < n/2 processes may be down; they may crash
// and come back with what is durable. Messages may be lost, duplicated and reordered; nobody lies.
//
// Process i proposes 1 + i mod `values`. Processes 0 .. proposers-1 stand up at once, the others when nothing was
// decided for a while, and so does whoever did not get through.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "protocols/core/problems/consensus.hpp"
#include "protocols/core/process.hpp"

namespace parley::paxos {

using Value = std::uint64_t;

// Ballots are ordered, and no two proposers share one. Round 0 is below any ballot.
struct Ballot {
  std::uint64_t round = 0;
  ProcessId proposer;
  friend constexpr auto operator<=>(const Ballot&, const Ballot&) = default;
};

struct Config {
  std::uint32_t n = 3;
  std::uint32_t t = 1;
  std::uint32_t proposers = 1;
  std::uint32_t values = 2;
  std::uint64_t retry_ticks_min = 150;
  std::uint64_t retry_ticks_max = 300;
  std::uint64_t max_round = 0;  // no process stands up beyond it; 0: no bound (for exploration)
  // What-if: 0 stands for a majority (quorums.hpp).
  std::uint32_t promise_quorum = 0;
  std::uint32_t accept_quorum = 0;
};

// A value under the number of the ballot it was proposed in, by the ballot's proposer.
struct Proposal {
  Ballot ballot;
  Value value = 0;
};

// --- messages; the papers' names in brackets ---

struct Prepare {  // NextBallot, 1a
  Ballot ballot;
};
struct Promise {  // LastVote, 1b: with the last vote of its sender, which joins no earlier ballot any more
  Ballot ballot;
  std::optional<Proposal> voted;
};
struct Propose {  // BeginBallot, 2a
  Proposal proposal;
};
struct Accepted {  // Voted, 2b; to everybody
  Proposal proposal;
};
struct Refused {  // to a proposer that comes too late
  Ballot promised;
};
struct Decision {  // Success; to who still asks
  Value value = 0;
};

struct RetryDue {};

// --- what survives a crash; a record carries a whole value, so carrying one out twice changes nothing ---

// Invariant: voted->ballot <= promised.
struct Durable {
  Ballot promised;
  std::optional<Proposal> voted;
};

struct Promised {
  Ballot ballot;
};
struct Voted {
  Proposal proposal;
};
using Record = std::variant<Promised, Voted>;

void apply(Durable& durable, const Record& record);

// --- state ---

// A ballot of one's own, from its Prepare on. Invariant: `highest` is the latest vote that a promise told of.
struct Attempt {
  Ballot ballot;
  ProcessSet promises;
  std::optional<Proposal> highest;
  bool proposed = false;
};

// Invariant: `known` equals what is durable.
struct State {
  Durable known;
  Attempt attempt;                            // round 0: none yet
  std::uint64_t highest_round = 0;            // heard of
  PerProcess<std::optional<Proposal>> votes;  // of each process, the latest heard of
  std::optional<Value> decided;
};

struct Protocol {
  using Config = paxos::Config;
  using State = paxos::State;
  using Durable = paxos::Durable;
  using Record = paxos::Record;
  using Message = std::variant<Prepare, Promise, Propose, Accepted, Refused, Decision>;
  using Timer = RetryDue;
  using Output = problems::ValueDecided;
  using Problem = problems::Consensus;

  static constexpr std::string_view kName = "paxos";

  static State initial(const Config& config, ProcessId self, const Durable& durable);
  static void on_start(const Config& config, State& state, Context<Protocol>& context);
  static void on_message(const Config& config, State& state, ProcessId from, const Message& message,
                         Context<Protocol>& context);
  static void on_timer(const Config& config, State& state, const Timer& timer, Context<Protocol>& context);

  static std::optional<ConfigProblem> validate(const Config& config);
  static Problem problem(const Config& config, const ProcessSet& correct);
};

}  // namespace parley::paxos
