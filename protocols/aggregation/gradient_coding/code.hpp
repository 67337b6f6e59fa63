// A gradient code: what workers send, how the server decodes, and how far off
// it is.
//
// A. Munim, A. Ramamoorthy, "communication-efficient approximate gradient
// coding" (arXiv 2603.22514). Their formulas were not available; all of this is
// RECON (card 3).
//
// N chunks with partial gradients g_j in R^d, g = sum g_j; each is cut into l
// blocks g_j^(t) of d/l numbers. Worker i with chunks A_i sends z_i = sum_t
// u_{i,t} sum_j A_ij g_j^(t), d/l numbers. The encoding matrix B has the rows
// A_i kron u_i in R^(N l); of the workers F that answered the server forms
//   R(F) = argmin || R B_F - 1_N^T kron I_l ||_F^2,   err(F) = the minimum / (l
//   N) in [0, 1]
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "protocols/aggregation/gradient_coding/design.hpp"

namespace parley::gradient_coding {

enum class Encoding : std::uint8_t {
  kRankOne,      // u_i random, uniform in direction
  kIndependent,  // a random coefficient for each chunk and block
  kEqual,        // all u_i = (1, .., 1): useless for l > 1
  kFitted,       // u_i fitted to all workers by alternating least squares, from
                 // random ones
};

// One row a worker, N l numbers, chunk by chunk.
struct Code {
  Design design = {};
  std::uint32_t parts = 1;  // l
  std::vector<std::vector<double>> rows = {};
};

// Draw `draw` of the coefficients. REQUIRES: 1 <= parts <= 4.
Code build_code(const Design& design, Encoding encoding, std::uint32_t parts, std::uint64_t seed, std::uint64_t draw);

// Workers as bits.
using Workers = std::uint32_t;

// R(F), one row of l numbers a worker, 0 for those not in F.
// By normal equations with diagonal pivots: |F|^2 N l + |F|^3 operations.
std::vector<std::vector<double>> decoder_of(const Code& code, Workers answered);

// err(F) of the best decoder, by normal equations.
double error_by_normal(const Code& code, Workers answered);

// The same by an orthonormal basis of the rows of B_F (Gram-Schmidt, twice):
// err = 1 - captured / (l N).
double error_by_basis(const Code& code, Workers answered);

// err of any decoder, best or not.
double error_of(const Code& code, const std::vector<std::vector<double>>& decoder);

struct Fraction {
  std::int64_t numerator = 0;
  std::int64_t denominator = 1;
  double value() const { return static_cast<double>(numerator) / static_cast<double>(denominator); }
  friend bool operator==(const Fraction&, const Fraction&) = default;
};

// err(F) of l = 1 without coefficients, exactly, by elimination without
// fractions (Bareiss); nullopt where numbers get beyond 128 bits.
std::optional<Fraction> exact_error(const Design& design, Workers answered);

// Of a symmetric design with f answers, l = 1: 1 - k^2 f / (N (k - lambda +
// lambda f)), whichever they are.
Fraction closed_form(const Symmetric& symmetric, std::uint32_t chunks, std::uint32_t answers);

// Chunks of which no holder answered; err(F) >= lost / N for every code.
std::uint32_t lost_chunks(const Design& design, Workers answered);

// How much of chunk j the decoder takes into each block on average: sum_t sum_i
// R_ti B_i(j,t) / l. 1 is right.
std::vector<double> chunk_weights(const Code& code, const std::vector<std::vector<double>>& decoder);

}  // namespace parley::gradient_coding
