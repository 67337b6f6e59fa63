#include "protocols/consensus/raft/log.hpp"

#include <algorithm>

#include "protocols/core/check.hpp"

namespace parley::raft {

Entries Log::slice(Index after, std::size_t most) const {
  const std::size_t count = std::min<std::size_t>(most, entries.size() - after);
  const auto first = entries.begin() + static_cast<std::ptrdiff_t>(after);
  return Entries(first, first + static_cast<std::ptrdiff_t>(count));
}

Index conflict_hint(const Log& log, Index prev_index) {
  if (!log.contains(prev_index)) return log.last_index();
  const Term conflicting = log.term_at(prev_index);
  Index first = prev_index;
  while (first > 0 && log.term_at(first) == conflicting) --first;
  return first;
}

std::size_t common_prefix(const Log& log, Index prev_index, std::span<const Entry> entries) {
  std::size_t held = 0;
  while (held < entries.size() && log.contains(prev_index + held + 1) &&
         log.term_at(prev_index + held + 1) == entries[held].term)
    ++held;
  return held;
}

void replace_after(Log& log, Index after, std::span<const Entry> entries) {
  check(log.contains(after), "entries are put behind the end of a Raft log: a record before them is missing");
  log.entries.resize(after);
  log.entries.insert(log.entries.end(), entries.begin(), entries.end());
}

}  // namespace parley::raft
