#include "protocols/link/stable_data_link/stable_data_link.hpp"

#include <string>

namespace parley::stable_data_link {

namespace {

using problems::kLinkReceiver;
using problems::kLinkSender;

std::uint32_t any_label(const Config& config, Context<Protocol>& context) {
  return static_cast<std::uint32_t>(context.choose(label_count(config)));
}

// The arbitrary beginning: labels are choices, and what is under way is what the link would pass on first. The explorer
// enumerates them, simulation and attack draw them. Old frames carry value 0, which no message has: the protocol does
// not look at values, and so the monitor can tell them apart.
void begin_anywhere(const Config& config, State& state, Context<Protocol>& context) {
  state.label = any_label(config, context);
  for (std::uint64_t left = context.choose(config.capacity + 1); left > 0; --left) {
    const std::uint64_t position = state.link.stamp(config.fifo);
    if (context.self() == kLinkSender) {
      context.send(kLinkReceiver, Data{position, any_label(config, context), 0});
    } else {
      context.send(kLinkSender, Ack{position, any_label(config, context)});
    }
  }
}

void send_frame(const Config& config, State& state, Context<Protocol>& context) {
  context.send(kLinkReceiver, Data{state.link.stamp(config.fifo), state.label, state.number});
  context.set_timer(ResendDue{}, Ticks{config.resend_ticks});
}

void accept_next(const Config& config, State& state, Context<Protocol>& context) {
  ++state.number;
  if (state.number > config.messages) return context.cancel_timer(ResendDue{});
  context.emit(problems::MessageAccepted{state.number});
  send_frame(config, state, context);
}

void on_ack(const Config& config, State& state, const Ack& ack, Context<Protocol>& context) {
  if (ack.label != state.label || state.number > config.messages) return;
  context.emit(problems::MessageConfirmed{state.number});
  state.label = (state.label + 1) % label_count(config);
  accept_next(config, state, context);
}

// Every label but the last one is new: a receiver that waited for a certain one might wait for ever.
void on_data(const Config& config, State& state, const Data& data, Context<Protocol>& context) {
  if (data.label != state.label) {
    state.label = data.label;
    context.emit(problems::MessageDelivered{data.value});
  }
  context.send(kLinkSender, Ack{state.link.stamp(config.fifo), data.label});
}

}  // namespace

void Protocol::on_start(const Config& config, State& state, Context<Protocol>& context) {
  // Where nothing is arbitrary, the receiver's last label is one that the sender will not use first.
  if (config.arbitrary) {
    begin_anywhere(config, state, context);
  } else if (context.self() == kLinkReceiver) {
    state.label = label_count(config) - 1;
  }
  if (context.self() == kLinkSender) accept_next(config, state, context);
}

void Protocol::on_message(const Config& config, State& state, ProcessId, const Message& message,
                          Context<Protocol>& context) {
  link::take_frame(
      state.link, config.fifo, context.self(), message,
      [&](const Data& data) { on_data(config, state, data, context); },
      [&](const Ack& ack) { on_ack(config, state, ack, context); });
}

void Protocol::on_timer(const Config& config, State& state, const Timer&, Context<Protocol>& context) {
  send_frame(config, state, context);
}

std::optional<ConfigProblem> Protocol::validate(const Config& config) {
  if (config.n != 2) return ConfigProblem{"n", "must be 2: a sender and a receiver"};
  if (config.t != 0) return ConfigProblem{"t", "must be 0: the link is at fault, not its ends"};
  if (config.resend_ticks < 1) return ConfigProblem{"resend_ticks", "must be at least 1"};
  if (config.capacity > 1000) return ConfigProblem{"capacity", "must be from 0 to 1000"};
  if (config.labels == 1) return ConfigProblem{"labels", "must be at least 2, or 0 for twice the capacity and one"};
  if (config.messages < first_exact(config))
    return ConfigProblem{"messages", "must be at least " + std::to_string(first_exact(config)) +
                                         ": nothing is promised of those before"};
  return std::nullopt;
}

Protocol::Problem Protocol::problem(const Config& config, const ProcessSet& correct) {
  return Problem::of(config.messages, first_exact(config), correct);
}

}  // namespace parley::stable_data_link
