// From parameters to rounds, shared by the verbs.
#pragma once

#include <cmath>
#include <functional>
#include <vector>

#include "protocols/overlay/torrent/round.hpp"
#include "protocols/overlay/torrent/study.hpp"

namespace parley::torrent {

Settings settings_of(const Parameters& parameters, std::uint32_t peers);
Settings small_settings(const Parameters& parameters);

struct Played {
  Swarm swarm = {};
  Round round = {};
};
// Seeded: the same settings and seed give the same round; the swarm depends on seed, peers and capacities only.
Played play(const Settings& settings, std::uint64_t seed, std::uint64_t stream, const StudyConditions& conditions);

// Sums over a log; and whether the owners in it are more than chance allows (five deviations) above the shares.
struct Shares {
  double transfers = 0;
  double own = 0;
  double plain = 0;
  double unseen = 0;
  double variance = 0;  // of `own`, were `unseen` the probabilities

  bool within() const { return own <= unseen + 5 * std::sqrt(variance) + 1e-6; }
};
Shares shares_of(const std::vector<Transfer>& log);

std::string_view name_of(Mutant mutant);
std::string_view name_of(Pick pick);
std::string_view name_of(Scheduler scheduler);

}  // namespace parley::torrent
