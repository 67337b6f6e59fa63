// The state of a round in progress, shared by its two phases.
#pragma once

#include <optional>

#include "protocols/overlay/torrent/round.hpp"

namespace parley::torrent {

struct Engine {
  const Settings& settings;
  Swarm& swarm;
  Choices& choices;
  Round round = {};
  bool warm = true;
  std::vector<std::uint32_t> up_left = {};
  std::vector<std::uint32_t> down_left = {};
  std::vector<std::pair<std::uint32_t, std::uint32_t>> arriving = {};  // receiver, chunk

  void begin_slot();
  // The chunk goes from u to v in this slot, and is checked against the rules on its way. REQUIRES: u has it, v lacks
  // it, both have capacity left.
  void send(std::uint32_t u, std::uint32_t v, std::uint32_t chunk);
  void end_slot();  // what arrived can be sent on

  // Own chunks of u are eligible: lag over, and |foreign| >= kappa. While BitTorrent alone runs they always are.
  bool is_logged() const {
    const bool alone = settings.scheduler == Scheduler::kNone;
    return warm || (alone && round.log.size() < std::uint64_t{settings.target} * settings.peers);
  }
  bool own_eligible(std::uint32_t u) const;
  // The same, with the mutant's mistake.
  bool own_offered(std::uint32_t u) const;
  std::uint64_t offered(std::uint32_t u, std::uint32_t word, bool foreign, bool own) const;
  // The rarest of some chunks that u offers and v lacks; ties at random. Where there are more than kSampled candidates,
  // of the first so many from a random place on. O(n M / 64), mostly O(kSampled).
  std::optional<std::uint32_t> rarest(std::uint32_t u, std::uint32_t v, bool foreign, bool own);
  // Uniform among them. O(n M / 64).
  std::optional<std::uint32_t> uniform(std::uint32_t u, std::uint32_t v, bool foreign, bool own);

  static constexpr std::size_t kSampled = 12;
};

// Both move what one slot can. REQUIRES: begin_slot() was called.
void warm_up_slot(Engine& engine);

// BitTorrent: four upload slots, three for the neighbours that gave most in the last 10 slots and an optimistic one
// that changes every 30; rarest first.
class BitTorrent {
 public:
  explicit BitTorrent(Engine& engine);
  void slot(std::uint32_t number);

 private:
  void choose_unchoked(std::uint32_t u, bool turn_optimistic);
  void serve(std::uint32_t u);

  Engine& engine_;
  std::vector<std::vector<std::uint32_t>> unchoked_ = {};  // places in the list of neighbours
  std::vector<std::uint32_t> optimistic_ = {};
  std::vector<std::vector<std::uint32_t>> received_ = {};  // from each neighbour since the last choice
};

}  // namespace parley::torrent
