// States that were reached, in the order of discovery, and an index over them: open addressing, 4 bytes a slot.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "protocols/core/hash.hpp"

namespace parley::hypergraph {

// Invariant: every key once; `slots_` is at most half full and holds 1 + the position of each key.
template <class Key>
class KeySet {
 public:
  KeySet() : slots_(1024, 0) {}

  // The position of `key`, and whether it is new.
  std::pair<std::uint32_t, bool> insert(const Key& key) {
    std::uint64_t slot = hash64(key) & (slots_.size() - 1);
    while (slots_[slot] != 0) {
      if (keys_[slots_[slot] - 1] == key) return {slots_[slot] - 1, false};
      slot = (slot + 1) & (slots_.size() - 1);
    }
    keys_.push_back(key);
    slots_[slot] = static_cast<std::uint32_t>(keys_.size());
    if (keys_.size() * 2 > slots_.size()) grow();
    return {static_cast<std::uint32_t>(keys_.size() - 1), true};
  }

  const Key& operator[](std::uint64_t position) const { return keys_[position]; }
  std::uint64_t size() const { return keys_.size(); }

 private:
  void grow() {
    slots_.assign(slots_.size() * 2, 0);
    for (std::uint64_t position = 0; position < keys_.size(); ++position) {
      std::uint64_t slot = hash64(keys_[position]) & (slots_.size() - 1);
      while (slots_[slot] != 0) slot = (slot + 1) & (slots_.size() - 1);
      slots_[slot] = static_cast<std::uint32_t>(position + 1);
    }
  }

  std::vector<Key> keys_;
  std::vector<std::uint32_t> slots_;
};

}  // namespace parley::hypergraph
