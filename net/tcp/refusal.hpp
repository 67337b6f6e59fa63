// Why the socket layer turned something away. Each reason is counted; none of them is an exception.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace parley::tcp {

enum class Refusal : std::uint8_t {
  kNone,
  // Before a peer is known.
  kNotParley,       // the first bytes are no greeting or hello of ours
  kVersion,         // another version of this protocol
  kForeignCluster,  // the other side serves another cluster id
  kReplay,          // a hello that answers a challenge of another connection
  kUnknownPeer,     // claims an index that the cluster file does not have, or ours, or is addressed to another node
  kWrongKey,        // does not hold the key that the cluster file gives for the index it claims
  kBadHandshake,    // passed the checks above and still failed Noise
  kHandshakeTimeout,
  kHandshakeClosed,  // the other side hung up in the middle, which is also how it refuses us
  kHalfOpenLimit,    // evicted: too many unfinished handshakes
  kHandshakeRate,    // an authentic peer that reconnects too often
  kUnreachable,      // the address does not resolve or does not answer
  // From an authenticated peer.
  kOversizedRecord,
  kForgedRecord,  // the authenticator does not match
  kBadAck,        // acknowledges bytes never sent
  kOversizedFrame,
  kIdle,          // nothing heard for the idle time-out
  kDisconnected,  // end of stream or a socket error
  kSuperseded,    // replaced by a newer connection of the same peer
};
inline constexpr std::size_t kRefusalCount = 20;

using RefusalCounts = std::array<std::uint64_t, kRefusalCount>;

// A name for metrics and logs, in snake_case.
std::string_view to_string(Refusal reason);

}  // namespace parley::tcp
