#include "checker/smt/intervals.hpp"

#include <algorithm>
#include <numeric>
#include <stdexcept>

namespace parley {
namespace {

constexpr std::size_t kMaxThresholds = 1000;  // intervals are numbered by two bytes

LinearExpr part_of(const LinearExpr& expr, SymbolKind kind) {
  LinearExpr part;
  for (const Term& term : expr.terms)
    if (term.symbol.kind == kind) part.terms.push_back(term);
  return part;
}

// The part over shared variables, without common divisor and starting positively; empty when other things occur.
std::vector<Term> direction_over_shared(const LinearExpr& atom) {
  std::vector<Term> terms = part_of(atom, SymbolKind::kShared).terms;
  if (!part_of(atom, SymbolKind::kLocation).terms.empty() || terms.empty()) return {};
  std::int64_t divisor = 0;
  for (const Term& term : terms) divisor = std::gcd(divisor, term.coefficient);
  if (terms.front().coefficient < 0) divisor = -divisor;
  for (Term& term : terms) term.coefficient /= divisor;
  return terms;
}

bool is_rising(const LinearExpr& atom) {
  const auto first = std::ranges::find(atom.terms, SymbolKind::kShared, [](const Term& t) { return t.symbol.kind; });
  return first->coefficient > 0;
}

}  // namespace

IntervalDomain::IntervalDomain(const System& system, const Prop& target) : system_(system), solver_(context_) {
  const auto natural = [&](const std::string& name) {
    z3::expr variable = context_.int_const(name.c_str());
    solver_.add(variable >= 0);
    return variable;
  };
  const ThresholdAutomaton& automaton = system.automaton;
  for (std::size_t i = 0; i < automaton.parameters.size(); ++i)
    now_.parameters.push_back(natural("p" + std::to_string(i)));
  for (std::size_t i = 0; i < automaton.shared.size(); ++i) now_.shared.push_back(natural("x" + std::to_string(i)));
  for (std::size_t i = 0; i < automaton.locations.size(); ++i) {
    now_.counters.emplace_back();
    if (system.alive[i]) now_.counters.back() = natural("k" + std::to_string(i));
  }
  for (const Prop& assumption : system.assumptions) solver_.add(term_of(context_, assumption, now_));
  for (const GuardedRule& rule : system.rules)
    for (const std::uint32_t atom : rule.guard) track(system.guard_atoms[atom]);
  for_each_atom(target, [this](const LinearExpr& atom) { track(atom); });
}

void IntervalDomain::track(const LinearExpr& atom) {
  std::vector<Term> terms = direction_over_shared(atom);
  if (terms.empty()) return;
  const auto known = std::ranges::find(tracked_, terms, &Tracked::terms);
  const auto number = static_cast<std::size_t>(known - tracked_.begin());
  if (known == tracked_.end()) {
    const bool natural = std::ranges::all_of(terms, [](const Term& term) { return term.coefficient > 0; });
    for (const Tracked& other : tracked_)
      for (const Term& term : terms)
        overlapping_ = overlapping_ || std::ranges::find(other.terms, term.symbol, &Term::symbol) != other.terms.end();
    tracked_.push_back({.terms = std::move(terms), .is_natural = natural, .thresholds = {}});
  }
  add_threshold(number, is_rising(atom) ? atom : negated_atom(atom));
}

// The least whole number v with divisor * v + rest >= 0, where `rising` is divisor * tracked + rest >= 0.
void IntervalDomain::add_threshold(std::size_t tracked, const LinearExpr& rising) {
  std::vector<Threshold>& thresholds = tracked_[tracked].thresholds;
  if (std::ranges::find(thresholds, rising, &Threshold::rising) != thresholds.end()) return;
  if (thresholds.size() >= kMaxThresholds) throw std::length_error("too many thresholds of one expression");
  const Term& first = tracked_[tracked].terms.front();
  const std::int64_t divisor = coefficient_of(rising, first.symbol) / first.coefficient;
  LinearExpr rest = part_of(rising, SymbolKind::kParameter);
  rest.constant = rising.constant;
  const std::string name = "t" + std::to_string(tracked) + "_" + std::to_string(thresholds.size());
  const z3::expr value = context_.int_const(name.c_str());
  const z3::expr slack = scaled(context_, divisor, value) + term_of(context_, rest, now_);
  solver_.add(slack >= 0 && slack < context_.int_val(divisor));
  thresholds.push_back({rising, value});
}

std::optional<Place> IntervalDomain::place_of(const LinearExpr& atom) const {
  const std::vector<Term> terms = direction_over_shared(atom);
  const auto tracked = std::ranges::find(tracked_, terms, &Tracked::terms);
  if (terms.empty() || tracked == tracked_.end()) return std::nullopt;
  const bool rising = is_rising(atom);
  const LinearExpr wanted = rising ? atom : negated_atom(atom);
  const auto threshold = std::ranges::find(tracked->thresholds, wanted, &Threshold::rising);
  if (threshold == tracked->thresholds.end()) return std::nullopt;
  return Place{static_cast<std::size_t>(tracked - tracked_.begin()),
               static_cast<std::size_t>(threshold - tracked->thresholds.begin()), rising};
}

bool IntervalDomain::for_each_order(const Limits& limits, const std::function<bool(const Order&)>& visit) {
  visit_ = &visit;
  limits_ = limits;
  orders_ = 0;
  Order order;
  return insert(0, 0, {}, order);
}

bool IntervalDomain::try_with(const std::vector<z3::expr>& conditions, const std::function<bool()>& then) {
  solver_.push();
  for (const z3::expr& condition : conditions) solver_.add(condition);
  const bool answer = solver_.check() == z3::unsat || then();
  solver_.pop();
  return answer;
}

// Tries every place of the threshold among those before it.
bool IntervalDomain::insert(std::size_t tracked, std::size_t threshold, Groups groups, Order& order) {
  if (tracked == tracked_.size()) return visit_order(order);
  const Tracked& expression = tracked_[tracked];
  if (threshold == 0) groups = expression.is_natural ? Groups{{}} : Groups{};
  if (threshold == expression.thresholds.size()) {
    std::vector<Interval> ranks(threshold, 0);
    const std::size_t shift = expression.is_natural ? 0 : 1;
    for (std::size_t group = 0; group < groups.size(); ++group)
      for (const std::size_t member : groups[group]) ranks[member] = static_cast<Interval>(group + shift);
    order.ranks.push_back(std::move(ranks));
    order.last.push_back(static_cast<Interval>(groups.size() + shift - 1));
    const bool answer = insert(tracked + 1, 0, {}, order);
    order.ranks.pop_back();
    order.last.pop_back();
    return answer;
  }
  const z3::expr& value = expression.thresholds[threshold].value;
  const auto value_of_group = [&](std::size_t group) {
    return groups[group].empty() || (expression.is_natural && group == 0)
               ? context_.int_val(0)
               : expression.thresholds[groups[group].front()].value;
  };
  for (std::size_t place = 0; place <= groups.size(); ++place) {
    std::vector<z3::expr> between;
    if (place > 0) between.push_back(value > value_of_group(place - 1));
    if (place < groups.size()) between.push_back(value < value_of_group(place));
    const bool below_base = expression.is_natural && place == 0;
    Groups apart = groups;
    apart.insert(apart.begin() + static_cast<std::ptrdiff_t>(place), {threshold});
    if (!below_base && !try_with(between, [&] { return insert(tracked, threshold + 1, apart, order); })) return false;
    if (place == groups.size()) break;
    Groups together = groups;
    together[place].push_back(threshold);
    const bool is_base = expression.is_natural && place == 0;
    const z3::expr equal = is_base ? value <= 0 : value == value_of_group(place);
    if (!try_with({equal}, [&] { return insert(tracked, threshold + 1, together, order); })) return false;
  }
  return true;
}

bool IntervalDomain::visit_order(const Order& order) {
  successors_.clear();
  consistent_.clear();
  if (++orders_ > kMaxOrders || limits_.reached()) return false;
  return (*visit_)(order);
}

z3::expr IntervalDomain::value_of(std::size_t tracked, const SymbolicConfiguration& configuration) {
  return term_of(context_, LinearExpr{tracked_[tracked].terms, 0, 1}, configuration);
}

z3::expr IntervalDomain::lies_in(const Order& order, std::size_t tracked, Interval interval, const z3::expr& value) {
  std::vector<z3::expr> bounds;
  const std::vector<Interval>& ranks = order.ranks[tracked];
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    const z3::expr& threshold = tracked_[tracked].thresholds[i].value;
    if (ranks[i] == interval && ranks[i] > 0) bounds.push_back(value >= threshold);
    if (ranks[i] == interval + 1) bounds.push_back(value < threshold);
  }
  return all_of(context_, bounds);
}

