// Carries out a list of events that may not fit: what cannot happen is left out, choices beyond their bound are
// reduced. The shrinker's candidates are such lists.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "faults/campaign/cutoff.hpp"
#include "faults/campaign/healthy.hpp"
#include "faults/campaign/run.hpp"
#include "faults/campaign/sent_index.hpp"
#include "net/world/world.hpp"

namespace parley::faults {

template <class M>
struct Item {
  world::Event<M> event;
  MessageIdentity message;  // kDeliver
};

struct LostItem {
  ProcessId from;
  ProcessId to;
  MessageIdentity message;

  friend bool operator==(const LostItem&, const LostItem&) = default;
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
  PropertySet intact = {};             // what the run did not break: a smaller one must not, either
};

template <Process P>
class Reenactment {
 public:
  using M = Mixed<P>;

  // `config` and `cutoff`, if any, must outlive this object.
  Reenactment(const MixedConfig<P>& config, const Goal& goal, Cutoff* cutoff)
      : config_(config),
        goal_(goal),
        cutoff_(cutoff),
        world_(config, M::correct(config)),
        index_(world_),
        never_up_(gone(config.plan)),
        share_(config.plan) {}
  Reenactment(const Reenactment&) = delete;
  Reenactment& operator=(const Reenactment&) = delete;

  // The events that could be carried out, with exact keys and choices, up to the violation; none when it did not
  // happen, or not before the cutoff. For `eventually` the run is completed first: everybody starts, everything but
  // `losses` arrives.
  std::optional<Case<M>> run(const std::vector<Item<M>>& items, const std::vector<LostItem>& losses) {
    for (const Item<M>& item : items) {
      if (is_cut()) return std::nullopt;
      if (!attempt(item)) continue;
      if (breaks_what_was_intact()) return std::nullopt;
      if (goal_.kind == PropertyKind::kAlways && world_.monitor().broken().contains(goal_.property))
        return found(losses, done_.size());
    }
    if (goal_.kind == PropertyKind::kAlways) return std::nullopt;
    const std::size_t prefix = done_.size();
    complete(losses);
    if (is_cut_ || breaks_what_was_intact() || !world_.monitor().unfulfilled().contains(goal_.property))
      return std::nullopt;
    return found(losses, prefix);
  }

  // Carries out `item` when it is possible; adds it to the events done.
  bool attempt(const Item<M>& item) {
    world::Event<M> event = item.event;
    if (event.process.value >= world_.size()) return false;
    if (event.kind == world::EventKind::kDeliver) {
      const std::optional<std::uint32_t> sequence = index_.find(event.key.from, event.process, item.message);
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
  MessageIdentity identity(world::MessageKey key, ProcessId to) const { return index_.identity(key, to); }
  std::uint64_t steps() const { return done_.size(); }
  bool is_cut() { return is_cut_ = is_cut_ || (cutoff_ != nullptr && cutoff_->has_passed()); }

 private:
  bool breaks_what_was_intact() const { return (world_.monitor().broken().bits & goal_.intact.bits) != 0; }

  Case<M> found(const std::vector<LostItem>& losses, std::size_t prefix) {
    return {config_.plan, std::move(done_), losses, prefix};
  }

  struct InFlight {
    ProcessId to;
    world::MessageKey key;

    friend auto operator<=>(const InFlight&, const InFlight&) = default;
  };

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

  void note(const world::Event<M>& event, const Effects<M>& effects) {
    const ProcessId self = event.process;
    const std::size_t known = index_.note_sent(self);
    if (goal_.kind == PropertyKind::kAlways) return;
    if (completing_) put_in_flight(self, known);
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
    for (std::uint32_t id = 0; id < world_.size(); ++id) put_in_flight(ProcessId{id}, 0);
    completing_ = true;
    const HealthyLimit limit(goal_.completion_steps, now_, latest_due());
    while (!is_over(limit)) {
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

  bool is_over(const HealthyLimit& limit) { return is_cut() || limit.over(share_.steps(), now_); }

  // What `from` has sent, beginning with number `first`, and has not arrived.
  void put_in_flight(ProcessId from, std::size_t first) {
    for (std::size_t sequence = first; sequence < world_.sent(from).size(); ++sequence)
      for (std::uint32_t to = 0; to < world_.size(); ++to)
        if (index_.is_addressed(from, sequence, ProcessId{to}) &&
            !world_.sent(from)[sequence].delivered.contains(ProcessId{to}))
          in_flight_.push_back({ProcessId{to}, {from, static_cast<std::uint32_t>(sequence)}});
  }

  static bool sooner(const Due& a, const Due& b) { return a.tick < b.tick; }

  bool lost(const std::vector<LostItem>& losses, world::MessageKey key, ProcessId to) const {
    if (losses.empty()) return false;
    const LostItem message{key.from, to, identity(key, to)};
    return std::find(losses.begin(), losses.end(), message) != losses.end();
  }

  std::uint64_t latest_due() const {
    std::uint64_t latest = 0;
    for (const Due& due : due_) latest = std::max(latest, due.tick);
    return latest;
  }

  bool deliver_round(const std::vector<LostItem>& losses, const HealthyLimit& limit) {
    batch_.clear();
    std::swap(batch_, in_flight_);
    std::sort(batch_.begin(), batch_.end());
    bool any = false;
    for (const InFlight& flight : batch_) {
      if (is_over(limit)) break;
      if (lost(losses, flight.key, flight.to) || !share_.grants(flight.to, flight.key.from)) continue;
      any |=
          attempt({{world::EventKind::kDeliver, flight.to, flight.key, {}, {}, {}}, identity(flight.key, flight.to)});
    }
    return any;
  }

  bool fire_due(const HealthyLimit& limit) {
    bool any = false;
    while (!due_.empty() && !is_over(limit)) {
      const auto first = std::min_element(due_.begin(), due_.end(), sooner);
      if (first->tick > now_) break;
      const Due due = *first;
      due_.erase(first);
      if (!share_.grants(due.process, std::nullopt)) continue;
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
  Cutoff* cutoff_;
  bool is_cut_ = false;
  world::World<M> world_;
  SentIndex<M> index_;
  ProcessSet never_up_;
  HealthyShare share_;
  std::vector<Item<M>> done_;
  bool completing_ = false;
  std::vector<InFlight> in_flight_;  // while completing
  std::vector<InFlight> batch_;
  std::vector<Due> due_;
  std::uint64_t now_ = 0;
  Rng jitter_{1};
};

}  // namespace parley::faults
