// A map from 64-bit keys to 32-bit values, for the memo tables of the search: open addressing, no erasure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace parley::explore {

// Thread safety: find() may run in several threads as long as none inserts.
class FlatMap {
 public:
  static constexpr std::uint32_t kNone = 0xffffffff;  // never a value

  FlatMap() : slots_(16) {}

  std::uint32_t find(std::uint64_t key) const {
    for (std::size_t at = home(key);; at = (at + 1) & (slots_.size() - 1)) {
      if (slots_[at].value == kNone) return kNone;
      if (slots_[at].key == key) return slots_[at].value;
    }
  }

  // REQUIRES: `key` is not in the map; `value` is not kNone.
  void insert(std::uint64_t key, std::uint32_t value) {
    if (++size_ * 2 > slots_.size()) grow();
    place(key, value);
  }

  std::size_t size() const { return size_; }
  std::size_t bytes() const { return slots_.size() * sizeof(Slot); }

 private:
  struct Slot {
    std::uint64_t key = 0;
    std::uint32_t value = kNone;
  };

  std::size_t home(std::uint64_t key) const {
    // The high bits of the product depend on all bits of both halves of the key.
    return static_cast<std::size_t>((key * 0x9e3779b97f4a7c15) >> shift_);
  }

  void place(std::uint64_t key, std::uint32_t value) {
    std::size_t at = home(key);
    while (slots_[at].value != kNone) at = (at + 1) & (slots_.size() - 1);
    slots_[at] = {key, value};
  }

  void grow() {
    std::vector<Slot> old(slots_.size() * 2);
    old.swap(slots_);
    --shift_;
    for (const Slot& slot : old)
      if (slot.value != kNone) place(slot.key, slot.value);
  }

  std::vector<Slot> slots_;  // 2^(64 - shift_) of them
  int shift_ = 60;
  std::size_t size_ = 0;
};

constexpr std::uint64_t pair_key(std::uint32_t high, std::uint32_t low) {
  return (std::uint64_t{high} << 32) | low;
}

}  // namespace parley::explore
