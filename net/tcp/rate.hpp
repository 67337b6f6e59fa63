// Rate limits and back-off as pure values: time is always an argument, so tests need no clock.
#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>

#include "protocols/core/random.hpp"

namespace parley::tcp {

using Clock = std::chrono::steady_clock;
using TimePoint = Clock::time_point;
using Duration = Clock::duration;

// A token bucket that may go into debt: what has been received cannot be refused any more, only waited for.
class TokenBucket {
 public:
  // `per_second` of 0 means unlimited.
  TokenBucket(double per_second, double burst) : rate_(per_second), burst_(burst), tokens_(burst) {}

  bool unlimited() const { return rate_ <= 0; }

  // Takes `amount` whatever the level.
  void charge(double amount, TimePoint now) {
    refill(now);
    tokens_ -= amount;
  }

  // Takes `amount` if it is there.
  bool try_take(double amount, TimePoint now) {
    if (unlimited()) return true;
    refill(now);
    if (tokens_ < amount) return false;
    tokens_ -= amount;
    return true;
  }

  // How long until the debt is paid; zero when there is none.
  Duration debt() const {
    if (unlimited() || tokens_ >= 0) return Duration::zero();
    return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(-tokens_ / rate_));
  }

 private:
  void refill(TimePoint now) {
    if (started_) {
      const double elapsed = std::chrono::duration<double>(now - last_).count();
      tokens_ = std::min(burst_, tokens_ + std::max(0.0, elapsed) * rate_);
    }
    started_ = true;
    last_ = now;
  }

  double rate_;
  double burst_;
  double tokens_;
  bool started_ = false;
  TimePoint last_{};
};

// Exponential back-off with full jitter in its upper half: the n-th delay is uniform between 1/2 and 1 times
// min(most, first * 2^n), so that peers that lost one node together do not return to it together.
class Backoff {
 public:
  Backoff(Duration first, Duration most, std::uint64_t seed) : first_(first), most_(most), random_(seed) {}

  Duration next() {
    const double scale = std::ldexp(1.0, std::min(failures_, 30));
    const double ceiling = std::min(static_cast<double>(most_.count()), static_cast<double>(first_.count()) * scale);
    ++failures_;
    const double share = 0.5 + 0.5 * random_.unit();
    return Duration(static_cast<Duration::rep>(ceiling * share));
  }

  void reset() { failures_ = 0; }

 private:
  Duration first_;
  Duration most_;
  Rng random_;
  int failures_ = 0;
};

}  // namespace parley::tcp
