// What a user of the transport sets, hears and may read off it.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "net/tcp/keyring.hpp"
#include "net/tcp/rate.hpp"
#include "net/tcp/record.hpp"
#include "net/tcp/refusal.hpp"
#include "net/tcp/stream.hpp"

namespace parley::tcp {

struct Address {
  std::string host;  // a name, an IPv4 or an IPv6 address without brackets; empty: nowhere
  std::uint16_t port = 0;
};

// Memory is bounded by the limits: for each peer twice `queue_bytes` outgoing, `max_frame` and two records incoming;
// for each half-open connection less than a kilobyte.
struct TransportConfig {
  Address listen;              // empty host: accept nobody (a client); port 0: any free port
  std::vector<Address> peers;  // by peer index, own entry ignored; empty host: this peer dials us (a client)
  std::size_t node_count = 0;  // peers below are nodes, those from here on are clients

  std::size_t max_frame = std::size_t{4} << 20;
  std::size_t queue_bytes = std::size_t{8} << 20;  // unacknowledged and unsent bytes kept for one peer
  std::size_t ack_bytes = std::size_t{256} << 10;  // acknowledge at the latest after this many received bytes

  std::size_t max_half_open = 256;    // unfinished incoming handshakes; beyond: see HalfOpenTable
  double accepts_per_second = 2000;   // incoming connections of anybody; beyond: they wait in the kernel
  double handshakes_per_second = 10;  // completed handshakes of one peer, with a burst of twice as many
  double bytes_per_second = 256e6;    // received from one peer, every frame counted as 64 bytes longer; 0: no limit
  std::chrono::milliseconds handshake_deadline{5000};
  std::chrono::milliseconds ping_interval{1000};
  std::chrono::milliseconds idle_timeout{5000};
  std::chrono::milliseconds backoff_first{20};
  std::chrono::milliseconds backoff_most{1000};
  RekeyPolicy rekey;
};

// Called on the thread that runs the io_context. A callback may call send() and stop(), but must not destroy the
// transport.
class TransportHandler {
 public:
  virtual ~TransportHandler() = default;

  // One frame of an authenticated peer; the view is valid during the call only.
  virtual void on_frame(PeerIndex from, ByteView frame) = 0;
  virtual void on_peer_up(PeerIndex) {}
  virtual void on_peer_down(PeerIndex, Refusal) {}

  // After send() returned kBusy or kFull: the queue is below its high-water mark again.
  virtual void on_writable(PeerIndex) {}
};

struct LinkMetrics {
  bool up = false;
  std::uint64_t connects = 0;
  std::uint64_t frames_in = 0;
  std::uint64_t frames_out = 0;  // accepted by send()
  std::uint64_t bytes_in = 0;    // on the wire, without handshakes
  std::uint64_t bytes_out = 0;
  std::uint64_t dropped = 0;       // refused by send(): queue full or frame too long
  std::uint64_t throttled = 0;     // pauses for the rate limit
  std::uint64_t queued_bytes = 0;  // unsent and unacknowledged now
  std::uint64_t rekeys = 0;
};

struct TransportMetrics {
  std::vector<LinkMetrics> peers;  // by peer index
  RefusalCounts refusals{};        // by Refusal
  std::uint64_t accepted = 0;      // incoming TCP connections, whatever became of them
  std::uint64_t dialled = 0;       // outgoing attempts
  std::size_t half_open = 0;       // now
};

}  // namespace parley::tcp
