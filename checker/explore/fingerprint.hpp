// 64-bit fingerprints of packed states. Not meant against an adversary: the states are numbered by the search itself.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace parley::explore {

namespace fingerprint_detail {

// The 128-bit product folded. Both factors are mixed with constants, so that a zero word does not swallow the other.
constexpr std::uint64_t fold(std::uint64_t a, std::uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

inline constexpr std::uint64_t kFirst = 0xa0761d6478bd642f;
inline constexpr std::uint64_t kSecond = 0xe7037ed1a0b428db;
inline constexpr std::uint64_t kThird = 0x8ebc6af09c88c6e3;

inline std::uint64_t pair_at(const std::uint32_t* words) {
  std::uint64_t pair = 0;
  std::memcpy(&pair, words, sizeof pair);
  return pair;
}

}  // namespace fingerprint_detail

// Never 0, which marks an empty slot of the seen-set.
inline std::uint64_t fingerprint(const std::uint32_t* words, std::size_t width) {
  using namespace fingerprint_detail;
  std::uint64_t hash = kThird ^ width;
  std::size_t at = 0;
  for (; at + 4 <= width; at += 4)
    hash = fold(pair_at(words + at) ^ kFirst, pair_at(words + at + 2) ^ hash) + std::rotl(hash, 23);
  if (at + 2 <= width) {
    hash = fold(pair_at(words + at) ^ kFirst, hash ^ kSecond) + std::rotl(hash, 29);
    at += 2;
  }
  if (at < width) hash = fold(words[at] ^ kSecond, hash ^ kFirst) + std::rotl(hash, 31);
  hash = fold(hash ^ kFirst, std::rotl(hash, 32) ^ kThird);
  return hash == 0 ? 1 : hash;
}

inline std::uint64_t fingerprint_bytes(std::span<const std::byte> bytes) {
  using namespace fingerprint_detail;
  std::uint64_t hash = kThird ^ bytes.size();
  for (std::size_t at = 0; at < bytes.size(); at += 8) {
    std::uint64_t chunk = 0;
    std::memcpy(&chunk, bytes.data() + at, bytes.size() - at < 8 ? bytes.size() - at : 8);
    hash = fold(chunk ^ kFirst, hash ^ kSecond) + std::rotl(hash, 23);
  }
  return fold(hash ^ kFirst, std::rotl(hash, 32) ^ kThird);
}

}  // namespace parley::explore
