// Raft's log as a pure value: the consistency check, conflicts and merging of figure 2 ("AppendEntries RPC"), without
// messages or effects. Indexes start at 1; index 0 with term 0 stands before the first entry and matches always.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "protocols/core/problems/replicated_log.hpp"

namespace parley::raft {

using Term = std::uint64_t;
using Index = std::uint64_t;
using Command = problems::ClientCommand;

// No command: the entry with which a leader begins its term.
struct Entry {
  Term term = 0;
  std::optional<Command> command;
  friend bool operator==(const Entry&, const Entry&) = default;
};
using Entries = std::vector<Entry>;

// Invariant of correct logs: terms never fall from one entry to the next.
struct Log {
  Entries entries;

  Index last_index() const { return entries.size(); }
  Term last_term() const { return entries.empty() ? 0 : entries.back().term; }
  bool contains(Index index) const { return index <= entries.size(); }
  // REQUIRES: contains(index).
  Term term_at(Index index) const { return index == 0 ? 0 : entries[index - 1].term; }
  // REQUIRES: 1 <= index <= last_index().
  const Entry& at(Index index) const { return entries[index - 1]; }

  // At most `most` entries after `after`. REQUIRES: contains(after).
  Entries slice(Index after, std::size_t most) const;

  friend bool operator==(const Log&, const Log&) = default;
};

// Where a follower should be probed next after it refused entries behind (prev_index, prev_term): the largest index
// that may still match. Passes over all entries of the conflicting term at once (the optimization at the end of section
// 5.3). REQUIRES: the log does not match there.
Index conflict_hint(const Log& log, Index prev_index);

// How many of `entries`, which belong behind `prev_index`, the log holds already: those before the first that is
// missing or conflicts. REQUIRES: contains(prev_index).
std::size_t common_prefix(const Log& log, Index prev_index, std::span<const Entry> entries);

// Keeps the entries up to `after` and puts `entries` behind them. REQUIRES: contains(after).
void replace_after(Log& log, Index after, std::span<const Entry> entries);

}  // namespace parley::raft
