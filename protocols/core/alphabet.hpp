// All the messages that an adversary can send: of the explorer's Byzantine processes, and of the one that carries out a
// counterexample of a model.
#pragma once

#include <concepts>
#include <vector>

#include "protocols/core/enumerate.hpp"
#include "protocols/core/process.hpp"

namespace parley {

// Those it can make of `domain`, or the protocol's own list where it has one. Throws NotApplicable if too many.
template <Process P>
std::vector<typename P::Message> alphabet_of(const typename P::Config& config, const Domain& domain) {
  if constexpr (requires {
                  { P::alphabet(config, domain) } -> std::convertible_to<std::vector<typename P::Message>>;
                }) {
    return P::alphabet(config, domain);
  } else {
    return enumerate<typename P::Message>(domain);
  }
}

}  // namespace parley
