#include "protocols/local/cycle_problems/optimum.hpp"

#include <algorithm>
#include <bit>
#include <limits>

namespace parley::cycle_problems {
namespace {

constexpr std::int64_t kNoWalk = std::numeric_limits<std::int64_t>::max() / 4;

}  // namespace

Optimum::Optimum(const WalkGraph& graph, Objective objective, std::uint64_t most)
    : graph_(graph), is_sum_(cycle_problems::is_sum(objective)) {
  const std::size_t n = graph.size();
  Matrix edges(n * n, kNoWalk);
  for (std::size_t from = 0; from < n; ++from)
    for (const std::uint32_t to : graph.next[from]) edges[from * n + to] = graph.weight[from];
  powers_.push_back(std::move(edges));
  while (std::uint64_t{1} << powers_.size() <= most) powers_.push_back(product(powers_.back(), powers_.back()));
}

std::int64_t Optimum::join(std::int64_t a, std::int64_t b) const {
  if (a == kNoWalk || b == kNoWalk) return kNoWalk;
  return is_sum_ ? a + b : std::max(a, b);
}

Optimum::Matrix Optimum::product(const Matrix& a, const Matrix& b) const {
  const std::size_t n = graph_.size();
  Matrix result(n * n, kNoWalk);
  for (std::size_t from = 0; from < n; ++from)
    for (std::size_t middle = 0; middle < n; ++middle) {
      if (a[from * n + middle] == kNoWalk) continue;
      for (std::size_t to = 0; to < n; ++to)
        result[from * n + to] = std::min(result[from * n + to], join(a[from * n + middle], b[middle * n + to]));
    }
  return result;
}

std::optional<std::int64_t> Optimum::weight(std::uint64_t n) const {
  std::optional<Matrix> walks;
  for (std::size_t exponent = 0; exponent < powers_.size(); ++exponent)
    if (((n >> exponent) & 1) != 0) walks = walks ? product(*walks, powers_[exponent]) : powers_[exponent];
  std::int64_t least = kNoWalk;
  for (std::size_t node = 0; node < graph_.size(); ++node)
    least = std::min(least, (*walks)[node * graph_.size() + node]);
  if (least == kNoWalk) return std::nullopt;
  return least;
}

Letters Optimum::labelling(std::uint64_t n) const {
  // prefixes[j]: walks whose lengths are the sum of the j lowest bits of n.
  const std::size_t size = graph_.size();
  std::vector<Matrix> prefixes;
  std::vector<std::size_t> exponents;
  for (std::size_t exponent = 0; exponent < powers_.size(); ++exponent) {
    if (((n >> exponent) & 1) == 0) continue;
    exponents.push_back(exponent);
    prefixes.push_back(prefixes.empty() ? powers_[exponent] : product(prefixes.back(), powers_[exponent]));
  }
  std::size_t start = 0;
  for (std::size_t node = 1; node < size; ++node)
    if (prefixes.back()[node * size + node] < prefixes.back()[start * size + start]) start = node;
  if (size == 0 || prefixes.back()[start * size + start] == kNoWalk) return {};
  std::vector<std::size_t> stops{start};  // from the end: where the j-th part of the walk ends
  for (std::size_t part = prefixes.size() - 1; part > 0; --part)
    for (std::size_t middle = 0; middle < size; ++middle) {
      const std::int64_t joined =
          join(prefixes[part - 1][start * size + middle], powers_[exponents[part]][middle * size + stops.back()]);
      if (joined != prefixes[part][start * size + stops.back()] || joined == kNoWalk) continue;
      stops.push_back(middle);
      break;
    }
  std::reverse(stops.begin(), stops.end());
  Letters letters;
  for (std::size_t part = 0; part < exponents.size(); ++part)
    append(part == 0 ? start : stops[part - 1], stops[part], exponents[part], letters);
  return letters;
}

void Optimum::append(std::size_t from, std::size_t to, std::size_t exponent, Letters& letters) const {
  if (exponent == 0) {
    letters.push_back(graph_.letter[from]);
    return;
  }
  const std::size_t size = graph_.size();
  const Matrix& half = powers_[exponent - 1];
  for (std::size_t middle = 0; middle < size; ++middle) {
    const std::int64_t joined = join(half[from * size + middle], half[middle * size + to]);
    if (joined == kNoWalk || joined != powers_[exponent][from * size + to]) continue;
    append(from, middle, exponent - 1, letters);
    append(middle, to, exponent - 1, letters);
    return;
  }
}

}  // namespace parley::cycle_problems
