// A swarm: who neighbours whom, what each can send and receive, and who holds what.
//
// Model (RECON; the authors' scheduler is not public): n peers on a random graph, time in slots, capacities in chunks a
// slot. Peer u owns chunks u M .. u M + M - 1. That numbering is the simulation's: chunk ids on the wire are random, so
// no attacker may look at it (adversary.hpp keeps to that).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "protocols/overlay/torrent/choices.hpp"
#include "protocols/overlay/torrent/chunk_set.hpp"

namespace parley::torrent {

enum class Scheduler : std::uint8_t {
  kGreedyFastestFirst,  // fastest sender first, to the neighbour with most download left
  kRandom,              // senders and receivers in random order
  kNone                 // no warm-up: BitTorrent alone
};

// Which chunk a sender of the warm-up takes, of those that the receiver lacks.
enum class Pick : std::uint8_t {
  kNonOwnerFirst,  // the rarest foreign one; an own one only when no foreign one is useful
  kUniform,        // uniformly from the eligible cover set
  kRarest          // the rarest of the eligible cover set
};

// Mistakes that the properties must notice.
enum class Mutant : std::uint8_t {
  kNone,
  kIgnoresCover,  // own chunks are sent whatever the cover
  kIgnoresLag,    // own chunks are sent before the lag is over
  kOwnFirst,      // own chunks are preferred to foreign ones
  kStrangers,     // a chunk may go to a peer that is no neighbour
  kStopsEarly     // the round ends when everybody has nine tenths
};

// One round. Chunks are counted, not bytes.
struct Settings {
  std::uint32_t peers = 0;
  std::uint32_t degree = 0;           // at least so many neighbours, and mostly just so many
  std::uint32_t chunks = 0;           // M, of each peer
  double rate = 1;                    // median of uploads, chunks a slot
  double spread = 0;                  // sigma of their logarithm
  double download_ratio = 1;          // download over upload capacity of a peer
  std::uint32_t obfuscated = 0;       // chunks that each peer gives away before the round
  std::uint32_t cover = 0;            // kappa: foreign chunks that a peer must hold before it may send own ones
  std::uint32_t most_lag = 0;         // the lag is uniform in 0 .. most_lag slots
  std::uint32_t target = 0;           // the warm-up ends when every peer holds so many chunks
  std::uint32_t most_warm_slots = 0;  // or after so many slots
  std::uint32_t flow_every = 0;       // compute the max-flow bound in every so many slots; 0: never
  bool warm_up_only = false;
  Scheduler scheduler = Scheduler::kGreedyFastestFirst;
  Pick pick = Pick::kNonOwnerFirst;
  Mutant mutant = Mutant::kNone;
};

struct Peer {
  std::uint32_t up = 1;
  std::uint32_t down = 1;
  std::uint32_t lag = 0;
  std::vector<std::uint32_t> neighbours = {};  // ascending
  ChunkSet own;
  ChunkSet have;              // at the start of the slot: what it can send
  ChunkSet coming;            // and what it is being sent in this slot
  std::uint32_t foreign = 0;  // of `have`
};

// What reached whom before the round: the receiver knows the relay only, the relay both ends but not the chunk.
struct Given {
  std::uint32_t source = 0;
  std::uint32_t relay = 0;
  std::uint32_t receiver = 0;
  std::uint32_t chunk = 0;
};

struct Swarm {
  std::vector<Peer> peers = {};
  std::vector<std::uint32_t> holders = {};  // of each chunk
  std::vector<Given> given = {};

  std::uint32_t chunk_count() const { return static_cast<std::uint32_t>(holders.size()); }
};

bool are_neighbours(const Swarm& swarm, std::uint32_t u, std::uint32_t v);

// A ring with random chords until every peer has `degree` neighbours: connected. Uploads are log-normal, at least 1.
// O(n degree + n^2 M / 64).
Swarm make_swarm(const Settings& settings, Choices& choices);
// Pre-round obfuscation (RECON): each peer sends chunks through one relay, which cannot read them, to a neighbour of
// the relay. What arrives is foreign to its holder.
void obfuscate(const Settings& settings, Swarm& swarm, Choices& choices);

}  // namespace parley::torrent
