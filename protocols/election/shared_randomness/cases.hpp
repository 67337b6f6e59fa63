// Single cases of the study, each decided by prediction and by protocol, and the parts of its verbs.
#pragma once

#include <optional>
#include <string>

#include "protocols/election/shared_randomness/study.hpp"

namespace parley::shared_randomness {

using Findings = StudyFindings<Parameters>;

// What A and B made of one network, against the prediction.
struct CaseResult {
  bool minimal = false;      // by the equitable partition: predicted to elect
  bool views_elect = false;  // A
  bool async_asked = false;  // B was run
  bool lockstep_elects = false;
  bool every_schedule_elects = false;
  bool lucky = false;  // not minimal, and yet some schedule elected
  bool two_leaders = false;
  bool finished = true;
  std::uint64_t messages = 0;  // of B

  bool views_right() const { return views_elect == minimal; }
  bool async_right() const { return !async_asked || (minimal ? every_schedule_elects : !lockstep_elects); }
};

// B runs where `async`. A network that is not minimal gets 2 phases: it is as it was after each.
CaseResult judge(const Network& network, const Sources& sources, const Parameters& parameters, bool async, Rng& rng,
                 const StudyConditions& conditions);

// By what a stream of randomness is known, so that a case alone draws what it drew among others.
std::uint64_t hash_of(const Sources& sources);

Sources sources_of(const std::string& word);  // digits
std::string text_of(const Sources& sources);

// Sizes of sources, largest first, that sum to n.
std::vector<std::vector<std::uint32_t>> partitions(std::uint32_t n);
std::uint32_t gcd_of(const std::vector<std::uint32_t>& sizes);
// Source i for sizes[i] nodes in a row.
Sources sources_with(const std::vector<std::uint32_t>& sizes);
// The clique in which nothing tells the members of a fibre of gcd nodes apart; sources are whole fibres.
Network adversarial_clique(const std::vector<std::uint32_t>& sizes);

void explore_rings(const Parameters& parameters, const StudyConditions& conditions, Findings& findings);
void explore_graphs(const Parameters& parameters, const StudyConditions& conditions, Findings& findings);
void explore_cliques(const Parameters& parameters, const StudyConditions& conditions, Findings& findings);
void explore_beliefs(const Parameters& parameters, const StudyConditions& conditions, Findings& findings);

// A ring of colours.size() nodes each of which takes it for one of half the size: the leaders there are.
std::uint32_t leaders_by_belief(const std::vector<std::uint32_t>& colours);
inline constexpr std::uint32_t kMostBeliefBits = 16;  // of all nodes together

inline Verdict always(bool violated, bool complete) {
  return violated ? Verdict::kViolated : complete ? Verdict::kHolds : Verdict::kUnknown;
}
inline Verdict sometimes(bool seen, bool complete) {
  return seen ? Verdict::kHolds : complete ? Verdict::kViolated : Verdict::kUnknown;
}

}  // namespace parley::shared_randomness
