#include "checker/explore/collapse.hpp"

#include <algorithm>
#include <cstring>

#include "protocols/core/check.hpp"
#include "protocols/core/error.hpp"

namespace parley::explore {

// One expansion; kLearn says whether unknown answers are asked for or end it.
template <bool kLearn, class Self>
struct Collapse::Expansion {
  Self& self;
  const std::uint32_t* state;
  StateList& out;
  std::vector<StepRecord>* records = nullptr;
  bool keep_equal = false;     // successors that are equal to the state
  std::uint32_t messages = 0;  // that could be delivered
  bool pending = false;
  bool cut = false;

  bool run() {
    const std::size_t before = out.size();
    for (std::uint32_t slot = 0; slot < self.slots_.size(); ++slot)
      if (!expand_slot(slot)) return false;
    return self.group_.size() < 2 || make_successors_least(before);
  }

  Ending ending() const {
    if (pending || messages > self.losses_left(rest())) return Ending::kNone;
    return cut ? Ending::kCut : Ending::kEnd;
  }

 private:
  std::uint32_t rest() const { return state[self.rest_at()]; }

  // Successors become the least of their renamings; those that are the state itself then are left out.
  bool make_successors_least(std::size_t before) {
    std::size_t kept = before;
    for (std::size_t at = before; at < out.size(); ++at) {
      std::uint32_t renaming = 0;
      std::uint32_t* words = out.at(at);
      if constexpr (kLearn) {
        self.make_least(words, renaming);
      } else if (!self.find_least(words, renaming)) {
        return false;
      }
      if (!keep_equal && std::memcmp(words, state, self.width() * sizeof(std::uint32_t)) == 0) continue;
      if (records != nullptr) {
        (*records)[kept] = (*records)[at];
        (*records)[kept].renaming = renaming;
      }
      out.move(kept++, at);
    }
    out.truncate(kept);
    if (records != nullptr) records->resize(kept);
    return true;
  }

  bool expand_slot(std::uint32_t slot) {
    const std::uint32_t id = state[slot];
    auto& table = self.slots_[slot];
    if (id >= table.locals.size() || !table.locals[id].known) {
      if constexpr (!kLearn) return false;
      if constexpr (kLearn) self.learn_local(slot, id);
    }
    const Local& local = table.locals[id];
    pending = pending || local.pending;
    cut = cut || local.down_or_blocked;
    for (const OwnStep& step : local.steps)
      if (!take_own(slot, step)) return false;
    if (!local.up) return true;
    return inject_known(slot, id) && deliver(slot, id);
  }

  bool take_own(std::uint32_t slot, const OwnStep& step) {
    std::uint32_t after = rest();
    if (step.kind == EventKind::kCrash && !spend(kCrashes, after)) return after != kNone;
    if (step.kind == EventKind::kRestart && !spend(kRestarts, after)) return after != kNone;
    return append(slot, step.input, step.outcome, step.reaction, state[self.slots_.size() + slot], after);
  }

  // Whether the budget allows it and the answer is known; `after` is kNone when it is not known.
  bool spend(Budget budget, std::uint32_t& after) {
    if (!self.left(after, budget)) return false;
    const std::uint32_t before = after;
    after = self.observed_.find(pair_key(before, kSpend + budget));
    if constexpr (kLearn)
      if (after == kNone) after = self.learn_spent(before, budget);
    return after != kNone;
  }

  bool inject_known(std::uint32_t slot, std::uint32_t local) {
    const std::uint32_t knowledge = self.rest_[rest()].knowledge;
    if (knowledge == 0) return true;
    auto& table = self.slots_[slot];
    std::uint32_t list = table.injected.find(pair_key(local, knowledge));
    if constexpr (kLearn)
      if (list == kNone) list = self.learn_injected(slot, local, knowledge);
    if (list == kNone) return false;
    for (const OwnStep& step : table.injected_steps[list])
      if (!append(slot, step.input, step.outcome, step.reaction, state[self.slots_.size() + slot], rest()))
        return false;
    return true;
  }

  bool deliver(std::uint32_t slot, std::uint32_t local) {
    auto& table = self.slots_[slot];
    const std::uint32_t inbox = state[self.slots_.size() + slot];
    messages += table.inboxes[inbox].messages;
    for (std::size_t at = 0; at < table.inboxes[inbox].takes.size(); ++at) {
      const std::uint32_t input = table.inboxes[inbox].takes[at].input;
      std::uint32_t after = table.inboxes[inbox].takes[at].inbox;
      if constexpr (kLearn)
        if (after == kNone) after = self.learn_taken(slot, inbox, at);
      std::uint32_t first = table.reaction_ids.find(pair_key(local, input));
      if constexpr (kLearn)
        if (first == kNone) first = self.learn_reaction(slot, local, input);
      if (after == kNone || first == kNone) return false;
      if (!deliver_one(slot, input, first, after, rest())) return false;
      std::uint32_t spent = rest();
      if (!self.left(spent, kDuplications)) continue;
      if (!spend(kDuplications, spent) || !deliver_one(slot, input, first, inbox, spent)) return false;
    }
    return true;
  }

