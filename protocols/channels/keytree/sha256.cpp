#include "protocols/channels/keytree/sha256.hpp"

#include <algorithm>

namespace parley::keytree {

Sha256& Sha256::add(std::span<const std::uint8_t> bytes) {
  while (!bytes.empty()) {
    const std::size_t filled = size_ % 64;
    if (filled == 0 && bytes.size() >= 64) {
      sha256_compress(state_, bytes.data());
      size_ += 64;
      bytes = bytes.subspan(64);
      continue;
    }
    const std::size_t part = std::min(bytes.size(), 64 - filled);
    std::copy_n(bytes.data(), part, block_.data() + filled);
    size_ += part;
    bytes = bytes.subspan(part);
    if (size_ % 64 == 0) sha256_compress(state_, block_.data());
  }
  return *this;
}

Sha256& Sha256::add(std::string_view text) {
  return add(bytes_of(text));
}

Digest Sha256::finish() {
  const std::uint64_t bits = size_ * 8;
  std::array<std::uint8_t, 72> padding{0x80};
  const std::size_t zeros = (119 - size_ % 64) % 64;  // up to 56 modulo 64, the first byte included above
  for (std::size_t i = 0; i < 8; ++i) padding[1 + zeros + i] = static_cast<std::uint8_t>(bits >> (56 - 8 * i));
  add(std::span<const std::uint8_t>(padding.data(), 1 + zeros + 8));
  Digest digest{};
  for (std::size_t i = 0; i < 32; ++i) digest[i] = static_cast<std::uint8_t>(state_[i / 4] >> (24 - 8 * (i % 4)));
  return digest;
}

Digest sha256(std::span<const std::uint8_t> bytes) {
  return Sha256().add(bytes).finish();
}
Digest sha256(std::string_view text) {
  return Sha256().add(text).finish();
}

Digest hmac_sha256(std::span<const std::uint8_t> key, std::initializer_list<std::span<const std::uint8_t>> parts) {
  std::array<std::uint8_t, 64> inner{};
  if (key.size() > 64) {
    const Digest hashed = sha256(key);
    std::copy(hashed.begin(), hashed.end(), inner.begin());
  } else {
    std::copy(key.begin(), key.end(), inner.begin());
  }
  std::array<std::uint8_t, 64> outer = inner;
  for (std::uint8_t& byte : inner) byte ^= 0x36;
  for (std::uint8_t& byte : outer) byte ^= 0x5c;
  Sha256 hash;
  hash.add(inner);
  for (const std::span<const std::uint8_t> part : parts) hash.add(part);
  const Digest digest = hash.finish();
  return Sha256().add(outer).add(digest).finish();
}

Bytes hkdf_sha256(std::span<const std::uint8_t> ikm, std::span<const std::uint8_t> salt,
                  std::span<const std::uint8_t> info, std::size_t length) {
  const Digest key = hmac_sha256(salt, {ikm});
  Bytes out;
  Digest block{};
  std::size_t previous = 0;
  for (std::uint8_t counter = 1; out.size() < length; ++counter) {
    const std::span<const std::uint8_t> count(&counter, 1);
    block = hmac_sha256(key, {std::span<const std::uint8_t>(block.data(), previous), info, count});
    previous = block.size();
    out.insert(out.end(), block.begin(),
               block.begin() + static_cast<std::ptrdiff_t>(std::min(length - out.size(), previous)));
  }
  return out;
}

}  // namespace parley::keytree
