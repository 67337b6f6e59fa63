#include "protocols/overlay/torrent/swarm.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace parley::torrent {
namespace {

void connect(Swarm& swarm, std::uint32_t u, std::uint32_t v) {
  if (u == v || are_neighbours(swarm, u, v)) return;
  for (const auto& [from, to] : {std::pair{u, v}, {v, u}}) {
    std::vector<std::uint32_t>& list = swarm.peers[from].neighbours;
    list.insert(std::lower_bound(list.begin(), list.end(), to), to);
  }
}

// Chords between peers that still want some; where chance finds none, to any peer.
void add_chords(Swarm& swarm, std::uint32_t u, std::uint32_t degree, Choices& choices) {
  const auto n = static_cast<std::uint32_t>(swarm.peers.size());
  for (std::uint32_t tries = 0; swarm.peers[u].neighbours.size() < degree; ++tries) {
    const auto v = static_cast<std::uint32_t>(choices.below(n));
    if (tries < 4 * n && swarm.peers[v].neighbours.size() >= degree) continue;
    connect(swarm, u, v);
  }
}

// Box and Muller, from 32 bits each.
double normal(Choices& choices) {
  constexpr std::uint64_t kSteps = std::uint64_t{1} << 32;
  const double a = (static_cast<double>(choices.below(kSteps)) + 0.5) / static_cast<double>(kSteps);
  const double b = static_cast<double>(choices.below(kSteps)) / static_cast<double>(kSteps);
  return std::sqrt(-2 * std::log(a)) * std::cos(2 * std::numbers::pi * b);
}

std::uint32_t capacity(double chunks) {
  return static_cast<std::uint32_t>(std::clamp(std::round(chunks), 1.0, 1e6));
}

}  // namespace

bool are_neighbours(const Swarm& swarm, std::uint32_t u, std::uint32_t v) {
  const std::vector<std::uint32_t>& list = swarm.peers[u].neighbours;
  return std::binary_search(list.begin(), list.end(), v);
}

Swarm make_swarm(const Settings& settings, Choices& choices) {
  Swarm swarm;
  const std::uint32_t n = settings.peers;
  const std::uint32_t all = n * settings.chunks;
  swarm.peers.resize(n);
  swarm.holders.assign(all, 1);
  for (std::uint32_t u = 0; u < n; ++u) connect(swarm, u, (u + 1) % n);
  const std::uint32_t degree = std::min(settings.degree, n - 1);
  if (degree == n - 1) {
    for (std::uint32_t u = 0; u < n; ++u)
      for (std::uint32_t v = u + 1; v < n; ++v) connect(swarm, u, v);
  } else {
    for (std::uint32_t u = 0; u < n; ++u) add_chords(swarm, u, degree, choices);
  }
  for (std::uint32_t u = 0; u < n; ++u) {
    Peer& peer = swarm.peers[u];
    peer.up = capacity(settings.rate * (settings.spread > 0 ? std::exp(settings.spread * normal(choices)) : 1));
    peer.down = capacity(peer.up * settings.download_ratio);
    peer.lag = static_cast<std::uint32_t>(choices.below(settings.most_lag + 1));
    peer.own = ChunkSet(all);
    for (std::uint32_t i = 0; i < settings.chunks; ++i) peer.own.insert(u * settings.chunks + i);
    peer.have = peer.own;
    peer.coming = peer.own;
  }
  return swarm;
}

void obfuscate(const Settings& settings, Swarm& swarm, Choices& choices) {
  for (std::uint32_t u = 0; u < settings.peers; ++u) {
    for (std::uint32_t i = 0; i < settings.obfuscated; ++i) {
      const std::vector<std::uint32_t>& near = swarm.peers[u].neighbours;
      const std::uint32_t relay = near[choices.below(near.size())];
      std::vector<std::uint32_t> ends = swarm.peers[relay].neighbours;
      std::erase(ends, u);
      if (ends.empty()) continue;
      const std::uint32_t end = ends[choices.below(ends.size())];
      // Ids are random, so which of its chunks a peer gives away does not matter.
      const std::uint32_t chunk = u * settings.chunks + i;
      Peer& receiver = swarm.peers[end];
      receiver.have.insert(chunk);
      receiver.coming.insert(chunk);
      ++receiver.foreign;
      ++swarm.holders[chunk];
      swarm.given.push_back({u, relay, end, chunk});
    }
  }
}

}  // namespace parley::torrent
