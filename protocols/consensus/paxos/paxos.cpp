#include "protocols/consensus/paxos/paxos.hpp"

#include <algorithm>
#include <string>

#include "protocols/consensus/paxos/quorums.hpp"

namespace parley::paxos {

namespace {

Value value_of(const Config& config, ProcessId id) {
  return 1 + id.value % config.values;
}

void decide(State& state, Value value, Context<Protocol>& context) {
  if (state.decided) return;
  state.decided = value;
  state.attempt = {};
  state.votes = {};
  context.cancel_timer(RetryDue{});
  context.emit({value});
}

// A value is chosen once a quorum has voted for it in one ballot.
void count_vote(const Config& config, State& state, ProcessId from, const Proposal& proposal,
                Context<Protocol>& context) {
  if (state.decided) return;
  std::optional<Proposal>& latest = state.votes[from];
  if (latest && latest->ballot >= proposal.ballot) return;
  latest = proposal;
  const auto same = [&](const std::optional<Proposal>& vote) { return vote && vote->ballot == proposal.ballot; };
  if (std::count_if(state.votes.begin(), state.votes.end(), same) >= accept_quorum(config))
    decide(state, proposal.value, context);
}

// Phase2b: unless a later ballot was promised. The vote is durable before anybody hears of it.
void vote(const Config& config, State& state, const Proposal& proposal, Context<Protocol>& context) {
  state.known.promised = proposal.ballot;
  state.known.voted = proposal;
  context.persist(Voted{proposal});
  context.broadcast(Accepted{proposal});
  count_vote(config, state, context.self(), proposal, context);
}

// Phase2a: with a quorum of promises, the value of the latest vote that they tell of must be proposed again; only when
// there is none may it be one's own (condition B3).
void propose_if_promised(const Config& config, State& state, Context<Protocol>& context) {
  Attempt& attempt = state.attempt;
  if (attempt.proposed || attempt.promises.size() < promise_quorum(config)) return;
  attempt.proposed = true;
  const Value value = attempt.highest ? attempt.highest->value : value_of(config, context.self());
  const Proposal proposal{attempt.ballot, value};
  context.broadcast(Propose{proposal});
  if (proposal.ballot >= state.known.promised) vote(config, state, proposal, context);
}

void take_promise(const Config& config, State& state, ProcessId from, const std::optional<Proposal>& voted,
                  Context<Protocol>& context) {
  Attempt& attempt = state.attempt;
  attempt.promises.insert(from);
  if (voted && (!attempt.highest || attempt.highest->ballot < voted->ballot)) attempt.highest = voted;
  propose_if_promised(config, state, context);
}

void promise(State& state, const Ballot& ballot, Context<Protocol>& context) {
  state.known.promised = ballot;
  state.highest_round = std::max(state.highest_round, ballot.round);
  context.persist(Promised{ballot});
}

// Phase1a, with the promise to oneself.
void stand_up(const Config& config, State& state, Context<Protocol>& context) {
  if (config.max_round != 0 && state.highest_round >= config.max_round) return;
  const Ballot ballot{state.highest_round + 1, context.self()};
  state.attempt = {ballot, {}, {}, false};
  promise(state, ballot, context);
  context.broadcast(Prepare{ballot});
  take_promise(config, state, context.self(), state.known.voted, context);
}

// Phase1b: a later ballot than any before.
void on_prepare(State& state, ProcessId from, const Prepare& prepare, Context<Protocol>& context) {
  if (state.decided) return context.send(from, Decision{*state.decided});
  if (prepare.ballot < state.known.promised) return context.send(from, Refused{state.known.promised});
  if (prepare.ballot == state.known.promised) return;  // a duplicate
  promise(state, prepare.ballot, context);
  context.send(from, Promise{prepare.ballot, state.known.voted});
}

void on_promise(const Config& config, State& state, ProcessId from, const Promise& promise,
                Context<Protocol>& context) {
  if (promise.ballot != state.attempt.ballot || state.attempt.proposed) return;
  take_promise(config, state, from, promise.voted, context);
}

void on_propose(const Config& config, State& state, ProcessId from, const Propose& propose,
                Context<Protocol>& context) {
  if (state.decided) return context.send(from, Decision{*state.decided});
  if (propose.proposal.ballot < state.known.promised) return context.send(from, Refused{state.known.promised});
  if (state.known.voted && state.known.voted->ballot == propose.proposal.ballot) return;  // a duplicate
  state.highest_round = std::max(state.highest_round, propose.proposal.ballot.round);
  vote(config, state, propose.proposal, context);
}

void set_retry_timer(const Config& config, Context<Protocol>& context) {
  context.set_timer(RetryDue{}, TickRange{Ticks{config.retry_ticks_min}, Ticks{config.retry_ticks_max}});
}

}  // namespace

void apply(Durable& durable, const Record& record) {
  if (const auto* voted = std::get_if<Voted>(&record)) {
    durable.promised = voted->proposal.ballot;
    durable.voted = voted->proposal;
  } else {
    durable.promised = std::get<Promised>(record).ballot;
  }
}

State Protocol::initial(const Config& config, ProcessId, const Durable& durable) {
  State state;
  state.known = durable;
  state.highest_round = durable.promised.round;
  state.votes = PerProcess<std::optional<Proposal>>(config.n);
  return state;
}

void Protocol::on_start(const Config& config, State& state, Context<Protocol>& context) {
  set_retry_timer(config, context);
  if (state.known.voted) count_vote(config, state, context.self(), *state.known.voted, context);
  const bool first_start = state.highest_round == 0;
  if (first_start && context.self().value < config.proposers) stand_up(config, state, context);
}

void Protocol::on_message(const Config& config, State& state, ProcessId from, const Message& message,
                          Context<Protocol>& context) {
  if (from.value >= config.n) return;  // clients have no part in the protocol
  if (const auto* prepare = std::get_if<Prepare>(&message)) {
    on_prepare(state, from, *prepare, context);
  } else if (const auto* promise = std::get_if<Promise>(&message)) {
    on_promise(config, state, from, *promise, context);
  } else if (const auto* propose = std::get_if<Propose>(&message)) {
    on_propose(config, state, from, *propose, context);
  } else if (const auto* accepted = std::get_if<Accepted>(&message)) {
    count_vote(config, state, from, accepted->proposal, context);
  } else if (const auto* refused = std::get_if<Refused>(&message)) {
    state.highest_round = std::max(state.highest_round, refused->promised.round);
  } else {
    decide(state, std::get<Decision>(message).value, context);
  }
}

void Protocol::on_timer(const Config& config, State& state, const Timer&, Context<Protocol>& context) {
  if (state.decided) return;
  set_retry_timer(config, context);
  stand_up(config, state, context);
}

std::optional<ConfigProblem> Protocol::validate(const Config& config) {
  const std::string n = std::to_string(config.n);
  if (config.proposers > config.n) return ConfigProblem{"proposers", "must be at most n = " + n};
  if (config.values == 0) return ConfigProblem{"values", "must be at least 1"};
  if (config.promise_quorum > config.n) return ConfigProblem{"promise_quorum", "must be at most n = " + n};
  if (config.accept_quorum > config.n) return ConfigProblem{"accept_quorum", "must be at most n = " + n};
  constexpr std::uint64_t kMost = std::uint64_t{1} << 40;
  if (config.retry_ticks_min == 0 || config.retry_ticks_min > kMost)
    return ConfigProblem{"retry_ticks_min", "must be from 1 to 2^40"};
  if (config.retry_ticks_max < config.retry_ticks_min || config.retry_ticks_max > kMost)
    return ConfigProblem{"retry_ticks_max",
                         "must be from retry_ticks_min = " + std::to_string(config.retry_ticks_min) + " to 2^40"};
  return check_resilience(config.n, config.t, 2);
}

Protocol::Problem Protocol::problem(const Config& config, const ProcessSet& correct) {
  Problem problem;
  problem.correct = correct;
  for (std::uint32_t value = 1; value <= std::min(config.values, config.n); ++value) problem.proposed.push_back(value);
  return problem;
}

static_assert(Process<Protocol>);

}  // namespace parley::paxos
