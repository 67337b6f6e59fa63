// The worlds of a protocol as a System. A state is a short vector of numbers: for each process that follows the
// protocol its local value and its inbox (the multiset of messages in flight to it), and one number for the rest (the
// monitor, what the adversary knows, which budgets are spent). Everything a step does to one component is remembered,
// so the search copies, hashes and compares numbers, and runs a handler once for each distinct question.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "checker/explore/machine.hpp"
#include "checker/explore/minimize.hpp"
#include "checker/explore/symmetry.hpp"

namespace parley::explore {

struct CollapseOptions {
  std::uint32_t crashes = 0;
  std::uint32_t restarts = 0;
  std::uint32_t losses = 0;
  std::uint32_t duplications = 0;
  std::uint32_t faults = 0xffffffff;  // of all these kinds together
  bool explore_starts = false;
  std::size_t minimize = 0;                   // handler runs that minimization may take (minimize.hpp); 0: none
  std::vector<std::vector<ProcessId>> alike;  // classes of processes to be renamed among themselves; empty: none
};

// How a successor came about.
struct StepRecord {
  std::uint32_t slot = 0;
  std::uint32_t input = 0;
  std::uint32_t outcome = 0;   // among the outcomes of the input
  std::uint32_t renaming = 0;  // in the group: carried out on what the step leads to
};

class Collapse final : public System {
 public:
  // `machine` must outlive the system.
  Collapse(Machine& machine, const CollapseOptions& options);

  std::size_t width() const override { return 2 * slots_.size() + 1; }
  std::span<const PropertyInfo> properties() const override { return machine_.properties(); }
  void initial(StateList& out) override;
  Ending expand(const std::uint32_t* state, StateList& out) override;
  bool try_expand(const std::uint32_t* state, StateList& out, Ending& ending) const override;
  void expand_fairly(const std::uint32_t* state, StateList& out, Fairness& fairness) override;
  std::uint32_t losses(const std::uint32_t* state) const override { return losses_left(state[rest_at()]); }
  Judgement judge(const std::uint32_t* state) const override { return rest_[state[rest_at()]].judgement; }
  PropertySet unfulfilled(const std::uint32_t* state) const override;
  std::size_t table_bytes() const override;

  // How each initial state came about: the outcomes of the first steps by slot, then the renaming.
  struct Beginning {
    std::vector<std::uint32_t> outcomes;
    std::uint32_t renaming = 0;
  };
  const std::vector<Beginning>& beginnings() const { return beginnings_; }
  const Group& group() const { return group_; }
  bool minimized() const { return minimizer_ != nullptr; }
  // The number that stands for a local value.
  std::uint32_t representative(std::uint32_t slot, std::uint32_t local) const {
    return minimizer_ != nullptr ? minimizer_->representative(slot, local) : local;
  }
  // Expands and says how each successor came about. With `keep_equal` as expand_fairly() does, else as expand().
  Ending expand_recorded(const std::uint32_t* state, StateList& out, std::vector<StepRecord>& records,
                         bool keep_equal = false);

 private:
  static constexpr std::uint32_t kSpend = 0xffffff00;  // above any effect
  static constexpr std::uint32_t kNone = FlatMap::kNone;
  static constexpr std::size_t kMostBeginningWords = std::size_t{1} << 26;  // of all initial states: 256 MiB

  // A step that depends on nothing but the local value.
  struct OwnStep {
    std::uint32_t input;
    std::uint32_t outcome;
    Reaction reaction;
    EventKind kind;
  };
  struct Local {
    bool known = false;
    bool up = false;
    bool down_or_blocked = false;
    bool pending = false;
    std::vector<OwnStep> steps;
  };
  struct Taken {
    std::uint32_t input;
    std::uint32_t inbox;  // without one such message
  };
  struct Inbox {
    std::uint32_t messages = 0;
    std::vector<Taken> takes;  // one a distinct message
  };
  struct Slot {
    std::vector<Local> locals;
    Interner<std::uint32_t> inbox_ids;
    std::vector<Inbox> inboxes;
    FlatMap reaction_ids;  // of (local, input), the first in `reactions`
    std::vector<Reaction> reactions;
    FlatMap added;     // of (inbox, effect), an inbox
    FlatMap trimmed;   // of (local, inbox), an inbox without messages that change nothing any more
    FlatMap injected;  // of (local, knowledge), in `injected_steps`
    std::vector<std::vector<OwnStep>> injected_steps;
  };
  struct Rest {
    std::uint32_t monitor = 0;
    std::uint32_t knowledge = 0;
    std::uint32_t spent = 0;  // budgets, a byte each
    Judgement judgement;
  };

  template <bool kLearn, class Self>
  struct Expansion;
  enum Budget : std::uint32_t { kCrashes, kRestarts, kDuplications };

