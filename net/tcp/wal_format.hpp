// The bytes of a write-ahead log, without files: encoding, and the scan that recovery is.
//
//   file    header, at most one snapshot, entries
//   header  magic "PARLEYWL", format u32, node u32, cluster 16, salt 16, first sequence u64, digest 16     72 bytes
//   record  length u32, kind u32, sequence u64, first sequence of its batch u64, digest 16, payload        40 + length
//
// Integers are little-endian. A digest is 16 bytes of BLAKE2b over the fields before it and the payload, keyed with the
// file's random salt, so that what an older file left in reused blocks is never taken for a record. BLAKE2b instead of
// a CRC because libsodium has it and 0.3 microseconds are nothing beside a disk write.
//
// A batch is what one write and one fdatasync make durable, and the next batch is written only after that. So damage
// that is followed by a sound record of a later batch cannot come from a crash: the log is corrupt and is refused.
// Damage after which no later batch follows is what a crash leaves: it is cut off. The two cannot be told apart for
// damage inside the very last batch; it is taken for a crash there.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "net/tcp/secret.hpp"

namespace parley::tcp {

// Whose log it is.
struct WalIdentity {
  std::string cluster_id;
  std::uint32_t node = 0;
};

inline constexpr std::uint32_t kWalFormat = 1;
inline constexpr std::size_t kWalHeaderSize = 72;
inline constexpr std::size_t kWalRecordHeader = 40;
inline constexpr std::size_t kMaxWalPayload = std::size_t{1} << 30;

using WalSalt = ByteArray<16>;
using WalDigest = ByteArray<16>;

struct WalHeader {
  WalIdentity identity;
  WalSalt salt{};
  std::uint64_t first_sequence = 1;
};

enum class WalKind : std::uint32_t { kEntry = 0, kSnapshot = 1 };

struct WalRecordHead {
  WalKind kind = WalKind::kEntry;
  std::uint64_t sequence = 0;
  std::uint64_t batch_first = 0;  // <= sequence
};

void append_wal_header(const WalHeader& header, Bytes& out);
void append_wal_record(const WalSalt& salt, const WalRecordHead& head, ByteView payload, Bytes& out);

enum class WalFault : std::uint8_t {
  kNone,
  kNoLog,   // shorter than a header, or other magic
  kFormat,  // another format version
  kHeaderDamaged,
  kForeignCluster,
  kForeignNode,
  kCorrupt,  // damage in a batch that is known to have been durable
};

std::string_view to_string(WalFault fault);

struct WalScan {
  WalFault fault = WalFault::kNone;
  WalSalt salt{};
  std::optional<ByteView> snapshot;  // views into the scanned bytes
  std::vector<ByteView> entries;     // after the snapshot, in order
  std::uint64_t next_sequence = 1;
  std::size_t sound_size = 0;  // bytes up to the end of the last sound record; the fault's place if there is one
};

// Untrusted bytes; never throws, and takes time in proportion to their number.
WalScan scan_wal(ByteView file, const WalIdentity& identity);

}  // namespace parley::tcp
