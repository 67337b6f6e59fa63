// The Protobuf envelope around one protocol message.
//
// Thread safety: a codec is used by one thread at a time; different codecs are independent.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>

#include "net/wire/bytes.hpp"

namespace parley::wire {

inline constexpr std::uint32_t kEnvelopeVersion = 1;

// Bytes that the envelope's own fields can add to a payload (tags, lengths and integers at their widest).
inline constexpr std::size_t kEnvelopeOverhead = 48;

enum class Kind : std::uint32_t {
  kMessage = 1,  // node to node: a protocol message
  kRequest = 2,  // client to node
  kReply = 3,    // node to client
};
inline constexpr std::uint32_t kKindCount = 3;

struct Envelope {
  std::uint32_t protocol = 0;  // protocol_id() of the name
  std::uint64_t step = 0;
  Kind kind = Kind::kMessage;
  ByteView payload;
};

enum class Reject : std::uint8_t {
  kNone,
  kOversized,  // longer than the limits allow; nothing was parsed
  kMalformed,  // not a Protobuf message of this schema
  kVersion,    // written by an incompatible release (or version 0: no envelope at all)
  kProtocol,   // the two sides run different protocols
  kKind,       // a kind this release does not know
};
inline constexpr std::size_t kRejectCount = 6;

std::string_view to_string(Reject reason);

// Stable across releases and machines: 32-bit FNV-1a of the name.
constexpr std::uint32_t protocol_id(std::string_view name) {
  std::uint32_t hash = 2166136261U;
  for (const char letter : name) hash = (hash ^ static_cast<unsigned char>(letter)) * 16777619U;
  return hash;
}

struct EnvelopeLimits {
  std::size_t max_payload = std::size_t{1} << 20;
};

struct EnvelopeCounters {
  std::uint64_t decoded = 0;
  std::uint64_t encoded = 0;
  std::array<std::uint64_t, kRejectCount> rejected{};  // by Reject; the entry of kNone stays 0

  std::uint64_t rejected_total() const;
};

class EnvelopeCodec {
 public:
  // `protocol` is the only protocol id that decode() accepts.
  EnvelopeCodec(std::uint32_t protocol, EnvelopeLimits limits);
  ~EnvelopeCodec();
  EnvelopeCodec(EnvelopeCodec&&) noexcept;
  EnvelopeCodec& operator=(EnvelopeCodec&&) noexcept;

  // Appends the encoding to `out`. False, with `out` unchanged, when the payload is longer than the limit: the caller
  // is this process, so the limit is a mistake of its own to report.
  [[nodiscard]] bool encode_envelope(std::uint64_t step, Kind kind, ByteView payload, Bytes& out);

  // Untrusted input. On kNone, `out` is filled and its payload points into this codec until the next decode. Any other
  // reason is counted and leaves `out` alone. Never throws; memory is bounded by the limits.
  [[nodiscard]] Reject decode_envelope(ByteView frame, Envelope& out);

  const EnvelopeCounters& counters() const { return counters_; }

 private:
  struct Scratch;  // hides the generated code from those who include this

  Reject parse(ByteView frame);

  std::uint32_t protocol_;
  EnvelopeLimits limits_;
  EnvelopeCounters counters_;
  std::unique_ptr<Scratch> scratch_;
};

}  // namespace parley::wire
