#include "net/tcp/wal.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <unistd.h>

#include "protocols/core/check.hpp"
#include "protocols/core/error.hpp"

namespace parley::tcp {
namespace {

WalSalt new_salt() {
  initialise_crypto();
  WalSalt salt{};
  randombytes_buf(salt.data(), salt.size());
  return salt;
}

[[noreturn]] void refuse(const std::string& path, const char* what) {
  throw EnvironmentError(path + ": " + what + ": " + std::strerror(errno));
}

bool no_space(int error) {
  return error == ENOSPC || error == EDQUOT || error == EFBIG;
}

Bytes read_all(const std::string& path, const File& file) {
  const auto size = file.size();
  Bytes bytes(size.value_or(0));
  if (!size || file.read_at(0, bytes) != bytes.size()) refuse(path, "cannot read the log");
  return bytes;
}

}  // namespace

WalEncoder::WalEncoder(WalIdentity identity, const WalRecovery& recovery)
    : identity_(std::move(identity)), salt_(recovery.salt), next_sequence_(recovery.next_sequence) {}

std::uint64_t WalEncoder::add(WalKind kind, ByteView payload) {
  check(payload.size() <= kMaxWalPayload, "a log record fits its length field");
  if (batch_.empty() || kind == WalKind::kSnapshot) batch_first_ = next_sequence_;
  if (kind == WalKind::kSnapshot) {
    batch_.bytes.clear();  // what waits is part of the snapshot
    batch_.replaces = true;
    salt_ = new_salt();
    append_wal_header({identity_, salt_, next_sequence_}, batch_.bytes);
  }
  append_wal_record(salt_, {kind, next_sequence_, batch_first_}, payload, batch_.bytes);
  batch_.last_sequence = next_sequence_;
  return next_sequence_++;
}

std::uint64_t WalEncoder::append(ByteView payload) {
  bytes_since_snapshot_ += payload.size() + kWalRecordHeader;
  return add(WalKind::kEntry, payload);
}

std::uint64_t WalEncoder::snapshot(ByteView payload) {
  bytes_since_snapshot_ = 0;
  return add(WalKind::kSnapshot, payload);
}

WalBatch WalEncoder::take() {
  return std::exchange(batch_, {});
}

WalFile::WalFile(const std::string& folder, const WalIdentity& identity, WalRecovery& recovery)
    : folder_(folder), path_(folder + "/wal.log") {
  std::error_code error;
  if (std::filesystem::create_directories(folder, error)) {
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
    if (!sync_parent(folder)) refuse(folder, "cannot make the folder durable");
  }
  lock_ = File(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!lock_.is_open()) refuse(folder, "cannot use it as the folder of the log");
  if (::flock(lock_.descriptor(), LOCK_EX | LOCK_NB) != 0) refuse(folder, "another process uses this log");
  ::unlink((path_ + ".new").c_str());  // an unfinished replacement
  file_ = File(::open(path_.c_str(), O_RDWR | O_CLOEXEC));
  if (!file_.is_open() && errno == ENOENT) create(identity);
  if (!file_.is_open()) refuse(path_, "cannot open the log");
  recover(identity, recovery);
}

void WalFile::create(const WalIdentity& identity) {
  Bytes header;
  append_wal_header({identity, new_salt(), 1}, header);
  if (replace(header) != WalStatus::kOk) refuse(path_, "cannot create the log");
}

void WalFile::recover(const WalIdentity& identity, WalRecovery& recovery) {
  const Bytes bytes = read_all(path_, file_);
  const WalScan scan = scan_wal(bytes, identity);
  if (scan.fault != WalFault::kNone) {
    throw InputError(path_, "byte " + std::to_string(scan.sound_size),
                     std::string(to_string(scan.fault)) + "; expected the log of node " +
                         std::to_string(identity.node) + " of cluster \"" + identity.cluster_id + "\"");
  }
  size_ = scan.sound_size;
  recovery.cut_bytes = bytes.size() - size_;
  if (recovery.cut_bytes > 0 && (!file_.truncate(size_) || !file_.sync())) refuse(path_, "cannot cut off a torn tail");
  if (scan.snapshot) recovery.snapshot.emplace(scan.snapshot->begin(), scan.snapshot->end());
  recovery.entries.clear();
  for (const ByteView entry : scan.entries) recovery.entries.emplace_back(entry.begin(), entry.end());
  recovery.next_sequence = scan.next_sequence;
  recovery.salt = scan.salt;
}

WalStatus WalFile::write(const WalBatch& batch) {
  if (failed_) return WalStatus::kFailed;
  if (batch.empty()) return WalStatus::kOk;
  return batch.replaces ? replace(batch.bytes) : append(batch.bytes);
}

WalStatus WalFile::give_up(int error) {
  if (no_space(error)) return WalStatus::kFull;
  failed_ = true;
  return WalStatus::kFailed;
}

WalStatus WalFile::append(ByteView bytes) {
  if (!file_.write_at(size_, bytes)) {
    const int error = errno;
    if (!file_.truncate(size_)) failed_ = true;
    return failed_ ? WalStatus::kFailed : give_up(error);
  }
  if (!file_.sync()) {
    failed_ = true;
    return WalStatus::kFailed;
  }
  size_ += bytes.size();
  return WalStatus::kOk;
}

// The new file is complete and durable before it takes the name, so that a crash leaves one or the other.
WalStatus WalFile::replace(ByteView bytes) {
  const std::string fresh = path_ + ".new";
  File file(::open(fresh.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (!file.is_open()) return give_up(errno);
  if (!file.write_at(0, bytes) || !file.sync()) {
    const int error = errno;
    ::unlink(fresh.c_str());
    return give_up(error);
  }
  if (::rename(fresh.c_str(), path_.c_str()) != 0 || !sync_folder(folder_)) {
    failed_ = true;
    return WalStatus::kFailed;
  }
  file_ = std::move(file);
  size_ = bytes.size();
  return WalStatus::kOk;
}

WalStatus Wal::commit() {
  if (!encoder_.idle()) waiting_.push_back(encoder_.take());
  while (!waiting_.empty()) {
    const WalStatus status = file_.write(waiting_.front());
    if (status != WalStatus::kOk) return status;
    durable_ = waiting_.front().last_sequence;
    waiting_.erase(waiting_.begin());
  }
  return WalStatus::kOk;
}

}  // namespace parley::tcp
