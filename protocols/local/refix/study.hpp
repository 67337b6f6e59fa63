// Local verification with two and three labels, and verifiers that survive errors in the labels.
//
// Source: P. Garncarek, T. Jurdzinski, D. R. Kowalski, S. Pramanick, "Error-resilient distributed local verification",
// arXiv 2603.20831. Its full text was not available: the claims are the public abstract's, the constructions are
// reconstructions (RECON), each marked where it is defined.
//
// explore   every labelling of every tree of up to n nodes has a rejecting node; the prover's labels are accepted on
//           every connected graph with a cycle; no verifier with two labels and one hop is both sound and complete
// simulate  refix on cycles, grids, paths and trees: acceptance under errors, rounds and bits; false acceptance over
// all
//           labellings of small graphs that lack the property
// attack    wrong alignments of the word, wrong rules for levels, one error beyond the budget, a view too small
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocols/core/process.hpp"
#include "protocols/core/study.hpp"
#include "protocols/local/refix/direction_word.hpp"
#include "protocols/local/refix/errors.hpp"
#include "protocols/local/refix/repair.hpp"

namespace parley::refix {

enum class Schemes : std::uint8_t { kBoth, kTwoLabels, kThreeLabels };

// One case instead of all. Empty edges: not pinned; empty labels: the prover's.
struct Pinned {
  std::string edges = {};  // "0-1 1-2 2-3", a connected graph on 0 .. max
  std::vector<std::uint32_t> labels = {};
};

struct Parameters {
  std::uint32_t n = 11;  // trees to so many nodes
  Schemes schemes = Schemes::kBoth;
  // The two-label scheme: the letters of levels 1, 2, .., as the prover writes them away from the cycle.
  std::string word = "110010";
  std::uint32_t alignment = 0;  // another rotation (1 .. p-1) or reversal (p .. 2p-1) of the word: a mutant
  bool zero_is_one = true;      // the label at level 0
  std::uint32_t radius = 3;
  Levels levels = Levels::kCore;
  std::uint32_t top_level = 0;         // highest level that the verifier considers; 0: as many as are needed
  std::uint32_t graph_nodes = 7;       // completeness: all connected graphs to so many nodes,
  std::uint32_t tail_nodes = 40;       // and a short cycle with a tail to this length
  std::uint32_t minimality_nodes = 8;  // two labels, one hop: trees and graphs to so many nodes; 0: left out
  // refix
  Claim claim = Claim::kAll;
  std::uint32_t errors = 3;        // budgets i = 0 .. errors (a pinned case: i = errors)
  std::uint32_t view_deficit = 0;  // a mutant: nodes within 2 i - view_deficit are checked
  std::uint32_t cycle_nodes = 48;
  std::uint32_t grid_side = 10;
  std::uint32_t trials = 50;            // labellings with errors, for each graph, budget and adversary
  std::uint32_t no_instance_nodes = 9;  // false acceptance: graphs to so many nodes, all labellings
  Pinned pinned = {};
};

using Findings = StudyFindings<Parameters>;

struct Study {
  static constexpr std::string_view kName = "refix";
  using Parameters = refix::Parameters;

  static constexpr std::array<PropertyInfo, 9> kProperties{{
      {"sound", PropertyKind::kAlways, "every labelling of every tree has a node that rejects"},
      {"complete", PropertyKind::kAlways, "all nodes of a graph with a cycle accept the prover's labels"},
      {"minimal", PropertyKind::kAlways, "no verifier with two labels and one hop is both sound and complete"},
      {"congest", PropertyKind::kAlways, "exchanging sets of levels for radius rounds gives the verdicts of the views"},
      {"resilient", PropertyKind::kAlways, "all nodes accept labels with at most i errors in every ball"},
      {"repair_sound", PropertyKind::kAlways,
       "with refix, every labelling of a graph without the property has a node that rejects"},
      {"mutant_caught", PropertyKind::kSometimes, "a wrong alignment or rule of levels is refuted by a small graph"},
      {"over_budget", PropertyKind::kSometimes, "one error more than the budget makes a node reject"},
      {"short_view", PropertyKind::kSometimes,
       "with a smaller view, a graph without the property is accepted under some labelling"},
  }};

  static std::optional<ConfigProblem> validate(const Parameters& parameters);
  static Findings explore(const Parameters& parameters, const StudyConditions& conditions);
  static Findings simulate(const Parameters& parameters, const StudyConditions& conditions);
  static Findings attack(const Parameters& parameters, const StudyConditions& conditions);
};

static_assert(parley::Study<Study>);

}  // namespace parley::refix
