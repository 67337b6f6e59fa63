// What the three verbs of refix share: verifiers from parameters, and cases told as counterexamples.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "protocols/local/refix/study.hpp"

namespace parley::refix {

inline constexpr std::size_t kMostPinnedNodes = 64;

TwoLabels two_labels(const Parameters& parameters);
// The labels that the prover may choose: for levels by distance one for each shortest cycle, otherwise one.
std::vector<Labels> proofs(const TwoLabels& verifier, const Graph& graph);

// REQUIRES: pinned.edges is not empty and parses.
Graph pinned_graph(const Parameters& parameters);
Labels pinned_labels(const Parameters& parameters);

// "nodes 0 .. 7, edges 0-1 ..., labels ...".
std::vector<std::string> described(const Graph& graph, const Labels& labels);

// All accept the labels of a tree, or a node rejects the prover's.
StudyCounterexample<Parameters> scheme_case(std::string_view property, const Parameters& parameters, Schemes scheme,
                                            const Graph& graph, const Labels& labels, std::string_view outcome);
// The same of refix with one budget.
StudyCounterexample<Parameters> repair_case(std::string_view property, const Parameters& parameters, Claim claim,
                                            std::uint32_t budget, const Graph& graph, const Labels& labels,
                                            std::string_view outcome);

std::string_view to_string(Claim claim);
std::vector<Claim> claims_of(const Parameters& parameters);
inline std::uint32_t zone_of(std::uint32_t budget, std::uint32_t deficit) {
  return 2 * budget > deficit ? 2 * budget - deficit : 0;
}

// Distances that labels of RootDistance can tell apart on graphs which have no cycle-free labelling anyway.
inline constexpr std::uint32_t kDistancesWithoutProperty = 5;

// All labellings of small graphs that lack what `claim` says.
struct FalseAcceptance {
  struct Row {
    Claim claim = Claim::kBipartite;
    std::uint32_t budget = 0;
    std::uint32_t zone = 0;
    std::uint64_t graphs = 0;
    std::uint64_t labellings = 0;
    std::uint64_t accepted = 0;
    bool complete = true;  // not stopped before the end
  };
  std::vector<Row> rows = {};
  std::vector<StudyCounterexample<Parameters>> cases = {};  // the first of each row
};
// Left out: graphs in which some node checks all others, as the base verifier is sound.
FalseAcceptance false_acceptance(const Parameters& parameters, const StudyConditions& conditions, std::uint32_t deficit,
                                 std::string_view property);
// Acceptance under errors on the yes-instances: verdicts `resilient` and `over_budget`, and the table `acceptance`.
void measure_resilience(const Parameters& parameters, const StudyConditions& conditions, Findings& findings);

StudyTable table_of(const FalseAcceptance& found);

// A pinned case of refix, looked at by simulate and by attack; and one of the schemes, looked at by explore and attack.
Findings pinned_repair(const Parameters& parameters);
Findings pinned_scheme(const Parameters& parameters);

// The first tree, in order of size, with a labelling that all accept, and that labelling; unstopped ones to n nodes.
struct Fooled {
  Graph tree{};
  Labels labels = {};
};
struct TreeCount {
  std::uint64_t trees = 0;
  std::uint64_t steps = 0;   // labels tried
  std::uint64_t fooled = 0;  // trees with a labelling that all accept
};
struct TreeSearch {
  std::vector<TreeCount> of_size = {};  // index: nodes
  std::optional<Fooled> first = {};
  bool complete = true;  // all trees were looked at
};
// All labellings of all free trees of 1 .. n nodes. `until_fooled`: not beyond the first size with a fooled tree.
TreeSearch search_trees(const Verifier& verifier, std::uint32_t n, bool until_fooled,
                        const StudyConditions& conditions);

// The prover's labels on a cycle of `cycle` nodes with tails of growing length: the shortest tail with a node that
// rejects.
std::optional<std::uint32_t> first_rejected_tail(const TwoLabels& verifier, std::uint32_t cycle, std::uint32_t most);

}  // namespace parley::refix
