#include "protocols/consensus/raft/raft.hpp"

#include <string>

#include "protocols/consensus/raft/handlers.hpp"
#include "protocols/consensus/register_settings.hpp"
#include "protocols/core/overloaded.hpp"

namespace parley::raft {

namespace {

void server_message(const Config& config, Server& server, ProcessId from, const Protocol::Message& message,
                    RaftContext& context) {
  const bool of_client = std::holds_alternative<Request>(message);
  if (of_client != (from.value >= config.n)) return;
  std::visit(Overloaded{
                 [&](const RequestVote& m) { on_request_vote(config, server, from, m, context); },
                 [&](const Vote& m) { on_vote(config, server, from, m, context); },
                 [&](const AppendEntries& m) { on_append_entries(config, server, from, m, context); },
                 [&](const Accepted& m) { on_accepted(config, server, from, m, context); },
                 [&](const Refused& m) { on_refused(config, server, from, m, context); },
                 [&](const Request& m) { on_request(config, server, from, m, context); },
                 [](const Reply&) {},
                 [](const Redirect&) {},
             },
             message);
}

void client_message(const Config& config, Client& client, ProcessId from, const Protocol::Message& message,
                    RaftContext& context) {
  if (from.value >= config.n) return;
  if (const auto* reply = std::get_if<Reply>(&message)) on_reply(config, client, *reply, context);
  if (const auto* redirect = std::get_if<Redirect>(&message)) on_redirect(config, client, *redirect, context);
}

std::optional<ConfigProblem> validate_quorums(const Config& config) {
  if (config.vote_quorum > config.n)
    return ConfigProblem{"vote_quorum", "must be at most n = " + std::to_string(config.n) + "; 0 means a majority"};
  if (config.commit_quorum > config.n)
    return ConfigProblem{"commit_quorum", "must be at most n = " + std::to_string(config.n) + "; 0 means a majority"};
  return std::nullopt;
}

std::optional<ConfigProblem> validate_ticks(const Config& config) {
  constexpr std::uint64_t kMost = 1ULL << 40;  // so that no sum of a run's ticks overflows
  if (config.heartbeat_ticks == 0) return ConfigProblem{"heartbeat_ticks", "must be at least 1"};
  if (config.election_ticks_min <= config.heartbeat_ticks)
    return ConfigProblem{"election_ticks_min",
                         "must be greater than heartbeat_ticks = " + std::to_string(config.heartbeat_ticks) +
                             ", or followers stand for election under a healthy leader"};
  if (config.election_ticks_max < config.election_ticks_min || config.election_ticks_max > kMost)
    return ConfigProblem{"election_ticks_max",
                         "must be from election_ticks_min = " + std::to_string(config.election_ticks_min) + " to 2^40"};
  if (config.retry_ticks == 0 || config.retry_ticks > kMost)
    return ConfigProblem{"retry_ticks", "must be from 1 to 2^40"};
  return std::nullopt;
}

}  // namespace

void apply(Durable& durable, const Record& record) {
  std::visit(Overloaded{
                 [&](const TermAndVote& change) {
                   durable.term = change.term;
                   durable.voted_for = change.voted_for;
                 },
                 [&](const LogChange& change) { replace_after(durable.log, change.after, change.entries); },
                 [&](const Pending& pending) { durable.pending = pending; },
             },
             record);
}

State Protocol::initial(const Config& config, ProcessId self, const Durable& durable) {
  if (self.value >= config.n) return {Client{durable.pending, std::nullopt, false}};
  Server server;
  server.term = durable.term;
  server.voted_for = durable.voted_for;
  server.log = durable.log;
  return {std::move(server)};
}

void Protocol::on_start(const Config& config, State& state, Context<Protocol>& context) {
  if (auto* client = std::get_if<Client>(&state.part)) return start_client(config, *client, context);
  // Without a snapshot the state machine begins anew. Term 0 means that nothing ever happened here.
  if (std::get<Server>(state.part).term > 0) context.emit(problems::Restored{0});
  arm_election_timer(config, context);
}

void Protocol::on_message(const Config& config, State& state, ProcessId from, const Message& message,
                          Context<Protocol>& context) {
  if (auto* client = std::get_if<Client>(&state.part)) return client_message(config, *client, from, message, context);
  server_message(config, std::get<Server>(state.part), from, message, context);
}

void Protocol::on_timer(const Config& config, State& state, const Timer& timer, Context<Protocol>& context) {
  if (auto* client = std::get_if<Client>(&state.part)) {
    if (std::holds_alternative<RetryDue>(timer)) on_retry_due(config, *client, context);
    return;
  }
  Server& server = std::get<Server>(state.part);
  if (std::holds_alternative<ElectionTimeout>(timer)) on_election_timeout(config, server, context);
  if (std::holds_alternative<HeartbeatDue>(timer)) on_heartbeat_due(config, server, context);
}

std::vector<Gauge> Protocol::gauges(const State& state) {
  const auto* server = std::get_if<Server>(&state.part);
  if (server == nullptr) return {};
  return {{"term", server->term},
          {"commit_index", server->commit},
          {"last_index", server->log.last_index()},
          {"leads", server->role == Role::kLeader ? 1U : 0U}};
}

std::optional<ConfigProblem> Protocol::validate(const Config& config) {
  if (auto problem = validate_quorums(config)) return problem;
  if (auto problem = validate_ticks(config)) return problem;
  if (auto problem = consensus::validate_register(config)) return problem;
  if (config.max_batch == 0) return ConfigProblem{"max_batch", "must be at least 1"};
  return check_resilience(config.n, config.t, 2);
}

Protocol::Problem Protocol::problem(const Config& config, const ProcessSet& correct) {
  return Problem::of(config.n, config.clients, config.operations, correct);
}

static_assert(Process<Protocol>);

}  // namespace parley::raft
