#include "protocols/overlay/pastry/routing.hpp"

#include <algorithm>

#include "protocols/overlay/pastry/tables.hpp"
#include "protocols/overlay/pastry/upkeep.hpp"

namespace parley::pastry {

namespace {

// What is beyond is handed on without waiting for Got, so that no flood makes the state grow.
constexpr std::size_t kMostWatched = 64;

void end_lookup(State& state, std::optional<ProcessId> owner, std::uint32_t hops, Context<Protocol>& context) {
  context.emit(problems::LookupEnded{state.begun, state.open->key, owner, hops});
  state.open.reset();
}

Hop choose_hop(const Config& config, const State& state, const Route& route, Context<Protocol>& context) {
  // A newcomer may be known from before it fell.
  const ProcessId but = route.purpose == Purpose::kJoin ? route.origin : context.self();
  if (route.is_random && !route.is_near) {
    const std::vector<ProcessId> possible = possible_hops(config, context.self(), state, route.key, but);
    if (!possible.empty()) return {possible[context.choose(possible.size())], false};
  }
  return next_hop(config, context.self(), state, route.key, route.is_near, but);
}

void arrive(State& state, const Route& route, Context<Protocol>& context) {
  if (route.purpose == Purpose::kJoin) {
    Welcome welcome{all_leaves(state)};
    std::erase(welcome.leaves, route.origin);
    return context.send(route.origin, std::move(welcome));
  }
  if (route.origin != context.self()) return context.send(route.origin, Found{route.number, route.hops});
  if (state.open && route.number == state.begun) end_lookup(state, context.self(), route.hops, context);
}

void hand_on(const Config& config, State& state, const Route& route, Context<Protocol>& context) {
  const Hop hop = choose_hop(config, state, route, context);
  if (!hop.to) return arrive(state, route, context);
  Route onwards = route;
  ++onwards.hops;
  onwards.is_near = hop.is_near;
  onwards.watch = 0;
  if (config.t > 0 && state.under.size() < kMostWatched) {
    onwards.watch = ++state.watches;
    state.under.push_back({onwards.watch, *hop.to, route});
    context.set_timer(Due{Alarm::kWatch, onwards.watch}, Ticks{config.answer_ticks});
  }
  context.send(*hop.to, onwards);
}

// Repeated, it goes another way where there is one (section 3.2).
void send_lookup(const Config& config, State& state, Context<Protocol>& context) {
  OpenLookup& open = *state.open;
  open.periods = 0;
  Route route{context.self(), Purpose::kLookup, state.begun, open.key};
  route.is_random = open.tries > 0;
  if (open.tries < config.tries) ++open.tries;
  hand_on(config, state, route, context);
}

void begin_lookup(const Config& config, State& state, Context<Protocol>& context) {
  ++state.begun;
  const Identifier key = overlay::key_identifier(config.salt, context.choose(config.keys));
  context.emit(problems::LookupBegun{state.begun, key});
  state.open = OpenLookup{key, 0, 0};
  send_lookup(config, state, context);
}

void wait_on(const Config& config, State& state, Context<Protocol>& context) {
  if (++state.open->periods < config.patience) return;
  if (config.t > 0 && state.open->tries >= config.tries) return end_lookup(state, std::nullopt, 0, context);
  send_lookup(config, state, context);
}

std::vector<Watched>::iterator find_watched(State& state, std::uint32_t watch) {
  return std::find_if(state.under.begin(), state.under.end(),
                      [&](const Watched& watched) { return watched.watch == watch; });
}

// Each process on the way shares a longer prefix with the newcomer, and so sends the rows that fit.
void send_rows(const Config& config, const State& state, Route& route, Context<Protocol>& context) {
  const std::uint32_t shared = shared_digits(config, id_of(config, context.self()), route.key);
  if (route.rows > shared) return;
  context.send(route.origin, Rows{entries(state, route.rows, shared)});
  route.rows = shared + 1;
}

}  // namespace

void lookup_due(const Config& config, State& state, Context<Protocol>& context) {
  if (state.open) {
    wait_on(config, state, context);
  } else if (state.begun < config.lookups) {
    begin_lookup(config, state, context);
  }
  if (state.open || state.begun < config.lookups) context.set_timer(Due{Alarm::kLookup}, Ticks{config.lookup_ticks});
}

void on_route(const Config& config, State& state, ProcessId from, const Route& route, Context<Protocol>& context) {
  if (route.origin.value >= config.n) return;
  if (route.watch != 0) context.send(from, Got{route.watch});
  if (route.purpose == Purpose::kLookup) return hand_on(config, state, route, context);
  if (route.origin == context.self()) return;  // somebody's memory of a join before
  Route join = route;
  join.key = id_of(config, route.origin);
  send_rows(config, state, join, context);
  hand_on(config, state, join, context);
}

void on_found(State& state, ProcessId from, const Found& found, Context<Protocol>& context) {
  if (state.open && found.number == state.begun) end_lookup(state, from, found.hops, context);
}

void on_got(State& state, ProcessId from, std::uint32_t watch, Context<Protocol>& context) {
  const auto watched = find_watched(state, watch);
  if (watched == state.under.end() || watched->to != from) return;
  state.under.erase(watched);
  context.cancel_timer(Due{Alarm::kWatch, watch});
}

void on_silence(const Config& config, State& state, std::uint32_t watch, Context<Protocol>& context) {
  const auto watched = find_watched(state, watch);
  if (watched == state.under.end()) return;
  const Watched lost = *watched;
  state.under.erase(watched);
  give_up(config, state, lost.to, context);
  hand_on(config, state, lost.route, context);
}

}  // namespace parley::pastry
