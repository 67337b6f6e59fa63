// Linear forms over a field, and the space that a set of them spans.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "protocols/aggregation/secure_aggregation/field.hpp"

namespace parley::secure_aggregation {

// A linear form: the terms (variable, coefficient) of a sum.
// Invariants: (1) variables ascend strictly; (2) no coefficient is 0.
using Row = std::vector<std::pair<std::uint32_t, std::uint64_t>>;

inline Row unit(std::uint32_t variable) {
  return {{variable, 1}};
}

// a + factor * b.
Row add_multiple(const Field& field, const Row& a, std::uint64_t factor, const Row& b);
inline Row add(const Field& field, const Row& a, const Row& b) {
  return add_multiple(field, a, 1, b);
}
inline Row subtract(const Field& field, const Row& a, const Row& b) {
  return add_multiple(field, a, field.negate(1), b);
}

std::uint64_t evaluate(const Field& field, const Row& row, std::span<const std::uint64_t> values);

// The space spanned by the rows inserted so far, in echelon form.
// Inserting costs at most rank * variables operations, less where rows are sparse.
class Span {
 public:
  Span(Field field, std::uint32_t variables) : field_(field), pivots_(variables), work_(variables) {}

  // Returns whether `row` was not in the space before.
  bool insert(const Row& row);
  bool contains(const Row& row);
  std::uint32_t rank() const { return rank_; }

 private:
  Row reduce(const Row& row);

  Field field_;
  std::vector<Row> pivots_;          // by their first variable, whose coefficient is 1; empty: none
  std::vector<std::uint64_t> work_;  // all 0 between calls
  std::uint32_t rank_ = 0;
};

}  // namespace parley::secure_aggregation
