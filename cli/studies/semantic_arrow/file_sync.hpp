// Two replicas of one file, edited by their users at once. An edit is made upon the version that its replica shows, and
// is lost if the version that stays in the end does not contain it, and nobody was told.
#pragma once

#include <cstdint>

#include "protocols/core/random.hpp"

namespace parley::semantic_arrow {

struct Edits {
  std::uint64_t made = 0;
  std::uint64_t kept = 0;     // in the last version
  std::uint64_t aborted = 0;  // refused, and their user was told
  std::uint64_t lost() const { return made - kept - aborted; }
};

struct FileTrial {
  std::uint32_t edits = 1000;
  std::uint32_t edit_percent = 10;  // chance of a user in a tick
  std::uint32_t latency_ticks = 2;  // of every message
};

// A replica shows its own edit at once and tells the other; the version with the later time (of two, the first
// replica's) replaces the other.
Edits last_writer_wins(const FileTrial& trial, Rng rng);

// An edit is a transfer over the reflecting link, by the protocol's own handlers; the other's application refuses what
// is not made upon the version that it shows, or comes while an edit of its own is under way.
Edits reflected(const FileTrial& trial, Rng rng);

}  // namespace parley::semantic_arrow
