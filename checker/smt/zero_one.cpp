#include "checker/smt/zero_one.hpp"

#include <algorithm>

namespace parley {
namespace {

constexpr std::size_t kMaxStates = 3'000'000;

bool is_subset(const Occupied& small, const Occupied& large) {
  for (std::size_t i = 0; i < small.size(); ++i)
    if (small[i] && !large[i]) return false;
  return true;
}

bool is_covered(const Occupied& occupied, const std::vector<Occupied>& maximal) {
  return std::ranges::any_of(maximal, [&](const Occupied& other) { return is_subset(occupied, other); });
}

void insert_maximal(std::vector<Occupied>& maximal, const Occupied& occupied) {
  std::erase_if(maximal, [&](const Occupied& other) { return is_subset(other, occupied); });
  maximal.push_back(occupied);
}

// Some location that the atom counts is occupied.
bool touches(const LinearExpr& atom, const Occupied& occupied) {
  return std::ranges::any_of(atom.terms, [&](const Term& term) { return bool{occupied[term.symbol.index]}; });
}

}  // namespace

ZeroOneSearch::ZeroOneSearch(const System& system, IntervalDomain& domain, Progress& progress, const Order& order)
    : system_(system), domain_(domain), progress_(progress), order_(order) {
  for (const LinearExpr& atom : system.guard_atoms) places_.push_back(domain.place_of(atom));
}

ZeroOneSearch::Answer ZeroOneSearch::explore(const Limits& limits, bool exhaustive) {
  begin(limits);
  while (!open_.empty() && (exhaustive || !met_)) {
    if (limits.reached() || added_ > kMaxStates || !complete_) return Answer::kCutShort;
    const State state = std::move(open_.back());
    open_.pop_back();
    if (!is_current(state)) continue;
    for_each_step(state.at, [&](const GuardedRule& rule, const Intervals& to) {
      if (!state.occupied[rule.from]) return;
      Occupied occupied = state.occupied;
      occupied[rule.to] = true;
      arrive(to, state.owed, occupied);
    });
  }
  if (met_) return Answer::kReachable;
  return complete_ ? Answer::kUnreachable : Answer::kCutShort;
}

void ZeroOneSearch::begin(const Limits& limits) {
  for (const Way& way : progress_.begin()) {
    std::vector<z3::expr> conditions;
    for (const Prop& init : system_.inits)
      conditions.push_back(term_of(domain_.context(), init, domain_.configuration()));
    for (const Prop* atom : way.atoms) conditions.push_back(term_of(domain_.context(), *atom, domain_.configuration()));
    complete_ = complete_ &&
                domain_.for_each_start(order_, conditions, limits, [&](const Intervals& at, const Occupied& occupied) {
                  add({at, way.owed, occupied});
                });
  }
}

void ZeroOneSearch::for_each_step(const Intervals& from,
                                  const std::function<void(const GuardedRule&, const Intervals&)>& visit) {
  for (const GuardedRule& rule : system_.rules) {
    if (!is_enabled(rule, from)) continue;
    std::vector<Intervals> results{{}};
    for (std::size_t i = 0; i < from.size(); ++i) {
      const Intervals& ways = domain_.successors(order_, i, from[i], rule.updates);
      std::vector<Intervals> longer;
      for (const Intervals& start : results) {
        for (const Interval way : ways) {
          longer.push_back(start);
          longer.back().push_back(way);
        }
      }
      results = std::move(longer);
    }
    for (const Intervals& to : results)
      if (domain_.is_consistent(order_, to)) visit(rule, to);
  }
}

// Guards that no interval tells are taken to hold.
bool ZeroOneSearch::is_enabled(const GuardedRule& rule, const Intervals& at) const {
  return std::ranges::all_of(rule.guard,
                             [&](std::uint32_t atom) { return !places_[atom] || places_[atom]->holds(order_, at); });
}

void ZeroOneSearch::arrive(const Intervals& at, Owed owed, const Occupied& occupied) {
  for (const Way& way : progress_.unfold(owed))
    if (const auto rest = meet(at, occupied, way)) add({at, way.owed, *rest});
}

// The locations that may still be occupied where the atoms hold; nothing when they cannot.
std::optional<Occupied> ZeroOneSearch::meet(const Intervals& at, Occupied occupied, const Way& way) {
  std::vector<const Prop*> others;
  for (const Prop* prop : way.atoms) {
    const auto [place, added] = target_places_.try_emplace(prop);
    if (added) place->second = domain_.place_of(prop->atom);
    if (place->second) {
      if (!place->second->holds(order_, at)) return std::nullopt;
    } else if (is_zero_atom(prop->atom)) {
      for (const Term& term : prop->atom.terms) occupied[term.symbol.index] = false;
    } else {
      others.push_back(prop);
    }
  }
  std::vector<z3::expr> conditions;
  for (const Prop* prop : others) {
    if (is_presence_atom(prop->atom)) {
      if (!touches(prop->atom, occupied)) return std::nullopt;
      if (others.size() == 1) return occupied;
    }
    conditions.push_back(term_of(domain_.context(), *prop, domain_.configuration()));
  }
  if (!conditions.empty() && !domain_.is_possible(order_, at, occupied, conditions)) return std::nullopt;
  return occupied;
}

void ZeroOneSearch::add(State state) {
  std::vector<Occupied>& known = seen_[{state.owed, state.at}];
  if (is_covered(state.occupied, known)) return;
  insert_maximal(known, state.occupied);
  met_ = met_ || progress_.is_settled(state.owed);
  ++added_;
  open_.push_back(std::move(state));
}

// No larger set of occupied locations took its place while it waited.
bool ZeroOneSearch::is_current(const State& state) const {
  return std::ranges::find(seen_.at({state.owed, state.at}), state.occupied) != seen_.at({state.owed, state.at}).end();
}

std::map<Intervals, std::vector<Occupied>> ZeroOneSearch::reached() const {
  std::map<Intervals, std::vector<Occupied>> result;
  for (const auto& [key, maximal] : seen_)
    for (const Occupied& occupied : maximal)
      if (!is_covered(occupied, result[key.second])) insert_maximal(result[key.second], occupied);
  return result;
}

NoProof prove_by_zero_one(const System& system, const Prop& target, const Limits& limits) {
  IntervalDomain domain(system, target);
  const Watch watch(domain.context(), limits);
  Progress progress(target);
  NoProof gap;
  const bool complete = domain.for_each_order(limits, [&](const Order& order) {
    switch (ZeroOneSearch(system, domain, progress, order).explore(limits)) {
      case ZeroOneSearch::Answer::kUnreachable:
        return true;
      case ZeroOneSearch::Answer::kReachable:
        gap = "the zero-one counter system has a path that may be a violation";
        return false;
      case ZeroOneSearch::Answer::kCutShort:
        gap = limits.reached() ? "timeout" : "the zero-one counter system is too large";
        return false;
    }
    return false;
  });
  if (!complete && !gap) gap = limits.reached() ? "timeout" : "the thresholds have too many orders";
  return gap;
}

}  // namespace parley
