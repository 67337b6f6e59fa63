// How many independent key symbols are needed: all linear key matrices of a small size.
//
// Z = A S with A of K x r over F_q and S of r uniform symbols, X_k = W_k + Z_k. The scheme is correct iff the columns
// of A sum to 0, so the last row follows from the others and q^((K-1) r) matrices are looked at. Card 3: a coalition D
// learns
//   (|D^c| - 1) - rank(rows outside D modulo the span of rows in D)
// symbols, and the paper's bound says that r = K-1 is needed (arXiv 2508.00596, R_Zsum >= K-1).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "protocols/core/study.hpp"

namespace parley::secure_aggregation {

struct SearchSize {
  std::uint32_t users = 4;  // K
  std::uint64_t field = 2;  // q
};

struct KeyTally {
  std::uint32_t key_symbols = 0;    // r
  std::uint64_t correct = 0;        // matrices
  std::uint64_t secure_alone = 0;   // of them, leaking nothing to single users (T = 0)
  std::uint64_t secure_always = 0;  // of them, leaking nothing to any coalition
  std::uint32_t least_leak = ~0U;   // over matrices: symbols to the single user who learns most
  std::uint64_t example = ~0ULL;    // the first matrix that is secure_alone, by number
  bool complete = false;

  friend bool operator==(const KeyTally&, const KeyTally&) = default;
};

inline constexpr std::uint64_t kMostMatrices = 4'000'000;

// q^((K-1)(K-1)) of the largest r, or more than kMostMatrices.
std::uint64_t matrices_of(const SearchSize& size);

// REQUIRES: 3 <= users <= 8, matrices_of(size) <= kMostMatrices, 1 <= key_symbols < users.
KeyTally search_keys(const SearchSize& size, std::uint32_t key_symbols, const StudyConditions& conditions);

// The matrix of that number, row by row.
std::string matrix_text(const SearchSize& size, std::uint32_t key_symbols, std::uint64_t number);

}  // namespace parley::secure_aggregation
