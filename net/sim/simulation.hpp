// One seeded run of an instance: the calendar decides what happens at which tick, the stepper what it does.
//
// Order within a tick, fixed so that a seed determines the run: crashes and restarts in order of the list; joins; the
// crashes and restarts of churn in order of processes; deliveries
// (by receiver, then by order of sending, when the network is uniform; in order of sending otherwise, unless
// reordered); alarms in the order in which they were set. What is sent in a tick arrives in a later one.
//
// Cost: a broadcast over a uniform network is one entry, whatever n; its deliveries are a loop over receivers with the
// receiver's state at hand. No step allocates once the buffers have grown.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "net/sim/attendance.hpp"
#include "net/sim/backlog.hpp"
#include "net/sim/calendar.hpp"
#include "net/sim/due.hpp"
#include "net/sim/links.hpp"
#include "net/sim/operation_clock.hpp"
#include "net/sim/options.hpp"
#include "net/sim/payload_pool.hpp"
#include "net/sim/run_result.hpp"
#include "net/sim/timers.hpp"
#include "net/world/step.hpp"
#include "net/world/trace.hpp"

namespace parley::sim {

template <Process P>
class Simulation {
 public:
  // `config` must outlive the simulation.
  Simulation(const typename P::Config& config, const Options& options)
      : options_(options),
        uniform_(options.network.uniform()),
        stepper_(config),
        n_(config.n),
        monitor_(P::problem(config, options.correct)),
        locals_(process_count(config)),
        timers_(kHasTimers ? process_count(config) : 0),
        sequences_(process_count(config), 0),
        network_rng_(Rng::stream(options.seed, 0)),
        choice_rng_(Rng::stream(options.seed, 1)),
        choices_(choice_rng_),
        links_(options_.network, process_count(config), network_rng_),
        attendance_(options_, Rng::stream(options.seed, 2)),
        is_warm_(options.warm_up_ticks == 0) {
    if (options.record_trace) trace_.emplace();
    if (options.network.receive_cap) backlog_.emplace(*options.network.receive_cap);
  }

  Simulation(const Simulation&) = delete;
  Simulation& operator=(const Simulation&) = delete;

  RunResult run() {
    start_all();
    Ending ending = Ending::kQuiet;
    while (!ended(ending)) {
      const std::uint64_t tick = next_tick();
      if (tick == kNever || tick > options_.max_ticks) {
        ending = tick == kNever ? Ending::kQuiet : Ending::kTime;
        break;
      }
      run_tick(tick);
    }
    return result(ending);
  }

  const world::LocalState<P>& local(ProcessId id) const { return locals_[id.value]; }
  const typename P::Problem& monitor() const { return monitor_; }

 private:
  using Message = typename P::Message;
  using Timer = typename P::Timer;
  static constexpr bool kHasTimers = !std::is_same_v<Timer, NoTimer>;
  // A wrapper may use timers of its own around a protocol that has none, and falls quiet with it.
  static constexpr bool kMayGoOnForEver = [] {
    if constexpr (requires { typename P::Honest; }) {
      return !std::is_same_v<typename P::Honest::Timer, NoTimer>;
    } else {
      return kHasTimers;
    }
  }();
  static constexpr std::uint64_t kNever = ~std::uint64_t{0};

  using Due = sim::Due<Timer>;
  using Alarm = typename Due::Alarm;
  using Slot = typename Due::Slot;

  void start_all() {
    for (std::uint32_t id = 0; id < locals_.size(); ++id)
      if (attendance_.begins(ProcessId{id})) start(ProcessId{id}, world::EventKind::kStart);
  }

  bool ended(Ending& ending) const {
    if (!monitor_.broken().empty()) return ending = Ending::kViolation, true;
    if (options_.is_stopped() || trace_bytes_ >= options_.most_trace_bytes) return ending = Ending::kStopped, true;
    if (kMayGoOnForEver && attendance_.settled() && fulfilled(monitor_)) return ending = Ending::kFulfilled, true;
    return false;
  }

  std::uint64_t next_tick() {
    std::uint64_t tick = calendar_.next();
    if (!far_.empty()) tick = std::min(tick, far_.next_tick());
    if (backlog_ && !backlog_->empty()) tick = calendar_.now() + 1;
    return attendance_.next_tick(tick, calendar_.now());
  }

