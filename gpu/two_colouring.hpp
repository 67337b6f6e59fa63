// Two-colouring a directed cycle in one round (Flin, Raevskaya, Stimpert, Suomela, Yang, arXiv 2603.04235): every node
// draws a number, sees its predecessor's a and its successor's c beside its own b, and takes a colour. The measure of a
// rule is the probability that an edge has both ends of one colour. For rules that compare a, b, c with each other and
// with finitely many thresholds it is a rational number, computed here exactly: no sampling, no rounding.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace parley::gpu {

// In lowest terms, the denominator positive. Throws std::overflow_error beyond 64 bits.
struct Rational {
  std::int64_t numerator = 0;
  std::int64_t denominator = 1;
  friend bool operator==(const Rational&, const Rational&) = default;
};
Rational make_rational(std::int64_t numerator, std::int64_t denominator);
Rational operator+(const Rational& a, const Rational& b);
Rational operator*(const Rational& a, const Rational& b);

// The bound on c below which a node takes colour 1: a constant, or its own number.
struct Bound {
  bool own = false;           // the node's number b
  std::int64_t constant = 0;  // in units of 1 / grid, when not `own`
};

// What a rule says of the cell of the unit square that a and b lie in, with the diagonal between them.
class ThresholdRule {
 public:
  virtual ~ThresholdRule() = default;
  // Cells of the unit square are [i, i+1) by [j, j+1) in units of 1 / grid; all thresholds are multiples of that unit.
  virtual std::int64_t grid() const = 0;
  // z0 for a in cell i and b in cell j; `ordered`: a <= b, which is asked when i = j and settled by i < j otherwise.
  virtual Bound bound(std::int64_t i, std::int64_t j, bool ordered) const = 0;
};

// One threshold t = t32/32: b >= t: 1 if a < t, else t; b < t: 0 if a >= t, else t if a <= b, else b.
class OneThreshold : public ThresholdRule {
 public:
  explicit OneThreshold(std::int64_t t32) : t_(t32) {}
  std::int64_t grid() const override { return 32; }
  Bound bound(std::int64_t i, std::int64_t j, bool ordered) const override;

 private:
  std::int64_t t_;
};

// The best rule known: that one with t = 5/8, and inside the square [3/8, 5/8] in a and b a second one with threshold
// 17/32, scaled into it.
class NestedThresholds : public ThresholdRule {
 public:
  std::int64_t grid() const override { return 32; }
  Bound bound(std::int64_t i, std::int64_t j, bool ordered) const override;
};

// P[colour(a, b, c) = colour(b, c, d)] for independent uniform a, b, c, d.
Rational monochromatic_probability(const ThresholdRule& rule);

// Rules over m symbols: colours[(a m + b) m + c] is 0 or 1. Quadruples (a, b, c, d), of m^4, whose two colours are
// equal: sum over (b, c) of products of counts, m^3 steps (no rule needs the four loops).
std::uint64_t monochromatic_quadruples(std::span<const std::uint8_t> colours, std::size_t m);

struct SymbolRule {
  std::vector<std::uint8_t> colours;
  std::uint64_t monochromatic = 0;
};
// Local search: flips of one colour while any lowers the count, from `starts` seeded random rules; the best of all.
SymbolRule search_rule(std::size_t m, std::size_t starts, std::uint64_t seed);

}  // namespace parley::gpu
