// The tree of all blocks that correct processes have seen, as a monitor keeps it, and what is measured on it: how many
// blocks are wasted, and how deep forks are by three definitions.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "protocols/core/ids.hpp"
#include "protocols/core/walk.hpp"

namespace parley::problems {

// The block of height 0, which all know.
inline constexpr std::uint64_t kGenesis = 0;

// A process takes a block, of its own or of another, into its tree: once a block and process, after the block's parent.
struct BlockSeen {
  std::uint64_t block = 0;  // by its hash
  std::uint64_t parent = 0;
  std::uint64_t time = 0;          // ticks, on the miner's clock
  std::uint64_t work = 0;          // of the chain that ends in it
  std::uint64_t transactions = 0;  // of the chain that ends in it
  std::uint32_t height = 0;
  ProcessId miner;
  std::uint32_t uncles = 0;            // that it refers to
  std::uint32_t dropped = 0;           // blocks that left the process's chain for it
  std::uint32_t confirmed_height = 0;  // the highest block that the process now counts as settled; 0: none
  std::uint64_t confirmed = 0;         // its hash
};

struct BlockTree {
  struct Node {
    std::uint64_t id = 0;
    std::uint64_t parent = 0;
    std::uint64_t time = 0;
    std::uint64_t work = 0;
    std::uint64_t transactions = 0;
    ProcessId miner;
    std::uint32_t uncles = 0;
    std::uint32_t children = 0;
    std::uint32_t seen = 0;  // correct processes that have it
  };
  using Level = InlineVector<Node, 1>;

  // How often blocks left a chain, by how many at once; what is deeper counts as the deepest.
  struct Depths {
    std::array<std::uint64_t, 64> counts{};
    void add(std::uint32_t depth) { ++counts[std::min<std::size_t>(depth, counts.size() - 1)]; }
    double mean() const {
      double times = 0;
      double sum = 0;
      for (std::size_t depth = 0; depth < counts.size(); ++depth) {
        times += static_cast<double>(counts[depth]);
        sum += static_cast<double>(counts[depth] * depth);
      }
      return times > 0 ? sum / times : 0;
    }
    // The smallest depth that `percent` of them do not exceed.
    double quantile(std::uint64_t percent) const {
      std::uint64_t times = 0;
      for (const std::uint64_t count : counts) times += count;
      std::uint64_t below = 0;
      for (std::size_t depth = 0; depth < counts.size(); ++depth) {
        below += counts[depth];
        if (times > 0 && below * 100 >= times * percent) return static_cast<double>(depth);
      }
      return 0;
    }
  };

  struct Stretch {
    double orphan_share = 0;
    double faulty_share = 0;
    double growth = 0;
    double transactions = 0;
    double uncles = 0;
    double difficulty = 0;
  };

  std::vector<Level> levels;  // by height
  std::uint64_t blocks = 0;   // without genesis
  std::uint64_t forked = 0;   // blocks with two children or more
  std::uint64_t window = 0;   // ticks for which a leaf is live
  Depths reorganisations;
  std::uint64_t leaves = 0;     // live ones, summed over all blocks when they were first seen
  std::uint64_t tie_ticks = 0;  // that two blocks were the highest
  std::uint64_t last_time = 0;

  static BlockTree rooted(std::uint64_t window) {
    BlockTree tree;
    tree.levels.resize(1);
    tree.levels[0].push_back({});
    tree.window = window;
    return tree;
  }

  const Node* find(std::uint32_t height, std::uint64_t id) const { return find_in(levels, height, id); }

  // False when the block is none: its parent is unknown, or not one step below it.
  bool see(const BlockSeen& seen) {
    if (Node* known = find_in(levels, seen.height, seen.block)) {
      ++known->seen;
      return known->parent == seen.parent;
    }
    const Node* parent = seen.height == 0 ? nullptr : find(seen.height - 1, seen.parent);
    if (parent == nullptr || seen.time <= parent->time || seen.work <= parent->work ||
        seen.transactions < parent->transactions)
      return false;
    add(seen);
    return true;
  }

