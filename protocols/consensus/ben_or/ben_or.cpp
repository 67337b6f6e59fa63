#include "protocols/consensus/ben_or/ben_or.hpp"

#include <array>
#include <string>

#include "protocols/consensus/ben_or/thresholds.hpp"

namespace parley::ben_or {

namespace {

bool initial_value(const Config& config, ProcessId id) {
  return (id.value >= config.n - config.ones) != config.swapped;
}

std::uint32_t heard(const Tally& tally) {
  return tally.zeros.size() + tally.ones.size() + tally.nothing.size();
}

// Of one process, the first message of a step counts.
void count(Tally& tally, ProcessId from, Choice choice) {
  if (tally.zeros.contains(from) || tally.ones.contains(from) || tally.nothing.contains(from)) return;
  (choice == Choice::kNothing ? tally.nothing : choice == Choice::kOne ? tally.ones : tally.zeros).insert(from);
}

// The value that more are for.
bool leading(const Tally& tally) {
  return tally.ones.size() > tally.zeros.size();
}
std::uint32_t support(const Tally& tally, bool value) {
  return (value ? tally.ones : tally.zeros).size();
}

// Who has decided needs to say no more: all others decide in this round.
void propose(const Config& config, State& state, Context<Protocol>& context) {
  RoundTally& tally = state.tallies[state.round];
  const bool value = leading(tally.votes);
  const bool enough = support(tally.votes, value) >= propose_quorum(config);
  const Choice proposed = enough ? choice_of(value) : Choice::kNothing;
  context.broadcast(Proposal{state.round, proposed});
  count(tally.proposals, context.self(), proposed);
  state.stage = state.decided ? Stage::kStopped : Stage::kProposed;
  if (state.decided) std::erase_if(state.tallies, [&](const auto& entry) { return entry.first != state.round; });
}

void end_round(const Config& config, State& state, Context<Protocol>& context) {
  const Tally& proposals = state.tallies[state.round].proposals;
  const bool value = leading(proposals);
  if (support(proposals, value) >= decide_quorum(config)) {
    state.stage = Stage::kDecided;
    state.value = value;
    state.decided = value;
    context.emit({value ? 1U : 0U});
  } else if (support(proposals, value) >= adopt_support(config)) {
    state.stage = Stage::kAdopted;
    state.value = value;
  } else {
    state.stage = Stage::kTossed;
    state.value = context.choose(2) == 1;
  }
  context.set_timer(NextRound{}, Ticks{config.pause_ticks});
}

void advance(const Config& config, State& state, Context<Protocol>& context) {
  const RoundTally& tally = state.tallies[state.round];
  if (state.stage == Stage::kVoted && heard(tally.votes) >= awaited(config)) propose(config, state, context);
  if (state.stage == Stage::kProposed && heard(tally.proposals) >= awaited(config)) end_round(config, state, context);
}

void begin_round(const Config& config, State& state, Context<Protocol>& context) {
  state.tallies.erase(state.round);
  ++state.round;
  state.stage = Stage::kVoted;
  context.broadcast(Vote{state.round, state.value});
  count(state.tallies[state.round].votes, context.self(), choice_of(state.value));
  advance(config, state, context);
}

// Whether messages of that step can still matter.
bool is_open(const Config& config, const State& state, std::uint64_t round, bool is_vote) {
  if (state.stage == Stage::kStopped || round < state.round || round - state.round > config.horizon) return false;
  if (round > state.round) return true;
  return state.stage == Stage::kVoted || (state.stage == Stage::kProposed && !is_vote);
}

std::optional<ConfigProblem> validate_quorums(const Config& config) {
  const std::string expectation = "must be at most n = " + std::to_string(config.n) + "; 0 stands for the formula";
  if (config.propose_quorum > config.n) return ConfigProblem{"propose_quorum", expectation};
  if (config.adopt_support > config.n) return ConfigProblem{"adopt_support", expectation};
  if (config.decide_quorum > config.n) return ConfigProblem{"decide_quorum", expectation};
  return std::nullopt;
}

}  // namespace

State Protocol::initial(const Config& config, ProcessId self, const Durable&) {
  State state;
  state.value = initial_value(config, self);
  return state;
}

void Protocol::on_start(const Config& config, State& state, Context<Protocol>& context) {
  begin_round(config, state, context);
}

void Protocol::on_message(const Config& config, State& state, ProcessId from, const Message& message,
                          Context<Protocol>& context) {
  if (from.value >= config.n) return;  // clients have no part in the protocol
  const auto* vote = std::get_if<Vote>(&message);
  const auto* proposal = std::get_if<Proposal>(&message);
  const std::uint64_t round = vote != nullptr ? vote->round : proposal->round;
  if (!is_open(config, state, round, vote != nullptr)) return;
  RoundTally& tally = state.tallies[round];
  if (vote != nullptr) {
    count(tally.votes, from, choice_of(vote->value));
  } else {
    count(tally.proposals, from, proposal->choice);
  }
  if (round == state.round) advance(config, state, context);
}

void Protocol::on_timer(const Config& config, State& state, const Timer&, Context<Protocol>& context) {
  begin_round(config, state, context);
}

std::optional<ConfigProblem> Protocol::validate(const Config& config) {
  if (config.n == 0) return ConfigProblem{"n", "must be at least 1"};
  if (config.t >= config.n) return ConfigProblem{"t", "must be below n = " + std::to_string(config.n)};
  if (config.ones > config.n) return ConfigProblem{"ones", "must be at most n = " + std::to_string(config.n)};
  constexpr std::uint64_t kMost = std::uint64_t{1} << 40;
  if (config.pause_ticks == 0 || config.pause_ticks > kMost)
    return ConfigProblem{"pause_ticks", "must be from 1 to 2^40"};
  if (config.horizon == 0 || config.horizon > 1'000) return ConfigProblem{"horizon", "must be from 1 to 1000"};
  if (const auto problem = validate_quorums(config)) return problem;
  return check_resilience(config.n, config.t, config.byzantine ? 5 : 2);
}

Protocol::Problem Protocol::problem(const Config& config, const ProcessSet& correct) {
  Problem problem;
  problem.correct = correct;
  std::array<bool, 2> any{};
  const auto proposes = [&](ProcessId id) {
    if (id.value < config.n) any[initial_value(config, id) ? 1 : 0] = true;
  };
  (config.byzantine ? correct : ProcessSet::first(config.n)).for_each(proposes);
  for (std::size_t value = 0; value < any.size(); ++value)
    if (any[value]) problem.proposed.push_back(value);
  return problem;
}

Config Protocol::second_face(const Config& config) {
  Config other = config;
  other.swapped = !config.swapped;
  return other;
}

static_assert(Process<Protocol>);

}  // namespace parley::ben_or
