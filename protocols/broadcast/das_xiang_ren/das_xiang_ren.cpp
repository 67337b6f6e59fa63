#include "protocols/broadcast/das_xiang_ren/das_xiang_ren.hpp"

#include <algorithm>
#include <utility>

#include "protocols/broadcast/das_xiang_ren/thresholds.hpp"

namespace parley::das_xiang_ren {

namespace {

using problems::PayloadDelivered;

// What a step is about.
struct Step {
  const Config& config;
  Protocol::State& state;
  Context<Protocol>& context;
  ProcessId sender;
  std::uint64_t sequence;
  Instance& at;
};

bool is_over(const Instance& at) {
  return at.delivered && at.readied;
}

bool is_fragment(const Config& config, const std::string& bytes) {
  return bytes.size() == crypto::fragment_bytes(code_of(config), config.payload_bytes);
}

Candidate& candidate(Instance& at, const Digest& payload) {
  auto place = std::lower_bound(at.candidates.begin(), at.candidates.end(), payload,
                                [](const Candidate& one, const Digest& other) { return one.payload < other; });
  if (place == at.candidates.end() || place->payload != payload) {
    place = at.candidates.emplace(place);
    place->payload = payload;
  }
  return *place;
}

// Of a process the first echo, and the first ready, counts.
bool has_echoed(const Instance& at, ProcessId who) {
  for (const Candidate& one : at.candidates)
    for (const Told& told : one.echoes)
      if (told.by.contains(who)) return true;
  return false;
}
bool has_readied(const Instance& at, ProcessId who) {
  return std::any_of(at.candidates.begin(), at.candidates.end(),
                     [&](const Candidate& one) { return one.readies.contains(who); });
}

void support_ready(const Step& step, ProcessId from, const Digest& payload, const std::string& fragment);

// Ready with the fragment that enough others say is one's own.
void become_ready(const Step& step, const Candidate& about) {
  const bool joins = about.readies.size() >= ready_support(step.config);
  const std::uint32_t needed =
      joins ? std::min(echo_support(step.config), echo_quorum(step.config)) : echo_quorum(step.config);
  const auto own = std::find_if(about.echoes.begin(), about.echoes.end(),
                                [&](const Told& told) { return told.by.size() >= needed; });
  if (step.at.readied || own == about.echoes.end()) return;
  step.at.readied = true;
  const Ready ready{step.sender, step.sequence, about.payload, own->fragment};
  step.context.broadcast(ready);
  support_ready(step, step.context.self(), ready.payload, ready.fragment);
}

// One decoding for each ready: that with r errors when there are 2t + 1 + r.
void decode(const Step& step, const Candidate& about) {
  const auto known = static_cast<std::uint32_t>(about.readies.size());
  const std::uint32_t least = delivery_quorum(step.config);
  if (step.at.delivered || known < least || known - least >= decodings(step.config)) return;
  std::vector<crypto::Fragment> fragments;
  for (const auto& [owner, fragment] : about.readies) fragments.push_back({owner.value, fragment});
  const std::optional<std::string> payload = crypto::correct(code_of(step.config), fragments, known - least);
  if (!payload) return;
  const Digest hash = broadcast::sha256(*payload);
  if (hash != about.payload && !step.config.skip_check) return;
  step.at.delivered = true;
  if (step.sender == step.context.self()) ++step.state.returned;
  step.context.emit(PayloadDelivered{step.sender, step.sequence, broadcast::fingerprint(hash)});
}

void support_echo(const Step& step, ProcessId from, const Digest& payload, const std::string& fragment) {
  if (is_over(step.at) || !is_fragment(step.config, fragment) || has_echoed(step.at, from)) return;
  Candidate& about = candidate(step.at, payload);
  auto told =
      std::find_if(about.echoes.begin(), about.echoes.end(), [&](const Told& one) { return one.fragment >= fragment; });
  if (told == about.echoes.end() || told->fragment != fragment) told = about.echoes.insert(told, Told{fragment, {}});
  told->by.insert(from);
  become_ready(step, about);
}

void support_ready(const Step& step, ProcessId from, const Digest& payload, const std::string& fragment) {
  if (is_over(step.at) || !is_fragment(step.config, fragment) || has_readied(step.at, from)) return;
  Candidate& about = candidate(step.at, payload);
  about.readies.emplace(from, fragment);
  decode(step, about);
  become_ready(step, about);
}

// A correct process echoes once for a sender and a number, and only what the sender itself sent.
void echo(const Step& step, const std::string& payload) {
  if (step.at.echoed || payload.size() != step.config.payload_bytes) return;
  step.at.echoed = true;
  const Digest hash = broadcast::sha256(payload);
  const std::vector<std::string> fragments = crypto::encode(code_of(step.config), payload);
  const ProcessId self = step.context.self();
  for (std::uint32_t id = 0; id < step.config.n; ++id)
    if (id != self.value) step.context.send(ProcessId{id}, Echo{step.sender, step.sequence, hash, fragments[id]});
  support_echo(step, self, hash, fragments[self.value]);
}

template <class Act>
void act_on(const Config& config, Protocol::State& state, ProcessId sender, std::uint64_t sequence,
            Context<Protocol>& context, Act&& act) {
  Instance* at = broadcast::open_instance(config, state, sender, sequence);
  if (at == nullptr) return;
  act(Step{config, state, context, sender, sequence, *at});
  if (!is_over(*at)) return;
  at->candidates.clear();
  if (at->echoed) state.of[sender].settle(sequence);
}

void begin_payloads(const Config& config, Protocol::State& state, Context<Protocol>& context) {
  broadcast::send_payloads(config, state, context, [&](std::uint64_t sequence, const std::string& payload) {
    context.broadcast(Propose{sequence, payload});
    act_on(config, state, context.self(), sequence, context, [&](const Step& step) { echo(step, payload); });
  });
}

}  // namespace

void Protocol::on_start(const Config& config, State& state, Context<Protocol>& context) {
  begin_payloads(config, state, context);
}

void Protocol::on_message(const Config& config, State& state, ProcessId from, const Message& message,
                          Context<Protocol>& context) {
  if (from.value >= config.n) return;  // clients have no part in the protocol
  const auto on = [&](ProcessId sender, std::uint64_t sequence, auto&& act) {
    act_on(config, state, sender, sequence, context, act);
  };
  if (const auto* proposed = std::get_if<Propose>(&message)) {
    on(from, proposed->sequence, [&](const Step& step) { echo(step, proposed->payload); });
  } else if (const auto* told = std::get_if<Echo>(&message)) {
    on(told->sender, told->sequence,
       [&](const Step& step) { support_echo(step, from, told->payload, told->fragment); });
  } else {
    const auto& ready = std::get<Ready>(message);
    on(ready.sender, ready.sequence,
       [&](const Step& step) { support_ready(step, from, ready.payload, ready.fragment); });
  }
  begin_payloads(config, state, context);
}

std::optional<ConfigProblem> Protocol::validate(const Config& config) {
  if (auto problem = broadcast::check_coded(config)) return problem;
  return check_resilience(config.n, config.t, 3);
}

Protocol::Problem Protocol::problem(const Config& config, const ProcessSet& correct) {
  return Problem::of(config.senders, config.payloads, correct);
}

// Where nobody lies, a fragment of one's own and n of others, for each payload that is under way.
std::uint64_t Protocol::state_bytes(const Config& config) {
  const std::uint64_t fragments =
      (config.n + 1) * (crypto::fragment_bytes(code_of(config), config.payload_bytes) + 4 * sizeof(std::string));
  return broadcast::most_open(config) * (fragments + sizeof(Instance) + sizeof(Candidate));
}

Config Protocol::second_face(const Config& config) {
  Config second = config;
  second.edition ^= 1;
  return second;
}

}  // namespace parley::das_xiang_ren
