#include "checker/smt/twins.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "checker/smt/bound.hpp"

namespace parley {
namespace {

using Classes = std::vector<std::uint32_t>;  // by location

// Numbers different things in the order of their first occurrence.
template <class Thing>
class Numbers {
 public:
  std::uint32_t of(const Thing& thing) {
    return numbers_.try_emplace(thing, static_cast<std::uint32_t>(numbers_.size())).first->second;
  }
  std::size_t count() const { return numbers_.size(); }

 private:
  std::map<Thing, std::uint32_t> numbers_;
};

// All but "these are empty at first": that counts twins alike, whether it names one or both.
void collect_atoms(const std::vector<Prop>& props, std::vector<LinearExpr>& atoms) {
  for (const Prop& prop : props) {
    if (prop.kind == PropKind::kAnd) {
      collect_atoms(prop.children, atoms);
    } else if (prop.kind != PropKind::kAtom || !is_zero_atom(prop.atom)) {
      for_each_atom(prop, [&](const LinearExpr& atom) { atoms.push_back(atom); });
    }
  }
}

// How the atoms count each location, and whether it is empty at first.
Classes by_coefficients(const System& system, const std::vector<Prop>& observed) {
  std::vector<LinearExpr> atoms = system.guard_atoms;
  for (const Prop& prop : observed) for_each_atom(prop, [&](const LinearExpr& atom) { atoms.push_back(atom); });
  collect_atoms(system.assumptions, atoms);
  collect_atoms(system.inits, atoms);
  std::vector<bool> empty(system.automaton.locations.size(), false);
  for (const Prop& init : system.inits) collect_empty(init, empty);
  std::vector<std::vector<std::pair<std::size_t, std::int64_t>>> counted(system.automaton.locations.size());
  for (std::size_t i = 0; i < atoms.size(); ++i)
    for (const Term& term : atoms[i].terms)
      if (term.symbol.kind == SymbolKind::kLocation) counted[term.symbol.index].emplace_back(i, term.coefficient);
  Numbers<std::tuple<bool, bool, std::vector<std::pair<std::size_t, std::int64_t>>>> numbers;
  Classes classes;
  for (std::size_t i = 0; i < counted.size(); ++i)
    classes.push_back(numbers.of({system.alive[i], empty[i], counted[i]}));
  return classes;
}

// Guard and updates of a rule, as a number.
class Labels {
 public:
  std::uint32_t of(const GuardedRule& rule) {
    std::vector<std::tuple<std::uint32_t, std::int64_t, bool>> updates;
    for (const Update& update : rule.updates) updates.emplace_back(update.shared, update.amount, update.reset);
    return numbers_.of({rule.guard, updates});
  }

 private:
  Numbers<std::pair<std::vector<std::uint32_t>, std::vector<std::tuple<std::uint32_t, std::int64_t, bool>>>> numbers_;
};

// Splits classes whose locations have different rules, as far as the classes of the targets tell.
class Refinement {
 public:
  Refinement(const System& system, bool endings_matter)
      : endings_matter_(endings_matter), moves_(system.automaton.locations.size()) {
    for (const GuardedRule& rule : system.rules)
      moves_[rule.from].push_back({labels_.of(rule), rule.to, rule.updates.empty(), false});
    if (!endings_matter_) return;
    for (const GuardedRule& rule : system.waits) moves_[rule.from].push_back({labels_.of(rule), rule.to, true, false});
    for (const GuardedRule& rule : system.forbidden)
      moves_[rule.from].push_back({labels_.of(rule), rule.to, false, true});
  }

  Classes run(Classes classes) const {
    for (std::size_t count = 0;;) {
      Numbers<std::pair<std::uint32_t, std::set<std::pair<std::uint32_t, std::uint32_t>>>> numbers;
      Classes finer;
      for (std::uint32_t i = 0; i < classes.size(); ++i)
        finer.push_back(numbers.of({classes[i], signature(i, classes)}));
      classes = std::move(finer);
      if (numbers.count() == count) return classes;
      count = numbers.count();
    }
  }

 private:
  struct Move {
    std::uint32_t label = 0;
    std::uint32_t to = 0;
    bool silent = false;
    bool forbidden = false;  // matters only as being enabled
  };

  std::set<std::pair<std::uint32_t, std::uint32_t>> signature(std::uint32_t location, const Classes& classes) const {
    const auto stays = static_cast<std::uint32_t>(classes.size());
    const std::uint32_t forbidden = stays + 1;
    std::set<std::pair<std::uint32_t, std::uint32_t>> result;
    for (const Move& move : moves_[location]) {
      const bool stay = move.silent && classes[move.to] == classes[location];
      if (stay && !endings_matter_) continue;
      result.emplace(move.label, move.forbidden ? forbidden : (stay ? stays : classes[move.to]));
    }
    return result;
  }

