#include "protocols/consensus/phase_king/phase_king.hpp"

#include <array>
#include <string>

#include "protocols/consensus/phase_king/rules.hpp"

namespace parley::phase_king {

namespace {

bool initial_bit(const Config& config, ProcessId id) {
  return (id.value >= config.n - config.ones) != config.swapped;
}

std::uint32_t speakers(const Hearing& hearing) {
  return hearing.zeros.size() + hearing.ones.size() + hearing.undecided.size() + hearing.nothing.size();
}

ProcessSet& sayers(Hearing& hearing, Value value) {
  switch (value) {
    case Value::kZero:
      return hearing.zeros;
    case Value::kOne:
      return hearing.ones;
    case Value::kUndecided:
      return hearing.undecided;
    case Value::kNothing:
      break;
  }
  return hearing.nothing;
}

// Of one process, the first message of a round counts; of a king's round, the king's alone.
void hear(const Config& config, Hearing& hearing, std::uint64_t round, ProcessId from, Value value) {
  if (is_kings(round) && from != king_of(config, round)) return;
  for (const ProcessSet* known : {&hearing.zeros, &hearing.ones, &hearing.undecided, &hearing.nothing})
    if (known->contains(from)) return;
  sayers(hearing, value).insert(from);
}

bool is_complete(const Config& config, const State& state) {
  return speakers(state.heard[0]) >= (is_kings(state.round) ? 1 : config.n);
}

void hold(const Config& config, State& state) {
  state.value = Value::kUndecided;
  for (const Value bit : {Value::kZero, Value::kOne})
    if (sayers(state.heard[0], bit).size() >= hold_quorum(config)) state.value = bit;
}

void weigh(const Config& config, State& state) {
  for (const Value value : {Value::kUndecided, Value::kOne, Value::kZero})
    if (sayers(state.heard[0], value).size() >= support_quorum(config)) state.value = value;
  state.held = sayers(state.heard[0], state.value).size() >= hold_quorum(config);
}

// A king that says nothing is taken to say 0.
void obey(State& state) {
  if (state.value != Value::kUndecided && state.held) return;
  const bool one = !state.heard[0].ones.empty() || !state.heard[0].undecided.empty();
  state.value = one ? Value::kOne : Value::kZero;
}

void speak(const Config& config, State& state, Context<Protocol>& context) {
  if (is_kings(state.round) && context.self() != king_of(config, state.round)) return;
  context.broadcast({state.round, state.value});
  hear(config, state.heard[0], state.round, context.self(), state.value);
}

void end_round(const Config& config, State& state, Context<Protocol>& context) {
  if (is_kings(state.round)) {
    obey(state);
  } else if (state.round % 3 == 0) {
    hold(config, state);
  } else {
    weigh(config, state);
  }
  ++state.round;
  state.heard.erase(state.heard.begin());
  state.heard.emplace_back();
  if (state.round < rounds(config)) return speak(config, state, context);
  state.heard.clear();
  context.cancel_timer(RoundOver{});
  context.emit({state.value == Value::kOne ? 1U : 0U});
}

// Ends the rounds that are over.
void advance(const Config& config, State& state, Context<Protocol>& context) {
  while (state.round < rounds(config) && (state.round < state.clock || is_complete(config, state)))
    end_round(config, state, context);
}

}  // namespace

State Protocol::initial(const Config& config, ProcessId self, const Durable&) {
  State state;
  state.value = initial_bit(config, self) ? Value::kOne : Value::kZero;
  state.heard.resize(3);
  return state;
}

void Protocol::on_start(const Config& config, State& state, Context<Protocol>& context) {
  context.set_timer(RoundOver{}, Ticks{config.round_ticks});
  speak(config, state, context);
  advance(config, state, context);
}

void Protocol::on_message(const Config& config, State& state, ProcessId from, const Message& message,
                          Context<Protocol>& context) {
  if (from.value >= config.n || state.round >= rounds(config)) return;  // clients have no part in the protocol
  const std::uint64_t ahead = message.round - state.round;              // wraps round for what is late
  if (ahead >= state.heard.size() || message.round >= rounds(config)) return;
  hear(config, state.heard[ahead], message.round, from, message.value);
  advance(config, state, context);
}

void Protocol::on_timer(const Config& config, State& state, const Timer&, Context<Protocol>& context) {
  if (state.round >= rounds(config)) return;
  context.set_timer(RoundOver{}, Ticks{config.round_ticks});
  ++state.clock;
  advance(config, state, context);
}

std::optional<ConfigProblem> Protocol::validate(const Config& config) {
  const std::string n = std::to_string(config.n);
  if (config.n == 0) return ConfigProblem{"n", "must be at least 1"};
  if (config.t >= config.n) return ConfigProblem{"t", "must be below n = " + n};
  if (config.ones > config.n) return ConfigProblem{"ones", "must be at most n = " + n};
  constexpr std::uint64_t kMost = std::uint64_t{1} << 40;
  if (config.round_ticks == 0 || config.round_ticks > kMost)
    return ConfigProblem{"round_ticks", "must be from 1 to 2^40"};
  if (config.phases > config.n) return ConfigProblem{"phases", "must be at most n = " + n + "; 0 means t + 1"};
  if (config.hold_quorum > config.n)
    return ConfigProblem{"hold_quorum", "must be at most n = " + n + "; 0 means n - t"};
  if (config.support_quorum > config.n)
    return ConfigProblem{"support_quorum", "must be at most n = " + n + "; 0 means t + 1"};
  return check_resilience(config.n, config.t, 3);
}

Protocol::Problem Protocol::problem(const Config& config, const ProcessSet& correct) {
  Problem problem;
  problem.correct = correct;
  std::array<bool, 2> any{};
  correct.for_each([&](ProcessId id) {
    if (id.value < config.n) any[initial_bit(config, id) ? 1 : 0] = true;
  });
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

}  // namespace parley::phase_king
