// Carries a trace out again, step by step, and says where, if anywhere, it does not happen as recorded. Traces come
// from files: whatever they hold, replay reports it and never aborts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "net/world/loop.hpp"
#include "net/world/trace.hpp"
#include "net/world/world.hpp"

namespace parley::world {

enum class Divergence : std::uint8_t {
  kNone,
  kUnreadable,  // the bytes of a message or timer belong to no value of the protocol, or a process does not exist
  kImpossible,  // the event cannot happen in the state reached
  kChoices,     // the step asked for other choices than were recorded
  kState,       // the step led to another state
  kViolation,   // the recorded violation does not happen
  kLoop,        // the steps that are to go on for ever do not lead back, or leave something undone that must happen
};

struct ReplayResult {
  Divergence divergence = Divergence::kNone;
  std::size_t step = 0;     // where it diverged; otherwise the number of steps
  std::string explanation;  // empty when nothing diverged
  PropertySet broken;       // as after the last step carried out
  PropertySet witnessed;
  PropertySet unfulfilled;    // of a loop: all the time
  std::uint64_t starved = 0;  // messages that a loop never delivers: more than may be lost make it unfair

  bool agrees() const { return divergence == Divergence::kNone; }
};

// The property of M with that name.
template <class M>
std::optional<std::size_t> find_property(std::string_view name) {
  for (std::size_t index = 0; index < std::size(M::kProperties); ++index)
    if (M::kProperties[index].name == name) return index;
  return std::nullopt;
}

namespace replay_detail {

template <Process P>
class Replayer {
 public:
  Replayer(const Trace& trace, const typename P::Config& config)
      : trace_(trace), world_(config, correct_in(trace, process_count(config))) {}

  ReplayResult run() {
    for (; result_.step < trace_.steps.size() && result_.agrees();) {
      if (trace_.loop_from == result_.step) loop_.emplace(world_);
      step(trace_.steps[result_.step]);
      if (result_.agrees()) ++result_.step;
    }
    result_.broken = world_.monitor().broken();
    result_.witnessed = world_.monitor().witnessed();
    result_.unfulfilled = world_.monitor().unfulfilled();
    if (result_.agrees() && trace_.loop_from) judge_loop();
    if (result_.agrees()) judge();
    return std::move(result_);
  }

 private:
  void diverge(Divergence divergence, std::string explanation) {
    result_.divergence = divergence;
    result_.explanation = std::move(explanation);
  }

  void step(const TraceStep& recorded) {
    const std::optional<Event<P>> event = event_of<P>(recorded);
    if (!event || event->process.value >= world_.size())
      return diverge(Divergence::kUnreadable, "the event is none of this protocol and size");
    if (event->kind == EventKind::kInject && world_.correct().contains(event->key.from))
      return diverge(Divergence::kImpossible, "a message is made up for a process that is correct");
    const Refusal refusal = world_.refusal(*event);
    if (refusal != Refusal::kNone) return diverge(Divergence::kImpossible, std::string(to_string(refusal)));
    Choices choices = Choices::lenient(recorded.choices);
    world_.apply(*event, choices);
    if (event->kind != EventKind::kCrash &&
        (choices.used() != recorded.choices.size() || choices.taken() != recorded.choices))
      return diverge(Divergence::kChoices, "recorded " + std::to_string(recorded.choices.size()) +
                                               " choices, the step asked for " + std::to_string(choices.used()) +
                                               " or for smaller ones");
    if (loop_) loop_->observe(world_, *event);
    const typename P::State& state = world_.local(event->process).state;
    if (to_hex(encode(state)) != recorded.state)
      diverge(Divergence::kState, "the state is " + to_text(state) + ", recorded was " + recorded_state(recorded));
  }

  static std::string recorded_state(const TraceStep& recorded) {
    if (const std::optional<Bytes> bytes = from_hex(recorded.state))
      if (const auto state = decode<typename P::State>(*bytes).value) return to_text(*state);
    return "no state of this protocol";
  }

  void judge_loop() {
    if (!loop_) return diverge(Divergence::kLoop, "the loop has no steps");
    result_.starved = loop_->starved_messages();
    result_.unfulfilled = loop_->unfulfilled();
    if (!loop_->is_closed(world_)) return diverge(Divergence::kLoop, "the loop does not lead back to where it began");
    if (loop_->starves_a_timer()) diverge(Divergence::kLoop, "a timer is armed throughout the loop and never goes off");
  }

  void judge() {
    using Monitor = typename P::Problem;
    if (trace_.violation.empty()) return;  // recorded for something else: the verdicts say what is broken
    const std::optional<std::size_t> wanted = find_property<Monitor>(trace_.violation);
    if (!wanted || !(result_.broken | result_.unfulfilled).contains(*wanted))
      diverge(Divergence::kViolation, "the recorded violation of " + trace_.violation + " does not happen");
  }

  const Trace& trace_;
  World<P> world_;
  std::optional<Loop<P>> loop_;  // once it has begun
  ReplayResult result_;
};

}  // namespace replay_detail

template <Process P>
ReplayResult replay(const Trace& trace, const typename P::Config& config) {
  return replay_detail::Replayer<P>(trace, config).run();
}

}  // namespace parley::world
