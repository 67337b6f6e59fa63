#include "checker/explore/options.hpp"

#include "checker/explore/seen_set.hpp"

namespace parley::explore {

namespace {

// A finding decides any property; without one, only an exhausted search does. A run that ended for want of budget says
// nothing of what would have come: it leaves `sometimes` open and `eventually`, which is decided by the states in which
// runs end.
Verdict verdict_of(PropertyKind kind, bool found, const SearchResult& result) {
  const bool exhausted = result.outcome == Outcome::kExhausted;
  switch (kind) {
    case PropertyKind::kAlways:
      return found ? Verdict::kViolated : exhausted ? Verdict::kHolds : Verdict::kUnknown;
    case PropertyKind::kSometimes:
      if (found) return Verdict::kHolds;
      return exhausted && result.cuts == 0 ? Verdict::kViolated : Verdict::kUnknown;
    case PropertyKind::kEventually:
      if (found) return Verdict::kViolated;
      return exhausted && result.cuts == 0 && result.ends > 0 ? Verdict::kHolds : Verdict::kUnknown;
  }
  return Verdict::kUnknown;
}

}  // namespace

std::vector<PropertyReport> verdicts(std::span<const PropertyInfo> properties, const SearchResult& found) {
  std::vector<PropertyReport> reports;
  for (std::size_t index = 0; index < properties.size(); ++index)
    reports.push_back(
        {properties[index], verdict_of(properties[index].kind, found.paths[index].has_value(), found), {}});
  return reports;
}

ExploreResult summarize(std::span<const PropertyInfo> properties, const SearchResult& found) {
  ExploreResult result;
  result.outcome = found.outcome;
  result.properties = verdicts(properties, found);
  result.states = found.states;
  result.transitions = found.transitions;
  result.depth = found.depth;
  result.ends = found.ends;
  result.cuts = found.cuts;
  result.cyclic = found.cyclic;
  const double states = static_cast<double>(found.states == 0 ? 1 : found.states);
  result.states_per_second = found.seconds > 0 ? static_cast<double>(found.states) / found.seconds : 0;
  result.seen_bytes_per_state = static_cast<double>(found.seen_bytes) / states;
  result.bytes_per_state = static_cast<double>(found.peak_bytes) / states;
  result.peak_bytes = found.peak_bytes;
  result.collision_probability = collision_probability(found.states);
  result.seconds = found.seconds;
  result.resumed_at = found.resumed_at;
  result.checkpoint_failure = found.checkpoint_failure;
  return result;
}

PropertySet wants_liveness(const ExploreResult& result, const ExploreOptions& options) {
  PropertySet wanted;
  if (options.liveness_states == 0 || result.outcome != Outcome::kExhausted) return wanted;
  for (std::size_t index = 0; index < result.properties.size(); ++index)
    if (result.properties[index].property.kind == PropertyKind::kEventually &&
        result.properties[index].verdict != Verdict::kViolated)
      wanted.insert(index);
  return wanted;
}

Limits liveness_limits(const ExploreOptions& options) {
  Limits limits = options.limits;
  limits.max_states = options.liveness_states;
  limits.progress = {};
  return limits;
}

void add_liveness(ExploreResult& result, PropertySet wanted, const LivenessResult& found) {
  LivenessReport& report = result.liveness;
  report.complete = found.outcome == Outcome::kExhausted;
  if (!report.complete) report.incomplete = to_string(found.outcome);
  report.states = found.states;
  report.transitions = found.transitions;
  report.cycles = found.cycles;
  report.cut = found.cut;
  report.seconds = found.seconds;
  for (std::size_t index = 0; index < result.properties.size(); ++index) {
    if (!wanted.contains(index)) continue;
    Verdict& verdict = result.properties[index].verdict;
    if (found.lassos[index]) {
      verdict = Verdict::kViolated;
    } else if (report.complete) {
      verdict = report.cut || result.cuts > 0 ? Verdict::kUnknown : Verdict::kHolds;
    }
  }
}

}  // namespace parley::explore
