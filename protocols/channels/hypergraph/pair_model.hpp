// One payment through two hyperedges: A pays X in the first, X pays B in the second, both leaves under a lock of which
// B has the secret (card b, section 3, "Inter-hyperedge payment"; RECON: the paper's own rule is unknown). Roots are
// taken as events that need both parties of the leaf; how they come about is edge_state.hpp's matter.
//
// Time is the chain's: a tick. What is posted in a tick is seen by honest parties in the next one, and their answers
// land at its end. A hyperedge that is closed settles after its window. The secret, once posted, is public.
// A conditional leaf without the secret is, when its hyperedge settles, held until the secret or a mutual cancel comes;
// under refund_at_close it goes back to the payer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocols/channels/hypergraph/rules.hpp"
#include "protocols/core/study.hpp"

namespace parley::hypergraph {

inline constexpr std::uint32_t kPayer = 1;         // A, as a bit of PairCase::cheaters
inline constexpr std::uint32_t kIntermediary = 2;  // X
inline constexpr std::uint32_t kPayee = 4;         // B
inline constexpr std::uint32_t kMostWindow = 12;   // ticks

struct PairCase {
  Rule rule = Rule::sound;
  std::uint32_t cheaters = kPayer;  // bit set; those that cheat work together
  std::uint32_t first_window = 3;   // ticks, of the hyperedge of A and X
  std::uint32_t second_window = 3;
};

struct PairSearch {
  std::uint64_t states = 0;
  std::uint64_t settled = 0;  // states in which both hyperedges have settled: where losses are counted
  std::uint64_t paid = 0;     // of these: both leaves paid
  std::uint64_t held = 0;     // of these: money of an honest party is held, and the secret is not public
  bool complete = false;
  std::vector<std::string> violation = {};  // the shortest run in which an honest party loses, line by line
};

// Invariant that is searched: an honest A that paid has the secret (its receipt); an honest X that paid B can get, or
// got, A's; an honest B that gave the secret away is, or can be, paid. Fewer than 2^20 states.
PairSearch search_pair(const PairCase& pair, const StudyConditions& conditions);

std::string cheaters_text(std::uint32_t cheaters);

}  // namespace parley::hypergraph
