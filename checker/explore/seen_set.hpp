// The set of states seen so far, as 64-bit fingerprints in open addressing. Two different states with one fingerprint
// are taken for one: collision_probability() bounds how likely that has happened anywhere in a run.
//
// Buckets of eight fingerprints fill a cache line; a fingerprint stands in its home bucket or, when that is full, in
// the next that had room. The home is the fingerprint scaled to the number of buckets, so any capacity will do, and a
// growing table is copied from one sequential sweep into another. Growing by half from 4/5 full costs between 10 and
// 15 bytes a state.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "checker/explore/checkpoint.hpp"

namespace parley::explore {

// Thread safety: insert() may run in several threads at once as long as none reserves. Nothing else may.
class SeenSet {
 public:
  SeenSet();

  // Makes room for `count` further fingerprints. Throws std::bad_alloc, leaving the set as it was.
  void reserve(std::size_t size, std::size_t count) {
    if ((size + count) * 5 > slot_count_ * 4) grow(size + count);
  }
  bool has_room(std::size_t size, std::size_t count) const { return (size + count) * 5 <= slot_count_ * 4; }
  // What reserve() would allocate, 0 when there is room.
  std::size_t growth_bytes(std::size_t size, std::size_t count) const;

  void prefetch(std::uint64_t fingerprint) const { __builtin_prefetch(slots_.get() + home(fingerprint), 1, 3); }

  // Returns whether `fingerprint` was new. REQUIRES: it is not 0; there is room.
  bool insert(std::uint64_t fingerprint) {
    for (std::size_t at = home(fingerprint);; at = at + 1 == slot_count_ ? 0 : at + 1) {
      std::atomic_ref<std::uint64_t> slot(slots_[at]);
      std::uint64_t seen = slot.load(std::memory_order_relaxed);
      if (seen == 0 && slot.compare_exchange_strong(seen, fingerprint, std::memory_order_relaxed)) return true;
      if (seen == fingerprint) return false;
    }
  }

  // REQUIRES of load(): the set is new.
  void save(CheckpointWriter& out) const;
  void load(CheckpointReader& in);

  std::size_t bytes() const { return slot_count_ * sizeof(std::uint64_t); }

 private:
  struct Unmap {
    std::size_t bytes = 0;
    void operator()(std::uint64_t* slots) const;
  };
  using Slots = std::unique_ptr<std::uint64_t[], Unmap>;

  static constexpr std::size_t kBucket = 8;

  static Slots allocate(std::size_t slots);
  std::size_t home(std::uint64_t fingerprint) const {
    __extension__ using Wide = unsigned __int128;
    return static_cast<std::size_t>((static_cast<Wide>(fingerprint) * (slot_count_ / kBucket)) >> 64) * kBucket;
  }
  std::size_t grown(std::size_t wanted) const;
  void grow(std::size_t wanted);

  std::size_t slot_count_;
  Slots slots_;
};

// An upper bound on the probability that among `states` distinct states two shared a 64-bit fingerprint: the number of
// pairs over 2^64, for fingerprints that behave like random ones.
double collision_probability(std::uint64_t states);

}  // namespace parley::explore
