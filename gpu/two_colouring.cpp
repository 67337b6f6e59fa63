#include "gpu/two_colouring.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <stdexcept>
#include <utility>

namespace parley::gpu {

namespace {

__extension__ using Wide = __int128;

std::int64_t narrow(Wide value) {
  if (value > INT64_MAX || value < -INT64_MAX) throw std::overflow_error("a rational number outgrows 64 bits");
  return static_cast<std::int64_t>(value);
}

Wide common_divisor(Wide a, Wide b) {
  while (b != 0) a = std::exchange(b, a % b);
  return a < 0 ? -a : a;
}

Rational reduced(Wide numerator, Wide denominator) {
  const Wide divisor = common_divisor(numerator, denominator);
  const Wide sign = denominator < 0 ? -1 : 1;
  return {narrow(sign * numerator / divisor), narrow(sign * denominator / divisor)};
}

}  // namespace

Rational make_rational(std::int64_t numerator, std::int64_t denominator) {
  if (denominator == 0) throw std::overflow_error("a rational number without a denominator");
  return reduced(numerator, denominator);
}
Rational operator+(const Rational& a, const Rational& b) {
  // Through the least common denominator: sums of many terms over few denominators stay small.
  const std::int64_t divisor = std::gcd(a.denominator, b.denominator);
  const Wide numerator = Wide{a.numerator} * (b.denominator / divisor) + Wide{b.numerator} * (a.denominator / divisor);
  return reduced(numerator, Wide{a.denominator} * (b.denominator / divisor));
}
Rational operator*(const Rational& a, const Rational& b) {
  return reduced(Wide{a.numerator} * b.numerator, Wide{a.denominator} * b.denominator);
}

namespace {

Bound constant(std::int64_t value) {
  return {false, value};
}

// Within a square of cells [low, high) with threshold t, all in the grid's units.
Bound one_threshold(std::int64_t low, std::int64_t high, std::int64_t t, std::int64_t i, std::int64_t j, bool ordered) {
  if (j >= t) return constant(i < t ? high : t);
  if (i >= t) return constant(low);
  return ordered ? constant(t) : Bound{true, 0};
}

}  // namespace

Bound OneThreshold::bound(std::int64_t i, std::int64_t j, bool ordered) const {
  return one_threshold(0, grid(), t_, i, j, ordered);
}

Bound NestedThresholds::bound(std::int64_t i, std::int64_t j, bool ordered) const {
  constexpr std::int64_t low = 12;   // 3/8
  constexpr std::int64_t high = 20;  // 5/8
  constexpr std::int64_t inner = 17;
  const auto inside = [](std::int64_t cell) { return cell >= low && cell < high; };
  if (inside(i) && inside(j)) return one_threshold(low, high, inner, i, j, ordered);
  return one_threshold(0, grid(), high, i, j, ordered);
}

namespace {

// A polynomial in one variable of degree at most 4 with rational coefficients: what is left of the integral after the
// inner variables are gone.
class Poly {
 public:
  Poly() = default;
  explicit Poly(Rational constant_term) { at_[0] = constant_term; }
  static Poly variable() {
    Poly poly;
    poly.at_[1] = {1, 1};
    return poly;
  }
  friend Poly operator+(const Poly& a, const Poly& b) {
    Poly sum;
    for (std::size_t i = 0; i < kTerms; ++i) sum.at_[i] = a.at_[i] + b.at_[i];
    return sum;
  }
  friend Poly operator*(const Poly& a, const Poly& b) {
    Poly product;
    for (std::size_t i = 0; i < kTerms; ++i)
      for (std::size_t j = 0; i + j < kTerms; ++j) product.at_[i + j] = product.at_[i + j] + a.at_[i] * b.at_[j];
    return product;
  }
  friend Poly operator-(const Poly& a, const Poly& b) { return a + b * Poly(Rational{-1, 1}); }
  // From 0 to 1.
  Rational integral() const {
    Rational sum;
    for (std::size_t i = 0; i < kTerms; ++i) sum = sum + at_[i] * Rational{1, static_cast<std::int64_t>(i) + 1};
    return sum;
  }

 private:
  static constexpr std::size_t kTerms = 5;
  std::array<Rational, kTerms> at_{};
};

Poly number(std::int64_t value) {
  return Poly({value, 1});
}

// All in units of one cell: b = j + x with x in [0, 1), and everything is a polynomial in x.
class Integrator {
 public:
  explicit Integrator(const ThresholdRule& rule) : rule_(rule), grid_(rule.grid()) {}

  Rational probability() const {
    Rational sum;
    for (std::int64_t j = 0; j < grid_; ++j)
      for (std::int64_t k = 0; k < grid_; ++k) sum = sum + over_cells(j, k);
    const Rational cell{1, grid_};
    return sum * cell * cell * cell * cell;  // of a, b and c, and of d's bound z0 / grid
  }

 private:
  // Given b in cell j and c in cell k, with colour 1 when c < z0(a, b) for a and d < z0(b, c) for d: let u be the
  // measure of a with colour 1, v = z0(b, c). Both ends are alike with measure u v + (grid - u) (grid - v).
  Rational over_cells(std::int64_t j, std::int64_t k) const {
    if (j != k) return alike(j, k, j < k).integral();
    return diagonal(j);
  }

