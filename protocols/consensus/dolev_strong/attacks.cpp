#include "protocols/consensus/dolev_strong/attacks.hpp"

#include <utility>

#include "protocols/consensus/dolev_strong/rules.hpp"

namespace parley::dolev_strong {

namespace {

ProcessSet all_beside(const Config& config, ProcessId self, bool upper) {
  ProcessSet half;
  for (std::uint32_t id = upper ? config.n / 2 : 0; id < (upper ? config.n : config.n / 2); ++id)
    if (ProcessId{id} != self) half.insert(ProcessId{id});
  return half;
}

// Replaces each broadcast that has chains by what `make` appends for it.
template <class Make>
void replace_relays(Effects<Protocol>& effects, Make&& make) {
  Effects<Protocol> changed;
  for (Effect<Protocol>& effect : effects) {
    const auto* broadcast = std::get_if<Broadcast<Protocol>>(&effect);
    if (broadcast == nullptr || broadcast->message.chains.empty()) {
      changed.push_back(std::move(effect));
    } else {
      make(broadcast->message, changed);
    }
  }
  effects = std::move(changed);
}

}  // namespace

void EquivocatingSender::rewrite(const Config& config, const State&, Effects<Protocol>& effects,
                                 Context<Protocol>& context) const {
  if (context.self() != config.sender) return;
  replace_relays(effects, [&](const Relay& relay, Effects<Protocol>& changed) {
    const Value other = config.value + 1;
    const Relay second{relay.round, {{other, {context.sign(Endorsement{other})}}}};
    changed.push_back(Multicast<Protocol>{all_beside(config, context.self(), false), relay});
    changed.push_back(Multicast<Protocol>{all_beside(config, context.self(), true), second});
  });
}

void LateRelay::rewrite(const Config& config, const State&, Effects<Protocol>& effects, Context<Protocol>&) const {
  replace_relays(effects, [&](const Relay& relay, Effects<Protocol>& changed) {
    const ProcessId to = relay.round == rounds(config) ? victim : accomplice;
    if (to.value < config.n) changed.push_back(Send<Protocol>{to, relay});
  });
}

}  // namespace parley::dolev_strong