  void run_tick(std::uint64_t tick) {
    if (!is_warm_ && tick >= options_.warm_up_ticks) {
      is_warm_ = true;
      warm_up_ = counters_;
      warm_up_.ticks = options_.warm_up_ticks;
    }
    calendar_.take(tick, slot_);
    counters_.ticks = tick;
    far_.take(tick, slot_);
    while (const auto plan = attendance_.take(tick)) come_or_go(*plan);
    if (options_.network.reordering > 0) reorder();
    if (backlog_) admit();
    deliver_slot();
    if constexpr (kHasTimers) {
      for (const Alarm& alarm : slot_.alarms) fire(alarm);
    }
    slot_.clear();
  }

  void reorder() {
    std::vector<Delivery>& due = slot_.deliveries;
    for (std::size_t index = 0; index + 1 < due.size(); ++index) {
      if (network_rng_.chance(options_.network.reordering))
        std::swap(due[index], due[index + 1 + network_rng_.below(due.size() - index - 1)]);
    }
  }

  void admit() {
    over_cap_.clear();
    const auto link = [this](const Delivery& due) { return link_key(pool_[due.payload].key.from, ProcessId{due.to}); };
    backlog_->admit(slot_.deliveries, link, over_cap_);
    counters_.lost += over_cap_.size();
    for (const Delivery& delivery : over_cap_) pool_.release(delivery.payload);
  }

  void deliver_slot() {
    if (slot_.broadcasts.empty()) {
      for (const Delivery& delivery : slot_.deliveries) deliver_one(delivery);
      return;
    }
    if (uniform_ && !slot_.deliveries.empty()) {
      deliver_merged();
    } else {
      for (std::uint32_t to = 0; to < n_; ++to)
        for (const std::uint32_t payload : slot_.broadcasts) deliver_payload(ProcessId{to}, pool_[payload]);
    }
    for (const std::uint32_t payload : slot_.broadcasts) pool_.release(payload);
  }

  // Broadcasts and messages to single receivers due at the same tick: by receiver, each in order of sending.
  void deliver_merged() {
    const auto key = [this](const Delivery& due) { return std::pair(due.to, pool_[due.payload].order); };
    std::sort(slot_.deliveries.begin(), slot_.deliveries.end(),  // std::stable_sort would allocate
              [&key](const Delivery& a, const Delivery& b) { return key(a) < key(b); });
    std::size_t at = 0;
    for (std::uint32_t to = 0; to < locals_.size(); ++to) {
      for (const std::uint32_t broadcast : slot_.broadcasts) {
        const std::uint64_t order = pool_[broadcast].order;
        while (at < slot_.deliveries.size() && slot_.deliveries[at].to == to &&
               pool_[slot_.deliveries[at].payload].order < order)
          deliver_one(slot_.deliveries[at++]);
        if (to < n_) deliver_payload(ProcessId{to}, pool_[broadcast]);
      }
      while (at < slot_.deliveries.size() && slot_.deliveries[at].to == to) deliver_one(slot_.deliveries[at++]);
    }
  }

  void deliver_one(const Delivery& delivery) {
    auto& payload = pool_[delivery.payload];
    deliver_to(ProcessId{delivery.to}, payload);
    pool_.release(delivery.payload);
  }

  using Payload = typename PayloadPool<Message>::Payload;
  void deliver_payload(ProcessId to, const Payload& payload) {
    if (payload.key.from != to) deliver_to(to, payload);
  }

  void deliver_to(ProcessId to, const Payload& payload) {
    world::LocalState<P>& local = locals_[to.value];
    if (!local.up) {
      ++counters_.lost;
      return;
    }
    ++counters_.delivered;
    const Effects<P>& effects = stepper_.deliver(to, local, payload.key.from, payload.message, choices_);
    finish_step(world::EventKind::kDeliver, to, payload.key, effects, nullptr, &payload.message);
  }

  void start(ProcessId self, world::EventKind kind) {
    const Effects<P>& effects = stepper_.start(self, locals_[self.value], choices_);
    finish_step(kind, self, {}, effects, nullptr, nullptr);
  }

  void fire(const Alarm& alarm) {
    const ProcessId self{alarm.process};
    if (!timers_[alarm.process].take(alarm.generation)) return;
    ++counters_.alarms;
    const Effects<P>& effects = stepper_.fire(self, locals_[alarm.process], alarm.timer, choices_);
    finish_step(world::EventKind::kTimer, self, {}, effects, &alarm.timer, nullptr);
  }

