#include "net/tcp/cluster.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>

#include "faults/json_object.hpp"
#include "faults/json_text.hpp"
#include "protocols/core/error.hpp"

namespace parley::tcp {
namespace {

using faults::JsonObject;
using nlohmann::json;

constexpr std::uintmax_t kLargestFile = std::uintmax_t{64} << 20;

VerifyKey read_key(const JsonObject& object) {
  const auto key = parse_public_key(object.text("public_key"));
  if (!key) object.fail("public_key", "must be 64 hexadecimal digits, as `parley keygen` prints them");
  if (!channel_key(*key)) object.fail("public_key", "must be an Ed25519 public key, as `parley keygen` prints them");
  return *key;
}

void add_process(Cluster& cluster, const JsonObject& object, Address address) {
  const VerifyKey key = read_key(object);
  if (std::find(cluster.keys.begin(), cluster.keys.end(), key) != cluster.keys.end()) {
    object.fail("public_key", "must be a key of its own for every process; this one occurs twice");
  }
  const auto same = [&](const Address& other) { return other.host == address.host && other.port == address.port; };
  if (!address.host.empty() && std::any_of(cluster.addresses.begin(), cluster.addresses.end(), same)) {
    object.fail("address", "must be an address of its own for every node; this one occurs twice");
  }
  cluster.keys.push_back(key);
  cluster.addresses.push_back(std::move(address));
}

void read_processes(Cluster& cluster, const JsonObject& document) {
  const auto nodes = document.elements("nodes");
  if (nodes.empty()) document.fail("nodes", "must list at least one node");
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const JsonObject node(*nodes[i], cluster.file, document.element_path("nodes", i), {"address", "public_key"});
    add_process(cluster, node, parse_address(node.text("address"), cluster.file, node.path() + "/address"));
  }
  cluster.node_count = nodes.size();
  const auto clients = document.elements("clients");
  for (std::size_t i = 0; i < clients.size(); ++i) {
    const JsonObject client(*clients[i], cluster.file, document.element_path("clients", i), {"public_key"});
    add_process(cluster, client, {});
  }
}

void read_limits(TransportConfig& limits, const json& value, const std::string& file) {
  const JsonObject object(
      value, file, "/limits",
      {"queue_bytes", "max_frame", "bytes_per_second", "handshakes_per_second", "idle_timeout_ms", "ping_interval_ms"});
  constexpr std::uint64_t kGiga = std::uint64_t{1} << 30;
  limits.queue_bytes = object.integer("queue_bytes", 1024, kGiga, limits.queue_bytes);
  limits.max_frame = object.integer("max_frame", 1024, kGiga, limits.max_frame);
  const auto rate = static_cast<std::uint64_t>(limits.bytes_per_second);
  limits.bytes_per_second = static_cast<double>(object.integer("bytes_per_second", 0, kGiga * 1024, rate));
  const auto handshakes = static_cast<std::uint64_t>(limits.handshakes_per_second);
  limits.handshakes_per_second = static_cast<double>(object.integer("handshakes_per_second", 1, 1000000, handshakes));
  const auto milliseconds = [&](std::string_view key, std::chrono::milliseconds fallback) {
    const auto count = object.integer(key, 10, 3600000, static_cast<std::uint64_t>(fallback.count()));
    return std::chrono::milliseconds(count);
  };
  limits.idle_timeout = milliseconds("idle_timeout_ms", limits.idle_timeout);
  limits.ping_interval = milliseconds("ping_interval_ms", limits.ping_interval);
  if (limits.ping_interval * 2 > limits.idle_timeout) {
    object.fail("ping_interval_ms", "must be at most half of idle_timeout_ms");
  }
}

json limits_to_json(const TransportConfig& limits) {
  return {{"queue_bytes", limits.queue_bytes},
          {"max_frame", limits.max_frame},
          {"bytes_per_second", static_cast<std::uint64_t>(limits.bytes_per_second)},
          {"handshakes_per_second", static_cast<std::uint64_t>(limits.handshakes_per_second)},
          {"idle_timeout_ms", limits.idle_timeout.count()},
          {"ping_interval_ms", limits.ping_interval.count()}};
}

}  // namespace

