// Records: the encrypted pieces in which a connection carries its stream of frames.
//
//   length u32 | acknowledged u64 | box          length counts the box alone; integers are little-endian
//
// A box is one ChaCha20-Poly1305 encryption of up to kMaxRecordPlain bytes of frames (none at all: a keep-alive), with
// `acknowledged` as associated data. One box carries as many frames as were waiting: boxing 64 KB at once costs a
// seventh of boxing its 100-byte frames one by one. Both ends change keys (Noise REKEY) after the same record, counted
// by records and bytes, so that no message has to announce it.
#pragma once

#include "net/tcp/noise.hpp"
#include "net/tcp/refusal.hpp"

namespace parley::tcp {

inline constexpr std::size_t kRecordHeader = 4 + 8;
inline constexpr std::size_t kMaxBox = noise::kMaxMessage;
inline constexpr std::size_t kMaxRecordPlain = kMaxBox - noise::kTagLength;
inline constexpr std::size_t kMaxRecord = kRecordHeader + kMaxBox;

// Part of the protocol version: both ends must agree. Tests use smaller figures.
struct RekeyPolicy {
  std::uint64_t records = std::uint64_t{1} << 16;
  std::uint64_t bytes = std::uint64_t{1} << 30;
};

// One direction's cipher with its count towards the next change of keys.
class RecordCipher {
 public:
  RecordCipher(noise::CipherState cipher, RekeyPolicy policy) : cipher_(std::move(cipher)), policy_(policy) {}

  // Appends one record. REQUIRES: plain.size() <= kMaxRecordPlain.
  void seal(std::uint64_t acknowledged, ByteView plain, Bytes& out);

  // Opens a box read with `acknowledged`, appending what it held to `plain`; false on a forgery.
  [[nodiscard]] bool open(std::uint64_t acknowledged, ByteView box, Bytes& plain);

  std::uint64_t rekeys() const { return rekeys_; }

 private:
  void count(std::size_t box_size);

  noise::CipherState cipher_;
  RekeyPolicy policy_;
  std::uint64_t records_ = 0;
  std::uint64_t bytes_ = 0;
  std::uint64_t rekeys_ = 0;
};

// The header of the record that starts `input`.
struct RecordHead {
  enum class Status { kPartial, kWhole, kOversized } status = Status::kPartial;
  std::uint64_t acknowledged = 0;
  ByteView box;          // kWhole only
  std::size_t size = 0;  // kWhole only: bytes of the whole record
};
RecordHead parse_record(ByteView input);

}  // namespace parley::tcp
