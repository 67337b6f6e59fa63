#include "protocols/local/refix/congest.hpp"

#include <bit>
#include <set>

namespace parley::refix {
namespace {

// received[v][j]: what the j-th neighbour of v last said to v.
using Received = std::vector<std::vector<LevelOffer>>;

LevelSum sum_but(const TwoLabels& verifier, Label label, const std::vector<LevelOffer>& offers, std::size_t but) {
  LevelSum sum = LevelSum::start(verifier.word(), label);
  for (std::size_t index = 0; index < offers.size(); ++index)
    if (index != but) sum.add(offers[index], verifier.levels());
  return sum;
}

std::size_t index_of(const Nodes& nodes, std::size_t node) {
  std::size_t index = 0;
  while (nodes[index] != node) ++index;
  return index;
}

Received exchange(const TwoLabels& verifier, const Graph& graph, const Labels& labels, const Received& before) {
  Received after = before;
  for (std::size_t node = 0; node < graph.size(); ++node)
    for (std::size_t index = 0; index < graph.neighbours[node].size(); ++index) {
      const Node to = graph.neighbours[node][index];
      after[to][index_of(graph.neighbours[to], node)] = sum_but(verifier, labels[node], before[node], index).offer();
    }
  return after;
}

}  // namespace

std::vector<std::uint8_t> message_verdicts(const TwoLabels& verifier, const Graph& graph, const Labels& labels) {
  Received received(graph.size());
  for (std::size_t node = 0; node < graph.size(); ++node)
    for (const Node from : graph.neighbours[node]) received[node].push_back(rim_offer(verifier.word(), labels[from]));
  for (std::uint32_t round = 2; round <= verifier.radius(); ++round)
    received = exchange(verifier, graph, labels, received);
  std::vector<std::uint8_t> verdicts;
  for (std::size_t node = 0; node < graph.size(); ++node)
    verdicts.push_back(sum_but(verifier, labels[node], received[node], received[node].size()).accepts() ? 1 : 0);
  return verdicts;
}

std::optional<std::vector<std::uint64_t>> message_counts(const TwoLabels& verifier, std::size_t most,
                                                         const std::function<bool()>& is_stopped) {
  std::set<LevelOffer> messages{rim_offer(verifier.word(), 0), rim_offer(verifier.word(), 1)};
  std::vector<std::uint64_t> counts{messages.size()};
  while (counts.size() < verifier.radius()) {
    std::vector<LevelSum> open{LevelSum::start(verifier.word(), 0), LevelSum::start(verifier.word(), 1)};
    std::set<LevelSum> known(open.begin(), open.end());
    while (!open.empty()) {
      const LevelSum last = open.back();
      open.pop_back();
      for (const LevelOffer& message : messages) {
        LevelSum next = last;
        next.add(message, verifier.levels());
        if (known.insert(next).second) open.push_back(next);
      }
      if (known.size() > most || is_stopped()) return std::nullopt;
    }
    messages.clear();
    for (const LevelSum& sum : known) messages.insert(sum.offer());
    counts.push_back(messages.size());
  }
  return counts;
}

std::uint32_t bits_for(std::uint64_t values) {
  return values <= 1 ? 0 : static_cast<std::uint32_t>(std::bit_width(values - 1));
}

}  // namespace parley::refix
