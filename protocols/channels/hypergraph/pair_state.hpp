// The state of a payment through two hyperedges, in one word, and what happens to it. See pair_model.hpp.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "protocols/channels/hypergraph/pair_model.hpp"

namespace parley::hypergraph {

enum class LeafStatus : std::uint8_t { none, proposed, rooted, voided, paid, cancelled, refunded, held };

struct PairEdge {
  LeafStatus leaf = LeafStatus::none;
  std::uint8_t timer = 0;  // ticks until it settles, while closing
  bool closing = false;
  bool settled = false;
  bool claimed = false;      // the secret was posted to it within its window
  bool seen_closed = false;  // by honest parties

  bool is_open() const { return !closing && !settled; }
  bool is_live() const {
    return leaf == LeafStatus::proposed || leaf == LeafStatus::rooted || leaf == LeafStatus::held;
  }
};

struct PairState {
  std::array<PairEdge, 2> edges = {};
  bool x_knows = false;  // the secret
  bool a_knows = false;
  bool is_public = false;
  bool seen_public = false;
};

struct PairStep {
  PairState after = {};
  std::string text = {};
};

std::uint64_t pack(const PairState& state);
PairState unpack(std::uint64_t word);

// Moves of single parties, and the tick.
void append_steps(const PairCase& pair, const PairState& state, std::vector<PairStep>& steps);

// Who of the honest lost: empty when nobody did. REQUIRES: both hyperedges have settled.
std::string loser(const PairCase& pair, const PairState& state);

}  // namespace parley::hypergraph
