#include "cli/interrupt.hpp"

#include <chrono>
#include <csignal>
#include <sys/prctl.h>
#include <unistd.h>

namespace parley::cli {

namespace {

// One a program, as signals are.
std::atomic<bool> stopped{false};
std::atomic<int> received{0};  // the first signal

constexpr int kParentEnded = SIGUSR1;  // one signal for each thread of the parent, so several of them are but one

bool watch_signals() {
  signal(SIGPIPE, SIG_IGN);
  sigset_t signals;
  sigemptyset(&signals);
  for (const int number : {SIGINT, SIGTERM, kParentEnded}) sigaddset(&signals, number);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::thread([signals] {
    for (int number = 0;;) {
      if (sigwait(&signals, &number) != 0) continue;
      const bool first = received.exchange(number) == 0;
      stopped = true;
      if (!first && number != kParentEnded) _exit(128 + number);
    }
  }).detach();
  return true;
}

}  // namespace

const std::atomic<bool>& stop_flag() {
  static const bool watched = watch_signals();
  static_cast<void>(watched);
  return stopped;
}

StopRelay::StopRelay(const std::atomic<bool>& flag)
    : watcher_([&flag, source = source_](const std::stop_token& over) mutable {
        constexpr auto kPause = std::chrono::milliseconds(10);
        std::mutex mutex;
        std::condition_variable_any wake;
        std::unique_lock lock(mutex);
        while (!over.stop_requested() && !flag) wake.wait_for(lock, over, kPause, [] { return false; });
        if (flag) source.request_stop();
      }) {}

void end_with_parent(int parent) {
  prctl(PR_SET_PDEATHSIG, kParentEnded);
  if (getppid() != parent) stopped = true;
}

Deadline::Deadline(double seconds) {
  if (seconds <= 0) return;
  watcher_ = std::thread([this, seconds] {
    std::unique_lock lock(mutex_);
    if (!condition_.wait_for(lock, std::chrono::duration<double>(seconds), [this] { return over_; })) stopped = true;
  });
}

Deadline::~Deadline() {
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  condition_.notify_all();
  if (watcher_.joinable()) watcher_.join();
}

}  // namespace parley::cli
