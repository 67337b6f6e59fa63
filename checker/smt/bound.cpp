#include "checker/smt/bound.hpp"

#include <algorithm>
#include <map>
#include <vector>

namespace parley {
namespace {

// The parts that an atom plays, kept with its rising form.
struct Threshold {
  LinearExpr rising;
  bool guards_rising = false;
  bool guards_falling = false;
  bool beside_alternative = false;
};

class Thresholds {
 public:
  explicit Thresholds(const System& system) : system_(system) {}

  // Nothing for an atom that never changes.
  Threshold* find(const LinearExpr& atom, Direction direction, bool& is_rising) {
    if (!direction.up && !direction.down) return nullptr;
    is_rising = direction.up;
    LinearExpr rising = is_rising ? atom : negated_atom(atom);
    const auto found = std::ranges::find(all_, rising, &Threshold::rising);
    if (found != all_.end()) return &*found;
    all_.push_back({.rising = std::move(rising)});
    return &all_.back();
  }

  std::size_t total_weight() const {
    std::size_t sum = 0;
    for (const Threshold& threshold : all_) sum += weight(threshold);
    return sum;
  }

 private:
  std::size_t weight(const Threshold& threshold) const {
    if (threshold.beside_alternative) return 2;
    if (!threshold.guards_falling) return 1;
    if (threshold.guards_rising) return 2;
    const LinearExpr falling = negated_atom(threshold.rising);
    const bool changes_itself = std::ranges::any_of(system_.rules, [&](const GuardedRule& rule) {
      return effect_on(rule, threshold.rising) > 0 &&
             std::ranges::any_of(rule.guard, [&](std::uint32_t atom) { return system_.guard_atoms[atom] == falling; });
    });
    return changes_itself ? 2 : 1;
  }

