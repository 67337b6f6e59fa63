// Processes, messages in flight and armed timers of one instance, moved by events. The reference semantics: the
// simulator and the explorer keep their own queues for speed, and tests hold them against this.
//
// The network keeps every payload ever sent, so that any delivery, repeated or late, can be asked for; what is allowed
// (loss, duplication, order) is the business of whoever chooses the events.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "net/world/event.hpp"
#include "net/world/step.hpp"

namespace parley::world {

// Why an event cannot happen in a world; kNone when it can.
enum class Refusal : std::uint8_t { kNone, kDown, kAlreadyUp, kNoSuchMessage, kNotAddressed, kTimerNotArmed };

constexpr std::string_view to_string(Refusal refusal) {
  switch (refusal) {
    case Refusal::kNone:
      return "possible";
    case Refusal::kDown:
      return "the process is down";
    case Refusal::kAlreadyUp:
      return "the process is up already";
    case Refusal::kNoSuchMessage:
      return "no such message was sent";
    case Refusal::kNotAddressed:
      return "the message is not addressed to the process";
    case Refusal::kTimerNotArmed:
      return "the timer is not armed";
  }
  return "possible";
}

template <Process P>
class World {
 public:
  using Message = typename P::Message;
  using Timer = typename P::Timer;

  struct Payload {
    std::optional<ProcessSet> to;  // none: every process 0 .. n-1 but the sender
    Message message;
    ProcessSet delivered;
    bool addresses(ProcessId from, ProcessId id, std::uint32_t n) const {
      return to ? to->contains(id) : id != from && id.value < n;
    }
  };

  // `config` must outlive the world. Only outputs of `correct` processes are observed.
  World(const typename P::Config& config, const ProcessSet& correct)
      : stepper_(config),
        correct_(correct),
        monitor_(P::problem(config, correct)),
        locals_(process_count(config)),
        armed_(process_count(config)),
        sent_(process_count(config)) {}

  std::uint32_t size() const { return static_cast<std::uint32_t>(locals_.size()); }
  std::uint32_t server_count() const { return stepper_.config().n; }  // the others are clients
  const LocalState<P>& local(ProcessId id) const { return locals_[id.value]; }
  const std::vector<Timer>& armed(ProcessId id) const { return armed_[id.value]; }
  const std::vector<Payload>& sent(ProcessId id) const { return sent_[id.value]; }
  const typename P::Problem& monitor() const { return monitor_; }
  const ProcessSet& correct() const { return correct_; }

  Refusal refusal(const Event<P>& event) const {
    const bool up = locals_[event.process.value].up;
    switch (event.kind) {
      case EventKind::kStart:
      case EventKind::kRestart:
        return up ? Refusal::kAlreadyUp : Refusal::kNone;
      case EventKind::kCrash:
      case EventKind::kInject:
        return up ? Refusal::kNone : Refusal::kDown;
      case EventKind::kDeliver:
        return up ? delivery_refusal(event) : Refusal::kDown;
      case EventKind::kTimer:
        if (!up) return Refusal::kDown;
        return find_timer(event.process, *event.timer) == armed_[event.process.value].size() ? Refusal::kTimerNotArmed
                                                                                             : Refusal::kNone;
    }
    return Refusal::kNone;
  }

  // Carries out `event` and returns its effects, valid until the next one. REQUIRES: refusal(event) is kNone.
  const Effects<P>& apply(const Event<P>& event) {
    Choices choices(event.choices);
    return apply(event, choices);
  }

  const Effects<P>& apply(const Event<P>& event, Choices& choices) {
    check(refusal(event) == Refusal::kNone, to_string(refusal(event)));
    LocalState<P>& local = locals_[event.process.value];
    switch (event.kind) {
      case EventKind::kStart:
      case EventKind::kRestart:
        return release(event.process, stepper_.start(event.process, local, choices));
      case EventKind::kDeliver:
        return deliver(event, local, choices);
      case EventKind::kInject:
        return release(event.process, stepper_.deliver(event.process, local, event.key.from, *event.message, choices));
      case EventKind::kTimer:
        return fire(event, local, choices);
      case EventKind::kCrash:
        break;
    }
    Stepper<P>::crash(local);
    armed_[event.process.value].clear();
    return nothing_;
  }

  // Everything that can happen next on its own: first steps, deliveries of messages not yet delivered, armed timers.
  std::vector<Event<P>> enabled() const {
    std::vector<Event<P>> events;
    for (std::uint32_t index = 0; index < size(); ++index) enabled_at(ProcessId{index}, events);
    return events;
  }

