// Elections on rings to measure against: A. Itai, M. Rodeh, "Symmetry breaking in distributed networks" (1981,
// anonymous, size known, private bits); E. Chang, R. Roberts, "An improved algorithm for decentralized extrema-finding
// in circular configurations of processes" (1979, names); D. Hirschberg, J. Sinclair, "Decentralized extrema-finding in
// circular configurations of processors" (1980, names, both directions). All FIFO and in lockstep, which changes no
// message of the latter two.
#pragma once

#include <cstdint>
#include <vector>

#include "protocols/election/shared_randomness/election.hpp"

namespace parley::shared_randomness {

// Candidates draw a name in 1 .. n; (phase, name, hop, unique) travels n hops, is swallowed by a greater candidate,
// passes an equal one without `unique`; back home and unique: leader, not unique: next phase. messages: until the
// leader knows. REQUIRES: n >= 2.
Election elect_itai_rodeh(std::uint32_t n, Rng& rng, std::uint32_t most_phases);

// Names travel right until a greater one swallows them; the one that comes home is elected. messages: of names alone,
// without the n that would announce the leader.
Election elect_chang_roberts(const std::vector<std::uint32_t>& names);

// In phase k a candidate probes 2^k nodes on either side. messages: probes and replies.
Election elect_hirschberg_sinclair(const std::vector<std::uint32_t>& names);

}  // namespace parley::shared_randomness
