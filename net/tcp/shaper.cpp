#include "net/tcp/shaper.hpp"

#include <utility>

namespace parley::tcp {

Shaper::Shaper(boost::asio::io_context& io, Shape shape, std::size_t most_held_bytes, Transmit transmit)
    : shape_(std::move(shape)), most_held_bytes_(most_held_bytes), transmit_(std::move(transmit)), alarm_(io) {}

void Shaper::send(ProcessId to, ByteView frame) {
  const std::vector<Duration> delays = shape_(to);
  if (delays.empty()) ++metrics_.lost;
  for (const Duration delay : delays) {
    if (delay <= Duration::zero()) {
      transmit_(to, frame);
    } else {
      hold(to, frame, delay);
    }
  }
}

void Shaper::hold(ProcessId to, ByteView frame, Duration delay) {
  if (metrics_.held_bytes + frame.size() > most_held_bytes_) {
    ++metrics_.overflow;
    return;
  }
  const auto at = held_.emplace(Clock::now() + delay, Held{to, Bytes(frame.begin(), frame.end())});
  ++metrics_.held;
  metrics_.held_bytes += frame.size();
  if (at == held_.begin()) schedule();
}

void Shaper::flush() {
  alarm_.cancel();
  release_until(TimePoint::max());
}

void Shaper::schedule() {
  if (held_.empty()) return;
  alarm_.expires_at(held_.begin()->first);
  alarm_.async_wait(guard_([this](boost::system::error_code error) {
    if (error) return;
    release_until(Clock::now());
    schedule();
  }));
}

void Shaper::release_until(TimePoint now) {
  while (!held_.empty() && held_.begin()->first <= now) {
    const Held next = std::move(held_.begin()->second);
    held_.erase(held_.begin());
    --metrics_.held;
    metrics_.held_bytes -= next.frame.size();
    transmit_(next.to, next.frame);
  }
}

}  // namespace parley::tcp
