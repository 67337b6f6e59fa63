// The history of the registers behind a replicated log, as its clients saw it: what they asked, what they were answered
// and when, and nothing of what servers say of their logs. The monitor of the problem (replicated_log.hpp) takes the
// log for the witness of the order and so asks for more: that every answer comes from the log. A run may be
// linearizable and not keep that, and the monitor relies on outputs of servers, which this does not.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <variant>

#include "checker/history/registers.hpp"
#include "net/world/trace.hpp"
#include "net/world/world.hpp"
#include "protocols/core/problems/replicated_log.hpp"

namespace parley::history {

template <class P>
concept HasRegisterClients = std::same_as<typename P::Output, problems::ReplicatedLogOutput>;

// Collects the outputs of clients.
class ClientRecorder {
 public:
  void observe(ProcessId who, const problems::ReplicatedLogOutput& output, std::uint64_t time) {
    if (const auto* asked = std::get_if<problems::Invoked>(&output)) {
      if (!known_.try_emplace({who.value, asked->request}, history_.size()).second) return;  // again, after a restart
      history_.push_back({who.value, asked->operation, std::nullopt, time, kNever});
    } else if (const auto* answered = std::get_if<problems::Responded>(&output)) {
      const auto place = known_.find({who.value, answered->request});
      if (place == known_.end() || history_[place->second].result) return;  // integrity is the monitor's business
      history_[place->second].result = answered->result;
      history_[place->second].returned = time;
    }
  }

  RegisterHistory take() { return std::move(history_); }

 private:
  RegisterHistory history_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> known_;  // by client and request
};

// The clients' history of a trace, found by carrying it out as far as that is possible. None where a client is faulty:
// what it had done to the registers nobody knows. Times are those of the nodes' clock for real runs, else the order of
// steps.
template <HasRegisterClients P>
std::optional<RegisterHistory> client_history(const world::Trace& trace, const typename P::Config& config) {
  const ProcessSet correct = world::correct_in(trace, process_count(config));
  for (std::uint32_t client = config.n; client < process_count(config); ++client)
    if (!correct.contains(ProcessId{client})) return std::nullopt;
  world::World<P> world(config, correct);
  ClientRecorder recorder;
  for (std::size_t at = 0; at < trace.steps.size(); ++at) {
    const std::optional<world::Event<P>> event = world::event_of<P>(trace.steps[at]);
    if (!event || event->process.value >= world.size() || world.refusal(*event) != world::Refusal::kNone) break;
    Choices choices = Choices::lenient(event->choices);
    const std::uint64_t time = trace.engine == "node" ? trace.steps[at].tick : at;
    for (const Effect<P>& effect : world.apply(*event, choices))
      if (const auto* emit = std::get_if<Emit<P>>(&effect)) recorder.observe(event->process, emit->output, time);
  }
  return recorder.take();
}

}  // namespace parley::history
