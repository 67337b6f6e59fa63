// One run of a campaign, from its number alone: draws its mix, carries out a first phase of arbitrary faults and a
// second, healthy one, and judges the properties. Processes step by the same Stepper as in the world; the queues here
// are faster than the world's, and a test holds both against each other.
//
// Not thread-safe; one a thread. Reused from run to run, so that storage is allocated once.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "faults/campaign/abstract.hpp"
#include "faults/campaign/armed.hpp"
#include "faults/campaign/coverage.hpp"
#include "faults/campaign/cutoff.hpp"
#include "faults/campaign/guide.hpp"
#include "faults/campaign/healthy.hpp"
#include "faults/campaign/recording.hpp"
#include "faults/campaign/schedule.hpp"
#include "faults/campaign/swarm.hpp"
#include "faults/mixed.hpp"
#include "net/world/event.hpp"
#include "net/world/step.hpp"

namespace parley::faults {

template <Process P>
class CampaignRun {
 public:
  using M = Mixed<P>;

  // `space` must outlive this object. Only properties in `judged` can be violated.
  CampaignRun(const SwarmSpace& space, const typename P::Config& config, PropertySet judged)
      : space_(space),
        judged_(judged),
        config_(config),
        stepper_(config_),
        choices_(rng_),
        locals_(process_count(config)),
        sent_(process_count(config)) {}

  CampaignRun(const CampaignRun&) = delete;
  CampaignRun& operator=(const CampaignRun&) = delete;

  // Run number `index` of the campaign with `seed`. `recording`, when given, is filled.
  Outcome execute(std::uint64_t seed, std::uint64_t index, Coverage& coverage, Recording<M>* recording = nullptr) {
    return execute(seed, Lineage{{index, 0}}, coverage, recording);
  }
  Outcome execute(std::uint64_t seed, Lineage lineage, Coverage& coverage, Recording<M>* recording = nullptr) {
    seed_ = seed;
    lineage_ = std::move(lineage);
    segment_ = 0;
    rng_ = Rng::stream(seed, lineage_.front().stream);
    draw_mix(rng_, space_, mix_);
    return run(coverage, recording);
  }
  // A given mix; the rest is drawn from `seed`.
  Outcome execute(const Mix& mix, std::uint64_t seed, Coverage& coverage, Recording<M>* recording = nullptr) {
    lineage_ = {{0, 0}};
    segment_ = 0;
    rng_ = Rng(seed);
    mix_ = mix;
    return run(coverage, recording);
  }

  // What the last run saw of abstract states that `guide` does not know; from then on `guide` is asked.
  void look_for_news(const Guide* guide) { guide_ = guide; }
  const std::vector<std::uint64_t>& news() const { return news_; }
  // Runs are given up, unjudged, once `cutoff` has passed. It must outlive this object.
  void give_up_at(Cutoff* cutoff) { cutoff_ = cutoff; }
  std::uint32_t steps() const { return step_; }

  const Mix& mix() const { return mix_; }
  const ProcessSet& correct() const { return correct_; }
  const typename P::Problem& monitor() const { return monitor_; }
  const world::LocalState<M>& local(ProcessId id) const { return locals_[id.value]; }

 private:
  struct Payload {
    typename P::Message message;
    world::MessageKey key;
  };

  static constexpr std::uint32_t kLookEvery = 16;  // steps; more often costs more than it tells

  enum class Stage : std::uint8_t { kWaiting, kDown, kOver };

  Outcome run(Coverage& coverage, Recording<M>* recording) {
    prepare(coverage, recording);
    start_all();
    first_phase();
    if (is_given_up()) return give_up();
    if (recording_ != nullptr) recording_->healthy_from = recording_->events.size();
    if (broken().empty()) healthy_phase();
    return is_given_up() ? give_up() : judge();
  }

  bool is_given_up() { return cutoff_ != nullptr && cutoff_->has_passed(); }
  Outcome give_up() {
    --coverage_->runs;
    return {};
  }

  PropertySet broken() const { return PropertySet{monitor_.broken().bits & judged_.bits}; }

