#include "net/tcp/refusal.hpp"

namespace parley::tcp {

std::string_view to_string(Refusal reason) {
  constexpr std::array<std::string_view, kRefusalCount> kNames = {
      "none",         "not_parley",       "version",           "foreign_cluster",  "replay",          "unknown_peer",
      "wrong_key",    "bad_handshake",    "handshake_timeout", "handshake_closed", "half_open_limit", "handshake_rate",
      "unreachable",  "oversized_record", "forged_record",     "bad_ack",          "oversized_frame", "idle",
      "disconnected", "superseded"};
  static_assert(!kNames.back().empty());
  return kNames[static_cast<std::size_t>(reason)];
}

}  // namespace parley::tcp
