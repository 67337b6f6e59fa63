// Adding up inputs without a server and without telling them: Z. Zhang, Z. Li, X. Li, K. Wan, D. W. K. Ng, G. Caire,
// information-theoretic decentralized secure aggregation with collusion (arXiv 2508.00596, IEEE JSAC). Theirs are the
// model, and the theorem that per input symbol one sent symbol, one key symbol a user, and K-1 independent key symbols
// are needed and are enough. The scheme (scheme.hpp) is RECON.
//
//   explore   every coalition of small K: the leak beyond the sum by ranks and by enumeration of all inputs and keys
//             (leakage.hpp); all linear key matrices with 1 .. K-1 symbols (key_search.hpp)
//   simulate  rates and the fate of one dropout up to 100 users; a sampled chi-square test of what a user sees; a
//             logistic regression whose model is held bit by bit against plain averaging (learning.hpp)
//   attack    mistakes that must leak or give a wrong sum, and coalitions beyond what a scheme promises
//
// The adversary is passive. A trusted dealer hands out keys; that is outside of the model, as in the paper.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocols/aggregation/secure_aggregation/key_search.hpp"
#include "protocols/aggregation/secure_aggregation/leakage.hpp"
#include "protocols/aggregation/secure_aggregation/learning.hpp"
#include "protocols/aggregation/secure_aggregation/scheme.hpp"
#include "protocols/core/study.hpp"

namespace parley::secure_aggregation {

struct Size {
  std::uint32_t users = 4;   // K
  std::uint64_t field = 2;   // q; schemes with Shamir's sharing are left out where q <= K
  std::uint32_t degree = 1;  // of Shamir's sharing
};

struct Parameters {
  std::vector<SchemeKind> schemes = {SchemeKind::kPlain,    SchemeKind::kDealer,     SchemeKind::kPairwise,
                                     SchemeKind::kRecovery, SchemeKind::kDoubleMask, SchemeKind::kShamir,
                                     SchemeKind::kRing};
  Mutant mutant = Mutant::kNone;  // of explore and simulate, in the scheme that it is a mistake of
  // --- explore, attack ---
  std::vector<Size> sizes = {{3, 2, 1}, {4, 2, 1}, {4, 3, 1}, {5, 2, 1}, {3, 5, 1}, {4, 5, 1}, {4, 5, 2}, {7, 11, 3}};
  std::vector<std::uint32_t> coalition = {};  // users of the only coalition to look at; empty: all
  std::uint64_t max_outcomes = 400'000;       // assignments to enumerate; beyond, ranks only
  std::vector<SearchSize> searches = {{3, 2}, {3, 3}, {3, 5}, {4, 2}, {4, 3}, {4, 5}, {5, 2}};
  // --- simulate ---
  std::vector<std::uint32_t> scale_users = {3, 5, 10, 50, 100};
  std::uint32_t scale_symbols = 100;    // length of inputs that are really added up
  std::uint32_t scale_coalitions = 10;  // sampled
  std::uint32_t uniform_users = 5;
  std::uint64_t uniform_field = 257;
  std::uint32_t uniform_runs = 1'000'000;  // 0: no chi-square test
  Learning learning = {};
};

struct Study {
  using Parameters = secure_aggregation::Parameters;
  static constexpr std::string_view kName = "secure_aggregation";
  static constexpr std::array<PropertyInfo, 12> kProperties{{
      {"no_leak", PropertyKind::kAlways, "a coalition as small as promised learns the sum and nothing else"},
      {"sum_right", PropertyKind::kAlways, "every user that decodes gets the sum of the inputs"},
      {"leaks_agree", PropertyKind::kAlways, "ranks and enumeration give the same leak"},
      {"keys_needed", PropertyKind::kAlways, "no key matrix with fewer than K-1 symbols is secure, some with K-1 is"},
      {"view_uniform", PropertyKind::kAlways, "what a user sees is uniform by a chi-square test"},
      {"model_equal", PropertyKind::kAlways, "the model is that of plain averaging, bit by bit"},
      {"mutants_caught", PropertyKind::kAlways, "every mistake shows as a leak or a wrong sum"},
      {"plain_leaks", PropertyKind::kSometimes, "without keys a single user learns inputs"},
      {"ring_leaks", PropertyKind::kSometimes, "two users of the ring learn the input between them"},
      {"shamir_leaks", PropertyKind::kSometimes, "one user more than the degree learns inputs"},
      {"dealer_holds", PropertyKind::kAlways, "no coalition whatever its size learns from the dealer's scheme"},
      {"dropout_survived", PropertyKind::kSometimes, "some scheme gives the sum of the others after a dropout"},
  }};

  static std::optional<ConfigProblem> validate(const Parameters& parameters);
  static StudyFindings<Parameters> explore(const Parameters& parameters, const StudyConditions& conditions);
  static StudyFindings<Parameters> simulate(const Parameters& parameters, const StudyConditions& conditions);
  static StudyFindings<Parameters> attack(const Parameters& parameters, const StudyConditions& conditions);
};

using Findings = StudyFindings<Parameters>;

// The same parameters with nothing to look at: what a counterexample adds its one case to.
Parameters emptied(const Parameters& parameters);

}  // namespace parley::secure_aggregation
