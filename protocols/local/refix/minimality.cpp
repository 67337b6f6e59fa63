#include "protocols/local/refix/minimality.hpp"

#include <algorithm>
#include <bit>

namespace parley::refix {
namespace {

// A set of verifiers: bit s stands for the verifier that accepts the sights s.
class VerifierSet {
 public:
  explicit VerifierSet(std::uint32_t sights) : sights_(sights), words_(std::size_t{1} << (sights - 6), 0) {}

  void insert(std::uint32_t verifier) { words_[verifier / 64] |= std::uint64_t{1} << (verifier % 64); }
  // Adds every verifier that accepts more than one in the set.
  void close_upwards() {
    constexpr std::uint64_t kWithout[] = {0x5555555555555555, 0x3333333333333333, 0x0f0f0f0f0f0f0f0f,
                                          0x00ff00ff00ff00ff, 0x0000ffff0000ffff, 0x00000000ffffffff};
    for (std::uint32_t sight = 0; sight < 6; ++sight)
      for (std::uint64_t& word : words_) word |= (word & kWithout[sight]) << (1U << sight);
    for (std::size_t half = 1; half < words_.size(); half *= 2)
      for (std::size_t block = 0; block < words_.size(); block += 2 * half)
        for (std::size_t word = block; word < block + half; ++word) words_[word + half] |= words_[word];
  }
  void unite(const VerifierSet& other) {
    for (std::size_t word = 0; word < words_.size(); ++word) words_[word] |= other.words_[word];
  }
  void intersect(const VerifierSet& other) {
    for (std::size_t word = 0; word < words_.size(); ++word) words_[word] &= other.words_[word];
  }
  void complement() {
    for (std::uint64_t& word : words_) word = ~word;
  }
  std::uint64_t size() const {
    std::uint64_t count = 0;
    for (const std::uint64_t word : words_) count += static_cast<std::uint64_t>(std::popcount(word));
    return count;
  }
  std::uint32_t sights() const { return sights_; }

 private:
  std::uint32_t sights_;
  std::vector<std::uint64_t> words_;
};

// The sights that occur in a labelling, as bits.
std::uint32_t sights_of(const Graph& graph, std::uint32_t labelling, std::uint32_t cap) {
  std::uint32_t sights = 0;
  for (std::size_t node = 0; node < graph.size(); ++node) {
    std::uint32_t ones = 0;
    for (const Node other : graph.neighbours[node]) ones += (labelling >> other) & 1;
    const std::uint32_t zeros = static_cast<std::uint32_t>(graph.neighbours[node].size()) - ones;
    const std::uint32_t own = (labelling >> node) & 1;
    sights |= 1U << ((own * (cap + 1) + std::min(zeros, cap)) * (cap + 1) + std::min(ones, cap));
  }
  return sights;
}

// The verifiers that accept some labelling of the graph.
VerifierSet accepting(const Graph& graph, std::uint32_t sights, std::uint32_t cap) {
  VerifierSet set(sights);
  for (std::uint32_t labelling = 0; labelling < 1U << graph.size(); ++labelling)
    set.insert(sights_of(graph, labelling, cap));
  set.close_upwards();
  return set;
}

}  // namespace

std::vector<MinimalityRow> all_one_hop_verifiers(const std::vector<std::vector<Graph>>& graphs, std::uint32_t cap,
                                                 const std::function<bool()>& is_stopped) {
  std::vector<MinimalityRow> rows;
  const std::uint32_t sights = 2 * (cap + 1) * (cap + 1);
  VerifierSet fooled(sights);
  VerifierSet complete(sights);
  complete.complement();
  for (std::size_t n = 1; n < graphs.size(); ++n) {
    MinimalityRow row{static_cast<std::uint32_t>(n)};
    for (const Graph& graph : graphs[n]) {
      if (is_stopped()) return rows;
      const VerifierSet set = accepting(graph, sights, cap);
      has_cycle(graph) ? complete.intersect(set) : fooled.unite(set);
      ++(has_cycle(graph) ? row.graphs : row.trees);
    }
    VerifierSet both = fooled;
    both.complement();
    row.sound = both.size();
    row.complete = complete.size();
    both.intersect(complete);
    row.both = both.size();
    rows.push_back(row);
  }
  return rows;
}

}  // namespace parley::refix
