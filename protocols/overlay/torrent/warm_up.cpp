// GreedyFastestFirst (RECON): senders by upload, fastest first; each serves, again and again, the neighbour with most
// download left that lacks an eligible chunk.
#include <algorithm>
#include <numeric>

#include "protocols/overlay/torrent/engine.hpp"

namespace parley::torrent {
namespace {

std::vector<std::uint32_t> sender_order(Engine& engine) {
  const std::vector<Peer>& peers = engine.swarm.peers;
  std::vector<std::uint32_t> order(peers.size());
  std::iota(order.begin(), order.end(), 0U);
  if (engine.settings.scheduler == Scheduler::kGreedyFastestFirst) {
    std::stable_sort(order.begin(), order.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return peers[a].up > peers[b].up; });
    return order;
  }
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[engine.choices.below(i)]);
  return order;
}

std::optional<std::uint32_t> pick_chunk(Engine& engine, std::uint32_t u, std::uint32_t v) {
  const bool own = engine.own_offered(u);
  if (engine.settings.mutant == Mutant::kOwnFirst && own) {
    if (const auto chunk = engine.uniform(u, v, false, true)) return chunk;
  }
  if (engine.settings.pick == Pick::kUniform) return engine.uniform(u, v, true, own);
  if (engine.settings.pick == Pick::kRarest) return engine.rarest(u, v, true, own);
  if (const auto chunk = engine.rarest(u, v, true, false)) return chunk;
  return own ? engine.uniform(u, v, false, true) : std::nullopt;
}

// The place in `open` of the receiver to serve next. REQUIRES: `open` is not empty.
std::size_t next_receiver(Engine& engine, const std::vector<std::uint32_t>& open) {
  if (engine.settings.scheduler == Scheduler::kRandom) return engine.choices.below(open.size());
  std::size_t best = 0;
  for (std::size_t i = 1; i < open.size(); ++i)
    if (engine.down_left[open[i]] > engine.down_left[open[best]]) best = i;
  return best;
}

std::vector<std::uint32_t> receivers_of(Engine& engine, std::uint32_t u) {
  std::vector<std::uint32_t> open = engine.swarm.peers[u].neighbours;
  if (engine.settings.mutant == Mutant::kStrangers) {
    const auto n = static_cast<std::uint32_t>(engine.swarm.peers.size());
    const auto other = static_cast<std::uint32_t>(engine.choices.below(n));
    if (other != u && std::find(open.begin(), open.end(), other) == open.end()) open.push_back(other);
  }
  return open;
}

void serve_neighbours(Engine& engine, std::uint32_t u) {
  std::vector<std::uint32_t> open = receivers_of(engine, u);
  std::erase_if(open, [&](std::uint32_t v) { return engine.down_left[v] == 0; });
  while (engine.up_left[u] > 0 && !open.empty()) {
    const std::size_t place = next_receiver(engine, open);
    const std::uint32_t v = open[place];
    const auto chunk = engine.down_left[v] > 0 ? pick_chunk(engine, u, v) : std::nullopt;
    if (chunk)
      engine.send(u, v, *chunk);
    else
      open.erase(open.begin() + static_cast<std::ptrdiff_t>(place));
  }
}

}  // namespace

void warm_up_slot(Engine& engine) {
  for (const std::uint32_t u : sender_order(engine)) serve_neighbours(engine, u);
}

}  // namespace parley::torrent
