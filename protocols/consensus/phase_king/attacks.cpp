#include "protocols/consensus/phase_king/attacks.hpp"

#include <utility>

#include "protocols/consensus/phase_king/rules.hpp"

namespace parley::phase_king {

namespace {

const Exchange* exchange_in(const Effect<Protocol>& effect) {
  const auto* broadcast = std::get_if<Broadcast<Protocol>>(&effect);
  return broadcast == nullptr ? nullptr : &broadcast->message;
}

ProcessSet half_beside(const Config& config, ProcessId self, bool upper) {
  ProcessSet half;
  for (std::uint32_t id = upper ? config.n / 2 : 0; id < (upper ? config.n : config.n / 2); ++id)
    if (ProcessId{id} != self) half.insert(ProcessId{id});
  return half;
}

// Replaces the exchanges for which `wanted` holds.
template <class Wanted>
void split(const Config& config, Effects<Protocol>& effects, Context<Protocol>& context, Wanted&& wanted) {
  Effects<Protocol> changed;
  for (Effect<Protocol>& effect : effects) {
    const Exchange* exchange = exchange_in(effect);
    if (exchange == nullptr || !wanted(exchange->round)) {
      changed.push_back(std::move(effect));
      continue;
    }
    for (const bool upper : {false, true})
      changed.push_back(Multicast<Protocol>{half_beside(config, context.self(), upper),
                                            Exchange{exchange->round, upper ? Value::kOne : Value::kZero}});
  }
  effects = std::move(changed);
}

}  // namespace

void EquivocatingKing::rewrite(const Config& config, const State&, Effects<Protocol>& effects,
                               Context<Protocol>& context) const {
  split(config, effects, context, is_kings);
}

void SilentKing::rewrite(const Config&, const State&, Effects<Protocol>& effects, Context<Protocol>&) const {
  std::erase_if(effects, [](const Effect<Protocol>& effect) {
    const Exchange* exchange = exchange_in(effect);
    return exchange != nullptr && is_kings(exchange->round);
  });
}

void SplitVoter::rewrite(const Config& config, const State&, Effects<Protocol>& effects,
                         Context<Protocol>& context) const {
  split(config, effects, context, [](std::uint64_t) { return true; });
}

}  // namespace parley::phase_king
