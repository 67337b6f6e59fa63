// Byzantine consensus in directed graphs with message authentication: L. Tseng, N. Vaidya (arXiv 2605.11309). Theirs
// are necessary and sufficient conditions on the graph; those here (conditions.hpp), and the algorithms (exact.hpp,
// approximate.hpp), are reconstructed from the abstract and the literature. RECON.
//
//   explore   all digraphs on n nodes, or the pinned one: which of five conditions they satisfy, and the fewest edges
//   they
//             lack. Where AUTH-SYNC holds, exact consensus runs for every fault set, input and strategy; where it does
//             not, worlds are built (exact_attack.hpp) that break it. The same for AUTH-ASYNC and approximate
//             consensus.
//   simulate  random graphs of larger sizes, random faults, inputs and adversaries; the range of values against rounds
//   attack    t + 1 faults against the algorithms for t
//
// Complexity: explore makes about 10^6 runs of 2n rounds for n = 4; see docs/studies/directed.md.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocols/consensus/directed/exact.hpp"
#include "protocols/consensus/directed/strategies.hpp"
#include "protocols/core/study.hpp"

namespace parley::directed {

enum class Question : std::uint8_t { conditions, exact, approximate, both };

struct Parameters {
  std::uint32_t n = 4;
  std::uint32_t t = 1;  // at most so many faulty nodes: the f of the conditions
  Question question = Question::both;
  Mutant mutant = Mutant::none;
  // --- one case; whatever is not pinned is tried in every way ---
  std::vector<std::string> edges = {};       // "0>1" from 0 to 1; ["none"]: no edges; empty: every graph on n nodes
  std::string faulty = "every";              // "0,3", or "none"
  std::string inputs = "every";              // "0110", node 0 first; 1 is the value D in approximate consensus
  Strategy strategy = Strategy::every;       // of exact consensus
  std::vector<std::uint64_t> variants = {};  // of the strategy, or of schedules of approximate consensus; empty: all
  // --- how much ---
  std::uint32_t random_strategies = 40;       // for each fault set and input
  std::uint32_t exhaustive_nodes = 3;         // graphs of at most so many nodes face every adversary there is, if t = 1
  std::uint64_t exhaustive_runs = 1'000'000;  // of one fault set and input at most; see exhaustive_cut_short
  std::uint32_t schedules = 40;               // of approximate consensus, for each fault set and input
  std::uint32_t spread = 8;                   // D: the inputs of approximate consensus are 0 and D
  double epsilon = 1;                         // its outputs are so near
  // --- simulate ---
  std::vector<std::uint32_t> sizes = {5, 6, 7, 8};  // without pinned edges
  std::uint32_t samples = 400;                      // graphs of a size
  std::uint32_t runs = 40;                          // of each algorithm on a graph
  double density = 0.5;                             // least probability of an edge; each graph draws its own above
  double simulated_epsilon = 0.01;
};

struct Study {
  using Parameters = directed::Parameters;
  static constexpr std::string_view kName = "directed";
  static constexpr std::array kProperties{
      PropertyInfo{"implications", PropertyKind::kAlways, "3-reach => AUTH-ASYNC => 2-reach => AUTH-SYNC => 1-reach"},
      PropertyInfo{"exact_agreement", PropertyKind::kAlways,
                   "where AUTH-SYNC holds, correct nodes decide the same in exact consensus"},
      PropertyInfo{"exact_validity", PropertyKind::kAlways,
                   "where AUTH-SYNC holds, exact consensus decides the input of a correct node"},
      PropertyInfo{"approximate_agreement", PropertyKind::kAlways,
                   "where AUTH-ASYNC holds, every correct node has an output, within epsilon of the others"},
      PropertyInfo{"approximate_validity", PropertyKind::kAlways,
                   "where AUTH-ASYNC holds, outputs lie in the range of correct inputs"},
      PropertyInfo{"halving", PropertyKind::kAlways,
                   "where AUTH-ASYNC holds, the range of correct values at least halves every round"},
      PropertyInfo{"exact_attack", PropertyKind::kSometimes,
                   "on each graph without AUTH-SYNC, worlds that cannot be told apart break exact consensus"},
      PropertyInfo{"approximate_attack", PropertyKind::kSometimes,
                   "on each graph without AUTH-ASYNC, slow links break approximate consensus"},
      PropertyInfo{"exact_beyond", PropertyKind::kSometimes,
                   "t + 1 faults break exact consensus for t, wherever AUTH-SYNC fails for t + 1"},
      PropertyInfo{"approximate_beyond", PropertyKind::kSometimes,
                   "t + 1 faults break approximate consensus for t, wherever AUTH-ASYNC fails for t + 1"}};

  static std::optional<ConfigProblem> validate(const Parameters& parameters);
  static StudyFindings<Parameters> explore(const Parameters& parameters, const StudyConditions& conditions);
  static StudyFindings<Parameters> simulate(const Parameters& parameters, const StudyConditions& conditions);
  static StudyFindings<Parameters> attack(const Parameters& parameters, const StudyConditions& conditions);
};

}  // namespace parley::directed
