// Tables of multiples, in affine form: made once on the host, read by all backends.
#pragma once

#include <vector>

#include "gpu/arith/ed25519.hpp"

namespace parley::gpu {

// All points in affine form for one inversion. REQUIRES: every z is not zero, as of all points of the curve.
template <class F>
std::vector<AffineCached<F>> to_affine_cached(const std::vector<Point<F>>& points) {
  std::vector<F> inverses(points.size());
  std::vector<F> scratch(points.size());
  for (std::size_t i = 0; i < points.size(); ++i) inverses[i] = points[i].z;
  invert_all(inverses.data(), scratch.data(), inverses.size());
  std::vector<AffineCached<F>> table(points.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    const F x = points[i].x * inverses[i];
    const F y = points[i].y * inverses[i];
    table[i] = to_affine_cached(Point<F>{x, y, F::one(), x * y});
  }
  return table;
}

// `windows` rows: d 2^(width i) p for d = 1 .. row.
template <class F>
std::vector<AffineCached<F>> comb_table(Point<F> p, std::size_t windows, std::size_t row, int width) {
  std::vector<Point<F>> points;
  points.reserve(windows * row);
  for (std::size_t window = 0; window < windows; ++window) {
    const Cached<F> step = to_cached(p);
    Point<F> multiple = p;
    for (std::size_t i = 0; i < row; ++i) {
      points.push_back(multiple);
      multiple = to_point(add(multiple, step));
    }
    p = doubled_times(p, width);
  }
  return to_affine_cached(points);
}

template <class F>
std::vector<AffineCached<F>> base_table() {
  return comb_table(base_point<F>(), kBaseWindows, kBaseRow, 8);
}

// The same values in the other representation of the field.
template <class To, class From>
AffineCached<To> converted(const AffineCached<From>& entry) {
  return {To::from_bytes(entry.sum.to_bytes()), To::from_bytes(entry.difference.to_bytes()),
          To::from_bytes(entry.t2d.to_bytes())};
}

}  // namespace parley::gpu
