// Carries out a list of events that may not fit: what cannot happen is left out, choices beyond their bound are
// reduced. The shrinker's candidates are such lists. Messages are found again by what they say, not by their number,
// which changes as soon as an earlier event is left out.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "faults/campaign/healthy.hpp"
#include "faults/campaign/run.hpp"
#include "net/world/world.hpp"

namespace parley::faults {

// The occurrence-th payload of `from` that says `content` and is addressed to the receiver.
struct MessageIdentity {
  std::uint64_t content = 0;  // its hash
  std::uint32_t occurrence = 0;
};

template <class M>
struct Item {
  world::Event<M> event;
  MessageIdentity message;  // kDeliver
};

struct LostItem {
  ProcessId from;
  ProcessId to;
  MessageIdentity message;
};

// A violation as the shrinker handles it: carried out anew, it happens again.
template <class M>
struct Case {
  FaultPlan plan;
  std::vector<Item<M>> items;
  std::vector<LostItem> losses;
  std::size_t completion_from = 0;  // items from here on were added to complete the run
};

struct Goal {
  std::size_t property = 0;
  PropertyKind kind = PropertyKind::kAlways;
  std::uint32_t completion_steps = 0;  // at most, for `eventually`
};

template <Process P>
class Reenactment {
 public:
  using M = Mixed<P>;

  // `config` must outlive this object.
  Reenactment(const MixedConfig<P>& config, const Goal& goal)
      : config_(config),
        goal_(goal),
        world_(config, M::correct(config)),
        contents_(world_.size()),
        never_up_(gone(config.plan)) {}

  // The events that could be carried out, with exact keys and choices, up to the violation; none when it did not
  // happen. For `eventually` the run is completed first: everybody starts, everything but `losses` arrives.
  std::optional<Case<M>> run(const std::vector<Item<M>>& items, const std::vector<LostItem>& losses) {
    for (const Item<M>& item : items) {
      if (!attempt(item)) continue;
      if (goal_.kind == PropertyKind::kAlways && world_.monitor().broken().contains(goal_.property))
        return found(losses, done_.size());
    }
    if (goal_.kind == PropertyKind::kAlways) return std::nullopt;
    const std::size_t prefix = done_.size();
    complete(losses);
    if (!world_.monitor().unfulfilled().contains(goal_.property)) return std::nullopt;
    return found(losses, prefix);
  }

  // Carries out `item` when it is possible; adds it to the events done.
  bool attempt(const Item<M>& item) {
    world::Event<M> event = item.event;
    if (event.process.value >= world_.size()) return false;
    if (event.kind == world::EventKind::kDeliver) {
      const std::optional<std::uint32_t> sequence = find(event.key.from, event.process, item.message);
      if (!sequence) return false;
      event.key.sequence = *sequence;
    }
    if (world_.refusal(event) != world::Refusal::kNone) return false;
    Choices choices = Choices::lenient(event.choices);
    const Effects<M>& effects = world_.apply(event, choices);
    event.choices = choices.taken();
    event.choices.resize(choices.used());
    note(event, effects);
    done_.push_back({std::move(event), item.message});
    return true;
  }

  const world::World<M>& world() const { return world_; }
  MessageIdentity identity(world::MessageKey key, ProcessId to) const {
    const std::uint64_t content = contents_[key.from.value][key.sequence];
    std::uint32_t occurrence = 0;
    for (std::uint32_t earlier = 0; earlier < key.sequence; ++earlier)
      occurrence += contents_[key.from.value][earlier] == content && addressed(key.from, earlier, to) ? 1U : 0U;
    return {content, occurrence};
  }

 private:
  Case<M> found(const std::vector<LostItem>& losses, std::size_t prefix) {
    return {config_.plan, std::move(done_), losses, prefix};
  }

  struct Due {
    ProcessId process;
    std::uint64_t timer;  // its hash
    std::uint64_t tick;
  };

  static ProcessSet gone(const FaultPlan& plan) {
    ProcessSet gone;
    for (const CrashFault& crash : plan.crashes)
      if (!crash.restart_at_tick) gone.insert(crash.process);
    return gone;
  }

  bool addressed(ProcessId from, std::uint32_t sequence, ProcessId to) const {
    return world_.sent(from)[sequence].addresses(from, to, config_.n);
  }

  std::optional<std::uint32_t> find(ProcessId from, ProcessId to, MessageIdentity wanted) const {
    if (from.value >= world_.size()) return std::nullopt;
    const std::vector<std::uint64_t>& contents = contents_[from.value];
    std::uint32_t left = wanted.occurrence;
    for (std::uint32_t sequence = 0; sequence < contents.size(); ++sequence)
      if (contents[sequence] == wanted.content && addressed(from, sequence, to) && left-- == 0) return sequence;
    return std::nullopt;
  }

