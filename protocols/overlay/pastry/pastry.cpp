#include "protocols/overlay/pastry/pastry.hpp"

#include <bit>
#include <string>

#include "protocols/overlay/pastry/routing.hpp"
#include "protocols/overlay/pastry/tables.hpp"
#include "protocols/overlay/pastry/upkeep.hpp"

namespace parley::pastry {

namespace {

problems::NeighboursSet neighbours(const State& state, ProcessId self) {
  const Leaves& leaves = state.leaves;
  return {leaves.before.empty() ? self : leaves.before.front(), leaves.after.empty() ? self : leaves.after.front()};
}

// Tells of the neighbours, if the step has changed them.
template <class Step>
void with_neighbours(State& state, Context<Protocol>& context, Step step) {
  const bool was_member = state.is_member;
  const problems::NeighboursSet old = neighbours(state, context.self());
  step();
  const problems::NeighboursSet now = neighbours(state, context.self());
  if (state.is_member && (!was_member || old.before != now.before || old.after != now.after)) context.emit(now);
}

bool is_newcomer(const Protocol::Message& message, ProcessId from) {
  const auto* route = std::get_if<Route>(&message);
  return route != nullptr && route->purpose == Purpose::kJoin && route->origin == from;
}

void handle(const Config& config, State& state, ProcessId from, const Protocol::Message& message,
            Context<Protocol>& context) {
  if (const auto* rows = std::get_if<Rows>(&message)) return on_rows(config, state, from, *rows, context);
  if (const auto* welcome = std::get_if<Welcome>(&message)) return on_welcome(config, state, from, *welcome, context);
  if (!state.is_member) return;
  // Every message of a member teaches it.
  if (!is_newcomer(message, from)) learn(config, context.self(), state, from);
  if (const auto* route = std::get_if<Route>(&message)) return on_route(config, state, from, *route, context);
  if (const auto* found = std::get_if<Found>(&message)) return on_found(state, from, *found, context);
  if (const auto* got = std::get_if<Got>(&message)) return on_got(state, from, got->watch, context);
  if (const auto* question = std::get_if<Ask>(&message)) return on_ask(state, from, *question, context);
  if (const auto* answer = std::get_if<Tell>(&message)) return on_tell(config, state, from, *answer, context);
}

}  // namespace

State Protocol::initial(const Config& config, ProcessId self, const Durable&) {
  State state;
  if (config.tables == Tables::perfect) fill_perfect(config, self, state);
  return state;
}

void Protocol::on_start(const Config& config, State& state, Context<Protocol>& context) {
  if (config.tables == Tables::perfect || context.self() == config.bootstrap)
    return with_neighbours(state, context, [&] { become_member(config, state, context); });
  context.set_timer(Due{Alarm::kJoin}, TickRange{Ticks{1}, Ticks{config.join_ticks}});
}

void Protocol::on_message(const Config& config, State& state, ProcessId from, const Message& message,
                          Context<Protocol>& context) {
  with_neighbours(state, context, [&] { handle(config, state, from, message, context); });
}

void Protocol::on_timer(const Config& config, State& state, const Timer& timer, Context<Protocol>& context) {
  with_neighbours(state, context, [&] {
    switch (timer.alarm) {
      case Alarm::kJoin:
        return join(config, state, context);
      case Alarm::kUpkeep:
        return keep_up(config, state, context);
      case Alarm::kLookup:
        return lookup_due(config, state, context);
      case Alarm::kWatch:
        return on_silence(config, state, timer.watch, context);
    }
  });
}

std::optional<ConfigProblem> Protocol::validate(const Config& config) {
  if (config.n <= config.t)
    return ConfigProblem{"n", "must be greater than t, so at least " + std::to_string(config.t + 1)};
  if (config.bootstrap.value >= config.n)
    return ConfigProblem{"bootstrap", "must be a process, so below n = " + std::to_string(config.n)};
  if (config.join_ticks < 1) return ConfigProblem{"join_ticks", "must be at least 1"};
  if (!std::has_single_bit(config.digit_bits) || config.digit_bits > 8)
    return ConfigProblem{"digit_bits", "must be 1, 2, 4 or 8"};
  if (config.leaves % 2 != 0 || config.leaves < 2 || config.leaves > 1000)
    return ConfigProblem{"leaves", "must be even, at least 2 and at most 1000"};
  if (config.tables == Tables::joins && config.stabilise_ticks < 1)
    return ConfigProblem{"stabilise_ticks", "must be at least 1 where processes join"};
  if (config.answer_ticks < 1) return ConfigProblem{"answer_ticks", "must be at least 1"};
  if (config.lookup_ticks < 1) return ConfigProblem{"lookup_ticks", "must be at least 1"};
  if (config.patience < 1) return ConfigProblem{"patience", "must be at least 1"};
  if (config.tries < 1) return ConfigProblem{"tries", "must be at least 1"};
  if (config.keys < 1 || config.keys > 2'000'000'000) return ConfigProblem{"keys", "must be from 1 to 2000000000"};
  // Section 2.5: delivery is guaranteed unless |L|/2 processes with adjacent identifiers fail simultaneously.
  if (config.leaves / 2 <= config.t)
    return ConfigProblem{"leaves", "must be more than 2 t, so at least " + std::to_string(2 * config.t + 2), true};
  return std::nullopt;
}

Protocol::Problem Protocol::problem(const Config& config, const ProcessSet& correct) {
  problems::KeyOwners owners = problems::KeyOwners::among(config.n, problems::KeyMetric::kCircular,
                                                          config.t == 0 ? ProcessSet::first(config.n) : correct,
                                                          [&](ProcessId id) { return id_of(config, id); });
  Problem problem = Problem::of(config.n, config.t, config.lookups, correct, std::move(owners));
  if (config.tables == Tables::perfect && (config.t == 0 || correct.size() == config.n)) problem.begin_perfect();
  return problem;
}

// Leaves, the rows that n processes fill, and what may be under way for them.
std::uint64_t Protocol::state_bytes(const Config& config) {
  const std::uint64_t rows = static_cast<std::uint64_t>(std::bit_width(config.n)) / config.digit_bits + 2;
  const std::uint64_t entries = rows << config.digit_bits;
  const std::uint64_t watched = config.t > 0 ? 8 * sizeof(Watched) : 0;
  return 64 + 2 * config.leaves * sizeof(ProcessId) + entries * (sizeof(Entry) + sizeof(Asked)) + watched;
}

}  // namespace parley::pastry
