// Makes a violating run small: fewer faulty processes and strategies, simpler ones, fewer processes that do anything,
// fewer events (delta debugging, Zeller and Hildebrandt, IEEE TSE 2002), fewer losses, harmless or smaller choices.
// Deterministic, and bounded by a budget of candidates and of their steps, unless a cutoff comes first.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "faults/campaign/reenact.hpp"
#include "faults/campaign/run.hpp"
#include "faults/campaign/simpler.hpp"

namespace parley::faults {

template <Process P>
class Shrinker {
 public:
  using M = Mixed<P>;

  static constexpr std::uint64_t kMostSteps = 20'000'000;  // of all candidates: long runs get fewer of them

  // `config` and `cutoff`, if any, must outlive this object; once `cutoff` has passed, what is found so far is the
  // result.
  Shrinker(const typename P::Config& config, const Goal& goal, std::uint32_t budget, Cutoff* cutoff = nullptr)
      : config_(config), goal_(goal), left_(budget), cutoff_(cutoff) {}

  // The recording as a case, unshrunk; none when the reference semantics does not show the violation. As it is,
  // unchecked, when the cutoff comes before the check is done.
  std::optional<Case<M>> adopt(const FaultPlan& plan, const Recording<M>& recording) {
    const MixedConfig<P> config(config_, plan);
    Reenactment<P> exact(config, goal_, cutoff_);
    std::vector<Item<M>> items;
    for (const world::Event<M>& event : recording.events) {
      Item<M> item{event, {}};
      if (event.kind == world::EventKind::kDeliver) item.message = exact.identity(event.key, event.process);
      if (exact.is_cut()) return as_recorded(plan, recording);
      check(exact.attempt(item), "a recorded event is impossible in the world: the campaign's queues are wrong");
      items.push_back(std::move(item));
    }
    std::vector<LostItem> losses;
    for (const Loss& loss : recording.losses)
      losses.push_back({loss.key.from, loss.to, exact.identity(loss.key, loss.to)});
    if (goal_.kind == PropertyKind::kEventually) {
      items.resize(recording.healthy_from);
    } else {
      losses.clear();
    }
    std::optional<Case<M>> found = attempt(plan, items, losses);
    if (found) return found;
    const bool is_cut = cutoff_ != nullptr && cutoff_->ask();
    // Only the run's own healthy phase shows it.
    const bool happened =
        goal_.kind == PropertyKind::kEventually && exact.world().monitor().unfulfilled().contains(goal_.property);
    return is_cut || happened ? std::optional(as_recorded(plan, recording)) : std::nullopt;
  }

  Case<M> shrink(Case<M> best) {
    best_ = std::move(best);
    std::uint64_t before = 0;
    do {
      if (is_spent()) break;
      before = weight();
      fewer_faults();
      simpler_faults();
      fewer_processes();
      fewer_events();
      fewer_losses();
      smaller_choices();
    } while (weight() < before);
    return std::move(best_);
  }

  std::uint32_t tried() const { return tried_; }

 private:
  // Whole, and not to be shrunk.
  Case<M> as_recorded(const FaultPlan& plan, const Recording<M>& recording) {
    left_ = 0;
    Case<M> whole{plan, {}, {}, recording.events.size()};
    for (const world::Event<M>& event : recording.events) whole.items.push_back({event, {}});
    return whole;
  }

  std::optional<Case<M>> attempt(const FaultPlan& plan, const std::vector<Item<M>>& items,
                                 const std::vector<LostItem>& losses) {
    ++tried_;
    const MixedConfig<P> config(config_, plan);
    Reenactment<P> reenactment(config, goal_, cutoff_);
    std::optional<Case<M>> found = reenactment.run(items, losses);
    steps_ += found ? found->items.size() : reenactment.steps();
    return found;
  }

  // Asked for in every loop over candidates: making one of a long run costs much, even if it is not tried.
  bool is_spent() {
    if (steps_ >= kMostSteps || (cutoff_ != nullptr && cutoff_->ask())) left_ = 0;
    return left_ == 0;
  }

  // Whether the candidate fails too; then it is the best.
  bool accept(const FaultPlan& plan, const std::vector<Item<M>>& items, const std::vector<LostItem>& losses) {
    if (is_spent()) return false;
    --left_;
    std::optional<Case<M>> smaller = attempt(plan, items, losses);
    if (!smaller) return false;
    best_ = *std::move(smaller);
    return true;
  }

  std::vector<Item<M>> prefix() const {
    return {best_.items.begin(), best_.items.begin() + static_cast<std::ptrdiff_t>(best_.completion_from)};
  }

  std::uint64_t weight() const {
    std::uint64_t sum = best_.completion_from + best_.losses.size();
    for (const ByzantineFault& fault : best_.plan.byzantine) sum += 1 + fault.strategies.size();
    for (const Item<M>& item : best_.items)
      for (const std::uint64_t choice : item.event.choices) sum += choice != 0 ? 1 : 0;
    return sum;
  }

