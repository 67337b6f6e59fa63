// A process in the hands of an adversary: one or two faces of the honest process, and the stack of strategies around
// them. Used through Mixed<P> (mixed.hpp); knows no engine.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "faults/attack.hpp"
#include "faults/plan.hpp"
#include "protocols/core/process.hpp"

namespace parley::faults {

// Beside the state of the first face. `second` has one element when it is two-faced, `layers` one a strategy.
template <class P>
struct ByzantineState {
  std::uint32_t role = 0;  // index into FaultPlan::byzantine
  std::vector<typename P::State> second;
  std::vector<Layer<P>> layers;
};

// What one Byzantine process runs. `second_config` is the configuration of the second face.
template <class P>
struct Role {
  const ByzantineFault& fault;
  const std::vector<AttackOf<P>>& attacks;
  const typename P::Config& config;
  const typename P::Config& second_config;

  bool two_faced() const { return std::any_of(fault.strategies.begin(), fault.strategies.end(), is_two_faced); }
};

// Lent scratch space, reused from step to step; holds the result of a step.
template <class P>
struct ByzantineScratch {
  struct Local {
    std::uint8_t face;
    Effect<P> effect;  // no send
  };
  struct LayerAlarm {
    std::uint32_t layer;
    Alarm alarm;
  };

  Effects<P> effects;
  std::vector<Local> local;
  Outbox<P> outbox;
  std::vector<LayerAlarm> alarms;
};

// One step. Its results are in the scratch space: timers, records and outputs in `local`, then `outbox.sends`, then
// `alarms`. Records and outputs are the first face's.
template <Process P>
class ByzantineStep {
 public:
  ByzantineStep(const Role<P>& role, typename P::State& first, ByzantineState<P>& state, std::uint32_t n,
                ProcessId self, Choices& choices, SigningKey key, ByzantineScratch<P>& scratch)
      : role_(role), first_(first), state_(state), scene_{self, n, choices}, key_(key), scratch_(scratch) {
    scratch_.local.clear();
    scratch_.outbox.clear();
    scratch_.alarms.clear();
  }

  void start() {
    if (silent()) return;
    for (std::uint8_t face = 0; face <= state_.second.size(); ++face)
      run_face(face, [](const typename P::Config& config, typename P::State& state, Context<P>& context) {
        P::on_start(config, state, context);
      });
    leave_from(0);
  }

  void receive(ProcessId from, const typename P::Message& message) {
    if (silent() || !shown(from, message)) return leave_from(0);
    for (std::uint8_t face = 0; face <= state_.second.size(); ++face) {
      if (!hears(face, from)) continue;
      run_face(face, [&](const typename P::Config& config, typename P::State& state, Context<P>& context) {
        P::on_message(config, state, from, message, context);
      });
    }
    leave_from(0);
  }

  void face_timer(std::uint8_t face, const typename P::Timer& timer) {
    if (silent() || face > state_.second.size()) return;
    run_face(face, [&](const typename P::Config& config, typename P::State& state, Context<P>& context) {
      P::on_timer(config, state, timer, context);
    });
    leave_from(0);
  }

  void release(std::uint32_t layer, std::uint32_t ticket) {
    if (silent() || layer >= state_.layers.size()) return;
    std::visit(
        [&](const auto& strategy) {
          if constexpr (requires { strategy.template release<P>(scene_, state_.layers[layer], ticket, outbox()); })
            strategy.template release<P>(scene_, state_.layers[layer], ticket, outbox());
        },
        role_.fault.strategies[layer]);
    leave_from(layer + 1);
  }

 private:
  Outbox<P>& outbox() { return scratch_.outbox; }

  bool silent() {
    silent_ = false;
    for_each_layer([&](const auto& strategy, Layer<P>& layer) {
      if constexpr (requires { strategy.template silences<P>(layer); }) silent_ |= strategy.template silences<P>(layer);
    });
    return silent_;
  }

