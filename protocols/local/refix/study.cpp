#include "protocols/local/refix/study.hpp"

#include <algorithm>

#include "protocols/local/refix/cases.hpp"
#include "protocols/local/refix/small_graphs.hpp"

namespace parley::refix {
namespace {

std::optional<ConfigProblem> out_of(std::uint32_t value, std::uint32_t least, std::uint32_t most,
                                    std::string_view name) {
  if (value >= least && value <= most) return std::nullopt;
  return ConfigProblem{std::string(name), "must be from " + std::to_string(least) + " to " + std::to_string(most)};
}

std::optional<ConfigProblem> check_word(const Parameters& parameters) {
  const bool letters =
      std::all_of(parameters.word.begin(), parameters.word.end(), [](char c) { return c == '0' || c == '1'; });
  const auto period = static_cast<std::uint32_t>(std::min(parameters.word.size(), std::size_t{64}));
  if (!letters || period < 1 || period > 12) return ConfigProblem{"word", "must be 1 to 12 letters, each 0 or 1"};
  if (auto problem = out_of(parameters.radius, 1, 4, "radius")) return problem;
  if (auto problem = out_of(parameters.top_level, 0, 30, "top_level")) return problem;
  return out_of(parameters.alignment, 0, 2 * period - 1, "alignment");
}

std::optional<ConfigProblem> check_sizes(const Parameters& parameters) {
  if (auto problem = out_of(parameters.n, 1, 14, "n")) return problem;
  if (auto problem = out_of(parameters.graph_nodes, 0, kMostGraphNodes, "graph_nodes")) return problem;
  if (auto problem = out_of(parameters.tail_nodes, 0, 200, "tail_nodes")) return problem;
  if (auto problem = out_of(parameters.minimality_nodes, 0, kMostGraphNodes, "minimality_nodes")) return problem;
  if (auto problem = out_of(parameters.errors, 0, 4, "errors")) return problem;
  if (auto problem = out_of(parameters.view_deficit, 0, 8, "view_deficit")) return problem;
  if (auto problem = out_of(parameters.cycle_nodes, 4, 1000, "cycle_nodes")) return problem;
  if (parameters.cycle_nodes % 2 != 0)
    return ConfigProblem{"cycle_nodes", "must be even: the cycle is to be bipartite"};
  if (auto problem = out_of(parameters.grid_side, 2, 30, "grid_side")) return problem;
  if (auto problem = out_of(parameters.trials, 1, 10'000, "trials")) return problem;
  return out_of(parameters.no_instance_nodes, 3, 10, "no_instance_nodes");
}

// Labels of a pinned case: as many as nodes, below what the verifier in question has.
std::optional<ConfigProblem> check_pinned(const Parameters& parameters) {
  const Pinned& pinned = parameters.pinned;
  if (pinned.edges.empty()) {
    if (pinned.labels.empty()) return std::nullopt;
    return ConfigProblem{"pinned", "has labels, but no edges"};
  }
  const std::optional<Graph> graph = parse_graph(pinned.edges, kMostPinnedNodes);
  if (!graph) return ConfigProblem{"pinned", "edges must be \"0-1 1-2 ..\", a connected graph of up to 64 nodes"};
  if (!pinned.labels.empty() && pinned.labels.size() != graph->size())
    return ConfigProblem{"pinned", "labels must be as many as nodes, " + std::to_string(graph->size())};
  // Which labels there are depends on the verb: explore's verifiers have two or three, refix has up to 64 distances.
  std::uint32_t labels = parameters.schemes == Schemes::kTwoLabels ? 2 : 3;
  if (parameters.claim == Claim::kBipartite) labels = 2;
  if (parameters.claim == Claim::kCycleAbsent) labels = kMostPinnedNodes;
  for (const std::uint32_t label : pinned.labels)
    if (label >= labels) return ConfigProblem{"pinned", "labels must be below " + std::to_string(labels)};
  return std::nullopt;
}

}  // namespace

std::optional<ConfigProblem> Study::validate(const Parameters& parameters) {
  if (auto problem = check_word(parameters)) return problem;
  if (auto problem = check_sizes(parameters)) return problem;
  return check_pinned(parameters);
}

}  // namespace parley::refix
