#include "checker/explore/minimize.hpp"

#include <algorithm>
#include <map>

#include "checker/explore/fingerprint.hpp"

namespace parley::explore {

namespace {

constexpr std::uint32_t kNone = FlatMap::kNone;

bool contains(const std::vector<std::uint32_t>& list, std::uint32_t value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

}  // namespace

Minimizer::Minimizer(Machine& machine, std::size_t reactions)
    : machine_(machine), budget_(reactions), slots_(machine.slots()), facts_(machine.slots()) {
  if (!close()) return;
  classes_.resize(slots_.size());
  for (std::uint32_t slot = 0; slot < slots_.size(); ++slot) {
    refine(slot);
    choose(slot);
    find_live(slot);
  }
}

bool Minimizer::is_dead(std::uint32_t slot, std::uint32_t local, std::uint32_t input) const {
  const Slot& table = slots_[slot];
  if (!known(slot, local) || input >= table.position.size() || table.position[input] == kNone) return false;
  return !table.live[local][table.position[input]];
}

// Every value that any sequence of inputs leads to, at every process, until nothing is new.
bool Minimizer::close() {
  for (std::uint32_t slot = 0; slot < slots_.size(); ++slot) {
    machine_.unborn(slot);
    for (const std::uint32_t input : machine_.injections(slot, 0)) add_input(slot, input);
  }
  for (bool grew = true; grew;) {
    grew = false;
    for (std::uint32_t slot = 0; slot < slots_.size(); ++slot)
      if (!close_slot(slot, grew)) return false;
  }
  return true;
}

bool Minimizer::close_slot(std::uint32_t slot, bool& grew) {
  Slot& table = slots_[slot];
  for (std::uint32_t local = 0; local < machine_.local_count(slot); ++local) {
    if (local == facts_[slot].size()) {
      facts_[slot].push_back(machine_.facts(slot, local));
      for (const std::uint32_t input : facts_[slot][local].pending) add_input(slot, input);
      for (const std::uint32_t input : facts_[slot][local].faults) add_input(slot, input);
      table.answers.first.emplace_back();
    }
    if (table.answers.first[local].size() == table.inputs.size()) continue;
    grew = true;
    if (!answer(slot, local)) return false;
  }
  return true;
}

void Minimizer::add_input(std::uint32_t slot, std::uint32_t input) {
  Slot& table = slots_[slot];
  if (input >= table.position.size()) table.position.resize(input + 1, kNone);
  if (table.position[input] != kNone) return;
  table.position[input] = static_cast<std::uint32_t>(table.inputs.size());
  table.inputs.push_back(input);
}

// Start, timers, crash and restart happen where the value says so; messages where the process is up.
bool Minimizer::possible(std::uint32_t slot, std::uint32_t local, std::uint32_t input) const {
  const EventKind kind = machine_.inputs(slot)[input].kind;
  const LocalFacts& facts = facts_[slot][local];
  if (kind == EventKind::kDeliver || kind == EventKind::kInject) return facts.up;
  return contains(facts.pending, input) || contains(facts.faults, input);
}

// Answers the inputs that `local` has not been given yet.
bool Minimizer::answer(std::uint32_t slot, std::uint32_t local) {
  for (std::size_t at = slots_[slot].answers.first[local].size(); at < slots_[slot].inputs.size(); ++at) {
    Answers& answers = slots_[slot].answers;
    const std::uint32_t input = slots_[slot].inputs[at];
    if (!possible(slot, local, input)) {
      answers.first[local].push_back(kNone);
      continue;
    }
    if (budget_-- == 0) return false;
    const std::size_t first = answers.reactions.size();
    answers.first[local].push_back(static_cast<std::uint32_t>(first));
    machine_.react(slot, local, input, answers.reactions);
    for (std::size_t index = first; index < answers.reactions.size(); ++index) {
      answers.reactions[index].last = index + 1 == answers.reactions.size();
      const Effect effect = machine_.effects()[answers.reactions[index].effect];
      if (!effect.learned.empty()) return false;
      for (const Effect::Sent& sent : effect.sent) add_input(sent.slot, sent.input);
    }
  }
  return true;
}

// Moore: values stay together while all inputs do the same outside and lead to values that are together.
void Minimizer::refine(std::uint32_t slot) {
  std::vector<std::uint32_t>& classes = classes_[slot];
  std::map<std::vector<std::uint32_t>, std::uint32_t> kinds;
  for (const LocalFacts& facts : facts_[slot]) {
    std::vector<std::uint32_t> kind{facts.up ? 1U : 0U, facts.blocked ? 1U : 0U};
    kind.insert(kind.end(), facts.pending.begin(), facts.pending.end());
    kind.push_back(kNone);
    kind.insert(kind.end(), facts.faults.begin(), facts.faults.end());
    classes.push_back(kinds.try_emplace(std::move(kind), static_cast<std::uint32_t>(kinds.size())).first->second);
  }
  for (std::size_t count = kinds.size(), before = 0; count != before;) {
    before = count;
    count = split(slot, classes);
  }
}

// One round; returns how many classes there are now.
std::size_t Minimizer::split(std::uint32_t slot, std::vector<std::uint32_t>& classes) {
  const Answers& answers = slots_[slot].answers;
  Interner<std::uint32_t> signatures;
  std::vector<std::uint32_t> next;
  std::vector<std::uint32_t> signature;
  for (std::uint32_t local = 0; local < classes.size(); ++local) {
    signature.assign(1, classes[local]);
    for (const std::uint32_t first : answers.first[local]) {
      signature.push_back(kNone);
      if (first == kNone) continue;
      for (std::uint32_t at = first;; ++at) {
        const Reaction& reaction = answers.reactions[at];
        signature.insert(signature.end(), {classes[reaction.local], reaction.effect});
        if (reaction.last) break;
      }
    }
    next.push_back(signatures.intern(signature).id);
  }
  classes.swap(next);
  return signatures.size();
}

void Minimizer::choose(std::uint32_t slot) {
  Slot& table = slots_[slot];
  for (std::uint32_t local = 0; local < classes_[slot].size(); ++local) {
    const std::uint32_t in = classes_[slot][local];
    const std::uint64_t hash = machine_.local_hash(slot, local);
    if (in == table.representative.size()) {
      table.representative.push_back(local);
      table.hash.push_back(hash);
    }
    table.hash[in] = std::min(table.hash[in], hash);
  }
}

// An input is live where it changes something, and where a live value can come from here.
void Minimizer::find_live(std::uint32_t slot) {
  Slot& table = slots_[slot];
  const std::vector<std::uint32_t>& classes = classes_[slot];
  table.live.assign(classes.size(), std::vector<bool>(table.inputs.size(), false));
  for (bool grew = true; grew;) {
    grew = false;
    for (std::uint32_t local = 0; local < classes.size(); ++local) {
      std::vector<bool> live = table.live[local];
      for (std::size_t at = 0; at < table.inputs.size(); ++at) {
        const std::uint32_t first = table.answers.first[local][at];
        if (first == kNone) continue;
        for (std::uint32_t index = first;; ++index) {
          const Reaction& reaction = table.answers.reactions[index];
          if (reaction.effect != 0 || classes[reaction.local] != classes[local]) live[at] = true;
          const std::vector<bool>& there = table.live[reaction.local];
          for (std::size_t other = 0; other < live.size(); ++other) live[other] = live[other] || there[other];
          if (reaction.last) break;
        }
      }
      if (live == table.live[local]) continue;
      table.live[local] = std::move(live);
      grew = true;
    }
  }
}

}  // namespace parley::explore
