#include "protocols/overlay/gossip/gossip.hpp"

#include <string>
#include <utility>

namespace parley::gossip {

namespace {

// A liar can repeat what the source has signed, and sign something itself; it cannot sign for the source.
bool believable(const Config& config, const Signed<Said>& rumour) {
  return config.trust_any_signer || rumour.signer() == config.source;
}

void call(const State& state, ProcessId to, Context<Protocol>& context) {
  if (state.rumour) {
    context.send(to, Tell{*state.rumour});
  } else {
    context.send(to, Ask{});
  }
}

// One round: calls, while there is something to call for, and the next round.
void round(const Config& config, State& state, Context<Protocol>& context) {
  const bool calls = state.rumour ? config.push : config.pull;
  const bool tired = state.rumour && config.push_rounds > 0 && state.pushed >= config.push_rounds;
  if (!calls || tired) return;
  const Neighbours neighbours = config.topology.neighbours(context.self(), config.n);
  if (neighbours.empty()) return;
  for (std::uint32_t index = 0; index < config.fanout; ++index)
    call(state, neighbours[static_cast<std::uint32_t>(context.choose(neighbours.size()))], context);
  if (state.rumour && config.push_rounds > 0) ++state.pushed;
  context.set_timer(RoundDue{}, Ticks{config.period_ticks});
}

// Who is told in one round calls in the next, which begins with the arrival.
void learn(const Config& config, State& state, Signed<Said> rumour, Context<Protocol>& context) {
  context.emit({rumour.statement().value});
  state.rumour = std::move(rumour);
  if (!config.push) return context.cancel_timer(RoundDue{});
  if (!config.pull) round(config, state, context);  // who pulls has its round armed already
}

}  // namespace

void Protocol::on_start(const Config& config, State& state, Context<Protocol>& context) {
  const bool is_source = context.self() == config.source;
  if (config.pull) context.set_timer(RoundDue{}, Ticks{config.period_ticks});
  if (is_source) learn(config, state, context.sign(Said{config.value}), context);
}

void Protocol::on_message(const Config& config, State& state, ProcessId from, const Message& message,
                          Context<Protocol>& context) {
  if (const auto* told = std::get_if<Tell>(&message)) {
    if (!state.rumour && believable(config, told->rumour)) learn(config, state, told->rumour, context);
  } else if (state.rumour && config.pull) {
    context.send(from, Tell{*state.rumour});
  }
}

void Protocol::on_timer(const Config& config, State& state, const Timer&, Context<Protocol>& context) {
  round(config, state, context);
}

void Forge::rewrite(const Config&, const State&, Effects<Protocol>& effects, Context<Protocol>& context) const {
  for (Effect<Protocol>& effect : effects)
    if (auto* send = std::get_if<Send<Protocol>>(&effect)) send->message = Tell{context.sign(Said{value})};
}

std::optional<ConfigProblem> Protocol::validate(const Config& config) {
  if (config.n <= config.t)
    return ConfigProblem{"n", "must be greater than t, so at least " + std::to_string(config.t + 1)};
  if (config.source.value >= config.n)
    return ConfigProblem{"source", "must be a process, so below n = " + std::to_string(config.n)};
  if (!config.push && !config.pull) return ConfigProblem{"push", "must be true where pull is not"};
  if (config.fanout < 1 || config.fanout > 1000) return ConfigProblem{"fanout", "must be from 1 to 1000"};
  if (config.period_ticks < 1) return ConfigProblem{"period_ticks", "must be at least 1"};
  return std::nullopt;
}

Protocol::Problem Protocol::problem(const Config& config, const ProcessSet& correct) {
  Problem problem;
  problem.correct = correct;
  problem.source = config.source;
  if (correct.contains(config.source)) problem.said = config.value;
  return problem;
}

}  // namespace parley::gossip
