// Optimal labellings of the n-cycle, exactly: closed walks of length n by powers of the graph's matrix over (min, +),
// or (min, max) for extremes.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "protocols/local/cycle_problems/walks.hpp"

namespace parley::cycle_problems {

class Optimum {
 public:
  // O(V^3 log most) time and V^2 log most numbers for cycles of up to `most` nodes.
  Optimum(const WalkGraph& graph, Objective objective, std::uint64_t most);

  // The least weight; nothing where no labelling is feasible. O(V^3 log n). REQUIRES: 1 <= n <= most.
  std::optional<std::int64_t> weight(std::uint64_t n) const;
  // An optimal labelling; empty where there is none. O(V^3 log n + n V).
  Letters labelling(std::uint64_t n) const;

 private:
  using Matrix = std::vector<std::int64_t>;  // row after row; the weight of a walk leaves out its last node

  std::int64_t join(std::int64_t a, std::int64_t b) const;
  Matrix product(const Matrix& a, const Matrix& b) const;
  // The letters of a walk of 2^exponent edges, appended.
  void append(std::size_t from, std::size_t to, std::size_t exponent, Letters& letters) const;

  const WalkGraph& graph_;
  bool is_sum_;
  std::vector<Matrix> powers_ = {};  // powers_[k]: walks of 2^k edges
};

}  // namespace parley::cycle_problems
