#include "net/tcp/noise.hpp"

#include <limits>
#include <string_view>

#include "protocols/core/check.hpp"

namespace parley::tcp::noise {
namespace {

constexpr std::uint64_t kLastNonce = std::numeric_limits<std::uint64_t>::max();

std::string_view protocol_name(Pattern pattern) {
  return pattern == Pattern::kXX ? "Noise_XX_25519_ChaChaPoly_BLAKE2b" : "Noise_IK_25519_ChaChaPoly_BLAKE2b";
}

SecretKey cipher_key(const Hash& output) {
  return SecretKey(output.view().first(kKeyLength));
}

}  // namespace

void CipherState::encrypt(ByteView associated, ByteView plaintext, std::byte* out) {
  if (!has_key_) {
    std::copy(plaintext.begin(), plaintext.end(), out);
    return;
  }
  check(nonce_ < kLastNonce, "a cipher's nonce never wraps");
  seal(key_, nonce_++, associated, plaintext, out);
}

bool CipherState::decrypt(ByteView associated, ByteView ciphertext, std::byte* out) {
  if (!has_key_) {
    std::copy(ciphertext.begin(), ciphertext.end(), out);
    return true;
  }
  if (nonce_ == kLastNonce || !open(key_, nonce_, associated, ciphertext, out)) return false;
  ++nonce_;
  return true;
}

void CipherState::rekey() {
  const ByteArray<kKeyLength> zeros{};
  Secret<kKeyLength + kTagLength> sealed;
  seal(key_, kLastNonce, {}, zeros, sealed.view().data());
  key_ = SecretKey(sealed.view().first(kKeyLength));
}

Handshake::Handshake(Pattern pattern, Role role, ByteView prologue, HandshakeKeys keys)
    : pattern_(pattern), role_(role), keys_(std::move(keys)) {
  initialise_crypto();
  // Section 5.2, InitializeSymmetric: both names are shorter than HASHLEN and padded with zeros.
  hash_ = Hash(as_bytes(protocol_name(pattern)));
  chaining_key_ = hash_;
  mix_hash(prologue);
  if (pattern == Pattern::kIK) {  // pre-message "<- s"
    check(role == Role::kResponder || keys_.remote.has_value(), "IK's initiator knows the responder's key");
    mix_hash(role == Role::kInitiator ? *keys_.remote : keys_.own.public_key);
  }
}

// XX: -> e;  <- e, ee, s, es;  -> s, se.   IK: <- s ...  -> e, es, s, ss;  <- e, ee, se.   (section 7.5)
Handshake::Message Handshake::tokens(Pattern pattern, int position) {
  using enum Token;
  if (pattern == Pattern::kIK) return position == 0 ? Message{{kE, kES, kS, kSS}, 4} : Message{{kE, kEE, kSE}, 3};
  if (position == 0) return {{kE}, 1};
  return position == 1 ? Message{{kE, kEE, kS, kES}, 4} : Message{{kS, kSE}, 2};
}

void Handshake::mix_hash(ByteView data) {
  hash_ = hash({hash_.view(), data});
}

void Handshake::mix_key(ByteView input) {
  auto [chaining_key, key] = hkdf(chaining_key_, input);
  chaining_key_ = chaining_key;
  cipher_ = CipherState(cipher_key(key));
}

void Handshake::encrypt_and_hash(ByteView plaintext, Bytes& out) {
  const std::size_t start = out.size();
  out.resize(start + plaintext.size() + cipher_.overhead());
  cipher_.encrypt(hash_.view(), plaintext, out.data() + start);
  mix_hash(ByteView(out).subspan(start));
}

bool Handshake::decrypt_and_hash(ByteView ciphertext, Bytes& plaintext) {
  if (ciphertext.size() < cipher_.overhead()) return false;
  const std::size_t start = plaintext.size();
  plaintext.resize(start + ciphertext.size() - cipher_.overhead());
  if (!cipher_.decrypt(hash_.view(), ciphertext, plaintext.data() + start)) return false;
  mix_hash(ciphertext);
  return true;
}

// "es" is between the initiator's ephemeral and the responder's static key, whoever computes it; "se" the reverse.
bool Handshake::mix_dh(Token token) {
  const bool initiator = role_ == Role::kInitiator;
  const bool own_static =
      token == Token::kSS || (token == Token::kSE && initiator) || (token == Token::kES && !initiator);
  const bool remote_static =
      token == Token::kSS || (token == Token::kES && initiator) || (token == Token::kSE && !initiator);
  if (remote_static && !keys_.remote) return false;
  Secret<kKeyLength> shared;
  if (!diffie_hellman(own_static ? keys_.own : ephemeral_, remote_static ? *keys_.remote : remote_ephemeral_, shared)) {
    return false;
  }
  mix_key(shared.view());
  return true;
}

bool Handshake::write_token(Token token, Bytes& out) {
  if (token == Token::kE) {
    ephemeral_ = keys_.ephemeral ? *keys_.ephemeral : KeyPair::generate();
    append(out, ephemeral_.public_key);
    mix_hash(ephemeral_.public_key);
    return true;
  }
  if (token == Token::kS) {
    encrypt_and_hash(keys_.own.public_key, out);
    return true;
  }
  return mix_dh(token);
}

bool Handshake::take_key(ByteView& rest, PublicKey& key) {
  if (rest.size() < kKeyLength) return false;
  std::copy_n(rest.begin(), kKeyLength, key.begin());
  rest = rest.subspan(kKeyLength);
  return true;
}

bool Handshake::read_token(Token token, ByteView& rest) {
  if (token == Token::kE) {
    if (!take_key(rest, remote_ephemeral_)) return false;
    mix_hash(remote_ephemeral_);
    return true;
  }
  if (token != Token::kS) return mix_dh(token);
  const std::size_t size = kKeyLength + cipher_.overhead();
  if (rest.size() < size) return false;
  Bytes key;
  if (!decrypt_and_hash(rest.first(size), key)) return false;
  keys_.remote.emplace();
  std::copy(key.begin(), key.end(), keys_.remote->begin());
  rest = rest.subspan(size);
  return true;
}

bool Handshake::write_message(ByteView payload, Bytes& out) {
  if (failed_ || finished() || !our_turn()) return false;
  failed_ = true;  // until the whole message is out
  const std::size_t start = out.size();
  const Message message = tokens(pattern_, position_);
  for (std::size_t i = 0; i < message.count; ++i) {
    if (!write_token(message.tokens[i], out)) return false;
  }
  if (out.size() - start + payload.size() + cipher_.overhead() > kMaxMessage) return false;
  encrypt_and_hash(payload, out);
  ++position_;
  failed_ = false;
  return true;
}

bool Handshake::read_message(ByteView message, Bytes& payload) {
  if (failed_ || finished() || our_turn() || message.size() > kMaxMessage) return false;
  failed_ = true;  // until the whole message has been accepted
  const Message expected = tokens(pattern_, position_);
  ByteView rest = message;
  for (std::size_t i = 0; i < expected.count; ++i) {
    if (!read_token(expected.tokens[i], rest)) return false;
  }
  if (!decrypt_and_hash(rest, payload)) return false;
  ++position_;
  failed_ = false;
  return true;
}

Channel Handshake::split() const {
  check(finished(), "only a finished handshake is split");
  const auto [first, second] = hkdf(chaining_key_, {});
  const CipherState to_responder(cipher_key(first));
  const CipherState to_initiator(cipher_key(second));
  if (role_ == Role::kInitiator) return {to_responder, to_initiator};
  return {to_initiator, to_responder};
}

}  // namespace parley::tcp::noise
