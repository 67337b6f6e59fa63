// Election in anonymous networks with shared randomness: J. Chalopin, E. Godard (arXiv 2603.05118, SIROCCO 2026). Nodes
// without names draw bits, and some of them, the members of one source, draw the same ones. Only the abstract of the
// paper was at hand: the predictions that are tested here (covering.hpp) and algorithms A and B are reconstructions,
// RECON.
//
//   explore   oriented rings with every word of sources: election exactly if the word is primitive; small graphs with
//             every port numbering and every assignment of sources: exactly if no proper covering keeps the sources;
//             cliques: exactly if the sizes of the sources have gcd 1, over all port numberings; what happens to those
//             who take a ring of 2n for one of n, over all bit strings
//   simulate  cliques and random graphs at random; messages of elections on rings against the literature
//   attack    the algorithms with a step taken out, and Las Vegas with no more than a bound on the size, must fail
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocols/core/study.hpp"
#include "protocols/election/shared_randomness/election.hpp"

namespace parley::shared_randomness {

struct Parameters {
  Mutant mutant = Mutant::none;
  std::uint32_t bits = 8;     // that a source gives in a phase: T
  std::uint32_t phases = 32;  // of Las Vegas, after which it counts as not electing
  // --- explore ---
  std::uint32_t ring_longest = 10;                   // rings of 3 to so many nodes; 0: none
  std::vector<std::uint32_t> ring_sources = {2, 3};  // letters of the words
  std::uint32_t async_longest = 7;                   // as far, also by enumeration, with each scheduler
  std::string word = "";                             // only this ring, one digit a node: its source
  std::uint32_t small_graph_nodes = 4;               // all connected graphs of 2 to so many nodes; 0: none
  std::vector<std::uint32_t> small_graphs = {};      // not empty: only these of them, by number
  std::uint32_t clique_ports_nodes = 4;              // cliques to so many nodes with all port numberings; 0: none
  std::vector<std::uint32_t> belief_sizes = {3, 4, 5, 6, 7, 8};  // n that a ring of 2n is taken for; empty: none
  std::vector<std::uint32_t> belief_bits = {1, 2};               // T there; 2nT at most 16 or the pair is left out
  // --- explore and simulate ---
  std::uint32_t clique_longest = 12;              // cliques of 2 to so many nodes, all sizes of sources; 0: none
  std::vector<std::uint32_t> clique_groups = {};  // not empty: only these sizes of sources
  // --- simulate ---
  std::uint32_t clique_runs = 1000;                                     // of one partition into sources
  std::uint32_t graphs = 1000;                                          // random ones; 0: none
  std::uint32_t first_graph = 0;                                        // number of the first of them
  std::uint32_t graph_nodes = 7;                                        // at most
  std::uint32_t graph_sources = 3;                                      // at most
  std::vector<std::uint32_t> baseline_sizes = {4, 8, 16, 32, 64, 128};  // of rings; empty: none
  std::uint32_t baseline_runs = 500;                                    // of a size
};

// The same parameters, but with nothing to look at: what a counterexample adds its one case to.
Parameters emptied(const Parameters& parameters);

struct Study {
  using Parameters = shared_randomness::Parameters;
  static constexpr std::string_view kName = "shared_randomness";
  static constexpr std::array<PropertyInfo, 13> kProperties{{
      {"rings_as_predicted", PropertyKind::kAlways,
       "A elects on an oriented ring iff its word of sources is primitive"},
      {"rings_async_as_predicted", PropertyKind::kAlways,
       "B elects under every scheduler if the word is primitive, and never in lockstep if it is not"},
      {"partition_as_primitive", PropertyKind::kAlways, "the ring covers no smaller network iff its word is primitive"},
      {"graphs_as_predicted", PropertyKind::kAlways,
       "a graph elects, by A and B, iff it covers no smaller one that keeps the sources"},
      {"cliques_as_gcd", PropertyKind::kAlways,
       "some port numbering keeps a clique from electing iff the gcd of the sizes of its sources exceeds 1"},
      {"one_leader", PropertyKind::kAlways, "whoever knows the size never elects two"},
      {"belief_error_exact", PropertyKind::kAlways,
       "a ring of 2n taken for one of n elects two for exactly the bit strings of primitive period n"},
      {"baselines_elect", PropertyKind::kAlways, "elections on rings elect one, with as many messages as proved"},
      {"few_rounds_fails", PropertyKind::kSometimes,
       "after one round of refinement some primitive word does not elect"},
      {"unchecked_fails", PropertyKind::kSometimes, "without counting, several are elected"},
      {"no_renumber_fails", PropertyKind::kSometimes,
       "if numbers are never given up, some primitive word does not elect"},
      {"bound_fools_las_vegas", PropertyKind::kSometimes, "with a bound on the size some bits make two leaders"},
      {"async_luck", PropertyKind::kSometimes, "chance in the schedule elects where no algorithm could be sure to"},
  }};

  static std::optional<ConfigProblem> validate(const Parameters& parameters);
  static StudyFindings<Parameters> explore(const Parameters& parameters, const StudyConditions& conditions);
  static StudyFindings<Parameters> simulate(const Parameters& parameters, const StudyConditions& conditions);
  static StudyFindings<Parameters> attack(const Parameters& parameters, const StudyConditions& conditions);
};

}  // namespace parley::shared_randomness
