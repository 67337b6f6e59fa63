#include "checker/explore/state_graph.hpp"

#include <algorithm>
#include <cstring>
#include <new>

#include "checker/explore/findings.hpp"
#include "checker/explore/fingerprint.hpp"

namespace parley::explore {

Outcome StateGraph::build(const Limits& limits) try {
  Watch watch(limits);
  StateList successors(states_.width());
  std::vector<std::uint64_t> prints;
  const auto note_prints = [&] {
    prints.clear();
    for (std::size_t at = 0; at < successors.size(); ++at) {
      prints.push_back(fingerprint(successors[at], successors.width()));
      __builtin_prefetch(&slots_[prints.back() & (slots_.size() - 1)]);
    }
  };
  system_.initial(successors);
  note_prints();
  for (std::size_t at = 0; at < successors.size(); ++at) {
    const std::uint32_t before = size();
    if (number(successors[at], prints[at], kNone) == before) ordinals_.push_back(static_cast<std::uint32_t>(at));
  }
  Fairness unused;
  for (std::uint32_t state = 0; state < size(); ++state) {
    if (state % 1024 == 0)
      if (const auto over = watch.over({size(), edge_count(), 0, bytes() + system_.table_bytes(), 0})) return *over;
    successors.clear();
    unused.clear();
    const std::vector<std::uint32_t> words(states_[state], states_[state] + states_.width());
    system_.expand_fairly(words.data(), successors, unused);
    note_prints();
    for (std::size_t at = 0; at < successors.size(); ++at)
      targets_.push_back(number(successors[at], prints[at], state));
    starts_.push_back(targets_.size());
  }
  return Outcome::kExhausted;
} catch (const std::bad_alloc&) {
  return Outcome::kMemory;
}

std::uint32_t StateGraph::number(const std::uint32_t* state, std::uint64_t print, std::uint32_t parent) {
  if ((states_.size() + 1) * 2 > slots_.size()) grow();
  const std::uint64_t tag = print & 0xffffffff00000000;
  std::size_t at = print & (slots_.size() - 1);
  for (; slots_[at] != 0; at = (at + 1) & (slots_.size() - 1)) {
    const auto known = static_cast<std::uint32_t>(slots_[at]) - 1;
    if ((slots_[at] & 0xffffffff00000000) == tag &&
        std::memcmp(states_[known], state, states_.width() * sizeof(std::uint32_t)) == 0)
      return known;
  }
  const std::uint32_t fresh = size();
  if (fresh == kNone - 1) throw std::bad_alloc();
  states_.append(state);
  parents_.push_back(parent);
  slots_[at] = tag | (fresh + 1);
  return fresh;
}

void StateGraph::grow() {
  std::vector<std::uint64_t> larger(slots_.size() * 2);
  slots_.swap(larger);
  for (std::uint32_t state = 0; state < size(); ++state) {
    const std::uint64_t print = fingerprint(states_[state], states_.width());
    std::size_t at = print & (slots_.size() - 1);
    while (slots_[at] != 0) at = (at + 1) & (slots_.size() - 1);
    slots_[at] = (print & 0xffffffff00000000) | (state + 1);
  }
}

Path StateGraph::path_to(std::uint32_t state) const {
  Path path;
  for (; parents_[state] != kNone; state = parents_[state]) {
    const auto next = successors(parents_[state]);
    path.push_back(static_cast<std::uint32_t>(std::find(next.begin(), next.end(), state) - next.begin()));
  }
  path.push_back(ordinals_[state]);
  std::reverse(path.begin(), path.end());
  return path;
}

std::size_t StateGraph::bytes() const {
  return states_.bytes() + slots_.capacity() * sizeof(std::uint64_t) +
         (parents_.capacity() + targets_.capacity()) * sizeof(std::uint32_t) + starts_.capacity() * sizeof(std::size_t);
}

}  // namespace parley::explore
