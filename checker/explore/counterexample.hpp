// From a path of the collapsed search back to events of a World. The events are found by carrying them out, so a
// counterexample that exists has been replayed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checker/explore/collapse.hpp"
#include "checker/explore/liveness.hpp"
#include "checker/explore/protocol_machine.hpp"
#include "net/world/loop.hpp"
#include "net/world/trace.hpp"
#include "net/world/world.hpp"

namespace parley::explore {

template <Process P>
class Reconstruction {
 public:
  Reconstruction(ProtocolMachine<P>& machine, Collapse& system)
      : machine_(machine), system_(system), world_(machine.config(), machine.correct_set()), current_(system.width()) {}

  // REQUIRES: `path` is one of `system`.
  void follow(const Path& path) {
    begin(path[0]);
    for (std::size_t at = 1; at < path.size(); ++at) go(path[at], false);
  }

  // The same for a run that goes on for ever; returns the number of steps before the first of the cycle. REQUIRES: the
  // system is searched without reductions.
  std::size_t follow(const Lasso& lasso) {
    begin(lasso.stem[0]);
    for (std::size_t at = 1; at < lasso.stem.size(); ++at) go(lasso.stem[at], true);
    const std::size_t stem = steps_.size();
    const world::Loop<P> loop(world_);
    for (const std::uint32_t ordinal : lasso.cycle) go(ordinal, true);
    check(loop.is_closed(world_), "the explorer and the world disagree on a cycle");
    return stem;
  }

  const std::vector<world::Event<P>>& events() const { return events_; }
  const world::World<P>& world() const { return world_; }
  std::vector<world::TraceStep> take_steps() { return std::move(steps_); }

 private:
  using Local = typename ProtocolMachine<P>::Local;

  void begin(std::uint32_t initial) {
    StateList out(system_.width());
    system_.initial(out);
    current_.append(out[initial]);
    start_all(initial);
  }

  // To a successor: one of expand(), or with `keep_equal` of expand_fairly().
  void go(std::uint32_t ordinal, bool keep_equal) {
    std::vector<StepRecord> records;
    StateList out(system_.width());
    system_.expand_recorded(current_[0], out, records, keep_equal);
    carry_out(records[ordinal]);
    rename_by(records[ordinal].renaming);
    current_.clear();
    current_.append(out[ordinal]);
    check(agrees(current_[0]), "the explorer and the world disagree on a state");
  }

  void start_all(std::uint32_t initial) {
    for (std::uint32_t slot = 0; slot < machine_.slots(); ++slot) actual_.push_back(machine_.unborn(slot));
    const Collapse::Beginning beginning = system_.beginnings()[initial];
    for (std::uint32_t slot = 0; slot < beginning.outcomes.size(); ++slot)
      carry_out_input(slot, machine_.start_input(slot), beginning.outcomes[slot]);
    rename_by(beginning.renaming);
  }

  // The search has a renamed state where the world has the state itself: steps are renamed back.
  void carry_out(const StepRecord& record) {
    if (system_.group().size() < 2) return carry_out_input(record.slot, record.input, record.outcome);
    const Renaming& back = system_.group()[system_.group().inverse(renaming_)];
    carry_out_input(target(record.slot, back), machine_.renamed_input(record.slot, record.input, back), record.outcome);
  }

  void rename_by(std::uint32_t renaming) {
    if (system_.group().size() > 1) renaming_ = system_.group().compose(renaming_, renaming);
  }

  std::uint32_t target(std::uint32_t slot, const Renaming& renaming) const {
    return machine_.slot_of(renaming[machine_.identity(slot).value]);
  }

  void carry_out_input(std::uint32_t slot, std::uint32_t input, std::uint32_t outcome) {
    const Input what = machine_.inputs(slot)[input];
    world::Event<P> event;
    event.kind = what.kind;
    event.process = machine_.identity(slot);
    if (what.kind != EventKind::kCrash) event.choices = machine_.choices_of(slot, actual_[slot], input, outcome);
    if (what.kind == EventKind::kDeliver) event.key = find_key(event.process, ProcessId{what.from}, what.content);
    if (what.kind == EventKind::kInject) {
      event.key.from = ProcessId{what.from};
      event.message = machine_.payload(what.content);
    }
    if (what.kind == EventKind::kTimer) event.timer = machine_.timer(what.content);
    record(std::move(event));
    std::vector<Reaction> reactions;
    machine_.react(slot, actual_[slot], input, reactions);
    actual_[slot] = reactions[outcome].local;
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

  // The world is where the handlers led, and the search has what stands for it.
  bool agrees(const std::uint32_t* state) {
    for (std::uint32_t slot = 0; slot < machine_.slots(); ++slot) {
      const Local& expected = machine_.local(slot, actual_[slot]);
      const world::LocalState<P>& actual = world_.local(machine_.identity(slot));
      if (!equal(expected.at.state, actual.state) || !equal(expected.at.durable, actual.durable)) return false;
      std::uint32_t at = slot;
      std::uint32_t local = actual_[slot];
      if (system_.group().size() > 1) {
        const Renaming& renaming = system_.group()[renaming_];
        at = target(slot, renaming);
        local = machine_.renamed_local(slot, local, renaming);
      }
      if (system_.representative(at, local) != state[at]) return false;
    }
    return true;
  }

  ProtocolMachine<P>& machine_;
  Collapse& system_;
  world::World<P> world_;
  StateList current_;                  // one state, of the search
  std::vector<std::uint32_t> actual_;  // the world's local values, by slot
  std::uint32_t renaming_ = 0;         // from the world's state to that of the search
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
