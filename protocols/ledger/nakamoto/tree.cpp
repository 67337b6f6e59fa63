#include "protocols/ledger/nakamoto/tree.hpp"

#include <algorithm>

#include "protocols/core/check.hpp"

namespace parley::nakamoto {

namespace {

bool is_ancestor(const Tree& tree, const Entry& entry, const Header& of) {
  const Entry* found = ancestor(tree, entry, of.height);
  return found != nullptr && found->id == id_of(of);
}

// The highest ancestor of `entry` that is on the chain; null when it left the chain below what is kept.
const Entry* fork_of(const Tree& tree, const Entry& entry) {
  const Entry* at = &entry;
  while (at != nullptr && !is_on_chain(tree, height_of(*at), at->id)) {
    if (height_of(*at) <= tree.base) return nullptr;
    at = find(tree, height_of(*at) - 1, at->header.statement().parent);
  }
  return at;
}

}  // namespace

Tree rooted() {
  Tree tree;
  tree.entries.push_back(genesis());
  tree.chain.push_back(problems::kGenesis);
  tree.next_order = 1;
  return tree;
}

const Entry* find(const Tree& tree, Height height, BlockId id) {
  for (std::size_t at = tree.entries.size(); at-- > 0;) {
    const Entry& entry = tree.entries[at];
    if (entry.id == id && height_of(entry) == height) return &entry;
    if (height_of(entry) < height) return nullptr;
  }
  return nullptr;
}

Height tip_height(const Tree& tree) {
  return tree.base + static_cast<Height>(tree.chain.size() - 1);
}

const Entry& tip(const Tree& tree) {
  const Entry* found = find(tree, tip_height(tree), tree.chain.back());
  check(found != nullptr, "the tip of the chain is in the tree");
  return *found;
}

bool is_on_chain(const Tree& tree, Height height, BlockId id) {
  return height >= tree.base && height <= tip_height(tree) && tree.chain[height - tree.base] == id;
}

const Entry* ancestor(const Tree& tree, const Entry& entry, Height height) {
  const Entry* at = &entry;
  while (at != nullptr && height_of(*at) > height) {
    if (is_on_chain(tree, height_of(*at), at->id))
      return height < tree.base ? nullptr : find(tree, height, tree.chain[height - tree.base]);
    at = find(tree, height_of(*at) - 1, at->header.statement().parent);
  }
  return at != nullptr && height_of(*at) == height ? at : nullptr;
}

Entry& insert(const Config& config, Tree& tree, const Entry& parent, const Signed<Header>& header, BlockId id) {
  Entry entry;
  entry.id = id;
  entry.header = header;
  entry.work = parent.work + header.statement().difficulty;
  entry.anchor = next_anchor(config, parent);
  entry.order = tree.next_order++;
  const Height height = height_of(entry);
  auto place = tree.entries.end();
  while (place != tree.entries.begin() && height_of(*std::prev(place)) > height) --place;
  return *tree.entries.insert(place, std::move(entry));
}

void prune(const Config& config, Tree& tree) {
  if (tree.chain.size() <= std::size_t{3} * config.keep) return;
  const Height base = tip_height(tree) - config.keep;
  const auto first = std::find_if(tree.entries.begin(), tree.entries.end(),
                                  [base](const Entry& entry) { return height_of(entry) >= base; });
  tree.entries.erase(tree.entries.begin(), first);
  tree.chain.erase(tree.chain.begin(), tree.chain.begin() + static_cast<std::ptrdiff_t>(base - tree.base));
  tree.base = base;
}

bool valid_uncle(const Config& config, const Tree& tree, const Entry& parent, const Signed<Header>& header) {
  const Header& uncle = header.statement();
  const Height height = height_of(parent) + 1;
  if (uncle.height >= height || uncle.height + kUncleGenerations < height || uncle.height == 0) return false;
  const Entry* below = ancestor(tree, parent, uncle.height - 1);
  if (below == nullptr || below->id != uncle.parent || !valid_child(config, *below, header)) return false;
  if (is_ancestor(tree, parent, uncle)) return false;
  const BlockId id = id_of(uncle);
  for (const Entry* at = &parent; at != nullptr && height_of(*at) > uncle.height;) {
    if (std::find(at->uncles.begin(), at->uncles.end(), id) != at->uncles.end()) return false;
    at = find(tree, height_of(*at) - 1, at->header.statement().parent);
  }
  return true;
}

std::vector<Signed<Header>> uncles_for(const Config& config, const Tree& tree, const Entry& parent) {
  std::vector<Signed<Header>> uncles;
  if (config.rule != Rule::kGhost) return uncles;
  for (std::size_t at = tree.entries.size(); at-- > 0 && uncles.size() < config.uncles;) {
    const Entry& entry = tree.entries[at];
    if (height_of(entry) + kUncleGenerations <= height_of(parent)) break;
    if (is_on_chain(tree, height_of(entry), entry.id)) continue;
    if (valid_uncle(config, tree, parent, entry.header)) uncles.push_back(entry.header);
  }
  return uncles;
}

namespace tree_detail {

namespace {

// Bitcoin: the chain with the most work; of equal ones that which came first.
std::optional<Choice> choose_longest(const Tree& tree, const Entry& candidate) {
  const Entry& current = tip(tree);
  if (candidate.work < current.work) return std::nullopt;
  const Entry* fork = fork_of(tree, candidate);
  if (fork == nullptr) return std::nullopt;
  return Choice{candidate.id, height_of(candidate), height_of(*fork), candidate.work == current.work};
}

// The entries above some height, with the work of the subtree of each.
struct Subtrees {
  const Tree& tree;
  std::size_t first;                  // of the entries
  std::vector<std::uint64_t> weight;  // by entry from there on

