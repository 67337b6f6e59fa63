// A calendar queue over ticks: what is due within the next kSpan ticks lies in the slot of its tick, what is due later
// waits in a heap. Insertion and removal cost constant time, whatever is in flight.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <utility>
#include <vector>

namespace parley::sim {

// Slot is a default-constructible container of what is due at one tick, with `bool empty() const`.
template <class Slot>
class Calendar {
 public:
  static constexpr std::uint64_t kSpan = 256;

  // The slot of `tick`. REQUIRES: now() < tick < now() + kSpan, or nothing was taken yet.
  // References stay valid until the slot is taken.
  Slot& near(std::uint64_t tick) {
    occupied_[(tick % kSpan) / 64] |= std::uint64_t{1} << (tick % 64);
    return slots_[tick % kSpan];
  }

  bool is_near(std::uint64_t tick) const { return tick < now_ + kSpan; }
  std::uint64_t now() const { return now_; }

  // The next tick after now() with an occupied slot; kNever when there is none.
  static constexpr std::uint64_t kNever = ~std::uint64_t{0};
  std::uint64_t next() const {
    for (std::uint64_t ahead = 1; ahead <= kSpan;) {
      const std::uint64_t tick = now_ + ahead;
      const std::uint64_t word = occupied_[(tick % kSpan) / 64] >> (tick % 64);
      if (word != 0) return tick + static_cast<std::uint64_t>(std::countr_zero(word));
      ahead += 64 - tick % 64;
    }
    return kNever;
  }

  // Moves time to `tick` and swaps its slot into `out`, which must be empty: both keep their capacity.
  void take(std::uint64_t tick, Slot& out) {
    now_ = tick;
    occupied_[(tick % kSpan) / 64] &= ~(std::uint64_t{1} << (tick % 64));
    std::swap(out, slots_[tick % kSpan]);
  }

  void advance(std::uint64_t tick) { now_ = tick; }

 private:
  std::uint64_t now_ = 0;
  std::array<Slot, kSpan> slots_{};
  std::array<std::uint64_t, kSpan / 64> occupied_{};
};

}  // namespace parley::sim
