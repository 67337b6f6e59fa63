#include "protocols/broadcast/bracha/bracha.hpp"

#include <algorithm>
#include <string>

#include "protocols/broadcast/bracha/thresholds.hpp"

namespace parley::bracha {

namespace {

// Counts `from` for `value` unless it was counted before for any value: of one process, the first message of a kind
// counts. Returns how many now support `value`, 0 when nothing was counted.
std::uint32_t count(Tallies& tallies, ProcessId from, Value value) {
  for (const Tally& tally : tallies)
    if (tally.from.contains(from)) return 0;
  auto place = std::find_if(tallies.begin(), tallies.end(), [&](const Tally& tally) { return tally.value >= value; });
  if (place == tallies.end() || place->value != value) place = tallies.insert(place, Tally{value, {}});
  place->from.insert(from);
  return place->from.size();
}

void support_ready(const Config& config, State& state, ProcessId from, Value value, Context<Protocol>& context);

void send_ready(const Config& config, State& state, Value value, Context<Protocol>& context) {
  if (state.readied) return;
  state.readied = value;
  context.broadcast(Ready{value});
  support_ready(config, state, context.self(), value, context);
}

void support_echo(const Config& config, State& state, ProcessId from, Value value, Context<Protocol>& context) {
  if (count(state.echoes, from, value) >= echo_quorum(config)) send_ready(config, state, value, context);
}

void support_ready(const Config& config, State& state, ProcessId from, Value value, Context<Protocol>& context) {
  const std::uint32_t support = count(state.readies, from, value);
  if (support >= ready_support(config)) send_ready(config, state, value, context);
  if (support >= delivery_quorum(config) && !state.delivered) {
    state.delivered = value;
    context.emit({value});
  }
}

// A correct process echoes once, and only what the sender itself sent.
void echo(const Config& config, State& state, Value value, Context<Protocol>& context) {
  if (state.echoed) return;
  state.echoed = value;
  context.broadcast(Echo{value});
  support_echo(config, state, context.self(), value, context);
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
    support_echo(config, state, from, received->value, context);
  } else if (const auto* ready = std::get_if<Ready>(&message)) {
    support_ready(config, state, from, ready->value, context);
  } else if (from == config.sender) {
    echo(config, state, std::get<Initial>(message).value, context);
  }
}

std::optional<ConfigProblem> Protocol::validate(const Config& config) {
  if (config.n == 0) return ConfigProblem{"n", "must be at least 1"};
  if (config.sender.value >= config.n)
    return ConfigProblem{"sender", "must be a process, so below n = " + std::to_string(config.n)};
  return check_resilience(config.n, config.t, 3);
}

Protocol::Problem Protocol::problem(const Config& config, const ProcessSet& correct) {
  Problem problem;
  problem.correct = correct;
  if (correct.contains(config.sender)) problem.sent = config.value;
  return problem;
}

}  // namespace parley::bracha