  bool deliver_one(std::uint32_t slot, std::uint32_t input, std::uint32_t first, std::uint32_t inbox,
                   std::uint32_t after) {
    for (std::uint32_t at = first;; ++at) {
      const Reaction reaction = self.slots_[slot].reactions[at];
      if (!append(slot, input, at - first, reaction, inbox, after)) return false;
      if (reaction.last) return true;
    }
  }

  bool append(std::uint32_t slot, std::uint32_t input, std::uint32_t outcome, const Reaction& reaction,
              std::uint32_t inbox, std::uint32_t after) {
    const std::size_t slots = self.slots_.size();
    std::uint32_t* next = out.append(state);
    next[slot] = reaction.local;
    next[slots + slot] = inbox;
    next[2 * slots] = after;
    if (reaction.effect != 0 && !release(reaction.effect, next)) return false;
    if (self.minimizer_ != nullptr && !trim_all(slot, reaction.effect, next)) return false;
    if (!keep_equal && reaction.local == state[slot] &&
        std::memcmp(next, state, self.width() * sizeof(std::uint32_t)) == 0) {
      out.truncate(out.size() - 1);
    } else if (records != nullptr) {
      records->push_back({slot, input, outcome});
    }
    return true;
  }

  bool trim_all(std::uint32_t slot, std::uint32_t effect, std::uint32_t* next) {
    if (!trim(slot, next)) return false;
    for (const std::uint32_t to : self.machine_.effects().receivers(effect))
      if (!trim(to, next)) return false;
    return true;
  }

  bool trim(std::uint32_t slot, std::uint32_t* next) {
    std::uint32_t& inbox = next[self.slots_.size() + slot];
    std::uint32_t trimmed = self.slots_[slot].trimmed.find(pair_key(next[slot], inbox));
    if constexpr (kLearn)
      if (trimmed == kNone) trimmed = self.learn_trimmed(slot, next[slot], inbox);
    inbox = trimmed;
    return trimmed != kNone;
  }

