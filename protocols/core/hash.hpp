// 64- and 128-bit hashes of any walkable value, equal on every machine and in every build. Not cryptographic: an
// adversary who chooses values can make them collide; signatures and identities use BLAKE2b over the codec instead.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <type_traits>

#include "protocols/core/walk.hpp"

namespace parley {

struct Hash128 {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  friend constexpr auto operator<=>(const Hash128&, const Hash128&) = default;
};

namespace hash_detail {

inline constexpr std::uint64_t kSeedLow = 0x9e3779b97f4a7c15;
inline constexpr std::uint64_t kSeedHigh = 0xc2b2ae3d27d4eb4f;

// Multiply to 128 bits and fold; the addition keeps a zero product from swallowing what came before.
constexpr std::uint64_t mix(std::uint64_t state, std::uint64_t word, std::uint64_t constant) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(state ^ word) * constant;
  return (static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64)) + std::rotl(state, 23);
}

template <bool Wide>
class Hasher : public VisitorDefaults<Hasher<Wide>> {
 public:
  constexpr void word(std::uint64_t value) {
    low_ = mix(low_, value, 0xa0761d6478bd642f);
    if constexpr (Wide) high_ = mix(high_, value, 0xe7037ed1a0b428db);
  }

  template <class T>
  constexpr void scalar(T& value) {
    word(static_cast<std::uint64_t>(value));
  }
  constexpr void process(const ProcessId& id) { word(id.value); }
  constexpr void process_set(const ProcessSet& set) {
    word(set.word_count());
    for (std::size_t index = 0; index < set.word_count(); ++index) word(set.word(index));
  }
  template <class T>
  void blob(T& value) {
    word(value.size());
    bytes(value.data(), value.size());
  }
  template <class T>
  constexpr void length(T& container) {
    word(container.size());
  }
  template <class T>
  constexpr void presence(T& value) {
    word(value.has_value() ? 1 : 0);
  }
  template <class T>
  constexpr void alternative(T& value) {
    word(value.index());
  }

  constexpr std::uint64_t low() const { return mix(low_, kSeedHigh, 0x8ebc6af09c88c6e3); }
  constexpr std::uint64_t high() const { return mix(high_, kSeedLow, 0x589965cc75374cc3); }

 private:
  void bytes(const void* start, std::size_t size) {
    const auto* data = static_cast<const unsigned char*>(start);
    for (std::size_t at = 0; at < size; at += 8) {
      std::uint64_t chunk = 0;
      std::memcpy(&chunk, data + at, size - at < 8 ? size - at : 8);
      if constexpr (std::endian::native == std::endian::big) chunk = __builtin_bswap64(chunk);
      word(chunk);
    }
  }

  std::uint64_t low_ = kSeedLow;
  std::uint64_t high_ = kSeedHigh;
};

}  // namespace hash_detail

template <class T>
constexpr std::uint64_t hash64(const T& value) {
  hash_detail::Hasher<false> hasher;
  walk(hasher, value);
  return hasher.low();
}

template <class T>
constexpr Hash128 hash128(const T& value) {
  hash_detail::Hasher<true> hasher;
  walk(hasher, value);
  return {hasher.low(), hasher.high()};
}

// Chains a hash with the next one, for running hashes of traces.
constexpr Hash128 combine(Hash128 chain, Hash128 next) {
  hash_detail::Hasher<true> hasher;
  for (const std::uint64_t word : {chain.low, chain.high, next.low, next.high}) hasher.word(word);
  return {hasher.low(), hasher.high()};
}

}  // namespace parley
