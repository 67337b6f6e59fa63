#include "protocols/overlay/pastry/upkeep.hpp"

#include <algorithm>

#include "protocols/overlay/pastry/tables.hpp"

namespace parley::pastry {

namespace {

std::vector<Asked>::iterator find_asked(State& state, ProcessId process) {
  return std::find_if(state.asked.begin(), state.asked.end(),
                      [&](const Asked& asked) { return asked.process == process; });
}

void ask(const Config& config, State& state, ProcessId process, std::uint32_t row, Context<Protocol>& context) {
  if (find_asked(state, process) == state.asked.end()) {
    if (state.asked.size() >= most_entries(config)) return;
    state.asked.push_back({process, false});
  }
  context.send(process, Ask{row});
}

std::uint32_t shared_with(const Config& config, ProcessId self, ProcessId process) {
  return shared_digits(config, id_of(config, self), id_of(config, process));
}

// Nobody enters the tables of a member on hearsay: whoever has fallen would come back for ever.
void consider(const Config& config, State& state, const std::vector<ProcessId>& named, Context<Protocol>& context) {
  for (const ProcessId process : named)
    if (is_wanted(config, context.self(), state, process) && find_asked(state, process) == state.asked.end())
      ask(config, state, process, shared_with(config, context.self(), process), context);
}

// Silent are those that have not answered when the second round after the question begins. Where nobody may fall,
// silence means nothing.
void drop_silent(const Config& config, State& state, Context<Protocol>& context) {
  std::vector<Asked> waiting;
  std::vector<ProcessId> silent;
  for (const Asked& asked : state.asked) {
    if (asked.is_late) {
      silent.push_back(asked.process);
    } else {
      waiting.push_back({asked.process, true});
    }
  }
  state.asked = std::move(waiting);
  if (config.t == 0) return;
  for (const ProcessId process : silent) give_up(config, state, process, context);
}

// The neighbours on both sides and one more leaf; whoever is left where there is none.
std::vector<ProcessId> whom_to_ask(const Config& config, ProcessId self, const State& state) {
  std::vector<ProcessId> some;
  const auto add = [&](ProcessId process) {
    if (std::find(some.begin(), some.end(), process) == some.end()) some.push_back(process);
  };
  if (!state.leaves.before.empty()) add(state.leaves.before.front());
  if (!state.leaves.after.empty()) add(state.leaves.after.front());
  const std::vector<ProcessId> leaves = all_leaves(state);
  if (!leaves.empty()) add(leaves[state.rounds % leaves.size()]);
  if (some.empty() && !state.table.empty()) add(state.table[state.rounds % state.table.size()].process);
  if (some.empty() && self != config.bootstrap) add(config.bootstrap);
  return some;
}

}  // namespace

std::size_t most_entries(const Config& config) {
  return config.leaves + (std::size_t{64 / config.digit_bits} << config.digit_bits);
}

void become_member(const Config& config, State& state, Context<Protocol>& context) {
  state.is_member = true;
  state.rounds = 0;
  if (config.stabilise_ticks > 0)
    context.set_timer(Due{Alarm::kUpkeep}, TickRange{Ticks{1}, Ticks{config.stabilise_ticks}});
  if (config.lookups > 0) context.set_timer(Due{Alarm::kLookup}, TickRange{Ticks{1}, Ticks{config.lookup_ticks}});
}

void join(const Config& config, State& state, Context<Protocol>& context) {
  if (state.is_member) return;
  Route route{context.self(), Purpose::kJoin, 0, id_of(config, context.self())};
  route.hops = 1;
  route.is_random = ++state.rounds > 1;
  context.send(config.bootstrap, route);
  context.set_timer(Due{Alarm::kJoin}, Ticks{config.patience * config.stabilise_ticks});
}

void on_rows(const Config& config, State& state, ProcessId from, const Rows& rows, Context<Protocol>& context) {
  if (rows.entries.size() > most_entries(config)) return;
  if (state.is_member) return consider(config, state, rows.entries, context);
  learn(config, context.self(), state, from);
  for (const ProcessId process : rows.entries) learn(config, context.self(), state, process);
}

// The leaves of the nearest process are one's own but for one. All that it knows now are told that it is there, by a
// question; what they answer makes up for what has changed meanwhile.
void on_welcome(const Config& config, State& state, ProcessId from, const Welcome& welcome,
                Context<Protocol>& context) {
  if (state.is_member || welcome.leaves.size() > config.leaves) return;
  learn(config, context.self(), state, from);
  for (const ProcessId process : welcome.leaves) learn(config, context.self(), state, process);
  context.cancel_timer(Due{Alarm::kJoin});
  become_member(config, state, context);
  for (const ProcessId process : all_known(state))
    ask(config, state, process, shared_with(config, context.self(), process), context);
}

void keep_up(const Config& config, State& state, Context<Protocol>& context) {
  drop_silent(config, state, context);
  ++state.rounds;
  for (const ProcessId process : whom_to_ask(config, context.self(), state))
    ask(config, state, process, state.rounds % (shared_with(config, context.self(), process) + 1), context);
  context.set_timer(Due{Alarm::kUpkeep}, Ticks{config.stabilise_ticks});
}

void on_ask(const State& state, ProcessId from, const Ask& question, Context<Protocol>& context) {
  context.send(from, Tell{all_leaves(state), entries(state, question.row, question.row)});
}

void on_tell(const Config& config, State& state, ProcessId from, const Tell& answer, Context<Protocol>& context) {
  const auto asked = find_asked(state, from);
  if (asked == state.asked.end()) return;
  if (answer.leaves.size() > config.leaves || answer.row.size() >> config.digit_bits > 0) return;
  state.asked.erase(asked);
  consider(config, state, answer.leaves, context);
  consider(config, state, answer.row, context);
}

void give_up(const Config& config, State& state, ProcessId process, Context<Protocol>& context) {
  const Gone gone = forget(state, process);
  const auto asked = find_asked(state, process);
  if (asked != state.asked.end()) state.asked.erase(asked);
  if (gone.was_before && !state.leaves.before.empty()) ask(config, state, state.leaves.before.back(), 0, context);
  if (gone.was_after && !state.leaves.after.empty()) ask(config, state, state.leaves.after.back(), 0, context);
  if (!gone.row) return;
  const std::vector<ProcessId> others = entries(state, *gone.row, *gone.row);
  if (!others.empty()) ask(config, state, others.front(), *gone.row, context);
}

}  // namespace parley::pastry
