// The hash of everything that prover and verifier have said so far, from which challenges are drawn (Fiat and Shamir).
#pragma once

#include <string_view>

#include "gpu/arith/scalar.hpp"
#include "gpu/arith/sha512.hpp"

namespace parley::gpu {

// A value. Every piece has 32 bytes, so that pieces cannot run into each other.
class Transcript {
 public:
  explicit Transcript(std::string_view purpose) {
    for (const char c : purpose) absorb(Bytes32{static_cast<std::uint8_t>(c)}, 0);
  }
  void add(const Bytes32& piece) { absorb(piece, 1); }
  // Not zero but with probability 2^-252. Later ones depend on it.
  Scalar challenge() {
    absorb({}, 2);
    return scalar_from_wide(state_);
  }

 private:
  void absorb(const Bytes32& piece, std::uint8_t kind) {
    std::array<std::uint8_t, 97> input{};
    input[0] = kind;
    for (std::size_t i = 0; i < 64; ++i) input[1 + i] = state_[i];
    for (std::size_t i = 0; i < 32; ++i) input[65 + i] = piece[i];
    state_ = sha512(Message{input.data(), input.size()});
  }
  Bytes64 state_{};
};

}  // namespace parley::gpu
