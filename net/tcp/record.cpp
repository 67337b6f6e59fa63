#include "net/tcp/record.hpp"

#include "protocols/core/check.hpp"

namespace parley::tcp {
namespace {

ByteArray<8> associated_data(std::uint64_t acknowledged) {
  ByteArray<8> bytes{};
  store_le(bytes.data(), acknowledged);
  return bytes;
}

}  // namespace

void RecordCipher::count(std::size_t box_size) {
  ++records_;
  bytes_ += box_size;
  if (records_ < policy_.records && bytes_ < policy_.bytes) return;
  cipher_.rekey();
  records_ = 0;
  bytes_ = 0;
  ++rekeys_;
}

void RecordCipher::seal(std::uint64_t acknowledged, ByteView plain, Bytes& out) {
  check(plain.size() <= kMaxRecordPlain, "a record fits one Noise message");
  const std::size_t box_size = plain.size() + noise::kTagLength;
  const std::size_t start = out.size();
  out.resize(start + kRecordHeader + box_size);
  store_le(out.data() + start, static_cast<std::uint32_t>(box_size));
  store_le(out.data() + start + 4, acknowledged);
  cipher_.encrypt(associated_data(acknowledged), plain, out.data() + start + kRecordHeader);
  count(box_size);
}

bool RecordCipher::open(std::uint64_t acknowledged, ByteView box, Bytes& plain) {
  if (box.size() < noise::kTagLength) return false;
  const std::size_t start = plain.size();
  plain.resize(start + box.size() - noise::kTagLength);
  if (!cipher_.decrypt(associated_data(acknowledged), box, plain.data() + start)) {
    plain.resize(start);
    return false;
  }
  count(box.size());
  return true;
}

RecordHead parse_record(ByteView input) {
  RecordHead head;
  if (input.size() < 4) return head;
  const std::size_t box_size = load_le<std::uint32_t>(input.data());
  if (box_size > kMaxBox) {
    head.status = RecordHead::Status::kOversized;
    return head;
  }
  if (input.size() < kRecordHeader + box_size) return head;
  head.status = RecordHead::Status::kWhole;
  head.acknowledged = load_le<std::uint64_t>(input.data() + 4);
  head.size = kRecordHeader + box_size;
  head.box = input.subspan(kRecordHeader, box_size);
  return head;
}

}  // namespace parley::tcp
