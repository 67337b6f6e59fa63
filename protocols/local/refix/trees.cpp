#include "protocols/local/refix/trees.hpp"

#include <algorithm>

namespace parley::refix {

Graph tree_of(const LevelSequence& levels) {
  Graph graph(levels.size());
  std::vector<std::size_t> last(levels.size() + 1, 0);  // the last node of each level so far
  for (std::size_t node = 0; node < levels.size(); ++node) {
    if (node > 0) graph.add_edge(last[levels[node] - 1U], node);
    last[levels[node]] = node;
  }
  return graph;
}

namespace {

// The next rooted tree in decreasing order whose sequence differs from position p on (Beyer and Hedetniemi).
LevelSequence next_rooted_from(const LevelSequence& levels, std::size_t p) {
  std::size_t q = p - 1;
  while (levels[q] + 1 != levels[p]) --q;
  LevelSequence next = levels;
  for (std::size_t position = p; position < next.size(); ++position) next[position] = next[position - p + q];
  return next;
}

// Empty after the last one, the star.
LevelSequence next_rooted(const LevelSequence& levels) {
  std::size_t p = levels.size() - 1;
  while (p > 0 && levels[p] == 1) --p;
  return p == 0 ? LevelSequence{} : next_rooted_from(levels, p);
}

// The first subtree below the root, and the rest with the root: the two sides of the root's first edge.
struct Sides {
  LevelSequence left = {};
  LevelSequence rest = {};
};

Sides split(const LevelSequence& levels) {
  const auto second = std::find(levels.begin() + 2, levels.end(), std::uint8_t{1});
  Sides sides;
  for (auto level = levels.begin() + 1; level != second; ++level)
    sides.left.push_back(static_cast<std::uint8_t>(*level - 1));
  sides.rest.push_back(0);
  sides.rest.insert(sides.rest.end(), second, levels.end());
  return sides;
}

std::uint8_t height(const LevelSequence& levels) {
  return *std::max_element(levels.begin(), levels.end());
}

// The root is the centre, or the end of the central edge whose side is the lesser.
bool is_canonical(const Sides& sides) {
  const std::uint8_t left = height(sides.left);
  const std::uint8_t rest = height(sides.rest);
  if (rest != left) return rest > left;
  if (sides.left.size() != sides.rest.size()) return sides.left.size() < sides.rest.size();
  return sides.left <= sides.rest;
}

// `levels` itself if it is canonical, otherwise the next sequence that is.
LevelSequence canonical_from(const LevelSequence& levels) {
  const Sides sides = split(levels);
  if (is_canonical(sides)) return levels;
  const std::size_t p = sides.left.size();
  LevelSequence next = next_rooted_from(levels, p);
  if (levels[p] > 2) {
    const std::size_t tail = height(split(next).left) + std::size_t{1};
    for (std::size_t step = 0; step < tail; ++step)
      next[next.size() - tail + step] = static_cast<std::uint8_t>(step + 1);
  }
  return next;
}

}  // namespace

void for_each_free_tree(std::size_t n, const std::function<void(const LevelSequence&)>& visit) {
  if (n <= 1) return visit(LevelSequence(n, 0));
  LevelSequence levels;
  for (std::size_t level = 0; level <= n / 2; ++level) levels.push_back(static_cast<std::uint8_t>(level));
  for (std::size_t level = 1; level < (n + 1) / 2; ++level) levels.push_back(static_cast<std::uint8_t>(level));
  while (!levels.empty()) {
    levels = canonical_from(levels);
    visit(levels);
    levels = next_rooted(levels);
  }
}

std::vector<Graph> free_trees(std::size_t n) {
  std::vector<Graph> trees;
  for_each_free_tree(n, [&](const LevelSequence& levels) { trees.push_back(tree_of(levels)); });
  return trees;
}

}  // namespace parley::refix
