#include "cli/interrupt.hpp"

#include <chrono>
#include <csignal>
#include <unistd.h>

namespace parley::cli {

namespace {

// A signal handler can reach nothing but a global.
std::atomic<bool> stopped{false};

void on_signal(int signal) {
  if (stopped.exchange(true)) _exit(128 + signal);
}

}  // namespace

const std::atomic<bool>& stop_flag() {
  struct sigaction action {};
  action.sa_handler = on_signal;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  signal(SIGPIPE, SIG_IGN);
  return stopped;
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
