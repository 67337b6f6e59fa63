// The cluster file: what all processes of one deployment agree on. The same file goes to every host; secrets stay in
// each process's key file.
//
//   { "cluster": "name of this cluster",
//     "nodes":   [ {"address": "10.0.0.1:7001", "public_key": "64 hexadecimal digits"}, ... ],
//     "clients": [ {"public_key": "..."}, ... ],                  optional; clients dial and are not dialled
//     "protocol": "bracha", "parameters": { ... },                the parameters are checked by the protocol's reader
//     "beyond_resilience": true,                                  optional; as in an experiment, and so is
//     "topology": { ... },                                        who has a link to whom
//     "faults": { ... },                                          optional; checked by the faults reader
//     "network": { ... },                                         optional; what the links do besides, see shaper.hpp
//     "tick_ms": 10,                                              one logical tick in milliseconds
//     "limits": { "queue_bytes": ..., "max_frame": ..., "bytes_per_second": ..., "handshakes_per_second": ...,
//                 "idle_timeout_ms": ..., "ping_interval_ms": ... } }   optional, as is each of them
//
// An address is host:port, with an IPv6 address in brackets ([::1]:7001). Process i is the i-th of nodes followed by
// clients.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "net/tcp/transport_types.hpp"

namespace parley::tcp {

struct Cluster {
  std::string file;  // for messages
  std::string id;
  std::vector<Address> addresses;  // by process; those of clients are empty
  std::vector<VerifyKey> keys;     // by process
  std::size_t node_count = 0;
  std::string protocol;
  nlohmann::json parameters = nlohmann::json::object();
  bool beyond_resilience = false;
  nlohmann::json topology;  // null: complete
  nlohmann::json faults;    // null: none
  nlohmann::json network;   // null: links are as they are
  std::chrono::milliseconds tick{10};
  TransportConfig limits;  // its limits only

  std::size_t size() const { return keys.size(); }

  // The index whose key this is. Throws InputError when the cluster does not know it.
  PeerIndex index_of(const VerifyKey& key) const;

  // The transport's configuration for process `own`. A node listens at its own address.
  TransportConfig transport_config(PeerIndex own) const;
  Keyring keyring(const Identity& identity, PeerIndex own) const { return {file, identity, id, own, keys}; }
};

// Both throw InputError with the JSON path, or line and column when the text is no JSON.
Cluster read_cluster(const std::string& path);
Cluster parse_cluster(std::string_view text, const std::string& file);

nlohmann::json to_json(const Cluster& cluster);

// "host:port" or "[v6]:port"; throws InputError at `place`.
Address parse_address(std::string_view text, const std::string& file, const std::string& place);
std::string to_text(const Address& address);

}  // namespace parley::tcp
