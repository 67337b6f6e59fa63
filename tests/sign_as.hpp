// Signed statements for tests, by whoever they should be.
#pragma once

#include <utility>

#include "protocols/core/process.hpp"

namespace parley::testing {

template <Process P, class T>
Signed<T> sign_as(ProcessId signer, T statement) {
  Effects<P> effects;
  Choices choices;
  return Context<P>(signer, effects, choices).sign(std::move(statement));
}

}  // namespace parley::testing
