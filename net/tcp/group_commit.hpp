// A write-ahead log whose disk waits happen on a thread of their own: while one sync is under way, everything appended
// meanwhile becomes the next batch, so under load many steps share one fdatasync.
//
// Thread safety: append(), snapshot() and the callback belong to the thread that runs `io`; the file to the thread
// inside.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include "net/tcp/wal.hpp"

namespace parley::tcp {

struct GroupCommitMetrics {
  std::uint64_t entries = 0;
  std::uint64_t bytes = 0;
  std::uint64_t syncs = 0;
  std::uint64_t full = 0;  // attempts that found no space
  std::chrono::nanoseconds sync_time{0};
  std::uint64_t waiting = 0;  // entries appended and not yet durable
};

class GroupCommit {
 public:
  // Called on `io`'s thread after every attempt: with kOk everything up to `sequence` is durable; with kFull the batch
  // is tried again every 100 ms; kFailed is final and what was appended since is not durable.
  using OnDurable = std::function<void(WalStatus, std::uint64_t sequence)>;

  // `recovery` is what opening `file` filled.
  GroupCommit(boost::asio::io_context& io, WalFile file, const WalIdentity& identity, const WalRecovery& recovery,
              OnDurable on_durable);

  // Writes what waits, once, and joins the thread; the callback is not called any more.
  ~GroupCommit();
  GroupCommit(const GroupCommit&) = delete;
  GroupCommit& operator=(const GroupCommit&) = delete;

  // Both return the sequence number that the callback will report. Never wait.
  std::uint64_t append(ByteView payload);
  std::uint64_t snapshot(ByteView payload);

  std::uint64_t bytes_since_snapshot() const { return encoder_.bytes_since_snapshot(); }
  GroupCommitMetrics metrics() const;

 private:
  void hand_over();
  void run();
  void report(WalStatus status, std::uint64_t sequence, std::chrono::nanoseconds took);
  void on_report(WalStatus status, std::uint64_t sequence, std::chrono::nanoseconds took);

  boost::asio::io_context& io_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  OnDurable on_durable_;
  WalEncoder encoder_;
  bool in_flight_ = false;  // the thread has a batch
  GroupCommitMetrics metrics_;
  std::uint64_t appended_ = 0;
  std::uint64_t durable_ = 0;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  // reports that come too late find it false

  WalFile file_;  // the thread's
  std::mutex mutex_;
  std::condition_variable wake_;
  WalBatch batch_;       // guarded; for the thread
  bool ending_ = false;  // guarded
  std::thread thread_;
};

}  // namespace parley::tcp
