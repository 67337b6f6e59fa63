#include "protocols/local/refix/direction_word.hpp"

#include <algorithm>
#include <vector>

namespace parley::refix {

DirectionWord::DirectionWord(std::string_view text, bool zero, std::uint32_t top)
    : all(static_cast<LevelMask>((std::uint64_t{2} << top) - 1)),
      period(static_cast<std::uint32_t>(text.size())),
      letters(text),
      on_cycle(zero ? '1' : '0') {
  with_label[1] = zero ? 1 : 0;
  for (std::uint32_t level = 1; level <= top; ++level)
    if (text[(level - 1) % period] == '1') with_label[1] |= LevelMask{1} << level;
  with_label[0] = all & ~with_label[1];
}

std::string aligned(const std::string& word, std::uint32_t alignment) {
  std::string result = word;
  const auto period = static_cast<std::uint32_t>(word.size());
  if (alignment >= period) std::reverse(result.begin(), result.end());
  std::rotate(result.begin(), result.begin() + alignment % period, result.end());
  return result;
}

void LevelSum::add(const LevelOffer& child, Levels levels) {
  const LevelMask zero = (child.met | child.open) & 1;
  // Parents' levels l that a child fits without being asked for: at l+1 with the parent as its only lower neighbour,
  // or 0 beside 0; where distances count, at l-1, l or l+1 however its own need is met.
  LevelMask fits = child.open >> 1 | zero;
  if (levels == Levels::kDistance) fits |= child.met << 1 | child.met | child.met >> 1;
  some_lower = (some_lower & fits) | (none_lower & child.met << 1);
  none_lower &= fits;
  at_zero = static_cast<std::uint8_t>(std::min(2, at_zero + (zero != 0 ? 1 : 0)));
}

LevelOffer LevelSum::offer() const {
  const LevelMask zero = none_lower & 1;
  const LevelMask above = ~LevelMask{1};
  return {(some_lower & above) | (at_zero >= 2 ? zero : 0), (none_lower & above) | (at_zero >= 1 ? zero : 0)};
}

bool TwoLabels::accepts(const View& view, const Labels& labels) const {
  if (view.has_cycle) return true;
  std::vector<LevelSum> sums(view.node.size());
  for (std::size_t entry = 0; entry < sums.size(); ++entry)
    sums[entry] = LevelSum::start(word_, labels[view.node[entry]]);
  for (std::size_t entry = sums.size() - 1; entry > 0; --entry) {
    const bool rim = view.depth[entry] == radius_;
    sums[view.parent[entry]].add(rim ? rim_offer(word_, labels[view.node[entry]]) : sums[entry].offer(), levels_);
  }
  return sums[0].accepts();
}

Labels TwoLabels::prove(const Graph& graph) const {
  return prove_from(graph, levels_ == Levels::kCore ? two_core(graph) : shortest_cycles(graph).front());
}

Labels TwoLabels::prove_from(const Graph& graph, const Nodes& zero) const {
  Labels labels;
  for (const std::uint16_t distance : distances(graph, zero)) {
    const bool one = distance == 0 ? word_.letter(0) : word_.letters[(distance - 1U) % word_.period] == '1';
    labels.push_back(one ? 1 : 0);
  }
  return labels;
}

}  // namespace parley::refix
