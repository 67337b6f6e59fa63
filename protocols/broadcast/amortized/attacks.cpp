#include "protocols/broadcast/amortized/attacks.hpp"

#include <string>
#include <utility>
#include <variant>

#include "protocols/broadcast/amortized/amortized.hpp"

namespace parley::amortized {

namespace {

// The name of no block of anybody's.
Digest forged_name(Height height) {
  return broadcast::sha256("forged " + std::to_string(height));
}

std::vector<Digest> forged_names(const Config& config, Height from) {
  std::vector<Digest> names;
  for (Height height = from; height <= config.payloads && names.size() < kStatedAtOnce; ++height)
    names.push_back(forged_name(height));
  return names;
}

Protocol::Message* message_of(Effect<Protocol>& effect) {
  if (auto* send = std::get_if<Send<Protocol>>(&effect)) return &send->message;
  if (auto* all = std::get_if<Broadcast<Protocol>>(&effect)) return &all->message;
  if (auto* some = std::get_if<Multicast<Protocol>>(&effect)) return &some->message;
  return nullptr;
}

}  // namespace

void ForgedReadies::rewrite(const Config& config, const State& state, Effects<Protocol>& effects,
                            Context<Protocol>&) const {
  Effects<Protocol> statements;
  for (Effect<Protocol>& effect : effects) {
    Protocol::Message* message = message_of(effect);
    if (message == nullptr) continue;
    if (auto* stand = std::get_if<Stand>(message)) stand->blocks = forged_names(config, stand->from);
    if (auto* vote = std::get_if<Vote>(message)) {
      vote->ready = config.payloads;
      vote->ready_block = forged_name(config.payloads);
      const Height next = state.chains.at(vote->sender).delivered + 1;
      statements.push_back(Broadcast<Protocol>{Stand{vote->sender, next, forged_names(config, next)}});
    }
  }
  for (Effect<Protocol>& statement : statements) effects.push_back(std::move(statement));
}

}  // namespace parley::amortized
