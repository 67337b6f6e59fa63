// What a node counts.
#pragma once

#include <cstdint>
#include <vector>

#include "net/tcp/group_commit.hpp"
#include "net/tcp/message_counts.hpp"
#include "net/tcp/shaper.hpp"
#include "net/tcp/transport_types.hpp"
#include "net/wire/envelope.hpp"
#include "protocols/core/process.hpp"

namespace parley::tcp {

struct NodeMetrics {
  std::uint64_t steps = 0;
  std::uint64_t delivered = 0;  // messages given to the handler
  std::uint64_t sent = 0;       // payloads, a broadcast is one
  std::uint64_t outputs = 0;
  std::uint64_t held_steps = 0;  // waiting for the disk now
  std::uint64_t held_bytes = 0;
  std::uint64_t bad_messages = 0;  // the codec refused
  std::uint64_t bad_signatures = 0;
  std::uint64_t dropped_held = 0;   // messages dropped because too much waits for the disk
  std::uint64_t undeliverable = 0;  // sends that the transport refused (queue full, too long) or to nobody
  std::vector<NamedCount> delivered_by_type;
  std::vector<Gauge> gauges;  // of the protocol's state now, where it has any: its term, view, commit index
  wire::EnvelopeCounters envelopes;
  GroupCommitMetrics log;
  ShaperMetrics shaper;
  TransportMetrics transport;
  bool trace_failed = false;
};

}  // namespace parley::tcp
