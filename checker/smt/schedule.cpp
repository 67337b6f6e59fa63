#include "checker/smt/schedule.hpp"

#include <algorithm>
#include <map>

namespace parley {
namespace {

class Scheduler {
 public:
  Scheduler(const System& system, std::vector<std::int64_t> counts, std::vector<std::int64_t>& counters)
      : system_(system), left_(std::move(counts)), counters_(counters) {}

  std::optional<std::vector<AcceleratedStep>> run() {
    const std::vector<std::uint32_t> component = components(system_);
    std::map<std::uint32_t, std::vector<std::size_t>> by_component;
    for (std::size_t i = 0; i < left_.size(); ++i)
      if (left_[i] > 0) by_component[component[system_.rules[i].from]].push_back(i);
    for (const auto& [number, rules] : by_component)
      if (!empty_component(rules)) return std::nullopt;
    return std::move(steps_);
  }

 private:
  bool empty_component(const std::vector<std::size_t>& rules) {
    while (std::ranges::any_of(rules, [&](std::size_t i) { return left_[i] > 0; }))
      if (!std::ranges::any_of(rules, [&](std::size_t i) { return fire_some(i, rules); })) return false;
    return true;
  }

  // The most firings of the rule that leave the rest possible: all that there are, or else a single one.
  bool fire_some(std::size_t rule, const std::vector<std::size_t>& rules) {
    const GuardedRule& r = system_.rules[rule];
    if (left_[rule] == 0 || counters_[r.from] == 0) return false;
    const std::int64_t most = r.from == r.to ? left_[rule] : std::min(left_[rule], counters_[r.from]);
    if (try_fire(rule, most, rules)) return true;
    return most > 1 && try_fire(rule, 1, rules);
  }

  bool try_fire(std::size_t rule, std::int64_t count, const std::vector<std::size_t>& rules) {
    const GuardedRule& r = system_.rules[rule];
    move(rule, count);
    if (!is_connected(rules)) {
      move(rule, -count);
      return false;
    }
    if (!steps_.empty() && steps_.back().rule == r.original) {
      steps_.back().count += count;
    } else {
      steps_.push_back({.rule = r.original, .count = count});
    }
    return true;
  }

  void move(std::size_t rule, std::int64_t count) {
    left_[rule] -= count;
    counters_[system_.rules[rule].from] -= count;
    counters_[system_.rules[rule].to] += count;
  }

  // Every location that the remaining firings leave is occupied or reached by them from an occupied one.
  bool is_connected(const std::vector<std::size_t>& rules) const {
    std::vector<bool> reached(counters_.size(), false);
    for (std::size_t i = 0; i < counters_.size(); ++i) reached[i] = counters_[i] > 0;
    for (bool changed = true; changed;) {
      changed = false;
      for (const std::size_t i : rules) {
        const GuardedRule& r = system_.rules[i];
        if (left_[i] == 0 || !reached[r.from] || reached[r.to]) continue;
        reached[r.to] = changed = true;
      }
    }
    return std::ranges::all_of(rules, [&](std::size_t i) { return left_[i] == 0 || reached[system_.rules[i].from]; });
  }

  const System& system_;
  std::vector<std::int64_t> left_;
  std::vector<std::int64_t>& counters_;
  std::vector<AcceleratedStep> steps_;
};

}  // namespace

std::optional<std::vector<AcceleratedStep>> schedule(const System& system, const std::vector<std::int64_t>& counts,
                                                     std::vector<std::int64_t>& counters) {
  return Scheduler(system, counts, counters).run();
}

}  // namespace parley
