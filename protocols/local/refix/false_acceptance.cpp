#include <algorithm>

#include "protocols/local/refix/cases.hpp"
#include "protocols/local/refix/search.hpp"
#include "protocols/local/refix/small_graphs.hpp"
#include "protocols/local/refix/trees.hpp"

namespace parley::refix {
namespace {

void append(std::vector<Graph>& graphs, const std::vector<Graph>& more) {
  graphs.insert(graphs.end(), more.begin(), more.end());
}

std::vector<Graph> without_cycle(std::uint32_t most) {
  std::vector<Graph> graphs;
  for (std::uint32_t n = 1; n <= most; ++n) append(graphs, free_trees(n));
  for (std::uint32_t n = most + 1; n <= most + 3; ++n) graphs.push_back(path_graph(n));
  return graphs;
}

std::vector<Graph> small_connected(std::uint32_t most) {
  std::vector<Graph> graphs;
  for (const std::vector<Graph>& some : connected_graphs(most)) append(graphs, some);
  return graphs;
}

// Graphs without the property, cycles beyond the exhaustive sizes among them.
std::vector<Graph> counter_instances(Claim claim, std::uint32_t most) {
  if (claim == Claim::kCycleExists) return without_cycle(most);
  const std::uint32_t small = std::min(most, claim == Claim::kBipartite ? 7U : 6U);
  const std::uint32_t cycle = claim == Claim::kBipartite ? most + 6 : std::min(most, 8U);
  std::vector<Graph> graphs = small_connected(small);
  for (std::uint32_t n = std::max(small + 1, 3U); n <= cycle; ++n) graphs.push_back(cycle_graph(n));
  const std::unique_ptr<Verifier> base = base_verifier(claim, kDistancesWithoutProperty);
  std::erase_if(graphs, [&](const Graph& graph) { return base->has_property(graph); });
  return graphs;
}

// No node has all others within `zone`.
bool is_wider_than(const Graph& graph, std::uint32_t zone) {
  for (std::size_t node = 0; node < graph.size(); ++node)
    if (view_of(graph, static_cast<Node>(node), zone).node.size() == graph.size()) return false;
  return true;
}

std::uint64_t power(std::uint64_t base, std::size_t exponent) {
  std::uint64_t result = 1;
  for (; exponent > 0; --exponent) result *= base;
  return result;
}

struct Counted {
  std::uint64_t accepted = 0;
  bool stopped = false;
  std::optional<Labels> first = {};
};

Counted count_accepted(const Verifier& base, const Graph& graph, std::uint32_t budget, std::uint32_t zone,
                       const StudyConditions& conditions) {
  const Repair repair(base, graph, budget, zone);
  Labels scratch;
  const auto accepts = [&](Node node, const Labels& labels) {
    scratch = labels;
    return repair.accepts(node, scratch);
  };
  LabellingSearch search(graph, base.label_count(), repair.radius(), accepts);
  search.is_stopped = [&] { return conditions.is_stopped(); };
  Counted counted;
  counted.accepted = search.count();
  counted.stopped = search.stopped;
  if (counted.accepted > 0) counted.first = search.first();
  return counted;
}

void look(FalseAcceptance& found, const Parameters& parameters, const StudyConditions& conditions,
          std::string_view property, FalseAcceptance::Row row) {
  std::vector<Graph> graphs = counter_instances(row.claim, parameters.no_instance_nodes);
  std::erase_if(graphs, [&](const Graph& graph) { return !is_wider_than(graph, row.zone); });
  const std::unique_ptr<Verifier> base = base_verifier(row.claim, kDistancesWithoutProperty);
  std::vector<Counted> counted(graphs.size());
  std::vector<std::uint8_t> done(graphs.size(), 0);
  conditions.for_each(graphs.size(), [&](std::uint64_t index) {
    counted[index] = count_accepted(*base, graphs[index], row.budget, row.zone, conditions);
    done[index] = 1;
  });
  bool told = false;
  for (std::size_t index = 0; index < graphs.size(); ++index) {
    row.complete = row.complete && done[index] != 0 && !counted[index].stopped;
    if (done[index] == 0) continue;
    ++row.graphs;
    row.labellings += power(base->label_count(), graphs[index].size());
    row.accepted += counted[index].accepted;
    if (told || !counted[index].first) continue;
    told = true;
    found.cases.push_back(repair_case(property, parameters, row.claim, row.budget, graphs[index], *counted[index].first,
                                      "all nodes accept, though the claim is false"));
  }
  found.rows.push_back(row);
}

}  // namespace

FalseAcceptance false_acceptance(const Parameters& parameters, const StudyConditions& conditions, std::uint32_t deficit,
                                 std::string_view property) {
  FalseAcceptance found;
  Parameters narrowed = parameters;
  narrowed.view_deficit = deficit;
  for (const Claim claim : claims_of(parameters))
    for (std::uint32_t budget = 1; budget <= parameters.errors; ++budget) {
      if (conditions.is_stopped()) return found;
      look(found, narrowed, conditions, property, {claim, budget, zone_of(budget, deficit)});
    }
  return found;
}

StudyTable table_of(const FalseAcceptance& found) {
  StudyTable table{"false-acceptance",
                   "all labellings of small graphs without the property: how many all nodes accept",
                   {"claim", "i", "checked within", "graphs", "labellings", "accepted"}};
  for (const FalseAcceptance::Row& row : found.rows)
    table.rows.push_back({std::string(to_string(row.claim)), std::uint64_t{row.budget}, std::uint64_t{row.zone},
                          row.graphs, row.labellings, row.accepted});
  return table;
}

}  // namespace parley::refix
