// One round of dissemination: the warm-up under the tracker's schedule, then BitTorrent until everybody has everything.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "protocols/overlay/torrent/swarm.hpp"

namespace parley::torrent {

struct Transfer {
  std::uint32_t slot = 0;
  std::uint32_t sender = 0;
  std::uint32_t receiver = 0;
  std::uint32_t chunk = 0;
  bool own = false;   // the truth: the sender is the owner
  double plain = 0;   // |own eligible| / |eligible cover| of the sender (the paper's bound)
  double unseen = 0;  // the same of what the receiver lacks: it knows that the others are not meant
};

// What one slot of the warm-up moved, and what it could at most have moved.
struct SlotUse {
  std::uint32_t moved = 0;
  std::uint32_t bound = 0;
};

// Rules that were broken; the text tells the first time.
struct Audit {
  std::uint64_t ineligible = 0;  // own chunks sent before the lag was over, or without cover
  std::uint64_t strangers = 0;   // chunks sent to no neighbour
  std::string first = {};
};

struct Round {
  bool complete = false;  // every peer has every chunk
  bool stalled = false;   // a warm-up that stopped short of its target
  bool stopped = false;   // by the caller
  std::uint32_t warm_slots = 0;
  std::uint32_t slots = 0;  // all
  std::uint64_t transfers = 0;
  std::uint64_t own_transfers = 0;  // of all, by their owner
  std::uint64_t tracker_bytes = 0;  // 4 for each chunk reported, 12 for each order (sender, receiver, chunk)
  std::vector<Transfer> log = {};   // of the warm-up; without one, the first as many as it would take
  std::vector<SlotUse> use = {};    // of the slots for which the bound was computed
  Audit audit = {};
};

// Deterministic in the settings and the choices. O(transfers * (degree + n M / 64)).
Round run_round(const Settings& settings, Swarm& swarm, Choices& choices, const std::function<bool()>& stop);

}  // namespace parley::torrent
