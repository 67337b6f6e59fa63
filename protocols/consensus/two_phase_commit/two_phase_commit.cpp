#include "protocols/consensus/two_phase_commit/two_phase_commit.hpp"

#include <string>

namespace parley::two_phase_commit {

namespace {

using problems::TransactionDecided;
using problems::VoteCast;

// All participants must vote yes (Bernstein, Hadzilacos, Goodman 1987, AC3); a vote is not taken back (AC2), so a yes
// that was counted stands for a participant that cannot have aborted of its own accord.
std::uint32_t votes_needed(const Config& config) {
  return config.votes_needed != 0 ? config.votes_needed : config.n;
}

bool coordinates(const Config& config, const Context<Protocol>& context) {
  return context.self() == config.coordinator;
}

// The decision is durable before anybody hears of it.
void decide(const Config& config, State& state, bool commit, Context<Protocol>& context) {
  if (state.known.decision) return;
  state.known.decision = commit;
  context.persist(Decided{commit});
  context.cancel_timer(Timeout{});
  context.emit(TransactionDecided{commit});
  if (coordinates(config, context)) context.broadcast(Decision{commit});
}

void commit_if_all_agree(const Config& config, State& state, Context<Protocol>& context) {
  if (state.yes.size() >= votes_needed(config)) decide(config, state, true, context);
}

// Who votes no knows the outcome: it can only be abort.
void cast_vote(const Config& config, State& state, bool yes, Context<Protocol>& context) {
  state.known.vote = yes;
  context.persist(Voted{yes});
  context.emit(VoteCast{yes});
  if (!yes) decide(config, state, false, context);
}

bool choose_vote(const Config& config, Context<Protocol>& context) {
  return config.refusal_odds == 0 || context.choose(config.refusal_odds) != 0;
}

void begin(const Config& config, State& state, Context<Protocol>& context) {
  state.known.begun = true;
  context.persist(Begun{});
  cast_vote(config, state, choose_vote(config, context), context);
  if (state.known.decision) return;
  context.broadcast(VoteRequest{});
  context.set_timer(Timeout{}, Ticks{config.timeout_ticks});
  state.yes.insert(context.self());
  commit_if_all_agree(config, state, context);
}

void on_vote_request(const Config& config, State& state, ProcessId from, Context<Protocol>& context) {
  if (from != config.coordinator) return;
  if (!state.known.vote && !state.known.decision) cast_vote(config, state, choose_vote(config, context), context);
  context.send(from, Vote{state.known.vote.value_or(false)});
}

void on_vote(const Config& config, State& state, ProcessId from, const Vote& vote, Context<Protocol>& context) {
  if (!coordinates(config, context) || state.known.decision) return;
  if (!vote.yes) return decide(config, state, false, context);
  state.yes.insert(from);
  commit_if_all_agree(config, state, context);
}

// Who has not voted yet may still refuse, which settles the question.
void on_decision_request(const Config& config, State& state, ProcessId from, Context<Protocol>& context) {
  if (!state.known.vote && !state.known.decision) cast_vote(config, state, false, context);
  if (state.known.decision) context.send(from, Decision{*state.known.decision});
}

}  // namespace

void apply(Durable& durable, const Record& record) {
  if (const auto* vote = std::get_if<Voted>(&record)) {
    durable.vote = vote->yes;
  } else if (const auto* decision = std::get_if<Decided>(&record)) {
    durable.decision = decision->commit;
  } else {
    durable.begun = true;
  }
}

// A process that comes back repeats what it has made durable: the crash may have come before anybody was told.
void Protocol::on_start(const Config& config, State& state, Context<Protocol>& context) {
  if (state.known.vote) context.emit(VoteCast{*state.known.vote});
  if (state.known.decision) {
    context.emit(TransactionDecided{*state.known.decision});
    if (coordinates(config, context)) context.broadcast(Decision{*state.known.decision});
  } else if (state.known.vote == false) {
    decide(config, state, false, context);
  } else if (!coordinates(config, context)) {
    context.set_timer(Timeout{}, Ticks{config.timeout_ticks});
  } else if (state.known.begun) {
    decide(config, state, false, context);  // the votes are lost, and nobody was told to commit
  } else {
    begin(config, state, context);
  }
}

void Protocol::on_message(const Config& config, State& state, ProcessId from, const Message& message,
                          Context<Protocol>& context) {
  if (from.value >= config.n) return;  // clients have no part in the protocol
  if (std::holds_alternative<VoteRequest>(message)) {
    on_vote_request(config, state, from, context);
  } else if (const auto* vote = std::get_if<Vote>(&message)) {
    on_vote(config, state, from, *vote, context);
  } else if (std::holds_alternative<DecisionRequest>(message)) {
    on_decision_request(config, state, from, context);
  } else {
    decide(config, state, std::get<Decision>(message).commit, context);
  }
}

void Protocol::on_timer(const Config& config, State& state, const Timer&, Context<Protocol>& context) {
  if (state.known.decision) return;
  if (coordinates(config, context)) return decide(config, state, false, context);
  if (!state.known.vote) return cast_vote(config, state, false, context);
  context.broadcast(DecisionRequest{});
  context.set_timer(Timeout{}, Ticks{config.timeout_ticks});
}

std::optional<ConfigProblem> Protocol::validate(const Config& config) {
  if (config.t > config.n) return ConfigProblem{"t", "must be at most n = " + std::to_string(config.n)};
  if (config.coordinator.value >= config.n)
    return ConfigProblem{"coordinator", "must be a process, so below n = " + std::to_string(config.n)};
  if (config.votes_needed > config.n)
    return ConfigProblem{"votes_needed", "must be at most n = " + std::to_string(config.n)};
  constexpr std::uint64_t kMost = std::uint64_t{1} << 40;
  if (config.timeout_ticks == 0 || config.timeout_ticks > kMost)
    return ConfigProblem{"timeout_ticks", "must be from 1 to 2^40"};
  return std::nullopt;
}

Protocol::Problem Protocol::problem(const Config& config, const ProcessSet& correct) {
  Problem problem;
  problem.participants = config.n;
  problem.correct = correct;
  return problem;
}

static_assert(Process<Protocol>);

}  // namespace parley::two_phase_commit
