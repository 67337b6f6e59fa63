// What a population of given inputs stabilises to, exactly: all reachable configurations, their strongly connected
// components, and among these the bottom ones, in which every fair run ends (arXiv 2605.09937, section 2; D. Angluin,
// J. Aspnes, Z. Diamadi, M. Fischer, R. Peralta, "Computation in networks of passively mobile finite-state sensors",
// 2004).
//
// A configuration is packed into 64 bits. The search is depth first (R. Tarjan, "Depth-first search and linear graph
// algorithms", 1972) and finds successors again rather than store them: 21 bytes a configuration and at most twice that
// for the table; time O(configurations * n^2 * transitions of a pair).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "protocols/core/study.hpp"
#include "protocols/local/population/protocol.hpp"

namespace parley::population {

// What all the bottom components that are reachable say.
enum class Consensus : std::uint8_t {
  kRejects,     // only 0
  kAccepts,     // only 1
  kUndecided,   // some component has both outputs, or two components differ: the protocol is not well-specified
  kUnfinished,  // more configurations than were allowed, or stopped
};

struct Stabilisation {
  Consensus consensus = Consensus::kUnfinished;
  std::uint64_t configurations = 0;
  std::uint64_t bottom_components = 0;
  // One configuration of each of the first few bottom components.
  std::vector<std::vector<State>> bottoms = {};
};

inline constexpr std::uint32_t kMostConfigurations = 20'000'000;

// Whether n agents fit into the 64 bits.
bool fits(std::size_t states, std::size_t agents);

// REQUIRES: 1 <= initial.size() and fits(...); most <= kMostConfigurations.
Stabilisation stabilise(const Moves& moves, const std::vector<std::uint8_t>& output, const std::vector<State>& initial,
                        std::uint32_t most, const StudyConditions& conditions);

// The agents' states for a word. A single agent has no partner: its output is that of I(letter).
std::vector<State> initial_configuration(const Protocol& protocol, const Word& word);

// A shortest run from `initial` to `target`, both included; empty: none within `most` configurations.
std::vector<std::vector<State>> shortest_run(const Moves& moves, const std::vector<State>& initial,
                                             const std::vector<State>& target, std::uint32_t most,
                                             const StudyConditions& conditions);

}  // namespace parley::population
