#include "net/wire/envelope.hpp"

#include <google/protobuf/io/coded_stream.h>
#include <limits>
#include <numeric>

#include "envelope.pb.h"

namespace parley::wire {

struct EnvelopeCodec::Scratch {
  proto::Envelope incoming;
  proto::Envelope outgoing;
};

std::string_view to_string(Reject reason) {
  switch (reason) {
    case Reject::kNone:
      return "none";
    case Reject::kOversized:
      return "oversized";
    case Reject::kMalformed:
      return "malformed";
    case Reject::kVersion:
      return "version";
    case Reject::kProtocol:
      return "protocol";
    case Reject::kKind:
      return "kind";
  }
  return "unknown";
}

std::uint64_t EnvelopeCounters::rejected_total() const {
  return std::accumulate(rejected.begin(), rejected.end(), std::uint64_t{0});
}

EnvelopeCodec::EnvelopeCodec(std::uint32_t protocol, EnvelopeLimits limits)
    : protocol_(protocol), limits_(limits), scratch_(std::make_unique<Scratch>()) {
  // Protobuf counts in int; a limit beyond that could not be honoured.
  constexpr std::size_t kMost = std::numeric_limits<int>::max() / 2;
  limits_.max_payload = std::min(limits_.max_payload, kMost);
}

EnvelopeCodec::~EnvelopeCodec() = default;
EnvelopeCodec::EnvelopeCodec(EnvelopeCodec&&) noexcept = default;
EnvelopeCodec& EnvelopeCodec::operator=(EnvelopeCodec&&) noexcept = default;

bool EnvelopeCodec::encode_envelope(std::uint64_t step, Kind kind, ByteView payload, Bytes& out) {
  if (payload.size() > limits_.max_payload) return false;
  proto::Envelope& message = scratch_->outgoing;
  message.set_version(kEnvelopeVersion);
  message.set_protocol(protocol_);
  message.set_step(step);
  message.set_kind(static_cast<std::uint32_t>(kind));
  message.set_payload(payload.data(), payload.size());
  const std::size_t old_size = out.size();
  out.resize(old_size + message.ByteSizeLong());
  message.SerializeWithCachedSizesToArray(raw(out.data() + old_size));
  ++counters_.encoded;
  return true;
}

Reject EnvelopeCodec::parse(ByteView frame) {
  if (frame.size() > limits_.max_payload + kEnvelopeOverhead) return Reject::kOversized;
  proto::Envelope& message = scratch_->incoming;
  message.Clear();
  google::protobuf::io::CodedInputStream stream(raw(frame.data()), static_cast<int>(frame.size()));
  if (!message.ParseFromCodedStream(&stream) || !stream.ConsumedEntireMessage()) return Reject::kMalformed;
  if (message.version() != kEnvelopeVersion) return Reject::kVersion;
  if (message.protocol() != protocol_) return Reject::kProtocol;
  if (message.kind() == 0 || message.kind() > kKindCount) return Reject::kKind;
  if (message.payload().size() > limits_.max_payload) return Reject::kOversized;
  return Reject::kNone;
}

Reject EnvelopeCodec::decode_envelope(ByteView frame, Envelope& out) {
  const Reject reason = parse(frame);
  if (reason != Reject::kNone) {
    ++counters_.rejected[static_cast<std::size_t>(reason)];
    return reason;
  }
  ++counters_.decoded;
  const proto::Envelope& message = scratch_->incoming;
  out = {message.protocol(), message.step(), static_cast<Kind>(message.kind()), as_bytes(message.payload())};
  return Reject::kNone;
}

}  // namespace parley::wire
