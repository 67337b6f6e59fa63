// Lookups of one's own, and what is handed on for others.
#pragma once

#include "protocols/overlay/pastry/pastry.hpp"

namespace parley::pastry {

// Begins the next lookup, or sends the open one again when it is due.
void lookup_due(const Config& config, State& state, Context<Protocol>& context);

void on_route(const Config& config, State& state, ProcessId from, const Route& route, Context<Protocol>& context);
void on_found(State& state, ProcessId from, const Found& found, Context<Protocol>& context);

// Somebody has what it was handed, or does not say so: then it is given up, and another one is handed it.
void on_got(State& state, ProcessId from, std::uint32_t watch, Context<Protocol>& context);
void on_silence(const Config& config, State& state, std::uint32_t watch, Context<Protocol>& context);

}  // namespace parley::pastry
