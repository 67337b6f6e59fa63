// Any bytes in any pieces, as record heads and as a stream of frames: lengths are respected, memory stays bounded, and
// the cut of the pieces changes nothing.
#include <algorithm>

#include "net/tcp/record.hpp"
#include "net/tcp/stream.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace parley;

constexpr std::size_t kMaxFrame = 300;

struct Cut {
  std::vector<Bytes> frames;
  std::uint64_t received = 0;
  bool sound = true;
};

Cut read_in_pieces(ByteView input, std::size_t piece) {
  tcp::FrameReader reader(kMaxFrame);
  Cut result;
  for (std::size_t at = 0; at < input.size() && result.sound; at += piece) {
    append(reader.buffer(), input.subspan(at, std::min(piece, input.size() - at)));
    result.sound = reader.drain([&](ByteView frame) {
      check(frame.size() <= kMaxFrame, "no frame is longer than the limit");
      result.frames.emplace_back(frame.begin(), frame.end());
      return true;
    });
    check(!result.sound || reader.buffer().size() < tcp::kFrameHeader + kMaxFrame, "less than one frame is kept");
  }
  result.received = reader.received();
  check(result.received <= input.size(), "no byte is invented");
  return result;
}

void read_records(ByteView input) {
  tcp::RecordCipher cipher(tcp::noise::CipherState(tcp::noise::SecretKey()), {});
  for (;;) {
    const tcp::RecordHead head = tcp::parse_record(input);
    if (head.status != tcp::RecordHead::Status::kWhole) return;
    check(head.size <= input.size() && head.box.size() <= tcp::kMaxBox, "a record lies in its input");
    Bytes plain;
    const bool opened = cipher.open(head.acknowledged, head.box, plain);
    check(plain.size() == (opened ? head.box.size() - tcp::noise::kTagLength : 0U), "a forgery yields nothing");
    input = input.subspan(head.size);
  }
}

}  // namespace

std::vector<fuzz::Input> fuzz::fuzz_seeds() {
  tcp::SendStream stream(1U << 20);
  (void)stream.push(as_bytes("one"));
  (void)stream.push({});
  (void)stream.push(Bytes(kMaxFrame, std::byte{1}));
  const ByteView frames = stream.unsent(1U << 20);
  tcp::RecordCipher cipher(tcp::noise::CipherState(tcp::noise::SecretKey()), {});
  std::vector<Input> seeds{{std::byte{7}}, {std::byte{1}}};
  append(seeds[0], frames);
  cipher.seal(5, frames, seeds[1]);
  cipher.seal(6, {}, seeds[1]);
  return seeds;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const ByteView input = fuzz::view(data, size).subspan(1);
  read_records(input);
  const Cut pieces = read_in_pieces(input, std::size_t{1} + data[0]);
  const Cut whole = read_in_pieces(input, input.size() + 1);
  check(pieces.frames == whole.frames && pieces.received == whole.received && pieces.sound == whole.sound,
        "the cut of the stream does not matter");
  return 0;
}
