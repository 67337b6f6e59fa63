#include "protocols/consensus/hotstuff/hotstuff.hpp"

#include <algorithm>

#include "protocols/consensus/byzantine_settings.hpp"
#include "protocols/consensus/hotstuff/handlers.hpp"
#include "protocols/consensus/hotstuff/rules.hpp"
#include "protocols/consensus/register_settings.hpp"
#include "protocols/core/overloaded.hpp"

namespace parley::hotstuff {

namespace {

// Clients send requests and nothing else.
void replica_message(const Step& step, ProcessId from, const Protocol::Message& message) {
  if (from.value >= step.config.n && !std::holds_alternative<ClientRequest>(message)) return;
  std::visit(Overloaded{
                 [&](const ClientRequest& m) { on_client_request(step, from, m); },
                 [&](const Proposal& m) { on_proposal(step, from, m); },
                 [&](const Vote& m) { on_vote(step, m); },
                 [&](const Timeout& m) { on_timeout(step, from, m); },
                 [&](const Status& m) { on_status(step, from, m); },
                 [&](const Advance& m) { on_advance(step, from, m); },
                 [&](const FetchBlock& m) { on_fetch_block(step, from, m); },
                 [&](const Blocks& m) { on_blocks(step, from, m); },
                 [](const Reply&) {},
             },
             message);
}

// It executes the decided blocks again, and asks what it missed.
void take_up_again(const Step& step) {
  step.context.emit(problems::Restored{0});
  if (step.replica.decisive.view > 0) follow(step, step.replica.decisive);
  report_status(step);
  watch(step);
}

std::optional<ConfigProblem> validate_sizes(const Config& config) {
  if (auto problem = consensus::validate_replicas(config)) return problem;
  if (config.chain > 8) return ConfigProblem{"chain", "must be from 1 to 8, or 0 for three certificates"};
  if (config.tenure < 4 || config.tenure > (1U << 20))
    return ConfigProblem{"tenure", "must be from 4 to 2^20: three certificates in a row need four views of one leader"};
  return std::nullopt;
}

std::optional<ConfigProblem> validate_ticks(const Config& config) {
  constexpr std::uint64_t kMost = 1ULL << 40;  // so that no sum of a run's ticks overflows
  if (config.view_ticks == 0 || config.view_ticks > kMost) return ConfigProblem{"view_ticks", "must be from 1 to 2^40"};
  if (config.retry_ticks == 0 || config.retry_ticks > kMost)
    return ConfigProblem{"retry_ticks", "must be from 1 to 2^40"};
  if (config.status_ticks > kMost) return ConfigProblem{"status_ticks", "must be from 0 (none) to 2^40"};
  return std::nullopt;
}

}  // namespace

void apply(Durable& durable, const Record& record) {
  std::visit(Overloaded{
                 [&](const Voted& voted) { durable.voted = voted.view; },
                 [&](const Locked& locked) { durable.locked = locked; },
                 [&](const Stored& stored) { durable.blocks[stored.digest] = stored.block; },
                 [&](const Certified& certified) { durable.highest = certified.highest; },
                 [&](const Decided& decided) { durable.decisive = decided.certificate; },
                 [&](const Pending& pending) { durable.pending = pending; },
             },
             record);
}

// The certificate of view 0 is that of the first block, whatever a fresh durable value says.
State Protocol::initial(const Config& config, ProcessId self, const Durable& durable) {
  if (self.value >= config.n) return {Client{durable.pending, false, 0, {}}};
  Replica replica;
  replica.voted = replica.proposed = durable.voted;
  replica.locked = durable.locked.view > 0 ? durable.locked : Locked{0, first_digest()};
  replica.highest = durable.highest.view > 0 ? durable.highest : hotstuff::Certificate{0, first_digest(), {}};
  replica.decisive = durable.decisive;
  replica.blocks = durable.blocks;
  replica.blocks.emplace(first_digest(), first_block());
  replica.committed = first_digest();
  replica.view = std::max(durable.voted, replica.highest.view + 1);
  return {std::move(replica)};
}

void Protocol::on_start(const Config& config, State& state, Context<Protocol>& context) {
  if (auto* client = std::get_if<Client>(&state.part)) return HotstuffClient{config, *client, context}.start();
  Replica& replica = std::get<Replica>(state.part);
  const Step step{config, replica, context};
  if (replica.blocks.size() > 1) take_up_again(step);
  if (config.status_ticks > 0) context.set_timer(StatusDue{}, Ticks{config.status_ticks});
}

void Protocol::on_message(const Config& config, State& state, ProcessId from, const Message& message,
                          Context<Protocol>& context) {
  if (auto* replica = std::get_if<Replica>(&state.part))
    return replica_message({config, *replica, context}, from, message);
  if (const auto* reply = std::get_if<Reply>(&message))
    HotstuffClient{config, std::get<Client>(state.part), context}.on_reply(from, *reply);
}

void Protocol::on_timer(const Config& config, State& state, const Timer& timer, Context<Protocol>& context) {
  if (auto* client = std::get_if<Client>(&state.part)) {
    if (std::holds_alternative<RetryDue>(timer)) HotstuffClient{config, *client, context}.on_retry_due();
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
          {"committed_height", replica->height},
          {"highest_certified_view", replica->highest.view},
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

}  // namespace parley::hotstuff
