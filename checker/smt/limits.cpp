#include "checker/smt/limits.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>

namespace parley {

Deadline deadline_after(double seconds) {
  constexpr double kLongest = 1e8;
  return std::chrono::steady_clock::now() + std::chrono::duration_cast<Deadline::duration>(
                                                std::chrono::duration<double>(std::clamp(seconds, 0.0, kLongest)));
}

unsigned Limits::remaining_ms() const {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  return static_cast<unsigned>(std::clamp<std::chrono::milliseconds::rep>(left.count(), 1, 1'000'000'000));
}

Limits Limits::within(double seconds) const {
  return {std::min(deadline, deadline_after(seconds)), stop};
}

Watch::Watch(z3::context& context, const Limits& limits) {
  thread_ = std::jthread([&context, limits](const std::stop_token& over) {
    std::mutex mutex;
    std::condition_variable_any wake;
    const std::stop_callback on_stop(limits.stop, [&] {
      const std::lock_guard guard(mutex);
      wake.notify_all();
    });
    std::unique_lock lock(mutex);  // after the callback, which may run at once and is awaited when destroyed
    wake.wait_until(lock, over, limits.deadline, [&] { return limits.stop.stop_requested(); });
    constexpr auto kAgain = std::chrono::milliseconds(20);  // an interrupt between two queries is lost
    while (!over.stop_requested()) {
      context.interrupt();
      wake.wait_for(lock, over, kAgain, [] { return false; });
    }
  });
}

}  // namespace parley
