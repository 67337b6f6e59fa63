#include "protocols/overlay/pastry/pastry.hpp"

namespace parley::pastry {

namespace {

// What is handed on for another; nullptr otherwise.
Send<Protocol>* handed_on(Effect<Protocol>& effect, ProcessId self) {
  auto* send = std::get_if<Send<Protocol>>(&effect);
  if (send == nullptr) return nullptr;
  const auto* route = std::get_if<Route>(&send->message);
  return route != nullptr && route->origin != self ? send : nullptr;
}

}  // namespace

void Swallow::rewrite(const Config&, const State&, Effects<Protocol>& effects, Context<Protocol>& context) const {
  std::erase_if(effects, [&](Effect<Protocol>& effect) { return handed_on(effect, context.self()) != nullptr; });
}

void Misroute::rewrite(const Config& config, const State&, Effects<Protocol>& effects,
                       Context<Protocol>& context) const {
  for (Effect<Protocol>& effect : effects) {
    Send<Protocol>* send = handed_on(effect, context.self());
    if (send == nullptr) continue;
    const auto drawn = static_cast<std::uint32_t>(context.choose(config.n));
    if (drawn > 0) send->to = ProcessId{(context.self().value + drawn) % config.n};
  }
}

void Usurp::rewrite(const Config&, const State&, Effects<Protocol>& effects, Context<Protocol>& context) const {
  for (Effect<Protocol>& effect : effects) {
    Send<Protocol>* send = handed_on(effect, context.self());
    if (send == nullptr) continue;
    const Route route = std::get<Route>(send->message);
    if (route.purpose == Purpose::kLookup) *send = {route.origin, Found{route.number, route.hops}};
  }
}

}  // namespace parley::pastry
