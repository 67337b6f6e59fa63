#include "gpu/reed_solomon.hpp"

#include <algorithm>
#include <numeric>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>

#include "gpu/polynomial.hpp"

namespace parley::gpu {

namespace {

template <class Field>
Polynomial<Field> root_at(typename Field::Symbol x) {
  return Polynomial<Field>({x, 1});
}

// Newton's form: one more point a step.
template <class Field>
Polynomial<Field> interpolate(std::span<const typename Field::Symbol> points,
                              std::span<const typename Field::Symbol> values) {
  using Symbol = typename Field::Symbol;
  Polynomial<Field> result;
  Polynomial<Field> vanishing({Symbol{1}});
  for (std::size_t i = 0; i < points.size(); ++i) {
    const auto missing = static_cast<Symbol>(values[i] ^ result.at(points[i]));
    const Symbol scale = multiply<Field>(missing, inverse<Field>(vanishing.at(points[i])));
    result = result + vanishing * Polynomial<Field>({scale});
    vanishing = vanishing * root_at<Field>(points[i]);
  }
  return result;
}

template <class Field>
constexpr CodeField code_field() {
  return Field::kBits == 8 ? CodeField::kBinary8 : CodeField::kBinary16;
}

template <class Field>
typename Field::Symbol symbol_of(std::span<const std::uint8_t> bytes, std::size_t index) {
  return load_little<typename Field::Symbol>(bytes.data() + index * sizeof(typename Field::Symbol));
}

}  // namespace

template <class Field>
std::optional<std::vector<std::size_t>> find_errors(std::span<const typename Field::Symbol> points,
                                                    std::span<const typename Field::Symbol> values, std::size_t k) {
  using Symbol = typename Field::Symbol;
  // Euclid's algorithm on prod (x - x_i) and the interpolation, stopped when the rest has degree below (m + k) / 2.
  Polynomial<Field> before({Symbol{1}});
  for (const Symbol point : points) before = before * root_at<Field>(point);
  Polynomial<Field> rest = interpolate<Field>(points, values);
  Polynomial<Field> factor_before;
  Polynomial<Field> factor({Symbol{1}});
  while (2 * rest.size() >= points.size() + k + 2) {
    auto division = before.divided_by(rest);
    before = std::exchange(rest, std::move(division.rest));
    factor_before = std::exchange(factor, factor_before + division.quotient * factor);
  }
  const auto division = rest.divided_by(factor);
  if (!division.rest.is_zero() || division.quotient.size() > k) return std::nullopt;
  std::vector<std::size_t> wrong;
  for (std::size_t i = 0; i < points.size(); ++i)
    if (division.quotient.at(points[i]) != values[i]) wrong.push_back(i);
  if (2 * wrong.size() > points.size() - k) return std::nullopt;
  return wrong;
}

template <class Field>
ReedSolomon<Field>::ReedSolomon(std::size_t data, std::size_t blocks) : data_(data), blocks_(blocks) {
  if (data == 0 || data > blocks || blocks > (std::size_t{1} << Field::kBits))
    throw std::invalid_argument("Reed-Solomon: 0 < data <= blocks <= " + std::to_string(1U << Field::kBits));
}

template <class Field>
std::vector<std::uint16_t> ReedSolomon<Field>::parity_matrix() const {
  std::vector<std::size_t> known(data_);
  std::iota(known.begin(), known.end(), std::size_t{0});
  std::vector<std::size_t> wanted(blocks_ - data_);
  std::iota(wanted.begin(), wanted.end(), data_);
  return recovery_matrix(known, wanted);
}

// Lagrange: the coefficient of f(x_j) in f(x) is prod_{i != j} (x - x_i) / (x_j - x_i).
template <class Field>
std::vector<std::uint16_t> ReedSolomon<Field>::recovery_matrix(std::span<const std::size_t> known,
                                                               std::span<const std::size_t> wanted) const {
  const auto difference = [](std::size_t a, std::size_t b) { return static_cast<Symbol>(a ^ b); };
  std::vector<Symbol> weights;  // 1 / prod (x_j - x_i)
  for (const std::size_t j : known) {
    Symbol product = 1;
    for (const std::size_t i : known)
      if (i != j) product = multiply<Field>(product, difference(j, i));
    weights.push_back(inverse<Field>(product));
  }
  std::vector<std::uint16_t> matrix;
  matrix.reserve(known.size() * wanted.size());
  for (const std::size_t x : wanted) {
    Symbol all = 1;
    for (const std::size_t i : known)
      if (i != x) all = multiply<Field>(all, difference(x, i));
    const bool is_known = std::find(known.begin(), known.end(), x) != known.end();
    for (std::size_t j = 0; j < known.size(); ++j) {
      const Symbol gap = difference(x, known[j]);
      if (is_known)
        matrix.push_back(gap == 0 ? 1 : 0);
      else
        matrix.push_back(multiply<Field>(multiply<Field>(all, inverse<Field>(gap)), weights[j]));
    }
  }
  return matrix;
}

namespace {

template <class Field>
std::vector<std::uint8_t> apply(Backend& backend, std::span<const std::uint16_t> matrix, std::size_t columns,
                                std::span<const std::uint8_t> input, std::size_t length) {
  std::vector<std::uint8_t> output(matrix.size() / columns * length);
  const CodeBatch batch{code_field<Field>(), columns, length, matrix, input, output};
  if (!compute(backend, batch)) throw std::runtime_error("Reed-Solomon: the backend failed");
  return output;
}

}  // namespace

template <class Field>
std::vector<std::uint8_t> ReedSolomon<Field>::encode(Backend& backend, std::span<const std::uint8_t> data,
                                                     std::size_t length) const {
  return apply<Field>(backend, parity_matrix(), data_, data, length);
}

template <class Field>
std::vector<std::uint8_t> ReedSolomon<Field>::extend(Backend& backend, std::span<const Block* const> known,
                                                     std::span<const std::size_t> wanted) const {
  std::vector<std::size_t> indices;
  std::vector<std::uint8_t> input;
  for (const Block* block : known) {
    indices.push_back(block->index);
    input.insert(input.end(), block->bytes.begin(), block->bytes.end());
  }
  return apply<Field>(backend, recovery_matrix(indices, wanted), data_, input, known[0]->bytes.size());
}

template <class Field>
std::optional<std::vector<std::uint8_t>> ReedSolomon<Field>::decode_erasures(Backend& backend,
                                                                             std::span<const Block> blocks) const {
  if (blocks.size() < data_) return std::nullopt;
  std::vector<const Block*> known;
  for (std::size_t i = 0; i < data_; ++i) known.push_back(&blocks[i]);
  std::vector<std::size_t> wanted(data_);
  std::iota(wanted.begin(), wanted.end(), std::size_t{0});
  return extend(backend, known, wanted);
}

// Where the blocks disagree in a symbol, that symbol tells which blocks are wrong; without those, look again.
template <class Field>
std::optional<typename ReedSolomon<Field>::Corrected> ReedSolomon<Field>::decode_errors(
    Backend& backend, std::span<const Block> blocks) const {
  if (blocks.size() < data_) return std::nullopt;
  const std::size_t allowed = (blocks.size() - data_) / 2;
  std::set<std::size_t> wrong;  // positions in `blocks`
  for (;;) {
    std::vector<const Block*> good;
    std::vector<std::size_t> positions;
    std::vector<std::size_t> rest;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      if (wrong.contains(i)) continue;
      if (good.size() >= data_) rest.push_back(blocks[i].index);
      good.push_back(&blocks[i]);
      positions.push_back(i);
    }
    const std::span<const Block* const> base(good.data(), data_);
    const std::vector<std::uint8_t> expected = extend(backend, base, rest);
    const std::size_t length = good[0]->bytes.size();
    std::size_t symbol = length;  // of the first disagreement
    for (std::size_t r = 0; r < rest.size(); ++r) {
      const auto begin = expected.begin() + static_cast<std::ptrdiff_t>(r * length);
      const auto differs =
          std::mismatch(begin, begin + static_cast<std::ptrdiff_t>(length), good[data_ + r]->bytes.begin());
      const auto at = static_cast<std::size_t>(differs.first - begin);
      if (at < length) symbol = std::min(symbol, at / sizeof(Symbol));
    }
    if (symbol == length) {
      std::vector<std::size_t> wanted(data_);
      std::iota(wanted.begin(), wanted.end(), std::size_t{0});
      Corrected corrected{extend(backend, base, wanted), {}};
      for (const std::size_t i : wrong) corrected.wrong.push_back(blocks[i].index);
      std::sort(corrected.wrong.begin(), corrected.wrong.end());
      return corrected;
    }
    std::vector<Symbol> points;
    std::vector<Symbol> values;
    for (const Block* block : good) {
      points.push_back(static_cast<Symbol>(block->index));
      values.push_back(symbol_of<Field>(block->bytes, symbol));
    }
    const auto errors = find_errors<Field>(points, values, data_);
    if (!errors || errors->empty()) return std::nullopt;
    for (const std::size_t error : *errors) wrong.insert(positions[error]);
    if (wrong.size() > allowed) return std::nullopt;
  }
}

template class ReedSolomon<Binary8>;
template class ReedSolomon<Binary16>;
template std::optional<std::vector<std::size_t>> find_errors<Binary8>(std::span<const std::uint8_t>,
                                                                      std::span<const std::uint8_t>, std::size_t);
template std::optional<std::vector<std::size_t>> find_errors<Binary16>(std::span<const std::uint16_t>,
                                                                       std::span<const std::uint16_t>, std::size_t);

}  // namespace parley::gpu
