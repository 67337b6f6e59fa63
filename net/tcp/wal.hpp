// A node's write-ahead log in one folder: what it has persisted, and recovery after a crash at any point.
//
// Two halves, so that one thread can encode while another waits for the disk (group_commit.hpp): WalEncoder makes
// batches in memory, WalFile makes them durable, one at a time. Wal is both on one thread.
//
// Thread safety: none of the classes; each belongs to one thread at a time.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "net/tcp/file.hpp"
#include "net/tcp/wal_format.hpp"

namespace parley::tcp {

enum class WalStatus : std::uint8_t {
  kOk,
  kFull,    // no space: nothing of the batch is in the log; it may be tried again when there is room
  kFailed,  // the disk reported an error. Final: after a failed fsync nobody knows what is on the disk (restart, and
            // recovery will find out)
};

// What a folder held. Sequence numbers of the entries are consecutive and end below `next_sequence`.
struct WalRecovery {
  std::optional<Bytes> snapshot;
  std::vector<Bytes> entries;
  std::uint64_t next_sequence = 1;
  WalSalt salt{};
  std::uint64_t cut_bytes = 0;  // a torn tail that was removed
};

// What one write and one sync make durable.
struct WalBatch {
  bool replaces = false;  // a whole new file, header first, instead of an appendix
  Bytes bytes;
  std::uint64_t last_sequence = 0;  // durable once the batch is
  bool empty() const { return bytes.empty(); }
};

class WalEncoder {
 public:
  WalEncoder(WalIdentity identity, const WalRecovery& recovery);

  // The entry's sequence number. REQUIRES: at most kMaxWalPayload bytes.
  std::uint64_t append(ByteView payload);

  // From here on the log starts with `payload`, which stands for everything appended so far.
  std::uint64_t snapshot(ByteView payload);

  // What was added since the last take().
  WalBatch take();
  bool idle() const { return batch_.empty(); }

  // Bytes of entries since the last snapshot or opening: tells when a snapshot pays.
  std::uint64_t bytes_since_snapshot() const { return bytes_since_snapshot_; }

 private:
  std::uint64_t add(WalKind kind, ByteView payload);

  WalIdentity identity_;
  WalSalt salt_;
  std::uint64_t next_sequence_;
  std::uint64_t batch_first_ = 0;
  std::uint64_t bytes_since_snapshot_ = 0;
  WalBatch batch_;
};

class WalFile {
 public:
  // Opens or creates the log of `folder` (created if missing, mode 0700), removes a torn tail, and fills `recovery`.
  // Throws InputError for a log that is foreign or corrupt, EnvironmentError when the folder cannot be used or another
  // process uses it.
  WalFile(const std::string& folder, const WalIdentity& identity, WalRecovery& recovery);

  // Returns once the batch is durable, or with the reason why it is not.
  [[nodiscard]] WalStatus write(const WalBatch& batch);

 private:
  void create(const WalIdentity& identity);
  void recover(const WalIdentity& identity, WalRecovery& recovery);
  WalStatus append(ByteView bytes);
  WalStatus replace(ByteView bytes);
  WalStatus give_up(int error);

  std::string folder_;
  std::string path_;
  File lock_;
  File file_;
  std::uint64_t size_ = 0;
  bool failed_ = false;
};

// Both halves on one thread.
class Wal {
 public:
  // As WalFile.
  Wal(const std::string& folder, const WalIdentity& identity, WalRecovery& recovery)
      : file_(folder, identity, recovery), encoder_(identity, recovery), durable_(recovery.next_sequence - 1) {}

  std::uint64_t append(ByteView payload) { return encoder_.append(payload); }
  std::uint64_t snapshot(ByteView payload) { return encoder_.snapshot(payload); }

  // Makes everything appended so far durable with one sync. After kFull the entries wait for the next commit.
  [[nodiscard]] WalStatus commit();

  // Everything up to this sequence number is durable.
  std::uint64_t durable() const { return durable_; }

 private:
  WalFile file_;
  WalEncoder encoder_;
  std::vector<WalBatch> waiting_;
  std::uint64_t durable_;
};

}  // namespace parley::tcp
