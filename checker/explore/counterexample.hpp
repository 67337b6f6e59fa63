// From a path of the collapsed search back to events of a World. The events are found by carrying them out, so a
// counterexample that exists has been replayed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checker/explore/collapse.hpp"
#include "checker/explore/protocol_machine.hpp"
#include "net/world/trace.hpp"
#include "net/world/world.hpp"

namespace parley::explore {

template <Process P>
class Reconstruction {
 public:
  Reconstruction(ProtocolMachine<P>& machine, Collapse& system)
      : machine_(machine), system_(system), world_(machine.config(), machine.correct_set()) {}

  // REQUIRES: `path` is one of `system`.
  void follow(const Path& path) {
    StateList states(system_.width());
    StateList out(system_.width());
    system_.initial(out);
    states.append(out[path[0]]);
    start_all(path[0]);
    for (std::size_t at = 1; at < path.size(); ++at) {
      std::vector<StepRecord> records;
      out.clear();
      system_.expand_recorded(states[0], out, records);
      carry_out(states[0], records[path[at]]);
      states.clear();
      states.append(out[path[at]]);
      check(agrees(states[0]), "the explorer and the world disagree on a state");
    }
  }

  const std::vector<world::Event<P>>& events() const { return events_; }
  const world::World<P>& world() const { return world_; }
  std::vector<world::TraceStep> take_steps() { return std::move(steps_); }

 private:
  using Local = typename ProtocolMachine<P>::Local;

  void start_all(std::uint32_t initial) {
    const std::vector<std::uint32_t> outcomes = system_.initial_outcomes()[initial];
    for (std::uint32_t slot = 0; slot < outcomes.size(); ++slot)
      carry_out_input(slot, machine_.unborn(slot), machine_.start_input(slot), outcomes[slot]);
  }

  void carry_out(const std::uint32_t* state, const StepRecord& record) {
    carry_out_input(record.slot, state[record.slot], record.input, record.outcome);
  }

  void carry_out_input(std::uint32_t slot, std::uint32_t local, std::uint32_t input, std::uint32_t outcome) {
    const Input what = machine_.inputs(slot)[input];
    world::Event<P> event;
    event.kind = what.kind;
    event.process = machine_.identity(slot);
    if (what.kind != EventKind::kCrash) event.choices = machine_.choices_of(slot, local, input, outcome);
    if (what.kind == EventKind::kDeliver) event.key = find_key(event.process, ProcessId{what.from}, what.content);
    if (what.kind == EventKind::kInject) {
      event.key.from = ProcessId{what.from};
      event.message = machine_.payload(what.content);
    }
    if (what.kind == EventKind::kTimer) event.timer = machine_.timer(what.content);
    record(std::move(event));
  }

  // The first such message not delivered yet; when all are, it is a duplicate.
  world::MessageKey find_key(ProcessId to, ProcessId from, std::uint32_t payload) const {
    const auto& sent = world_.sent(from);
    std::size_t found = sent.size();
    for (std::size_t at = 0; at < sent.size(); ++at) {
      if (!sent[at].addresses(from, to, machine_.config().n) || !equal(sent[at].message, machine_.payload(payload)))
        continue;
      if (!sent[at].delivered.contains(to)) return {from, static_cast<std::uint32_t>(at)};
      if (found == sent.size()) found = at;
    }
    check(found < sent.size(), "a delivered message was never sent");
    return {from, static_cast<std::uint32_t>(found)};
  }

  void record(world::Event<P> event) {
    const auto first = static_cast<std::uint32_t>(world_.sent(event.process).size());
    const Effects<P>& effects = world_.apply(event);
    world::Event<P> described = event;
    if (event.kind == EventKind::kDeliver) described.message = world_.sent(event.key.from)[event.key.sequence].message;
    steps_.push_back(world::describe_step<P>(steps_.size(), described, world_.local(event.process), effects, first));
    events_.push_back(std::move(event));
  }

  bool agrees(const std::uint32_t* state) const {
    for (std::uint32_t slot = 0; slot < machine_.slots(); ++slot) {
      const Local& expected = machine_.local(slot, state[slot]);
      const world::LocalState<P>& actual = world_.local(machine_.identity(slot));
      if (!equal(expected.at.state, actual.state) || !equal(expected.at.durable, actual.durable)) return false;
    }
    return true;
  }

  ProtocolMachine<P>& machine_;
  Collapse& system_;
  world::World<P> world_;
  std::vector<world::Event<P>> events_;
  std::vector<world::TraceStep> steps_;
};

// `violation` names the violated property, empty for the witness of a `sometimes`.
template <Process P>
world::Trace trace_of(std::string_view violation, std::vector<world::TraceStep> steps, const ProcessSet& byzantine) {
  world::Trace trace;
  trace.protocol = P::kName;
  trace.engine = "explore";
  trace.violation = violation;
  byzantine.for_each([&](ProcessId id) { trace.faulty.push_back(id.value); });
  trace.steps = std::move(steps);
  return trace;
}

}  // namespace parley::explore
