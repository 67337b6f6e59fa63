// The tree of blocks of one process, and which chain of it the process prefers. New blocks come on top, so all searches
// begin there and take a few steps, however long the chain is.
#pragma once

#include <cstdint>
#include <optional>

#include "protocols/ledger/nakamoto/rules.hpp"

namespace parley::nakamoto {

Tree rooted();

inline Height height_of(const Entry& entry) {
  return entry.header.statement().height;
}

// Null when the tree does not hold it. Valid until the tree changes.
const Entry* find(const Tree& tree, Height height, BlockId id);

const Entry& tip(const Tree& tree);
Height tip_height(const Tree& tree);
bool is_on_chain(const Tree& tree, Height height, BlockId id);
// The ancestor of `entry`, itself among them, at `height`; null when the tree does not reach that far.
const Entry* ancestor(const Tree& tree, const Entry& entry, Height height);

// Puts a block, which is new and valid and whose hash is `id`, on top of `parent`, which is in the tree; returns its
// place.
Entry& insert(const Config& config, Tree& tree, const Entry& parent, const Signed<Header>& header, BlockId id);

// Blocks that a process's chain loses for another; none when the chain stays.
// `either` breaks a tie between two chains where the configuration asks for it: true takes the other.
template <class Either>
std::optional<std::uint32_t> prefer(const Config& config, Tree& tree, const Entry& candidate, Either&& either);

// Forgets what lies more than Config::keep below the tip, once three times as much is there.
void prune(const Config& config, Tree& tree);

// The uncles that a block on top of `parent` can refer to: not on the chain, children of it, not taken before.
std::vector<Signed<Header>> uncles_for(const Config& config, const Tree& tree, const Entry& parent);
// Whether `header` may be an uncle of a block on top of `parent`.
bool valid_uncle(const Config& config, const Tree& tree, const Entry& parent, const Signed<Header>& header);

namespace tree_detail {

// The end of the chain that the rule prefers after `candidate` was put in, and where it leaves the chain of before.
struct Choice {
  BlockId tip = 0;
  Height height = 0;
  Height fork = 0;
  bool tied = false;  // as good as the chain of before, not better
};
// None when the chain stays as it is in any case.
std::optional<Choice> choose(const Config& config, const Tree& tree, const Entry& candidate);
void adopt(Tree& tree, const Choice& choice);

}  // namespace tree_detail

template <class Either>
std::optional<std::uint32_t> prefer(const Config& config, Tree& tree, const Entry& candidate, Either&& either) {
  if (candidate.header.statement().parent == tree.chain.back()) {  // the chain grows, as it mostly does
    tree.chain.push_back(candidate.id);
    return 0;
  }
  const std::optional<tree_detail::Choice> choice = tree_detail::choose(config, tree, candidate);
  if (!choice || (choice->tied && !either())) return std::nullopt;
  const std::uint32_t dropped = tip_height(tree) - choice->fork;
  tree_detail::adopt(tree, *choice);
  return dropped;
}

}  // namespace parley::nakamoto
