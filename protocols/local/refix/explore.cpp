#include <algorithm>
#include <cmath>

#include "protocols/local/refix/cases.hpp"
#include "protocols/local/refix/congest.hpp"
#include "protocols/local/refix/minimality.hpp"
#include "protocols/local/refix/small_graphs.hpp"
#include "protocols/local/refix/trees.hpp"

namespace parley::refix {
namespace {

constexpr std::uint32_t kCongestTreeNodes = 8;  // all labellings of so large trees, verdict by verdict
constexpr std::size_t kMostSums = 1 << 13;

bool uses_two(const Parameters& parameters) {
  return parameters.schemes != Schemes::kThreeLabels;
}
bool uses_three(const Parameters& parameters) {
  return parameters.schemes != Schemes::kTwoLabels;
}

Verdict verdict_of(bool violated, bool complete) {
  if (violated) return Verdict::kViolated;
  return complete ? Verdict::kHolds : Verdict::kUnknown;
}

// 1. Soundness.
void explore_trees(const Parameters& parameters, const StudyConditions& conditions, Findings& findings) {
  StudyTable table{"trees",
                   "all labellings of all trees: labels tried before a node rejects, and trees with none that does",
                   {"scheme", "nodes", "trees", "labellings", "tried", "fooled"}};
  const TwoLabels two = two_labels(parameters);
  const ThreeLabels three;
  bool complete = true;
  bool fooled = false;
  const auto look = [&](const Verifier& verifier, Schemes scheme) {
    const TreeSearch found = search_trees(verifier, parameters.n, false, conditions);
    complete = complete && found.complete;
    for (std::size_t n = 1; n < found.of_size.size(); ++n) {
      const TreeCount& count = found.of_size[n];
      const double labellings = static_cast<double>(count.trees) * std::pow(verifier.label_count(), n);
      table.rows.push_back({std::string(scheme == Schemes::kTwoLabels ? "2 labels" : "3 labels"), std::uint64_t{n},
                            count.trees, static_cast<std::uint64_t>(labellings), count.steps, count.fooled});
    }
    if (!found.first) return;
    fooled = true;
    findings.counterexamples.push_back(scheme_case("sound", parameters, scheme, found.first->tree, found.first->labels,
                                                   "all nodes accept, but there is no cycle"));
  };
  if (uses_two(parameters)) look(two, Schemes::kTwoLabels);
  if (uses_three(parameters)) look(three, Schemes::kThreeLabels);
  findings.tables.push_back(std::move(table));
  findings.verdicts.push_back({"sound", verdict_of(fooled, complete),
                               "all labellings of all trees to " + std::to_string(parameters.n) + " nodes"});
}

struct Proved {
  bool done = false;
  std::optional<Labels> rejected = {};  // the prover's labels
  Schemes scheme = Schemes::kTwoLabels;
  bool congest_rejects = false;
};

Proved check_proofs(const Parameters& parameters, const TwoLabels& two, const Graph& graph) {
  Proved result;
  if (uses_three(parameters)) {
    const ThreeLabels three;
    const Labels labels = three.prove(graph);
    if (first_rejecting(three, views_of(graph, three.radius()), labels)) {
      result.rejected = labels;
      result.scheme = Schemes::kThreeLabels;
    }
  }
  if (uses_two(parameters)) {
    const std::vector<View> views = views_of(graph, two.radius());
    for (const Labels& labels : proofs(two, graph)) {
      if (first_rejecting(two, views, labels)) result.rejected = labels, result.scheme = Schemes::kTwoLabels;
      const std::vector<std::uint8_t> heard = message_verdicts(two, graph, labels);
      if (std::find(heard.begin(), heard.end(), 0) != heard.end()) result.congest_rejects = true;
    }
  }
  result.done = true;
  return result;
}

// All graphs with a cycle, and a cycle with long tails, as a word of p letters shows its whole on p nodes only.
std::vector<Graph> graphs_with_cycle(const Parameters& parameters, const std::vector<std::vector<Graph>>& connected) {
  std::vector<Graph> graphs;
  for (std::size_t n = 1; n <= parameters.graph_nodes; ++n)
    for (const Graph& graph : connected[n])
      if (has_cycle(graph)) graphs.push_back(graph);
  for (std::uint32_t cycle = 3; cycle <= 2 * parameters.radius + 3; ++cycle)
    for (std::uint32_t tail = 1; tail <= parameters.tail_nodes; ++tail) graphs.push_back(lollipop_graph(cycle, tail));
  return graphs;
}

// 2. Completeness; returns whether the messages' verdicts were right as well.
bool explore_graphs(const Parameters& parameters, const StudyConditions& conditions,
                    const std::vector<std::vector<Graph>>& connected, Findings& findings) {
  const std::vector<Graph> graphs = graphs_with_cycle(parameters, connected);
  const TwoLabels two = two_labels(parameters);
  std::vector<Proved> proved(graphs.size());
  conditions.for_each(graphs.size(),
                      [&](std::uint64_t index) { proved[index] = check_proofs(parameters, two, graphs[index]); });
  bool complete = true;
  bool rejected = false;
  bool heard_well = true;
  std::uint64_t small = 0;
  for (std::size_t index = 0; index < graphs.size(); ++index) {
    complete = complete && proved[index].done;
    heard_well = heard_well && !proved[index].congest_rejects;
    small += proved[index].done && graphs[index].size() <= parameters.graph_nodes ? 1U : 0U;
    if (!proved[index].rejected || rejected) continue;
    rejected = true;
    findings.counterexamples.push_back(scheme_case("complete", parameters, proved[index].scheme, graphs[index],
                                                   *proved[index].rejected, "a node rejects the prover's labels"));
  }
  findings.metrics["graphs_with_cycle"] = static_cast<double>(graphs.size());
  findings.verdicts.push_back({"complete", verdict_of(rejected, complete),
                               std::to_string(graphs.size()) + " graphs: all with a cycle to " +
                                   std::to_string(parameters.graph_nodes) + " nodes, and cycles with tails"});
  return heard_well;
}

// 3. Rounds and bits.
bool same_verdicts(const TwoLabels& two, const Graph& tree) {
  const std::vector<View> views = views_of(tree, two.radius());
  for (std::uint32_t bits = 0; bits < 1U << tree.size(); ++bits) {
    Labels labels;
    for (std::size_t node = 0; node < tree.size(); ++node) labels.push_back(static_cast<Label>((bits >> node) & 1));
    const std::vector<std::uint8_t> heard = message_verdicts(two, tree, labels);
    for (std::size_t node = 0; node < tree.size(); ++node)
      if ((heard[node] != 0) != two.accepts(views[node], labels)) return false;
  }
  return true;
}

void explore_messages(const Parameters& parameters, const StudyConditions& conditions, bool heard_well,
                      Findings& findings) {
  const TwoLabels two = two_labels(parameters);
  bool same = heard_well;
  for (std::uint32_t n = 1; n <= std::min(parameters.n, kCongestTreeNodes) && !conditions.is_stopped(); ++n)
    for (const Graph& tree : free_trees(n))
      if (!conditions.is_stopped()) same = same && same_verdicts(two, tree);
  findings.verdicts.push_back({"congest", verdict_of(!same, !conditions.is_stopped()),
                               "all labellings of trees to " +
                                   std::to_string(std::min(parameters.n, kCongestTreeNodes)) +
                                   " nodes, and the prover's labels"});
  const std::optional<std::vector<std::uint64_t>> counts =
      message_counts(two, kMostSums, [&] { return conditions.is_stopped(); });
  if (!counts) return;
  StudyTable table{"messages", "messages that a round can have, in graphs of any size", {"round", "messages", "bits"}};
  for (std::size_t round = 0; round < counts->size(); ++round)
    table.rows.push_back({std::uint64_t{round + 1}, (*counts)[round], std::uint64_t{bits_for((*counts)[round])}});
  findings.tables.push_back(std::move(table));
  findings.metrics["rounds"] = static_cast<double>(counts->size());
}

// 4. Two labels need more than one hop.
void explore_minimality(const Parameters& parameters, const StudyConditions& conditions,
                        const std::vector<std::vector<Graph>>& connected, Findings& findings) {
  if (parameters.minimality_nodes == 0) return;
  const std::vector<std::vector<Graph>> graphs(connected.begin(), connected.begin() + parameters.minimality_nodes + 1);
  const std::vector<MinimalityRow> rows = all_one_hop_verifiers(graphs, 2, [&] { return conditions.is_stopped(); });
  StudyTable table{"one-hop-verifiers",
                   "verifiers with two labels and one hop: right on all graphs to so many nodes",
                   {"nodes", "trees", "with cycle", "sound", "complete", "both"}};
  for (const MinimalityRow& row : rows)
    table.rows.push_back({std::uint64_t{row.nodes}, row.trees, row.graphs, row.sound, row.complete, row.both});
  findings.tables.push_back(std::move(table));
  const bool complete = rows.size() == parameters.minimality_nodes;
  const bool survivor = rows.empty() || rows.back().both > 0;
  findings.verdicts.push_back({"minimal", complete ? verdict_of(survivor, true) : Verdict::kUnknown,
                               "all 2^18 sets of sights, graphs to " + std::to_string(rows.size()) + " nodes"});
}

}  // namespace

Findings pinned_scheme(const Parameters& parameters) {
  Findings findings;
  const Graph graph = pinned_graph(parameters);
  const bool cyclic = has_cycle(graph);
  const TwoLabels two = two_labels(parameters);
  const ThreeLabels three;
  const auto look = [&](const Verifier& verifier, Schemes scheme) {
    Labels labels = pinned_labels(parameters);
    const auto too_large = [&](Label label) { return label >= verifier.label_count(); };
    if (std::any_of(labels.begin(), labels.end(), too_large)) return;
    if (labels.empty()) labels = cyclic ? verifier.prove(graph) : Labels(graph.size(), 0);
    const bool accepted = !first_rejecting(verifier, views_of(graph, verifier.radius()), labels);
    const std::string_view outcome = accepted ? "all nodes accept" : "a node rejects";
    const std::string_view property = cyclic ? "complete" : "sound";
    findings.verdicts.push_back(
        {std::string(property), accepted == cyclic ? Verdict::kHolds : Verdict::kViolated, std::string(outcome)});
    if (accepted != cyclic)
      findings.counterexamples.push_back(scheme_case(property, parameters, scheme, graph, labels, outcome));
  };
  if (uses_two(parameters)) look(two, Schemes::kTwoLabels);
  if (uses_three(parameters)) look(three, Schemes::kThreeLabels);
  return findings;
}

Findings Study::explore(const Parameters& parameters, const StudyConditions& conditions) {
  if (!parameters.pinned.edges.empty()) return pinned_scheme(parameters);
  Findings findings;
  findings.metrics["label_bits_two"] = 1;
  findings.metrics["label_bits_three"] = std::log2(3.0);
  explore_trees(parameters, conditions, findings);
  const std::vector<std::vector<Graph>> connected =
      connected_graphs(std::max(parameters.graph_nodes, parameters.minimality_nodes));
  const bool heard_well = explore_graphs(parameters, conditions, connected, findings);
  if (uses_two(parameters)) explore_messages(parameters, conditions, heard_well, findings);
  explore_minimality(parameters, conditions, connected, findings);
  return findings;
}

}  // namespace parley::refix
