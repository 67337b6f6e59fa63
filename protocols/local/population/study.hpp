// Population protocols over ordered agents: M. Blondin, M. Cadilhac, T. Courchesne, L. Guillou, C. Mascle, I. Vialard
// (arXiv 2605.09937, ICALP 2026). Theirs is the theorem that IO-PP[<], where agents are ordered and only one of two
// changes state, recognises exactly the languages of DA, the unambiguous star-free ones.
//
//   explore   languages of DA are built into protocols of IO-PP[<] (construction.hpp, RECON) and each word up to a
//   length
//             is decided exactly (stabilisation.hpp), against a finite automaton, a formula of FO2 and a po2DFA; the
//             same for random languages of DA; languages outside DA are refused; all protocols of two states, and
//             samples with three, recognise only languages of DA; baselines of unordered populations
//   simulate  interactions until the constructed protocols are silent; unordered protocols of up to 10^12 agents
//   attack    the construction with one rule taken out must fail on some word
//
// What words up to a length show is no proof for longer ones.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocols/core/study.hpp"
#include "protocols/local/population/baselines.hpp"
#include "protocols/local/population/construction.hpp"
#include "protocols/local/population/language.hpp"

namespace parley::population {

struct Parameters {
  std::vector<Language> languages = card_languages();
  std::string word = "";                         // of the only language: looks at nothing but it; "": all
  std::uint32_t longest = 4;                     // word looked at
  std::uint32_t max_configurations = 2'000'000;  // of a word; beyond, it is left undecided
  Mutant mutant = Mutant::none;                  // of explore and simulate
  Guessing guessing = Guessing::blind;           // of explore and attack
  std::vector<OutsideLanguage> outside = card_outside();
  // --- explore: random languages of DA ---
  std::uint32_t random_languages = 100;
  std::uint32_t random_letters = 2;
  std::uint32_t random_splits = 3;   // of A* into monomials (refinement.hpp)
  std::uint32_t random_markers = 2;  // of a monomial at most
  std::uint32_t random_longest = 3;
  // --- explore: protocols of IO-PP[<] over {a, b} with few states ---
  std::uint32_t search_states = 2;               // all rules; 0: no search
  std::uint32_t search_samples = 300;            // random rules of three states
  std::uint32_t search_longest = 6;              // word
  std::vector<std::uint64_t> search_rules = {};  // not empty: only these (search.hpp) of `search_states` states
  std::uint32_t baseline_longest = 6;            // word; 0: no baselines
  // --- simulate ---
  std::vector<std::uint32_t> sizes = {2, 3, 4, 5, 6};  // of populations of the languages; empty: none
  std::uint32_t runs = 20;                             // of a size
  std::uint64_t max_interactions = 500'000;            // of a run
  Baseline baseline = Baseline::majority;
  std::uint64_t agents = 1'000'000'000;        // of the baseline; 0: no simulation
  std::uint64_t interactions = 1'000'000'000;  // of all agents together
  double share = 0.51;                         // of agents with input a, the others have b
  std::uint32_t samples = 20'000;              // with which batches are held against single interactions; 0: none
};

// The same parameters, but with nothing to look at: what a counterexample adds its one case to.
Parameters emptied(const Parameters& parameters);

struct Study {
  using Parameters = population::Parameters;
  static constexpr std::string_view kName = "population";
  static constexpr std::array<PropertyInfo, 14> kProperties{{
      {"recognises", PropertyKind::kAlways, "each word's population stabilises to whether the word is in the language"},
      {"one_bottom_component", PropertyKind::kAlways, "exactly one bottom component is reachable from each word"},
      {"oracles_agree", PropertyKind::kAlways, "automaton, FO2 formula and po2DFA agree on every word"},
      {"covers_exact", PropertyKind::kAlways, "random covers are complete, disjoint and unambiguous"},
      {"outside_refused", PropertyKind::kAlways, "the languages listed as outside DA are"},
      {"small_protocols_in_da", PropertyKind::kAlways,
       "what a small well-specified protocol of IO-PP[<] accepts is in DA"},
      {"baselines_stabilise", PropertyKind::kAlways, "majority, parity and leader election are right on every word"},
      {"runs_right", PropertyKind::kAlways, "a run that has become silent has the right output"},
      {"some_run_silent", PropertyKind::kSometimes, "some random run becomes silent"},
      {"batches_as_single", PropertyKind::kAlways, "batches and single interactions lead to the same distribution"},
      {"no_retry_fails", PropertyKind::kSometimes, "without rule 2 some word is not recognised"},
      {"no_evidence_fails", PropertyKind::kSometimes, "without evidence some word is not recognised"},
      {"equal_markers_fails", PropertyKind::kSometimes, "if equal markers do not conflict some word is not recognised"},
      {"stale_evidence_fails", PropertyKind::kSometimes, "if evidence outlives a guess some word is not recognised"},
  }};

  static std::optional<ConfigProblem> validate(const Parameters& parameters);
  static StudyFindings<Parameters> explore(const Parameters& parameters, const StudyConditions& conditions);
  static StudyFindings<Parameters> simulate(const Parameters& parameters, const StudyConditions& conditions);
  static StudyFindings<Parameters> attack(const Parameters& parameters, const StudyConditions& conditions);
};

}  // namespace parley::population
