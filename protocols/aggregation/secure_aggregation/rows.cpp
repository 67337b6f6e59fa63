#include "protocols/aggregation/secure_aggregation/rows.hpp"

#include <cstddef>

namespace parley::secure_aggregation {

Row add_multiple(const Field& field, const Row& a, std::uint64_t factor, const Row& b) {
  Row sum;
  sum.reserve(a.size() + b.size());
  std::size_t left = 0;
  std::size_t right = 0;
  while (left < a.size() || right < b.size()) {
    const bool from_a = right == b.size() || (left < a.size() && a[left].first <= b[right].first);
    const bool from_b = left == a.size() || (right < b.size() && b[right].first <= a[left].first);
    const std::uint32_t variable = from_a ? a[left].first : b[right].first;
    std::uint64_t coefficient = from_a ? a[left++].second : 0;
    if (from_b) coefficient = field.add(coefficient, field.multiply(factor, b[right++].second));
    if (coefficient != 0) sum.emplace_back(variable, coefficient);
  }
  return sum;
}

std::uint64_t evaluate(const Field& field, const Row& row, std::span<const std::uint64_t> values) {
  std::uint64_t sum = 0;
  for (const auto& [variable, coefficient] : row) {
    const std::uint64_t term = coefficient == 1 ? values[variable] : field.multiply(coefficient, values[variable]);
    sum = field.add(sum, term);
  }
  return sum;
}

Row Span::reduce(const Row& row) {
  if (row.empty()) return {};
  for (const auto& [variable, coefficient] : row) work_[variable] = coefficient;
  Row rest;
  for (std::uint32_t variable = row.front().first; variable < work_.size(); ++variable) {
    const std::uint64_t coefficient = work_[variable];
    if (coefficient == 0) continue;
    if (pivots_[variable].empty()) {
      rest.emplace_back(variable, coefficient);
      work_[variable] = 0;
      continue;
    }
    const std::uint64_t factor = field_.negate(coefficient);
    for (const auto& [other, value] : pivots_[variable])
      work_[other] = field_.add(work_[other], field_.multiply(factor, value));
  }
  return rest;
}

bool Span::insert(const Row& row) {
  Row rest = reduce(row);
  if (rest.empty()) return false;
  const std::uint64_t scale = field_.inverse(rest.front().second);
  for (auto& [variable, coefficient] : rest) coefficient = field_.multiply(coefficient, scale);
  const std::uint32_t first = rest.front().first;
  pivots_[first] = std::move(rest);
  ++rank_;
  return true;
}

bool Span::contains(const Row& row) {
  return reduce(row).empty();
}

}  // namespace parley::secure_aggregation
