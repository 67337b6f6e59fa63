// Hashing several messages at the same time: the blocks of a message depend on each other, those of two messages do
// not.
#pragma once

#include <array>
#include <cstring>

#include "gpu/arith/message.hpp"
#include "gpu/batch.hpp"
#include "gpu/cpu/kernels.hpp"

namespace parley::gpu::cpu {

// Hashes `lanes` messages that fill equally many blocks; digest i goes to digests[i].
struct HashLanes {
  std::size_t lanes;
  void (*run)(const Message* messages, std::uint8_t* const* digests);
};

// The fastest way that the machine has.
HashLanes hash_lanes(Hash hash, const Features& features);

// Blocks that a message fills with its padding.
std::size_t blocks_of(Hash hash, std::size_t message_bytes);

HashLanes sha256_with_sha_extensions();
HashLanes sha512_with_avx2();
HashLanes blake2b_with_avx2();

// The last blocks of a message, padded as FIPS 180-4 says; all before are read where they lie.
template <std::size_t BlockBytes, std::size_t LengthBytes>
class PaddedMessage {
 public:
  explicit PaddedMessage(const Message& message) : data_(message.data), whole_(message.length / BlockBytes) {
    const std::size_t rest = message.length % BlockBytes;
    if (rest > 0) std::memcpy(tail_.data(), data_ + whole_ * BlockBytes, rest);
    tail_[rest] = 0x80;
    const std::size_t blocks = rest + 1 + LengthBytes <= BlockBytes ? 1 : 2;
    store_big(tail_.data() + blocks * BlockBytes - 8, static_cast<std::uint64_t>(message.length) * 8);
    blocks_ = whole_ + blocks;
  }
  std::size_t blocks() const { return blocks_; }
  const std::uint8_t* block(std::size_t index) const {
    return index < whole_ ? data_ + index * BlockBytes : tail_.data() + (index - whole_) * BlockBytes;
  }

 private:
  const std::uint8_t* data_;
  std::size_t whole_;
  std::size_t blocks_ = 0;
  std::array<std::uint8_t, 2 * BlockBytes> tail_{};
};

}  // namespace parley::gpu::cpu