  void note(const world::Event<M>& event, const Effects<M>& effects) {
    const ProcessId self = event.process;
    for (std::size_t known = contents_[self.value].size(); known < world_.sent(self).size(); ++known)
      contents_[self.value].push_back(hash64(world_.sent(self)[known].message));
    if (goal_.kind == PropertyKind::kAlways) return;
    for (const Effect<M>& effect : effects)
      if (const auto* set = std::get_if<SetTimer<M>>(&effect)) arm(self, *set);
  }

  // Ends of the range in turn, so that timers with a jitter do not go off together for ever.
  void arm(ProcessId self, const SetTimer<M>& set) {
    const std::uint64_t spread = set.after.most.count - set.after.least.count;
    const std::uint64_t jitter = spread == 0 ? 0 : jitter_.below(spread + 1);
    const std::uint64_t timer = hash64(set.timer);
    std::erase_if(due_, [&](const Due& due) { return due.process == self && due.timer == timer; });
    due_.push_back({self, timer, now_ + set.after.least.count + jitter});
  }

  // --- completion: rounds of a synchronous network, as in CampaignRun::healthy_phase ------------------------------

  void complete(const std::vector<LostItem>& losses) {
    for (std::uint32_t id = 0; id < world_.size(); ++id)
      if (!world_.local(ProcessId{id}).up && !never_up_.contains(ProcessId{id}))
        attempt({{was_up(ProcessId{id}) ? world::EventKind::kRestart : world::EventKind::kStart,
                  ProcessId{id},
                  {},
                  {},
                  {},
                  {}},
                 {}});
    const HealthyLimit limit(done_.size(), goal_.completion_steps, now_, latest_due());
    while (!limit.over(done_.size(), now_)) {
      const bool delivered = deliver_round(losses, limit);
      ++now_;
      const bool fired = fire_due(limit);
      if (delivered || fired) continue;
      if (due_.empty() || world_.monitor().unfulfilled().bits == 0) return;
      now_ = std::max(now_, std::min_element(due_.begin(), due_.end(), sooner)->tick - 1);
    }
  }

  bool was_up(ProcessId id) const {
    return std::any_of(done_.begin(), done_.end(), [&](const Item<M>& item) { return item.event.process == id; });
  }

  static bool sooner(const Due& a, const Due& b) { return a.tick < b.tick; }

  bool lost(const std::vector<LostItem>& losses, world::MessageKey key, ProcessId to) const {
    if (losses.empty()) return false;
    const MessageIdentity message = identity(key, to);
    return std::any_of(losses.begin(), losses.end(), [&](const LostItem& loss) {
      return loss.from == key.from && loss.to == to && loss.message.content == message.content &&
             loss.message.occurrence == message.occurrence;
    });
  }

  std::uint64_t latest_due() const {
    std::uint64_t latest = 0;
    for (const Due& due : due_) latest = std::max(latest, due.tick);
    return latest;
  }

  bool deliver_round(const std::vector<LostItem>& losses, const HealthyLimit& limit) {
    bool any = false;
    for (const world::Event<M>& event : world_.enabled()) {
      if (limit.over(done_.size(), now_)) break;
      if (event.kind != world::EventKind::kDeliver || lost(losses, event.key, event.process)) continue;
      any |= attempt({event, identity(event.key, event.process)});
    }
    return any;
  }

  bool fire_due(const HealthyLimit& limit) {
    bool any = false;
    while (!due_.empty() && !limit.over(done_.size(), now_)) {
      const auto first = std::min_element(due_.begin(), due_.end(), sooner);
      if (first->tick > now_) break;
      const Due due = *first;
      due_.erase(first);
      for (const typename M::Timer& timer : world_.armed(due.process)) {
        if (hash64(timer) != due.timer) continue;
        any |= attempt({{world::EventKind::kTimer, due.process, {}, {}, timer, {}}, {}});
        break;
      }
    }
    return any;
  }

  const MixedConfig<P>& config_;
  Goal goal_;
  world::World<M> world_;
  std::vector<std::vector<std::uint64_t>> contents_;  // hashes of world_.sent
  ProcessSet never_up_;
  std::vector<Item<M>> done_;
  std::vector<Due> due_;
  std::uint64_t now_ = 0;
  Rng jitter_{1};
};

}  // namespace parley::faults
