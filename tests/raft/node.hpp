// One Raft process alone, for the rules of figure 2: events go in by hand, effects are looked at.
#pragma once

#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "net/world/step.hpp"
#include "protocols/consensus/raft/raft.hpp"

namespace parley::raft::testing {

inline constexpr ProcessId kP0{0}, kP1{1}, kP2{2}, kP3{3}, kP4{4};

inline Entry entry(Term term) {
  return {term, std::nullopt};
}

inline Entries entries(std::initializer_list<Term> terms) {
  Entries made;
  for (const Term term : terms) made.push_back(entry(term));
  return made;
}

inline Entry put(Term term, ProcessId client, std::uint32_t request, std::uint64_t value) {
  return {term, Command{client, request, {problems::RegisterCall::kPut, 0, value, 0}}};
}

// Whether no message or output leaves before the last record of its step.
template <class P>
bool persists_first(const Effects<P>& effects) {
  bool left = false;
  for (const Effect<P>& effect : effects) {
    if (std::holds_alternative<Persist<P>>(effect) && left) return false;
    left = left || std::holds_alternative<Send<P>>(effect) || std::holds_alternative<Broadcast<P>>(effect) ||
           std::holds_alternative<Multicast<P>>(effect);
  }
  return true;
}

class Node {
 public:
  explicit Node(const Config& config = {}, ProcessId self = kP0, Durable durable = {})
      : config_(config), stepper_(config_), self_(self) {
    local_.durable = std::move(durable);
    start();
  }
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  // First start, and after a crash.
  void start() { keep(stepper_.start(self_, local_, choices_)); }
  void receive(ProcessId from, const Protocol::Message& message) {
    keep(stepper_.deliver(self_, local_, from, message, choices_));
  }
  void fire(const Protocol::Timer& timer) { keep(stepper_.fire(self_, local_, timer, choices_)); }
  void crash() { world::Stepper<Protocol>::crash(local_); }

  // A follower of 3 becomes leader of the next term.
  void win() {
    fire(ElectionTimeout{});
    for (std::uint32_t id = 0; id < config_.n && server().role == Role::kCandidate; ++id)
      if (ProcessId{id} != self_) receive(ProcessId{id}, Vote{server().term, true});
  }

  const Server& server() const { return std::get<Server>(local_.state.part); }
  const Client& client() const { return std::get<Client>(local_.state.part); }
  const Durable& durable() const { return local_.durable; }
  const Effects<Protocol>& effects() const { return effects_; }

  // The messages of type M that the last step sent to `to`.
  template <class M>
  std::vector<M> sent(ProcessId to) const {
    std::vector<M> found;
    for (const auto& effect : effects_) {
      const Protocol::Message* message = nullptr;
      if (const auto* send = std::get_if<Send<Protocol>>(&effect); send && send->to == to) message = &send->message;
      if (const auto* all = std::get_if<Broadcast<Protocol>>(&effect); all && to != self_) message = &all->message;
      if (const auto* some = std::get_if<Multicast<Protocol>>(&effect); some && some->to.contains(to))
        message = &some->message;
      if (message != nullptr)
        if (const auto* typed = std::get_if<M>(message)) found.push_back(*typed);
    }
    return found;
  }

  // The outputs of type O of the last step.
  template <class O>
  std::vector<O> emitted() const {
    std::vector<O> found;
    for (const auto& effect : effects_)
      if (const auto* emit = std::get_if<Emit<Protocol>>(&effect))
        if (const auto* typed = std::get_if<O>(&emit->output)) found.push_back(*typed);
    return found;
  }

  bool sets(const Protocol::Timer& timer) const {
    for (const auto& effect : effects_)
      if (const auto* set = std::get_if<SetTimer<Protocol>>(&effect); set && set->timer.index() == timer.index())
        return true;
    return false;
  }
  bool cancels(const Protocol::Timer& timer) const {
    for (const auto& effect : effects_)
      if (const auto* off = std::get_if<CancelTimer<Protocol>>(&effect); off && off->timer.index() == timer.index())
        return true;
    return false;
  }
  bool silent() const { return effects_.empty(); }

 private:
  void keep(const Effects<Protocol>& effects) { effects_ = effects; }

  Config config_;
  world::Stepper<Protocol> stepper_;
  ProcessId self_;
  world::LocalState<Protocol> local_;
  Choices choices_;
  Effects<Protocol> effects_;
};

}  // namespace parley::raft::testing
