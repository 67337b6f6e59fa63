// Kademlia's k-buckets (sections 2.2, 2.4 and 4.1).
#pragma once

#include "protocols/overlay/kademlia/kademlia.hpp"

namespace parley::kademlia {

// k contacts in every bucket that has so many, drawn by hash, and otherwise all. Costs n steps.
void fill_perfect(const Config& config, ProcessId self, State& state);

// Somebody was heard of directly: it moves to the end of its bucket, or in where there is room, and else waits as
// spare.
void touch(const Config& config, ProcessId self, State& state, ProcessId contact);

// A contact did not answer: the spare takes its place.
void give_up(const Config& config, ProcessId self, State& state, ProcessId contact);

// The k contacts closest to the key, closest first.
Contacts closest(const Config& config, ProcessId self, const State& state, Identifier key);

// The index of the bucket of the closest contact; 64 where there is none.
std::uint32_t nearest_bucket(const State& state);

}  // namespace parley::kademlia
