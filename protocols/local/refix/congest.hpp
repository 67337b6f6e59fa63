// The two-label verifier in CONGEST: in round t every node tells each neighbour a LevelOffer, made of its label and the
// offers that it got from its other neighbours in round t - 1. After `radius` rounds it knows its view unfolded into a
// tree, with the sets of levels that are possible there; in a tree that is the view itself. [RECON, section 7, 4]
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "protocols/local/refix/direction_word.hpp"

namespace parley::refix {

// One verdict a node: 1 where it accepts. O(radius * sum of squared degrees).
std::vector<std::uint8_t> message_verdicts(const TwoLabels& verifier, const Graph& graph, const Labels& labels);

// messages[t - 1]: how many different messages round t can have, over all labelled graphs of any size and degree. So
// ceil(log2) bits are enough. By closure: what a node can know is a LevelSum, and there are finitely many.
// Nothing if more than `most` different sums were met, or once stopped. Up to most^2 steps.
std::optional<std::vector<std::uint64_t>> message_counts(const TwoLabels& verifier, std::size_t most,
                                                         const std::function<bool()>& is_stopped);

std::uint32_t bits_for(std::uint64_t values);

}  // namespace parley::refix
