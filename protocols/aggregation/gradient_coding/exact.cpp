#include <bit>
#include <cstddef>
#include <limits>
#include <numeric>

#include "protocols/aggregation/gradient_coding/code.hpp"

namespace parley::gradient_coding {
namespace {

__extension__ using Wide = __int128;
using WideTable = std::vector<std::vector<Wide>>;

// The Gram matrix of the rows that answered, bordered by their sums and N.
WideTable bordered_gram(const Design& design, Workers answered) {
  std::vector<std::uint64_t> held;
  for (std::uint32_t worker = 0; worker < design.workers(); ++worker)
    if (((answered >> worker) & 1) != 0) held.push_back(design.holdings[worker]);
  const std::size_t size = held.size();
  WideTable table(size + 1, std::vector<Wide>(size + 1, 0));
  for (std::size_t one = 0; one < size; ++one) {
    for (std::size_t other = 0; other < size; ++other) table[one][other] = std::popcount(held[one] & held[other]);
    table[one][size] = table[size][one] = std::popcount(held[one]);
  }
  table[size][size] = design.chunks();
  return table;
}

// Every minor of a positive semidefinite matrix is at most the product of its
// diagonal; products of two must fit.
bool is_small(const WideTable& table) {
  double bits = 0;
  for (std::size_t at = 0; at < table.size(); ++at) {
    const auto diagonal = static_cast<std::uint64_t>(table[at][at]);
    bits += static_cast<double>(std::bit_width(diagonal));
  }
  return 2 * bits + 1 < 126;
}

void swap_both(WideTable& table, std::size_t one, std::size_t other) {
  std::swap(table[one], table[other]);
  for (std::vector<Wide>& row : table) std::swap(row[one], row[other]);
}

std::optional<Fraction> reduced(Wide numerator, Wide denominator) {
  Wide a = numerator;
  Wide b = denominator;
  while (b != 0) {
    const Wide rest = a % b;
    a = b;
    b = rest;
  }
  numerator /= a;
  denominator /= a;
  constexpr Wide kMost = std::numeric_limits<std::int64_t>::max();
  if (numerator > kMost || denominator > kMost) return std::nullopt;
  return Fraction{static_cast<std::int64_t>(numerator), static_cast<std::int64_t>(denominator)};
}

}  // namespace

// Bareiss on diagonal pivots: the corner becomes det(bordered) over the pivots
// taken, and divided by the last pivot it is the Schur complement N - b^T G^+
// b.
std::optional<Fraction> exact_error(const Design& design, Workers answered) {
  WideTable table = bordered_gram(design, answered);
  if (!is_small(table)) return std::nullopt;
  const std::size_t size = table.size() - 1;
  Wide last = 1;
  for (std::size_t step = 0; step < size; ++step) {
    std::size_t pivot = step;
    while (pivot < size && table[pivot][pivot] == 0) ++pivot;
    if (pivot == size) break;
    swap_both(table, step, pivot);
    for (std::size_t row = step + 1; row <= size; ++row)
      for (std::size_t column = step + 1; column <= size; ++column)
        table[row][column] = (table[step][step] * table[row][column] - table[row][step] * table[step][column]) / last;
    last = table[step][step];
  }
  return reduced(table[size][size], last * design.chunks());
}

// 1 - k^2 f / (N (k - lambda + lambda f))
Fraction closed_form(const Symmetric& symmetric, std::uint32_t chunks, std::uint32_t answers) {
  const std::int64_t k = symmetric.degree;
  const std::int64_t whole = std::int64_t{chunks} * (k - symmetric.pairs + std::int64_t{symmetric.pairs} * answers);
  const std::int64_t missing = whole - k * k * answers;
  const std::int64_t common = std::gcd(missing, whole);
  return {missing / common, whole / common};
}

}  // namespace parley::gradient_coding
