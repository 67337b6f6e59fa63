// A whole instance without faults, every message delivered in order of sending, and what it costs: messages and bytes
// for each receiver, in the canonical encoding. Used for every protocol that measures bytes.
#pragma once

#include <cstdint>
#include <deque>
#include <utility>
#include <variant>
#include <vector>

#include "net/world/step.hpp"
#include "protocols/core/codec.hpp"

namespace parley::testing {

template <Process P>
class Cluster {
 public:
  explicit Cluster(const typename P::Config& config)
      : config_(config),
        stepper_(config_),
        locals_(config.n),
        monitor_(P::problem(config, ProcessSet::first(config.n))) {}
  Cluster(const Cluster&) = delete;
  Cluster& operator=(const Cluster&) = delete;

  std::uint64_t messages = 0;
  std::uint64_t bytes = 0;

  void run() {
    for (std::uint32_t id = 0; id < config_.n; ++id)
      take(ProcessId{id}, stepper_.start(ProcessId{id}, locals_[id], choices_));
    while (!in_flight_.empty()) {
      const InFlight flight = std::move(in_flight_.front());
      in_flight_.pop_front();
      take(flight.to, stepper_.deliver(flight.to, locals_[flight.to.value], flight.from, flight.message, choices_));
    }
  }
  const typename P::State& state(std::uint32_t id) const { return locals_[id].state; }
  const typename P::Problem& monitor() const { return monitor_; }

 private:
  struct InFlight {
    ProcessId from;
    ProcessId to;
    typename P::Message message;
  };

  void launch(ProcessId from, ProcessId to, const typename P::Message& message) {
    ++messages;
    bytes += encode(message).size();
    in_flight_.push_back({from, to, message});
  }
  void take(ProcessId who, const Effects<P>& effects) {
    for (const Effect<P>& effect : effects) {
      if (const auto* send = std::get_if<Send<P>>(&effect)) launch(who, send->to, send->message);
      if (const auto* emit = std::get_if<Emit<P>>(&effect)) monitor_.observe(who, emit->output);
      const auto* all = std::get_if<Broadcast<P>>(&effect);
      for (std::uint32_t to = 0; all != nullptr && to < config_.n; ++to)
        if (to != who.value) launch(who, ProcessId{to}, all->message);
    }
  }

  typename P::Config config_;
  world::Stepper<P> stepper_;
  Choices choices_;
  std::vector<world::LocalState<P>> locals_;
  typename P::Problem monitor_;
  std::deque<InFlight> in_flight_;
};

}  // namespace parley::testing
