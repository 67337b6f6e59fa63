// The processes of a protocol as the collapsed search sees them: numbers for local values, inputs, outputs, monitors
// and adversary knowledge. The typed side (protocol_machine.hpp) runs the handlers; it is asked once for each distinct
// question, and the search remembers the answer.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "checker/explore/flat_map.hpp"
#include "checker/explore/interner.hpp"
#include "checker/explore/system.hpp"
#include "net/world/event.hpp"
#include "protocols/core/rename.hpp"

namespace parley::explore {

using world::EventKind;

// What can happen to one process. `from` is the sender and `content` the payload of a delivery or injection; `content`
// is the timer of a firing.
struct Input {
  EventKind kind = EventKind::kStart;
  std::uint32_t from = 0;
  std::uint32_t content = 0;
};

// Numbers the inputs of one slot.
class InputTable {
 public:
  std::uint32_t intern(const Input& input);
  const Input& operator[](std::uint32_t id) const { return inputs_[id]; }
  std::size_t bytes() const { return inputs_.capacity() * sizeof(Input) + ids_.bytes(); }

 private:
  std::vector<Input> inputs_;
  FlatMap ids_;
};

// What a step does beyond its own process, numbered: 0 is nothing. Canonical: sends are sorted.
struct Effect {
  struct Sent {
    std::uint32_t slot;   // of the receiver
    std::uint32_t input;  // of the receiver: the delivery
    friend auto operator<=>(const Sent&, const Sent&) = default;
  };
  std::vector<Sent> sent;
  std::vector<std::uint32_t> outputs;  // in order
  std::vector<std::uint32_t> learned;  // signed values that reach the adversary, sorted

  void clear() {
    sent.clear();
    outputs.clear();
    learned.clear();
  }
};

class EffectTable {
 public:
  EffectTable() { intern(Effect{}); }

  std::uint32_t intern(Effect effect);
  std::uint32_t size() const { return static_cast<std::uint32_t>(effects_.size()); }
  const Effect& operator[](std::uint32_t id) const { return effects_[id]; }
  // Distinct slots that are sent something.
  std::span<const std::uint32_t> receivers(std::uint32_t id) const { return receivers_[id]; }
  bool is_global(std::uint32_t id) const { return global_[id] != 0; }

 private:
  Interner<std::uint32_t> ids_;
  std::vector<Effect> effects_;
  std::vector<std::vector<std::uint32_t>> receivers_;
  std::vector<std::uint8_t> global_;
};

// One outcome of an input: choices of the handler are enumerated, so there may be several.
struct Reaction {
  std::uint32_t local = 0;
  std::uint32_t effect = 0;
  bool last = true;  // of the outcomes of one input
};

struct LocalFacts {
  bool up = false;
  bool blocked = false;                // a timer is armed that no budget lets fire
  std::vector<std::uint32_t> pending;  // inputs that must happen in the end: a first step, timers
  std::vector<std::uint32_t> faults;   // inputs that a budget of the whole run allows: crash, restart
};

// Slots are the processes that follow the protocol, 0 .. slots()-1 in ascending order of identity.
class Machine {
 public:
  Machine() = default;
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;
  virtual ~Machine() = default;

  virtual std::uint32_t slots() const = 0;
  virtual std::uint32_t processes() const = 0;  // Byzantine ones and clients included
  virtual std::span<const PropertyInfo> properties() const = 0;

  // The local value before the first step, and that step.
  virtual std::uint32_t unborn(std::uint32_t slot) = 0;
  virtual std::uint32_t start_input(std::uint32_t slot) = 0;

  virtual std::uint32_t local_count(std::uint32_t slot) const = 0;  // numbered so far
  virtual LocalFacts facts(std::uint32_t slot, std::uint32_t local) = 0;
  virtual void react(std::uint32_t slot, std::uint32_t local, std::uint32_t input, std::vector<Reaction>& out) = 0;

  // Injections that the adversary can make with what it knows; for knowledge other than 0, those beyond that of 0.
  virtual const std::vector<std::uint32_t>& injections(std::uint32_t slot, std::uint32_t knowledge) = 0;
  virtual std::uint32_t learn(std::uint32_t knowledge, std::span<const std::uint32_t> learned) = 0;

  virtual std::uint32_t first_monitor() = 0;
  virtual std::uint32_t observe(std::uint32_t monitor, std::span<const std::uint32_t> outputs) = 0;
  virtual Judgement judge(std::uint32_t monitor) const = 0;
  virtual PropertySet unfulfilled(std::uint32_t monitor) const = 0;

  // The group action: numbers of what `renaming` makes of a value of `slot`, numbered at the slot that it goes to.
  virtual std::uint32_t renamed_local(std::uint32_t slot, std::uint32_t local, const Renaming& renaming) = 0;
  virtual std::uint32_t renamed_input(std::uint32_t slot, std::uint32_t input, const Renaming& renaming) = 0;
  virtual std::uint32_t renamed_output(std::uint32_t output, const Renaming& renaming) = 0;
  virtual std::uint32_t renamed_statement(std::uint32_t statement, const Renaming& renaming) = 0;
  virtual std::uint32_t renamed_monitor(std::uint32_t monitor, const Renaming& renaming) = 0;
  virtual std::uint32_t renamed_knowledge(std::uint32_t knowledge, const Renaming& renaming) = 0;
  // Of values alone, wherever they are numbered.
  virtual std::uint64_t local_hash(std::uint32_t slot, std::uint32_t local) const = 0;
  virtual std::uint64_t input_hash(std::uint32_t slot, std::uint32_t input) const = 0;
  virtual std::uint32_t slot_of(ProcessId id) const = 0;  // kNoSlot for Byzantine processes
  virtual ProcessId identity(std::uint32_t slot) const = 0;

  static constexpr std::uint32_t kNoSlot = 0xffffffff;

  virtual std::size_t bytes() const = 0;

  const InputTable& inputs(std::uint32_t slot) const { return inputs_[slot]; }
  const EffectTable& effects() const { return effects_; }
  std::uint32_t intern_effect(Effect effect) { return effects_.intern(std::move(effect)); }

 protected:
  std::vector<InputTable> inputs_;  // by slot
  EffectTable effects_;
};

}  // namespace parley::explore