Address parse_address(std::string_view text, const std::string& file, const std::string& place) {
  const auto refuse = [&] {
    throw InputError(file, place, "must be host:port or [IPv6]:port with a port from 1 to 65535");
  };
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) refuse();
  std::string_view host = text.substr(0, colon);
  const std::string_view port_text = text.substr(colon + 1);
  if (host.size() >= 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != std::string_view::npos) {
    refuse();
  }
  unsigned port = 0;
  const auto [end, error] = std::from_chars(port_text.data(), port_text.data() + port_text.size(), port);
  if (error != std::errc() || end != port_text.data() + port_text.size() || port == 0 || port > 65535) refuse();
  if (host.empty() || host.find_first_of(" \t\r\n/[]") != std::string_view::npos) refuse();
  return {std::string(host), static_cast<std::uint16_t>(port)};
}

std::string to_text(const Address& address) {
  const bool v6 = address.host.find(':') != std::string::npos;
  return (v6 ? "[" + address.host + "]" : address.host) + ":" + std::to_string(address.port);
}

PeerIndex Cluster::index_of(const VerifyKey& key) const {
  const auto found = std::find(keys.begin(), keys.end(), key);
  if (found == keys.end()) {
    throw InputError(file, "/nodes", "expected a process with public key " + to_text(key) + ", that of the secret key");
  }
  return static_cast<PeerIndex>(found - keys.begin());
}

TransportConfig Cluster::transport_config(PeerIndex own) const {
  TransportConfig config = limits;
  config.peers = addresses;
  config.node_count = node_count;
  if (own < node_count) config.listen = addresses[own];
  return config;
}

Cluster parse_cluster(std::string_view text, const std::string& file) {
  const json document = faults::parse_json(text, file);
  const JsonObject object(document, file, "",
                          {"cluster", "nodes", "clients", "protocol", "parameters", "faults", "tick_ms", "limits"});
  Cluster cluster;
  cluster.file = file;
  cluster.id = object.text("cluster");
  if (cluster.id.empty() || cluster.id.size() > 200) object.fail("cluster", "must be a name of 1 to 200 bytes");
  read_processes(cluster, object);
  cluster.protocol = object.text("protocol");
  if (const json* parameters = object.find("parameters")) cluster.parameters = *parameters;
  if (!cluster.parameters.is_object()) object.fail("parameters", "must be an object");
  if (const json* faults = object.find("faults")) cluster.faults = *faults;
  cluster.tick = std::chrono::milliseconds(object.integer("tick_ms", 1, 60000, 10));
  if (const json* limits = object.find("limits")) read_limits(cluster.limits, *limits, file);
  return cluster;
}

Cluster read_cluster(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) {
    throw InputError(path, "",
                     std::filesystem::exists(path, error) ? "expected a cluster file, found no regular file"
                                                          : "expected a cluster file; there is none");
  }
  if (std::filesystem::file_size(path, error) > kLargestFile) {
    throw InputError(path, "", "expected a cluster file of at most 64 MiB");
  }
  std::ifstream in(path, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (!in) throw InputError(path, "", "expected a readable cluster file");
  return parse_cluster(text, path);
}

json to_json(const Cluster& cluster) {
  json document{{"cluster", cluster.id},
                {"protocol", cluster.protocol},
                {"parameters", cluster.parameters},
                {"tick_ms", cluster.tick.count()},
                {"limits", limits_to_json(cluster.limits)},
                {"nodes", json::array()}};
  for (std::size_t i = 0; i < cluster.size(); ++i) {
    json process{{"public_key", to_text(cluster.keys[i])}};
    if (i < cluster.node_count) process["address"] = to_text(cluster.addresses[i]);
    document[i < cluster.node_count ? "nodes" : "clients"].push_back(std::move(process));
  }
  if (!cluster.faults.is_null()) document["faults"] = cluster.faults;
  return document;
}

}  // namespace parley::tcp
