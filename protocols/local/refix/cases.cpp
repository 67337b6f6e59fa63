#include "protocols/local/refix/cases.hpp"

#include <algorithm>

#include "protocols/local/refix/errors.hpp"

namespace parley::refix {

TwoLabels two_labels(const Parameters& parameters) {
  const std::string word = aligned(parameters.word, parameters.alignment);
  const std::uint32_t top =
      parameters.top_level != 0 ? parameters.top_level : TwoLabels::enough_levels(word.size(), parameters.radius);
  return {word, parameters.zero_is_one, parameters.radius, parameters.levels, top};
}

std::vector<Labels> proofs(const TwoLabels& verifier, const Graph& graph) {
  if (verifier.levels() == Levels::kCore) return {verifier.prove(graph)};
  std::vector<Labels> result;
  for (const Nodes& cycle : shortest_cycles(graph)) result.push_back(verifier.prove_from(graph, cycle));
  return result;
}

Graph pinned_graph(const Parameters& parameters) {
  return *parse_graph(parameters.pinned.edges, kMostPinnedNodes);
}

Labels pinned_labels(const Parameters& parameters) {
  Labels labels;
  for (const std::uint32_t label : parameters.pinned.labels) labels.push_back(static_cast<Label>(label));
  return labels;
}

std::vector<std::string> described(const Graph& graph, const Labels& labels) {
  return {(has_cycle(graph) ? "the graph with edges " : "the tree with edges ") + print_edges(graph),
          "labels of nodes 0 .. " + std::to_string(graph.size() - 1) + ": " + print_labels(labels)};
}

namespace {

Parameters pinned_to(Parameters parameters, const Graph& graph, const Labels& labels) {
  parameters.pinned.edges = print_edges(graph);
  parameters.pinned.labels.assign(labels.begin(), labels.end());
  return parameters;
}

}  // namespace

StudyCounterexample<Parameters> scheme_case(std::string_view property, const Parameters& parameters, Schemes scheme,
                                            const Graph& graph, const Labels& labels, std::string_view outcome) {
  StudyCounterexample<Parameters> found{std::string(property), pinned_to(parameters, graph, labels), {}};
  found.parameters.schemes = scheme;
  found.story = described(graph, labels);
  if (scheme == Schemes::kTwoLabels)
    found.story.push_back("two labels, " + std::to_string(parameters.radius) + " hops, word " +
                          aligned(parameters.word, parameters.alignment) + " away from the cycle, levels up to " +
                          std::to_string(two_labels(parameters).word().top()));
  else
    found.story.emplace_back("three labels, one hop");
  found.story.emplace_back(outcome);
  return found;
}

StudyCounterexample<Parameters> repair_case(std::string_view property, const Parameters& parameters, Claim claim,
                                            std::uint32_t budget, const Graph& graph, const Labels& labels,
                                            std::string_view outcome) {
  StudyCounterexample<Parameters> found{std::string(property), pinned_to(parameters, graph, labels), {}};
  found.parameters.claim = claim;
  found.parameters.errors = budget;
  found.story = described(graph, labels);
  found.story.push_back("claim: " + std::string(to_string(claim)) + "; refix with a budget of " +
                        std::to_string(budget) + ", checking all nodes within " +
                        std::to_string(zone_of(budget, found.parameters.view_deficit)));
  found.story.emplace_back(outcome);
  return found;
}

std::string_view to_string(Claim claim) {
  switch (claim) {
    case Claim::kAll:
      return "all";
    case Claim::kBipartite:
      return "bipartite";
    case Claim::kCycleAbsent:
      return "cycle absent";
    case Claim::kCycleExists:
      return "cycle exists";
  }
  return "all";
}

std::vector<Claim> claims_of(const Parameters& parameters) {
  if (parameters.claim != Claim::kAll) return {parameters.claim};
  return {Claim::kBipartite, Claim::kCycleAbsent, Claim::kCycleExists};
}

namespace {

std::uint32_t labels_used(const Parameters& parameters) {
  std::uint32_t most = 0;
  for (const std::uint32_t label : parameters.pinned.labels) most = std::max(most, label);
  return most + 1;
}

// What the case says of the claim; what is looked for is the opposite of an `always`, and a `sometimes` itself.
struct Judged {
  std::string_view property;
  bool is_always = true;
  bool is_found = false;
};

Judged judged(const Parameters& parameters, const Repair& repair, const Graph& graph, const Verifier& base,
              Labels& labels) {
  const bool accepted = repair.all_accept(labels);
  if (!base.has_property(graph))
    return parameters.view_deficit == 0 ? Judged{"repair_sound", true, accepted}
                                        : Judged{"short_view", false, accepted};
  const bool fair = most_errors(graph, base.prove(graph), labels, repair.radius()) <= parameters.errors;
  return fair ? Judged{"resilient", true, !accepted} : Judged{"over_budget", false, !accepted};
}

void judge_pinned(const Parameters& parameters, Claim claim, Findings& findings) {
  const Graph graph = pinned_graph(parameters);
  const std::uint32_t distances = std::max(static_cast<std::uint32_t>(graph.size()), labels_used(parameters));
  const std::unique_ptr<Verifier> base = base_verifier(claim, distances);
  if (labels_used(parameters) > base->label_count()) return;
  Labels labels = pinned_labels(parameters);
  if (labels.empty()) labels = base->has_property(graph) ? base->prove(graph) : Labels(graph.size(), 0);
  const Repair repair(*base, graph, parameters.errors, zone_of(parameters.errors, parameters.view_deficit));
  const Judged result = judged(parameters, repair, graph, *base, labels);
  const std::string_view outcome = repair.all_accept(labels) ? "all nodes accept" : "some node rejects";
  const bool holds = result.is_found != result.is_always;
  findings.verdicts.push_back({std::string(result.property), holds ? Verdict::kHolds : Verdict::kViolated,
                               std::string(to_string(claim)) + ": " + std::string(outcome)});
  if (result.is_found)
    findings.counterexamples.push_back(
        repair_case(result.property, parameters, claim, parameters.errors, graph, labels, outcome));
}

}  // namespace

Findings pinned_repair(const Parameters& parameters) {
  Findings findings;
  for (const Claim claim : claims_of(parameters)) judge_pinned(parameters, claim, findings);
  return findings;
}

}  // namespace parley::refix
