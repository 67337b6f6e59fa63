#include "protocols/overlay/torrent/engine.hpp"

#include <algorithm>
#include <array>

namespace parley::torrent {
namespace {

std::uint32_t take_bit(std::uint64_t word, std::uint32_t index) {
  for (; index > 0; --index) word &= word - 1;
  return static_cast<std::uint32_t>(std::countr_zero(word));
}

std::string told(std::uint32_t slot, std::uint32_t u, std::uint32_t v, const std::string& why) {
  return "slot " + std::to_string(slot) + ": " + std::to_string(u) + " sends to " + std::to_string(v) + ", " + why;
}

}  // namespace

void Engine::begin_slot() {
  up_left.clear();
  down_left.clear();
  arriving.clear();
  for (const Peer& peer : swarm.peers) {
    up_left.push_back(peer.up);
    down_left.push_back(peer.down);
  }
}

bool Engine::own_eligible(std::uint32_t u) const {
  const Peer& peer = swarm.peers[u];
  return !warm || (round.slots >= peer.lag && peer.foreign >= settings.cover);
}

bool Engine::own_offered(std::uint32_t u) const {
  const Peer& peer = swarm.peers[u];
  const bool late = round.slots >= peer.lag || settings.mutant == Mutant::kIgnoresLag;
  const bool covered = peer.foreign >= settings.cover || settings.mutant == Mutant::kIgnoresCover;
  return !warm || (late && covered);
}

std::uint64_t Engine::offered(std::uint32_t u, std::uint32_t word, bool foreign, bool own) const {
  const Peer& peer = swarm.peers[u];
  return peer.have.word(word) & ((foreign ? ~peer.own.word(word) : 0) | (own ? peer.own.word(word) : 0));
}

std::optional<std::uint32_t> Engine::rarest(std::uint32_t u, std::uint32_t v, bool foreign, bool own) {
  const ChunkSet& held = swarm.peers[v].coming;
  const std::uint32_t words = held.word_count();
  const auto start = static_cast<std::uint32_t>(choices.below(words));
  std::array<std::uint32_t, kSampled> best{};
  std::size_t ties = 0;
  std::size_t seen = 0;
  for (std::uint32_t i = 0; i < words && seen < kSampled; ++i) {
    const std::uint32_t w = start + i < words ? start + i : start + i - words;
    for (std::uint64_t rest = offered(u, w, foreign, own) & ~held.word(w); rest != 0 && seen < kSampled;
         rest &= rest - 1) {
      const std::uint32_t chunk = w * 64 + static_cast<std::uint32_t>(std::countr_zero(rest));
      ++seen;
      if (ties > 0 && swarm.holders[chunk] > swarm.holders[best[0]]) continue;
      if (ties > 0 && swarm.holders[chunk] < swarm.holders[best[0]]) ties = 0;
      best[ties++] = chunk;
    }
  }
  if (ties == 0) return std::nullopt;
  return best[choices.below(ties)];
}

std::optional<std::uint32_t> Engine::uniform(std::uint32_t u, std::uint32_t v, bool foreign, bool own) {
  const ChunkSet& held = swarm.peers[v].coming;
  std::uint32_t count = 0;
  for (std::uint32_t w = 0; w < held.word_count(); ++w) count += bits_in(offered(u, w, foreign, own) & ~held.word(w));
  if (count == 0) return std::nullopt;
  auto index = static_cast<std::uint32_t>(choices.below(count));
  for (std::uint32_t w = 0;; ++w) {
    const std::uint64_t word = offered(u, w, foreign, own) & ~held.word(w);
    if (index < bits_in(word)) return w * 64 + take_bit(word, index);
    index -= bits_in(word);
  }
}

void Engine::send(std::uint32_t u, std::uint32_t v, std::uint32_t chunk) {
  const Peer& sender = swarm.peers[u];
  Peer& receiver = swarm.peers[v];
  const bool own = sender.own.contains(chunk);
  if (own && !own_eligible(u)) {
    const bool lag = round.slots < sender.lag;
    const std::string why = lag ? "an own chunk before its lag of " + std::to_string(sender.lag) + " slots is over"
                                : "an own chunk with a cover of " + std::to_string(sender.foreign) +
                                      " foreign chunks instead of " + std::to_string(settings.cover);
    if (round.audit.ineligible++ == 0 && round.audit.first.empty()) round.audit.first = told(round.slots, u, v, why);
  }
  if (!are_neighbours(swarm, u, v) && round.audit.strangers++ == 0 && round.audit.first.empty())
    round.audit.first = told(round.slots, u, v, "no neighbour");
  if (is_logged()) {
    Transfer transfer{round.slots, u, v, chunk, own};
    const bool may = own_offered(u);
    if (may) {
      transfer.plain = static_cast<double>(sender.own.size()) / (sender.own.size() + sender.foreign);
      std::uint32_t mine = 0;
      std::uint32_t all = 0;
      for (std::uint32_t w = 0; w < sender.have.word_count(); ++w) {
        const std::uint64_t lacks = ~receiver.coming.word(w);
        mine += bits_in(sender.own.word(w) & lacks);
        all += bits_in(sender.have.word(w) & lacks);
      }
      transfer.unseen = static_cast<double>(mine) / all;
    }
    round.log.push_back(transfer);
  }
  ++round.transfers;
  round.own_transfers += own ? 1U : 0U;
  receiver.coming.insert(chunk);
  arriving.emplace_back(v, chunk);
  --up_left[u];
  --down_left[v];
}

void Engine::end_slot() {
  for (const auto& [receiver, chunk] : arriving) {
    Peer& peer = swarm.peers[receiver];
    peer.have.insert(chunk);
    ++peer.foreign;
    ++swarm.holders[chunk];
  }
  ++round.slots;
}

}  // namespace parley::torrent
