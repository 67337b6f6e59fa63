// Polynomials over a binary field, lowest coefficient first, by schoolbook: degrees are numbers of blocks.
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "gpu/arith/binary_field.hpp"

namespace parley::gpu {

// Invariant: no leading zero; the zero polynomial is empty.
template <class Field>
class Polynomial {
 public:
  using Symbol = typename Field::Symbol;

  Polynomial() = default;
  explicit Polynomial(std::vector<Symbol> coefficients) : coefficients_(std::move(coefficients)) { trim(); }

  bool is_zero() const { return coefficients_.empty(); }
  std::size_t size() const { return coefficients_.size(); }  // degree + 1
  Symbol at(Symbol x) const {
    Symbol value = 0;
    for (std::size_t i = size(); i-- > 0;) value = static_cast<Symbol>(multiply<Field>(value, x) ^ coefficients_[i]);
    return value;
  }

  friend Polynomial operator+(const Polynomial& a, const Polynomial& b) {
    std::vector<Symbol> sum(std::max(a.size(), b.size()));
    for (std::size_t i = 0; i < a.size(); ++i) sum[i] = a.coefficients_[i];
    for (std::size_t i = 0; i < b.size(); ++i) sum[i] = static_cast<Symbol>(sum[i] ^ b.coefficients_[i]);
    return Polynomial(std::move(sum));
  }
  friend Polynomial operator*(const Polynomial& a, const Polynomial& b) {
    if (a.is_zero() || b.is_zero()) return {};
    std::vector<Symbol> product(a.size() + b.size() - 1);
    for (std::size_t i = 0; i < a.size(); ++i) b.add_multiple(a.coefficients_[i], product, i);
    return Polynomial(std::move(product));
  }

  struct Division {
    Polynomial quotient;
    Polynomial rest;
  };
  // REQUIRES: divisor is not zero.
  Division divided_by(const Polynomial& divisor) const {
    if (size() < divisor.size()) return {{}, *this};
    std::vector<Symbol> rest = coefficients_;
    std::vector<Symbol> quotient(size() - divisor.size() + 1);
    const Symbol lead = inverse<Field>(divisor.coefficients_.back());
    for (std::size_t i = quotient.size(); i-- > 0;) {
      quotient[i] = multiply<Field>(rest[i + divisor.size() - 1], lead);
      divisor.add_multiple(quotient[i], rest, i);
    }
    return {Polynomial(std::move(quotient)), Polynomial(std::move(rest))};
  }

 private:
  void add_multiple(Symbol factor, std::vector<Symbol>& sum, std::size_t shift) const {
    for (std::size_t i = 0; i < size(); ++i)
      sum[shift + i] = static_cast<Symbol>(sum[shift + i] ^ multiply<Field>(factor, coefficients_[i]));
  }
  void trim() {
    while (!coefficients_.empty() && coefficients_.back() == 0) coefficients_.pop_back();
  }

  std::vector<Symbol> coefficients_;
};

}  // namespace parley::gpu
