// Local minimization: local values of one process that no sequence of inputs can tell apart are taken for one
// (R. Milner's strong bisimulation on the automaton of one process, refined from the coarsest partition after E. F.
// Moore), and a message that will change nothing, now or later, whatever else happens, is not kept in flight.
//
// The automaton of a process has as its inputs everything that any process may ever send it, whether or not it can in
// the state at hand, so what is told apart here includes what can be told apart in a run: the merge is sound, and
// finer than need be.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "checker/explore/machine.hpp"

namespace parley::explore {

class Minimizer {
 public:
  // `reactions` bounds the handler runs. Leaves the minimizer empty when there are more, or when the adversary learns
  // by what is sent, so that inputs cannot be known beforehand.
  Minimizer(Machine& machine, std::size_t reactions);

  bool empty() const { return classes_.empty(); }

  // The value that stands for `local`: itself when not minimized.
  std::uint32_t representative(std::uint32_t slot, std::uint32_t local) const {
    return known(slot, local) ? slots_[slot].representative[classes_[slot][local]] : local;
  }
  // One for all members of a class, whatever their numbers.
  std::uint64_t hash(std::uint32_t slot, std::uint32_t local) const {
    return known(slot, local) ? slots_[slot].hash[classes_[slot][local]] : machine_.local_hash(slot, local);
  }
  // Whether `input` will never change anything at `local` or after it.
  bool is_dead(std::uint32_t slot, std::uint32_t local, std::uint32_t input) const;

 private:
  bool known(std::uint32_t slot, std::uint32_t local) const {
    return !classes_.empty() && local < classes_[slot].size();
  }

  // What an input does to a local value: reactions up to `last`, none when the input cannot happen.
  struct Answers {
    std::vector<std::vector<std::uint32_t>> first;  // by local and position of the input; kNone: cannot happen
    std::vector<Reaction> reactions;
  };
  struct Slot {
    std::vector<std::uint32_t> inputs;    // by position
    std::vector<std::uint32_t> position;  // by input
    Answers answers;
    std::vector<std::uint32_t> representative;  // by class
    std::vector<std::uint64_t> hash;            // by class
    std::vector<std::vector<bool>> live;        // by local value and position
  };

  bool close();
  bool close_slot(std::uint32_t slot, bool& grew);
  void add_input(std::uint32_t slot, std::uint32_t input);
  bool answer(std::uint32_t slot, std::uint32_t local);
  bool possible(std::uint32_t slot, std::uint32_t local, std::uint32_t input) const;
  void refine(std::uint32_t slot);
  std::size_t split(std::uint32_t slot, std::vector<std::uint32_t>& classes);
  void choose(std::uint32_t slot);
  void find_live(std::uint32_t slot);

  Machine& machine_;
  std::size_t budget_;
  std::vector<Slot> slots_;
  std::vector<std::vector<LocalFacts>> facts_;       // by slot and local value
  std::vector<std::vector<std::uint32_t>> classes_;  // by slot and local value; empty: not minimized
};

}  // namespace parley::explore
