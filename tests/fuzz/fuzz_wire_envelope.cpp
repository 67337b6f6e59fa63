// Any bytes: either a counted reason, or an envelope within its limits that survives encoding and decoding again.
#include <algorithm>

#include "net/wire/envelope.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

constexpr std::uint32_t kProtocol = parley::wire::protocol_id("bracha");
constexpr std::size_t kMost = 1000;

}  // namespace

std::vector<parley::fuzz::Input> parley::fuzz::fuzz_seeds() {
  wire::EnvelopeCodec codec(kProtocol, {.max_payload = kMost});
  std::vector<Input> seeds(3);
  (void)codec.encode_envelope(0, wire::Kind::kMessage, {}, seeds[0]);
  (void)codec.encode_envelope(300, wire::Kind::kRequest, as_bytes("payload"), seeds[1]);
  (void)codec.encode_envelope(~std::uint64_t{0}, wire::Kind::kReply, Bytes(kMost), seeds[2]);
  return seeds;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace parley;
  wire::EnvelopeCodec codec(kProtocol, {.max_payload = kMost});
  wire::Envelope first;
  const wire::Reject reason = codec.decode_envelope(fuzz::view(data, size), first);
  check(codec.counters().decoded + codec.counters().rejected_total() == 1, "every frame is counted once");
  if (reason != wire::Reject::kNone) return 0;
  check(first.payload.size() <= kMost, "the limit holds");
  Bytes again;
  check(codec.encode_envelope(first.step, first.kind, first.payload, again), "what was decoded can be encoded");
  const Bytes payload(first.payload.begin(), first.payload.end());
  wire::Envelope second;
  check(codec.decode_envelope(again, second) == wire::Reject::kNone, "what was encoded can be decoded");
  check(second.step == first.step && second.kind == first.kind, "fields survive");
  check(std::equal(payload.begin(), payload.end(), second.payload.begin(), second.payload.end()), "payload survives");
  return 0;
}
