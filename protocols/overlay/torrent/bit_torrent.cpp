#include <algorithm>
#include <numeric>

#include "protocols/overlay/torrent/engine.hpp"

namespace parley::torrent {
namespace {

constexpr std::size_t kUploadSlots = 4;
constexpr std::uint32_t kRegular = 10;     // slots between choices of whom to unchoke
constexpr std::uint32_t kOptimistic = 30;  // and of the optimistic one

// Whether u has anything that v lacks.
bool is_interested(const Swarm& swarm, std::uint32_t u, std::uint32_t v) {
  const ChunkSet& have = swarm.peers[u].have;
  const ChunkSet& held = swarm.peers[v].coming;
  for (std::uint32_t w = 0; w < have.word_count(); ++w)
    if ((have.word(w) & ~held.word(w)) != 0) return true;
  return false;
}

}  // namespace

BitTorrent::BitTorrent(Engine& engine) : engine_(engine) {
  for (const Peer& peer : engine.swarm.peers) {
    unchoked_.emplace_back();
    received_.emplace_back(peer.neighbours.size(), 0U);
    optimistic_.push_back(0);
  }
}

void BitTorrent::choose_unchoked(std::uint32_t u, bool turn_optimistic) {
  const std::vector<std::uint32_t>& near = engine_.swarm.peers[u].neighbours;
  std::vector<std::uint32_t> places(near.size());
  std::iota(places.begin(), places.end(), 0U);
  std::erase_if(places, [&](std::uint32_t place) { return !is_interested(engine_.swarm, u, near[place]); });
  for (std::size_t i = places.size(); i > 1; --i) std::swap(places[i - 1], places[engine_.choices.below(i)]);
  std::vector<std::uint32_t>& chosen = unchoked_[u];
  chosen.clear();
  const bool keep = !turn_optimistic && std::find(places.begin(), places.end(), optimistic_[u]) != places.end();
  if (!keep && !places.empty()) optimistic_[u] = places.front();
  if (!places.empty()) {
    chosen.push_back(optimistic_[u]);
    std::erase(places, optimistic_[u]);
  }
  std::stable_sort(places.begin(), places.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return received_[u][a] > received_[u][b]; });
  for (const std::uint32_t place : places)
    if (chosen.size() < kUploadSlots) chosen.push_back(place);
  std::fill(received_[u].begin(), received_[u].end(), 0U);
}

// The unchoked in turns, while they lack something and have room.
void BitTorrent::serve(std::uint32_t u) {
  const std::vector<std::uint32_t>& near = engine_.swarm.peers[u].neighbours;
  std::vector<std::uint32_t> open = unchoked_[u];
  for (std::size_t i = 0; engine_.up_left[u] > 0 && !open.empty();) {
    if (i >= open.size()) i = 0;
    const std::uint32_t v = near[open[i]];
    const auto chunk = engine_.down_left[v] > 0 ? engine_.rarest(u, v, true, true) : std::nullopt;
    if (!chunk) {
      open.erase(open.begin() + static_cast<std::ptrdiff_t>(i));
      continue;
    }
    engine_.send(u, v, *chunk);
    const std::vector<std::uint32_t>& back = engine_.swarm.peers[v].neighbours;
    ++received_[v][static_cast<std::size_t>(std::lower_bound(back.begin(), back.end(), u) - back.begin())];
    ++i;
  }
}

void BitTorrent::slot(std::uint32_t number) {
  const auto n = static_cast<std::uint32_t>(engine_.swarm.peers.size());
  if (number % kRegular == 0)
    for (std::uint32_t u = 0; u < n; ++u) choose_unchoked(u, number % kOptimistic == 0);
  const auto first = static_cast<std::uint32_t>(engine_.choices.below(n));
  for (std::uint32_t i = 0; i < n; ++i) serve((first + i) % n);
}

}  // namespace parley::torrent
