// A protocol with some of its processes Byzantine, itself a process over the protocol's alphabet: what runs in the
// world, the explorer, the simulator, campaigns and real nodes alike. A correct process costs a branch and 24 bytes of
// state more than without; its outputs, messages, records and properties are the protocol's own.
//
// Byzantine processes run by the same rules as all others: their messages carry their own identity, their signatures
// are their own, their random draws are choices of the step.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "faults/byzantine.hpp"
#include "faults/plan.hpp"
#include "faults/validate_plan.hpp"
#include "protocols/core/process.hpp"

namespace parley::faults {

// A timer of a face's own; correct processes have face 0 only.
template <class P>
struct FaceTimer {
  std::uint8_t face = 0;
  typename P::Timer timer{};
};
// A strategy's alarm.
struct ReleaseTimer {
  std::uint32_t layer = 0;
  std::uint32_t ticket = 0;
};

template <class P>
struct MixedState {
  typename P::State honest{};                // of a Byzantine process: its first face
  std::vector<ByzantineState<P>> byzantine;  // one when the process is Byzantine
};

// REQUIRES, for running: Mixed<P>::validate finds no problem.
template <Process P>
struct MixedConfig {
  MixedConfig() = default;
  explicit MixedConfig(typename P::Config config, FaultPlan faults = {}) : honest(std::move(config)) {
    n = honest.n;
    if constexpr (requires { honest.t; }) t = honest.t;
    clients = process_count(honest) - honest.n;
    if constexpr (HasSecondFace<P>) second = P::second_face(honest);
    set_plan(std::move(faults));
  }

  // Replaces the plan; the instance stays.
  void set_plan(FaultPlan faults) {
    plan = std::move(faults);
    attacks.resize(plan.byzantine.size());
    for (std::size_t role = 0; role < attacks.size(); ++role) resolve(role);
  }

  typename P::Config honest{};
  std::uint32_t n = 0;
  std::uint32_t t = 0;
  std::uint32_t clients = 0;
  FaultPlan plan;
  std::optional<typename P::Config> second;       // of second faces, where P declares one
  std::vector<std::vector<AttackOf<P>>> attacks;  // of each Byzantine process

  Role<P> role(std::uint32_t index) const {
    return {plan.byzantine[index], attacks[index], honest, uses_second_inputs(index) ? *second : honest};
  }

 private:
  void resolve(std::size_t role) {
    attacks[role].clear();
    for (const StrategySpec& spec : plan.byzantine[role].strategies) {
      const auto* wanted = std::get_if<ProtocolAttack>(&spec);
      if (wanted == nullptr) continue;
      if (std::optional<AttackOf<P>> made = make_attack<P>(*wanted)) attacks[role].push_back(*std::move(made));
    }
  }
  bool uses_second_inputs(std::uint32_t index) const {
    if (!second) return false;
    for (const StrategySpec& spec : plan.byzantine[index].strategies)
      if (is_two_faced(spec))
        return std::visit(
            [](const auto& strategy) {
              if constexpr (requires { strategy.second_face; }) return strategy.second_face == SecondFace::kConfig;
              return false;
            },
            spec);
    return false;
  }
};

template <Process P>
struct Mixed {
  using Honest = P;
  using Config = MixedConfig<P>;
  using Message = typename P::Message;
  using Timer = std::variant<FaceTimer<P>, ReleaseTimer>;
  using Output = typename P::Output;
  using Durable = typename P::Durable;
  using Record = typename P::Record;
  using Problem = typename P::Problem;

  using State = MixedState<P>;

  static constexpr std::string_view kName = P::kName;

  static State initial(const Config& config, ProcessId self, const Durable& durable) {
    State state{P::initial(config.honest, self, durable), {}};
    for (std::uint32_t index = 0; index < config.plan.byzantine.size(); ++index) {
      if (config.plan.byzantine[index].process != self) continue;
      const Role<P> role = config.role(index);
      ByzantineState<P>& byzantine = state.byzantine.emplace_back();
      byzantine.role = index;
      byzantine.layers.resize(role.fault.strategies.size());
      if (role.two_faced()) byzantine.second.push_back(P::initial(role.second_config, self, durable));
      break;
    }
    return state;
  }

  static void on_start(const Config& config, State& state, Context<Mixed>& context) {
    if (state.byzantine.empty()) [[likely]] {
      honestly(context, [&](Context<P>& inner) { P::on_start(config.honest, state.honest, inner); });
    } else {
      byzantinely(config, state, context, [](ByzantineStep<P>& step) { step.start(); });
    }
  }

  static void on_message(const Config& config, State& state, ProcessId from, const Message& message,
                         Context<Mixed>& context) {
    if (state.byzantine.empty()) [[likely]] {
      honestly(context, [&](Context<P>& inner) { P::on_message(config.honest, state.honest, from, message, inner); });
    } else {
      byzantinely(config, state, context, [&](ByzantineStep<P>& step) { step.receive(from, message); });
    }
  }

  static void on_timer(const Config& config, State& state, const Timer& timer, Context<Mixed>& context) {
    const auto* face = std::get_if<FaceTimer<P>>(&timer);
    if (state.byzantine.empty()) [[likely]] {
      if (face == nullptr) return;
      honestly(context, [&](Context<P>& inner) { P::on_timer(config.honest, state.honest, face->timer, inner); });
    } else if (face != nullptr) {
      byzantinely(config, state, context, [&](ByzantineStep<P>& step) { step.face_timer(face->face, face->timer); });
    } else {
      const auto& alarm = std::get<ReleaseTimer>(timer);
      byzantinely(config, state, context, [&](ByzantineStep<P>& step) { step.release(alarm.layer, alarm.ticket); });
    }
  }

