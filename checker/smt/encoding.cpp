#include "checker/smt/encoding.hpp"

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

}  // namespace parley
