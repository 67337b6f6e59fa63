// Sets of chunks as bit sets of a fixed size.
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

namespace parley::torrent {

class ChunkSet {
 public:
  explicit ChunkSet(std::uint32_t chunks = 0) : words_((chunks + 63) / 64) {}

  bool contains(std::uint32_t chunk) const { return ((words_[chunk / 64] >> (chunk % 64)) & 1) != 0; }
  // REQUIRES: not a member yet.
  void insert(std::uint32_t chunk) {
    words_[chunk / 64] |= std::uint64_t{1} << (chunk % 64);
    ++size_;
  }
  std::uint32_t size() const { return size_; }
  std::uint32_t word_count() const { return static_cast<std::uint32_t>(words_.size()); }
  std::uint64_t word(std::uint32_t index) const { return words_[index]; }

 private:
  std::vector<std::uint64_t> words_;
  std::uint32_t size_ = 0;
};

inline std::uint32_t bits_in(std::uint64_t word) {
  return static_cast<std::uint32_t>(std::popcount(word));
}

// |have \ lacking|: what a holder of `have` can give to a holder of `held`. O(words).
inline std::uint32_t missing(const ChunkSet& have, const ChunkSet& held) {
  std::uint32_t count = 0;
  for (std::uint32_t w = 0; w < have.word_count(); ++w) count += bits_in(have.word(w) & ~held.word(w));
  return count;
}

}  // namespace parley::torrent
