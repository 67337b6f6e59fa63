#include "protocols/broadcast/amortized/amortized.hpp"

#include <algorithm>
#include <utility>

#include "protocols/broadcast/amortized/handlers.hpp"
#include "protocols/broadcast/amortized/rules.hpp"

namespace parley::amortized {

namespace {

// VoteDue is armed while there is somebody to tell or to ask; a block that was taken begins the time anew.
void keep_time(const Step& step, bool anew) {
  Chain& chain = step.chain;
  const bool needed = (!step.config.silent_when_quiet && !is_told(step)) || has_to_ask(step);
  if (needed && (anew || !chain.timing)) step.context.set_timer(VoteDue{step.sender}, Ticks{step.config.vote_ticks});
  if (!needed && chain.timing) step.context.cancel_timer(VoteDue{step.sender});
  chain.timing = needed;
}

// What is common to all steps on one chain: what follows, and then who is to hear of it.
template <class Act>
void act_on(const Config& config, State& state, ProcessId sender, Context<Protocol>& context, Act&& act) {
  const auto found = state.chains.find(sender);
  if (found == state.chains.end()) return;
  Chain& chain = found->second;
  const Step step{config, state, chain, sender, context};
  const std::size_t accepted = chain.accepted.size();
  const Digest tip = chain.accepted.empty() ? Digest{} : chain.accepted.back();
  const std::size_t readied = chain.readied.size();
  act(step);
  advance(step);
  const bool took = chain.accepted.size() != accepted || (accepted > 0 && chain.accepted.back() != tip);
  if (took || chain.readied.size() != readied) {
    chain.told = {};
    chain.rounds = 0;
  }
  if (took) tell(step);
  keep_time(step, took);
}

void send_block(const Config& config, State& state, Context<Protocol>& context) {
  act_on(config, state, context.self(), context, [&](const Step& step) {
    Sending& own = state.sending;
    const std::vector<Digest>& chain = step.chain.accepted;
    Block block{++own.sent, chain.empty() ? Digest{} : chain.back(), own_payload(config, step.self(), own.sent),
                std::exchange(own.echoes, {}), std::exchange(own.readies, {})};
    const Digest payload = broadcast::sha256(block.payload);
    context.emit(problems::PayloadSent{step.self(), block.height, broadcast::fingerprint(payload)});
    on_block(step, block);
    context.broadcast(std::move(block));
  });
}

// A block when one is due; certificates that no block will take along soon go alone.
void keep_sending(const Config& config, State& state, Context<Protocol>& context) {
  const auto chain = state.chains.find(context.self());
  Sending& own = state.sending;
  if (chain == state.chains.end() || own.pacing) return;
  if (own.sent < config.payloads && (config.window == 0 || own.sent < chain->second.delivered + config.window)) {
    send_block(config, state, context);
    own.pacing = own.sent < config.payloads;
    if (own.pacing) context.set_timer(BlockDue{}, Ticks{config.block_ticks});
  }
  if (!own.pacing && (!own.echoes.empty() || !own.readies.empty()))
    context.broadcast(Certificates{std::exchange(own.echoes, {}), std::exchange(own.readies, {})});
}

// Of whose chain the message is.
ProcessId chain_of(ProcessId self, ProcessId from, const Protocol::Message& message) {
  return std::visit(
      [&](const auto& chosen) {
        if constexpr (requires { chosen.sender; }) {
          return chosen.sender;
        } else if constexpr (requires { chosen.share; }) {
          return self;
        } else {
          return from;
        }
      },
      message);
}

void receive(const Step& step, ProcessId from, const Protocol::Message& message) {
  if (const auto* block = std::get_if<Block>(&message)) return on_block(step, *block);
  if (const auto* vote = std::get_if<Vote>(&message)) return on_vote(step, from, *vote);
  if (const auto* proof = std::get_if<Certificates>(&message)) return learn(step, proof->echoes, proof->readies);
  if (const auto* question = std::get_if<Ask>(&message)) return on_ask(step, from, *question);
  if (const auto* stand = std::get_if<Stand>(&message)) return on_stand(step, from, *stand);
  if (const auto* pull = std::get_if<Pull>(&message)) return on_pull(step, from, *pull);
  if (const auto* supply = std::get_if<Supply>(&message)) return on_supply(step, from, *supply);
  if (const auto* echo = std::get_if<EchoShare>(&message)) return on_echo_share(step, from, *echo);
  on_ready_share(step, from, std::get<ReadyShare>(message));
}

std::optional<ConfigProblem> check_load(const Config& config) {
  if (config.payloads == 0 || config.payloads > 1'000'000)
    return ConfigProblem{"payloads", "must be from 1 to 1,000,000"};
  if (config.payload_bytes == 0 || config.payload_bytes > std::uint64_t{1} << 20)
    return ConfigProblem{"payload_bytes", "must be from 1 to 1,048,576"};
  if (config.block_ticks == 0) return ConfigProblem{"block_ticks", "must be at least 1"};
  if (config.vote_ticks == 0) return ConfigProblem{"vote_ticks", "must be at least 1"};
  if (config.edition_from == 0) return ConfigProblem{"edition_from", "must be at least 1"};
  return std::nullopt;
}

}  // namespace

State Protocol::initial(const Config& config, ProcessId, const Durable&) {
  State state;
  for (std::uint32_t id = 0; id < config.senders; ++id)
    state.chains[ProcessId{id}].voters = PerProcess<Voter>(config.n);
  return state;
}

void Protocol::on_start(const Config& config, State& state, Context<Protocol>& context) {
  keep_sending(config, state, context);
}

void Protocol::on_message(const Config& config, State& state, ProcessId from, const Message& message,
                          Context<Protocol>& context) {
  if (from.value >= config.n) return;
  act_on(config, state, chain_of(context.self(), from, message), context,
         [&](const Step& step) { receive(step, from, message); });
  keep_sending(config, state, context);
}

void Protocol::on_timer(const Config& config, State& state, const Timer& timer, Context<Protocol>& context) {
  if (const auto* due = std::get_if<VoteDue>(&timer)) {
    act_on(config, state, due->sender, context, [&](const Step& step) {
      step.chain.timing = false;
      if (!config.silent_when_quiet && !is_told(step)) {
        if (config.quiet_rounds != 0) ++step.chain.rounds;
        tell(step);
      }
      ask(step);
    });
  } else {
    state.sending.pacing = false;
  }
  keep_sending(config, state, context);
}

std::optional<ConfigProblem> Protocol::validate(const Config& config) {
  if (config.n == 0) return ConfigProblem{"n", "must be at least 1"};
  if (config.senders == 0 || config.senders > config.n)
    return ConfigProblem{"senders", "must be from 1 to n = " + std::to_string(config.n)};
  const std::uint32_t most = std::max(config.n, 2U) - 1;
  if (config.c == 0 || config.c > most) return ConfigProblem{"c", "must be from 1 to " + std::to_string(most)};
  if (const auto problem = check_load(config)) return problem;
  return check_resilience(config.n, config.t, 3);
}

Protocol::Problem Protocol::problem(const Config& config, const ProcessSet& correct) {
  return Problem::of(config.senders, config.payloads, correct);
}

std::vector<Gauge> Protocol::gauges(const State& state) {
  Gauge delivered{"delivered", 0};
  Gauge stored{"stored", 0};
  for (const auto& [sender, chain] : state.chains) {
    delivered.value += chain.delivered;
    stored.value += chain.blocks.size();
  }
  return {delivered, stored};
}

// Payloads stay until everybody is known to have them, which takes a round of committees twice.
std::uint64_t Protocol::state_bytes(const Config& config) {
  const std::uint64_t under_way = config.window == 0 ? 2 * (config.n / config.c) + 8 : config.window;
  const std::uint64_t kept = std::min<std::uint64_t>(config.payloads, under_way);
  const std::uint64_t names = 2 * config.payloads * sizeof(Digest);
  return config.senders * (config.n * sizeof(Voter) + names + kept * (config.payload_bytes + sizeof(Stored)));
}

Config Protocol::second_face(const Config& config) {
  Config second = config;
  second.edition ^= 1;
  return second;
}

}  // namespace parley::amortized