  // c lies in another cell than b, so that u and v do not depend on where c is in it, unless v is c itself.
  Poly alike(std::int64_t j, std::int64_t k, bool b_below_c) const {
    const Poly u = measure_of_a(j, k, b_below_c);
    const Bound z = rule_.bound(j, k, b_below_c);
    // v = c averages to the middle of its cell, and enters linearly.
    const Poly v = z.own ? number(k) + Poly({1, 2}) : number(z.constant);
    return combine(u, v);
  }

  Poly combine(const Poly& u, const Poly& v) const { return u * v + (number(grid_) - u) * (number(grid_) - v); }

  // The measure of the a with c < z0(a, b), b = j + x, and c in cell k; when k = j, `b_below_c` says on which side.
  Poly measure_of_a(std::int64_t j, std::int64_t k, bool b_below_c) const {
    Poly measure;
    for (std::int64_t i = 0; i < grid_; ++i) {
      const bool below = is_below(k, rule_.bound(i, j, true), b_below_c);
      const bool above = is_below(k, rule_.bound(i, j, false), b_below_c);
      if (i < j && below) measure = measure + number(1);
      if (i > j && above) measure = measure + number(1);
      if (i == j && below) measure = measure + Poly::variable();
      if (i == j && above) measure = measure + number(1) - Poly::variable();
    }
    return measure;
  }
  // c < bound, for c in cell k.
  static bool is_below(std::int64_t k, const Bound& bound, bool b_below_c) {
    return bound.own ? !b_below_c : k < bound.constant;
  }

  // b = j + x and c = j + y in one cell: the halves x < y and y < x, of which y takes 1 - x and x.
  Rational diagonal(std::int64_t j) const {
    const Poly x = Poly::variable();
    Rational sum;
    for (const bool b_below_c : {true, false}) {
      const Poly u = measure_of_a(j, j, b_below_c);
      const Bound z = rule_.bound(j, j, b_below_c);
      const Poly width = b_below_c ? number(1) - x : x;
      const Poly middle = (b_below_c ? number(1) + x : x) * Poly({1, 2});
      const Poly v = z.own ? number(j) + middle : number(z.constant);
      sum = sum + (combine(u, v) * width).integral();
    }
    return sum;
  }

  const ThresholdRule& rule_;
  std::int64_t grid_;
};

}  // namespace

Rational monochromatic_probability(const ThresholdRule& rule) {
  return Integrator(rule).probability();
}

namespace {

// For each (b, c): how many a give colour 1, and how many d do.
struct Counts {
  std::vector<std::uint32_t> before;
  std::vector<std::uint32_t> after;
};

Counts count(std::span<const std::uint8_t> colours, std::size_t m) {
  Counts counts{std::vector<std::uint32_t>(m * m), std::vector<std::uint32_t>(m * m)};
  for (std::size_t a = 0; a < m; ++a) {
    for (std::size_t bc = 0; bc < m * m; ++bc) {
      const std::uint8_t colour = colours[a * m * m + bc];
      counts.before[bc] += colour;
      counts.after[a * m + bc / m] += colour;
    }
  }
  return counts;
}

std::uint64_t splitmix(std::uint64_t& state) {
  state += 0x9e3779b97f4a7c15;
  std::uint64_t mixed = state;
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
  return mixed ^ (mixed >> 31);
}

// Steepest descent by single flips is slow to code well and no better: first improvement, in order, until none is left.
SymbolRule descend(std::vector<std::uint8_t> colours, std::size_t m) {
  std::uint64_t best = monochromatic_quadruples(colours, m);
  for (bool improved = true; improved;) {
    improved = false;
    for (std::uint8_t& colour : colours) {
      colour ^= 1;
      const std::uint64_t now = monochromatic_quadruples(colours, m);
      if (now < best) {
        best = now;
        improved = true;
      } else {
        colour ^= 1;
      }
    }
  }
  return {std::move(colours), best};
}

}  // namespace

std::uint64_t monochromatic_quadruples(std::span<const std::uint8_t> colours, std::size_t m) {
  const Counts counts = count(colours, m);
  std::uint64_t sum = 0;
  for (std::size_t bc = 0; bc < m * m; ++bc) {
    const std::uint64_t before = counts.before[bc];
    const std::uint64_t after = counts.after[bc];
    sum += before * after + (m - before) * (m - after);
  }
  return sum;
}

SymbolRule search_rule(std::size_t m, std::size_t starts, std::uint64_t seed) {
  SymbolRule best;
  for (std::size_t start = 0; start < starts; ++start) {
    std::vector<std::uint8_t> colours(m * m * m);
    for (std::uint8_t& colour : colours) colour = static_cast<std::uint8_t>(splitmix(seed) >> 63);
    SymbolRule found = descend(std::move(colours), m);
    if (best.colours.empty() || found.monochromatic < best.monochromatic) best = std::move(found);
  }
  return best;
}

}  // namespace parley::gpu
