#include "faults/campaign/simpler.hpp"

#include <utility>

namespace parley::faults {

namespace {

struct Simplifier {
  std::vector<StrategySpec>& simpler;

  template <class Strategy>
  void operator()(const Strategy& strategy) const {
    if constexpr (requires { strategy.first_face_to; }) {
      if (strategy.first_face_to) add(strategy, [](Strategy& s) { s.first_face_to.reset(); });
    }
    if constexpr (requires { strategy.second_face_to; }) fewer(strategy, &Strategy::second_face_to);
    if constexpr (requires { strategy.to; }) fewer(strategy, &Strategy::to);
    if constexpr (requires { strategy.per_receiver; }) {
      if (strategy.per_receiver) add(strategy, [](Strategy& s) { s.per_receiver = false; });
    }
    if constexpr (requires { strategy.changes; }) {
      if (strategy.changes > 0) add(strategy, [](Strategy& s) { --s.changes; });
    }
    if constexpr (requires { strategy.memory; }) {
      if (strategy.memory > 1) add(strategy, [](Strategy& s) { s.memory /= 2; });
    }
    if constexpr (requires { strategy.ticks; }) {
      if (strategy.ticks > 1) add(strategy, [](Strategy& s) { s.ticks /= 2; });
    }
  }

 private:
  template <class Strategy, class Change>
  void add(Strategy strategy, Change&& change) const {
    change(strategy);
    simpler.emplace_back(std::move(strategy));
  }

  // Without one of the processes, as long as one is left.
  template <class Strategy>
  void fewer(const Strategy& strategy, std::optional<ProcessSet> Strategy::*set) const {
    const std::optional<ProcessSet>& members = strategy.*set;
    if (!members || members->size() < 2) return;
    members->for_each([&](ProcessId id) { add(strategy, [&](Strategy& s) { (s.*set)->erase(id); }); });
  }
};

}  // namespace

std::vector<StrategySpec> simpler_specs(const StrategySpec& spec) {
  std::vector<StrategySpec> simpler;
  std::visit(Simplifier{simpler}, spec);
  return simpler;
}

}  // namespace parley::faults
