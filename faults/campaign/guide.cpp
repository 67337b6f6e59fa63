#include "faults/campaign/guide.hpp"

#include <utility>

#include "protocols/core/random.hpp"

namespace parley::faults {

namespace {

constexpr std::size_t kMostParents = 512;
constexpr std::size_t kMostKnown = std::size_t{1} << 22;
constexpr std::size_t kMostSegments = 8;
constexpr std::uint64_t kSalt = 0x6775696465;  // apart from the streams of the runs themselves

}  // namespace

Lineage Guide::choose(std::uint64_t seed, std::uint64_t run) const {
  if (parents_.empty()) return {{run, 0}};
  Rng rng = Rng::stream(seed ^ kSalt, run);
  if (rng.below(fruitful_ ? 2 : 8) != 0) return {{run, 0}};
  const std::uint64_t first = rng.below(parents_.size());
  const Parent& parent = draw_parent(first, rng.below(parents_.size()));
  const auto cut = static_cast<std::uint32_t>(1 + rng.below(parent.steps + 1ULL));
  Lineage lineage;
  for (const Segment& segment : parent.lineage)
    if (segment.from_step < cut && lineage.size() + 1 < kMostSegments) lineage.push_back(segment);
  lineage.push_back({run, cut});
  return lineage;
}

// A tournament of two: the more a run found, the more often it wins.
const Guide::Parent& Guide::draw_parent(std::uint64_t first, std::uint64_t second) const {
  const Parent& one = parents_[static_cast<std::size_t>(first)];
  const Parent& other = parents_[static_cast<std::size_t>(second)];
  return one.weight >= other.weight ? one : other;
}

void Guide::learn(const std::vector<Novelty>& found) {
  fruitful_ = false;
  for (const Novelty& novelty : found) {
    std::size_t fresh = 0;
    for (const std::uint64_t state : novelty.states)
      if (known_.size() < kMostKnown && known_.insert(state).second) ++fresh;
    if (fresh == 0) continue;
    fruitful_ = true;
    Parent parent{novelty.lineage, novelty.steps, fresh};
    if (parents_.size() < kMostParents) {
      parents_.push_back(std::move(parent));
    } else {
      parents_[oldest_++ % kMostParents] = std::move(parent);
    }
  }
}

}  // namespace parley::faults
