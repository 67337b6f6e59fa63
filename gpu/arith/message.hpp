// What a hash reads: a message as words, with the padding of FIPS 180-4, sections 5.1.1 and 5.1.2, behind it.
#pragma once

#include "gpu/arith/bytes.hpp"

namespace parley::gpu {

// Bytes in memory. Any type with these members can be hashed.
struct Message {
  const std::uint8_t* data = nullptr;
  std::size_t length = 0;

  constexpr std::size_t size() const { return length; }
  constexpr std::uint8_t byte(std::size_t at) const { return data[at]; }
  // REQUIRES: at + sizeof(Word) <= size().
  template <class Word>
  constexpr Word big(std::size_t at) const {
    return load_big<Word>(data + at);
  }
};

// Two nodes of a tree behind a byte that tells inner nodes from leaves (RFC 6962, section 2.1).
struct Pair {
  std::uint8_t prefix = 0;
  Bytes32 left{};
  Bytes32 right{};

  constexpr std::size_t size() const { return 65; }
  constexpr std::uint8_t byte(std::size_t at) const {
    if (at == 0) return prefix;
    return at <= 32 ? left[at - 1] : right[at - 33];
  }
  template <class Word>
  constexpr Word big(std::size_t at) const {
    Word word = 0;
    for (std::size_t i = 0; i < sizeof(Word); ++i) word = static_cast<Word>(word << 8) | byte(at + i);
    return word;
  }
};

// What an Ed25519 signature signs: R, A, M (RFC 8032, section 5.1.7), as bytes received.
struct Challenge {
  Bytes32 r{};
  Bytes32 a{};
  Message message;

  constexpr std::size_t size() const { return 64 + message.length; }
  constexpr std::uint8_t byte(std::size_t at) const {
    if (at < 32) return r[at];
    return at < 64 ? a[at - 32] : message.byte(at - 64);
  }
  // REQUIRES: at is a multiple of sizeof(Word), at most 32.
  template <class Word>
  constexpr Word big(std::size_t at) const {
    if (at < 32) return load_big<Word>(r.data() + at);
    return at < 64 ? load_big<Word>(a.data() + (at - 32)) : message.big<Word>(at - 64);
  }
};

// The big-endian word at byte `at` of message, bit 1, zeros.
template <class Word, class Source>
constexpr Word padded_word(const Source& source, std::size_t at) {
  if (at + sizeof(Word) <= source.size()) return source.template big<Word>(at);
  Word word = 0;
  for (std::size_t i = at; i < at + sizeof(Word); ++i) {
    const unsigned byte = i < source.size() ? source.byte(i) : (i == source.size() ? 0x80U : 0U);
    word = static_cast<Word>(word << 8) | static_cast<Word>(byte);
  }
  return word;
}

}  // namespace parley::gpu
