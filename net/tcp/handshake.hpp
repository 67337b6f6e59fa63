// The handshake of one connection, without its socket: who speaks, what is checked, in which order.
//
//   accepting side -> dialling side   greeting  magic, version, cluster tag, challenge                        40 bytes
//   dialling side  -> accepting side  hello     magic, version, cluster tag, from, to, challenge, Noise IK 1,
//                                               pre-check authenticator                                       192 bytes
//   accepting side -> dialling side   reply     Noise IK 2                                                     80 bytes
//
// The prologue of Noise binds version, cluster id, both indexes and the challenge. All integers are little-endian.
//
// Why a challenge: the first message of IK can be replayed. A fresh challenge in it makes a recorded hello worthless on
// every other connection, and it is compared before anything is computed.
// Why a pre-check: any stranger can make a responder of IK compute a Diffie-Hellman result (tens of microseconds). All
// keys here are known beforehand, so every pair shares a secret from the start; a 16-byte keyed BLAKE2b over the hello
// under it (less than a microsecond) turns strangers away first. It protects time, not secrecy: Noise alone decides.
//
// Thread safety: none; a handshake belongs to one thread.
#pragma once

#include <optional>

#include "net/tcp/keyring.hpp"
#include "net/tcp/noise.hpp"
#include "net/tcp/refusal.hpp"

namespace parley::tcp {

// What each side tells the other about the streams of frames between them, encrypted inside the handshake, so that a
// new connection continues where the old one broke (stream.hpp).
struct Resume {
  std::uint64_t session = 0;        // drawn at random when the sender's transport was made; never 0
  std::uint64_t known_session = 0;  // the other side's session that `received` belongs to; 0: none yet
  std::uint64_t base = 0;           // offset of the oldest byte the sender can still send
  std::uint64_t received = 0;       // offset up to which the sender has the other side's frames

  bool operator==(const Resume&) const = default;
};

inline constexpr std::size_t kResumeSize = 32;
inline constexpr std::size_t kChallengeSize = 16;
inline constexpr std::size_t kPreCheckSize = 16;
inline constexpr std::size_t kGreetingSize = 4 + 4 + 16 + kChallengeSize;
inline constexpr std::size_t kHelloFixedSize = 4 + 4 + 16 + 4 + 4 + kChallengeSize;
inline constexpr std::size_t kFirstNoiseSize = 32 + 48 + kResumeSize + noise::kTagLength;
inline constexpr std::size_t kHelloSize = kHelloFixedSize + kFirstNoiseSize + kPreCheckSize;
inline constexpr std::size_t kReplySize = 32 + kResumeSize + noise::kTagLength;

using Challenge = ByteArray<kChallengeSize>;
using PreCheckCode = ByteArray<kPreCheckSize>;

// The authenticator that ends a hello, over all before it.
PreCheckCode pre_check_code(const PreCheckKey& key, ByteView hello);

class AcceptingHandshake {
 public:
  // `keyring` outlives the handshake. Draws the challenge.
  explicit AcceptingHandshake(const Keyring& keyring);

  ByteArray<kGreetingSize> greeting() const;

  // Untrusted bytes, exactly kHelloSize of them (else kNotParley). On kNone the peer is authentic and live.
  [[nodiscard]] Refusal read_hello(ByteView hello);

  // REQUIRES: read_hello() returned kNone.
  PeerIndex peer() const { return peer_; }
  const Resume& peer_resume() const { return peer_resume_; }
  noise::Channel reply(const Resume& own, Bytes& out);

 private:
  const Keyring* keyring_;
  Challenge challenge_{};
  PeerIndex peer_ = 0;
  Resume peer_resume_;
  std::optional<noise::Handshake> noise_;
};

class DiallingHandshake {
 public:
  // `keyring` outlives the handshake.
  DiallingHandshake(const Keyring& keyring, PeerIndex peer) : keyring_(&keyring), peer_(peer) {}

  // Untrusted bytes, exactly kGreetingSize of them (else kNotParley). On kNone the hello is appended to `out`.
  [[nodiscard]] Refusal read_greeting(ByteView greeting, const Resume& own, Bytes& out);

  // Untrusted bytes, exactly kReplySize of them. On kNone the other side has proved to be the peer.
  [[nodiscard]] Refusal read_reply(ByteView reply);

  // REQUIRES: read_reply() returned kNone.
  const Resume& peer_resume() const { return peer_resume_; }
  noise::Channel channel() const { return noise_->split(); }

 private:
  const Keyring* keyring_;
  PeerIndex peer_;
  Resume peer_resume_;
  std::optional<noise::Handshake> noise_;
};

}  // namespace parley::tcp
