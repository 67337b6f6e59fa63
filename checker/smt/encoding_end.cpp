// How a run of segments ends, and how it is read from a model.
#include <string>

#include "checker/smt/encoding.hpp"
#include "checker/smt/loop.hpp"
#include "checker/smt/schedule.hpp"

namespace parley {

// In the last configuration.
z3::expr SegmentEncoding::enabled(const GuardedRule& rule) {
  z3::expr_vector conditions(context_);
  conditions.push_back(*borders_[segments_].counters[rule.from] >= 1);
  for (const std::uint32_t atom : rule.guard) conditions.push_back(guard_at(atom, segments_));
  for (const Update& update : rule.updates)
    if (!update.reset && update.amount < 0)
      conditions.push_back(borders_[segments_].shared[update.shared] >= context_.int_val(-update.amount));
  return z3::mk_and(conditions);
}

void SegmentEncoding::demand_stay(const std::vector<LinearExpr>& watched) {
  z3::expr_vector ways(context_);
  z3::expr_vector nothing(context_);
  for (const GuardedRule& rule : system_.waits) ways.push_back(enabled(rule));
  for (const GuardedRule& rule : system_.rules) nothing.push_back(!enabled(rule));
  for (const GuardedRule& rule : system_.forbidden) nothing.push_back(!enabled(rule));
  ways.push_back(z3::mk_and(nothing));
  if (has_cycle(system_)) ways.push_back(idle_cycle(watched));
  assertions_.push_back(z3::mk_or(ways));
}

// A circulation of enabled rules without effect through an occupied location contains a cycle through it.
z3::expr SegmentEncoding::idle_cycle(const std::vector<LinearExpr>& watched) {
  std::map<std::uint32_t, std::pair<std::vector<z3::expr>, std::vector<z3::expr>>> flow;  // out, in
  for (std::size_t i = 0; i < system_.rules.size(); ++i) {
    const GuardedRule& rule = system_.rules[i];
    if (!is_idle(components_, rule, watched)) continue;
    const z3::expr amount = natural("idle" + std::to_string(i));
    z3::expr_vector guard(context_);
    for (const std::uint32_t atom : rule.guard) guard.push_back(guard_at(atom, segments_));
    assertions_.push_back(z3::implies(amount >= 1, z3::mk_and(guard)));
    flow[rule.from].first.push_back(amount);
    flow[rule.to].second.push_back(amount);
  }
  z3::expr_vector starts(context_);
  for (const auto& [location, parts] : flow) {
    assertions_.push_back(sum(parts.first) == sum(parts.second));
    starts.push_back(*borders_[segments_].counters[location] >= 1 && sum(parts.first) >= 1);
  }
  return z3::mk_or(starts);
}

std::vector<std::int64_t> SegmentEncoding::values_of(const z3::model& model, const std::vector<z3::expr>& exprs) const {
  std::vector<std::int64_t> values;
  for (const z3::expr& expr : exprs) {
    std::int64_t value = 0;
    if (!model.eval(expr, true).is_numeral_i64(value)) return {};
    values.push_back(value);
  }
  return values;
}

std::optional<Counterexample> SegmentEncoding::run_of(const z3::model& model) const {
  Counterexample result;
  result.initial.parameters = values_of(model, parameters_);
  result.initial.shared = values_of(model, borders_.front().shared);
  std::vector<z3::expr> counters;
  for (const auto& counter : borders_.front().counters) counters.push_back(counter ? *counter : context_.int_val(0));
  result.initial.counters = values_of(model, counters);
  std::vector<std::int64_t> now = result.initial.counters;
  for (const Segment& segment : segment_vars_) {
    const std::vector<std::int64_t> counts = values_of(model, segment.counts);
    if (counts.size() != system_.rules.size()) return std::nullopt;
    const auto steps = schedule(system_, counts, now);
    if (!steps) return std::nullopt;
    result.steps.insert(result.steps.end(), steps->begin(), steps->end());
  }
  return result;
}

}  // namespace parley
