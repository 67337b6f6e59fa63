#include "cli/studies/light_cone/metadata.hpp"

#include <algorithm>
#include <numeric>

namespace parley::light_cone {

namespace {

bool has(Events events, std::uint32_t event) {
  return ((events >> event) & 1) != 0;
}

// Of each event its ancestors at most `depth` steps away.
std::vector<Events> ancestors(const Dependencies& dependencies, std::uint32_t depth) {
  std::vector<Events> reached(dependencies.events, 0);
  for (std::uint32_t step = 0; step < depth; ++step) {
    std::vector<Events> further = dependencies.direct;
    for (std::uint32_t event = 0; event < dependencies.events; ++event)
      for (std::uint32_t at = 0; at < dependencies.events; ++at)
        if (has(dependencies.direct[event], at)) further[event] |= reached[at];
    reached.swap(further);
  }
  return reached;
}

// What follows from the kept pairs: their transitive closure, by which an inversion is detected.
std::vector<Events> derived(std::vector<Events> kept) {
  for (bool grows = true; grows;) {
    grows = false;
    for (Events& event : kept) {
      const Events before = event;
      for (std::uint32_t at = 0; at < kept.size(); ++at)
        if (has(before, at)) event |= kept[at];
      grows = grows || event != before;
    }
  }
  return kept;
}

// The pairs (f before e) that some order shows which respects the kept pairs: by event e, the f.
std::vector<Events> shown_before(const std::vector<Events>& kept) {
  std::vector<Events> before(kept.size(), 0);
  std::vector<std::uint32_t> order(kept.size());
  std::iota(order.begin(), order.end(), 0U);
  do {
    std::vector<Events> earlier(kept.size(), 0);
    Events shown = 0;
    bool respects = true;
    for (const std::uint32_t event : order) {
      respects = respects && (kept[event] & ~shown) == 0;
      earlier[event] = shown;
      shown |= Events{1} << event;
    }
    if (!respects) continue;
    for (std::size_t event = 0; event < kept.size(); ++event) before[event] |= earlier[event];
  } while (std::next_permutation(order.begin(), order.end()));
  return before;
}

}  // namespace

std::uint64_t dependency_graphs(std::uint32_t events) {
  return std::uint64_t{1} << (events * (events - 1) / 2);
}

Dependencies dependency_graph(std::uint32_t events, std::uint64_t index) {
  Dependencies dependencies{events, std::vector<Events>(events, 0)};
  for (std::uint32_t event = 1; event < events; ++event) {
    dependencies.direct[event] = static_cast<Events>(index & ((std::uint64_t{1} << event) - 1));
    index >>= event;
  }
  return dependencies;
}

Inversions& Inversions::operator+=(const Inversions& other) {
  pairs += other.pairs;
  detectable += other.detectable;
  preventable += other.preventable;
  disagreements += other.disagreements;
  return *this;
}

Inversions compare(const Dependencies& dependencies, std::uint32_t depth, std::uint32_t window) {
  const std::vector<Events> all = ancestors(dependencies, dependencies.events);
  std::vector<Events> kept = ancestors(dependencies, depth);
  for (std::uint32_t event = 0; event + window < dependencies.events; ++event) kept[event] = 0;
  const std::vector<Events> known = derived(kept);
  const std::vector<Events> before = shown_before(kept);
  Inversions result;
  for (std::uint32_t f = 0; f < dependencies.events; ++f) {
    for (std::uint32_t e = 0; e < dependencies.events; ++e) {
      if (!has(all[f], e)) continue;
      const bool detectable = has(known[f], e);
      const bool preventable = !has(before[e], f);
      result += {1, detectable ? 1U : 0U, preventable ? 1U : 0U, detectable != preventable ? 1U : 0U};
    }
  }
  return result;
}

}  // namespace parley::light_cone
