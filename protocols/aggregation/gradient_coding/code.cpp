#include "protocols/aggregation/gradient_coding/code.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>

#include "protocols/core/random.hpp"

namespace parley::gradient_coding {
namespace {

using Numbers = std::vector<double>;
using Table = std::vector<Numbers>;

constexpr int kFittingRounds = 200;

// Box and Muller.
double normal(Rng& rng) {
  const double radius = std::sqrt(-2 * std::log(1 - rng.unit()));
  return radius * std::cos(2 * std::numbers::pi * rng.unit());
}

bool holds(const Design& design, std::size_t worker, std::size_t chunk) {
  return ((design.holdings[worker] >> chunk) & 1) != 0;
}

// Rows A_i kron u_i.
Table rank_one_rows(const Design& design, const Table& coefficients, std::uint32_t parts) {
  Table rows(design.workers(), Numbers(design.chunks() * parts, 0));
  for (std::size_t worker = 0; worker < rows.size(); ++worker)
    for (std::size_t chunk = 0; chunk < design.chunks(); ++chunk)
      for (std::size_t part = 0; part < parts && holds(design, worker, chunk); ++part)
        rows[worker][chunk * parts + part] = coefficients[worker][part];
  return rows;
}

Table random_coefficients(std::uint32_t workers, std::uint32_t parts, Rng& rng) {
  Table coefficients(workers, Numbers(parts));
  for (Numbers& row : coefficients)
    for (double& value : row) value = normal(rng);
  return coefficients;
}

Table independent_rows(const Design& design, std::uint32_t parts, Rng& rng) {
  Table rows(design.workers(), Numbers(design.chunks() * parts, 0));
  for (std::size_t worker = 0; worker < rows.size(); ++worker)
    for (std::size_t chunk = 0; chunk < design.chunks(); ++chunk)
      for (std::size_t part = 0; part < parts && holds(design, worker, chunk); ++part)
        rows[worker][chunk * parts + part] = normal(rng);
  return rows;
}

// || R B - 1 kron I ||^2 is the same sum with R and u exchanged, so each is
// found from the other by the decoder's rule.
Table fitted_coefficients(const Design& design, Table coefficients, std::uint32_t parts) {
  const Workers everybody = (Workers{1} << design.workers()) - 1;
  for (int round = 0; round < 2 * kFittingRounds; ++round)
    coefficients = decoder_of({design, parts, rank_one_rows(design, coefficients, parts)}, everybody);
  for (Numbers& row : coefficients)  // a worker that the decoder left out still sends something
    if (std::all_of(row.begin(), row.end(), [](double value) { return value == 0; })) row[0] = 1;
  return coefficients;
}

double dot(const Numbers& a, const Numbers& b) {
  double sum = 0;
  for (std::size_t at = 0; at < a.size(); ++at) sum += a[at] * b[at];
  return sum;
}

// Gauss-Jordan on diagonal pivots, largest first; `right` becomes the solution,
// rows without a pivot 0.
void solve_semidefinite(Table& left, Table& right) {
  const std::size_t size = left.size();
  std::vector<char> used(size, 0);
  double scale = 0;
  for (std::size_t at = 0; at < size; ++at) scale = std::max(scale, left[at][at]);
  for (std::size_t step = 0; step < size; ++step) {
    std::size_t pivot = size;
    for (std::size_t at = 0; at < size; ++at)
      if (used[at] == 0 && (pivot == size || left[at][at] > left[pivot][pivot])) pivot = at;
    if (left[pivot][pivot] <= 1e-10 * scale) break;
    used[pivot] = 1;
    const double inverse = 1 / left[pivot][pivot];
    for (double& value : left[pivot]) value *= inverse;
    for (double& value : right[pivot]) value *= inverse;
    for (std::size_t row = 0; row < size; ++row) {
      const double factor = left[row][pivot];
      if (row == pivot || factor == 0) continue;
      for (std::size_t at = 0; at < size; ++at) left[row][at] -= factor * left[pivot][at];
      for (std::size_t at = 0; at < right[row].size(); ++at) right[row][at] -= factor * right[pivot][at];
    }
  }
  for (std::size_t row = 0; row < size; ++row)
    if (used[row] == 0) std::fill(right[row].begin(), right[row].end(), 0.0);
}

// <row, 1_N kron e_t> for each t.
Numbers block_sums(const Numbers& row, std::uint32_t parts) {
  Numbers sums(parts, 0);
  for (std::size_t at = 0; at < row.size(); ++at) sums[at % parts] += row[at];
  return sums;
}

}  // namespace

Code build_code(const Design& design, Encoding encoding, std::uint32_t parts, std::uint64_t seed, std::uint64_t draw) {
  Rng rng = Rng::stream(seed, 1000 + draw);
  if (encoding == Encoding::kIndependent) return {design, parts, independent_rows(design, parts, rng)};
  Table coefficients(design.workers(), Numbers(parts, 1));
  if (encoding != Encoding::kEqual) coefficients = random_coefficients(design.workers(), parts, rng);
  if (encoding == Encoding::kFitted) coefficients = fitted_coefficients(design, std::move(coefficients), parts);
  return {design, parts, rank_one_rows(design, coefficients, parts)};
}

std::vector<std::vector<double>> decoder_of(const Code& code, Workers answered) {
  std::vector<std::size_t> present;
  for (std::size_t worker = 0; worker < code.rows.size(); ++worker)
    if (((answered >> worker) & 1) != 0) present.push_back(worker);
  Table gram(present.size(), Numbers(present.size()));
  Table right;
  for (std::size_t one = 0; one < present.size(); ++one) {
    for (std::size_t other = 0; other <= one; ++other)
      gram[one][other] = gram[other][one] = dot(code.rows[present[one]], code.rows[present[other]]);
    right.push_back(block_sums(code.rows[present[one]], code.parts));
  }
  solve_semidefinite(gram, right);
  Table decoder(code.rows.size(), Numbers(code.parts, 0));
  for (std::size_t at = 0; at < present.size(); ++at) decoder[present[at]] = right[at];
  return decoder;
}

double error_of(const Code& code, const std::vector<std::vector<double>>& decoder) {
  const std::size_t parts = code.parts;
  double residual = 0;
  for (std::size_t target = 0; target < parts; ++target)
    for (std::size_t at = 0; at < code.rows[0].size(); ++at) {
      double value = at % parts == target ? -1 : 0;
      for (std::size_t worker = 0; worker < code.rows.size(); ++worker)
        value += decoder[worker][target] * code.rows[worker][at];
      residual += value * value;
    }
  return residual / static_cast<double>(code.rows[0].size());
}

double error_by_normal(const Code& code, Workers answered) {
  return error_of(code, decoder_of(code, answered));
}

double error_by_basis(const Code& code, Workers answered) {
  Table basis;
  double captured = 0;
  for (std::size_t worker = 0; worker < code.rows.size(); ++worker) {
    if (((answered >> worker) & 1) == 0) continue;
    Numbers row = code.rows[worker];
    const double before = std::sqrt(dot(row, row));
    for (int pass = 0; pass < 2; ++pass)
      for (const Numbers& other : basis) {
        const double along = dot(row, other);
        for (std::size_t at = 0; at < row.size(); ++at) row[at] -= along * other[at];
      }
    const double length = std::sqrt(dot(row, row));
    if (length <= 1e-7 * before) continue;
    for (double& value : row) value /= length;
    for (const double sum : block_sums(row, code.parts)) captured += sum * sum;
    basis.push_back(std::move(row));
  }
  return 1 - captured / static_cast<double>(code.rows[0].size());
}

std::uint32_t lost_chunks(const Design& design, Workers answered) {
  std::uint64_t held = 0;
  for (std::uint32_t worker = 0; worker < design.workers(); ++worker)
    if (((answered >> worker) & 1) != 0) held |= design.holdings[worker];
  std::uint32_t lost = 0;
  for (std::uint32_t chunk = 0; chunk < design.chunks(); ++chunk) lost += ((held >> chunk) & 1) == 0 ? 1U : 0U;
  return lost;
}

std::vector<double> chunk_weights(const Code& code, const std::vector<std::vector<double>>& decoder) {
  std::vector<double> weights(code.design.chunks(), 0);
  for (std::size_t worker = 0; worker < code.rows.size(); ++worker)
    for (std::size_t at = 0; at < code.rows[worker].size(); ++at)
      weights[at / code.parts] += decoder[worker][at % code.parts] * code.rows[worker][at] / code.parts;
  return weights;
}

}  // namespace parley::gradient_coding