  void fewer_faults() {
    for (std::size_t fault = best_.plan.byzantine.size(); fault-- > 0;) {
      FaultPlan without = best_.plan;
      without.byzantine.erase(without.byzantine.begin() + static_cast<std::ptrdiff_t>(fault));
      if (!accept(without, prefix(), best_.losses)) fewer_strategies(fault);
    }
    for (std::size_t crash = best_.plan.crashes.size(); crash-- > 0;) {
      FaultPlan without = best_.plan;
      without.crashes.erase(without.crashes.begin() + static_cast<std::ptrdiff_t>(crash));
      accept(without, without_crashes_of(best_.plan.crashes[crash].process), best_.losses);
    }
  }

  void fewer_strategies(std::size_t fault) {
    for (std::size_t index = best_.plan.byzantine[fault].strategies.size(); index-- > 0;) {
      FaultPlan without = best_.plan;
      auto& strategies = without.byzantine[fault].strategies;
      strategies.erase(strategies.begin() + static_cast<std::ptrdiff_t>(index));
      accept(without, prefix(), best_.losses);
    }
  }

  // One part of one strategy at a time, as long as that helps.
  void simpler_faults() {
    for (std::size_t fault = 0; fault < best_.plan.byzantine.size(); ++fault)
      for (std::size_t index = 0; index < best_.plan.byzantine[fault].strategies.size(); ++index)
        while (simplify(fault, index)) {
        }
  }

  bool simplify(std::size_t fault, std::size_t index) {
    for (StrategySpec& simpler : simpler_specs(best_.plan.byzantine[fault].strategies[index])) {
      FaultPlan changed = best_.plan;
      changed.byzantine[fault].strategies[index] = std::move(simpler);
      if (accept(changed, prefix(), best_.losses)) return true;
    }
    return false;
  }

  // Without all that a process does.
  void fewer_processes() {
    for (std::uint32_t id = process_count(config_); id-- > 0 && !is_spent();) {
      std::vector<Item<M>> items = prefix();
      std::erase_if(items, [&](const Item<M>& item) { return item.event.process == ProcessId{id}; });
      if (items.size() < best_.completion_from) accept(best_.plan, items, best_.losses);
    }
  }

  std::vector<Item<M>> without_crashes_of(ProcessId process) const {
    std::vector<Item<M>> items = prefix();
    std::erase_if(items, [&](const Item<M>& item) {
      return item.event.process == process &&
             (item.event.kind == world::EventKind::kCrash || item.event.kind == world::EventKind::kRestart);
    });
    return items;
  }

  // Takes away chunks of events, halving them down to single ones; from the end, where most are not needed.
  void fewer_events() {
    for (std::size_t chunk = best_.completion_from / 2; chunk > 0; chunk /= 2) {
      std::size_t end = best_.completion_from;
      while (end > 0 && !is_spent()) {
        end = std::min(end, best_.completion_from);
        const std::size_t begin = end > chunk ? end - chunk : 0;
        std::vector<Item<M>> items = prefix();
        items.erase(items.begin() + static_cast<std::ptrdiff_t>(begin),
                    items.begin() + static_cast<std::ptrdiff_t>(end));
        accept(best_.plan, items, best_.losses);
        end = begin;
      }
    }
  }

  void fewer_losses() {
    for (std::size_t chunk = best_.losses.size(); chunk > 0; chunk /= 2) {
      for (std::size_t end = best_.losses.size(); end > 0 && !is_spent(); end = end > chunk ? end - chunk : 0) {
        if (end > best_.losses.size()) continue;
        const std::size_t begin = end > chunk ? end - chunk : 0;
        std::vector<LostItem> losses = best_.losses;
        losses.erase(losses.begin() + static_cast<std::ptrdiff_t>(begin),
                     losses.begin() + static_cast<std::ptrdiff_t>(end));
        accept(best_.plan, prefix(), losses);
      }
    }
  }

  // 0 is the harmless choice of every strategy, and the first of an enumeration.
  void smaller_choices() {
    for (std::size_t index = 0; index < best_.completion_from && !is_spent(); ++index) {
      const std::vector<std::uint64_t>& choices = best_.items[index].event.choices;
      if (std::all_of(choices.begin(), choices.end(), [](std::uint64_t choice) { return choice == 0; })) continue;
      if (with_choices(index, std::vector<std::uint64_t>(choices.size(), 0))) continue;
      for (std::size_t place = 0;
           index < best_.completion_from && place < best_.items[index].event.choices.size() && !is_spent(); ++place) {
        std::vector<std::uint64_t> changed = best_.items[index].event.choices;
        if (changed[place] == 0) continue;
        changed[place] = 0;
        if (!with_choices(index, std::move(changed))) halve_choice(index, place);
      }
    }
  }

  void halve_choice(std::size_t index, std::size_t place) {
    while (index < best_.completion_from && place < best_.items[index].event.choices.size()) {
      std::vector<std::uint64_t> changed = best_.items[index].event.choices;
      changed[place] /= 2;
      if (changed[place] == 0 || !with_choices(index, std::move(changed))) return;
    }
  }

  bool with_choices(std::size_t index, std::vector<std::uint64_t> choices) {
    std::vector<Item<M>> items = prefix();
    items[index].event.choices = std::move(choices);
    return accept(best_.plan, items, best_.losses);
  }

  const typename P::Config& config_;
  Goal goal_;
  std::uint32_t left_;
  Cutoff* cutoff_;
  std::uint32_t tried_ = 0;
  std::uint64_t steps_ = 0;
  Case<M> best_;
};

}  // namespace parley::faults
