#include "net/tcp/handshake.hpp"

#include "protocols/core/check.hpp"

namespace parley::tcp {
namespace {

constexpr ByteArray<4> kMagic = {std::byte{'P'}, std::byte{'R'}, std::byte{'L'}, std::byte{'Y'}};

// Offsets shared by greeting and hello.
constexpr std::size_t kVersionAt = 4;
constexpr std::size_t kClusterAt = 8;
constexpr std::size_t kGreetingChallengeAt = 24;
constexpr std::size_t kFromAt = 24;
constexpr std::size_t kToAt = 28;
constexpr std::size_t kHelloChallengeAt = 32;

void append_opening(Bytes& out, const Keyring& keyring) {
  append(out, kMagic);
  append_le(out, kProtocolVersion);
  append(out, keyring.cluster_tag());
}

// REQUIRES: at least kGreetingChallengeAt bytes.
Refusal check_opening(ByteView bytes, const Keyring& keyring) {
  if (!std::equal(kMagic.begin(), kMagic.end(), bytes.begin())) return Refusal::kNotParley;
  if (load_le<std::uint32_t>(bytes.data() + kVersionAt) != kProtocolVersion) return Refusal::kVersion;
  const ByteView tag = bytes.subspan(kClusterAt, keyring.cluster_tag().size());
  return std::equal(tag.begin(), tag.end(), keyring.cluster_tag().begin()) ? Refusal::kNone : Refusal::kForeignCluster;
}

Bytes prologue(const Keyring& keyring, PeerIndex from, PeerIndex to, ByteView challenge) {
  Bytes bytes;
  append(bytes, as_bytes("parley tcp"));
  append_le(bytes, kProtocolVersion);
  append_le(bytes, std::uint64_t{keyring.cluster_id().size()});
  append(bytes, as_bytes(keyring.cluster_id()));
  append_le(bytes, from);
  append_le(bytes, to);
  append(bytes, challenge);
  return bytes;
}

Bytes encode(const Resume& resume) {
  Bytes bytes;
  append_le(bytes, resume.session);
  append_le(bytes, resume.known_session);
  append_le(bytes, resume.base);
  append_le(bytes, resume.received);
  return bytes;
}

bool decode(ByteView bytes, Resume& resume) {
  if (bytes.size() != kResumeSize) return false;
  resume.session = load_le<std::uint64_t>(bytes.data());
  resume.known_session = load_le<std::uint64_t>(bytes.data() + 8);
  resume.base = load_le<std::uint64_t>(bytes.data() + 16);
  resume.received = load_le<std::uint64_t>(bytes.data() + 24);
  return resume.session != 0;
}

}  // namespace

PreCheckCode pre_check_code(const PreCheckKey& key, ByteView hello) {
  PreCheckCode code{};
  crypto_generichash_blake2b(raw(code.data()), code.size(), raw(hello.data()), hello.size(), key.data(), key.size());
  return code;
}

AcceptingHandshake::AcceptingHandshake(const Keyring& keyring) : keyring_(&keyring) {
  randombytes_buf(challenge_.data(), challenge_.size());
}

ByteArray<kGreetingSize> AcceptingHandshake::greeting() const {
  Bytes bytes;
  append_opening(bytes, *keyring_);
  append(bytes, challenge_);
  ByteArray<kGreetingSize> greeting{};
  std::copy(bytes.begin(), bytes.end(), greeting.begin());
  return greeting;
}

Refusal AcceptingHandshake::read_hello(ByteView hello) {
  if (hello.size() != kHelloSize) return Refusal::kNotParley;
  if (const Refusal reason = check_opening(hello, *keyring_); reason != Refusal::kNone) return reason;
  const ByteView echoed = hello.subspan(kHelloChallengeAt, kChallengeSize);
  if (!std::equal(echoed.begin(), echoed.end(), challenge_.begin())) return Refusal::kReplay;
  peer_ = load_le<PeerIndex>(hello.data() + kFromAt);
  const auto to = load_le<PeerIndex>(hello.data() + kToAt);
  if (peer_ >= keyring_->size() || peer_ == keyring_->own() || to != keyring_->own()) return Refusal::kUnknownPeer;

  const std::size_t signed_size = kHelloSize - kPreCheckSize;
  PreCheckCode code{};
  std::copy_n(hello.begin() + signed_size, kPreCheckSize, code.begin());
  if (!equal_in_constant_time(code, pre_check_code(keyring_->pre_check_key(peer_), hello.first(signed_size)))) {
    return Refusal::kWrongKey;
  }
  noise_.emplace(noise::Pattern::kIK, noise::Role::kResponder, prologue(*keyring_, peer_, to, challenge_),
                 noise::HandshakeKeys{keyring_->own_keys(), {}, {}});
  Bytes payload;
  if (!noise_->read_message(hello.subspan(kHelloFixedSize, kFirstNoiseSize), payload)) return Refusal::kBadHandshake;
  if (!equal_in_constant_time(*noise_->remote_static(), keyring_->channel_key(peer_))) return Refusal::kWrongKey;
  return decode(payload, peer_resume_) ? Refusal::kNone : Refusal::kBadHandshake;
}

noise::Channel AcceptingHandshake::reply(const Resume& own, Bytes& out) {
  const bool written = noise_->write_message(encode(own), out);
  check(written, "a handshake that accepted a hello can answer it");
  return noise_->split();
}

Refusal DiallingHandshake::read_greeting(ByteView greeting, const Resume& own, Bytes& out) {
  if (greeting.size() != kGreetingSize) return Refusal::kNotParley;
  if (const Refusal reason = check_opening(greeting, *keyring_); reason != Refusal::kNone) return reason;
  const ByteView challenge = greeting.subspan(kGreetingChallengeAt, kChallengeSize);
  noise_.emplace(noise::Pattern::kIK, noise::Role::kInitiator, prologue(*keyring_, keyring_->own(), peer_, challenge),
                 noise::HandshakeKeys{keyring_->own_keys(), keyring_->channel_key(peer_), {}});
  const std::size_t start = out.size();
  append_opening(out, *keyring_);
  append_le(out, keyring_->own());
  append_le(out, peer_);
  append(out, challenge);
  if (!noise_->write_message(encode(own), out)) return Refusal::kBadHandshake;
  append(out, pre_check_code(keyring_->pre_check_key(peer_), ByteView(out).subspan(start)));
  return Refusal::kNone;
}

Refusal DiallingHandshake::read_reply(ByteView reply) {
  Bytes payload;
  if (reply.size() != kReplySize || !noise_ || !noise_->read_message(reply, payload)) return Refusal::kBadHandshake;
  return decode(payload, peer_resume_) ? Refusal::kNone : Refusal::kBadHandshake;
}

}  // namespace parley::tcp
