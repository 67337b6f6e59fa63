#include "protocols/consensus/hotstuff/attacks.hpp"

#include <algorithm>
#include <utility>

#include "protocols/consensus/hotstuff/handlers.hpp"
#include "protocols/consensus/hotstuff/rules.hpp"

namespace parley::hotstuff {

namespace {

template <class M>
bool sends(const Effect<Protocol>& effect) {
  return std::visit(
      [](const auto& chosen) {
        if constexpr (requires { chosen.message; }) {
          return std::holds_alternative<M>(chosen.message);
        } else {
          return false;
        }
      },
      effect);
}

const Proposal* proposal_in(const Effect<Protocol>& effect) {
  const auto* broadcast = std::get_if<Broadcast<Protocol>>(&effect);
  return broadcast == nullptr ? nullptr : std::get_if<Proposal>(&broadcast->message);
}

ProcessSet half_of(const Config& config, ProcessId self, bool upper) {
  ProcessSet half;
  for (std::uint32_t id = upper ? config.n / 2 : 0; id < (upper ? config.n : config.n / 2); ++id)
    if (ProcessId{id} != self) half.insert(ProcessId{id});
  return half;
}

// Replaces each proposal by what `make` appends for it.
template <class Make>
void replace_proposals(Effects<Protocol>& effects, Make&& make) {
  Effects<Protocol> changed;
  for (Effect<Protocol>& effect : effects) {
    if (const Proposal* proposal = proposal_in(effect)) {
      make(*proposal, changed);
    } else {
      changed.push_back(std::move(effect));
    }
  }
  effects = std::move(changed);
}

}  // namespace

void EquivocatingLeader::rewrite(const Config& config, const State& state, Effects<Protocol>& effects,
                                 Context<Protocol>& context) const {
  replace_proposals(effects, [&](const Proposal& proposal, Effects<Protocol>& changed) {
    Proposal other = proposal;
    other.block.request.reset();
    for (const auto& [client, request] : std::get<Replica>(state.part).pending)
      if (!proposal.block.request || client != proposal.block.request->signer()) other.block.request = request;
    changed.push_back(Multicast<Protocol>{half_of(config, context.self(), false), proposal});
    changed.push_back(Multicast<Protocol>{half_of(config, context.self(), true), std::move(other)});
  });
}

void SilentLeader::rewrite(const Config&, const State&, Effects<Protocol>& effects, Context<Protocol>&) const {
  std::erase_if(effects, sends<Proposal>);
}

void WithholdVotes::rewrite(const Config&, const State&, Effects<Protocol>& effects, Context<Protocol>&) const {
  std::erase_if(effects, sends<Vote>);
}

void ForkingLeader::rewrite(const Config& config, const State& state, Effects<Protocol>& effects,
                            Context<Protocol>&) const {
  replace_proposals(effects, [&](const Proposal& proposal, Effects<Protocol>& changed) {
    Proposal stale = proposal;
    const Replica& replica = std::get<Replica>(state.part);
    if (valid_end(config, proposal.block.view - 1, replica.ended)) {
      stale.justify = Certificate{0, first_digest(), {}};
      stale.block.parent = first_digest();
      stale.block.parent_view = 0;
      stale.ended = replica.ended;
    }
    changed.push_back(Broadcast<Protocol>{std::move(stale)});
  });
}

}  // namespace parley::hotstuff