  // A hash of all processes, durable values and the monitor: what two engines must agree on.
  Hash128 state_hash() const {
    Hash128 chain = hash128(monitor_);
    for (const LocalState<P>& local : locals_)
      chain = combine(combine(chain, hash128(local.state)), hash128(local.durable));
    return chain;
  }

 private:
  Refusal delivery_refusal(const Event<P>& event) const {
    if (event.key.from.value >= size()) return Refusal::kNoSuchMessage;
    const std::vector<Payload>& payloads = sent_[event.key.from.value];
    if (event.key.sequence >= payloads.size()) return Refusal::kNoSuchMessage;
    return payloads[event.key.sequence].addresses(event.key.from, event.process, stepper_.config().n)
               ? Refusal::kNone
               : Refusal::kNotAddressed;
  }

  const Effects<P>& deliver(const Event<P>& event, LocalState<P>& local, Choices& choices) {
    Payload& payload = sent_[event.key.from.value][event.key.sequence];
    payload.delivered.insert(event.process);
    const Message message = payload.message;  // the step may send and so move the payloads
    return release(event.process, stepper_.deliver(event.process, local, event.key.from, message, choices));
  }

  const Effects<P>& fire(const Event<P>& event, LocalState<P>& local, Choices& choices) {
    disarm(event.process, *event.timer);
    return release(event.process, stepper_.fire(event.process, local, *event.timer, choices));
  }

  const Effects<P>& release(ProcessId self, const Effects<P>& effects) {
    for (const Effect<P>& effect : effects) release_one(self, effect);
    return effects;
  }

  void release_one(ProcessId self, const Effect<P>& effect) {
    if (const auto* send = std::get_if<Send<P>>(&effect)) {
      sent_[self.value].push_back({ProcessSet{send->to}, send->message, {}});
    } else if (const auto* broadcast = std::get_if<Broadcast<P>>(&effect)) {
      sent_[self.value].push_back({std::nullopt, broadcast->message, {}});
    } else if (const auto* multicast = std::get_if<Multicast<P>>(&effect)) {
      sent_[self.value].push_back({multicast->to, multicast->message, {}});
    } else if (const auto* set = std::get_if<SetTimer<P>>(&effect)) {
      if (find_timer(self, set->timer) == armed_[self.value].size()) armed_[self.value].push_back(set->timer);
    } else if (const auto* cancel = std::get_if<CancelTimer<P>>(&effect)) {
      disarm(self, cancel->timer);
    } else if (const auto* emit = std::get_if<Emit<P>>(&effect)) {
      if (correct_.contains(self)) monitor_.observe(self, emit->output);
    }
  }

  std::size_t find_timer(ProcessId self, const Timer& timer) const {
    const std::vector<Timer>& timers = armed_[self.value];
    std::size_t at = 0;
    while (at < timers.size() && !equal(timers[at], timer)) ++at;
    return at;
  }

  void disarm(ProcessId self, const Timer& timer) {
    const std::size_t at = find_timer(self, timer);
    std::vector<Timer>& timers = armed_[self.value];
    if (at < timers.size()) timers.erase(timers.begin() + static_cast<std::ptrdiff_t>(at));
  }

  void enabled_at(ProcessId self, std::vector<Event<P>>& events) const {
    if (!locals_[self.value].up) {
      events.push_back({EventKind::kStart, self, {}, {}, {}, {}});
      return;
    }
    for (std::uint32_t from = 0; from < size(); ++from) {
      for (std::uint32_t sequence = 0; sequence < sent_[from].size(); ++sequence) {
        const Payload& payload = sent_[from][sequence];
        if (payload.addresses(ProcessId{from}, self, stepper_.config().n) && !payload.delivered.contains(self))
          events.push_back({EventKind::kDeliver, self, {ProcessId{from}, sequence}, {}, {}, {}});
      }
    }
    for (const Timer& timer : armed_[self.value]) events.push_back({EventKind::kTimer, self, {}, {}, timer, {}});
  }

  Stepper<P> stepper_;
  ProcessSet correct_;
  typename P::Problem monitor_;
  std::vector<LocalState<P>> locals_;
  std::vector<std::vector<Timer>> armed_;
  std::vector<std::vector<Payload>> sent_;
  Effects<P> nothing_;
};

}  // namespace parley::world
