// Renaming of collapsed states. Sound only if steps and properties commute with the renamings; that is checked here on
// every answer that the search asks for, under every renaming of a group of up to kCheckedFully, else under those that
// exchange two processes. A renaming that does not commute ends the search with Asymmetry.
#include <algorithm>
#include <array>
#include <cstring>
#include <set>
#include <string>

#include "checker/explore/collapse.hpp"
#include "checker/explore/fingerprint.hpp"
#include "protocols/core/check.hpp"

namespace parley::explore {

namespace {

constexpr std::size_t kCheckedFully = 24;

bool is_exchange(const Renaming& renaming) {
  std::size_t moved = 0;
  for (std::uint32_t id = 0; id < renaming.size(); ++id) moved += renaming[id].value != id ? 1U : 0U;
  return moved == 2;
}

[[noreturn]] void asymmetric(const char* what) {
  throw Asymmetry(std::string(what) + " treats processes differently that were taken to be alike");
}

}  // namespace

void Collapse::prepare_symmetry() {
  if (width() > kWidest) return;
  group_ = Group(machine_.processes(), options_.alike);
  for (std::uint32_t renaming = 0; renaming < group_.size(); ++renaming) {
    std::vector<std::uint32_t>& targets = targets_.emplace_back();
    std::vector<std::uint32_t>& sources = sources_.emplace_back(slots_.size());
    for (std::uint32_t slot = 0; slot < slots_.size(); ++slot) {
      const ProcessId id = machine_.identity(slot);
      targets.push_back(machine_.slot_of(group_[renaming][id.value]));
      check(targets.back() != Machine::kNoSlot, "a renaming exchanges a correct and a Byzantine process");
      sources[targets.back()] = slot;
    }
  }
  for (const auto& members : group_.classes())
    for (std::size_t at = 1; at < members.size(); ++at)
      if (machine_.slot_of(members[at]) != Machine::kNoSlot)
        neighbours_.emplace_back(machine_.slot_of(members[at - 1]), machine_.slot_of(members[at]));
  renamed_locals_.resize(group_.size() * slots_.size());
  renamed_inboxes_.resize(group_.size() * slots_.size());
  renamed_rests_.resize(group_.size());
  local_colours_.resize(slots_.size());
  inbox_colours_.resize(slots_.size());
  check_injections();
}

// Only renamings that bring the colours into ascending order within each class compete. Colours go with the processes
// that have them, so the states that competing renamings make, and the least of these, depend on the orbit alone.
template <bool kLearn, class Self>
bool Collapse::make_least(Self& self, std::uint32_t* words, std::uint32_t& renaming) {
  std::array<std::uint64_t, kWidest> colours;
  if (!find_colours<kLearn>(self, words, colours.data())) return false;
  std::array<std::uint32_t, kWidest> least;
  std::array<std::uint32_t, kWidest> candidate;
  const std::size_t bytes = self.width() * sizeof(std::uint32_t);
  renaming = kNone;
  for (std::uint32_t index = 0; index < self.group_.size(); ++index) {
    if (!self.sorted_by(index, colours.data())) continue;
    if (!renamed<kLearn>(self, words, index, candidate.data())) return false;
    if (renaming != kNone && !std::lexicographical_compare(candidate.begin(), candidate.begin() + self.width(),
                                                           least.begin(), least.begin() + self.width()))
      continue;
    std::memcpy(least.data(), candidate.data(), bytes);
    renaming = index;
  }
  std::memcpy(words, least.data(), bytes);
  return true;
}

bool Collapse::make_least(std::uint32_t* words, std::uint32_t& renaming) {
  return make_least<true>(*this, words, renaming);
}
bool Collapse::find_least(std::uint32_t* words, std::uint32_t& renaming) const {
  return make_least<false>(*this, words, renaming);
}

template <bool kLearn, class Self>
bool Collapse::find_colours(Self& self, const std::uint32_t* words, std::uint64_t* colours) {
  for (std::uint32_t slot = 0; slot < self.slots_.size(); ++slot) {
    const std::uint32_t inbox = words[self.slots_.size() + slot];
    std::uint64_t local_colour = self.local_colours_[slot].find(words[slot]);
    std::uint64_t inbox_colour = self.inbox_colours_[slot].find(inbox);
    if constexpr (kLearn) {
      if (local_colour == 0) local_colour = self.learn_local_colour(slot, words[slot]);
      if (inbox_colour == 0) inbox_colour = self.learn_inbox_colour(slot, inbox);
    }
    if (local_colour == 0 || inbox_colour == 0) return false;
    colours[slot] = local_colour + inbox_colour;
  }
  return true;
}

bool Collapse::sorted_by(std::uint32_t renaming, const std::uint64_t* colours) const {
  const std::vector<std::uint32_t>& sources = sources_[renaming];
  for (const auto& [left, right] : neighbours_)
    if (colours[sources[left]] > colours[sources[right]]) return false;
  return true;
}

template <bool kLearn, class Self>
bool Collapse::renamed(Self& self, const std::uint32_t* words, std::uint32_t renaming, std::uint32_t* out) {
  const std::size_t slots = self.slots_.size();
  if (renaming == 0) {
    std::memcpy(out, words, self.width() * sizeof(std::uint32_t));
    return true;
  }
  bool known = true;
  for (std::uint32_t slot = 0; slot < slots; ++slot) {
    const std::uint32_t target = self.targets_[renaming][slot];
    const std::size_t table = self.table_of(renaming, slot);
    out[target] = self.renamed_locals_[table].find(words[slot]);
    out[slots + target] = self.renamed_inboxes_[table].find(words[slots + slot]);
    if constexpr (kLearn) {
      if (out[target] == kNone) out[target] = self.learn_renamed_local(renaming, slot, words[slot]);
      if (out[slots + target] == kNone)
        out[slots + target] = self.learn_renamed_inbox(renaming, slot, words[slots + slot]);
    }
    known = known && out[target] != kNone && out[slots + target] != kNone;
  }
  out[2 * slots] = self.renamed_rests_[renaming].find(words[2 * slots]);
  if constexpr (kLearn)
    if (out[2 * slots] == kNone) out[2 * slots] = self.learn_renamed_rest(renaming, words[2 * slots]);
  return known && out[2 * slots] != kNone;
}

std::uint32_t Collapse::learn_renamed_local(std::uint32_t renaming, std::uint32_t slot, std::uint32_t local) {
  count_revision();
  RenamingTable& table = renamed_locals_[table_of(renaming, slot)];
  if (const std::uint32_t known = table.find(local); known != kNone) return known;
  const std::uint32_t target =
      representative(targets_[renaming][slot], machine_.renamed_local(slot, local, group_[renaming]));
  table.set(local, target);
  return target;
}

std::uint32_t Collapse::learn_renamed_inbox(std::uint32_t renaming, std::uint32_t slot, std::uint32_t inbox) {
  count_revision();
  const std::span<const std::uint32_t> known = slots_[slot].inbox_ids[inbox];
  std::vector<std::uint32_t> inputs(known.begin(), known.end());
  for (std::uint32_t& input : inputs) input = machine_.renamed_input(slot, input, group_[renaming]);
  std::sort(inputs.begin(), inputs.end());
  const std::uint32_t id = learn_inbox(targets_[renaming][slot], inputs);
  renamed_inboxes_[table_of(renaming, slot)].set(inbox, id);
  return id;
}

std::uint32_t Collapse::learn_renamed_rest(std::uint32_t renaming, std::uint32_t rest) {
  count_revision();
  const Rest before = rest_[rest];
  Rest after = before;
  after.monitor = machine_.renamed_monitor(before.monitor, group_[renaming]);
  after.knowledge = machine_.renamed_knowledge(before.knowledge, group_[renaming]);
  const std::uint32_t id = learn_rest(after);
  if (rest_[id].judgement.broken != rest_[rest].judgement.broken ||
      rest_[id].judgement.witnessed != rest_[rest].judgement.witnessed ||
      machine_.unfulfilled(after.monitor) != machine_.unfulfilled(before.monitor))
    asymmetric("a property");
  renamed_rests_[renaming].set(rest, id);
  return id;
}

// The least hash of all renamings: the same for all of them.
std::uint64_t Collapse::learn_local_colour(std::uint32_t slot, std::uint32_t local) {
  count_revision();
  const auto hash = [&](std::uint32_t at, std::uint32_t value) {
    return minimizer_ != nullptr ? minimizer_->hash(at, value) : machine_.local_hash(at, value);
  };
  std::uint64_t colour = hash(slot, local);
  for (std::uint32_t renaming = 1; renaming < group_.size(); ++renaming)
    colour = std::min(colour, hash(targets_[renaming][slot], learn_renamed_local(renaming, slot, local)));
  colour |= 1;
  local_colours_[slot].set(local, colour);
  return colour;
}

std::uint64_t Collapse::learn_inbox_colour(std::uint32_t slot, std::uint32_t inbox) {
  count_revision();
  std::uint64_t colour = 0;
  for (const std::uint32_t input : slots_[slot].inbox_ids[inbox]) {
    std::uint64_t least = machine_.input_hash(slot, input);
    for (std::uint32_t renaming = 1; renaming < group_.size(); ++renaming)
      least = std::min(
          least, machine_.input_hash(targets_[renaming][slot], machine_.renamed_input(slot, input, group_[renaming])));
    colour += least;  // a sum, because the order of an inbox means nothing
  }
  colour |= 1;
  inbox_colours_[slot].set(inbox, colour);
  return colour;
}

std::uint32_t Collapse::renamed_effect(std::uint32_t effect, std::uint32_t renaming) {
  Effect what = machine_.effects()[effect];
  for (Effect::Sent& sent : what.sent)
    sent = {targets_[renaming][sent.slot], machine_.renamed_input(sent.slot, sent.input, group_[renaming])};
  for (std::uint32_t& output : what.outputs) output = machine_.renamed_output(output, group_[renaming]);
  for (std::uint32_t& statement : what.learned) statement = machine_.renamed_statement(statement, group_[renaming]);
  return machine_.intern_effect(std::move(what));
}

// Reacting and renaming commute.
void Collapse::check_reactions(std::uint32_t slot, std::uint32_t local, std::uint32_t input, std::uint32_t first) {
  const std::vector<Reaction> reactions(slots_[slot].reactions.begin() + first, slots_[slot].reactions.end());
  for (std::uint32_t renaming = 1; renaming < group_.size(); ++renaming) {
    if (group_.size() > kCheckedFully && !is_exchange(group_[renaming])) continue;
    const std::uint32_t target = targets_[renaming][slot];
    std::vector<Reaction> renamed_reactions;
    machine_.react(target, learn_renamed_local(renaming, slot, local),
                   machine_.renamed_input(slot, input, group_[renaming]), renamed_reactions);
    if (reactions.size() != renamed_reactions.size()) asymmetric("a handler");
    for (std::size_t at = 0; at < reactions.size(); ++at)
      if (representative(target, renamed_reactions[at].local) !=
              learn_renamed_local(renaming, slot, reactions[at].local) ||
          renamed_reactions[at].effect != renamed_effect(reactions[at].effect, renaming))
        asymmetric("a handler");
  }
}

// Observing and renaming commute.
void Collapse::check_observed(std::uint32_t rest, std::uint32_t effect, std::uint32_t after) {
  for (std::uint32_t renaming = 1; renaming < group_.size(); ++renaming) {
    if (group_.size() > kCheckedFully && !is_exchange(group_[renaming])) continue;
    const Effect what = machine_.effects()[renamed_effect(effect, renaming)];
    std::uint32_t monitor = machine_.renamed_monitor(rest_[rest].monitor, group_[renaming]);
    if (!what.outputs.empty()) monitor = machine_.observe(monitor, what.outputs);
    if (monitor != machine_.renamed_monitor(rest_[after].monitor, group_[renaming])) asymmetric("the monitor");
  }
}

// The adversary can say to a renamed process what renaming makes of what it can say.
void Collapse::check_injections() {
  for (std::uint32_t slot = 0; slot < slots_.size(); ++slot) {
    const std::vector<std::uint32_t> inputs = machine_.injections(slot, 0);
    for (std::uint32_t renaming = 1; renaming < group_.size(); ++renaming) {
      const std::vector<std::uint32_t>& there = machine_.injections(targets_[renaming][slot], 0);
      const std::set<std::uint32_t> possible(there.begin(), there.end());
      for (const std::uint32_t input : inputs)
        if (possible.count(machine_.renamed_input(slot, input, group_[renaming])) == 0)
          asymmetric("the adversary's alphabet");
    }
  }
}

// Renaming makes initial states of initial states.
void Collapse::check_initial(const StateList& initial) {
  std::set<std::vector<std::uint32_t>> states;
  for (std::size_t at = 0; at < initial.size(); ++at) states.emplace(initial[at], initial[at] + width());
  std::vector<std::uint32_t> words(width());
  for (std::size_t at = 0; at < initial.size(); ++at) {
    for (std::uint32_t renaming = 1; renaming < group_.size(); ++renaming) {
      renamed<true>(*this, initial[at], renaming, words.data());
      if (states.count(words) == 0) asymmetric("a first step");
    }
  }
}

}  // namespace parley::explore
