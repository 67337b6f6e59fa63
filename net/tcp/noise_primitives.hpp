// The three functions a Noise protocol name chooses, here 25519, ChaChaPoly and BLAKE2b
// (The Noise Protocol Framework, revision 34, sections 4 and 12), and HKDF over HMAC-BLAKE2b.
#pragma once

#include <initializer_list>
#include <utility>

#include "net/tcp/secret.hpp"

namespace parley::tcp::noise {

inline constexpr std::size_t kKeyLength = 32;
inline constexpr std::size_t kHashLength = 64;
inline constexpr std::size_t kBlockLength = 128;
inline constexpr std::size_t kTagLength = 16;
inline constexpr std::size_t kMaxMessage = 65535;  // section 3: every Noise message

using PublicKey = ByteArray<kKeyLength>;
using SecretKey = Secret<kKeyLength>;
using Hash = Secret<kHashLength>;

struct KeyPair {
  SecretKey secret;
  PublicKey public_key{};

  static KeyPair generate();
  static KeyPair from_secret(const SecretKey& secret);
};

// HASH over the concatenation of the parts.
Hash hash(std::initializer_list<ByteView> parts);

// HMAC-BLAKE2b (RFC 2104 with a block of 128 bytes); REQUIRES a key of at most one block.
Hash hmac(ByteView key, std::initializer_list<ByteView> parts);

// HKDF with two outputs, section 4.3.
std::pair<Hash, Hash> hkdf(const Hash& chaining_key, ByteView input);

// False when the result is all zero, that is for the few public keys of small order.
[[nodiscard]] bool diffie_hellman(const KeyPair& own, const PublicKey& other, Secret<kKeyLength>& shared);

// ChaCha20-Poly1305 under Noise's nonce: 32 zero bits, then the counter in little-endian order. `out` holds
// plaintext.size() + kTagLength bytes; it may be the same memory as `plaintext`, but must not overlap it otherwise.
void seal(const SecretKey& key, std::uint64_t nonce, ByteView associated, ByteView plaintext, std::byte* out);

// False when the tag does not match; `out` (ciphertext.size() - kTagLength bytes) then holds nothing of use.
[[nodiscard]] bool open(const SecretKey& key, std::uint64_t nonce, ByteView associated, ByteView ciphertext,
                        std::byte* out);

}  // namespace parley::tcp::noise
