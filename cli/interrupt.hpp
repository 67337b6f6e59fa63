// Ctrl-C, SIGTERM and --timeout as one flag that engines poll. A second Ctrl-C ends the program at once.
//
// A thread of its own waits for the signals, and all others have them blocked. So no handler ever runs, neither ours in
// the middle of anything nor one that a library installs for its own ends (Z3 does while it solves, one for all
// threads).
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <thread>

namespace parley::cli {

// The flag, which lives as long as the program. The first call starts the waiting thread; make it before other threads
// start, for they inherit which signals are blocked.
const std::atomic<bool>& stop_flag();

// The flag as a stop token, for engines that wait for one.
class StopRelay {
 public:
  explicit StopRelay(const std::atomic<bool>& flag);
  std::stop_token token() const { return source_.get_token(); }

 private:
  std::stop_source source_;
  std::jthread watcher_;
};

// Ends the program with the process that started it, however that ends; so no node outlives its cluster.
// `parent` is the id that the caller knows it by: the parent may be gone already.
void end_with_parent(int parent);

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
