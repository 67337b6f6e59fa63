#include "net/tcp/wal_format.hpp"

#include <algorithm>

#include "net/tcp/noise_primitives.hpp"

namespace parley::tcp {
namespace {

constexpr std::string_view kLogMagic = "PARLEYWL";
constexpr std::size_t kFormatAt = 8;
constexpr std::size_t kNodeAt = 12;
constexpr std::size_t kOwnerClusterAt = 16;
constexpr std::size_t kSaltAt = 32;
constexpr std::size_t kFirstSequenceAt = 48;
constexpr std::size_t kHeaderDigestAt = 56;
constexpr std::size_t kRecordDigestAt = 24;

WalDigest digest(const WalSalt& salt, ByteView fields, ByteView payload) {
  WalDigest result{};
  crypto_generichash_blake2b_state state;
  crypto_generichash_blake2b_init(&state, raw(salt.data()), salt.size(), result.size());
  crypto_generichash_blake2b_update(&state, raw(fields.data()), fields.size());
  crypto_generichash_blake2b_update(&state, raw(payload.data()), payload.size());
  crypto_generichash_blake2b_final(&state, raw(result.data()), result.size());
  return result;
}

ByteArray<16> cluster_hash(const std::string& cluster_id) {
  const noise::Hash full = noise::hash({as_bytes("parley log"), as_bytes(cluster_id)});
  ByteArray<16> result{};
  std::copy_n(full.view().begin(), result.size(), result.begin());
  return result;
}

bool matches(ByteView bytes, ByteView expected) {
  return std::equal(bytes.begin(), bytes.end(), expected.begin(), expected.end());
}

WalFault scan_header(ByteView file, const WalIdentity& identity, WalScan& scan) {
  if (file.size() < kWalHeaderSize || !matches(file.first(kLogMagic.size()), as_bytes(kLogMagic)))
    return WalFault::kNoLog;
  if (load_le<std::uint32_t>(file.data() + kFormatAt) != kWalFormat) return WalFault::kFormat;
  std::copy_n(file.begin() + kSaltAt, scan.salt.size(), scan.salt.begin());
  if (!matches(file.subspan(kHeaderDigestAt, 16), digest(scan.salt, file.first(kHeaderDigestAt), {}))) {
    return WalFault::kHeaderDamaged;
  }
  if (!matches(file.subspan(kOwnerClusterAt, 16), cluster_hash(identity.cluster_id))) return WalFault::kForeignCluster;
  if (load_le<std::uint32_t>(file.data() + kNodeAt) != identity.node) return WalFault::kForeignNode;
  scan.next_sequence = load_le<std::uint64_t>(file.data() + kFirstSequenceAt);
  return WalFault::kNone;
}

struct Record {
  WalRecordHead head;
  ByteView payload;
  std::size_t size() const { return kWalRecordHeader + payload.size(); }
};

// The record that starts `bytes`, if its sequence lies in [least, most] and its digest matches.
std::optional<Record> parse_record(ByteView bytes, const WalSalt& salt, std::uint64_t least, std::uint64_t most) {
  if (bytes.size() < kWalRecordHeader) return std::nullopt;
  const std::size_t length = load_le<std::uint32_t>(bytes.data());
  const auto kind = load_le<std::uint32_t>(bytes.data() + 4);
  Record record;
  record.head = {static_cast<WalKind>(kind), load_le<std::uint64_t>(bytes.data() + 8),
                 load_le<std::uint64_t>(bytes.data() + 16)};
  if (record.head.sequence < least || record.head.sequence > most || kind > 1) return std::nullopt;
  if (record.head.batch_first > record.head.sequence) return std::nullopt;
  if (length > bytes.size() - kWalRecordHeader) return std::nullopt;
  record.payload = bytes.subspan(kWalRecordHeader, length);
  if (!matches(bytes.subspan(kRecordDigestAt, 16), digest(salt, bytes.first(kRecordDigestAt), record.payload))) {
    return std::nullopt;
  }
  return record;
}

// Whether a sound record of a later batch than that of record `missing` follows somewhere in `rest`. The sequence
// number filters all but a vanishing share of the places before a digest is computed.
bool later_batch_follows(ByteView rest, const WalSalt& salt, std::uint64_t missing) {
  const std::uint64_t most = missing + rest.size() / kWalRecordHeader;
  for (std::size_t at = 1; at + kWalRecordHeader <= rest.size(); ++at) {
    const auto record = parse_record(rest.subspan(at), salt, missing + 1, most);
    if (record && record->head.batch_first > missing) return true;
  }
  return false;
}

}  // namespace

void append_wal_header(const WalHeader& header, Bytes& out) {
  const std::size_t start = out.size();
  append(out, as_bytes(kLogMagic));
  append_le(out, kWalFormat);
  append_le(out, header.identity.node);
  append(out, cluster_hash(header.identity.cluster_id));
  append(out, header.salt);
  append_le(out, header.first_sequence);
  append(out, digest(header.salt, ByteView(out).subspan(start), {}));
}

void append_wal_record(const WalSalt& salt, const WalRecordHead& head, ByteView payload, Bytes& out) {
  const std::size_t start = out.size();
  append_le(out, static_cast<std::uint32_t>(payload.size()));
  append_le(out, static_cast<std::uint32_t>(head.kind));
  append_le(out, head.sequence);
  append_le(out, head.batch_first);
  append(out, digest(salt, ByteView(out).subspan(start), payload));
  append(out, payload);
}

std::string_view to_string(WalFault fault) {
  switch (fault) {
    case WalFault::kNone:
      return "sound";
    case WalFault::kNoLog:
      return "not a write-ahead log of parley";
    case WalFault::kFormat:
      return "written by an incompatible release";
    case WalFault::kHeaderDamaged:
      return "its header is damaged";
    case WalFault::kForeignCluster:
      return "belongs to another cluster";
    case WalFault::kForeignNode:
      return "belongs to another node";
    case WalFault::kCorrupt:
      return "damaged in a part that was durable";
  }
  return "unknown";
}

WalScan scan_wal(ByteView file, const WalIdentity& identity) {
  WalScan scan;
  scan.fault = scan_header(file, identity, scan);
  if (scan.fault != WalFault::kNone) return scan;
  scan.sound_size = kWalHeaderSize;
  std::uint64_t batch_first = 0;
  while (scan.sound_size < file.size()) {
    const ByteView rest = file.subspan(scan.sound_size);
    const auto record = parse_record(rest, scan.salt, scan.next_sequence, scan.next_sequence);
    const bool snapshot = record && record->head.kind == WalKind::kSnapshot;
    if (!record || record->head.batch_first < batch_first || (snapshot && scan.sound_size != kWalHeaderSize)) {
      if (later_batch_follows(rest, scan.salt, scan.next_sequence)) scan.fault = WalFault::kCorrupt;
      break;
    }
    if (snapshot) {
      scan.snapshot = record->payload;
    } else {
      scan.entries.push_back(record->payload);
    }
    batch_first = record->head.batch_first;
    ++scan.next_sequence;
    scan.sound_size += record->size();
  }
  return scan;
}

}  // namespace parley::tcp
