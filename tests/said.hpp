// What a step of a consensus protocol says to all and decides.
#pragma once

#include <variant>
#include <vector>

#include "protocols/core/effects.hpp"

namespace parley::testing {

// The messages of type M that are broadcast, in order.
template <class M, class P>
std::vector<M> said(const Effects<P>& effects) {
  std::vector<M> messages;
  for (const Effect<P>& effect : effects)
    if (const auto* all = std::get_if<Broadcast<P>>(&effect))
      if (const auto* message = std::get_if<M>(&all->message)) messages.push_back(*message);
  return messages;
}

// The outputs, in order, of a protocol with one type of them.
template <class P>
std::vector<typename P::Output> emitted(const Effects<P>& effects) {
  std::vector<typename P::Output> found;
  for (const Effect<P>& effect : effects)
    if (const auto* emit = std::get_if<Emit<P>>(&effect)) found.push_back(emit->output);
  return found;
}

}  // namespace parley::testing