  std::size_t rest_at() const { return 2 * slots_.size(); }
  bool left(std::uint32_t rest, Budget budget) const {
    return spent(rest, budget) < limits_[budget] && faults_spent(rest) < options_.faults;
  }
  std::uint32_t losses_left(std::uint32_t rest) const {
    return std::min(options_.losses, options_.faults - faults_spent(rest));
  }
  std::uint32_t spent(std::uint32_t rest, std::uint32_t budget) const {
    return (rest_[rest].spent >> (8 * budget)) & 0xff;
  }
  std::uint32_t faults_spent(std::uint32_t rest) const {
    return spent(rest, kCrashes) + spent(rest, kRestarts) + spent(rest, kDuplications);
  }

  // Ask for what may not be known yet, and remember it.
  const Local& learn_local(std::uint32_t slot, std::uint32_t local);
  std::uint32_t learn_inbox(std::uint32_t slot, std::span<const std::uint32_t> inputs);
  std::uint32_t learn_taken(std::uint32_t slot, std::uint32_t inbox, std::size_t take);
  std::uint32_t learn_reaction(std::uint32_t slot, std::uint32_t local, std::uint32_t input);
  std::uint32_t learn_added(std::uint32_t slot, std::uint32_t inbox, std::uint32_t effect);
  std::uint32_t learn_trimmed(std::uint32_t slot, std::uint32_t local, std::uint32_t inbox);
  std::uint32_t learn_injected(std::uint32_t slot, std::uint32_t local, std::uint32_t knowledge);
  std::uint32_t learn_rest(const Rest& rest);
  std::uint32_t learn_observed(std::uint32_t rest, std::uint32_t effect);
  std::uint32_t learn_spent(std::uint32_t rest, Budget budget);
  void add_steps(std::uint32_t slot, std::uint32_t local, std::uint32_t input, std::vector<OwnStep>& steps);

  // --- symmetry (collapse_symmetry.cpp) ---

  static constexpr std::size_t kWidest = 64;  // words of a state that can be renamed

  void prepare_symmetry();
  std::size_t table_of(std::uint32_t renaming, std::uint32_t slot) const { return renaming * slots_.size() + slot; }
  // Replaces `words` by the least of its renamings and says by which. False when an answer is not known.
  template <bool kLearn, class Self>
  static bool make_least(Self& self, std::uint32_t* words, std::uint32_t& renaming);
  template <bool kLearn, class Self>
  static bool find_colours(Self& self, const std::uint32_t* words, std::uint64_t* colours);
  template <bool kLearn, class Self>
  static bool renamed(Self& self, const std::uint32_t* words, std::uint32_t renaming, std::uint32_t* out);
  bool sorted_by(std::uint32_t renaming, const std::uint64_t* colours) const;
  bool make_least(std::uint32_t* words, std::uint32_t& renaming);
  bool find_least(std::uint32_t* words, std::uint32_t& renaming) const;

  std::uint32_t learn_renamed_local(std::uint32_t renaming, std::uint32_t slot, std::uint32_t local);
  std::uint32_t learn_renamed_inbox(std::uint32_t renaming, std::uint32_t slot, std::uint32_t inbox);
  std::uint32_t learn_renamed_rest(std::uint32_t renaming, std::uint32_t rest);
  std::uint64_t learn_local_colour(std::uint32_t slot, std::uint32_t local);
  std::uint64_t learn_inbox_colour(std::uint32_t slot, std::uint32_t inbox);
  std::uint32_t renamed_effect(std::uint32_t effect, std::uint32_t renaming);
  void check_reactions(std::uint32_t slot, std::uint32_t local, std::uint32_t input, std::uint32_t first);
  void check_observed(std::uint32_t rest, std::uint32_t effect, std::uint32_t after);
  void check_injections();
  void check_initial(const StateList& initial);
  void find_due(const std::uint32_t* state, std::vector<Fairness::Due>& due) const;
  void release(std::uint32_t effect, std::uint32_t* state);

  Machine& machine_;
  CollapseOptions options_;
  std::uint32_t limits_[3];
  std::unique_ptr<Minimizer> minimizer_;
  std::vector<Slot> slots_;
  Interner<std::uint32_t> rest_ids_;
  std::vector<Rest> rest_;
  FlatMap observed_;  // of (rest, effect) and of (rest, kSpend + budget), a rest
  std::vector<Beginning> beginnings_;
  std::vector<StepRecord> records_;  // of expand_fairly(), kept for its memory

  Group group_;                                                      // empty without symmetry
  std::vector<std::vector<std::uint32_t>> sources_;                  // by renaming and slot: the slot that goes there
  std::vector<std::vector<std::uint32_t>> targets_;                  // by renaming and slot: where it goes
  std::vector<std::pair<std::uint32_t, std::uint32_t>> neighbours_;  // slots of one class, next to each other
  std::vector<RenamingTable> renamed_locals_;                        // by table_of
  std::vector<RenamingTable> renamed_inboxes_;                       // by table_of
  std::vector<RenamingTable> renamed_rests_;                         // by renaming
  std::vector<ColourTable> local_colours_;                           // by slot
  std::vector<ColourTable> inbox_colours_;                           // by slot
};

}  // namespace parley::explore
