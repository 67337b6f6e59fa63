#include <algorithm>
#include <string>
#include <utility>

#include "protocols/channels/keytree/containment.hpp"
#include "protocols/channels/keytree/study.hpp"
#include "protocols/core/names.hpp"

namespace parley::keytree {

namespace {

using Findings = StudyFindings<Parameters>;

std::string text_of(const TreeShape& shape, TreeNode node) {
  const Range range = range_of(shape, node);
  return "node " + std::to_string(node.index) + " of level " + std::to_string(node.level) + ", chunks " +
         std::to_string(range.begin) + " to " + std::to_string(range.end - 1);
}

Digest test_root(const StudyConditions& conditions) {
  Rng rng = Rng::stream(conditions.seed, 0);
  return random_digest(rng);
}

// The leaf secrets below a granted secret, by the grantee's own derivations.
void expand(const KeyTree& keys, const Digest& secret, TreeNode node, const StudyConditions& conditions,
            std::vector<Digest>& leaves) {
  if (conditions.is_stopped()) return;
  const TreeShape& shape = keys.shape();
  if (node.level == shape.depth()) {
    leaves.push_back(secret);
    return;
  }
  for (std::uint32_t digit = 0; digit < shape.radix; ++digit) {
    const TreeNode below{node.level + 1, node.index * shape.radix + digit};
    const Range range = range_of(shape, below);
    if (range.begin < range.end) expand(keys, keys.child(Tree::encryption, secret, digit), below, conditions, leaves);
  }
}

struct Agreement {
  std::uint64_t nodes = 0;
  std::uint64_t keys = 0;
  std::uint64_t wrong = 0;
  bool is_complete = false;
};

Agreement check_agreement(const KeyTree& keys, const StudyConditions& conditions) {
  Agreement found;
  const TreeShape& shape = keys.shape();
  std::vector<Digest> owner;
  for (std::uint64_t chunk = 0; chunk < shape.chunks && !conditions.is_stopped(); ++chunk)
    owner.push_back(keys.node(Tree::encryption, 0, {shape.depth(), chunk}));
  std::vector<Digest> derived;
  for (std::uint32_t level = 0; level <= shape.depth(); ++level)
    for (std::uint64_t index = 0; index < shape.node_count(level); ++index) {
      if (conditions.is_stopped()) return found;
      const TreeNode node{level, index};
      derived.clear();
      expand(keys, keys.node(Tree::encryption, 0, node), node, conditions, derived);
      if (conditions.is_stopped()) return found;
      const Range range = range_of(shape, node);
      ++found.nodes;
      found.keys += derived.size();
      const auto first = owner.begin() + static_cast<std::ptrdiff_t>(range.begin);
      const auto last = owner.begin() + static_cast<std::ptrdiff_t>(range.end);
      found.wrong += std::equal(first, last, derived.begin(), derived.end()) ? 0U : 1U;
    }
  found.is_complete = true;
  return found;
}

void explore_agreement(const Parameters& p, const StudyConditions& conditions, Findings& findings) {
  std::vector<TreeShape> shapes;
  for (const std::uint32_t radix : p.radices)
    for (const std::uint32_t chunks : p.chunks) shapes.push_back({radix, chunks});
  std::vector<Agreement> results(shapes.size());
  const Digest root = test_root(conditions);
  conditions.for_each(shapes.size(), [&](std::uint64_t index) {
    results[index] = check_agreement(KeyTree(root, shapes[index], p.flaw), conditions);
  });
  StudyTable table{"agreement",
                   "Keys that owner and grantee derived apart, for every grant node",
                   {"radix", "chunks", "depth", "grant nodes", "keys compared", "nodes that differ"}};
  StudyVerdict verdict{"agreement", Verdict::kHolds, ""};
  for (std::size_t at = 0; at < shapes.size(); ++at) {
    const Agreement& one = results[at];
    table.rows.push_back({std::uint64_t{shapes[at].radix}, shapes[at].chunks, std::uint64_t{shapes[at].depth()},
                          one.nodes, one.keys, one.wrong});
    findings.metrics["keys_compared"] += static_cast<double>(one.keys);
    if (one.wrong > 0) {
      verdict = {verdict.property, Verdict::kViolated, std::to_string(one.wrong) + " grant nodes differ"};
    } else if (!one.is_complete && verdict.verdict == Verdict::kHolds) {
      verdict = {verdict.property, Verdict::kUnknown, "stopped"};
    }
  }
  if (verdict.verdict == Verdict::kHolds) verdict.note = std::to_string(shapes.size()) + " trees, every grant node";
  findings.verdicts.push_back(std::move(verdict));
  findings.tables.push_back(std::move(table));
}

std::vector<TreeNode> grants_of(const TreeShape& shape, const std::vector<std::uint32_t>& pinned) {
  if (!pinned.empty()) return {TreeNode{pinned[0], pinned[1]}};
  std::vector<TreeNode> nodes;
  for (std::uint32_t level = 0; level <= shape.depth(); ++level)
    for (std::uint64_t index = 0; index < shape.node_count(level); ++index) nodes.push_back({level, index});
  return nodes;
}

struct Containment {
  std::uint64_t grants = 0;
  std::uint64_t inside = 0;
  std::uint64_t outside = 0;
  std::uint64_t missing = 0;
  std::uint64_t derivations = 0;
  std::optional<TreeNode> worst = {};
  Tree worst_tree = Tree::encryption;
  std::string example = {};
};

// Every grant of both trees (access grants open no chunk), and every pair of neighbouring grants held together.
Containment check_grant(const Universe& universe, const KeyTree& keys, TreeNode node) {
  Containment found;
  const Range range = range_of(keys.shape(), node);
  for (const Tree tree : {Tree::encryption, Tree::access}) {
    const auto reach = universe.reach_of({keys.granted(tree, 0, node)}, tree, 0, {range});
    ++found.grants;
    found.inside += reach.inside;
    found.outside += reach.outside;
    found.derivations += reach.derivations;
    if (tree == Tree::encryption && reach.inside < range.end - range.begin)
      found.missing += range.end - range.begin - reach.inside;
    if (reach.outside == 0 || found.worst) continue;
    found.worst = node;
    found.worst_tree = tree;
    found.example = reach.example;
  }
  const TreeNode next{node.level, node.index + 1};
  if (next.index >= keys.shape().node_count(next.level)) return found;
  const std::vector<Digest> both{keys.granted(Tree::encryption, 0, node), keys.granted(Tree::encryption, 0, next)};
  const auto reach = universe.reach_of(both, Tree::encryption, 0, {range, range_of(keys.shape(), next)});
  ++found.grants;
  found.inside += reach.inside;
  found.outside += reach.outside;
  found.derivations += reach.derivations;
  return found;
}

Containment check_containment(const Parameters& p, Flaw flaw, std::uint32_t radix, std::uint64_t chunks,
                              const StudyConditions& conditions) {
  const KeyTree keys(test_root(conditions), {radix, chunks}, flaw);
  const Universe universe(keys, conditions);
  const std::vector<TreeNode> grants = grants_of(keys.shape(), p.grant);
  std::vector<Containment> parts(grants.size());
  conditions.for_each(grants.size(), [&](std::uint64_t index) {
    if (!conditions.is_stopped()) parts[index] = check_grant(universe, keys, grants[index]);
  });
  Containment all;
  for (const Containment& part : parts) {
    all.grants += part.grants;
    all.inside += part.inside;
    all.outside += part.outside;
    all.missing += part.missing;
    all.derivations += part.derivations;
    if (!part.worst || all.worst) continue;
    all.worst = part.worst;
    all.worst_tree = part.worst_tree;
    all.example = part.example;
  }
  return all;
}

std::vector<std::string> story_of(const KeyTree& keys, const Containment& found) {
  const std::string tree = found.worst_tree == Tree::encryption ? "encryption" : "access";
  return {"a file of " + std::to_string(keys.shape().chunks) + " chunks, key tree of base " +
              std::to_string(keys.shape().radix),
          "a grantee gets the secret of the " + tree + " tree, track data, " + text_of(keys.shape(), *found.worst),
          "it derives onwards with every label, and reaches the leaf secret of " + found.example};
}

void explore_containment(const Parameters& p, const StudyConditions& conditions, Findings& findings) {
  StudyTable table{"containment",
                   "Closure of every grant of the data track, in both trees, under every label",
                   {"radix", "chunks", "grants", "derivations", "chunks opened", "outside", "missing"}};
  StudyVerdict verdict{"containment", Verdict::kHolds, ""};
  std::uint64_t grants = 0;
  for (const std::uint32_t radix : p.radices) {
    const TreeShape shape{radix, p.containment_chunks};
    if (!p.grant.empty() && (p.grant[0] > shape.depth() || p.grant[1] >= shape.node_count(p.grant[0]))) continue;
    const Containment found = check_containment(p, p.flaw, radix, p.containment_chunks, conditions);
    grants += found.grants;
    table.rows.push_back({std::uint64_t{radix}, std::uint64_t{p.containment_chunks}, found.grants, found.derivations,
                          found.inside, found.outside, found.missing});
    const bool misses = found.missing > 0 && !conditions.is_stopped();  // once stopped, closures are cut short
    if (verdict.verdict == Verdict::kViolated || (found.outside == 0 && !misses)) continue;
    verdict.verdict = Verdict::kViolated;
    verdict.note =
        std::to_string(found.outside) + " leaf secrets outside, " + std::to_string(found.missing) + " missing";
    if (!found.worst) continue;
    Parameters narrowed = p;
    narrowed.radices = {radix};
    narrowed.chunks.clear();
    narrowed.mutants.clear();
    narrowed.cover_chunks = 0;
    narrowed.grant = {found.worst->level, static_cast<std::uint32_t>(found.worst->index)};
    const KeyTree keys(test_root(conditions), shape, p.flaw);
    findings.counterexamples.push_back({verdict.property, narrowed, story_of(keys, found)});
  }
  if (verdict.verdict == Verdict::kHolds && conditions.is_stopped())
    verdict = {verdict.property, Verdict::kUnknown, "stopped"};
  if (verdict.verdict == Verdict::kHolds) verdict.note = std::to_string(grants) + " grants, none outside its range";
  findings.verdicts.push_back(std::move(verdict));
  findings.tables.push_back(std::move(table));
}

// The least number of nodes for each range [a, b), counted without cover(): least[b] over blocks that start inside.
bool covers_are_least(const TreeShape& shape, std::uint64_t& ranges) {
  const std::uint32_t depth = shape.depth();
  const std::uint64_t bound = std::max<std::uint64_t>(1, std::uint64_t{2} * (shape.radix - 1) * depth);
  for (std::uint64_t end = 1; end <= shape.chunks; ++end) {
    std::vector<std::uint64_t> least(end + 1, 0);
    for (std::uint64_t begin = end; begin-- > 0;) {
      least[begin] = ~std::uint64_t{0};
      for (std::uint32_t level = 0; level <= depth; ++level) {
        const std::uint64_t width = shape.width(level);
        const std::uint64_t stop = std::min(shape.chunks, begin + width);
        if (begin % width == 0 && stop <= end) least[begin] = std::min(least[begin], 1 + least[stop]);
      }
      const std::vector<TreeNode> nodes = cover(shape, {begin, end});
      std::uint64_t at = begin;
      for (const TreeNode& node : nodes) {
        const Range range = range_of(shape, node);
        if (range.begin != at) return false;
        at = range.end;
      }
      ++ranges;
      if (at != end || nodes.size() != least[begin] || nodes.size() > bound) return false;
    }
  }
  return true;
}

void explore_covers(const Parameters& p, const StudyConditions& conditions, Findings& findings) {
  std::vector<TreeShape> shapes;
  for (const std::uint32_t radix : p.radices)
    for (std::uint32_t chunks = 1; chunks <= p.cover_chunks; ++chunks) shapes.push_back({radix, chunks});
  std::vector<std::uint64_t> ranges(shapes.size(), 0);
  std::vector<std::uint8_t> right(shapes.size(), 0);
  conditions.for_each(shapes.size(), [&](std::uint64_t index) {
    if (!conditions.is_stopped()) right[index] = covers_are_least(shapes[index], ranges[index]) ? 2 : 1;
  });
  StudyVerdict verdict{"minimal_cover", Verdict::kHolds, ""};
  std::uint64_t all = 0;
  for (std::size_t at = 0; at < shapes.size(); ++at) {
    all += ranges[at];
    if (right[at] == 2 || verdict.verdict != Verdict::kHolds) continue;
    verdict.verdict = right[at] == 1 ? Verdict::kViolated : Verdict::kUnknown;
    verdict.note = right[at] == 1 ? "base " + std::to_string(shapes[at].radix) + ", " +
                                        std::to_string(shapes[at].chunks) + " chunks"
                                  : "stopped";
  }
  if (verdict.verdict == Verdict::kHolds) verdict.note = std::to_string(all) + " ranges";
  findings.metrics["ranges_covered"] = static_cast<double>(all);
  findings.verdicts.push_back(std::move(verdict));
}

void catch_mutants(const Parameters& p, const StudyConditions& conditions, Findings& findings) {
  StudyTable table{"mutants", "One detail of the derivation changed", {"mutant", "grants", "outside", "example"}};
  StudyVerdict verdict{"mutants_caught", Verdict::kHolds, std::to_string(p.mutants.size()) + " mutants"};
  Parameters all = p;
  all.grant.clear();
  const std::uint32_t radix = p.radices.empty() ? 2 : p.radices.front();
  for (const Flaw flaw : p.mutants) {
    const Containment found = check_containment(all, flaw, radix, p.mutant_chunks, conditions);
    const std::string name(names::enumerator_name(flaw));
    table.rows.push_back({name, found.grants, found.outside, found.worst ? found.example : std::string("-")});
    if (found.outside > 0 || verdict.verdict == Verdict::kViolated) continue;
    verdict.verdict = conditions.is_stopped() ? Verdict::kUnknown : Verdict::kViolated;
    verdict.note = conditions.is_stopped() ? "stopped" : name + " is contained";
  }
  findings.verdicts.push_back(std::move(verdict));
  findings.tables.push_back(std::move(table));
}

}  // namespace

StudyFindings<Parameters> Study::explore(const Parameters& parameters, const StudyConditions& conditions) {
  Findings findings;
  if (!parameters.chunks.empty()) explore_agreement(parameters, conditions, findings);
  explore_containment(parameters, conditions, findings);
  if (parameters.cover_chunks > 0) explore_covers(parameters, conditions, findings);
  if (!parameters.mutants.empty()) catch_mutants(parameters, conditions, findings);
  return findings;
}

}  // namespace parley::keytree