SymbolicConfiguration IntervalDomain::after(const std::vector<Update>& updates) {
  SymbolicConfiguration result = now_;
  for (const Update& update : updates)
    result.shared[update.shared] =
        update.reset ? context_.int_val(0) : now_.shared[update.shared] + context_.int_val(update.amount);
  return result;
}

const Intervals& IntervalDomain::successors(const Order& order, std::size_t tracked, Interval from,
                                            const std::vector<Update>& updates) {
  std::vector<std::tuple<std::uint32_t, std::int64_t, bool>> relevant;
  for (const Update& update : updates)
    if (std::ranges::any_of(tracked_[tracked].terms, [&](const Term& t) { return t.symbol.index == update.shared; }))
      relevant.emplace_back(update.shared, update.amount, update.reset);
  const auto [known, added] = successors_.try_emplace({tracked, from, relevant});
  if (!added) return known->second;
  if (relevant.empty()) {
    known->second = {from};
    return known->second;
  }
  const SymbolicConfiguration later = after(updates);
  solver_.push();
  solver_.add(lies_in(order, tracked, from, value_of(tracked, now_)));
  for (const auto& [variable, amount, reset] : relevant) solver_.add(later.shared[variable] >= 0);
  const z3::expr value = value_of(tracked, later);
  for (Interval to = 0; to <= order.last[tracked]; ++to) {
    solver_.push();
    solver_.add(lies_in(order, tracked, to, value));
    if (solver_.check() != z3::unsat) known->second.push_back(to);
    solver_.pop();
  }
  solver_.pop();
  return known->second;
}

