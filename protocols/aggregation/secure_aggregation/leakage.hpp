// What a coalition of users learns beyond the sum, exactly and in two ways that share no code but the scheme itself.
//
// A coalition D (a user and T colluders) has the condition C = (the sums, its own inputs and keys) and the view X of
// all messages that reach one of it. The leak is I(X ; W_1..W_K | C), in symbols of F_q (card 1: it must be 0).
//
//   by rank         for uniform independent variables entropies are ranks:
//                   I = rank(X,C) - rank(C) - rank(X,C,W) + rank(C,W)
//   by enumeration  all assignments of the variables; X and W are independent given C iff for all values
//                   N(c,x,w) N(c) = N(c,x) N(c,w), where N counts assignments; needs no linearity
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "protocols/aggregation/secure_aggregation/scheme.hpp"

namespace parley::secure_aggregation {

// Members by number, ascending.
using Coalition = std::vector<std::uint32_t>;

// All sets of 1 .. users-1 members, the small ones first. REQUIRES: users <= 20.
std::vector<Coalition> all_coalitions(std::uint32_t users);

struct View {
  std::vector<Row> condition = {};
  std::vector<Row> seen = {};
  std::vector<Row> inputs = {};
};

View view_of(const LinearScheme& scheme, const Coalition& coalition);

// In symbols. Exact unless the scheme has variables that are never 0: then as if they were uniform.
// Complexity: that of inserting all rows of the view into a Span.
std::uint32_t leak_by_rank(const LinearScheme& scheme, const Coalition& coalition);

struct EnumeratedLeak {
  bool independent = true;  // exact, by integers
  double symbols = 0;       // I / log q
  std::uint64_t outcomes = 0;
};

// Number of assignments, nullopt beyond `most`.
std::optional<std::uint64_t> outcomes_of(const LinearScheme& scheme, std::uint64_t most);

// nullopt: more than `most` assignments, or values that do not fit into 64 bits.
// Complexity: assignments * (rows + log assignments) time, some 100 bytes an assignment.
std::optional<EnumeratedLeak> leak_by_enumeration(const LinearScheme& scheme, const Coalition& coalition,
                                                  std::uint64_t most);

// An input of somebody else, or the difference of two, that follows from what the coalition holds though not from the
// condition alone; empty: none.
Row witness_of(const LinearScheme& scheme, const Coalition& coalition);

// Whether each user that decodes takes the right sums.
bool decodes_right(const LinearScheme& scheme);

// Whether user 0 can find the sums from its own input and keys and what it hears.
bool can_decode(const LinearScheme& scheme);

// Independent random symbols in all keys together.
std::uint32_t independent_keys(const LinearScheme& scheme);

}  // namespace parley::secure_aggregation
