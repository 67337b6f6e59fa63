// The tasks that parameters ask for, and what the verbs share of telling them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "protocols/local/cycle_problems/classify.hpp"
#include "protocols/local/cycle_problems/study.hpp"

namespace parley::cycle_problems {

struct Line {
  Task task = {};
  std::optional<Class> expected = {};  // by section 5 of the card
};
// For the table: its lines. REQUIRES: validate() found nothing.
std::vector<Line> lines_of(const Parameters& parameters);

// Only this task, written out as costs; exactly the cycles of 2^exponent nodes, if given.
Parameters narrowed(const Parameters& parameters, const Task& task, std::optional<std::uint32_t> exponent = {});

// As costs or utilities, not as weights; "-" where there is none.
std::string told(const Problem& problem, const std::optional<Ratio>& weight);
std::vector<std::string> described(const Task& task);

inline Verdict verdict_of(bool violated, bool complete) {
  if (violated) return Verdict::kViolated;
  return complete ? Verdict::kHolds : Verdict::kUnknown;
}

}  // namespace parley::cycle_problems