bool IntervalDomain::is_consistent(const Order& order, const Intervals& at) {
  if (!overlapping_) return true;
  const auto [known, added] = consistent_.try_emplace(at, false);
  if (added) known->second = is_possible(order, at, std::vector<bool>(system_.alive.size(), true), {});
  return known->second;
}

bool IntervalDomain::is_possible(const Order& order, const Intervals& at, const std::vector<bool>& occupied,
                                 const std::vector<z3::expr>& conditions) {
  solver_.push();
  for (std::size_t i = 0; i < tracked_.size(); ++i) solver_.add(lies_in(order, i, at[i], value_of(i, now_)));
  for (std::size_t i = 0; i < occupied.size(); ++i)
    if (!occupied[i] && now_.counters[i]) solver_.add(*now_.counters[i] == 0);
  for (const z3::expr& condition : conditions) solver_.add(condition);
  const bool possible = solver_.check() != z3::unsat;
  solver_.pop();
  return possible;
}

Intervals IntervalDomain::intervals_in(const z3::model& model, const Order& order) {
  Intervals result;
  for (std::size_t i = 0; i < tracked_.size(); ++i) {
    Interval interval = 0;
    for (std::size_t k = 0; k < order.ranks[i].size(); ++k)
      if (model.eval(value_of(i, now_) >= tracked_[i].thresholds[k].value, true).is_true())
        interval = std::max(interval, order.ranks[i][k]);
    result.push_back(interval);
  }
  return result;
}

bool IntervalDomain::for_each_start(const Order& order, const std::vector<z3::expr>& conditions, const Limits& limits,
                                    const std::function<void(const Intervals&, const std::vector<bool>&)>& visit) {
  solver_.push();
  for (const z3::expr& condition : conditions) solver_.add(condition);
  z3::check_result answer = z3::unknown;
  while (!limits.reached() && (answer = solver_.check()) == z3::sat) {
    z3::model model = solver_.get_model();
    const Intervals at = intervals_in(model, order);
    std::vector<z3::expr> same;
    for (std::size_t i = 0; i < tracked_.size(); ++i) same.push_back(lies_in(order, i, at[i], value_of(i, now_)));
    std::vector<bool> occupied(now_.counters.size(), false);
    std::vector<z3::expr> elsewhere;
    solver_.push();
    for (const z3::expr& part : same) solver_.add(part);
    for (std::size_t i = 0; i < occupied.size(); ++i) {  // grows the set of occupied locations as far as it goes
      if (!now_.counters[i]) continue;
      solver_.push();
      solver_.add(*now_.counters[i] > 0);
      occupied[i] = solver_.check() != z3::unsat;
      solver_.pop();
      if (occupied[i]) {
        solver_.add(*now_.counters[i] > 0);
      } else {
        elsewhere.push_back(*now_.counters[i] > 0);
      }
    }
    solver_.pop();
    visit(at, occupied);
    elsewhere.push_back(!all_of(context_, same));
    solver_.add(any_of(context_, elsewhere));
  }
  solver_.pop();
  return answer == z3::unsat;
}

}  // namespace parley