  bool endings_matter_;
  Labels labels_;
  std::vector<std::vector<Move>> moves_;
};

void keep_different(std::vector<GuardedRule>& rules) {
  std::vector<GuardedRule> kept;
  std::set<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>> seen;
  Labels labels;
  for (GuardedRule& rule : rules)
    if (seen.emplace(rule.from, rule.to, labels.of(rule)).second) kept.push_back(std::move(rule));
  rules = std::move(kept);
}

}  // namespace

Twins::Twins(const System& system, const Prop& raw, const Prop& target)
    : system_(system), rules_by_location_(system.automaton.locations.size()) {
  const Classes classes = Refinement(system, binds_the_tail(target)).run(by_coefficients(system, {raw, target}));
  std::map<std::uint32_t, std::uint32_t> first;
  for (std::uint32_t i = 0; i < classes.size(); ++i)
    representative_.push_back(first.try_emplace(classes[i], i).first->second);
  for (std::uint32_t i = 0; i < system.automaton.rules.size(); ++i)
    rules_by_location_[system.automaton.rules[i].from].push_back(i);
}

System Twins::merged() const {
  System result = system_;
  const auto belongs_to_other = [&](const GuardedRule& rule) { return representative_[rule.from] != rule.from; };
  for (std::vector<GuardedRule>* rules : {&result.rules, &result.waits, &result.forbidden}) {
    std::erase_if(*rules, belongs_to_other);
    for (GuardedRule& rule : *rules) rule.to = representative_[rule.to];
  }
  for (const GuardedRule& rule : result.rules)
    if (rule.from == rule.to && rule.updates.empty()) result.waits.push_back(rule);
  std::erase_if(result.rules, [](const GuardedRule& rule) { return rule.from == rule.to && rule.updates.empty(); });
  keep_different(result.rules);
  keep_different(result.waits);
  for (std::size_t i = 0; i < representative_.size(); ++i) result.alive[i] = result.alive[i] && representative_[i] == i;
  find_directions(result);
  return result;
}

// An enabled rule that does what the rule of the representative does.
std::optional<std::uint32_t> Twins::counterpart(std::uint32_t rule, const Configuration& configuration) const {
  const Rule& wanted = system_.automaton.rules[rule];
  for (std::uint32_t location = 0; location < representative_.size(); ++location) {
    if (representative_[location] != representative_[wanted.from] || configuration.counters[location] == 0) continue;
    for (const std::uint32_t i : rules_by_location_[location]) {
      const Rule& candidate = system_.automaton.rules[i];
      if (representative_[candidate.to] == representative_[wanted.to] && candidate.updates == wanted.updates &&
          is_enabled(candidate, configuration))
        return i;
    }
  }
  return std::nullopt;
}

std::optional<Counterexample> Twins::separated(const Counterexample& run) const {
  Counterexample result{.initial = run.initial, .steps = {}, .loop = {}};
  Configuration configuration = run.initial;
  std::int64_t firings = 0;
  for (const AcceleratedStep& step : run.steps) {
    if (step.count > kMaxReplayedFirings - firings) return std::nullopt;
    firings += step.count;
    for (std::int64_t i = 0; i < step.count; ++i) {
      const auto rule = counterpart(step.rule, configuration);
      if (!rule) return std::nullopt;
      fire(system_.automaton.rules[*rule], configuration);
      if (result.steps.empty() || result.steps.back().rule != *rule)
        result.steps.push_back({.rule = *rule, .count = 0});
      ++result.steps.back().count;
    }
  }
  return result;
}

bool Twins::stays_among_twins(const Rule& rule) const {
  return rule.from != rule.to && rule.updates.empty() && representative_[rule.from] == representative_[rule.to];
}

std::vector<std::vector<AcceleratedStep>> Twins::walks(const Configuration& configuration) const {
  std::vector<std::vector<AcceleratedStep>> result;
  for (std::uint32_t start = 0; start < representative_.size(); ++start) {
    if (configuration.counters[start] == 0) continue;
    std::vector<AcceleratedStep> walk;
    std::set<std::uint32_t> visited{start};
    for (std::uint32_t at = start;;) {
      const auto& rules = rules_by_location_[at];
      const auto next = std::ranges::find_if(rules, [&](std::uint32_t i) {
        const Rule& rule = system_.automaton.rules[i];
        return stays_among_twins(rule) && evaluate(rule.guard, configuration) && !visited.contains(rule.to);
      });
      if (next == rules.end()) break;
      walk.push_back({.rule = *next, .count = 1});
      at = system_.automaton.rules[*next].to;
      visited.insert(at);
    }
    if (!walk.empty()) result.push_back(std::move(walk));
  }
  return result;
}

}  // namespace parley
