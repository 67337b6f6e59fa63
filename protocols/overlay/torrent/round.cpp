#include "protocols/overlay/torrent/round.hpp"

#include <algorithm>

#include "protocols/overlay/torrent/engine.hpp"
#include "protocols/overlay/torrent/flow.hpp"

namespace parley::torrent {
namespace {

bool all_hold(const Swarm& swarm, std::uint32_t count) {
  return std::all_of(swarm.peers.begin(), swarm.peers.end(),
                     [&](const Peer& peer) { return peer.have.size() >= count; });
}

std::uint32_t flow_bound(const Engine& engine) {
  const Swarm& swarm = engine.swarm;
  const auto n = static_cast<std::uint32_t>(swarm.peers.size());
  FlowNetwork network(2 * n + 2);
  for (std::uint32_t u = 0; u < n; ++u) {
    const Peer& sender = swarm.peers[u];
    network.connect(2 * n, u, sender.up);
    network.connect(n + u, 2 * n + 1, sender.down);
    const bool own = engine.own_offered(u);
    for (const std::uint32_t v : sender.neighbours) {
      const ChunkSet& held = swarm.peers[v].have;
      std::uint32_t gives = 0;
      for (std::uint32_t w = 0; w < held.word_count(); ++w)
        gives += bits_in(engine.offered(u, w, true, own) & ~held.word(w));
      if (gives > 0) network.connect(u, n + v, gives);
    }
  }
  return static_cast<std::uint32_t>(network.max_flow(2 * n, 2 * n + 1));
}

std::uint32_t longest_lag(const Swarm& swarm) {
  std::uint32_t longest = 0;
  for (const Peer& peer : swarm.peers) longest = std::max(longest, peer.lag);
  return longest;
}

void warm_up(Engine& engine, const std::function<bool()>& stop) {
  const Settings& settings = engine.settings;
  Round& round = engine.round;
  const std::uint32_t lag = longest_lag(engine.swarm);
  while (!all_hold(engine.swarm, settings.target)) {
    if (stop()) {
      round.stopped = true;
      break;
    }
    const std::uint32_t slot = round.slots;
    const bool bounded = settings.flow_every > 0 && slot % settings.flow_every == 0;
    const std::uint32_t bound = bounded ? flow_bound(engine) : 0;
    engine.begin_slot();
    warm_up_slot(engine);
    const auto moved = static_cast<std::uint32_t>(engine.arriving.size());
    engine.end_slot();
    if (bounded) round.use.push_back({moved, bound});
    round.tracker_bytes += std::uint64_t{16} * moved;
    round.stalled = (moved == 0 && slot >= lag) || round.slots >= settings.most_warm_slots;
    if (round.stalled) break;
  }
  round.stalled = round.stalled && !all_hold(engine.swarm, settings.target);
}

void bit_torrent(Engine& engine, const std::function<bool()>& stop) {
  BitTorrent torrent(engine);
  Round& round = engine.round;
  const std::uint32_t all = engine.swarm.chunk_count();
  const std::uint32_t enough = engine.settings.mutant == Mutant::kStopsEarly ? all - (all + 9) / 10 : all;
  // A slot without any transfer can follow from who is unchoked, but not through three choices of the optimistic one.
  constexpr std::uint32_t kMostIdle = 100;
  std::uint32_t idle = 0;
  for (std::uint32_t number = 0; !all_hold(engine.swarm, enough) && idle < kMostIdle; ++number) {
    if (stop()) {
      round.stopped = true;
      return;
    }
    engine.begin_slot();
    torrent.slot(number);
    idle = engine.arriving.empty() ? idle + 1 : 0;
    engine.end_slot();
  }
}

}  // namespace

Round run_round(const Settings& settings, Swarm& swarm, Choices& choices, const std::function<bool()>& stop) {
  Engine engine{settings, swarm, choices};
  if (settings.scheduler != Scheduler::kNone) {
    warm_up(engine, stop);
    engine.round.warm_slots = engine.round.slots;
  }
  engine.warm = false;
  if (!settings.warm_up_only && !engine.round.stopped) bit_torrent(engine, stop);
  engine.round.complete = all_hold(swarm, swarm.chunk_count());
  return std::move(engine.round);
}

}  // namespace parley::torrent