  void prepare(Coverage& coverage, Recording<M>* recording) {
    const bool restarts_are_faults = !space_.durable;
    for (const Crashing& crash : mix_.schedule.crashes)
      if (!crash.after_power_loss && (crash.restart_step == 0 || restarts_are_faults)) never_correct(crash);
    config_.set_plan(mix_.plan);
    correct_ = M::correct(config_);
    monitor_ = M::problem(config_, correct_);
    coverage_ = &coverage;
    recording_ = recording;
    queue_.reset(mix_.schedule);
    payloads_.clear();
    armed_.clear();
    std::fill(sent_.begin(), sent_.end(), 0U);
    for (world::LocalState<M>& local : locals_) {
      local.durable = typename P::Durable{};
      local.up = false;
    }
    stages_.assign(mix_.schedule.crashes.size(), Stage::kWaiting);
    step_ = 0;
    now_ = 0;
    news_.clear();
    count_mix(mix_, lineage_.size() > 1, coverage);
  }

  void never_correct(const Crashing& crash) {
    for (const CrashFault& known : mix_.plan.crashes)
      if (known.process == crash.process) return;
    mix_.plan.crashes.push_back({crash.process, Ticks{crash.at_step}, std::nullopt});
  }

  // Everybody starts, in drawn order.
  void start_all() {
    order_.resize(locals_.size());
    for (std::uint32_t id = 0; id < order_.size(); ++id) order_[id] = id;
    for (std::size_t left = order_.size(); left > 1; --left)
      std::swap(order_[left - 1], order_[static_cast<std::size_t>(rng_.below(left))]);
    for (const std::uint32_t id : order_) start(ProcessId{id}, world::EventKind::kStart);
  }

  void first_phase() {
    while (step_ < mix_.schedule.steps && broken().empty() && !is_given_up()) {
      if (segment_ + 1 < lineage_.size() && step_ >= lineage_[segment_ + 1].from_step)
        rng_ = Rng::stream(seed_, lineage_[++segment_].stream);
      if (!mix_.schedule.crashes.empty()) crash_and_restart();
      if (!armed_.empty() && fires_timer()) continue;
      if (queue_.empty()) {
        if (armed_.empty()) return;
        fire(armed_.earliest());
        continue;
      }
      bool duplicated = false;
      const Flight flight = queue_.take(step_, rng_, duplicated);
      coverage_->duplicated += duplicated ? 1U : 0U;
      deliver(flight);
    }
  }

  // Time in the first phase: a tick is as many steps as there are processes. Due timers go off, and now and then one
  // that is not due: clocks drift.
  bool fires_timer() {
    now_ = std::max(now_, std::uint64_t{step_} / locals_.size());
    const std::size_t next = armed_.earliest();
    if (armed_.due(next) <= now_) {
      fire(next);
      return true;
    }
    if (rng_.below(1000) >= mix_.schedule.timer_permille) return false;
    fire(static_cast<std::size_t>(rng_.below(armed_.size())));
    return true;
  }

  // Each crashing goes from waiting to down to over; a process that is down already waits for its turn. Power can be
  // lost again.
  void crash_and_restart() {
    for (std::size_t index = 0; index < stages_.size(); ++index) {
      Crashing& crash = mix_.schedule.crashes[index];
      if (stages_[index] == Stage::kWaiting && is_due(crash)) {
        take_down(crash.process);
        stages_[index] = Stage::kDown;
        crash.at_step = step_;
      } else if (stages_[index] == Stage::kDown && crash.restart_step != 0 && step_ >= restart_step(crash)) {
        start(crash.process, world::EventKind::kRestart);
        stages_[index] = crash.after_power_loss ? Stage::kWaiting : Stage::kOver;
      }
    }
  }

  bool is_due(const Crashing& crash) const {
    const world::LocalState<M>& local = locals_[crash.process.value];
    if (!local.up) return false;
    return crash.after_power_loss ? M::has_lost_power(config_, local.state) : step_ >= crash.at_step;
  }
  static std::uint32_t restart_step(const Crashing& crash) {
    return crash.after_power_loss ? crash.at_step + crash.restart_step : crash.restart_step;
  }

