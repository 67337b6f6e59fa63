// What keeps the ring: joining, stabilising, rectifying, fixing fingers.
#pragma once

#include "protocols/overlay/chord/chord.hpp"

namespace parley::chord {

// Becomes a member with the successors that its state has, and begins to keep up the ring and to look up keys.
void become_member(const Config& config, State& state, Context<Protocol>& context);

// Asks the bootstrap process for one's own successor; again until it is a member.
void join(const Config& config, const State& state, Context<Protocol>& context);
void on_join_answer(State& state, ProcessId owner, Context<Protocol>& context);

// A round: stabilise, check_predecessor, fix_fingers.
void keep_up(const Config& config, State& state, Context<Protocol>& context);
void on_neighbours(const Config& config, State& state, ProcessId from, const Neighbours& theirs,
                   Context<Protocol>& context);
void on_notify(const Config& config, State& state, ProcessId from, Context<Protocol>& context);
void on_finger(const Config& config, State& state, std::uint32_t exponent, ProcessId owner, Context<Protocol>& context);

}  // namespace parley::chord