  void come_or_go(const Agenda::Plan& plan) {
    world::LocalState<P>& local = locals_[plan.process.value];
    if (local.up != (plan.kind == Agenda::Kind::kCrash)) return;
    if (plan.kind == Agenda::Kind::kJoin) return start(plan.process, world::EventKind::kStart);
    if (plan.kind == Agenda::Kind::kRestart) return start(plan.process, world::EventKind::kRestart);
    world::Stepper<P>::crash(local);
    if constexpr (kHasTimers) timers_[plan.process.value].clear();
    finish_step(world::EventKind::kCrash, plan.process, {}, no_effects_, nullptr, nullptr);
  }

  // The one step boundary: trace, hash, then the effects in order.
  void finish_step(world::EventKind kind, ProcessId self, world::MessageKey key, const Effects<P>& effects,
                   const Timer* timer, const Message* message) {
    ++counters_.steps;
    step_hash_ = hash_detail::mix(step_hash_, (calendar_.now() << 8) ^ static_cast<std::uint64_t>(kind),
                                  0xa0761d6478bd642f ^ self.value);
    step_hash_ = hash_detail::mix(step_hash_, (std::uint64_t{key.from.value} << 32) | key.sequence, 0xe7037ed1a0b428db);
    if (trace_) record(kind, self, key, effects, timer, message);
    for (const Effect<P>& effect : effects) release(self, effect);
  }

  void record(world::EventKind kind, ProcessId self, world::MessageKey key, const Effects<P>& effects,
              const Timer* timer, const Message* message) {
    world::Event<P> event{kind, self, key, {}, {}, choices_.taken()};
    if (timer != nullptr) event.timer = *timer;
    if (message != nullptr) event.message = *message;
    trace_->steps.push_back(
        world::describe_step<P>(calendar_.now(), event, locals_[self.value], effects, sequences_[self.value]));
    trace_bytes_ += world::bytes_of(trace_->steps.back());
  }

  void release(ProcessId self, const Effect<P>& effect) {
    if (const auto* broadcast = std::get_if<Broadcast<P>>(&effect)) {
      send_all(self, broadcast->message);
    } else if (const auto* send = std::get_if<Send<P>>(&effect)) {
      const std::uint32_t payload = add_payload(self, send->message);
      send_to(self, send->to, payload);
      if (pool_[payload].uses == 0) pool_.retire(payload);
    } else if (const auto* multicast = std::get_if<Multicast<P>>(&effect)) {
      const std::uint32_t payload = add_payload(self, multicast->message);
      multicast->to.for_each([&](ProcessId to) { send_to(self, to, payload); });
      if (pool_[payload].uses == 0) pool_.retire(payload);
    } else if (const auto* emit = std::get_if<Emit<P>>(&effect)) {
      if (options_.correct.contains(self)) observe(self, emit->output);
    } else if constexpr (kHasTimers) {
      release_timer(self, effect);
    }
  }

  void observe(ProcessId self, const typename P::Output& output) {
    monitor_.observe(self, output);
    ++counters_.outputs;
    if (const auto ticks = operations_.observe<typename P::Problem>(self, output, calendar_.now())) {
      ++counters_.operations;
      counters_.operation_ticks += *ticks;
    }
  }

  void release_timer(ProcessId self, const Effect<P>& effect) {
    if (const auto* set = std::get_if<SetTimer<P>>(&effect)) {
      const std::uint64_t spread = set->after.most.count - set->after.least.count;
      const std::uint64_t delay =
          std::max<std::uint64_t>(1, set->after.least.count + (spread > 0 ? network_rng_.below(spread + 1) : 0));
      const Alarm alarm{self.value, timers_[self.value].set(set->timer), set->timer};
      const std::uint64_t tick = calendar_.now() + delay;
      if (calendar_.is_near(tick)) return calendar_.near(tick).alarms.push_back(alarm);
      far_.push(tick, {}, alarm);
    } else if (const auto* cancel = std::get_if<CancelTimer<P>>(&effect)) {
      timers_[self.value].cancel(cancel->timer);
    }
  }

