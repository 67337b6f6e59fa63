#include "protocols/broadcast/hashed_bracha/hashed_bracha.hpp"

#include <algorithm>
#include <utility>

#include "protocols/broadcast/hashed_bracha/thresholds.hpp"

namespace parley::hashed_bracha {

namespace {

using problems::PayloadDelivered;
using problems::PayloadPulled;
using problems::PayloadSent;

// What the steps on one payload share.
struct Step {
  const Config& config;
  State& state;
  Context<Protocol>& context;
  ProcessId sender;
  std::uint64_t sequence;
  Instance& at;
};

// Counts `from` for `payload` unless it was counted before for any: of one process, the first message of a kind counts.
// Returns how many now support `payload`, 0 when nothing was counted.
std::uint32_t count(Tallies& tallies, ProcessId from, const Digest& payload) {
  for (const Tally& tally : tallies)
    if (tally.from.contains(from)) return 0;
  auto place =
      std::find_if(tallies.begin(), tallies.end(), [&](const Tally& tally) { return tally.payload >= payload; });
  if (place == tallies.end() || place->payload != payload) place = tallies.insert(place, Tally{payload, {}});
  place->from.insert(from);
  return place->from.size();
}

ProcessSet supporters(const Tallies& tallies, const Digest& payload) {
  for (const Tally& tally : tallies)
    if (tally.payload == payload) return tally.from;
  return {};
}

void deliver_if_held(const Step& step) {
  Instance& at = step.at;
  if (at.delivered || !at.wanted || !at.held || at.held->hash != *at.wanted) return;
  at.delivered = true;
  if (step.sender == step.context.self()) ++step.state.returned;
  step.context.emit(PayloadDelivered{step.sender, step.sequence, broadcast::fingerprint(*at.wanted)});
}

// Asks so many of those that are known to have echoed what is wanted.
void pull(const Step& step) {
  Instance& at = step.at;
  if (at.delivered || !at.wanted) return;
  ProcessSet fresh;
  supporters(at.echoes, *at.wanted).for_each([&](ProcessId id) {
    if (id != step.context.self() && at.asked.size() < pull_from(step.config) && at.asked.insert(id)) fresh.insert(id);
  });
  if (!fresh.empty()) step.context.multicast(std::move(fresh), Pull{step.sender, step.sequence, *at.wanted});
}

void support_ready(const Step& step, ProcessId from, const Digest& payload);

void send_ready(const Step& step, const Digest& payload) {
  if (step.at.readied) return;
  step.at.readied = payload;
  step.context.broadcast(Ready{step.sender, step.sequence, payload});
  support_ready(step, step.context.self(), payload);
}

void support_echo(const Step& step, ProcessId from, const Digest& payload) {
  if (count(step.at.echoes, from, payload) >= echo_quorum(step.config)) send_ready(step, payload);
  if (step.at.wanted == payload) pull(step);
}

void support_ready(const Step& step, ProcessId from, const Digest& payload) {
  const std::uint32_t support = count(step.at.readies, from, payload);
  if (support >= ready_support(step.config)) send_ready(step, payload);
  if (support < delivery_quorum(step.config) || step.at.wanted) return;
  step.at.wanted = payload;
  deliver_if_held(step);
  if (step.at.delivered) return;
  step.context.emit(PayloadPulled{step.sender, step.sequence});
  pull(step);
}

// A correct process echoes once for a sender and a number, and only what the sender itself sent.
void on_initial(const Step& step, const std::string& payload) {
  if (step.at.echoed || payload.size() > step.config.payload_bytes) return;
  const Digest hash = broadcast::sha256(payload);
  if (!step.at.held) step.at.held = Held{hash, payload};
  step.at.echoed = hash;
  step.context.broadcast(Echo{step.sender, step.sequence, hash});
  support_echo(step, step.context.self(), hash);
  deliver_if_held(step);
}

void on_pull(const Step& step, ProcessId from, const Digest& payload) {
  if (!step.at.held || step.at.held->hash != payload || !step.at.supplied.insert(from)) return;
  step.context.send(from, Supply{step.sender, step.sequence, step.at.held->payload});
}

void on_supply(const Step& step, const std::string& payload) {
  if (!step.at.wanted || step.at.delivered || payload.size() > step.config.payload_bytes) return;
  if (broadcast::sha256(payload) != *step.at.wanted) return;
  step.at.held = Held{*step.at.wanted, payload};
  deliver_if_held(step);
}

// Whoever echoed the delivered payload has it, and whoever was ready has nothing more to say: when that is everybody,
// nothing can come of this instance any more.
bool is_over(const Config& config, const Instance& at) {
  return at.delivered && supporters(at.echoes, *at.wanted).size() == config.n &&
         supporters(at.readies, *at.wanted).size() == config.n;
}

void settle(Stream& stream, std::uint64_t sequence) {
  stream.open.erase(sequence);
  stream.settled.insert(sequence);
  while (!stream.settled.empty() && *stream.settled.begin() == stream.settled_to + 1) {
    stream.settled.erase(stream.settled.begin());
    ++stream.settled_to;
  }
}

template <class Act>
void act_on(const Config& config, State& state, ProcessId sender, std::uint64_t sequence, Context<Protocol>& context,
            Act&& act) {
  if (sender.value >= config.senders || sequence == 0 || sequence > config.payloads) return;
  Stream& stream = state.streams[sender];
  if (sequence <= stream.settled_to || stream.settled.contains(sequence)) return;
  Instance& at = stream.open[sequence];
  act(Step{config, state, context, sender, sequence, at});
  if (is_over(config, at)) settle(stream, sequence);
}

void send_payloads(const Config& config, State& state, Context<Protocol>& context) {
  const ProcessId self = context.self();
  if (self.value >= config.senders) return;
  while (state.sent < config.payloads && (config.window == 0 || state.sent - state.returned < config.window)) {
    const std::uint64_t sequence = ++state.sent;
    const std::string payload = broadcast::payload_of(self, sequence, config.payload_bytes, config.edition);
    context.emit(PayloadSent{self, sequence, broadcast::fingerprint(broadcast::sha256(payload))});
    context.broadcast(Initial{sequence, payload});
    act_on(config, state, self, sequence, context, [&](const Step& step) { on_initial(step, payload); });
  }
}

}  // namespace

Protocol::State Protocol::initial(const Config&, ProcessId, const Durable&) {
  return {};
}

void Protocol::on_start(const Config& config, State& state, Context<Protocol>& context) {
  send_payloads(config, state, context);
}

void Protocol::on_message(const Config& config, State& state, ProcessId from, const Message& message,
                          Context<Protocol>& context) {
  if (from.value >= config.n) return;
  const auto on = [&](ProcessId sender, std::uint64_t sequence, auto&& act) {
    act_on(config, state, sender, sequence, context, act);
  };
  if (const auto* initial = std::get_if<Initial>(&message)) {
    on(from, initial->sequence, [&](const Step& step) { on_initial(step, initial->payload); });
  } else if (const auto* echo = std::get_if<Echo>(&message)) {
    on(echo->sender, echo->sequence, [&](const Step& step) { support_echo(step, from, echo->payload); });
  } else if (const auto* ready = std::get_if<Ready>(&message)) {
    on(ready->sender, ready->sequence, [&](const Step& step) { support_ready(step, from, ready->payload); });
  } else if (const auto* asked = std::get_if<Pull>(&message)) {
    on(asked->sender, asked->sequence, [&](const Step& step) { on_pull(step, from, asked->payload); });
  } else {
    const auto& supply = std::get<Supply>(message);
    on(supply.sender, supply.sequence, [&](const Step& step) { on_supply(step, supply.payload); });
  }
  send_payloads(config, state, context);
}

std::optional<ConfigProblem> Protocol::validate(const Config& config) {
  if (config.n == 0) return ConfigProblem{"n", "must be at least 1"};
  if (config.senders == 0 || config.senders > config.n)
    return ConfigProblem{"senders", "must be from 1 to n = " + std::to_string(config.n)};
  if (config.payloads == 0 || config.payloads > 1'000'000)
    return ConfigProblem{"payloads", "must be from 1 to 1,000,000"};
  if (config.payload_bytes == 0 || config.payload_bytes > std::uint64_t{1} << 20)
    return ConfigProblem{"payload_bytes", "must be from 1 to 1,048,576"};
  return check_resilience(config.n, config.t, 3);
}

Protocol::Problem Protocol::problem(const Config& config, const ProcessSet& correct) {
  return Problem::of(config.senders, config.payloads, correct);
}

// The payloads that are under way, and where nobody says the same two sets for each.
std::uint64_t Protocol::state_bytes(const Config& config) {
  const std::uint64_t open = config.window == 0 ? config.payloads : std::min(config.window, config.payloads);
  return config.senders * open * (config.payload_bytes + sizeof(Instance) + 4 * (config.n / 8));
}

Config Protocol::second_face(const Config& config) {
  Config second = config;
  second.edition ^= 1;
  return second;
}

}  // namespace parley::hashed_bracha
