#include "net/tcp/cluster.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "faults/document_file.hpp"
#include "faults/json_text.hpp"
#include "faults/place.hpp"
#include "protocols/core/error.hpp"

namespace parley::tcp {
namespace {

using faults::Place;
using nlohmann::json;

VerifyKey read_key(const Place& process) {
  const Place place = process.require("public_key");
  const auto key = parse_public_key(place.text());
  if (!key) place.fail("expected 64 hexadecimal digits, as `parley keygen` prints them");
  if (!channel_key(*key)) place.fail("expected an Ed25519 public key, as `parley keygen` prints them");
  return *key;
}

void add_process(Cluster& cluster, const Place& process, Address address) {
  const VerifyKey key = read_key(process);
  if (std::find(cluster.keys.begin(), cluster.keys.end(), key) != cluster.keys.end()) {
    process.fail_at("public_key", "expected a key of its own for every process; this one occurs twice");
  }
  const auto same = [&](const Address& other) { return other.host == address.host && other.port == address.port; };
  if (!address.host.empty() && std::any_of(cluster.addresses.begin(), cluster.addresses.end(), same)) {
    process.fail_at("address", "expected an address of its own for every node; this one occurs twice");
  }
  cluster.keys.push_back(key);
  cluster.addresses.push_back(std::move(address));
}

void read_processes(Cluster& cluster, const Place& document) {
  const Place list = document.require("nodes");
  const std::vector<Place> nodes = list.elements();
  if (nodes.empty()) list.fail("expected at least one node");
  for (const Place& node : nodes) {
    node.only({"address", "public_key"});
    const Place address = node.require("address");
    add_process(cluster, node, parse_address(address.text(), cluster.file, address.path()));
  }
  cluster.node_count = nodes.size();
  const std::optional<Place> clients = document.find("clients");
  if (!clients) return;
  for (const Place& client : clients->elements()) {
    client.only({"public_key"});
    add_process(cluster, client, {});
  }
}

void read_limits(TransportConfig& limits, const Place& place) {
  place.only(
      {"queue_bytes", "max_frame", "bytes_per_second", "handshakes_per_second", "idle_timeout_ms", "ping_interval_ms"});
  constexpr std::uint64_t kGiga = std::uint64_t{1} << 30;
  const auto whole = [&](std::string_view member, std::uint64_t least, std::uint64_t most, std::uint64_t otherwise) {
    const std::optional<Place> found = place.find(member);
    return found ? found->whole(least, most) : otherwise;
  };
  const auto milliseconds = [&](std::string_view member, std::chrono::milliseconds otherwise) {
    return std::chrono::milliseconds(whole(member, 10, 3600000, static_cast<std::uint64_t>(otherwise.count())));
  };
  limits.queue_bytes = whole("queue_bytes", 1024, kGiga, limits.queue_bytes);
  limits.max_frame = whole("max_frame", 1024, kGiga, limits.max_frame);
  const auto rate = static_cast<std::uint64_t>(limits.bytes_per_second);
  limits.bytes_per_second = static_cast<double>(whole("bytes_per_second", 0, kGiga * 1024, rate));
  const auto handshakes = static_cast<std::uint64_t>(limits.handshakes_per_second);
  limits.handshakes_per_second = static_cast<double>(whole("handshakes_per_second", 1, 1000000, handshakes));
  limits.idle_timeout = milliseconds("idle_timeout_ms", limits.idle_timeout);
  limits.ping_interval = milliseconds("ping_interval_ms", limits.ping_interval);
  if (limits.ping_interval * 2 > limits.idle_timeout)
    place.fail_at("ping_interval_ms", "expected at most half of idle_timeout_ms");
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
  const Place root(document, file);
  root.only({"cluster", "nodes", "clients", "protocol", "parameters", "beyond_resilience", "topology", "faults",
             "network", "tick_ms", "limits"});
  Cluster cluster;
  cluster.file = file;
  const Place id = root.require("cluster");
  cluster.id = id.text();
  if (cluster.id.empty() || cluster.id.size() > 200) id.fail("expected a name of 1 to 200 bytes");
  read_processes(cluster, root);
  cluster.protocol = root.require("protocol").text();
  if (const auto parameters = root.find("parameters")) {
    parameters->members();  // an object
    cluster.parameters = parameters->json();
  }
  if (const auto beyond = root.find("beyond_resilience")) cluster.beyond_resilience = beyond->flag();
  if (const auto topology = root.find("topology")) cluster.topology = topology->json();
  if (const auto faults = root.find("faults")) cluster.faults = faults->json();
  if (const auto network = root.find("network")) cluster.network = network->json();
  const auto tick = root.find("tick_ms");
  cluster.tick = std::chrono::milliseconds(tick ? tick->whole(1, 60000) : 10);
  if (const auto limits = root.find("limits")) read_limits(cluster.limits, *limits);
  return cluster;
}

Cluster read_cluster(const std::string& path) {
  return parse_cluster(faults::read_file(path), path);
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
  if (cluster.beyond_resilience) document["beyond_resilience"] = true;
  if (!cluster.topology.is_null()) document["topology"] = cluster.topology;
  if (!cluster.faults.is_null()) document["faults"] = cluster.faults;
  if (!cluster.network.is_null()) document["network"] = cluster.network;
  return document;
}

}  // namespace parley::tcp
