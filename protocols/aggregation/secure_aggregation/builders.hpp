// The builders behind build(), and what they share.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "protocols/aggregation/secure_aggregation/scheme.hpp"

namespace parley::secure_aggregation {

LinearScheme build_dealer(const SchemeSpec& spec);    // plain, dealer
LinearScheme build_pairwise(const SchemeSpec& spec);  // pairwise, recovery, double_mask
LinearScheme build_shamir(const SchemeSpec& spec);
LinearScheme build_ring(const SchemeSpec& spec);

// A scheme with inputs named W0, W1, ... and nothing else; targets are sums over users 0 .. present-1.
LinearScheme with_inputs(const SchemeSpec& spec, std::uint32_t epochs, std::uint32_t present);

// A fresh random symbol.
std::uint32_t add_variable(LinearScheme& scheme, std::string name);

// The share at user `j` of `secret`: secret + sum_i coefficients[i] * (j+1)^(i+1).
Row share_of(const Field& field, const Row& secret, const std::vector<std::uint32_t>& coefficients, std::uint32_t j);

// Lagrange: f(0) = sum_j factors[j] * f(j+1) for polynomials of degree < count.
std::vector<std::uint64_t> factors_at_zero(const Field& field, std::uint32_t count);

// Appends the message to all; returns its index.
std::uint32_t broadcast(LinearScheme& scheme, std::uint32_t sender, std::uint32_t round, Row row);

}  // namespace parley::secure_aggregation
