// Links that are worse than they are: delays and loses frames on their way out, by a rule given from outside, so that
// a cluster on one host meets the network of an experiment. Kernels do it with netem, which many lack and none offers
// without privileges.
//
// Frames with different delays overtake each other. What is held is bounded: beyond it frames are lost and counted.
//
// Thread safety: none; everything happens on the io_context's thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "net/tcp/guard.hpp"
#include "net/tcp/rate.hpp"
#include "net/tcp/record.hpp"
#include "protocols/core/ids.hpp"

namespace parley::tcp {

// For a frame that leaves now: how much later it is handed to the transport, once for each entry; none when it is lost.
using Shape = std::function<std::vector<Duration>(ProcessId to)>;

struct ShaperMetrics {
  std::uint64_t lost = 0;      // by the rule
  std::uint64_t overflow = 0;  // lost because too much was held
  std::uint64_t held = 0;      // now
  std::uint64_t held_bytes = 0;
};

class Shaper {
 public:
  using Transmit = std::function<void(ProcessId to, ByteView frame)>;

  // REQUIRES: `shape` and `transmit` can be called.
  Shaper(boost::asio::io_context& io, Shape shape, std::size_t most_held_bytes, Transmit transmit);

  void send(ProcessId to, ByteView frame);

  // Hands over what is held, in order of what was due: for a graceful end.
  void flush();

  const ShaperMetrics& metrics() const { return metrics_; }

 private:
  struct Held {
    ProcessId to;
    Bytes frame;
  };

  void hold(ProcessId to, ByteView frame, Duration delay);
  void schedule();
  void release_until(TimePoint now);

  Shape shape_;
  std::size_t most_held_bytes_;
  Transmit transmit_;
  std::multimap<TimePoint, Held> held_;  // by when it is due; equals in order of sending
  boost::asio::steady_timer alarm_;
  ShaperMetrics metrics_;
  LifeGuard guard_;
};

}  // namespace parley::tcp
