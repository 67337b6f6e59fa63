// Warm-up dissemination for federated learning without a server: who produced a chunk is hidden for a while, then
// BitTorrent takes over.
//
// Source: FLTorrent, arXiv 2605.10499. The authors' code holds the BitTorrent part only (4 upload slots, choices every
// 10 and 30 s, rarest first); obfuscation, lags, cover and GreedyFastestFirst are reconstructions (RECON), each marked
// where it is defined.
//
// simulate   whole rounds for each size, with and without the warm-up: slots, utilisation against a max-flow bound,
//            tracker's bytes; the schedulers; a round of 1e5 chunks at 8 Gbit/s
// explore    the exact posterior of a local observer on a small complete swarm, against two bounds
// attack     first-sender, earliest and majority guesses, with mechanisms taken away; coalitions; mutants
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocols/core/process.hpp"
#include "protocols/core/study.hpp"
#include "protocols/overlay/torrent/swarm.hpp"

namespace parley::torrent {

// A swarm whose outcomes are all looked at.
struct Small {
  std::uint32_t peers = 4;
  std::uint32_t chunks = 2;
  std::uint32_t obfuscated = 1;
  std::uint32_t cover = 1;
  std::uint32_t most_lag = 0;
  std::uint32_t slots = 2;
  std::uint32_t rate = 1;                 // up and down, chunks a slot
  std::uint64_t most_worlds = 2'000'000;  // of each rule
};

struct Stress {
  std::uint32_t peers = 20;  // 0: left out
  std::uint32_t chunks = 5'000;
  double rate = 954;  // chunks of 1 MiB a second at 8 Gbit/s
  double spread = 0.1;
};

struct Parameters {
  std::uint32_t n = 100;  // peers that are attacked, and of the schedulers' table
  std::vector<std::uint32_t> sizes = {100, 200, 300, 400, 500};  // of simulate
  std::uint32_t degree = 10;
  std::uint32_t chunks = 30;  // of each peer
  double rate = 8;            // median upload, chunks a slot
  double spread = 0.5;        // sigma of the logarithm of uploads
  double download_ratio = 1;  // download over upload
  std::uint32_t chunk_kib = 1024;
  std::uint32_t obfuscated_permille = 100;  // of its chunks, what a peer gives away before the round
  std::uint32_t cover_permille = 50;        // kappa, of all chunks of the swarm
  std::uint32_t most_lag = 20;
  std::uint32_t target_permille = 130;  // of all chunks, what each peer holds when the warm-up ends
  std::uint32_t flow_every = 5;
  std::uint32_t runs = 1;  // of each size, and of each attacked rule
  Pick pick = Pick::kNonOwnerFirst;
  Mutant mutant = Mutant::kNone;
  std::vector<std::uint32_t> coalitions_percent = {1, 2, 5, 10, 20};
  Small small = {};
  Stress stress = {};
  std::string observed = {};  // explore only this: what the observer saw, as in exact.hpp
};

using Findings = StudyFindings<Parameters>;

struct Study {
  static constexpr std::string_view kName = "torrent";
  using Parameters = torrent::Parameters;

  static constexpr std::array<PropertyInfo, 11> kProperties{{
      {"complete", PropertyKind::kAlways, "every chunk reaches every peer, and the warm-up reaches its target"},
      {"eligible", PropertyKind::kAlways, "in the warm-up no own chunk is sent before its lag, or without cover"},
      {"neighbours_only", PropertyKind::kAlways, "nothing is sent to a peer that is no neighbour"},
      {"bounded", PropertyKind::kAlways,
       "the sender is the owner at most as often as its share of the eligible cover that the receiver lacks"},
      {"tracker_light", PropertyKind::kAlways, "the tracker's bytes are less than a thousandth of the data"},
      {"below_flow", PropertyKind::kAlways, "no slot moves more than the max-flow bound"},
      {"flat_warm_up", PropertyKind::kAlways, "the warm-up's share of a round stays within 5 points over all sizes"},
      {"hidden", PropertyKind::kAlways,
       "guessing the first sender is right for at most one in `degree` warm-up chunks"},
      {"plain_bound_fails", PropertyKind::kSometimes,
       "an observation gives a posterior above the own share of the whole eligible cover"},
      {"exposed", PropertyKind::kSometimes, "without the warm-up more than half of the first guesses are right"},
      {"mutant_caught", PropertyKind::kSometimes, "a mistake in the rules breaks the property that guards it"},
  }};

  static std::optional<ConfigProblem> validate(const Parameters& parameters);
  static Findings explore(const Parameters& parameters, const StudyConditions& conditions);
  static Findings simulate(const Parameters& parameters, const StudyConditions& conditions);
  static Findings attack(const Parameters& parameters, const StudyConditions& conditions);
};

static_assert(parley::Study<Study>);

}  // namespace parley::torrent
