#include "protocols/link/alternating_bit/alternating_bit.hpp"

namespace parley::alternating_bit {

namespace {

using problems::kLinkReceiver;
using problems::kLinkSender;

void send_frame(const Config& config, State& state, Context<Protocol>& context) {
  context.send(kLinkReceiver, Data{state.link.stamp(config.fifo), state.bit, state.number});
  context.set_timer(ResendDue{}, Ticks{config.resend_ticks});
}

void accept_next(const Config& config, State& state, Context<Protocol>& context) {
  ++state.number;
  if (state.number > config.messages) return context.cancel_timer(ResendDue{});
  context.emit(problems::MessageAccepted{state.number});
  send_frame(config, state, context);
}

// The bit of the frame under way ends it, and turns over for the next one. An old acknowledgement changes nothing; in
// particular it causes no frame, or copies of copies would never end.
void on_ack(const Config& config, State& state, const Ack& ack, Context<Protocol>& context) {
  if (ack.bit != state.bit || state.number > config.messages) return;
  context.emit(problems::MessageConfirmed{state.number});
  state.bit = !state.bit;
  accept_next(config, state, context);
}

// What has the expected bit is new. A frame with the other bit was delivered before, and its acknowledgement lost: it
// is acknowledged again, with its own bit.
void on_data(const Config& config, State& state, const Data& data, Context<Protocol>& context) {
  if (data.bit == state.bit) {
    context.emit(problems::MessageDelivered{data.value});
    state.bit = !state.bit;
  }
  context.send(kLinkSender, Ack{state.link.stamp(config.fifo), data.bit});
}

}  // namespace

void Protocol::on_start(const Config& config, State& state, Context<Protocol>& context) {
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
  if (config.messages < 1) return ConfigProblem{"messages", "must be at least 1"};
  if (config.resend_ticks < 1) return ConfigProblem{"resend_ticks", "must be at least 1"};
  return std::nullopt;
}

Protocol::Problem Protocol::problem(const Config& config, const ProcessSet& correct) {
  return Problem::of(config.messages, 1, correct);
}

}  // namespace parley::alternating_bit
