// The Noise Protocol Framework, revision 34: CipherState and SymmetricState (section 5) and the interactive patterns
// XX and IK over 25519, ChaChaPoly and BLAKE2b. Checked against published vectors in tests/tcp/noise_test.cpp.
//
// The transport uses IK. Both ends know each other's static key from the cluster file before they speak, so IK needs
// one round trip where XX needs one and a half, a wrong key is found after a single Diffie-Hellman operation where XX
// must compute and answer first, and the dialler's first message is already bound to the one node it means to reach.
// IK's known weakness, a replayable first message, is removed by a challenge in the prologue (handshake.hpp). XX is
// kept for tools that must meet a node whose key they do not know yet.
//
// Thread safety: none; a handshake or cipher belongs to one thread at a time.
#pragma once

#include <optional>

#include "net/tcp/noise_primitives.hpp"

namespace parley::tcp::noise {

// One direction of an established channel (or the handshake's own cipher). The nonce counts messages and is never sent.
class CipherState {
 public:
  CipherState() = default;
  explicit CipherState(const SecretKey& key) : key_(key), has_key_(true) {}

  bool has_key() const { return has_key_; }
  std::uint64_t nonce() const { return nonce_; }

  // Bytes that encrypt() adds to a plaintext.
  std::size_t overhead() const { return has_key_ ? kTagLength : 0; }

  // Writes plaintext.size() + overhead() bytes to `out`. REQUIRES: nonce() below 2^64 - 1 (a broken invariant).
  void encrypt(ByteView associated, ByteView plaintext, std::byte* out);

  // False on forged input; the nonce then stays, and `out` holds nothing of use.
  [[nodiscard]] bool decrypt(ByteView associated, ByteView ciphertext, std::byte* out);

  // Section 4.2: the new key is the first 32 bytes of encrypting 32 zeros under nonce 2^64 - 1. The nonce runs on.
  void rekey();

 private:
  SecretKey key_;
  std::uint64_t nonce_ = 0;
  bool has_key_ = false;
};

enum class Pattern { kXX, kIK };
enum class Role { kInitiator, kResponder };

struct HandshakeKeys {
  KeyPair own;                       // the static key
  std::optional<PublicKey> remote;   // REQUIRED for the initiator of IK, else absent
  std::optional<KeyPair> ephemeral;  // for test vectors only: a real handshake leaves it absent and draws a fresh one
};

struct Channel {
  CipherState send;
  CipherState receive;
};

// Runs one handshake. After any failure it is dead: every later call fails.
class Handshake {
 public:
  Handshake(Pattern pattern, Role role, ByteView prologue, HandshakeKeys keys);

  // Appends the next message with its payload. False when it is not our turn, the message would be longer than
  // kMaxMessage, or a remote key is of small order.
  [[nodiscard]] bool write_message(ByteView payload, Bytes& out);

  // Consumes the other side's next message and appends its payload. False on anything forged, cut, or out of turn.
  [[nodiscard]] bool read_message(ByteView message, Bytes& payload);

  bool finished() const { return !failed_ && position_ == 3 - (pattern_ == Pattern::kIK ? 1 : 0); }

  // The other side's static key, once a message has carried it. In XX any key is accepted here: the caller must
  // compare.
  const std::optional<PublicKey>& remote_static() const { return keys_.remote; }

  // REQUIRES: finished(). The two directions' ciphers; the handshake's secrets are wiped with it.
  Channel split() const;

  // REQUIRES: finished(). The channel binding h of section 11.2.
  Hash channel_binding() const { return hash_; }

 private:
  enum class Token { kE, kS, kEE, kES, kSE, kSS };
  struct Message {
    std::array<Token, 4> tokens;
    std::size_t count;
  };

  static Message tokens(Pattern pattern, int position);
  bool our_turn() const { return (position_ % 2 == 0) == (role_ == Role::kInitiator); }
  bool write_token(Token token, Bytes& out);
  bool read_token(Token token, ByteView& rest);
  bool mix_dh(Token token);
  bool take_key(ByteView& rest, PublicKey& key);
  void mix_hash(ByteView data);
  void mix_key(ByteView input);
  void encrypt_and_hash(ByteView plaintext, Bytes& out);
  bool decrypt_and_hash(ByteView ciphertext, Bytes& plaintext);

  Pattern pattern_;
  Role role_;
  HandshakeKeys keys_;
  KeyPair ephemeral_;
  PublicKey remote_ephemeral_{};
  Hash chaining_key_;
  Hash hash_;
  CipherState cipher_;
  int position_ = 0;
  bool failed_ = false;
};

}  // namespace parley::tcp::noise
