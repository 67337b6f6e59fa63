// A whole instance of a protocol with Byzantine processes over the reference world, under a random schedule with loss,
// duplication, reordering, crashes and time-outs; the `always` properties are checked after every event. Used for every
// protocol that drives the replicated log for clients among liars.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "faults/mixed.hpp"
#include "net/world/world.hpp"
#include "protocols/core/random.hpp"

namespace parley::testing {

// How often what happens, in one run. The seed draws the mix as well as the events.
struct Mix {
  double timer = 0.05;  // a timer rather than a delivery
  double loss = 0;
  double duplication = 0;
  double crash = 0;
  double restart = 0.1;  // for something that is down

  static Mix draw(Rng& rng) {
    const auto some = [&](double most) { return rng.chance(0.4) ? 0.0 : rng.unit() * most; };
    return {rng.unit() * 0.08, some(0.2), some(0.2), some(0.01), 0.02 + rng.unit() * 0.2};
  }
};

template <Process P>
class Instance {
 public:
  using Mixed = faults::Mixed<P>;
  using Event = world::Event<Mixed>;

  Instance(const typename P::Config& config, faults::FaultPlan plan, std::uint64_t seed)
      : config_(config, std::move(plan)), world_(config_, Mixed::correct(config_)), rng_(seed), choices_(rng_) {
    for (std::uint32_t id = 0; id < world_.size(); ++id)
      apply({world::EventKind::kStart, ProcessId{id}, {}, {}, {}, {}});
  }
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  // The property that was broken first; empty so far.
  const std::string& failure() const { return failure_; }
  const typename P::Problem& monitor() const { return world_.monitor(); }
  const world::World<Mixed>& world() const { return world_; }
  const typename P::State& state(ProcessId id) const { return world_.local(id).state.honest; }
  const typename P::Durable& durable(ProcessId id) const { return world_.local(id).durable; }
  Rng& rng() { return rng_; }

  void crash(ProcessId who) { apply({world::EventKind::kCrash, who, {}, {}, {}, {}}); }
  void restart(ProcessId who) { apply({world::EventKind::kRestart, who, {}, {}, {}, {}}); }
  // Fires what `who` has armed of a timer of type T; false when there is none.
  template <class T>
  bool fire(ProcessId who) {
    for (const auto& timer : std::vector(world_.armed(who))) {
      const auto* face = std::get_if<faults::FaceTimer<P>>(&timer);
      if (face == nullptr || !std::holds_alternative<T>(face->timer)) continue;
      apply({world::EventKind::kTimer, who, {}, {}, timer, {}});
      return true;
    }
    return false;
  }
  // What is in flight and `lost(from, to, message)` names will not arrive.
  template <class Lost>
  void lose_if(Lost&& lost) {
    std::erase_if(in_flight_, [&](const InFlight& flight) {
      return lost(flight.key.from, flight.to, world_.sent(flight.key.from)[flight.key.sequence].message);
    });
  }
  // Delivers what is in flight and what follows from it, oldest first, but for what `lost` names.
  template <class Lost>
  void settle(Lost&& lost) {
    for (int budget = 100000; failure_.empty() && budget > 0; --budget) {
      lose_if(lost);
      if (in_flight_.empty()) return;
      take(0);
    }
  }
  void settle() {
    settle([](ProcessId, ProcessId, const auto&) { return false; });
  }

  void run_random(const Mix& mix, int events) {
    for (; events > 0 && failure_.empty(); --events) random_event(mix);
  }

  // A healthy period: everybody is up, nothing is lost, time-outs come when nothing else can happen. False when it is
  // not enough for what must happen eventually.
  bool converge(int rounds = 60) {
    for (std::uint32_t id = 0; id < world_.size(); ++id)
      if (!world_.local(ProcessId{id}).up) restart(ProcessId{id});
    for (; rounds > 0 && failure_.empty(); --rounds) {
      settle();
      if (monitor().unfulfilled().empty()) return failure_.empty();
      for (std::uint32_t id = 0; id < world_.size(); ++id) fire_all(ProcessId{id});
    }
    return false;
  }

 private:
  struct InFlight {
    world::MessageKey key;
    ProcessId to;
  };

  void fire_all(ProcessId who) {
    for (const auto& timer : std::vector(world_.armed(who))) {
      const Event event{world::EventKind::kTimer, who, {}, {}, timer, {}};
      if (world_.refusal(event) == world::Refusal::kNone) apply(event);
      settle();
    }
  }

