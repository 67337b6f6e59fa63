#include "protocols/consensus/pbft/attacks.hpp"

#include <type_traits>
#include <utility>

#include "protocols/consensus/pbft/handlers.hpp"
#include "protocols/consensus/pbft/rules.hpp"

namespace parley::pbft {

namespace {

// The message of an effect that sends one; null for other effects.
Protocol::Message* message_of(Effect<Protocol>& effect) {
  return std::visit(
      [](auto& chosen) -> Protocol::Message* {
        if constexpr (requires { chosen.message; }) {
          return &chosen.message;
        } else {
          return nullptr;
        }
      },
      effect);
}

template <class... M>
void drop(Effects<Protocol>& effects) {
  std::erase_if(effects, [](Effect<Protocol>& effect) {
    const Protocol::Message* message = message_of(effect);
    return message != nullptr && (std::holds_alternative<M>(*message) || ...);
  });
}

template <class M, class Change>
void change(Effects<Protocol>& effects, Change&& apply_to) {
  for (Effect<Protocol>& effect : effects)
    if (Protocol::Message* message = message_of(effect))
      if (M* typed = std::get_if<M>(message)) apply_to(*typed);
}

// A request of another client than that of `taken`.
std::optional<Signed<Request>> another_request(const State& state, const std::optional<Signed<Request>>& taken) {
  for (const auto& [client, request] : std::get<Replica>(state.part).pending)
    if (!taken || client != taken->signer()) return request;
  return std::nullopt;
}

bool is_replica(const State& state) {
  return std::holds_alternative<Replica>(state.part);
}

}  // namespace

void EquivocatingPrimary::rewrite(const Config& config, const State& state, Effects<Protocol>& effects,
                                  Context<Protocol>& context) const {
  ProcessSet half;
  for (std::uint32_t id = config.n / 2; id < config.n; ++id) half.insert(ProcessId{id});
  ProcessSet rest = ProcessSet::first(config.n);
  half.for_each([&](ProcessId id) { rest.erase(id); });
  half.erase(context.self());
  rest.erase(context.self());
  Effects<Protocol> changed;
  for (Effect<Protocol>& effect : effects) {
    auto* broadcast = std::get_if<Broadcast<Protocol>>(&effect);
    const auto* proposal = broadcast == nullptr ? nullptr : std::get_if<PrePrepare>(&broadcast->message);
    if (proposal == nullptr) {
      changed.push_back(std::move(effect));
      continue;
    }
    Ordering ordering = proposal->ordering.statement();
    const std::optional<Signed<Request>> other = another_request(state, proposal->request);
    ordering.digest = digest_of_request(other);
    changed.push_back(Multicast<Protocol>{half, PrePrepare{context.sign(ordering), other}});
    changed.push_back(Multicast<Protocol>{rest, std::move(broadcast->message)});
  }
  effects = std::move(changed);
}

void SilentPrimary::rewrite(const Config&, const State&, Effects<Protocol>& effects, Context<Protocol>&) const {
  drop<PrePrepare, NewView>(effects);
}

void WithholdPrepares::rewrite(const Config&, const State&, Effects<Protocol>& effects, Context<Protocol>&) const {
  drop<Prepare, Commit>(effects);
}

void OmitCertificates::rewrite(const Config&, const State&, Effects<Protocol>& effects,
                               Context<Protocol>& context) const {
  change<ViewChange>(effects, [&](ViewChange& message) {
    ViewReport report = message.report.statement();
    report.prepared.clear();
    message.report = context.sign(std::move(report));
  });
}

void ForgeCertificates::rewrite(const Config& config, const State& state, Effects<Protocol>& effects,
                                Context<Protocol>& context) const {
  if (!is_replica(state)) return;
  change<ViewChange>(effects, [&](ViewChange& message) {
    ViewReport report = message.report.statement();
    for (Certificate& certificate : report.prepared) {
      Ordering ordering = certificate.proposal.ordering.statement();
      ordering.digest = {};
      certificate.proposal = {context.sign(ordering), std::nullopt};
      certificate.acceptances.assign(quorum(config),
                                     context.sign(Acceptance{ordering.view, ordering.sequence, ordering.digest}));
    }
    message.report = context.sign(std::move(report));
  });
}

void ForgeOpening::rewrite(const Config&, const State&, Effects<Protocol>& effects, Context<Protocol>& context) const {
  change<NewView>(effects, [&](NewView& message) {
    ViewOpening opening = message.opening.statement();
    if (opening.orderings.empty() || message.opening.signer() != context.self()) return;
    for (Signed<Ordering>& ordering : opening.orderings)
      ordering = context.sign(Ordering{opening.view, ordering.statement().sequence, {}});
    message.opening = context.sign(std::move(opening));
  });
}

}  // namespace parley::pbft
