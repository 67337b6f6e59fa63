// Raft on a disk that loses everything: a mutant for tests. Nothing is persisted, so a restarted server has forgotten
// its term, its vote and its log.
#pragma once

#include <type_traits>
#include <utility>
#include <variant>

#include "protocols/consensus/raft/raft.hpp"

namespace parley::raft::testing {

struct Forgetful {
  using Config = raft::Config;
  using State = raft::State;
  using Durable = raft::Durable;
  using Record = raft::Record;
  using Message = Protocol::Message;
  using Timer = Protocol::Timer;
  using Output = Protocol::Output;
  using Problem = Protocol::Problem;
  static constexpr std::string_view kName = "forgetful-raft";

  static State initial(const Config& config, ProcessId self, const Durable& durable) {
    return Protocol::initial(config, self, durable);
  }
  static void on_start(const Config& config, State& state, Context<Forgetful>& context) {
    run(context, [&](Context<Protocol>& inner) { Protocol::on_start(config, state, inner); });
  }
  static void on_message(const Config& config, State& state, ProcessId from, const Message& message,
                         Context<Forgetful>& context) {
    run(context, [&](Context<Protocol>& inner) { Protocol::on_message(config, state, from, message, inner); });
  }
  static void on_timer(const Config& config, State& state, const Timer& timer, Context<Forgetful>& context) {
    run(context, [&](Context<Protocol>& inner) { Protocol::on_timer(config, state, timer, inner); });
  }
  static std::optional<ConfigProblem> validate(const Config& config) { return Protocol::validate(config); }
  static Problem problem(const Config& config, const ProcessSet& correct) { return Protocol::problem(config, correct); }

 private:
  template <class Step>
  static void run(Context<Forgetful>& context, Step&& step) {
    Effects<Protocol> effects;
    Context<Protocol> inner(context.self(), effects, context.choices(), context.signing_key());
    step(inner);
    for (Effect<Protocol>& effect : effects) pass(effect, context);
  }

  static void pass(Effect<Protocol>& effect, Context<Forgetful>& context) {
    if (auto* send = std::get_if<Send<Protocol>>(&effect)) context.send(send->to, std::move(send->message));
    if (auto* all = std::get_if<Broadcast<Protocol>>(&effect)) context.broadcast(std::move(all->message));
    if (auto* some = std::get_if<Multicast<Protocol>>(&effect)) context.multicast(some->to, std::move(some->message));
    if (auto* set = std::get_if<SetTimer<Protocol>>(&effect)) context.set_timer(set->timer, set->after);
    if (auto* off = std::get_if<CancelTimer<Protocol>>(&effect)) context.cancel_timer(off->timer);
    if (auto* emit = std::get_if<Emit<Protocol>>(&effect)) context.emit(std::move(emit->output));
  }
};

}  // namespace parley::raft::testing
