// The exact posterior of a local observer on a small swarm: every outcome of every random choice, with its probability.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "protocols/overlay/torrent/round.hpp"

namespace parley::torrent {

// What the observer has seen up to and with an arrival, as text: "p2" a chunk through relay 2 before the round, "f1>3"
// one that it relayed, "0:2" one from 2 in slot 0, "1>3=a" one that it sent to 3 in slot 1 (a: an own one; otherwise
// the number of its arrival, from 0, chunks given before the round first).
// Over all worlds in which the observer sees just this: weights are probabilities.
struct Belief {
  double weight = 0;
  double own = 0;     // sum of weights where the sender is the owner
  double plain = 0;   // sum of weight * Transfer::plain
  double unseen = 0;  // sum of weight * Transfer::unseen

  double posterior() const { return own / weight; }
};

struct ExactView {
  bool complete = false;  // every world was looked at
  std::uint64_t worlds = 0;
  double weight = 0;                           // 1 when complete
  std::map<std::string, Belief> beliefs = {};  // by what was seen
  std::vector<std::string> example = {};       // a world in which `wanted` is seen and the sender is the owner
};

// Peer 0 is the observer. Transfers are looked at online: what comes later is not used. O(worlds * round); stops after
// `most_worlds`. REQUIRES: settings draw no graph and no capacities (degree >= peers - 1, spread 0).
ExactView exact_view(const Settings& settings, std::uint64_t most_worlds, const std::string& wanted,
                     const std::function<bool()>& stop);

}  // namespace parley::torrent
