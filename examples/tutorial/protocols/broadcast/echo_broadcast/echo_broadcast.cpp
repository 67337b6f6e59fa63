#include "protocols/broadcast/echo_broadcast/echo_broadcast.hpp"

#include <algorithm>

namespace parley::echo_broadcast {

namespace {

// Of one process, the first echo counts. Returns how many now support `value`, 0 when nothing was counted.
std::uint32_t count(State& state, ProcessId from, Value value) {
  for (const Tally& tally : state.echoes)
    if (tally.from.contains(from)) return 0;
  auto place =
      std::find_if(state.echoes.begin(), state.echoes.end(), [&](const Tally& tally) { return tally.value >= value; });
  if (place == state.echoes.end() || place->value != value) place = state.echoes.insert(place, Tally{value, {}});
  place->from.insert(from);
  return place->from.size();
}

void support(const Config& config, State& state, ProcessId from, Value value, Context<Protocol>& context) {
  if (count(state, from, value) < echo_quorum(config) || state.delivered) return;
  state.delivered = value;
  context.emit({value});
}

// A correct process echoes once, and only what the sender itself sent.
void echo(const Config& config, State& state, Value value, Context<Protocol>& context) {
  if (state.echoed) return;
  state.echoed = value;
  context.broadcast(Echo{value});
  support(config, state, context.self(), value, context);
}

}  // namespace

void Protocol::on_start(const Config& config, State& state, Context<Protocol>& context) {
  if (context.self() != config.sender) return;
  context.broadcast(Initial{config.value});
  echo(config, state, config.value, context);
}

void Protocol::on_message(const Config& config, State& state, ProcessId from, const Message& message,
                          Context<Protocol>& context) {
  if (from.value >= config.n) return;  // clients have no part in the protocol
  if (const auto* received = std::get_if<Echo>(&message)) {
    support(config, state, from, received->value, context);
  } else if (from == config.sender) {
    echo(config, state, std::get<Initial>(message).value, context);
  }
}

std::optional<ConfigProblem> Protocol::validate(const Config& config) {
  if (config.sender.value >= config.n) return ConfigProblem{"sender", "must be a process, so below n"};
  return check_resilience(config.n, config.t, 3);
}

Protocol::Problem Protocol::problem(const Config& config, const ProcessSet& correct) {
  Problem problem;
  problem.correct = correct;
  if (correct.contains(config.sender)) problem.sent = config.value;
  return problem;
}

}  // namespace parley::echo_broadcast