  // Of a Byzantine process: its first face's.
  static std::vector<Gauge> gauges(const State& state) requires requires { P::gauges(state.honest); }
  { return P::gauges(state.honest); }

  static std::optional<ConfigProblem> validate(const Config& config) {
    std::optional<ConfigProblem> problem = P::validate(config.honest);
    if (problem && !problem->beyond_resilience) return problem;
    if (auto of_plan = validate_plan<P>(config.plan, process_count(config))) return of_plan;
    return problem;
  }

  // `observed` is correct(config), or some other set whose outputs count; nothing is expected of the faulty among them.
  static Problem problem(const Config& config, const ProcessSet& observed) {
    ProcessSet faultless = observed;
    for (const ByzantineFault& fault : config.plan.byzantine) faultless.erase(fault.process);
    for (const CrashFault& crash : config.plan.crashes)
      if (!crash.restart_at_tick) faultless.erase(crash.process);
    config.plan.churned.for_each([&](ProcessId process) { faultless.erase(process); });
    return P::problem(config.honest, faultless);
  }

  // The processes whose outputs count: everybody, clients too, but those that may lie. Where P keeps something across
  // crashes, one that crashes or omits to send does not: what it emits is true, and others build on it, although
  // nothing is expected of it in the end. Where P keeps nothing, one that restarts has forgotten its promises, and
  // any faulty process is left out.
  static ProcessSet correct(const Config& config) {
    ProcessSet correct = ProcessSet::first(process_count(config));
    constexpr bool forgets = std::is_same_v<Durable, NoDurable>;
    for (const ByzantineFault& fault : config.plan.byzantine)
      if (forgets || may_lie(fault)) correct.erase(fault.process);
    for (const CrashFault& crash : config.plan.crashes)
      if (forgets) correct.erase(crash.process);
    if (forgets) config.plan.churned.for_each([&](ProcessId process) { correct.erase(process); });
    return correct;
  }

  // Whether a process is silent because it lost its power, and will be until it is restarted.
  static bool has_lost_power(const Config& config, const State& state) {
    if (state.byzantine.empty()) return false;
    const ByzantineState<P>& byzantine = state.byzantine.front();
    const std::vector<StrategySpec>& strategies = config.plan.byzantine[byzantine.role].strategies;
    for (std::size_t index = 0; index < strategies.size(); ++index)
      if (std::holds_alternative<PowerLoss>(strategies[index]) && byzantine.layers[index].count == PowerLoss::kDown)
        return true;
    return false;
  }

 private:
  // Handlers of P append to a buffer of P's effects; one a thread is lent to all steps, so that none allocates.
  static ByzantineScratch<P>& scratch() {
    thread_local ByzantineScratch<P> lent;
    return lent;
  }

  template <class Handler>
  static void honestly(Context<Mixed>& context, Handler&& handler) {
    Effects<P>& effects = scratch().effects;
    effects.clear();
    Context<P> inner(context.self(), effects, context.choices(), context.signing_key());
    handler(inner);
    for (Effect<P>& effect : effects) forward(0, effect, context);
  }

  template <class Run>
  static void byzantinely(const Config& config, State& state, Context<Mixed>& context, Run&& run) {
    ByzantineState<P>& byzantine = state.byzantine.front();
    const Role<P> role = config.role(byzantine.role);
    ByzantineScratch<P>& lent = scratch();
    ByzantineStep<P> step(role, state.honest, byzantine, config.n, context.self(), context.choices(),
                          context.signing_key(), lent);
    run(step);
    for (auto& local : lent.local) forward(local.face, local.effect, context);
    for (Outgoing<P>& payload : lent.outbox.sends) send(payload, context);
    for (const auto& alarm : lent.alarms)
      context.set_timer(ReleaseTimer{alarm.layer, alarm.alarm.ticket}, Ticks{alarm.alarm.after});
  }

  static void send(Outgoing<P>& payload, Context<Mixed>& context) {
    if (payload.to) {
      context.multicast(*std::move(payload.to), std::move(payload.message));
    } else {
      context.broadcast(std::move(payload.message));
    }
  }

  static void forward(std::uint8_t face, Effect<P>& effect, Context<Mixed>& context) {
    if (auto* one = std::get_if<Send<P>>(&effect)) {
      context.send(one->to, std::move(one->message));
    } else if (auto* all = std::get_if<Broadcast<P>>(&effect)) {
      context.broadcast(std::move(all->message));
    } else if (auto* some = std::get_if<Multicast<P>>(&effect)) {
      context.multicast(std::move(some->to), std::move(some->message));
    } else if (auto* set = std::get_if<SetTimer<P>>(&effect)) {
      context.set_timer(FaceTimer<P>{face, std::move(set->timer)}, set->after);
    } else if (auto* cancel = std::get_if<CancelTimer<P>>(&effect)) {
      context.cancel_timer(FaceTimer<P>{face, std::move(cancel->timer)});
    } else if (auto* persist = std::get_if<Persist<P>>(&effect)) {
      context.persist(std::move(persist->record));
    } else if (auto* emit = std::get_if<Emit<P>>(&effect)) {
      context.emit(std::move(emit->output));
    }
  }
};

}  // namespace parley::faults