  std::size_t place(const Entry& entry) const { return static_cast<std::size_t>(&entry - tree.entries.data()) - first; }
  const Entry* heaviest_child(const Entry& of) const {
    const Entry* best = nullptr;
    for (std::size_t at = first; at < tree.entries.size(); ++at) {
      const Entry& entry = tree.entries[at];
      if (height_of(entry) > height_of(of) + 1) break;
      if (height_of(entry) != height_of(of) + 1 || entry.header.statement().parent != of.id) continue;
      if (best == nullptr || weight[place(entry)] > weight[place(*best)]) best = &entry;
    }
    return best;
  }
};

Subtrees subtrees_above(const Tree& tree, Height height) {
  Subtrees result{tree, tree.entries.size(), {}};
  while (result.first > 0 && height_of(tree.entries[result.first - 1]) > height) --result.first;
  result.weight.resize(tree.entries.size() - result.first);
  for (std::size_t at = tree.entries.size(); at-- > result.first;) {
    const Header& header = tree.entries[at].header.statement();
    std::uint64_t& own = result.weight[at - result.first];
    own += header.difficulty;
    if (header.height == height + 1) continue;
    if (const Entry* parent = find(tree, header.height - 1, header.parent)) result.weight[result.place(*parent)] += own;
  }
  return result;
}

// Sompolinsky and Zohar, algorithm 1: from genesis on, the child with the heaviest subtree. Only subtrees that hold the
// new block have become heavier, so it is decided where its branch leaves the chain; of equal ones the chain stays.
std::optional<Choice> choose_ghost(const Tree& tree, const Entry& candidate) {
  const Entry* fork = fork_of(tree, candidate);
  if (fork == nullptr || height_of(*fork) == tip_height(tree)) return std::nullopt;
  const Height above = height_of(*fork) + 1;
  const Subtrees subtrees = subtrees_above(tree, height_of(*fork));
  const Entry* own = find(tree, above, tree.chain[above - tree.base]);
  const Entry* other = ancestor(tree, candidate, above);
  if (own == nullptr || other == nullptr) return std::nullopt;
  const std::uint64_t kept = subtrees.weight[subtrees.place(*own)];
  const std::uint64_t offered = subtrees.weight[subtrees.place(*other)];
  if (offered < kept) return std::nullopt;
  const Entry* end = other;
  while (const Entry* child = subtrees.heaviest_child(*end)) end = child;
  return Choice{end->id, height_of(*end), height_of(*fork), offered == kept};
}

}  // namespace

std::optional<Choice> choose(const Config& config, const Tree& tree, const Entry& candidate) {
  return config.rule == Rule::kGhost ? choose_ghost(tree, candidate) : choose_longest(tree, candidate);
}

void adopt(Tree& tree, const Choice& choice) {
  tree.chain.resize(choice.height - tree.base + std::size_t{1});
  BlockId id = choice.tip;
  for (Height height = choice.height; height > choice.fork; --height) {
    tree.chain[height - tree.base] = id;
    const Entry* entry = find(tree, height, id);
    check(entry != nullptr, "a branch that left the chain where it is kept is kept as well");
    id = entry->header.statement().parent;
  }
}

}  // namespace tree_detail

}  // namespace parley::nakamoto
