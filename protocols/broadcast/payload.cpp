#include "protocols/broadcast/payload.hpp"

#include <algorithm>

#include "protocols/core/random.hpp"
#include "protocols/core/sha256.hpp"

namespace parley::broadcast {

namespace {

// What is left after the whole blocks, a one bit, zeros, and the length in bits: one block or two.
void finish_hash(Sha256State& hash, std::span<const std::byte> rest, std::uint64_t length) {
  std::array<std::byte, 2 * kSha256Block> tail{};
  std::copy(rest.begin(), rest.end(), tail.begin());
  tail[rest.size()] = std::byte{0x80};
  const std::size_t size = rest.size() + 9 <= kSha256Block ? kSha256Block : 2 * kSha256Block;
  for (std::size_t index = 0; index < 8; ++index)
    tail[size - 1 - index] = static_cast<std::byte>((8 * length) >> (8 * index));
  sha256_compress(hash, tail.data());
  if (size == 2 * kSha256Block) sha256_compress(hash, tail.data() + kSha256Block);
}

}  // namespace

Digest sha256(std::span<const std::byte> bytes) {
  Sha256State hash = kSha256Initial;
  std::size_t at = 0;
  for (; at + kSha256Block <= bytes.size(); at += kSha256Block) sha256_compress(hash, bytes.data() + at);
  finish_hash(hash, bytes.subspan(at), bytes.size());
  Digest digest;
  for (std::size_t index = 0; index < digest.words.size(); ++index)
    digest.words[index] = (std::uint64_t{hash[2 * index]} << 32) | hash[2 * index + 1];
  return digest;
}

Digest sha256(std::string_view text) {
  return sha256(std::as_bytes(std::span(text.data(), text.size())));
}

std::string payload_of(ProcessId sender, std::uint64_t sequence, std::uint64_t bytes, std::uint64_t edition) {
  std::string payload(bytes, '\0');
  Rng content = Rng::stream(sender.value, sequence);
  for (std::size_t at = 0; at < payload.size(); at += 8) {
    std::uint64_t word = content.next() ^ edition;
    for (std::size_t index = at; index < std::min(at + 8, payload.size()); ++index, word >>= 8)
      payload[index] = static_cast<char>(word & 0xff);
  }
  return payload;
}

}  // namespace parley::broadcast
