#include "protocols/consensus/dolev_strong/dolev_strong.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "protocols/consensus/dolev_strong/rules.hpp"

namespace parley::dolev_strong {

namespace {

constexpr std::size_t kMostValues = 2;

void send(const Config& config, State& state, std::vector<Chain> chains, Context<Protocol>& context) {
  for (Chain& chain : chains) chain.signatures.push_back(context.sign(Endorsement{chain.value}));
  if (!chains.empty() || config.explicit_silence) context.broadcast(Relay{state.round, std::move(chains)});
  state.heard[0].insert(context.self());
}

void deliver(const Config& config, State& state, Context<Protocol>& context) {
  const Value value = state.accepted.size() == 1 ? state.accepted[0] : config.fallback;
  state.heard.clear();
  state.fresh.clear();
  context.cancel_timer(RoundOver{});
  context.emit({value});
}

void end_round(const Config& config, State& state, Context<Protocol>& context) {
  ++state.round;
  state.heard.erase(state.heard.begin());
  state.heard.emplace_back();
  if (state.round > rounds(config)) return deliver(config, state, context);
  send(config, state, std::exchange(state.fresh, {}), context);
}

// Ends the rounds that are over.
void advance(const Config& config, State& state, Context<Protocol>& context) {
  while (state.round <= rounds(config) && (state.round <= state.clock || state.heard[0].size() >= config.n))
    end_round(config, state, context);
}

void accept(const Config& config, State& state, const Relay& relay) {
  for (const Chain& chain : relay.chains) {
    const auto known = std::find(state.accepted.begin(), state.accepted.end(), chain.value);
    if (known != state.accepted.end() || state.accepted.size() >= kMostValues) continue;
    if (!is_valid(config, chain, relay.round)) continue;
    state.accepted.push_back(chain.value);
    state.fresh.push_back(chain);
  }
}

}  // namespace

bool is_valid(const Config& config, const Chain& chain, std::uint64_t round) {
  if (chain.signatures.size() > config.n) return false;
  ProcessSet signers;
  for (const Signed<Endorsement>& signature : chain.signatures)
    if (signature.statement().value != chain.value || signature.signer().value >= config.n ||
        !signers.insert(signature.signer()))
      return false;
  return signers.contains(config.sender) && signers.size() >= round;
}

State Protocol::initial(const Config&, ProcessId, const Durable&) {
  State state;
  state.heard.resize(2);
  return state;
}

void Protocol::on_start(const Config& config, State& state, Context<Protocol>& context) {
  context.set_timer(RoundOver{}, Ticks{config.round_ticks});
  std::vector<Chain> chains;
  if (context.self() == config.sender) {
    chains.push_back({config.value, {}});
    state.accepted.push_back(config.value);
  }
  send(config, state, std::move(chains), context);
  advance(config, state, context);
}

// Of a process, the first message of a round counts.
void Protocol::on_message(const Config& config, State& state, ProcessId from, const Message& message,
                          Context<Protocol>& context) {
  if (from.value >= config.n || message.chains.size() > kMostValues) return;
  const std::uint64_t ahead = message.round - state.round;  // wraps round for what is late
  if (ahead >= state.heard.size() || message.round > rounds(config)) return;
  if (!state.heard[ahead].insert(from)) return;
  accept(config, state, message);
  advance(config, state, context);
}

void Protocol::on_timer(const Config& config, State& state, const Timer&, Context<Protocol>& context) {
  if (state.round > rounds(config)) return;
  context.set_timer(RoundOver{}, Ticks{config.round_ticks});
  ++state.clock;
  advance(config, state, context);
}

std::optional<ConfigProblem> Protocol::validate(const Config& config) {
  const std::string n = std::to_string(config.n);
  if (config.n == 0) return ConfigProblem{"n", "must be at least 1"};
  if (config.sender.value >= config.n) return ConfigProblem{"sender", "must be a process, so below n = " + n};
  if (config.rounds > config.n) return ConfigProblem{"rounds", "must be at most n = " + n + "; 0 means t + 1"};
  constexpr std::uint64_t kMost = std::uint64_t{1} << 40;
  if (config.round_ticks == 0 || config.round_ticks > kMost)
    return ConfigProblem{"round_ticks", "must be from 1 to 2^40"};
  return check_resilience(config.n, config.t, 1);
}

Protocol::Problem Protocol::problem(const Config& config, const ProcessSet& correct) {
  Problem problem;
  problem.correct = correct;
  if (correct.contains(config.sender)) problem.sent = config.value;
  return problem;
}

Config Protocol::second_face(const Config& config) {
  Config other = config;
  ++other.value;
  return other;
}

static_assert(Process<Protocol>);

}  // namespace parley::dolev_strong
