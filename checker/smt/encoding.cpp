#include "checker/smt/encoding.hpp"

#include <algorithm>

#include "checker/smt/bound.hpp"
#include "checker/smt/loop.hpp"
#include "checker/smt/schedule.hpp"

namespace parley {
namespace {

std::string numbered(const char* prefix, std::size_t a, std::size_t b) {
  return prefix + std::to_string(a) + "_" + std::to_string(b);
}

}  // namespace

SegmentEncoding::SegmentEncoding(z3::context& context, const System& system, const Prop& target,
                                 std::vector<SegmentKind> kinds)
    : context_(context),
      system_(system),
      kinds_(std::move(kinds)),
      segments_(kinds_.size()),
      components_(components(system)),
      rules_by_atom_(system.guard_atoms.size()),
      assertions_(context) {
  for (std::size_t i = 0; i < system.rules.size(); ++i)
    for (const std::uint32_t atom : system.rules[i].guard) rules_by_atom_[atom].push_back(i);
  for (const std::string& name : system.automaton.parameters) parameters_.push_back(natural("p_" + name));
  add_first_border();
  for (std::size_t k = 0; k < segments_; ++k) add_segment(k);
  assertions_.push_back(holds_at(target, 0));
}

z3::expr SegmentEncoding::natural(const std::string& name) {
  z3::expr result = context_.int_const(name.c_str());
  assertions_.push_back(result >= 0);
  return result;
}

z3::expr SegmentEncoding::sum(const std::vector<z3::expr>& terms) {
  if (terms.empty()) return context_.int_val(0);
  if (terms.size() == 1) return terms.front();
  z3::expr_vector all(context_);
  for (const z3::expr& term : terms) all.push_back(term);
  return z3::sum(all);
}

z3::expr SegmentEncoding::any_fired(std::size_t segment, const std::vector<std::size_t>& rules) {
  std::vector<z3::expr> counts;
  for (const std::size_t rule : rules) counts.push_back(segment_vars_[segment].counts[rule]);
  return sum(counts) > 0;
}

SegmentEncoding::Border SegmentEncoding::new_border(std::size_t number) {
  Border border;
  for (std::size_t i = 0; i < system_.automaton.locations.size(); ++i) {
    border.counters.emplace_back();
    if (system_.alive[i]) border.counters.back() = natural(numbered("k", number, i));
  }
  for (std::size_t i = 0; i < system_.automaton.shared.size(); ++i)
    border.shared.push_back(natural(numbered("x", number, i)));
  return border;
}

void SegmentEncoding::add_first_border() {
  borders_.push_back(new_border(0));
  for (const Prop& assumption : system_.assumptions) assertions_.push_back(holds_at(assumption, 0));
  for (const Prop& init : system_.inits) assertions_.push_back(holds_at(init, 0));
}

void SegmentEncoding::add_segment(std::size_t number) {
  borders_.push_back(new_border(number + 1));
  Segment segment;
  for (std::size_t i = 0; i < system_.rules.size(); ++i) segment.counts.push_back(natural(numbered("d", number, i)));
  segment_vars_.push_back(std::move(segment));
  add_flow(number);
  if (kinds_[number] == SegmentKind::kExact) {
    add_guards(number);
  } else {
    add_necessary_guards(number);
  }
  add_connection(number);
}

// (S1): each location's balance, each variable's growth.
void SegmentEncoding::add_flow(std::size_t number) {
  const std::vector<z3::expr>& counts = segment_vars_[number].counts;
  std::vector<std::vector<z3::expr>> balance(system_.automaton.locations.size());
  for (std::size_t i = 0; i < system_.rules.size(); ++i) {
    const GuardedRule& rule = system_.rules[i];
    if (rule.from == rule.to) continue;
    balance[rule.from].push_back(-counts[i]);
    balance[rule.to].push_back(counts[i]);
  }
  for (std::size_t i = 0; i < balance.size(); ++i) {
    if (!borders_[number].counters[i]) continue;
    balance[i].push_back(*borders_[number].counters[i]);
    assertions_.push_back(*borders_[number + 1].counters[i] == sum(balance[i]));
  }
  for (std::uint32_t i = 0; i < system_.automaton.shared.size(); ++i) assertions_.push_back(shared_after(number, i));
  std::vector<std::size_t> alone;
  for (std::size_t i = 0; i < system_.rules.size(); ++i)
    if (fires_alone(system_.rules[i])) alone.push_back(i);
  if (!alone.empty() && kinds_[number] == SegmentKind::kExact)
    assertions_.push_back(z3::implies(any_fired(number, alone), single(number)));
}

z3::expr SegmentEncoding::shared_after(std::size_t number, std::uint32_t variable) {
  std::vector<z3::expr> growth{borders_[number].shared[variable]};
  std::vector<std::size_t> resets;
  for (std::size_t i = 0; i < system_.rules.size(); ++i) {
    for (const Update& update : system_.rules[i].updates) {
      if (update.shared != variable) continue;
      if (update.reset) {
        resets.push_back(i);
      } else {
        const z3::expr& count = segment_vars_[number].counts[i];
        growth.push_back(update.amount == 1 ? count : context_.int_val(update.amount) * count);
      }
    }
  }
  const z3::expr& after = borders_[number + 1].shared[variable];
  const z3::expr grown = sum(growth);
  if (resets.empty()) return after == grown;
  const z3::expr reset = any_fired(number, resets);
  if (kinds_[number] == SegmentKind::kExact) return after == z3::ite(reset, context_.int_val(0), grown);
  return after <= grown && (reset || after == grown);  // something may follow the reset
}

z3::expr SegmentEncoding::single(std::size_t segment) {
  Segment& vars = segment_vars_[segment];
  if (!vars.single) {
    vars.single = context_.bool_const(numbered("single", segment, 0).c_str());
    assertions_.push_back(z3::implies(*vars.single, sum(vars.counts) <= 1));
  }
  return *vars.single;
}

// A Boolean for the atom's truth; a monotone atom's truth never turns back.
z3::expr SegmentEncoding::guard_at(std::size_t atom, std::size_t border) {
  if (const auto known = guards_.find({atom, border}); known != guards_.end()) return known->second;
  const z3::expr result = context_.bool_const(numbered("guard", atom, border).c_str());
  assertions_.push_back(result == atom_at(system_.guard_atoms[atom], border));
  guards_.emplace(std::pair{atom, border}, result);
  const Direction direction = system_.guard_directions[atom];
  if (border > 0 && !direction.down) assertions_.push_back(z3::implies(guard_at(atom, border - 1), result));
  if (border > 0 && !direction.up) assertions_.push_back(z3::implies(result, guard_at(atom, border - 1)));
  return result;
}

// Rules that lower a guard atom step by step under that very guard cannot pass it by more than one step.
void SegmentEncoding::add_necessary_guards(std::size_t number) {
  for (std::size_t i = 0; i < rules_by_atom_.size(); ++i) {
    if (rules_by_atom_[i].empty()) continue;
    const Direction direction = system_.guard_directions[i];
    if (!direction.monotone()) continue;
    const bool at_end = kinds_[number] == SegmentKind::kTail && !direction.down;
    const z3::expr fired = any_fired(number, rules_by_atom_[i]);
    assertions_.push_back(z3::implies(fired, guard_at(i, at_end ? number + 1 : number)));
    if (const auto limit = system_.guard_limits[i])
      assertions_.push_back(z3::implies(fired, value(system_.guard_atoms[i], number + 1) >= context_.int_val(-*limit)));
  }
}

void SegmentEncoding::demand_progress(unsigned exceptions) {
  z3::expr_vector pauses(context_);
  for (std::size_t k = 0; k < segments_ && kinds_[k] == SegmentKind::kPrefix; ++k) {
    z3::expr_vector moves(context_);
    z3::expr_vector differences(context_);
    for (std::size_t i = 0; i < rules_by_atom_.size(); ++i) {
      const Direction direction = system_.guard_directions[i];
      if (rules_by_atom_[i].empty() || direction.down || !direction.up) continue;
      moves.push_back(!guard_at(i, k) && guard_at(i, k + 1));
      differences.push_back(!guard_at(i, k) && guard_at(i, segments_));
    }
    pauses.push_back(!z3::mk_or(moves) && z3::mk_or(differences));
  }
  if (pauses.empty()) return;
  assertions_.push_back(exceptions == 0 ? !z3::mk_or(pauses) : z3::atmost(pauses, exceptions));
}

// (S2)
void SegmentEncoding::add_guards(std::size_t number) {
  for (std::size_t i = 0; i < rules_by_atom_.size(); ++i) {
    if (rules_by_atom_[i].empty()) continue;
    const LinearExpr& atom = system_.guard_atoms[i];
    const Direction direction = system_.guard_directions[i];
    const z3::expr fired = any_fired(number, rules_by_atom_[i]);
    assertions_.push_back(z3::implies(fired, guard_at(i, number)));
    if (!direction.down) continue;
    if (const auto limit = system_.guard_limits[i]; limit && system_.guard_is_budget[i]) {
      assertions_.push_back(z3::implies(fired, value(atom, number + 1) >= context_.int_val(-*limit)));
      continue;
    }
    z3::expr kept = guard_at(i, number + 1);
    if (direction.up) kept = (kept && none_moves(atom, number, true)) || none_moves(atom, number, false);
    assertions_.push_back(z3::implies(fired, kept || single(number)));
  }
}

// (S3). A location that is left is occupied before or filled from another component; balance then sees to it on graphs
// without cycles, but for self-loops. Inside a cycle ranks order the locations by when the flow reaches them.
void SegmentEncoding::add_connection(std::size_t number) {
  const std::vector<z3::expr>& counts = segment_vars_[number].counts;
  std::vector<std::size_t> sizes(components_.size(), 0);
  for (const std::uint32_t component : components_) ++sizes[component];
  std::map<std::uint32_t, std::pair<std::vector<z3::expr>, std::vector<z3::expr>>>
      needs;  // outflow, ways to be occupied
  for (std::size_t i = 0; i < system_.rules.size(); ++i) {
    const GuardedRule& rule = system_.rules[i];
    if (rule.from == rule.to || sizes[components_[rule.from]] > 1) needs[rule.from].first.push_back(counts[i]);
  }
  const auto rank = [&](std::uint32_t location) {
    return context_.int_const(numbered("rank", number, location).c_str());
  };
  for (std::size_t i = 0; i < system_.rules.size(); ++i) {
    const GuardedRule& rule = system_.rules[i];
    const auto need = needs.find(rule.to);
    if (need == needs.end() || rule.from == rule.to) continue;
    const bool inside = components_[rule.from] == components_[rule.to];
    need->second.second.push_back(inside ? counts[i] > 0 && rank(rule.from) < rank(rule.to) : counts[i] > 0);
  }
  for (const auto& [location, need] : needs) {
    z3::expr_vector ways(context_);
    ways.push_back(*borders_[number].counters[location] > 0);
    for (const z3::expr& way : need.second) ways.push_back(way);
    assertions_.push_back(z3::implies(sum(need.first) > 0, z3::mk_or(ways)));
  }
}

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

z3::expr SegmentEncoding::may_stay(const std::vector<LinearExpr>& watched) {
  z3::expr_vector ways(context_);
  z3::expr_vector nothing(context_);
  for (const GuardedRule& rule : system_.waits) ways.push_back(enabled(rule));
  for (const GuardedRule& rule : system_.rules) nothing.push_back(!enabled(rule));
  for (const GuardedRule& rule : system_.forbidden) nothing.push_back(!enabled(rule));
  ways.push_back(z3::mk_and(nothing));
  if (has_cycle(system_)) ways.push_back(idle_cycle(watched));
  return z3::mk_or(ways);
}

// A circulation of enabled rules without effect through an occupied location contains a cycle through it.
z3::expr SegmentEncoding::idle_cycle(const std::vector<LinearExpr>& watched) {
  std::map<std::uint32_t, std::pair<std::vector<z3::expr>, std::vector<z3::expr>>> flow;  // out, in
  for (std::size_t i = 0; i < system_.rules.size(); ++i) {
    const GuardedRule& rule = system_.rules[i];
    if (!is_idle(components_, rule, watched)) continue;
    const z3::expr amount = natural(numbered("idle", i, 0));
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

z3::expr SegmentEncoding::value(const LinearExpr& expr, std::size_t border) {
  std::vector<z3::expr> terms;
  for (const Term& term : expr.terms) {
    const auto add = [&](const z3::expr& variable) {
      terms.push_back(term.coefficient == 1 ? variable : context_.int_val(term.coefficient) * variable);
    };
    switch (term.symbol.kind) {
      case SymbolKind::kParameter:
        add(parameters_[term.symbol.index]);
        break;
      case SymbolKind::kShared:
        add(borders_[border].shared[term.symbol.index]);
        break;
      case SymbolKind::kLocation:
        if (borders_[border].counters[term.symbol.index]) add(*borders_[border].counters[term.symbol.index]);
        break;
    }
  }
  if (expr.constant != 0) terms.push_back(context_.int_val(expr.constant));
  return sum(terms);
}

z3::expr SegmentEncoding::atom_at(const LinearExpr& expr, std::size_t border) {
  return value(expr, border) >= 0;
}

// No firing of the segment can raise (up) or lower the expression.
z3::expr SegmentEncoding::none_moves(const LinearExpr& expr, std::size_t segment, bool up) {
  std::vector<std::size_t> movers;
  for (std::size_t i = 0; i < system_.rules.size(); ++i) {
    const int effect = effect_on(system_.rules[i], expr);
    if (effect == 2 || effect == (up ? 1 : -1)) movers.push_back(i);
  }
  return movers.empty() ? context_.bool_val(true) : !any_fired(segment, movers);
}

z3::expr SegmentEncoding::junction(const Prop& prop, const std::vector<z3::expr>& parts) {
  z3::expr_vector all(context_);
  for (const z3::expr& part : parts) all.push_back(part);
  return prop.kind == PropKind::kAnd ? z3::mk_and(all) : z3::mk_or(all);
}

z3::expr SegmentEncoding::holds_at(const Prop& prop, std::size_t border) {
  switch (prop.kind) {
    case PropKind::kTrue:
      return context_.bool_val(true);
    case PropKind::kFalse:
      return context_.bool_val(false);
    case PropKind::kAtom:
      return atom_at(prop.atom, border);
    case PropKind::kFinally:
      return holds_at(prop.children.front(), segments_);
    case PropKind::kAlways:
    case PropKind::kEventually:
      return claim(prop, border);
    case PropKind::kAnd:
    case PropKind::kOr:
      break;
  }
  std::vector<z3::expr> parts;
  for (const Prop& child : prop.children) parts.push_back(holds_at(child, border));
  return junction(prop, parts);
}

// A Boolean that implies the temporal formula at the border.
z3::expr SegmentEncoding::claim(const Prop& prop, std::size_t border) {
  if (const auto known = claims_.find({&prop, border}); known != claims_.end()) return known->second;
  const Prop& body = prop.children.front();
  if (border == segments_) return holds_at(body, border);
  const z3::expr later = claim(prop, border + 1);
  const z3::expr now = holds_at(body, border);
  const std::string name = numbered("claim", claims_.size(), border);
  const z3::expr result = context_.bool_const(name.c_str());
  claims_.emplace(std::pair{&prop, border}, result);
  if (prop.kind == PropKind::kEventually) {
    assertions_.push_back(z3::implies(result, now || later));
  } else {
    assertions_.push_back(z3::implies(result, now && later));
    if (kinds_[border] == SegmentKind::kExact) {
      const z3::expr inside = holds_inside(body, border);
      if (!inside.is_true()) assertions_.push_back(z3::implies(result, inside || single(border)));
    } else {
      assertions_.push_back(z3::implies(result, necessary_inside(body, border)));
    }
  }
  return result;
}

// (S4): implies that the formula holds in every configuration strictly inside the segment.
z3::expr SegmentEncoding::holds_inside(const Prop& prop, std::size_t segment) {
  switch (prop.kind) {
    case PropKind::kTrue:
      return context_.bool_val(true);
    case PropKind::kFalse:
      return context_.bool_val(false);
    case PropKind::kAtom:
      return interior_of(prop.atom, segment);
    case PropKind::kFinally:
      return holds_at(prop.children.front(), segments_);
    case PropKind::kAlways:
      return claim(prop, segment);  // once true, it stays true
    case PropKind::kEventually:
      return claim(prop, segment + 1);  // true later, so true before
    case PropKind::kAnd:
    case PropKind::kOr:
      break;
  }
  std::vector<z3::expr> parts;
  for (const Prop& child : prop.children) parts.push_back(holds_inside(child, segment));
  return junction(prop, parts);
}

// Follows from the formula's holding in every configuration of the segment.
z3::expr SegmentEncoding::necessary_inside(const Prop& prop, std::size_t segment) {
  if (prop.kind == PropKind::kAtom && is_zero_atom(prop.atom)) return none_moves(prop.atom, segment, false);
  if (prop.kind != PropKind::kAnd) return context_.bool_val(true);
  std::vector<z3::expr> parts;
  for (const Prop& child : prop.children) parts.push_back(necessary_inside(child, segment));
  return junction(prop, parts);
}

z3::expr SegmentEncoding::interior_of(const LinearExpr& expr, std::size_t segment) {
  const z3::expr before = atom_at(expr, segment);
  const z3::expr after = atom_at(expr, segment + 1);
  const Direction direction = direction_of(system_, expr);
  if (!direction.down) return before;
  if (!direction.up) return after;
  if (is_unimodal(system_, expr)) return before && after;
  const z3::expr never_lowered = none_moves(expr, segment, false);  // for "counters are 0": nothing enters them
  if (is_zero_atom(expr)) return before && never_lowered;
  return before && after && (never_lowered || none_moves(expr, segment, true));
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
