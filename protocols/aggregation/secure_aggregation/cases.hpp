// One scheme at one size: all its coalitions, judged.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocols/aggregation/secure_aggregation/study.hpp"

namespace parley::secure_aggregation {

std::string name_of(SchemeKind kind);
std::string name_of(Mutant mutant);

struct CoalitionOutcome {
  Coalition coalition = {};
  bool promised = false;  // it is small enough for the scheme to promise that it learns nothing
  std::uint32_t leak = 0;
  std::optional<EnumeratedLeak> enumerated = {};

  bool leaks() const { return leak > 0 || (enumerated && !enumerated->independent); }
};

struct CaseOutcome {
  LinearScheme scheme = {};
  Size size = {};
  bool done = false;
  bool sum_right = false;
  std::vector<CoalitionOutcome> coalitions = {};

  // The smallest coalition that was promised to learn nothing and does not.
  const CoalitionOutcome* broken() const;
  // The first where ranks and enumeration differ, though every symbol is uniform.
  const CoalitionOutcome* disagreeing() const;
};

struct Case {
  SchemeKind kind = SchemeKind::kDealer;
  Size size = {};
  Mutant mutant = Mutant::kNone;
};

// Left out: Shamir's sharing where the field is too small; the mutant where it makes no difference to the scheme.
std::vector<Case> cases_of(const Parameters& parameters);

// Each in turn, coalitions and cases in parallel; `done` is false where it was stopped.
std::vector<CaseOutcome> judge(const std::vector<Case>& cases, const Parameters& parameters,
                               const StudyConditions& conditions);

StudyCounterexample<Parameters> leak_found(const CaseOutcome& outcome, const CoalitionOutcome& coalition,
                                           std::string property, const Parameters& parameters);
StudyCounterexample<Parameters> wrong_sum_found(const CaseOutcome& outcome, const Parameters& parameters);

}  // namespace parley::secure_aggregation
