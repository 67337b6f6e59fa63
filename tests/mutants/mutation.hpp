// Mutants: a protocol with one defect put in on purpose, which explore or attack has to find.
//
// A mutation stands around the steps of the protocol's own handlers: it can show a handler another message than the one
// that came, take away what the state remembers, run the handler twice or not at all, and change what it wants done. So
// the handlers stay free of switches, and one type, Mutant<P>, is all of a protocol's mutants: the engines are compiled
// once.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "protocols/core/enumerate.hpp"
#include "protocols/core/process.hpp"

namespace parley::mutants {

// One step of one process, before the handler has run. Without a message and without a timer it is a first step.
template <Process P>
class Step {
 public:
  Step(const typename P::Config& step_config, typename P::State& step_state, Context<P>& context, Effects<P>& buffer)
      : config(step_config), state(step_state), effects(buffer), context_(context) {}

  const typename P::Config& config;
  typename P::State& state;
  Effects<P>& effects;  // of the handler, once it has run
  ProcessId from;
  std::optional<typename P::Message> message;
  std::optional<typename P::Timer> timer;

  ProcessId self() const { return context_.self(); }
  Context<P>& context() { return context_; }

  // Runs the handler on what the members now say.
  void proceed() {
    if (message) {
      P::on_message(config, state, from, *message, context_);
    } else if (timer) {
      P::on_timer(config, state, *timer, context_);
    } else {
      P::on_start(config, state, context_);
    }
  }

  // The message as an M; null when it is none.
  template <class M>
  M* received() {
    return message ? std::get_if<M>(&*message) : nullptr;
  }

  // Calls visit(message) for each M that the step sends.
  template <class M, class Visit>
  void for_each_sent(Visit&& visit) {
    for (Effect<P>& effect : effects)
      if (M* sent = sent_as<M>(effect)) visit(*sent);
  }

  // Leaves out effects of type E (Send<P>, Persist<P> ...) for which wanted(effect) is true.
  template <class E, class Wanted>
  void drop(Wanted&& wanted) {
    std::erase_if(effects, [&](const Effect<P>& effect) {
      const E* found = std::get_if<E>(&effect);
      return found != nullptr && wanted(*found);
    });
  }

 private:
  template <class M>
  static M* sent_as(Effect<P>& effect) {
    if (auto* send = std::get_if<Send<P>>(&effect)) return std::get_if<M>(&send->message);
    if (auto* all = std::get_if<Broadcast<P>>(&effect)) return std::get_if<M>(&all->message);
    if (auto* some = std::get_if<Multicast<P>>(&effect)) return std::get_if<M>(&some->message);
    return nullptr;
  }

  Context<P>& context_;
};

template <Process P>
struct Mutation {
  std::string_view name;
  std::string_view defect;  // what its programmer got wrong
  void (*configure)(typename P::Config&) = nullptr;
  void (*step)(Step<P>&) = nullptr;  // in place of the handler; null: the handler as it is
};

// Configuration of an instance with one mutation; none: the protocol as it is.
template <Process P>
struct MutantConfig {
  std::uint32_t n = 0;
  std::uint32_t t = 0;
  std::uint32_t clients = 0;
  typename P::Config correct{};
  const Mutation<P>* mutation = nullptr;
};

template <Process P>
MutantConfig<P> mutant(typename P::Config config, const Mutation<P>* mutation) {
  if (mutation != nullptr && mutation->configure != nullptr) mutation->configure(config);
  std::uint32_t t = 0;
  if constexpr (requires { config.t; }) t = config.t;
  return {config.n, t, process_count(config) - config.n, config, mutation};
}

template <Process P>
struct Mutant {
  using Config = MutantConfig<P>;
  using State = typename P::State;
  using Durable = typename P::Durable;
  using Record = typename P::Record;
  using Message = typename P::Message;
  using Timer = typename P::Timer;
  using Output = typename P::Output;
  using Problem = typename P::Problem;
  static constexpr std::string_view kName = P::kName;

  static State initial(const Config& config, ProcessId self, const Durable& durable) {
    return P::initial(config.correct, self, durable);
  }
  static void on_start(const Config& config, State& state, Context<Mutant>& context) {
    run(config, state, context, [](Step<P>&) {});
  }
  static void on_message(const Config& config, State& state, ProcessId from, const Message& message,
                         Context<Mutant>& context) {
    run(config, state, context, [&](Step<P>& step) {
      step.from = from;
      step.message = message;
    });
  }
  static void on_timer(const Config& config, State& state, const Timer& timer, Context<Mutant>& context) {
    run(config, state, context, [&](Step<P>& step) { step.timer = timer; });
  }
  static std::optional<ConfigProblem> validate(const Config& config) { return P::validate(config.correct); }
  static Problem problem(const Config& config, const ProcessSet& correct) {
    return P::problem(config.correct, correct);
  }

  // The adversary of a mutant has the faces, and says what it says, to the protocol itself.
  static Config second_face(const Config& config) requires requires { P::second_face(config.correct); }
  {
    Config second = config;
    second.correct = P::second_face(config.correct);
    return second;
  }
  static std::vector<Message> alphabet(const Config& config, const Domain& domain) requires requires {
    P::alphabet(config.correct, domain);
  }
  { return P::alphabet(config.correct, domain); }

 private:
  template <class Prepare>
  static void run(const Config& config, State& state, Context<Mutant>& context, Prepare&& prepare) {
    Effects<P> effects;
    Context<P> inner(context.self(), effects, context.choices(), context.signing_key());
    Step<P> step(config.correct, state, inner, effects);
    prepare(step);
    if (config.mutation != nullptr && config.mutation->step != nullptr) {
      config.mutation->step(step);
    } else {
      step.proceed();
    }
    for (Effect<P>& effect : effects) pass(effect, context);
  }

  static void pass(Effect<P>& effect, Context<Mutant>& context) {
    if (auto* send = std::get_if<Send<P>>(&effect)) context.send(send->to, std::move(send->message));
    if (auto* all = std::get_if<Broadcast<P>>(&effect)) context.broadcast(std::move(all->message));
    if (auto* some = std::get_if<Multicast<P>>(&effect)) context.multicast(some->to, std::move(some->message));
    if (auto* set = std::get_if<SetTimer<P>>(&effect)) context.set_timer(std::move(set->timer), set->after);
    if (auto* off = std::get_if<CancelTimer<P>>(&effect)) context.cancel_timer(std::move(off->timer));
    if (auto* persist = std::get_if<Persist<P>>(&effect)) context.persist(std::move(persist->record));
    if (auto* emit = std::get_if<Emit<P>>(&effect)) context.emit(std::move(emit->output));
  }
};

}  // namespace parley::mutants
