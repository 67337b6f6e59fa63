// SHA-256 (FIPS 180-4), HMAC (RFC 2104) and HKDF (RFC 5869), small and plain: protocols link no library. Held against
// the vectors of those documents in tests/keytree. Not hardened against timing: it serves experiments.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

#include "protocols/core/sha256.hpp"

namespace parley::keytree {

using Digest = std::array<std::uint8_t, 32>;
using Bytes = std::vector<std::uint8_t>;

class Sha256 {
 public:
  Sha256& add(std::span<const std::uint8_t> bytes);
  Sha256& add(std::string_view text);
  Digest finish();

 private:
  Sha256State state_ = kSha256Initial;
  std::array<std::uint8_t, 64> block_{};
  std::uint64_t size_ = 0;
};

Digest sha256(std::span<const std::uint8_t> bytes);
Digest sha256(std::string_view text);
Digest hmac_sha256(std::span<const std::uint8_t> key, std::initializer_list<std::span<const std::uint8_t>> parts);

// PRK = HMAC(salt, ikm); T(i) = HMAC(PRK, T(i-1) | info | i). REQUIRES: length <= 255 * 32.
Bytes hkdf_sha256(std::span<const std::uint8_t> ikm, std::span<const std::uint8_t> salt,
                  std::span<const std::uint8_t> info, std::size_t length);

inline std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace parley::keytree
