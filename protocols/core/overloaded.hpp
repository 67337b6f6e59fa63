// One visitor out of a handler for each alternative: std::visit(Overloaded{...}, message).
#pragma once

namespace parley {

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;  // Clang before 17 does not deduce aggregates

}  // namespace parley