  bool release(std::uint32_t effect, std::uint32_t* next) {
    const std::size_t slots = self.slots_.size();
    for (const std::uint32_t to : self.machine_.effects().receivers(effect)) {
      std::uint32_t& inbox = next[slots + to];
      std::uint32_t added = self.slots_[to].added.find(pair_key(inbox, effect));
      if constexpr (kLearn)
        if (added == kNone) added = self.learn_added(to, inbox, effect);
      if (added == kNone) return false;
      inbox = added;
    }
    if (!self.machine_.effects().is_global(effect)) return true;
    std::uint32_t after = self.observed_.find(pair_key(next[2 * slots], effect));
    if constexpr (kLearn)
      if (after == kNone) after = self.learn_observed(next[2 * slots], effect);
    next[2 * slots] = after;
    return after != kNone;
  }
};

Collapse::Collapse(Machine& machine, const CollapseOptions& options)
    : machine_(machine),
      options_(options),
      limits_{options.crashes, options.restarts, options.duplications},
      slots_(machine.slots()) {
  for (const std::uint32_t budget : limits_) check(budget <= 255, "a budget of an exploration is at most 255");
  for (std::uint32_t slot = 0; slot < slots_.size(); ++slot) learn_inbox(slot, {});
  if (options.minimize > 0) {
    minimizer_ = std::make_unique<Minimizer>(machine, options.minimize);
    if (minimizer_->empty()) minimizer_.reset();
  }
  if (!options.alike.empty()) prepare_symmetry();
}

void Collapse::initial(StateList& out) {
  std::vector<std::uint32_t> state(width(), 0);
  for (std::uint32_t slot = 0; slot < slots_.size(); ++slot) state[slot] = representative(slot, machine_.unborn(slot));
  state[rest_at()] = learn_rest({machine_.first_monitor(), 0, 0, {}});
  std::vector<std::vector<std::uint32_t>> states{state};
  beginnings_ = {{}};
  for (std::uint32_t slot = 0; slot < slots_.size() && !options_.explore_starts; ++slot) {
    std::vector<std::vector<std::uint32_t>> grown;
    std::vector<Beginning> beginnings;
    for (std::size_t at = 0; at < states.size(); ++at) {
      const std::uint32_t first = learn_reaction(slot, states[at][slot], machine_.start_input(slot));
      for (std::uint32_t outcome = 0;; ++outcome) {
        const Reaction reaction = slots_[slot].reactions[first + outcome];
        std::vector<std::uint32_t>& next = grown.emplace_back(states[at]);
        next[slot] = reaction.local;
        release(reaction.effect, next.data());
        for (std::uint32_t to = 0; minimizer_ != nullptr && to < slots_.size(); ++to)
          next[slots_.size() + to] = learn_trimmed(to, next[to], next[slots_.size() + to]);
        beginnings.emplace_back(beginnings_[at]).outcomes.push_back(outcome);
        if (grown.size() * width() > kMostBeginningWords)
          throw NotApplicable("/parameters", "",
                              "expected fewer beginnings: the first steps of " + std::to_string(slots_.size()) +
                                  " processes draw in too many ways; take fewer processes or smaller ranges");
        if (reaction.last) break;
      }
    }
    states.swap(grown);
    beginnings_.swap(beginnings);
  }
  for (const auto& words : states) out.append(words.data());
  if (group_.size() < 2) return;
  check_initial(out);
  for (std::size_t at = 0; at < out.size(); ++at) make_least(out.at(at), beginnings_[at].renaming);
}

void Collapse::release(std::uint32_t effect, std::uint32_t* state) {
  for (const std::uint32_t to : machine_.effects().receivers(effect)) {
    std::uint32_t& inbox = state[slots_.size() + to];
    const std::uint32_t added = slots_[to].added.find(pair_key(inbox, effect));
    inbox = added != kNone ? added : learn_added(to, inbox, effect);
  }
  if (!machine_.effects().is_global(effect)) return;
  const std::uint32_t after = observed_.find(pair_key(state[rest_at()], effect));
  state[rest_at()] = after != kNone ? after : learn_observed(state[rest_at()], effect);
}

Ending Collapse::expand(const std::uint32_t* state, StateList& out) {
  Expansion<true, Collapse> expansion{*this, state, out};
  expansion.run();
  return expansion.ending();
}

bool Collapse::try_expand(const std::uint32_t* state, StateList& out, Ending& ending) const {
  Expansion<false, const Collapse> expansion{*this, state, out};
  if (!expansion.run()) return false;
  ending = expansion.ending();
  return true;
}

Ending Collapse::expand_recorded(const std::uint32_t* state, StateList& out, std::vector<StepRecord>& records,
                                 bool keep_equal) {
  Expansion<true, Collapse> expansion{*this, state, out, &records, keep_equal};
  expansion.run();
  return expansion.ending();
}

void Collapse::expand_fairly(const std::uint32_t* state, StateList& out, Fairness& fairness) {
  records_.clear();
  expand_recorded(state, out, records_, true);
  for (const StepRecord& record : records_) {
    const EventKind kind = machine_.inputs(record.slot)[record.input].kind;
    const bool fair = kind == EventKind::kStart || kind == EventKind::kDeliver || kind == EventKind::kTimer;
    fairness.taken.push_back(fair ? pair_key(record.slot, record.input) : Fairness::kNone);
  }
  find_due(state, fairness.due);
}

void Collapse::find_due(const std::uint32_t* state, std::vector<Fairness::Due>& due) const {
  const auto before = static_cast<std::ptrdiff_t>(due.size());
  for (std::uint32_t slot = 0; slot < slots_.size(); ++slot) {
    const Local& local = slots_[slot].locals[state[slot]];
    if (local.down_or_blocked) due.push_back({Fairness::kForbidden | slot, Fairness::kForever});
    const auto add = [&](std::uint32_t input, std::uint32_t times) {
      const std::uint64_t action = pair_key(slot, input);
      if (due.empty() || due.back().action != action) return due.push_back({action, times});
      if (times != Fairness::kForever) due.back().times += times;
    };
    for (const OwnStep& step : local.steps)
      if (step.kind == EventKind::kStart || step.kind == EventKind::kTimer) add(step.input, Fairness::kForever);
    if (!local.up) continue;
    for (const std::uint32_t input : slots_[slot].inbox_ids[state[slots_.size() + slot]]) add(input, 1);
  }
  std::sort(due.begin() + before, due.end(), [](const auto& a, const auto& b) { return a.action < b.action; });
}

PropertySet Collapse::unfulfilled(const std::uint32_t* state) const {
  return machine_.unfulfilled(rest_[state[rest_at()]].monitor);
}

}  // namespace parley::explore
