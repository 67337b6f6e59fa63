#include "protocols/overlay/torrent/adversary.hpp"

#include <utility>

namespace parley::torrent {
namespace {

// What an observer has of one owner's chunks: how many from whom; who came first.
struct Cluster {
  std::uint32_t first = 0;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> counts = {};  // sender, chunks; in order of first arrival

  void add(std::uint32_t sender) {
    if (counts.empty()) first = sender;
    for (auto& [from, count] : counts) {
      if (from != sender) continue;
      ++count;
      return;
    }
    counts.emplace_back(sender, 1U);
  }
  std::uint32_t most() const {
    std::size_t best = 0;
    for (std::size_t i = 1; i < counts.size(); ++i)
      if (counts[i].second > counts[best].second) best = i;
    return counts[best].first;
  }
};

template <class Guess>
Guesses of_clusters(const std::vector<Transfer>& log, std::uint32_t peers, std::uint32_t chunks, Guess guess) {
  std::vector<Cluster> clusters(std::size_t{peers} * peers);
  for (const Transfer& transfer : log)
    clusters[std::size_t{transfer.receiver} * peers + transfer.chunk / chunks].add(transfer.sender);
  Guesses guesses;
  for (std::size_t i = 0; i < clusters.size(); ++i) {
    if (clusters[i].counts.empty()) continue;
    ++guesses.made;
    guesses.right += guess(clusters[i]) == i % peers ? 1U : 0U;
  }
  return guesses;
}

template <class Counts>
Guesses pooled(const std::vector<Transfer>& log, const std::vector<bool>& member, std::uint32_t chunks, Counts counts) {
  Guesses guesses;
  std::vector<bool> seen(member.size() * chunks);
  for (const Transfer& transfer : log) {
    const std::uint32_t owner = transfer.chunk / chunks;
    if (!member[transfer.receiver] || member[transfer.sender] || member[owner] || seen[transfer.chunk]) continue;
    seen[transfer.chunk] = true;
    if (!counts(owner)) continue;
    ++guesses.made;
    guesses.right += transfer.own ? 1U : 0U;
  }
  return guesses;
}

void add_random(std::vector<bool>& member, std::uint32_t size, std::uint32_t spared, Choices& choices) {
  std::uint32_t left = size;
  for (const bool is_member : member) left -= is_member ? 1U : 0U;
  while (left > 0) {
    const auto peer = static_cast<std::uint32_t>(choices.below(member.size()));
    if (member[peer] || peer == spared) continue;
    member[peer] = true;
    --left;
  }
}

}  // namespace

Guesses first_sender(const std::vector<Transfer>& log, std::uint32_t peers, std::uint32_t window) {
  Guesses guesses;
  std::vector<std::uint32_t> arrived(peers);
  for (const Transfer& transfer : log) {
    if (window > 0 && arrived[transfer.receiver]++ >= window) continue;
    ++guesses.made;
    guesses.right += transfer.own ? 1U : 0U;
  }
  return guesses;
}

Guesses earliest_of_cluster(const std::vector<Transfer>& log, std::uint32_t peers, std::uint32_t chunks) {
  return of_clusters(log, peers, chunks, [](const Cluster& cluster) { return cluster.first; });
}

Guesses majority_of_cluster(const std::vector<Transfer>& log, std::uint32_t peers, std::uint32_t chunks) {
  return of_clusters(log, peers, chunks, [](const Cluster& cluster) { return cluster.most(); });
}

Guesses coalition(const std::vector<Transfer>& log, const std::vector<bool>& member, std::uint32_t chunks) {
  return pooled(log, member, chunks, [](std::uint32_t) { return true; });
}

Guesses coalition_on(const std::vector<Transfer>& log, const std::vector<bool>& member, std::uint32_t chunks,
                     std::uint32_t victim) {
  return pooled(log, member, chunks, [victim](std::uint32_t owner) { return owner == victim; });
}

std::vector<bool> random_members(std::uint32_t peers, std::uint32_t size, Choices& choices) {
  std::vector<bool> member(peers);
  add_random(member, size, peers, choices);
  return member;
}

std::vector<bool> members_around(const Swarm& swarm, std::uint32_t victim, std::uint32_t size, Choices& choices) {
  std::vector<bool> member(swarm.peers.size());
  std::uint32_t taken = 0;
  for (const std::uint32_t neighbour : swarm.peers[victim].neighbours) {
    if (taken == size) break;
    member[neighbour] = true;
    ++taken;
  }
  add_random(member, size, victim, choices);
  return member;
}

}  // namespace parley::torrent
