// The one transition function of a process, used by the simulator, the explorer, replay and the real node: runs a
// handler, applies what it persists, and leaves sends, timers and outputs to the engine, in order.
//
// A step is atomic: its records are durable before the effects after them are released, so a crash between the handler
// and the disk is the same as a crash before the event, with the event's message lost.
#pragma once

#include <cstdint>
#include <utility>
#include <variant>

#include "protocols/core/process.hpp"

namespace parley::world {

template <Process P>
struct LocalState {
  typename P::State state{};
  typename P::Durable durable{};
  bool up = false;
};

// Holds the lent effect buffer; one a thread. The returned effects are valid until the next step.
template <Process P>
class Stepper {
 public:
  explicit Stepper(const typename P::Config& config) : config_(&config) {}

  const typename P::Config& config() const { return *config_; }

  void set_signing_key(SigningKey key) { key_ = key; }

  // The first step of `self`, or the first after a crash: everything but `durable` is forgotten.
  const Effects<P>& start(ProcessId self, LocalState<P>& local, Choices& choices) {
    local.state = P::initial(*config_, self, std::as_const(local.durable));
    local.up = true;
    return run(self, local, choices, [&](Context<P>& context) { P::on_start(*config_, local.state, context); });
  }

  const Effects<P>& deliver(ProcessId self, LocalState<P>& local, ProcessId from, const typename P::Message& message,
                            Choices& choices) {
    return run(self, local, choices,
               [&](Context<P>& context) { P::on_message(*config_, local.state, from, message, context); });
  }

  const Effects<P>& fire(ProcessId self, LocalState<P>& local, const typename P::Timer& timer, Choices& choices) {
    return run(self, local, choices, [&](Context<P>& context) { P::on_timer(*config_, local.state, timer, context); });
  }

  // Loses all but `durable`; the engine discards the timers of `local`.
  static void crash(LocalState<P>& local) {
    local.state = typename P::State{};
    local.up = false;
  }

 private:
  template <class Handler>
  const Effects<P>& run(ProcessId self, LocalState<P>& local, Choices& choices, Handler&& handler) {
    effects_.clear();
    choices.begin_step();
    Context<P> context(self, effects_, choices, key_);
    handler(context);
    if constexpr (!std::is_same_v<typename P::Record, NoRecord>) {
      for (const Effect<P>& effect : effects_)
        if (const auto* persist = std::get_if<Persist<P>>(&effect)) apply(local.durable, persist->record);
    }
    return effects_;
  }

  const typename P::Config* config_;
  SigningKey key_;
  Effects<P> effects_;
};

}  // namespace parley::world