  // A synchronous network: rounds of one tick in which all that was in flight arrives, then due timers go off. Over
  // when nothing is in flight and, where timers never end, nothing is left to be fulfilled.
  void healthy_phase() {
    restart_all();
    if (space_.options.network.loss) record_losses();
    queue_.heal(space_.options.network.loss);
    const HealthyLimit limit(space_.healthy_steps(), now_, armed_.latest_due());
    HealthyShare share(mix_.plan);
    while (broken().empty() && !limit.over(share.steps(), now_) && !is_given_up()) {
      queue_.take_all(batch_);
      for (const Flight& flight : batch_) {
        if (!broken().empty() || is_given_up()) return;
        const world::MessageKey key = payloads_[flight.payload].key;
        if (share.grants(ProcessId{flight.to}, key.from)) {
          deliver(flight);
        } else {
          lose(key, ProcessId{flight.to});
        }
      }
      if (queue_.empty() && (armed_.empty() || open().empty())) return;
      now_ = queue_.empty() && !armed_.empty() ? std::max(now_ + 1, armed_.due(armed_.earliest())) : now_ + 1;
      fire_due(share, limit);
    }
    if (broken().empty()) ++coverage_->unfinished_runs;
  }

  void restart_all() {
    for (std::size_t index = 0; index < stages_.size(); ++index) {
      const Crashing& crash = mix_.schedule.crashes[index];
      if (stages_[index] == Stage::kDown && crash.restart_step != 0) start(crash.process, world::EventKind::kRestart);
    }
  }

  PropertySet open() const { return PropertySet{monitor_.unfulfilled().bits & judged_.bits}; }

  void fire_due(HealthyShare& share, const HealthyLimit& limit) {
    while (!armed_.empty() && !limit.over(share.steps(), now_) && broken().empty()) {
      const std::size_t next = armed_.earliest();
      if (armed_.due(next) > now_) return;
      if (share.grants(armed_.process(next), std::nullopt)) {
        fire(next);
      } else {
        armed_.take(next);
      }
    }
  }

  void record_losses() {
    if (recording_ == nullptr) return;
    for (const Flight& flight : queue_.withheld())
      recording_->losses.push_back({payloads_[flight.payload].key, ProcessId{flight.to}});
  }

  Outcome judge() {
    Outcome outcome{broken(), {}, monitor_.witnessed()};
    if (outcome.broken.empty()) outcome.unfulfilled = open();
    look_around();
    coverage_->longest_run = std::max<std::uint64_t>(coverage_->longest_run, step_);
    coverage_->latest_tick = std::max(coverage_->latest_tick, now_);
    count_runs(outcome.witnessed, coverage_->witnessed);
    count_runs(outcome.violated(), coverage_->violations);
    return outcome;
  }

  // The outlines of all processes together, whoever is in which.
  void look_around() {
    if (guide_ == nullptr) return;
    std::uint64_t sum = 0;
    for (const world::LocalState<M>& local : locals_)
      if (local.up) sum += outline(local.state.honest);
    if (!guide_->knows(sum) && std::find(news_.begin(), news_.end(), sum) == news_.end()) news_.push_back(sum);
  }

  // --- steps -------------------------------------------------------------------------------------------------------

  void start(ProcessId self, world::EventKind kind) {
    if (kind == world::EventKind::kRestart) ++coverage_->restarts;
    const Effects<M>& effects = stepper_.start(self, locals_[self.value], choices_);
    if (recording_ != nullptr) record({kind, self, {}, {}, {}, {}});
    carry_out(self, effects);
  }

  void deliver(const Flight& flight) {
    const ProcessId to{flight.to};
    world::LocalState<M>& local = locals_[flight.to];
    const Payload& payload = payloads_[flight.payload];
    if (!local.up) {
      ++step_;
      lose(payload.key, to);
      return;
    }
    ++coverage_->deliveries;
    ++coverage_->delivered_kinds[kind_index(payload.message)];
    const Effects<M>& effects = stepper_.deliver(to, local, payload.key.from, payload.message, choices_);
    if (recording_ != nullptr) record({world::EventKind::kDeliver, to, payload.key, {}, {}, {}});
    carry_out(to, effects);
  }

