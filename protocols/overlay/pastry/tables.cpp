#include "protocols/overlay/pastry/tables.hpp"

#include <algorithm>
#include <bit>

namespace parley::pastry {

namespace {

std::uint64_t clockwise(const Config& config, ProcessId from, ProcessId to) {
  return id_of(config, to) - id_of(config, from);
}

bool is_before(const Entry& entry, const Entry& other) {
  return entry.row != other.row ? entry.row < other.row : entry.column < other.column;
}

// Where the process stands in the table. REQUIRES: process != self.
Entry place_of(const Config& config, ProcessId self, ProcessId process) {
  const std::uint32_t row = shared_digits(config, id_of(config, self), id_of(config, process));
  const std::uint32_t column = digit(config, id_of(config, process), row);
  return {static_cast<std::uint8_t>(row), static_cast<std::uint8_t>(column), process};
}

const Entry* find_entry(const State& state, const Entry& place) {
  const auto found = std::lower_bound(state.table.begin(), state.table.end(), place, is_before);
  return found == state.table.end() || is_before(place, *found) ? nullptr : &*found;
}

bool fits(const Config& config, const std::vector<ProcessId>& side, std::uint64_t far, std::uint64_t farthest) {
  return config.leaves / 2 > side.size() || far < farthest;
}

std::uint64_t way_after(const Config& config, ProcessId self, ProcessId process) {
  return clockwise(config, self, process);
}
std::uint64_t way_before(const Config& config, ProcessId self, ProcessId process) {
  return clockwise(config, process, self);
}

using Way = std::uint64_t (*)(const Config& config, ProcessId self, ProcessId process);

std::uint64_t reach(const Config& config, ProcessId self, const std::vector<ProcessId>& side, Way way) {
  return side.empty() ? 0 : way(config, self, side.back());
}

bool is_leaf_wanted(const Config& config, ProcessId self, const std::vector<ProcessId>& side, ProcessId process,
                    Way way) {
  return fits(config, side, way(config, self, process), reach(config, self, side, way)) &&
         std::find(side.begin(), side.end(), process) == side.end();
}

void add_leaf(const Config& config, ProcessId self, std::vector<ProcessId>& side, ProcessId process, Way way) {
  if (!is_leaf_wanted(config, self, side, process, way)) return;
  const std::uint64_t far = way(config, self, process);
  const auto place = std::find_if(side.begin(), side.end(), [&](ProcessId id) { return far < way(config, self, id); });
  side.insert(place, process);
  if (side.size() > config.leaves / 2) side.pop_back();
}

// Whether the key stands from the farthest leaf before to the farthest after (section 2.3).
bool is_among_leaves(const Config& config, ProcessId self, const State& state, Identifier key) {
  const std::uint64_t after = reach(config, self, state.leaves.after, way_after);
  const std::uint64_t before = reach(config, self, state.leaves.before, way_before);
  if (after == 0 && before == 0) return true;
  if (before != 0 && after >= 0 - before) return true;  // they go round
  return key - id_of(config, self) <= after || id_of(config, self) - key <= before;
}

template <class Visit>
void for_each_known(const State& state, Visit visit) {
  for (const ProcessId leaf : state.leaves.before) visit(leaf);
  for (const ProcessId leaf : state.leaves.after) visit(leaf);
  for (const Entry& entry : state.table) visit(entry.process);
}

// Of those known whose prefix shared with the key is at least so long; none: nobody is nearer than oneself.
std::optional<ProcessId> nearest_known(const Config& config, ProcessId self, const State& state, Identifier key,
                                       std::uint32_t shared, ProcessId but) {
  std::uint64_t least = distance(config, key, self);
  std::optional<ProcessId> nearest;
  for_each_known(state, [&](ProcessId process) {
    const std::uint64_t far = distance(config, key, process);
    if (process == but || far >= least) return;
    if (shared > 0 && shared_digits(config, id_of(config, process), key) < shared) return;
    least = far;
    nearest = process;
  });
  return nearest;
}

}  // namespace

std::uint32_t shared_digits(const Config& config, Identifier a, Identifier b) {
  return static_cast<std::uint32_t>(std::countl_zero(a ^ b)) / config.digit_bits;
}

std::uint32_t digit(const Config& config, Identifier identifier, std::uint32_t row) {
  const std::uint32_t behind = 64 - config.digit_bits * (row + 1);
  return static_cast<std::uint32_t>((identifier >> behind) & ((std::uint64_t{1} << config.digit_bits) - 1));
}

void fill_perfect(const Config& config, ProcessId self, State& state) {
  const Identifier own = id_of(config, self);
  const auto lot = [&](ProcessId process) { return overlay::scatter(own + id_of(config, process)); };
  for (std::uint32_t id = 0; id < config.n; ++id) {
    const ProcessId process{id};
    if (process == self) continue;
    add_leaf(config, self, state.leaves.after, process, way_after);
    add_leaf(config, self, state.leaves.before, process, way_before);
    if (!config.table) continue;
    const Entry place = place_of(config, self, process);
    const auto found = std::lower_bound(state.table.begin(), state.table.end(), place, is_before);
    if (found == state.table.end() || is_before(place, *found)) {
      state.table.insert(found, place);
    } else if (lot(process) < lot(found->process)) {
      found->process = process;
    }
  }
}

bool is_wanted(const Config& config, ProcessId self, const State& state, ProcessId process) {
  if (process == self || process.value >= config.n) return false;
  return is_leaf_wanted(config, self, state.leaves.after, process, way_after) ||
         is_leaf_wanted(config, self, state.leaves.before, process, way_before) ||
         (config.table && find_entry(state, place_of(config, self, process)) == nullptr);
}

void learn(const Config& config, ProcessId self, State& state, ProcessId process) {
  if (process == self || process.value >= config.n) return;
  add_leaf(config, self, state.leaves.after, process, way_after);
  add_leaf(config, self, state.leaves.before, process, way_before);
  if (!config.table) return;
  const Entry place = place_of(config, self, process);
  const auto found = std::lower_bound(state.table.begin(), state.table.end(), place, is_before);
  if (found == state.table.end() || is_before(place, *found)) state.table.insert(found, place);
}

Gone forget(State& state, ProcessId process) {
  Gone gone;
  gone.was_before = std::erase(state.leaves.before, process) > 0;
  gone.was_after = std::erase(state.leaves.after, process) > 0;
  const auto found = std::find_if(state.table.begin(), state.table.end(),
                                  [&](const Entry& entry) { return entry.process == process; });
  if (found == state.table.end()) return gone;
  gone.row = found->row;
  state.table.erase(found);
  return gone;
}

std::vector<ProcessId> all_leaves(const State& state) {
  std::vector<ProcessId> all = state.leaves.before;
  for (const ProcessId leaf : state.leaves.after)
    if (std::find(all.begin(), all.end(), leaf) == all.end()) all.push_back(leaf);
  return all;
}

std::vector<ProcessId> all_known(const State& state) {
  std::vector<ProcessId> all;
  for_each_known(state, [&](ProcessId process) { all.push_back(process); });
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

std::vector<ProcessId> entries(const State& state, std::uint32_t first, std::uint32_t last) {
  std::vector<ProcessId> found;
  for (const Entry& entry : state.table)
    if (entry.row >= first && entry.row <= last) found.push_back(entry.process);
  return found;
}

Hop next_hop(const Config& config, ProcessId self, const State& state, Identifier key, bool is_near, ProcessId but) {
  const Identifier own = id_of(config, self);
  if (!config.own_where_empty && (is_near || is_among_leaves(config, self, state, key)))
    return {nearest_known(config, self, state, key, 0, but), true};
  const std::uint32_t shared = shared_digits(config, own, key);
  if (own == key) return {std::nullopt, true};
  const auto row = static_cast<std::uint8_t>(shared);
  const Entry* entry = find_entry(state, {row, static_cast<std::uint8_t>(digit(config, key, shared)), {}});
  if (entry != nullptr && entry->process != but) return {entry->process, false};
  if (config.own_where_empty) return {std::nullopt, true};
  if (const auto rare = nearest_known(config, self, state, key, shared, but)) return {rare, false};
  return {nearest_known(config, self, state, key, 0, but), true};
}

std::vector<ProcessId> possible_hops(const Config& config, ProcessId self, const State& state, Identifier key,
                                     ProcessId but) {
  if (is_among_leaves(config, self, state, key)) return {};
  const std::uint32_t shared = shared_digits(config, id_of(config, self), key);
  const std::uint64_t far = distance(config, key, self);
  std::vector<ProcessId> possible = all_known(state);
  std::erase_if(possible, [&](ProcessId process) {
    const std::uint32_t theirs = shared_digits(config, id_of(config, process), key);
    const bool is_farther = theirs == shared && distance(config, key, process) >= far;
    return process == but || theirs < shared || is_farther;
  });
  return possible;
}

}  // namespace parley::pastry