  void apply(const Event& event) {
    const std::size_t before = world_.sent(event.process).size();
    world_.apply(event, choices_);
    for (std::size_t sequence = before; sequence < world_.sent(event.process).size(); ++sequence)
      launch({event.process, static_cast<std::uint32_t>(sequence)});
    if (!failure_.empty()) return;
    for (std::size_t index = 0; index < P::Problem::kProperties.size() && failure_.empty(); ++index)
      if (monitor().broken().contains(index)) failure_ = P::Problem::kProperties[index].name;
  }

  void launch(world::MessageKey key) {
    const auto& payload = world_.sent(key.from)[key.sequence];
    for (std::uint32_t to = 0; to < world_.size(); ++to)
      if (payload.addresses(key.from, ProcessId{to}, config_.n)) in_flight_.push_back({key, ProcessId{to}});
  }

  // Delivers the message at `at`, which stays in flight if `again`; one to a process that is down is lost.
  void take(std::size_t at, bool again = false) {
    const InFlight flight = in_flight_[at];
    if (!again) in_flight_.erase(in_flight_.begin() + static_cast<std::ptrdiff_t>(at));
    if (world_.local(flight.to).up) apply({world::EventKind::kDeliver, flight.to, flight.key, {}, {}, {}});
  }

  bool is_byzantine(ProcessId id) const { return !world_.local(id).state.byzantine.empty(); }

  void random_event(const Mix& mix) {
    const ProcessId who{static_cast<std::uint32_t>(rng_.below(world_.size()))};
    if (!world_.local(who).up) {
      if (rng_.chance(mix.restart)) restart(who);
    } else if (rng_.chance(mix.crash) && !is_byzantine(who)) {
      crash(who);
    } else if (in_flight_.empty() || rng_.chance(mix.timer)) {
      const auto& armed = world_.armed(who);
      if (!armed.empty()) apply({world::EventKind::kTimer, who, {}, {}, armed[rng_.below(armed.size())], {}});
    } else {
      const std::size_t at = rng_.below(in_flight_.size());
      if (rng_.chance(mix.loss)) {
        in_flight_.erase(in_flight_.begin() + static_cast<std::ptrdiff_t>(at));
      } else {
        take(at, rng_.chance(mix.duplication));
      }
    }
  }

  faults::MixedConfig<P> config_;
  world::World<Mixed> world_;
  Rng rng_;
  Choices choices_;
  std::vector<InFlight> in_flight_;
  std::string failure_;
};

// A process with one of the protocol's own attacks, or with two faces and the inputs of `second_face`.
inline faults::ByzantineFault attacker(ProcessId process, const std::string& attack) {
  return {process, {faults::ProtocolAttack{attack, {}}}};
}
inline faults::ByzantineFault two_faced(ProcessId process) {
  faults::Equivocate equivocate;
  equivocate.second_face = faults::SecondFace::kConfig;
  return {process, {equivocate}};
}

template <Process P>
faults::ByzantineFault draw_fault(ProcessId process, Rng& rng) {
  const std::vector<std::string_view> attacks = faults::attack_names<P>();
  const std::size_t which = rng.below(attacks.size() + 2);
  if (which == attacks.size()) return two_faced(process);
  if (which == attacks.size() + 1) return {process, {faults::Replay{}}};
  return attacker(process, std::string(attacks[which]));
}

// The first processes lead first, so they are the liars worth having.
template <Process P>
faults::FaultPlan draw_plan(const typename P::Config& config, Rng& rng) {
  faults::FaultPlan plan;
  const auto liars = static_cast<std::uint32_t>(rng.below(config.t + 1));
  for (std::uint32_t id = 0; id < liars; ++id) plan.byzantine.push_back(draw_fault<P>(ProcessId{id}, rng));
  return plan;
}

// What breaks first in up to `most` schedules of so many events; "none" when nothing does.
template <Process P>
std::string first_violation(const typename P::Config& config, const faults::FaultPlan& plan, const Mix& mix, int events,
                            std::uint64_t most) {
  for (std::uint64_t seed = 0; seed < most; ++seed) {
    Rng rng = Rng::stream(77, seed);
    Instance<P> instance(config, plan, rng.next());
    instance.run_random(mix, events);
    if (instance.failure().empty()) instance.converge(12);
    if (!instance.failure().empty()) return instance.failure();
  }
  return "none";
}

}  // namespace parley::testing
