// What protocols that broadcast payloads share: the payloads' content, which nobody has to be given, and SHA-256 (FIPS
// 180-4) by which hashes stand for payloads. Collision resistant, other than the hashes of protocols/core/hash.hpp.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "protocols/core/codec.hpp"
#include "protocols/core/ids.hpp"

namespace parley::broadcast {

// The eight words of the standard, two in each of these, the first in the upper half. All zero: the hash of nothing.
struct Digest {
  std::array<std::uint64_t, 4> words{};
  friend auto operator<=>(const Digest&, const Digest&) = default;
};

Digest sha256(std::span<const std::byte> bytes);
Digest sha256(std::string_view text);

// Over the canonical codec.
template <class T>
Digest digest_of(const T& value) {
  return sha256(encode(value));
}

// How outputs name a payload (problems/multi_broadcast.hpp).
inline std::uint64_t fingerprint(const Digest& payload) {
  return payload.words[0];
}

// The payload with which `sender` fills its place `sequence`: `bytes` bytes, a function of the arguments alone. Another
// `edition` is another content, such as that of a sender with two faces; editions below 256 differ from one byte on.
std::string payload_of(ProcessId sender, std::uint64_t sequence, std::uint64_t bytes, std::uint64_t edition = 0);

}  // namespace parley::broadcast
