// Byte views and fixed-width little-endian integers, as every layer of the wire uses them.
#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

namespace parley {

using Bytes = std::vector<std::byte>;
using ByteView = std::span<const std::byte>;
using MutableByteView = std::span<std::byte>;

static_assert(std::endian::native == std::endian::little || std::endian::native == std::endian::big);

template <std::unsigned_integral Word>
constexpr Word to_little_endian(Word word) {
  if constexpr (std::endian::native == std::endian::little || sizeof(Word) == 1) {
    return word;
  } else if constexpr (sizeof(Word) == 2) {
    return __builtin_bswap16(word);
  } else if constexpr (sizeof(Word) == 4) {
    return __builtin_bswap32(word);
  } else {
    return __builtin_bswap64(word);
  }
}

// REQUIRES: at least sizeof(Word) bytes at `from`.
template <std::unsigned_integral Word>
Word load_le(const std::byte* from) {
  Word word;
  std::memcpy(&word, from, sizeof word);
  return to_little_endian(word);
}

// REQUIRES: at least sizeof(Word) bytes at `to`.
template <std::unsigned_integral Word>
void store_le(std::byte* to, Word word) {
  const Word ordered = to_little_endian(word);
  std::memcpy(to, &ordered, sizeof ordered);
}

template <std::unsigned_integral Word>
void append_le(Bytes& to, Word word) {
  const Word ordered = to_little_endian(word);
  const auto* first = reinterpret_cast<const std::byte*>(&ordered);
  to.insert(to.end(), first, first + sizeof ordered);
}

inline void append(Bytes& to, ByteView view) {
  to.insert(to.end(), view.begin(), view.end());
}

inline ByteView as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::byte*>(text.data()), text.size()};
}

// libsodium and Protobuf speak unsigned char and char.
inline const unsigned char* raw(const std::byte* bytes) {
  return reinterpret_cast<const unsigned char*>(bytes);
}
inline unsigned char* raw(std::byte* bytes) {
  return reinterpret_cast<unsigned char*>(bytes);
}

}  // namespace parley
