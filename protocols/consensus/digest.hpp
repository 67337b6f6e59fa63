// Message digests for protocols whose certificates name what was agreed on without repeating it: SHA-256 (FIPS 180-4)
// over the canonical codec. Collision resistant, other than the hashes of protocols/core/hash.hpp, so that a Byzantine
// process cannot make two values with one digest.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>

#include "protocols/core/codec.hpp"

namespace parley::consensus {

// The eight words of the standard, two in each of these, the first in the upper half. All zero: the digest of nothing.
struct Digest {
  std::array<std::uint64_t, 4> words{};
  friend auto operator<=>(const Digest&, const Digest&) = default;
};

Digest sha256(std::span<const std::byte> bytes);

template <class T>
Digest digest_of(const T& value) {
  return sha256(encode(value));
}

}  // namespace parley::consensus
