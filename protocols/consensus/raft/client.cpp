// The client's part (section 8): one operation at a time, each numbered, sent again under the same number until it is
// answered. What is asked is durable before it is sent, so a client that restarts repeats it and never reuses a number.
#include "protocols/consensus/raft/handlers.hpp"
#include "protocols/consensus/register_settings.hpp"

namespace parley::raft {

namespace {

using problems::RegisterOperation;

void ask(const Config& config, Client& client, RaftContext& context) {
  context.send(*client.server, Request{client.pending.request, client.pending.operation});
  context.set_timer(RetryDue{}, TickRange{{config.retry_ticks}, {2 * config.retry_ticks}});
}

void begin_operation(const Config& config, Client& client, RaftContext& context) {
  ++client.pending.request;
  client.redirected = false;
  const bool done = client.pending.request > config.operations;
  client.pending.operation = done ? RegisterOperation{} : consensus::draw_operation(config, context);
  context.persist(client.pending);
  if (done) {
    client.server.reset();
    return context.cancel_timer(RetryDue{});
  }
  context.emit(problems::Invoked{client.pending.request, client.pending.operation});
  ask(config, client, context);
}

}  // namespace

// Any server may be asked first: a choice, so that no server is special.
void start_client(const Config& config, Client& client, RaftContext& context) {
  if (client.pending.request > config.operations || config.operations == 0) return;
  client.server = ProcessId{static_cast<std::uint32_t>(context.choose(config.n))};
  if (client.pending.request == 0) return begin_operation(config, client, context);
  ask(config, client, context);
}

void on_reply(const Config& config, Client& client, const Reply& reply, RaftContext& context) {
  if (!client.server || reply.request != client.pending.request) return;
  context.emit(problems::Responded{reply.request, reply.result});
  begin_operation(config, client, context);
}

void on_redirect(const Config& config, Client& client, const Redirect& redirect, RaftContext& context) {
  if (!client.server || redirect.request != client.pending.request) return;
  if (client.redirected || redirect.leader.value >= config.n) return;
  client.redirected = true;
  client.server = redirect.leader;
  ask(config, client, context);
}

void on_retry_due(const Config& config, Client& client, RaftContext& context) {
  if (!client.server) return;
  client.redirected = false;
  if (config.n > 1) {
    const auto step = 1 + static_cast<std::uint32_t>(context.choose(config.n - 1));
    client.server = ProcessId{(client.server->value + step) % config.n};
  }
  ask(config, client, context);
}

}  // namespace parley::raft
