// Pastry's leaf set and routing table (section 2.2), and how a key is routed by them (section 2.3).
#pragma once

#include <optional>
#include <vector>

#include "protocols/overlay/pastry/pastry.hpp"

namespace parley::pastry {

// Digits that the two share from the first on; 64 / b for equal ones.
std::uint32_t shared_digits(const Config& config, Identifier a, Identifier b);

// The digit at that place from the first on. REQUIRES: row < 64 / b.
std::uint32_t digit(const Config& config, Identifier identifier, std::uint32_t row);

// From a key to a process; different for different processes.
inline std::uint64_t distance(const Config& config, Identifier key, ProcessId process) {
  return problems::key_distance(problems::KeyMetric::kCircular, key, id_of(config, process));
}

// Leaves of the ideal circle of all processes, and an entry, drawn by hash, wherever there is a process for it. Costs n
// steps.
void fill_perfect(const Config& config, ProcessId self, State& state);

// Whether the process would be a leaf, or take an empty place in the table.
bool is_wanted(const Config& config, ProcessId self, const State& state, ProcessId process);

// Puts it where it is wanted.
void learn(const Config& config, ProcessId self, State& state, ProcessId process);

// What a process was, for those who look for another in its place.
struct Gone {
  bool was_before = false;
  bool was_after = false;
  std::optional<std::uint8_t> row;
};
Gone forget(State& state, ProcessId process);

// All leaves, and all leaves and entries, each process once.
std::vector<ProcessId> all_leaves(const State& state);
std::vector<ProcessId> all_known(const State& state);

// Entries of rows first to last, both included.
std::vector<ProcessId> entries(const State& state, std::uint32_t first, std::uint32_t last);

struct Hop {
  std::optional<ProcessId> to;  // none: nobody known is nearer to the key than this process
  bool is_near = false;         // from here on only nearer to the key
};

// Never to `but`. Every hop shares a longer prefix with the key, or an equal one and is nearer to it, and once
// `is_near` it is nearer: so that no lookup goes round for ever.
Hop next_hop(const Config& config, ProcessId self, const State& state, Identifier key, bool is_near, ProcessId but);

// All to whom the key may be handed on by that rule (section 3.2). Empty among the leaves of the nearest.
std::vector<ProcessId> possible_hops(const Config& config, ProcessId self, const State& state, Identifier key,
                                     ProcessId but);

}  // namespace parley::pastry
