#include "checker/smt/coverability.hpp"

#include <algorithm>
#include <deque>

namespace parley {
namespace {

using Counters = std::vector<std::int64_t>;  // at least so many processes, by location

constexpr std::size_t kMaxElements = 200'000;

bool is_below(const Counters& small, const Counters& large) {
  for (std::size_t i = 0; i < small.size(); ++i)
    if (small[i] > large[i]) return false;
  return true;
}

bool is_state_formula(const Prop& prop) {
  return !is_temporal(prop);
}

// A disjunct of the target: the goal, and the rest of the conjunction, which constrains the run.
struct Query {
  Prop constraint;
  std::vector<const Prop*> goals;
};

void collect_disjuncts(const Prop& target, std::vector<const Prop*>& disjuncts) {
  if (target.kind != PropKind::kOr) {
    disjuncts.push_back(&target);
    return;
  }
  for (const Prop& child : target.children) collect_disjuncts(child, disjuncts);
}

std::optional<Query> query_of(const Prop& disjunct) {
  Query query{.constraint = {.kind = PropKind::kAnd, .atom = {}, .children = {}}, .goals = {}};
  const auto add = [&](const Prop& part) {
    if (part.kind == PropKind::kEventually && is_state_formula(part.children.front())) {
      query.goals.push_back(&part.children.front());
    } else {
      query.constraint.children.push_back(part);
    }
  };
  if (disjunct.kind == PropKind::kAnd) {
    for (const Prop& part : disjunct.children) add(part);
  } else {
    add(disjunct);
  }
  const bool fits = std::ranges::all_of(query.constraint.children, [](const Prop& part) {
    return is_state_formula(part) || (part.kind == PropKind::kAlways && is_state_formula(part.children.front()));
  });
  if (!fits || query.goals.empty()) return std::nullopt;
  return query;
}

// All ways to spread `amount` processes over the locations that the atom counts.
void spread(const LinearExpr& atom, std::size_t first, std::int64_t amount, Counters& so_far,
            std::vector<Counters>& result) {
  if (amount <= 0) {
    result.push_back(so_far);
    return;
  }
  for (std::size_t i = first; i < atom.terms.size(); ++i) {
    const std::uint32_t location = atom.terms[i].symbol.index;
    ++so_far[location];
    spread(atom, i, amount - atom.terms[i].coefficient, so_far, result);
    --so_far[location];
  }
}

// "At least so many processes in these locations": only counters, positive coefficients.
bool is_lower_bound(const LinearExpr& atom) {
  return std::ranges::all_of(
      atom.terms, [](const Term& term) { return term.symbol.kind == SymbolKind::kLocation && term.coefficient > 0; });
}

// The ways to spread are few enough, for each of so many elements.
bool may_spread(const LinearExpr& atom, std::size_t elements) {
  constexpr std::size_t kMostElements = 10'000;
  constexpr std::int64_t kMostProcesses = 64;
  if (-atom.constant > kMostProcesses) return false;
  std::size_t ways = elements;
  for (std::int64_t i = 0; i < -atom.constant && ways <= kMostElements; ++i) ways *= atom.terms.size();
  return ways <= kMostElements;
}

class CoverabilitySearch {
 public:
  CoverabilitySearch(const System& system, IntervalDomain& domain, const Order& order, ZeroOneSearch& forward,
                     const Prop& constraint)
      : system_(system), domain_(domain), order_(order), constraint_(constraint), reached_(forward.reached()) {
    for (const auto& [from, occupied] : reached_)
      forward.for_each_step(from, [&, &at = from](const GuardedRule& rule, const Intervals& to) {
        if (reached_.contains(to)) back_[to].push_back({&rule, &at});
      });
  }

  // Nothing where no initial configuration lies above an element from which the goal can be reached.
  NoProof run(const Prop& goal, const Limits& limits) {
    basis_.clear();
    open_.clear();
    start_found_ = false;
    const Progress alternatives(goal);
    for (const auto& [at, occupied] : reached_)
      for (const Way& way : alternatives.begin()) add_goal(at, way);
    while (!open_.empty()) {
      if (start_found_) return "the abstract counter system has a path that may be a violation";
      if (limits.reached()) return "timeout";
      if (added_ > kMaxElements) return "the abstract counter system is too large";
      const auto [at, counters] = std::move(open_.front());
      open_.pop_front();
      if (std::ranges::find(basis_.at(at), counters) == basis_.at(at).end()) continue;
      for (const auto& [rule, from] : back_[at]) add(*from, before(*rule, counters));
    }
    if (start_found_) return "the abstract counter system has a path that may be a violation";
    return std::nullopt;
  }

