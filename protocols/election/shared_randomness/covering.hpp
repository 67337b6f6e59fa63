// When an anonymous network cannot elect: some nodes are alike for ever. (G, sigma) with fixed ports covers a smaller
// network exactly if its coarsest equitable partition, into classes of one source whose members lead through the same
// ports to the same classes, has a class of two; and then all classes have the same size, the number of sheets
// (D. Angluin, "Local and global properties in networks of processors", 1980; M. Yamashita, T. Kameda, "Computing on
// anonymous networks", 1996). With sigma as labels this is the prediction for known size: section 3 of the card, RECON.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "protocols/election/shared_randomness/network.hpp"

namespace parley::shared_randomness {

// By node, the number of its class: 0, 1, ... in the order of signatures, which no renaming of nodes changes.
// O(rounds * edges * log n) time with at most n rounds (N. Norris, "Universal covers of graphs", 1995: n - 1).
std::vector<std::uint32_t> equitable_partition(const Network& network, const Sources& labels);

// One round of it: nodes are told apart by their own class and, port by port, the far port and class.
std::vector<std::uint32_t> refine(const Network& network, const std::vector<std::uint32_t>& classes);

// By node, the rank of its key among the different keys.
std::vector<std::uint32_t> ranks(const std::vector<std::vector<std::uint64_t>>& keys);

// The number of nodes over one of the network that is covered: n / number of classes. 1: minimal, election is possible.
std::uint32_t sheets(const Network& network, const Sources& sources);

// Whether the word is no power of a shorter one: the condition on oriented rings.
bool is_primitive(const Sources& word);

// Primitive words of n letters over k letters:  sum over d | n of mu(d) k^(n/d).  REQUIRES: k^n < 2^63.
std::uint64_t primitive_words(std::uint32_t n, std::uint64_t k);

}  // namespace parley::shared_randomness
