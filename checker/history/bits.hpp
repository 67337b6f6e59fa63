// A set of the operations of one history, as the memory of a search keeps it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace parley::history {

class Bits {
 public:
  explicit Bits(std::size_t size) : words_((size + 63) / 64) {}

  bool has(std::size_t at) const { return (words_[at / 64] >> (at % 64) & 1) != 0; }
  void flip(std::size_t at) { words_[at / 64] ^= std::uint64_t{1} << (at % 64); }

  std::uint64_t hash() const {
    std::uint64_t hash = words_.size();
    for (const std::uint64_t word : words_) {
      hash = (hash ^ word) * 0x9e3779b97f4a7c15;
      hash ^= hash >> 29;
    }
    return hash;
  }
  friend bool operator==(const Bits&, const Bits&) = default;

 private:
  std::vector<std::uint64_t> words_;
};

}  // namespace parley::history
