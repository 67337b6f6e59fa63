#include "protocols/consensus/ben_or/attacks.hpp"

#include <utility>

#include "protocols/consensus/ben_or/ben_or.hpp"

namespace parley::ben_or {

namespace {

ProcessSet half_without(const Config& config, ProcessId self, bool upper) {
  ProcessSet half;
  for (std::uint32_t id = upper ? config.n / 2 : 0; id < (upper ? config.n : config.n / 2); ++id)
    if (ProcessId{id} != self) half.insert(ProcessId{id});
  return half;
}

Protocol::Message saying(const Protocol::Message& message, bool value) {
  if (const auto* vote = std::get_if<Vote>(&message)) return Vote{vote->round, value};
  return Proposal{std::get<Proposal>(message).round, choice_of(value)};
}

}  // namespace

void SplitVoter::rewrite(const Config& config, const State&, Effects<Protocol>& effects,
                         Context<Protocol>& context) const {
  Effects<Protocol> changed;
  for (Effect<Protocol>& effect : effects) {
    const auto* broadcast = std::get_if<Broadcast<Protocol>>(&effect);
    if (broadcast == nullptr) {
      changed.push_back(std::move(effect));
      continue;
    }
    for (const bool upper : {false, true})
      changed.push_back(
          Multicast<Protocol>{half_without(config, context.self(), upper), saying(broadcast->message, upper)});
  }
  effects = std::move(changed);
}

}  // namespace parley::ben_or
