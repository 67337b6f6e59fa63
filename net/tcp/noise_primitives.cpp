#include "net/tcp/noise_primitives.hpp"

#include "protocols/core/check.hpp"

namespace parley::tcp {

void initialise_crypto() {
  static const int kStatus = sodium_init();
  check(kStatus >= 0, "libsodium could not be initialised");
}

namespace noise {
namespace {

void update(crypto_generichash_blake2b_state& state, ByteView part) {
  crypto_generichash_blake2b_update(&state, raw(part.data()), part.size());
}

using Nonce = ByteArray<crypto_aead_chacha20poly1305_ietf_NPUBBYTES>;

Nonce nonce_bytes(std::uint64_t counter) {
  Nonce nonce{};
  store_le(nonce.data() + 4, counter);
  return nonce;
}

// One pass of HMAC: HASH(key block xor pad || parts).
Hash padded_hash(ByteView key, std::byte pad, std::initializer_list<ByteView> parts) {
  Secret<kBlockLength> block(key);
  for (std::byte& each : block.view()) each ^= pad;
  crypto_generichash_blake2b_state state;
  crypto_generichash_blake2b_init(&state, nullptr, 0, kHashLength);
  update(state, block.view());
  for (const ByteView part : parts) update(state, part);
  Hash result;
  crypto_generichash_blake2b_final(&state, result.data(), kHashLength);
  sodium_memzero(&state, sizeof state);
  return result;
}

}  // namespace

KeyPair KeyPair::generate() {
  initialise_crypto();
  SecretKey secret;
  randombytes_buf(secret.data(), kKeyLength);
  return from_secret(secret);
}

KeyPair KeyPair::from_secret(const SecretKey& secret) {
  initialise_crypto();
  KeyPair pair{secret, {}};
  crypto_scalarmult_base(raw(pair.public_key.data()), secret.data());
  return pair;
}

Hash hash(std::initializer_list<ByteView> parts) {
  crypto_generichash_blake2b_state state;
  crypto_generichash_blake2b_init(&state, nullptr, 0, kHashLength);
  for (const ByteView part : parts) update(state, part);
  Hash result;
  crypto_generichash_blake2b_final(&state, result.data(), kHashLength);
  return result;
}

Hash hmac(ByteView key, std::initializer_list<ByteView> parts) {
  check(key.size() <= kBlockLength, "an HMAC key fits one block");
  const Hash inner = padded_hash(key, std::byte{0x36}, parts);
  return padded_hash(key, std::byte{0x5c}, {inner.view()});
}

std::pair<Hash, Hash> hkdf(const Hash& chaining_key, ByteView input) {
  const ByteArray<1> one{std::byte{1}};
  const ByteArray<1> two{std::byte{2}};
  const Hash temporary = hmac(chaining_key.view(), {input});
  const Hash first = hmac(temporary.view(), {one});
  const Hash second = hmac(temporary.view(), {first.view(), two});
  return {first, second};
}

bool diffie_hellman(const KeyPair& own, const PublicKey& other, Secret<kKeyLength>& shared) {
  return crypto_scalarmult(shared.data(), own.secret.data(), raw(other.data())) == 0;
}

void seal(const SecretKey& key, std::uint64_t nonce, ByteView associated, ByteView plaintext, std::byte* out) {
  const Nonce bytes = nonce_bytes(nonce);
  crypto_aead_chacha20poly1305_ietf_encrypt(raw(out), nullptr, raw(plaintext.data()), plaintext.size(),
                                            raw(associated.data()), associated.size(), nullptr, raw(bytes.data()),
                                            key.data());
}

bool open(const SecretKey& key, std::uint64_t nonce, ByteView associated, ByteView ciphertext, std::byte* out) {
  if (ciphertext.size() < kTagLength) return false;
  const Nonce bytes = nonce_bytes(nonce);
  return crypto_aead_chacha20poly1305_ietf_decrypt(raw(out), nullptr, nullptr, raw(ciphertext.data()),
                                                   ciphertext.size(), raw(associated.data()), associated.size(),
                                                   raw(bytes.data()), key.data()) == 0;
}

}  // namespace noise
}  // namespace parley::tcp
