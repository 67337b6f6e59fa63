#include "protocols/overlay/chord/upkeep.hpp"

#include "protocols/overlay/chord/tables.hpp"

namespace parley::chord {

namespace {

// A predecessor notifies in every round of its own; messages may be late, so that two rounds are not silence yet.
constexpr std::uint32_t kSilentRounds = 2;

void tell_successor(ProcessId before, const State& state, Context<Protocol>& context) {
  if (state.successors.front() != before) context.emit(problems::SuccessorSet{state.successors.front()});
}

// The successor and, behind it, its own list: what Zave calls the extended successor list is thereby the successor's,
// shifted by one.
void adopt(const Config& config, State& state, ProcessId successor, const Neighbours& theirs,
           Context<Protocol>& context) {
  const ProcessId before = state.successors.front();
  state.successors.assign(1, successor);
  for (const ProcessId other : theirs.successors) {
    if (state.successors.size() >= config.successors || other == context.self()) break;
    if (other.value < config.n && other != successor) state.successors.push_back(other);
  }
  if (state.is_member) tell_successor(before, state, context);
}

// The successor asked in the last round has not answered: the next in the list takes its place. Both papers take it
// that only who has fallen is silent. Where nobody may fall, silence means nothing.
void drop_silent_successor(const Config& config, State& state, Context<Protocol>& context) {
  if (!state.awaits_successor || config.t == 0) return;
  state.awaits_successor = false;
  const ProcessId before = state.successors.front();
  forget(state, before);
  tell_successor(before, state, context);
}

// check_predecessor, without messages of its own.
void drop_silent_predecessor(const Config& config, State& state) {
  if (config.t > 0 && state.predecessor && ++state.silent_rounds > kSilentRounds) state.predecessor.reset();
}

void stabilise(State& state, Context<Protocol>& context) {
  const ProcessId successor = state.successors.front();
  if (successor != context.self()) {
    state.awaits_successor = true;
    context.send(successor, AskNeighbours{});
  } else if (state.predecessor) {
    context.send(*state.predecessor, AskNeighbours{});  // a ring of one: whoever has come first is the successor
  }
}

// fix_fingers: one a round. A lookup that went astray blames its first hop, which the next rounds put back if it was
// another's fault.
void fix_finger(const Config& config, State& state, Context<Protocol>& context) {
  if (!config.fingers) return;
  if (state.fixing) {
    const ProcessId before = state.successors.front();
    if (*state.fixing != before) forget(state, *state.fixing);
    state.fixing.reset();
  }
  const std::uint32_t first = first_useful_exponent(config, context.self(), state);
  if (first >= 64) return;
  if (state.next_finger < first || state.next_finger >= 64) state.next_finger = first;
  const Identifier start = id_of(config, context.self()) + (std::uint64_t{1} << state.next_finger);
  state.fixing = next_hop(config, context.self(), state, start);
  context.send(*state.fixing, Find{context.self(), Purpose::kFinger, state.next_finger, start, 1});
}

}  // namespace

void become_member(const Config& config, State& state, Context<Protocol>& context) {
  state.is_member = true;
  context.emit(problems::SuccessorSet{state.successors.front()});
  if (config.stabilise_ticks > 0)
    context.set_timer(Due{Alarm::kUpkeep}, TickRange{Ticks{1}, Ticks{config.stabilise_ticks}});
  if (config.lookups > 0) context.set_timer(Due{Alarm::kLookup}, TickRange{Ticks{1}, Ticks{config.lookup_ticks}});
}

void join(const Config& config, const State& state, Context<Protocol>& context) {
  if (state.is_member) return;
  context.send(config.bootstrap, Find{context.self(), Purpose::kJoin, 0, id_of(config, context.self()), 1});
  context.set_timer(Due{Alarm::kJoin}, Ticks{config.patience * config.stabilise_ticks});
}

// Who restarts may still be known as its own successor; it asks again later.
void on_join_answer(State& state, ProcessId owner, Context<Protocol>& context) {
  if (state.is_member || owner == context.self()) return;
  state.successors.assign(1, owner);
  state.awaits_successor = true;
  context.send(owner, AskNeighbours{});
}

void keep_up(const Config& config, State& state, Context<Protocol>& context) {
  drop_silent_successor(config, state, context);
  drop_silent_predecessor(config, state);
  stabilise(state, context);
  fix_finger(config, state, context);
  context.set_timer(Due{Alarm::kUpkeep}, Ticks{config.stabilise_ticks});
}

void on_neighbours(const Config& config, State& state, ProcessId from, const Neighbours& theirs,
                   Context<Protocol>& context) {
  if (state.successors.empty()) return;  // never asked
  const Identifier own = id_of(config, context.self());
  const bool is_successor = from == state.successors.front();
  if (!state.is_member) {
    if (!is_successor || !state.awaits_successor) return;
    state.awaits_successor = false;
    adopt(config, state, from, theirs, context);
    context.cancel_timer(Due{Alarm::kJoin});
    become_member(config, state, context);
    return context.send(from, Notify{});
  }
  const bool is_better = in_open(own, id_of(config, from), id_of(config, state.successors.front()));
  if (!is_successor && !is_better && !config.trust_any_predecessor) return;
  state.awaits_successor = false;  // a better one has answered in place of the one that was asked
  adopt(config, state, from, theirs, context);
  context.send(from, Notify{});
  // Somebody between: it becomes the successor once it has answered itself.
  const std::optional<ProcessId> between = theirs.predecessor;
  if (!is_successor || !between || between->value >= config.n || *between == context.self()) return;
  if (config.trust_any_predecessor || in_open(own, id_of(config, *between), id_of(config, from)))
    context.send(*between, AskNeighbours{});
}

void on_notify(const Config& config, State& state, ProcessId from, Context<Protocol>& context) {
  const Identifier own = id_of(config, context.self());
  if (state.predecessor && from != *state.predecessor &&
      !in_open(id_of(config, *state.predecessor), id_of(config, from), own))
    return;
  state.predecessor = from;
  state.silent_rounds = 0;
}

void on_finger(const Config& config, State& state, std::uint32_t exponent, ProcessId owner,
               Context<Protocol>& context) {
  if (!state.fixing || exponent != state.next_finger) return;
  state.fixing.reset();
  state.next_finger = set_finger(config, context.self(), state, exponent, owner);
}

}  // namespace parley::chord
