// Sums of multiples of many points (Pippenger's buckets with signed digits). Not constant-time: for public scalars.
#pragma once

#include <span>
#include <vector>

#include "gpu/arith/edwards.hpp"

namespace parley::gpu {

// Bits of a window with the least work for `count` full scalars: additions of points to buckets cost 7 products, sums
// over buckets 9.
constexpr std::size_t best_window(std::size_t count) {
  std::size_t best = 2;
  std::size_t least = static_cast<std::size_t>(-1);
  for (std::size_t width = 2; width <= 14; ++width) {
    const std::size_t work = signed_digit_count(width) * (7 * count + 18 * (std::size_t{1} << (width - 1)));
    if (work < least) {
      least = work;
      best = width;
    }
  }
  return best;
}

namespace msm_detail {

// sum over d of d times bucket d - 1.
template <class F>
Point<F> sum_of_buckets(const std::vector<Point<F>>& buckets, const std::vector<bool>& used) {
  Point<F> running;
  Point<F> sum;
  bool any = false;
  for (std::size_t i = buckets.size(); i-- > 0;) {
    if (used[i]) running = any ? running + buckets[i] : buckets[i];
    any = any || used[i];
    if (any) sum = sum + running;
  }
  return sum;
}

template <class F>
Point<F> window_sum(std::span<const Scalar> scalars, std::span<const AffineCached<F>> points, std::size_t window,
                    std::size_t width) {
  std::vector<Point<F>> buckets(std::size_t{1} << (width - 1));
  std::vector<bool> used(buckets.size());
  for (std::size_t i = 0; i < scalars.size(); ++i) {
    const int digit = signed_digit(scalars[i], window, width);
    if (digit == 0) continue;
    const std::size_t at = static_cast<std::size_t>(digit > 0 ? digit : -digit) - 1;
    buckets[at] = to_point(digit > 0 ? add(buckets[at], points[i]) : subtract(buckets[at], points[i]));
    used[at] = true;
  }
  return sum_of_buckets(buckets, used);
}

}  // namespace msm_detail

// REQUIRES: as many scalars as points.
template <class F>
Point<F> multiply_sum(std::span<const Scalar> scalars, std::span<const AffineCached<F>> points) {
  const std::size_t width = best_window(scalars.size());
  Point<F> sum;
  for (std::size_t window = signed_digit_count(width); window-- > 0;) {
    sum = doubled_times(sum, static_cast<int>(width));
    sum = sum + msm_detail::window_sum(scalars, points, window, width);
  }
  return sum;
}

}  // namespace parley::gpu
