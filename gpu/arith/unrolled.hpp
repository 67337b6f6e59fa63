// Loops whose index is a constant in each turn, so that arrays indexed by it live in registers on every compiler.
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

namespace parley::gpu {

namespace unrolled_detail {

template <class Body, std::size_t... I>
__attribute__((always_inline)) constexpr void apply(Body& body, std::index_sequence<I...>) {
  (body(std::integral_constant<std::size_t, I>{}), ...);
}

}  // namespace unrolled_detail

template <std::size_t N, class Body>
__attribute__((always_inline)) constexpr void unrolled(Body body) {
  unrolled_detail::apply(body, std::make_index_sequence<N>{});
}

}  // namespace parley::gpu
