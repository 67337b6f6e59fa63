#include "protocols/overlay/torrent/cases.hpp"

#include <algorithm>

namespace parley::torrent {
namespace {

std::uint32_t permille(std::uint64_t whole, std::uint32_t share) {
  return static_cast<std::uint32_t>((whole * share + 999) / 1000);
}

}  // namespace

Settings settings_of(const Parameters& parameters, std::uint32_t peers) {
  Settings settings;
  const std::uint64_t all = std::uint64_t{peers} * parameters.chunks;
  settings.peers = peers;
  settings.degree = parameters.degree;
  settings.chunks = parameters.chunks;
  settings.rate = parameters.rate;
  settings.spread = parameters.spread;
  settings.download_ratio = parameters.download_ratio;
  settings.obfuscated = permille(parameters.chunks, parameters.obfuscated_permille);
  settings.cover = permille(all, parameters.cover_permille);
  settings.most_lag = parameters.most_lag;
  settings.target = permille(all, parameters.target_permille);
  settings.most_warm_slots = static_cast<std::uint32_t>(all) + parameters.most_lag + 1;
  settings.flow_every = parameters.flow_every;
  settings.pick = parameters.pick;
  settings.mutant = parameters.mutant;
  return settings;
}

Settings small_settings(const Parameters& parameters) {
  const Small& small = parameters.small;
  Settings settings;
  settings.peers = small.peers;
  settings.degree = small.peers - 1;
  settings.chunks = small.chunks;
  settings.rate = small.rate;
  settings.obfuscated = small.obfuscated;
  settings.cover = small.cover;
  settings.most_lag = small.most_lag;
  settings.target = small.peers * small.chunks;
  settings.most_warm_slots = small.slots;
  settings.warm_up_only = true;
  settings.pick = parameters.pick;
  settings.mutant = parameters.mutant;
  return settings;
}

Played play(const Settings& settings, std::uint64_t seed, std::uint64_t stream, const StudyConditions& conditions) {
  Played played;
  Choices making = Choices::drawn(Rng::stream(seed, 2 * stream));
  Choices playing = Choices::drawn(Rng::stream(seed, 2 * stream + 1));
  played.swarm = make_swarm(settings, making);
  if (settings.scheduler != Scheduler::kNone) obfuscate(settings, played.swarm, playing);
  played.round = run_round(settings, played.swarm, playing, [&] { return conditions.is_stopped(); });
  return played;
}

Shares shares_of(const std::vector<Transfer>& log) {
  Shares shares;
  for (const Transfer& transfer : log) {
    ++shares.transfers;
    shares.own += transfer.own ? 1 : 0;
    shares.plain += transfer.plain;
    shares.unseen += transfer.unseen;
    shares.variance += transfer.unseen * (1 - transfer.unseen);
  }
  return shares;
}

std::string_view name_of(Mutant mutant) {
  constexpr std::array<std::string_view, 6> kNames{"none",      "ignores_cover", "ignores_lag",
                                                   "own_first", "strangers",     "stops_early"};
  return kNames[static_cast<std::size_t>(mutant)];
}

std::string_view name_of(Pick pick) {
  constexpr std::array<std::string_view, 3> kNames{"non_owner_first", "uniform", "rarest"};
  return kNames[static_cast<std::size_t>(pick)];
}

std::string_view name_of(Scheduler scheduler) {
  constexpr std::array<std::string_view, 3> kNames{"greedy_fastest_first", "random", "none"};
  return kNames[static_cast<std::size_t>(scheduler)];
}

}  // namespace parley::torrent