  const System& system_;
  std::vector<Threshold> all_;
};

void add_guards(const System& system, Thresholds& thresholds) {
  std::vector<bool> used(system.guard_atoms.size(), false);
  for (const GuardedRule& rule : system.rules)
    for (const std::uint32_t atom : rule.guard) used[atom] = true;
  for (std::size_t i = 0; i < used.size(); ++i) {
    if (!used[i] || system.guard_is_budget[i]) continue;
    bool is_rising = false;
    Threshold* threshold = thresholds.find(system.guard_atoms[i], system.guard_directions[i], is_rising);
    if (threshold != nullptr) (is_rising ? threshold->guards_rising : threshold->guards_falling) = true;
  }
}

// Atoms under [] that stand beside an alternative.
void add_alternatives(const System& system, const Prop& prop, bool in_always, bool in_or, Thresholds& thresholds) {
  if (prop.kind == PropKind::kFinally) return;
  if (prop.kind == PropKind::kAtom && in_always && in_or && direction_of(system, prop.atom).monotone()) {
    bool is_rising = false;
    Threshold* threshold = thresholds.find(prop.atom, direction_of(system, prop.atom), is_rising);
    if (threshold != nullptr) threshold->beside_alternative = true;
  }
  for (const Prop& child : prop.children)
    add_alternatives(system, child, in_always || prop.kind == PropKind::kAlways, in_or || prop.kind == PropKind::kOr,
                     thresholds);
}

struct Obligations {
  std::size_t witnesses = 0;  // <> outside []
  std::size_t changes = 0;    // temporal operators under []
};

Obligations obligations_of(const Prop& prop, bool in_always) {
  Obligations sum;
  for (const Prop& child : prop.children) {
    const Obligations part = obligations_of(child, in_always || prop.kind == PropKind::kAlways);
    const bool either = prop.kind == PropKind::kOr && !in_always;
    sum.witnesses = either ? std::max(sum.witnesses, part.witnesses) : sum.witnesses + part.witnesses;
    sum.changes = either ? std::max(sum.changes, part.changes) : sum.changes + part.changes;
  }
  if (prop.kind == PropKind::kEventually && !in_always) ++sum.witnesses;
  if (in_always && (prop.kind == PropKind::kEventually || prop.kind == PropKind::kAlways)) ++sum.changes;
  return sum;
}

// How many alternatives of a [] body can become false and true again; above one, no bound on segments is known.
constexpr std::size_t kMany = 2;

std::size_t wavering(const System& system, const Prop& body) {
  if (body.kind == PropKind::kAtom) {
    if (direction_of(system, body.atom).monotone()) return 0;
    return is_zero_atom(body.atom) || is_unimodal(system, body.atom) ? 1 : kMany;
  }
  if (body.kind != PropKind::kAnd && body.kind != PropKind::kOr) return 0;  // temporal formulas change at most once
  std::size_t sum = 0;
  std::size_t largest = 0;
  for (const Prop& child : body.children) {
    const std::size_t part = wavering(system, child);
    sum = std::min(sum + part, kMany);
    largest = std::max(largest, part);
  }
  return body.kind == PropKind::kOr ? sum : largest;
}

bool has_wavering_always(const System& system, const Prop& prop) {
  if (prop.kind == PropKind::kAlways && wavering(system, prop.children.front()) >= kMany) return true;
  return std::ranges::any_of(prop.children, [&](const Prop& child) { return has_wavering_always(system, child); });
}

// The largest number of formulas <>p that one run may have to satisfy again and again.
std::size_t recurring(const Prop& prop, bool in_always) {
  std::size_t sum = 0;
  std::size_t largest = 0;
  for (const Prop& child : prop.children) {
    const std::size_t part = recurring(child, in_always || prop.kind == PropKind::kAlways);
    sum += part;
    largest = std::max(largest, part);
  }
  const std::size_t here = in_always && prop.kind == PropKind::kEventually ? 1 : 0;
  return here + (prop.kind == PropKind::kOr && !in_always ? largest : sum);
}

}  // namespace

std::size_t segments_needed(const System& system, const Prop& target) {
  Thresholds thresholds(system);
  add_guards(system, thresholds);
  add_alternatives(system, target, false, false, thresholds);
  const Obligations owed = obligations_of(target, false);
  const bool binds = binds_the_tail(target);
  if (!binds && owed.witnesses == 0) return 0;
  return thresholds.total_weight() + owed.witnesses + 2 * owed.changes + (binds ? 1 : 0);
}

std::size_t formula_cuts(const Prop& target) {
  const Obligations owed = obligations_of(target, false);
  return owed.witnesses + 2 * owed.changes;
}

std::optional<std::string> proof_gap(const System& system, const Prop& raw, const Prop& target) {
  if (std::ranges::any_of(system.rules, fires_alone)) return "the automaton resets or lowers shared variables";
  for (const GuardedRule& rule : system.rules)
    for (const std::uint32_t atom : rule.guard)
      if (!system.guard_directions[atom].monotone())
        return "rule " + system.automaton.rules[rule.original].id + " has a guard that can become true and false again";
  if (has_wavering_always(system, target))
    return "a condition that must always hold can be met by turns in several ways";
  return tail_gap(system, raw);
}

std::optional<std::string> tail_gap(const System& system, const Prop& raw) {
  if (recurring(raw, false) > 1 && !recurrent_rules(system).empty())
    return "several conditions must hold again and again on an automaton whose processes may move for ever";
  return std::nullopt;
}

bool binds_the_tail(const Prop& target) {
  return target.kind == PropKind::kAlways || target.kind == PropKind::kFinally ||
         std::ranges::any_of(target.children, binds_the_tail);
}

bool is_unimodal(const System& system, const LinearExpr& expr) {
  return expr.terms.size() == 1 && expr.terms.front().symbol.kind == SymbolKind::kLocation &&
         expr.terms.front().coefficient > 0 && expr.constant < 0 && !has_cycle(system);
}

}  // namespace parley