  std::uint32_t add_payload(ProcessId from, const Message& message) {
    if (options_.network.count_bytes) {
      encoded_.clear();
      encode_to(message, encoded_);
    }
    return pool_.add(message, {from, sequences_[from.value]++});
  }

  void send_all(ProcessId from, const Message& message) {
    const std::uint32_t payload = add_payload(from, message);
    if (uniform_) {
      pool_[payload].uses = 1;
      count_sent(n_ - (from.value < n_ ? 1 : 0));
      calendar_.near(calendar_.now() + 1).broadcasts.push_back(payload);
      return;
    }
    const Neighbours receivers = options_.network.topology.neighbours(from, n_);
    for (std::uint32_t index = 0; index < receivers.size(); ++index) send_to(from, receivers[index], payload);
    std::uint64_t reached = receivers.size();
    if (!options_.network.changes.empty()) {
      links_.added(from, calendar_.now(), added_);
      for (const ProcessId to : added_) send_to(from, to, payload);
      reached += added_.size();
    }
    const std::uint64_t others = n_ - (from.value < n_ ? 1 : 0);
    count_sent(others - reached);
    counters_.unlinked += others - reached;
    if (pool_[payload].uses == 0) pool_.retire(payload);
  }

  // Of the payload that was added last.
  void count_sent(std::uint64_t receivers) {
    counters_.sent += receivers;
    counters_.bytes += receivers * encoded_.size();
  }

  void send_to(ProcessId from, ProcessId to, std::uint32_t payload) {
    count_sent(1);
    const Fate fate = links_.fate(from, to, calendar_.now());
    if (fate != Fate::kArrives) {
      ++(fate == Fate::kLost ? counters_.lost : counters_.unlinked);
      return;
    }
    schedule(payload, from, to);
    if (network_rng_.chance(options_.network.duplication)) {
      ++counters_.duplicated;
      schedule(payload, from, to);
    }
  }

  void schedule(std::uint32_t payload, ProcessId from, ProcessId to) {
    const std::optional<std::uint64_t> delay = links_.delay(from, to, calendar_.now());
    if (!delay) {
      ++counters_.lost;
      return;
    }
    ++pool_[payload].uses;
    const std::uint64_t tick = calendar_.now() + *delay;
    if (calendar_.is_near(tick)) return calendar_.near(tick).deliveries.push_back({payload, to.value});
    far_.push(tick, Delivery{payload, to.value});
  }

  RunResult result(Ending ending) {
    RunResult result;
    result.ending = ending;
    result.counters = counters_;
    result.warm_up = is_warm_ ? warm_up_ : counters_;
    if constexpr (requires { monitor_.measures(); })
      for (const auto& [name, value] : monitor_.measures()) result.measures.emplace_back(name, value);
    result.broken = monitor_.broken();
    result.witnessed = monitor_.witnessed();
    result.unfulfilled = monitor_.unfulfilled();
    result.state_hash = hash128(monitor_);
    for (const world::LocalState<P>& local : locals_)
      result.state_hash = combine(combine(result.state_hash, hash128(local.state)), hash128(local.durable));
    result.trace_hash = combine({step_hash_, counters_.steps}, result.state_hash);
    result.next_draw = network_rng_.next();
    result.trace = std::move(trace_);
    return result;
  }

  Options options_;
  bool uniform_;
  world::Stepper<P> stepper_;
  std::uint32_t n_;
  typename P::Problem monitor_;
  std::vector<world::LocalState<P>> locals_;
  std::vector<Timers<Timer>> timers_;
  std::vector<std::uint32_t> sequences_;  // payloads sent, by process
  Rng network_rng_;
  Rng choice_rng_;
  Choices choices_;
  Links links_;
  PayloadPool<Message> pool_;
  Calendar<Slot> calendar_;
  Slot slot_;
  FarHeap<Timer> far_;
  Attendance attendance_;
  std::optional<Backlog> backlog_;
  std::vector<Delivery> over_cap_;
  std::vector<ProcessId> added_;
  Bytes encoded_;  // the payload that was added last, where bytes are counted
  OperationClock operations_;
  Effects<P> no_effects_;
  Counters counters_;
  Counters warm_up_;
  bool is_warm_;
  std::uint64_t step_hash_ = hash_detail::kSeedLow;
  std::optional<world::Trace> trace_;
  std::uint64_t trace_bytes_ = 0;
};

}  // namespace parley::sim
