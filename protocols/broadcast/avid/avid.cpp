#include "protocols/broadcast/avid/avid.hpp"

#include <algorithm>
#include <utility>

#include "protocols/broadcast/avid/dispersal.hpp"
#include "protocols/broadcast/avid/thresholds.hpp"

namespace parley::avid {

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

Candidate& candidate(Instance& at, const Digest& root) {
  auto place = std::lower_bound(at.candidates.begin(), at.candidates.end(), root,
                                [](const Candidate& one, const Digest& other) { return one.root < other; });
  if (place == at.candidates.end() || place->root != root) {
    place = at.candidates.emplace(place);
    place->root = root;
  }
  return *place;
}

std::optional<std::string> decode(const Config& config, const Candidate& about) {
  std::vector<crypto::Fragment> fragments;
  for (const auto& [owner, fragment] : about.fragments) fragments.push_back({owner.value, fragment});
  return crypto::decode(code_of(config), fragments);
}

// Only a codeword gives everybody the same payload, from whatever fragments it decodes: the code of the payload that
// these fragments give must have this root.
bool is_root_of_codeword(const Config& config, const Candidate& about) {
  if (config.skip_check) return true;
  const std::optional<std::string> payload = decode(config, about);
  return payload && disperse(config, *payload).root == about.root;
}

void support_ready(const Step& step, ProcessId from, const Digest& root);

void send_ready(const Step& step, const Digest& root) {
  if (step.at.readied) return;
  step.at.readied = true;
  step.context.broadcast(Ready{step.sender, step.sequence, root});
  support_ready(step, step.context.self(), root);
}

void deliver(const Step& step, const Candidate& about) {
  if (step.at.delivered || about.readies.size() < delivery_quorum(step.config)) return;
  const std::optional<std::string> payload = decode(step.config, about);  // nothing while there are too few fragments
  if (!payload) return;
  step.at.delivered = true;
  if (step.sender == step.context.self()) ++step.state.returned;
  step.context.emit(PayloadDelivered{step.sender, step.sequence, broadcast::fingerprint(broadcast::sha256(*payload))});
}

// Of a process the first echo, and the first ready, counts.
void support_echo(const Step& step, ProcessId from, const Digest& root, const std::string& fragment) {
  const auto said = [&](const Candidate& one) { return one.fragments.contains(from); };
  if (is_over(step.at) || std::any_of(step.at.candidates.begin(), step.at.candidates.end(), said)) return;
  Candidate& about = candidate(step.at, root);
  about.fragments.emplace(from, fragment);
  deliver(step, about);
  if (step.at.readied || about.refused || about.fragments.size() < echo_quorum(step.config)) return;
  about.refused = !is_root_of_codeword(step.config, about);
  if (!about.refused) send_ready(step, root);
}

void support_ready(const Step& step, ProcessId from, const Digest& root) {
  const auto said = [&](const Candidate& one) { return one.readies.contains(from); };
  if (is_over(step.at) || std::any_of(step.at.candidates.begin(), step.at.candidates.end(), said)) return;
  Candidate& about = candidate(step.at, root);
  about.readies.insert(from);
  deliver(step, about);
  if (about.readies.size() >= ready_support(step.config)) send_ready(step, root);
}

// A correct process echoes once for a sender and a number, and only what the sender itself sent.
void echo(const Step& step, const Digest& root, const Piece& piece) {
  if (step.at.echoed || !is_piece(step.config, root, step.context.self(), piece)) return;
  step.at.echoed = true;
  step.context.broadcast(Echo{step.sender, step.sequence, root, piece});
  support_echo(step, step.context.self(), root, piece.fragment);
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
    const Dispersal dispersal = disperse(config, payload);
    const ProcessId self = context.self();
    for (std::uint32_t id = 0; id < config.n; ++id)
      if (id != self.value) context.send(ProcessId{id}, Disperse{sequence, dispersal.root, dispersal.pieces[id]});
    act_on(config, state, self, sequence, context,
           [&](const Step& step) { echo(step, dispersal.root, dispersal.pieces[self.value]); });
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
  if (const auto* piece = std::get_if<Disperse>(&message)) {
    on(from, piece->sequence, [&](const Step& step) { echo(step, piece->root, piece->piece); });
  } else if (const auto* ready = std::get_if<Ready>(&message)) {
    on(ready->sender, ready->sequence, [&](const Step& step) { support_ready(step, from, ready->root); });
  } else {
    const auto& echoed = std::get<Echo>(message);
    on(echoed.sender, echoed.sequence, [&](const Step& step) {
      if (!is_over(step.at) && is_piece(config, echoed.root, from, echoed.piece))
        support_echo(step, from, echoed.root, echoed.piece.fragment);
    });
  }
  begin_payloads(config, state, context);
}

std::optional<ConfigProblem> Protocol::validate(const Config& config) {
  if (auto problem = broadcast::check_coded(config)) return problem;
  if (config.data_fragments > config.n)
    return ConfigProblem{"data_fragments", "must be from 0 to n = " + std::to_string(config.n)};
  return check_resilience(config.n, config.t, 3);
}

Protocol::Problem Protocol::problem(const Config& config, const ProcessSet& correct) {
  return Problem::of(config.senders, config.payloads, correct);
}

// Where nobody lies, n fragments of each payload that is under way.
std::uint64_t Protocol::state_bytes(const Config& config) {
  const std::uint64_t fragments =
      config.n * (crypto::fragment_bytes(code_of(config), config.payload_bytes) + 4 * sizeof(std::string));
  return broadcast::most_open(config) * (fragments + sizeof(Instance) + sizeof(Candidate));
}

Config Protocol::second_face(const Config& config) {
  Config second = config;
  second.edition ^= 1;
  return second;
}

}  // namespace parley::avid