  void reorganised(std::uint32_t dropped) { reorganisations.add(dropped); }

  double mined() const { return static_cast<double>(blocks); }
  double longest() const { return static_cast<double>(levels.size() - 1); }
  double forks() const { return static_cast<double>(forked); }
  double mean_live_leaves() const {
    return blocks == 0 ? 0 : static_cast<double>(leaves) / static_cast<double>(blocks);
  }
  double tie_share() const {
    return last_time == 0 ? 0 : static_cast<double>(tie_ticks) / static_cast<double>(last_time);
  }

  // The highest block that `processes` have, and how many blocks on the way to it faulty processes have mined.
  struct Root {
    double height = 0;
    double faulty = 0;
  };
  Root common_root(std::uint32_t processes, const ProcessSet& correct) const {
    const Node* node = nullptr;
    std::size_t height = levels.size();
    while (node == nullptr && --height > 0)
      for (const Node& one : levels[height])
        if (one.seen >= processes) node = &one;
    Root root{static_cast<double>(height), 0};
    for (; node != nullptr && height > 0; node = find(static_cast<std::uint32_t>(--height), node->parent))
      root.faulty += correct.contains(node->miner) ? 0 : 1;
    return root;
  }

  // Of the main chain, given by the ids of its blocks from genesis on, and of the heights it spans.
  Stretch stretch(const std::vector<std::uint64_t>& chain, const ProcessSet& correct) const {
    Stretch result;
    const std::size_t top = std::min(chain.size(), levels.size()) - 1;
    if (top == 0) return result;
    double all = 0;
    const Node* before = &levels[0].front();
    const Node* last = before;
    for (std::size_t height = 1; height <= top; ++height) {
      all += static_cast<double>(levels[height].size());
      const Node* node = find(static_cast<std::uint32_t>(height), chain[height]);
      if (node == nullptr) continue;
      before = std::exchange(last, node);
      result.faulty_share += correct.contains(node->miner) ? 0 : 1;
      result.uncles += node->uncles;
    }
    const auto length = static_cast<double>(top);
    result.orphan_share = 1 - length / all;
    result.faulty_share /= length;
    result.growth = last->time == 0 ? 0 : 1000 * length / static_cast<double>(last->time);
    result.transactions = static_cast<double>(last->transactions);
    const Node* first = find(1, chain[1]);
    if (first != nullptr)
      result.difficulty = 100 * static_cast<double>(last->work - before->work) / static_cast<double>(first->work);
    return result;
  }

 private:
  template <class Levels>
  static auto find_in(Levels& levels, std::uint32_t height, std::uint64_t id) -> decltype(levels[0].data()) {
    if (height >= levels.size()) return nullptr;
    for (auto& node : levels[height])
      if (node.id == id) return &node;
    return nullptr;
  }

  void add(const BlockSeen& seen) {
    for (Node& parent : levels[seen.height - 1]) {
      if (parent.id != seen.parent) continue;
      forked += ++parent.children == 2 ? 1U : 0U;
    }
    if (seen.height == levels.size()) {
      end_tie(seen.time);
      levels.emplace_back();
    }
    levels[seen.height].push_back(
        {seen.block, seen.parent, seen.time, seen.work, seen.transactions, seen.miner, seen.uncles, 0, 1});
    ++blocks;
    last_time = std::max(last_time, seen.time);
    count_live(seen.time);
  }

  // The tie, if there was one, lasted from the second highest block to the one that is higher.
  void end_tie(std::uint64_t time) {
    const Level& highest = levels.back();
    if (highest.size() > 1 && time > highest[1].time) tie_ticks += time - highest[1].time;
  }

  void count_live(std::uint64_t now) {
    for (std::size_t height = levels.size(); height-- > 0;) {
      bool any = false;
      for (const Node& node : levels[height]) {
        const bool young = node.time + window >= now;
        leaves += young && node.children == 0 ? 1U : 0U;
        any = any || young;
      }
      if (!any) return;
    }
  }
};

}  // namespace parley::problems
