// The answers that a collapsed system remembers.
#include <algorithm>

#include "checker/explore/collapse.hpp"
#include "protocols/core/check.hpp"

namespace parley::explore {

void Collapse::add_steps(std::uint32_t slot, std::uint32_t local, std::uint32_t input, std::vector<OwnStep>& steps) {
  const EventKind kind = machine_.inputs(slot)[input].kind;
  std::uint32_t at = slots_[slot].reaction_ids.find(pair_key(local, input));
  if (at == FlatMap::kNone) at = learn_reaction(slot, local, input);
  for (std::uint32_t outcome = 0;; ++outcome) {
    const Reaction reaction = slots_[slot].reactions[at + outcome];
    // An injection that changes nothing is no step: the adversary's messages are no part of the state.
    if (kind != EventKind::kInject || reaction.local != local || reaction.effect != 0)
      steps.push_back({input, outcome, reaction, kind});
    if (reaction.last) return;
  }
}

const Collapse::Local& Collapse::learn_local(std::uint32_t slot, std::uint32_t local) {
  count_revision();
  const LocalFacts facts = machine_.facts(slot, local);
  Local entry;
  entry.known = true;
  entry.up = facts.up;
  entry.pending = !facts.pending.empty();
  entry.down_or_blocked = facts.blocked || (!facts.up && facts.pending.empty());
  for (const std::uint32_t input : facts.pending) add_steps(slot, local, input, entry.steps);
  for (const std::uint32_t input : facts.faults) add_steps(slot, local, input, entry.steps);
  if (facts.up)
    for (const std::uint32_t input : machine_.injections(slot, 0)) add_steps(slot, local, input, entry.steps);
  std::vector<Local>& locals = slots_[slot].locals;
  if (locals.size() <= local) locals.resize(local + 1 + local / 2);
  locals[local] = std::move(entry);
  return locals[local];
}

std::uint32_t Collapse::learn_injected(std::uint32_t slot, std::uint32_t local, std::uint32_t knowledge) {
  count_revision();
  std::vector<OwnStep> steps;
  for (const std::uint32_t input : machine_.injections(slot, knowledge)) add_steps(slot, local, input, steps);
  const auto id = static_cast<std::uint32_t>(slots_[slot].injected_steps.size());
  slots_[slot].injected_steps.push_back(std::move(steps));
  slots_[slot].injected.insert(pair_key(local, knowledge), id);
  return id;
}

std::uint32_t Collapse::learn_reaction(std::uint32_t slot, std::uint32_t local, std::uint32_t input) {
  count_revision();
  Slot& table = slots_[slot];
  const auto first = static_cast<std::uint32_t>(table.reactions.size());
  machine_.react(slot, local, input, table.reactions);
  check(table.reactions.size() > first, "an input has no outcome");
  for (std::size_t at = first; at < table.reactions.size(); ++at)
    table.reactions[at].local = representative(slot, table.reactions[at].local);
  table.reactions.back().last = true;
  for (std::size_t at = first; at + 1 < table.reactions.size(); ++at) table.reactions[at].last = false;
  table.reaction_ids.insert(pair_key(local, input), first);
  if (group_.size() > 1) check_reactions(slot, local, input, first);
  return first;
}

std::uint32_t Collapse::learn_inbox(std::uint32_t slot, std::span<const std::uint32_t> inputs) {
  Slot& table = slots_[slot];
  const auto place = table.inbox_ids.intern(inputs);
  if (!place.fresh) return place.id;
  Inbox inbox;
  inbox.messages = static_cast<std::uint32_t>(inputs.size());
  for (std::size_t at = 0; at < inputs.size(); ++at)
    if (at == 0 || inputs[at - 1] != inputs[at]) inbox.takes.push_back({inputs[at], FlatMap::kNone});
  table.inboxes.push_back(std::move(inbox));
  return place.id;
}

std::uint32_t Collapse::learn_taken(std::uint32_t slot, std::uint32_t inbox, std::size_t take) {
  count_revision();
  Slot& table = slots_[slot];
  const std::span<const std::uint32_t> known = table.inbox_ids[inbox];
  std::vector<std::uint32_t> inputs(known.begin(), known.end());
  inputs.erase(std::find(inputs.begin(), inputs.end(), table.inboxes[inbox].takes[take].input));
  const std::uint32_t id = learn_inbox(slot, inputs);
  table.inboxes[inbox].takes[take].inbox = id;
  return id;
}

std::uint32_t Collapse::learn_added(std::uint32_t slot, std::uint32_t inbox, std::uint32_t effect) {
  count_revision();
  const std::span<const std::uint32_t> known = slots_[slot].inbox_ids[inbox];
  std::vector<std::uint32_t> inputs(known.begin(), known.end());
  for (const Effect::Sent& sent : machine_.effects()[effect].sent)
    if (sent.slot == slot) inputs.push_back(sent.input);
  std::sort(inputs.begin(), inputs.end());
  const std::uint32_t id = learn_inbox(slot, inputs);
  slots_[slot].added.insert(pair_key(inbox, effect), id);
  return id;
}

std::uint32_t Collapse::learn_trimmed(std::uint32_t slot, std::uint32_t local, std::uint32_t inbox) {
  count_revision();
  const std::uint32_t known = slots_[slot].trimmed.find(pair_key(local, inbox));
  if (known != FlatMap::kNone) return known;
  const std::span<const std::uint32_t> all = slots_[slot].inbox_ids[inbox];
  std::vector<std::uint32_t> inputs(all.begin(), all.end());
  std::erase_if(inputs, [&](std::uint32_t input) { return minimizer_->is_dead(slot, local, input); });
  const std::uint32_t id = learn_inbox(slot, inputs);
  slots_[slot].trimmed.insert(pair_key(local, inbox), id);
  return id;
}

std::uint32_t Collapse::learn_rest(const Rest& rest) {
  const std::uint32_t words[] = {rest.monitor, rest.knowledge, rest.spent};
  const auto place = rest_ids_.intern(words);
  if (!place.fresh) return place.id;
  rest_.push_back(rest);
  rest_.back().judgement = machine_.judge(rest.monitor);
  return place.id;
}

std::uint32_t Collapse::learn_observed(std::uint32_t rest, std::uint32_t effect) {
  count_revision();
  const Effect& what = machine_.effects()[effect];
  Rest after = rest_[rest];
  if (!what.outputs.empty()) after.monitor = machine_.observe(after.monitor, what.outputs);
  if (!what.learned.empty()) after.knowledge = machine_.learn(after.knowledge, what.learned);
  const std::uint32_t id = learn_rest(after);
  observed_.insert(pair_key(rest, effect), id);
  if (group_.size() > 1) check_observed(rest, effect, id);
  return id;
}

std::uint32_t Collapse::learn_spent(std::uint32_t rest, Budget budget) {
  count_revision();
  Rest after = rest_[rest];
  after.spent += std::uint32_t{1} << (8 * budget);
  const std::uint32_t id = learn_rest(after);
  observed_.insert(pair_key(rest, kSpend + budget), id);
  return id;
}

std::size_t Collapse::table_bytes() const {
  std::size_t sum = machine_.bytes() + observed_.bytes() + rest_ids_.bytes() + rest_.capacity() * sizeof(Rest);
  for (const Slot& slot : slots_) {
    sum += slot.inbox_ids.bytes() + slot.inboxes.capacity() * (sizeof(Inbox) + 4 * sizeof(Taken));
    sum += slot.reaction_ids.bytes() + slot.reactions.capacity() * sizeof(Reaction);
    sum += slot.added.bytes() + slot.injected.bytes() + slot.locals.capacity() * (sizeof(Local) + 4 * sizeof(OwnStep));
  }
  for (const RenamingTable& table : renamed_locals_) sum += table.bytes();
  for (const RenamingTable& table : renamed_inboxes_) sum += table.bytes();
  return sum;
}

}  // namespace parley::explore
