#include "protocols/overlay/chord/chord.hpp"

#include <bit>
#include <string>

#include "protocols/overlay/chord/tables.hpp"
#include "protocols/overlay/chord/upkeep.hpp"

namespace parley::chord {

namespace {

void end_lookup(State& state, std::optional<ProcessId> owner, std::uint32_t hops, Context<Protocol>& context) {
  context.emit(problems::LookupEnded{state.begun, state.open->key, owner, hops});
  state.open.reset();
}

// Hops are the processes that the lookup goes through: none where the successor of the one that asks is the owner.
void send_lookup(const Config& config, State& state, Context<Protocol>& context) {
  OpenLookup& open = *state.open;
  if (const auto owner = known_owner(config, context.self(), state, open.key))
    return end_lookup(state, owner, 0, context);
  open.periods = 0;
  ++open.tries;
  open.first_hop = next_hop(config, context.self(), state, open.key);
  context.send(open.first_hop, Find{context.self(), Purpose::kLookup, state.begun, open.key, 1});
}

void begin_lookup(const Config& config, State& state, Context<Protocol>& context) {
  ++state.begun;
  const Identifier key = overlay::key_identifier(config.salt, context.choose(config.keys));
  context.emit(problems::LookupBegun{state.begun, key});
  state.open = OpenLookup{key, 0, 0, {}};
  send_lookup(config, state, context);
}

// A lookup without an answer blames its first hop, as far as there is another way, and is sent again.
void wait_on(const Config& config, State& state, Context<Protocol>& context) {
  if (++state.open->periods < config.patience) return;
  if (state.open->first_hop != state.successors.front()) forget(state, state.open->first_hop);
  if (state.open->tries >= config.tries) return end_lookup(state, std::nullopt, 0, context);
  send_lookup(config, state, context);
}

void lookup_due(const Config& config, State& state, Context<Protocol>& context) {
  if (state.open) {
    wait_on(config, state, context);
  } else if (state.begun < config.lookups) {
    begin_lookup(config, state, context);
  }
  if (state.open || state.begun < config.lookups) context.set_timer(Due{Alarm::kLookup}, Ticks{config.lookup_ticks});
}

// Every hop is closer to the key than the one before, so that no lookup goes round for ever.
void on_find(const Config& config, const State& state, const Find& find, Context<Protocol>& context) {
  if (!state.is_member || find.origin.value >= config.n) return;
  if (const auto owner = known_owner(config, context.self(), state, find.key))
    return context.send(find.origin, Found{find.purpose, find.number, *owner, find.hops});
  Find onwards = find;
  ++onwards.hops;
  context.send(next_hop(config, context.self(), state, find.key), onwards);
}

void on_found(const Config& config, State& state, const Found& found, Context<Protocol>& context) {
  if (found.owner.value >= config.n) return;
  if (found.purpose == Purpose::kJoin) return on_join_answer(state, found.owner, context);
  if (!state.is_member) return;
  if (found.purpose == Purpose::kFinger) return on_finger(config, state, found.number, found.owner, context);
  if (state.open && found.number == state.begun) end_lookup(state, found.owner, found.hops, context);
}

}  // namespace

State Protocol::initial(const Config& config, ProcessId self, const Durable&) {
  State state;
  if (config.tables == Tables::perfect) fill_perfect(config, self, state);
  if (config.tables == Tables::joins && self == config.bootstrap) state.successors.push_back(self);
  return state;
}

void Protocol::on_start(const Config& config, State& state, Context<Protocol>& context) {
  if (!state.successors.empty()) return become_member(config, state, context);
  context.set_timer(Due{Alarm::kJoin}, TickRange{Ticks{1}, Ticks{config.join_ticks}});
}

void Protocol::on_message(const Config& config, State& state, ProcessId from, const Message& message,
                          Context<Protocol>& context) {
  if (const auto* find = std::get_if<Find>(&message)) return on_find(config, state, *find, context);
  if (const auto* found = std::get_if<Found>(&message)) return on_found(config, state, *found, context);
  if (const auto* theirs = std::get_if<chord::Neighbours>(&message))
    return on_neighbours(config, state, from, *theirs, context);
  if (!state.is_member) return;
  if (std::holds_alternative<Notify>(message)) return on_notify(config, state, from, context);
  context.send(from, chord::Neighbours{state.predecessor, state.successors});
}

void Protocol::on_timer(const Config& config, State& state, const Timer& timer, Context<Protocol>& context) {
  switch (timer.alarm) {
    case Alarm::kJoin:
      return join(config, state, context);
    case Alarm::kUpkeep:
      return keep_up(config, state, context);
    case Alarm::kLookup:
      return lookup_due(config, state, context);
  }
}

std::optional<ConfigProblem> Protocol::validate(const Config& config) {
  if (config.n <= config.t)
    return ConfigProblem{"n", "must be greater than t, so at least " + std::to_string(config.t + 1)};
  if (config.bootstrap.value >= config.n)
    return ConfigProblem{"bootstrap", "must be a process, so below n = " + std::to_string(config.n)};
  if (config.successors <= config.t || config.successors > 1000)
    return ConfigProblem{"successors", "must be greater than t, and at most 1000"};
  if (config.join_ticks < 1) return ConfigProblem{"join_ticks", "must be at least 1"};
  if (config.tables == Tables::joins && config.stabilise_ticks < 1)
    return ConfigProblem{"stabilise_ticks", "must be at least 1 where processes join"};
  if (config.lookup_ticks < 1) return ConfigProblem{"lookup_ticks", "must be at least 1"};
  if (config.patience < 1) return ConfigProblem{"patience", "must be at least 1"};
  if (config.tries < 1) return ConfigProblem{"tries", "must be at least 1"};
  if (config.keys < 1 || config.keys > 2'000'000'000) return ConfigProblem{"keys", "must be from 1 to 2000000000"};
  return std::nullopt;
}

Protocol::Problem Protocol::problem(const Config& config, const ProcessSet& correct) {
  problems::KeyOwners owners = problems::KeyOwners::among(config.n, problems::KeyMetric::kClockwise, correct,
                                                          [&](ProcessId id) { return id_of(config, id); });
  Problem problem = Problem::of(config.n, config.t, config.lookups, std::move(owners));
  if (config.tables == Tables::perfect && problem.nobody_falls) problem.begin_perfect();
  return problem;
}

// The lists, with room to grow.
std::uint64_t Protocol::state_bytes(const Config& config) {
  const auto fingers = static_cast<std::uint64_t>(std::bit_width(config.n));
  return 64 + config.successors * sizeof(ProcessId) + 2 * fingers * sizeof(Finger);
}

}  // namespace parley::chord
