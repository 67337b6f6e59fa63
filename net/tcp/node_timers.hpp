// Armed timers of one process on the steady clock: at most one alarm a timer, one operating-system timer for all.
//
// Thread safety: none; everything happens on the io_context's thread.
#pragma once

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

#include <boost/asio/steady_timer.hpp>

#include "net/tcp/guard.hpp"
#include "net/tcp/rate.hpp"
#include "protocols/core/codec.hpp"

namespace parley::tcp {

template <class Timer>
class NodeTimers {
 public:
  // `fire` is called with a timer that is armed no longer.
  NodeTimers(boost::asio::io_context& io, std::function<void(const Timer&)> fire)
      : alarm_(io), fire_(std::move(fire)) {}

  // Replaces an armed timer that is equal.
  void set(const Timer& timer, TimePoint due) {
    remove(timer);
    armed_.push_back({encode(timer), timer, due});
    schedule();
  }

  void cancel(const Timer& timer) {
    if (remove(timer)) schedule();
  }

  void clear() {
    armed_.clear();
    alarm_.cancel();
  }

  std::size_t size() const { return armed_.size(); }

 private:
  struct Armed {
    Bytes key;
    Timer timer;
    TimePoint due;
  };

  bool remove(const Timer& timer) {
    const Bytes key = encode(timer);
    return std::erase_if(armed_, [&](const Armed& armed) { return armed.key == key; }) > 0;
  }

  typename std::vector<Armed>::iterator earliest() {
    return std::min_element(armed_.begin(), armed_.end(),
                            [](const Armed& left, const Armed& right) { return left.due < right.due; });
  }

  // The alarm is for the earliest; moving it cancels the wait before.
  void schedule() {
    if (armed_.empty()) {
      alarm_.cancel();
      return;
    }
    alarm_.expires_at(earliest()->due);
    alarm_.async_wait(guard_([this](boost::system::error_code error) {
      if (!error) expire();
    }));
  }

  // One at a time: firing may set and cancel others.
  void expire() {
    const TimePoint now = Clock::now();
    while (!armed_.empty()) {
      const auto next = earliest();
      if (next->due > now) break;
      const Timer timer = std::move(next->timer);
      armed_.erase(next);
      fire_(timer);
    }
    schedule();
  }

  boost::asio::steady_timer alarm_;
  std::function<void(const Timer&)> fire_;
  std::vector<Armed> armed_;
  LifeGuard guard_;
};

}  // namespace parley::tcp
