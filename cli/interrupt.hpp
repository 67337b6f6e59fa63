// Ctrl-C, SIGTERM and --timeout as one flag that engines poll. A second Ctrl-C ends the program at once.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace parley::cli {

// Installs the signal handlers; the flag lives as long as the program.
const std::atomic<bool>& stop_flag();

// Sets the flag after so many seconds, unless it is destroyed before. 0: never.
class Deadline {
 public:
  explicit Deadline(double seconds);
  ~Deadline();
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

 private:
  std::mutex mutex_;
  std::condition_variable condition_;
  bool over_ = false;
  std::thread watcher_;
};

}  // namespace parley::cli
