// Observers that guess who owns a chunk. They see which neighbour sent what to them and when, and no ids: the truth in
// a log (Transfer::own, the owner of a chunk) is read only to mark their guesses, and, where clusters are said to be
// linkable, to group the chunks of one owner.
#pragma once

#include <cstdint>
#include <vector>

#include "protocols/overlay/torrent/round.hpp"

namespace parley::torrent {

struct Guesses {
  std::uint64_t made = 0;
  std::uint64_t right = 0;

  double share() const { return made == 0 ? 0 : static_cast<double>(right) / static_cast<double>(made); }
};

// Every peer is an observer by itself, and says that the sender owns the chunk. Only the first `window` arrivals of an
// observer; 0: all.
Guesses first_sender(const std::vector<Transfer>& log, std::uint32_t peers, std::uint32_t window);

// Clusters are linkable: of each owner's chunks that an observer has seen, it names the sender of the first (earliest),
// or of most of them (majority; ties: the earlier). `chunks`: of each owner.
Guesses earliest_of_cluster(const std::vector<Transfer>& log, std::uint32_t peers, std::uint32_t chunks);
Guesses majority_of_cluster(const std::vector<Transfer>& log, std::uint32_t peers, std::uint32_t chunks);

// Members pool what they see: the owner of a chunk is who first sent it to one of them, from outside. Chunks of members
// are known and not guessed.
Guesses coalition(const std::vector<Transfer>& log, const std::vector<bool>& member, std::uint32_t chunks);

// `size` peers at random, or around a victim: its neighbours, then random ones. REQUIRES: size < peers.
std::vector<bool> random_members(std::uint32_t peers, std::uint32_t size, Choices& choices);
std::vector<bool> members_around(const Swarm& swarm, std::uint32_t victim, std::uint32_t size, Choices& choices);
// The coalition's guesses about the chunks of one peer only.
Guesses coalition_on(const std::vector<Transfer>& log, const std::vector<bool>& member, std::uint32_t chunks,
                     std::uint32_t victim);

}  // namespace parley::torrent
