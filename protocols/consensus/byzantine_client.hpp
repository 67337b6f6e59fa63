// The client of a register that is replicated by servers of which some lie: one operation at a time, signed and
// numbered, sent to the server believed to be the primary, and to all of them when the answer is late. An answer
// counts once t+1 servers gave it: one of them is correct (Castro and Liskov, OSDI '99, section 4.1).
//
// What is asked is durable before it is sent, so a client that restarts repeats it and never reuses a number.
#pragma once

#include <algorithm>
#include <cstdint>

#include "protocols/consensus/register_settings.hpp"
#include "protocols/core/context.hpp"
#include "protocols/core/problems/replicated_log.hpp"
#include "protocols/core/walk.hpp"

namespace parley::consensus {

// Signed by the client, which is its name: together they are the command.
struct Request {
  std::uint32_t request = 0;
  problems::RegisterOperation operation;
  friend bool operator==(const Request&, const Request&) = default;
};
// `view` lets the client find the primary.
struct Reply {
  std::uint64_t view = 0;
  std::uint32_t request = 0;
  problems::RegisterResult result;
};
struct ClientRequest {
  Signed<Request> request;
};
struct RetryDue {};

inline problems::ClientCommand command_of(const Signed<Request>& request) {
  return {request.signer(), request.statement().request, request.statement().operation};
}

// What a client asked last; request 0: nothing yet, above Config::operations: all is answered.
struct Pending {
  std::uint32_t request = 0;
  problems::RegisterOperation operation;
};

// The servers that gave this answer to the pending request, and the lowest view that one of them named.
struct AnswerTally {
  problems::RegisterResult result;
  std::uint64_t view = 0;
  ProcessSet from;
};

struct Client {
  Pending pending;
  bool asking = false;
  std::uint64_t view = 0;
  InlineVector<AnswerTally, 1> answers;  // from different servers each
};

// Whom a client asks first: the primary of the last view it heard of, or everybody.
enum class AskFirst : std::uint8_t { kPrimary, kAll };

// The client's handlers for a protocol whose Config has n, t, operations, keys, values, calls and retry_ticks, and
// whose messages, timers and records hold those above.
template <class Config, class Context, AskFirst kAsk = AskFirst::kPrimary>
struct ClientPart {
  const Config& config;
  Client& client;
  Context& context;

  void start() {
    if (config.operations == 0 || client.pending.request > config.operations) return;
    if (client.pending.request == 0) return begin_operation();
    client.asking = true;
    ask_all();
  }

  void on_reply(ProcessId from, const Reply& reply) {
    if (!client.asking || from.value >= config.n || reply.request != client.pending.request) return;
    if (count(from, reply) <= config.t) return;
    context.emit(problems::Responded{reply.request, reply.result});
    begin_operation();
  }

  void on_retry_due() {
    if (client.asking) ask_all();
  }

 private:
  // How many servers gave that answer; 0 when `from` has answered before.
  std::uint32_t count(ProcessId from, const Reply& reply) {
    for (const AnswerTally& tally : client.answers)
      if (tally.from.contains(from)) return 0;
    auto place = std::find_if(client.answers.begin(), client.answers.end(),
                              [&](const AnswerTally& tally) { return tally.result == reply.result; });
    if (place == client.answers.end())
      place = client.answers.insert(client.answers.end(), {reply.result, reply.view, {}});
    place->from.insert(from);
    place->view = std::min(place->view, reply.view);
    if (place->from.size() > config.t) client.view = std::max(client.view, place->view);
    return place->from.size();
  }

  void begin_operation() {
    ++client.pending.request;
    client.answers.clear();
    client.asking = client.pending.request <= config.operations;
    client.pending.operation = client.asking ? draw_operation(config, context) : problems::RegisterOperation{};
    context.persist(client.pending);
    if (!client.asking) return context.cancel_timer(RetryDue{});
    context.emit(problems::Invoked{client.pending.request, client.pending.operation});
    if constexpr (kAsk == AskFirst::kAll) return ask_all();
    context.send(ProcessId{static_cast<std::uint32_t>(client.view % config.n)}, signed_request());
    arm_retry();
  }

  void ask_all() {
    context.broadcast(signed_request());
    arm_retry();
  }

  ClientRequest signed_request() { return {context.sign(Request{client.pending.request, client.pending.operation})}; }
  void arm_retry() { context.set_timer(RetryDue{}, TickRange{{config.retry_ticks}, {2 * config.retry_ticks}}); }
};

}  // namespace parley::consensus
