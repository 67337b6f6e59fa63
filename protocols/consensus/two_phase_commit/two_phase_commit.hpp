// Two-phase commit (J. Gray, "Notes on data base operating systems", LNCS 60, 1978) with the cooperative termination
// protocol (P. Bernstein, V. Hadzilacos, N. Goodman, "Concurrency Control and Recovery in Database Systems", 1987,
// section 7.4). One transaction; every process is a participant, one of them coordinates. Processes may crash and come
// back with what is durable, messages may be lost; nobody lies.
//
// A participant that has voted yes cannot decide alone. While the coordinator is down, and nobody it can reach knows
// the decision, it waits: two-phase commit blocks (section 7.2), and no property here says otherwise.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "protocols/core/problems/atomic_commit.hpp"
#include "protocols/core/process.hpp"

namespace parley::two_phase_commit {

struct Config {
  std::uint32_t n = 3;
  std::uint32_t t = 1;  // processes that may be down; they must come back for the others to decide
  ProcessId coordinator{0};
  std::uint32_t refusal_odds = 2;     // a participant votes no in one of so many cases; 0: never
  std::uint64_t timeout_ticks = 200;  // without news: the coordinator aborts, who has not voted votes no, others ask
  std::uint32_t votes_needed = 0;     // what-if: yes votes that make the coordinator commit; 0 stands for all
};

// --- messages: the coordinator asks for votes, a participant votes; who is in doubt asks, who knows tells ---

struct VoteRequest {};
struct Vote {
  bool yes = false;
};
struct DecisionRequest {};
struct Decision {
  bool commit = false;
};

struct Timeout {};

// --- what survives a crash; a record carries a whole value, so carrying one out twice changes nothing ---

struct Durable {
  bool begun = false;  // of the coordinator: it has asked for votes
  std::optional<bool> vote;
  std::optional<bool> decision;
};

struct Begun {};
struct Voted {
  bool yes = false;
};
struct Decided {
  bool commit = false;
};
using Record = std::variant<Begun, Voted, Decided>;

void apply(Durable& durable, const Record& record);

// Invariant: `known` equals what is durable.
struct State {
  Durable known;
  ProcessSet yes;  // of the coordinator: who has voted so, itself included
};

struct Protocol {
  using Config = two_phase_commit::Config;
  using State = two_phase_commit::State;
  using Durable = two_phase_commit::Durable;
  using Record = two_phase_commit::Record;
  using Message = std::variant<VoteRequest, Vote, DecisionRequest, Decision>;
  using Timer = Timeout;
  using Output = problems::AtomicCommitOutput;
  using Problem = problems::AtomicCommit;

  static constexpr std::string_view kName = "two_phase_commit";

  static State initial(const Config&, ProcessId, const Durable& durable) { return {durable, {}}; }
  static void on_start(const Config& config, State& state, Context<Protocol>& context);
  static void on_message(const Config& config, State& state, ProcessId from, const Message& message,
                         Context<Protocol>& context);
  static void on_timer(const Config& config, State& state, const Timer& timer, Context<Protocol>& context);

  static std::optional<ConfigProblem> validate(const Config& config);
  static Problem problem(const Config& config, const ProcessSet& correct);
};

}  // namespace parley::two_phase_commit