  bool shown(ProcessId from, const typename P::Message& message) {
    for (std::size_t index = state_.layers.size(); index-- > 0;) {
      const bool passes = std::visit(
          [&](const auto& strategy) {
            if constexpr (requires { strategy.template receive<P>(scene_, state_.layers[index], from, message); }) {
              return strategy.template receive<P>(scene_, state_.layers[index], from, message);
            } else {
              return true;
            }
          },
          role_.fault.strategies[index]);
      if (!passes) return false;
    }
    return true;
  }

  // What lies in the outbox passes the strategies from number `first` outwards.
  void leave_from(std::size_t first) {
    if (silent_) return;
    for (std::size_t index = first; index < state_.layers.size(); ++index) {
      std::visit(
          [&](const auto& strategy) {
            if constexpr (requires { strategy.template send<P>(scene_, state_.layers[index], outbox()); })
              strategy.template send<P>(scene_, state_.layers[index], outbox());
          },
          role_.fault.strategies[index]);
      for (const Alarm& alarm : outbox().alarms) scratch_.alarms.push_back({static_cast<std::uint32_t>(index), alarm});
      outbox().alarms.clear();
    }
  }

  bool hears(std::uint8_t face, ProcessId from) {
    bool heard = true;
    for_each_layer([&](const auto& strategy, const Layer<P>& layer) {
      if constexpr (requires { strategy.template hears<P>(layer, face, from); })
        heard &= strategy.template hears<P>(layer, face, from);
    });
    return heard;
  }

  template <class Handler>
  void run_face(std::uint8_t face, Handler&& handler) {
    scratch_.effects.clear();
    Context<P> context(scene_.self, scratch_.effects, scene_.choices, key_);
    const typename P::Config& config = face == 0 ? role_.config : role_.second_config;
    typename P::State& state = face == 0 ? first_ : state_.second.front();
    handler(config, state, context);
    if constexpr (HasAttacks<P>) {
      for (const typename P::Attack& attack : role_.attacks)
        std::visit([&](const auto& chosen) { chosen.rewrite(config, std::as_const(state), scratch_.effects, context); },
                   attack);
    }
    distort();
    for (Effect<P>& effect : scratch_.effects) take(face, effect);
  }

  // Faults below the network: of the disk and of the clock.
  void distort() {
    for_each_layer([&](const auto& strategy, Layer<P>& layer) {
      if constexpr (requires { strategy.template cut<P>(layer, scratch_.effects); })
        strategy.template cut<P>(layer, scratch_.effects);
      if constexpr (requires(TickRange & after) { strategy.scale(after); }) {
        for (Effect<P>& effect : scratch_.effects)
          if (auto* set = std::get_if<SetTimer<P>>(&effect)) strategy.scale(set->after);
      }
    });
  }

  void take(std::uint8_t face, Effect<P>& effect) {
    if (auto* send = std::get_if<Send<P>>(&effect)) {
      outbox().sends.push_back({face, ProcessSet{send->to}, std::move(send->message)});
    } else if (auto* broadcast = std::get_if<Broadcast<P>>(&effect)) {
      outbox().sends.push_back({face, std::nullopt, std::move(broadcast->message)});
    } else if (auto* multicast = std::get_if<Multicast<P>>(&effect)) {
      outbox().sends.push_back({face, std::move(multicast->to), std::move(multicast->message)});
    } else {
      const bool first_only = std::holds_alternative<Persist<P>>(effect) || std::holds_alternative<Emit<P>>(effect);
      if (face == 0 || !first_only) scratch_.local.push_back({face, std::move(effect)});
    }
  }

  template <class Visit>
  void for_each_layer(Visit&& visit) {
    for (std::size_t index = 0; index < state_.layers.size(); ++index)
      std::visit([&](const auto& strategy) { visit(strategy, state_.layers[index]); }, role_.fault.strategies[index]);
  }

  const Role<P>& role_;
  typename P::State& first_;
  ByzantineState<P>& state_;
  Scene scene_;
  SigningKey key_;
  ByzantineScratch<P>& scratch_;
  bool silent_ = false;
};

}  // namespace parley::faults
