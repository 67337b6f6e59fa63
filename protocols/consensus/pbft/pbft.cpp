#include "protocols/consensus/pbft/pbft.hpp"

#include <string>

#include "protocols/consensus/byzantine_settings.hpp"
#include "protocols/consensus/pbft/handlers.hpp"
#include "protocols/consensus/pbft/rules.hpp"
#include "protocols/consensus/register_settings.hpp"
#include "protocols/core/overloaded.hpp"

namespace parley::pbft {

namespace {

// The frequent ones first. Clients send requests and nothing else; replicas may pass requests on.
void replica_message(const Step& step, ProcessId from, const Protocol::Message& message) {
  if (from.value >= step.config.n && !std::holds_alternative<ClientRequest>(message)) return;
  if (const auto* prepare = std::get_if<Prepare>(&message)) return on_prepare(step, *prepare);
  if (const auto* commit = std::get_if<Commit>(&message)) return on_commit(step, from, *commit);
  std::visit(Overloaded{
                 [&](const ClientRequest& m) { on_client_request(step, from, m); },
                 [&](const PrePrepare& m) { on_pre_prepare(step, m); },
                 [&](const Checkpoint& m) { on_checkpoint(step, m); },
                 [&](const ViewChange& m) { on_view_change(step, m); },
                 [&](const NewView& m) { on_new_view(step, m); },
                 [&](const Status& m) { on_status(step, from, m); },
                 [&](const Executed& m) { on_executed(step, from, m); },
                 [&](const StateTransfer& m) { on_state_transfer(step, m); },
                 [](const auto&) {},
             },
             message);
}

void erase_up_to(Durable& durable, Sequence sequence) {
  durable.accepted.erase(durable.accepted.begin(), durable.accepted.upper_bound(sequence));
  durable.prepared.erase(durable.prepared.begin(), durable.prepared.upper_bound(sequence));
}

bool has_history(const Replica& replica) {
  return replica.view > 0 || replica.stable > 0 || !replica.slots.empty();
}

// What it accepted in the view it is in, and what it can prove to be prepared.
void restore_slots(const Durable& durable, Replica& replica) {
  replica.prepared = durable.prepared;
  if (!replica.active) return;
  for (const auto& [sequence, proposal] : durable.accepted) {
    if (proposal.ordering.statement().view != durable.view) continue;
    Slot& slot = slot_at(replica, sequence);
    slot.proposal = proposal;
    const auto proved = durable.prepared.find(sequence);
    slot.prepared =
        proved != durable.prepared.end() && proved->second.proposal.ordering.statement().view == durable.view;
    replica.next = sequence + 1;
  }
}

// Its own votes count again, and the others are asked for theirs. What was proposed is waited for again: those who
// executed it may have forgotten so too, and its client may have its answer.
void take_up_again(const Step& step) {
  Replica& replica = step.replica;
  if (!replica.active) replica.reports[step.self()] = make_report(step);
  for (Slot& slot : replica.slots) {
    if (!slot.proposal) continue;
    const Ordering ordering = slot.proposal->ordering.statement();
    if (slot.proposal->request) await(step, *slot.proposal->request);
    if (slot.prepared) {
      slot.commits.push_back(Tally{ordering.digest, ProcessSet{step.self()}});
    } else if (!is_primary(step) && slot.accepted.insert(step.self())) {
      slot.acceptances.push_back(step.context.sign(Acceptance{ordering.view, ordering.sequence, ordering.digest}));
    }
  }
  watch(step);
  report_status(step);
}

std::optional<ConfigProblem> validate_sizes(const Config& config) {
  if (auto problem = consensus::validate_replicas(config)) return problem;
  constexpr std::uint64_t kMost = 1U << 20;
  if (config.checkpoint_interval == 0 || config.checkpoint_interval > kMost)
    return ConfigProblem{"checkpoint_interval", "must be from 1 to 2^20"};
  if (config.window != 0 && (config.window < config.checkpoint_interval || config.window > 2 * kMost))
    return ConfigProblem{"window", "must be 0 (twice the checkpoint interval), or from checkpoint_interval = " +
                                       std::to_string(config.checkpoint_interval) + " to 2^21"};
  return std::nullopt;
}

std::optional<ConfigProblem> validate_ticks(const Config& config) {
  constexpr std::uint64_t kMost = 1ULL << 40;  // so that no sum of a run's ticks overflows
  if (config.request_ticks == 0 || config.request_ticks > kMost)
    return ConfigProblem{"request_ticks", "must be from 1 to 2^40"};
  if (config.retry_ticks == 0 || config.retry_ticks > kMost)
    return ConfigProblem{"retry_ticks", "must be from 1 to 2^40"};
  if (config.status_ticks > kMost) return ConfigProblem{"status_ticks", "must be from 0 (none) to 2^40"};
  return std::nullopt;
}

}  // namespace

void apply(Durable& durable, const Record& record) {
  std::visit(Overloaded{
                 [&](const Left& left) {
                   durable.view = left.view;
                   durable.active = false;
                   durable.opening.reset();
                 },
                 [&](const Opened& opened) {
                   durable.view = opened.opening.statement().view;
                   durable.active = true;
                   durable.opening = opened.opening;
                 },
                 [&](const Accepted& accepted) {
                   durable.accepted[accepted.proposal.ordering.statement().sequence] = accepted.proposal;
                 },
                 [&](const Prepared& prepared) {
                   durable.prepared[prepared.certificate.proposal.ordering.statement().sequence] = prepared.certificate;
                 },
                 [&](const Stable& stable) {
                   durable.stable = stable.sequence;
                   durable.proof = stable.proof;
                   durable.machine = stable.machine;
                   erase_up_to(durable, stable.sequence);
                 },
                 [&](const Pending& pending) { durable.pending = pending; },
             },
             record);
}

State Protocol::initial(const Config& config, ProcessId self, const Durable& durable) {
  if (self.value >= config.n) return {Client{durable.pending, false, 0, {}}};
  Replica replica;
  replica.view = durable.view;
  replica.active = durable.active;
  replica.opening = durable.opening;
  replica.stable = replica.executed = durable.stable;
  replica.proof = durable.proof;
  replica.machine = durable.machine;
  replica.snapshots[durable.stable] = durable.machine;
  replica.next = durable.stable + 1;
  replica.ahead = PerProcess<Sequence>(config.n);
  restore_slots(durable, replica);
  return {std::move(replica)};
}

void Protocol::on_start(const Config& config, State& state, Context<Protocol>& context) {
  if (auto* client = std::get_if<Client>(&state.part)) return PbftClient{config, *client, context}.start();
  Replica& replica = std::get<Replica>(state.part);
  const Step step{config, replica, context};
  // Even without a history: it may have executed what others reported, and nothing of it is durable.
  context.emit(problems::Restored{replica.stable});
  if (has_history(replica)) {
    take_up_again(step);
  } else if (is_primary(step)) {
    context.emit(problems::LeaderElected{0});
  }
  if (config.status_ticks > 0) context.set_timer(StatusDue{}, Ticks{config.status_ticks});
}

void Protocol::on_message(const Config& config, State& state, ProcessId from, const Message& message,
                          Context<Protocol>& context) {
  if (auto* replica = std::get_if<Replica>(&state.part))
    return replica_message({config, *replica, context}, from, message);
  if (const auto* reply = std::get_if<Reply>(&message))
    PbftClient{config, std::get<Client>(state.part), context}.on_reply(from, *reply);
}

void Protocol::on_timer(const Config& config, State& state, const Timer& timer, Context<Protocol>& context) {
  if (auto* client = std::get_if<Client>(&state.part)) {
    if (std::holds_alternative<RetryDue>(timer)) PbftClient{config, *client, context}.on_retry_due();
    return;
  }
  const Step step{config, std::get<Replica>(state.part), context};
  if (std::holds_alternative<ViewTimeout>(timer)) on_view_timeout(step);
  if (std::holds_alternative<StatusDue>(timer)) on_status_due(step);
}

std::vector<Gauge> Protocol::gauges(const State& state) {
  const auto* replica = std::get_if<Replica>(&state.part);
  if (replica == nullptr) return {};
  return {{"view", replica->view},
          {"view_is_open", replica->active ? 1U : 0U},
          {"executed", replica->executed},
          {"stable_checkpoint", replica->stable},
          {"pending_requests", replica->pending.size()}};
}

std::optional<ConfigProblem> Protocol::validate(const Config& config) {
  if (auto problem = validate_sizes(config)) return problem;
  if (auto problem = validate_ticks(config)) return problem;
  if (auto problem = consensus::validate_register(config)) return problem;
  return check_resilience(config.n, config.t, 3);
}

Protocol::Problem Protocol::problem(const Config& config, const ProcessSet& correct) {
  return Problem::of(config.n, config.clients, config.operations, correct);
}

Config Protocol::second_face(const Config& config) {
  Config second = config;
  second.last_client_first = !config.last_client_first;
  return second;
}

static_assert(Process<Protocol>);

}  // namespace parley::pbft
