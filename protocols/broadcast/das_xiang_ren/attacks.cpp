#include "protocols/broadcast/das_xiang_ren/attacks.hpp"

#include <utility>
#include <variant>

#include "protocols/broadcast/das_xiang_ren/das_xiang_ren.hpp"

namespace parley::das_xiang_ren {

namespace {

void damage(std::string& fragment) {
  if (!fragment.empty()) fragment.back() = static_cast<char>(fragment.back() ^ 1);
}

Protocol::Message* message_of(Effect<Protocol>& effect) {
  if (auto* send = std::get_if<Send<Protocol>>(&effect)) return &send->message;
  if (auto* all = std::get_if<Broadcast<Protocol>>(&effect)) return &all->message;
  if (auto* some = std::get_if<Multicast<Protocol>>(&effect)) return &some->message;
  return nullptr;
}

// Its echo to `to`, if that is what the effect is.
Echo* echo_to(Effect<Protocol>& effect, ProcessId to) {
  auto* send = std::get_if<Send<Protocol>>(&effect);
  return send != nullptr && send->to == to ? std::get_if<Echo>(&send->message) : nullptr;
}

}  // namespace

void WrongFragments::rewrite(const Config&, const broadcast::Streams<Instance>&, Effects<Protocol>& effects,
                             Context<Protocol>&) const {
  for (Effect<Protocol>& effect : effects) {
    Protocol::Message* message = message_of(effect);
    if (message == nullptr) continue;
    if (auto* echo = std::get_if<Echo>(message)) damage(echo->fragment);
    if (auto* ready = std::get_if<Ready>(message)) damage(ready->fragment);
  }
}

void WrongReadies::rewrite(const Config& config, const broadcast::Streams<Instance>&, Effects<Protocol>& effects,
                           Context<Protocol>& context) const {
  const ProcessId other{context.self().value == 0 ? config.n - 1 : 0};
  Effects<Protocol> rewritten;
  for (Effect<Protocol>& effect : effects) {
    std::optional<Ready> early;
    if (const Echo* echo = echo_to(effect, other)) {
      early = Ready{echo->sender, echo->sequence, echo->payload, echo->fragment};
      damage(early->fragment);
    }
    rewritten.push_back(std::move(effect));
    if (early) rewritten.push_back(Broadcast<Protocol>{*std::move(early)});
  }
  effects = std::move(rewritten);
}

}  // namespace parley::das_xiang_ren
