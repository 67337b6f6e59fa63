// The plain values that batches and the kernels of devices share.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "gpu/arith/bytes.hpp"

namespace parley::gpu {

enum class Hash : std::uint8_t { kSha256, kSha512, kBlake2b256 };
inline constexpr std::array kHashes{Hash::kSha256, Hash::kSha512, Hash::kBlake2b256};

constexpr std::string_view to_string(Hash hash) {
  constexpr std::array<std::string_view, 3> names{"sha256", "sha512", "blake2b256"};
  return names[static_cast<std::size_t>(hash)];
}
constexpr std::size_t digest_bytes(Hash hash) {
  return hash == Hash::kSha512 ? 64 : 32;
}

enum class Group : std::uint8_t { kModulo64, kModulo61, kModulo32 };

// The keystream of ChaCha20 under `key`, 64 bits an element, added to a sum or taken from it.
struct Mask {
  Bytes32 key{};
  std::uint64_t nonce = 0;
  bool subtract = false;
};

enum class CodeField : std::uint8_t { kBinary8, kBinary16 };

}  // namespace parley::gpu
