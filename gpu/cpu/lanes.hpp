// N integers side by side in one vector register, with the operators that the arithmetic headers ask of a word. Only
// for sources that are compiled for one instruction set: see gpu/CMakeLists.txt.
#pragma once

#include <cstddef>
#include <cstdint>

namespace parley::gpu::cpu {

template <class Integer, std::size_t N>
struct Lanes {
  using Vector [[gnu::vector_size(sizeof(Integer) * N)]] = Integer;
  Vector v{};

  friend constexpr Lanes operator+(Lanes a, Lanes b) { return {a.v + b.v}; }
  friend constexpr Lanes operator-(Lanes a, Lanes b) { return {a.v - b.v}; }
  friend constexpr Lanes operator^(Lanes a, Lanes b) { return {a.v ^ b.v}; }
  friend constexpr Lanes operator&(Lanes a, Lanes b) { return {a.v & b.v}; }
  friend constexpr Lanes operator|(Lanes a, Lanes b) { return {a.v | b.v}; }
  friend constexpr Lanes operator+(Lanes a, Integer b) { return {a.v + b}; }
  friend constexpr Lanes operator-(Lanes a, Integer b) { return {a.v - b}; }
  friend constexpr Lanes operator&(Lanes a, Integer b) { return {a.v & b}; }
  friend constexpr Lanes operator>>(Lanes a, int by) { return {a.v >> by}; }
  friend constexpr Lanes operator<<(Lanes a, int by) { return {a.v << by}; }
  constexpr Lanes& operator+=(Lanes b) { return *this = *this + b; }
  constexpr Lanes& operator^=(Lanes b) { return *this = *this ^ b; }
  constexpr Lanes& operator^=(Integer b) { return *this = {v ^ b}; }
};

}  // namespace parley::gpu::cpu
