// One process of a protocol by itself, for tests of single steps.
#pragma once

#include <utility>
#include <vector>

#include "net/world/step.hpp"

namespace parley::testing {

template <class P>
class Lone {
 public:
  // Its choices at the start come from the tape; beyond it they are 0.
  Lone(typename P::Config config, ProcessId self, std::vector<std::uint64_t> tape = {})
      : config_(std::move(config)), stepper_(config_), self_(self) {
    Choices choices(std::move(tape));
    first_ = stepper_.start(self_, local_, choices);
  }
  Lone(const Lone&) = delete;
  Lone& operator=(const Lone&) = delete;

  const Effects<P>& first() const { return first_; }
  Effects<P> receive(ProcessId from, const typename P::Message& message) {
    Choices choices;
    return stepper_.deliver(self_, local_, from, message, choices);
  }
  Effects<P> fire(const typename P::Timer& timer, std::vector<std::uint64_t> tape = {}) {
    Choices choices(std::move(tape));
    return stepper_.fire(self_, local_, timer, choices);
  }
  const typename P::State& state() const { return local_.state; }

 private:
  typename P::Config config_;
  world::Stepper<P> stepper_;
  world::LocalState<P> local_;
  ProcessId self_;
  Effects<P> first_;
};

// The messages of type M among the effects, in order.
template <class M, class P>
std::vector<M> sent(const Effects<P>& effects) {
  std::vector<M> messages;
  for (const Effect<P>& effect : effects)
    if (const auto* send = std::get_if<Send<P>>(&effect))
      if (const auto* message = std::get_if<M>(&send->message)) messages.push_back(*message);
  return messages;
}

// The outputs of type O among the effects, in order.
template <class O, class P>
std::vector<O> outputs(const Effects<P>& effects) {
  std::vector<O> found;
  for (const Effect<P>& effect : effects)
    if (const auto* emit = std::get_if<Emit<P>>(&effect))
      if (const auto* output = std::get_if<O>(&emit->output)) found.push_back(*output);
  return found;
}

}  // namespace parley::testing