  void fire(std::size_t index) {
    const auto armed = armed_.take(index);
    ++coverage_->timers;
    const Effects<M>& effects = stepper_.fire(armed.process, locals_[armed.process.value], armed.timer, choices_);
    if (recording_ != nullptr) record({world::EventKind::kTimer, armed.process, {}, {}, armed.timer, {}});
    carry_out(armed.process, effects);
  }

  void lose(world::MessageKey key, ProcessId to) {
    if (recording_ != nullptr) recording_->losses.push_back({key, to});
  }

  void take_down(ProcessId self) {
    ++coverage_->crashes;
    world::Stepper<M>::crash(locals_[self.value]);
    armed_.disarm_all(self);
    if (recording_ != nullptr) recording_->events.push_back({world::EventKind::kCrash, self, {}, {}, {}, {}});
  }

  void record(world::Event<M> event) {
    event.choices = choices_.taken();
    recording_->events.push_back(std::move(event));
  }

  void carry_out(ProcessId self, const Effects<M>& effects) {
    ++coverage_->steps;
    if (++step_ % kLookEvery == 0) look_around();
    for (const Effect<M>& effect : effects) {
      if (const auto* broadcast = std::get_if<Broadcast<M>>(&effect)) {
        const std::uint32_t payload = store(self, broadcast->message);
        for (std::uint32_t to = 0; to < config_.n; ++to)
          if (to != self.value) put_in_flight(payload, self, to);
      } else if (const auto* send = std::get_if<Send<M>>(&effect)) {
        put_in_flight(store(self, send->message), self, send->to.value);
      } else if (const auto* multicast = std::get_if<Multicast<M>>(&effect)) {
        const std::uint32_t payload = store(self, multicast->message);
        multicast->to.for_each([&](ProcessId to) { put_in_flight(payload, self, to.value); });
      } else if (const auto* emit = std::get_if<Emit<M>>(&effect)) {
        if (correct_.contains(self)) monitor_.observe(self, emit->output);
      } else {
        set_or_cancel(self, effect);
      }
    }
  }

  void set_or_cancel(ProcessId self, const Effect<M>& effect) {
    if (const auto* set = std::get_if<SetTimer<M>>(&effect)) {
      const std::uint64_t least = set->after.least.count;
      const std::uint64_t due = now_ + least + rng_.below(set->after.most.count - least + 1);
      armed_.arm(self, set->timer, due);
    } else if (const auto* cancel = std::get_if<CancelTimer<M>>(&effect)) {
      armed_.disarm(self, cancel->timer);
    }
  }

  std::uint32_t store(ProcessId self, const typename P::Message& message) {
    payloads_.push_back({message, {self, sent_[self.value]++}});
    return static_cast<std::uint32_t>(payloads_.size() - 1);
  }

  void put_in_flight(std::uint32_t payload, ProcessId from, std::uint32_t to) {
    if (to >= locals_.size()) return;
    if (queue_.add({0, payload, from.value, to}, step_, rng_)) ++coverage_->withheld;
  }

  const SwarmSpace& space_;
  PropertySet judged_;
  MixedConfig<P> config_;
  world::Stepper<M> stepper_;
  Rng rng_{0};
  Choices choices_;
  Mix mix_;
  ProcessSet correct_;
  typename P::Problem monitor_{};
  std::vector<world::LocalState<M>> locals_;
  std::vector<std::uint32_t> sent_;  // payloads sent so far, by process
  std::vector<Payload> payloads_;
  FlightQueue queue_;
  std::vector<Flight> batch_;
  ArmedTimers<typename M::Timer> armed_;
  std::vector<std::uint32_t> order_;
  std::vector<Stage> stages_;  // of the schedule's crashes
  std::uint64_t seed_ = 0;
  Lineage lineage_;
  std::size_t segment_ = 0;  // of the lineage, from which is drawn
  const Guide* guide_ = nullptr;
  Cutoff* cutoff_ = nullptr;
  std::vector<std::uint64_t> news_;
  std::uint32_t step_ = 0;
  std::uint64_t now_ = 0;
  Coverage* coverage_ = nullptr;
  Recording<M>* recording_ = nullptr;
};

}  // namespace parley::faults