 private:
  static Counters before(const GuardedRule& rule, Counters counters) {
    if (counters[rule.to] > 0) --counters[rule.to];
    ++counters[rule.from];
    return counters;
  }

  void add_goal(const Intervals& at, const Way& way) {
    std::vector<Counters> elements{Counters(system_.alive.size(), 0)};
    for (const Prop* prop : way.atoms) {
      if (const auto place = domain_.place_of(prop->atom)) {
        if (!place->holds(order_, at)) return;
      } else if (is_lower_bound(prop->atom) && may_spread(prop->atom, elements.size())) {
        std::vector<Counters> parts;
        Counters none(system_.alive.size(), 0);
        spread(prop->atom, 0, -prop->atom.constant, none, parts);
        elements = joined(elements, parts);
      }  // what is not asked for only makes more configurations bad
    }
    for (const Counters& element : elements) add(at, element);
  }

  static std::vector<Counters> joined(const std::vector<Counters>& left, const std::vector<Counters>& right) {
    std::vector<Counters> result;
    for (const Counters& a : left) {
      for (const Counters& b : right) {
        result.push_back(a);
        for (std::size_t i = 0; i < a.size(); ++i) result.back()[i] = std::max(a[i], b[i]);
      }
    }
    return result;
  }

  void add(const Intervals& at, const Counters& counters) {
    const auto may_be_there = [&](const Occupied& occupied) {
      for (std::size_t i = 0; i < counters.size(); ++i)
        if (counters[i] > 0 && !occupied[i]) return false;
      return true;
    };
    if (std::ranges::none_of(reached_.at(at), may_be_there)) return;
    std::vector<Counters>& basis = basis_[at];
    if (std::ranges::any_of(basis, [&](const Counters& known) { return is_below(known, counters); })) return;
    std::erase_if(basis, [&](const Counters& known) { return is_below(counters, known); });
    basis.push_back(counters);
    ++added_;
    open_.emplace_back(at, counters);
    start_found_ = start_found_ || is_start(at, counters);
  }

  bool is_start(const Intervals& at, const Counters& counters) {
    std::vector<z3::expr> conditions;
    for (const Prop& init : system_.inits)
      conditions.push_back(term_of(domain_.context(), init, domain_.configuration()));
    for (const Prop& part : constraint_.children)
      if (is_state_formula(part)) conditions.push_back(term_of(domain_.context(), part, domain_.configuration()));
    for (std::size_t i = 0; i < counters.size(); ++i)
      if (counters[i] > 0)
        conditions.push_back(*domain_.configuration().counters[i] >= domain_.context().int_val(counters[i]));
    return domain_.is_possible(order_, at, Occupied(counters.size(), true), conditions);
  }

  struct Step {
    const GuardedRule* rule;
    const Intervals* from;
  };

  const System& system_;
  IntervalDomain& domain_;
  const Order& order_;
  const Prop& constraint_;
  std::map<Intervals, std::vector<Occupied>> reached_;
  std::map<Intervals, std::vector<Step>> back_;
  std::map<Intervals, std::vector<Counters>> basis_;
  std::deque<std::pair<Intervals, Counters>> open_;
  std::size_t added_ = 0;
  bool start_found_ = false;
};

NoProof prove_query(const System& system, const Prop& disjunct, const Query& query, const Limits& limits) {
  IntervalDomain domain(system, disjunct);
  const Watch watch(domain.context(), limits);
  Progress progress(query.constraint);
  NoProof gap;
  const bool complete = domain.for_each_order(limits, [&](const Order& order) {
    ZeroOneSearch forward(system, domain, progress, order);
    if (forward.explore(limits, true) == ZeroOneSearch::Answer::kCutShort)
      gap = "the zero-one counter system is too large";
    if (gap) return false;
    CoverabilitySearch search(system, domain, order, forward, query.constraint);
    for (const Prop* goal : query.goals)
      if (gap = search.run(*goal, limits); !gap) return true;  // a goal out of reach is enough
    return false;
  });
  if (!complete && !gap) gap = "the thresholds have too many orders";
  return gap && limits.reached() ? "timeout" : gap;
}

}  // namespace

NoProof prove_by_coverability(const System& system, const Prop& target, const Limits& limits) {
  std::vector<const Prop*> disjuncts;
  collect_disjuncts(target, disjuncts);
  for (const Prop* disjunct : disjuncts) {
    const auto query = query_of(*disjunct);
    if (!query) return "the abstract counter system decides only what some configuration on the way shows";
    if (NoProof gap = prove_query(system, *disjunct, *query, limits)) return gap;
  }
  return std::nullopt;
}

}  // namespace parley
