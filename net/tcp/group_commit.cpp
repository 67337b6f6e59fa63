#include "net/tcp/group_commit.hpp"

#include <utility>

#include <boost/asio/post.hpp>

namespace parley::tcp {

GroupCommit::GroupCommit(boost::asio::io_context& io, WalFile file, const WalIdentity& identity,
                         const WalRecovery& recovery, OnDurable on_durable)
    : io_(io),
      work_(boost::asio::make_work_guard(io)),
      on_durable_(std::move(on_durable)),
      encoder_(identity, recovery),
      appended_(recovery.next_sequence - 1),
      durable_(appended_),
      file_(std::move(file)),
      thread_([this] { run(); }) {}

GroupCommit::~GroupCommit() {
  *alive_ = false;
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_one();
  thread_.join();
  // The thread is gone; what is left gets one attempt here, in order.
  if (file_.write(batch_) == WalStatus::kOk) (void)file_.write(encoder_.take());
}

std::uint64_t GroupCommit::append(ByteView payload) {
  ++metrics_.entries;
  metrics_.bytes += payload.size();
  appended_ = encoder_.append(payload);
  hand_over();
  return appended_;
}

std::uint64_t GroupCommit::snapshot(ByteView payload) {
  appended_ = encoder_.snapshot(payload);
  hand_over();
  return appended_;
}

// One batch at a time: the format depends on it. The rest gathers in the encoder.
void GroupCommit::hand_over() {
  if (in_flight_) return;
  in_flight_ = true;
  // After the current callback, so that all entries of this round of events share the sync.
  boost::asio::post(io_, [this, alive = alive_] {
    if (!*alive) return;
    {
      const std::lock_guard lock(mutex_);
      batch_ = encoder_.take();
    }
    wake_.notify_one();
  });
}

void GroupCommit::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [&] { return ending_ || !batch_.empty(); });
    if (ending_) return;
    const WalBatch batch = std::exchange(batch_, {});
    lock.unlock();
    const auto start = std::chrono::steady_clock::now();
    const WalStatus status = file_.write(batch);
    report(status, batch.last_sequence, std::chrono::steady_clock::now() - start);
    lock.lock();
    if (status == WalStatus::kOk) continue;
    batch_ = batch;
    if (status == WalStatus::kFailed) wake_.wait(lock, [&] { return ending_; });
    wake_.wait_for(lock, std::chrono::milliseconds(100), [&] { return ending_; });
  }
}

void GroupCommit::report(WalStatus status, std::uint64_t sequence, std::chrono::nanoseconds took) {
  boost::asio::post(io_, [this, alive = alive_, status, sequence, took] {
    if (*alive) on_report(status, sequence, took);
  });
}

void GroupCommit::on_report(WalStatus status, std::uint64_t sequence, std::chrono::nanoseconds took) {
  metrics_.full += status == WalStatus::kFull ? 1U : 0U;
  if (status == WalStatus::kOk) {
    ++metrics_.syncs;
    metrics_.sync_time += took;
    durable_ = sequence;
    in_flight_ = false;
    if (!encoder_.idle()) hand_over();
  }
  on_durable_(status, sequence);
}

GroupCommitMetrics GroupCommit::metrics() const {
  GroupCommitMetrics now = metrics_;
  now.waiting = appended_ - durable_;
  return now;
}

}  // namespace parley::tcp
