#include "cli/cluster_folder.hpp"

#include <fmt/format.h>
#include <system_error>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "cli/link_shape.hpp"
#include "cli/result.hpp"
#include "net/tcp/identity.hpp"
#include "protocols/core/error.hpp"

namespace parley::cli {

std::vector<tcp::Address> loopback_addresses(std::uint32_t nodes) {
  using Tcp = boost::asio::ip::tcp;
  boost::asio::io_context io;
  std::vector<Tcp::acceptor> holders;  // held open together so that the ports differ
  std::vector<tcp::Address> addresses;
  for (std::uint32_t index = 0; index < nodes; ++index) {
    holders.emplace_back(io, Tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0));
    addresses.push_back({"127.0.0.1", holders.back().local_endpoint().port()});
  }
  return addresses;
}

tcp::Cluster make_cluster_folder(const Experiment& experiment, std::uint32_t processes,
                                 const std::vector<tcp::Address>& addresses, const std::filesystem::path& folder,
                                 std::uint64_t seed) {
  if (experiment.deploy.shape) check_shape(experiment);
  std::error_code error;
  std::filesystem::remove_all(folder, error);
  std::filesystem::create_directories(folder / "keys", error);
  if (error) throw EnvironmentError("cannot make " + folder.string() + ": choose another folder with --out");
  tcp::Cluster cluster;
  cluster.file = (folder / "cluster.json").string();
  cluster.id = fmt::format("{}-{}", experiment.protocol, seed);
  cluster.protocol = experiment.protocol;
  cluster.parameters = experiment.parameters().json();
  cluster.parameters["t"] = experiment.t;
  cluster.beyond_resilience = experiment.beyond_resilience;
  if (!experiment.network.topology.is_complete()) cluster.topology = topology_as_list(experiment);
  if (experiment.document.contains("faults")) cluster.faults = experiment.document["faults"];
  if (experiment.deploy.shape) cluster.network = experiment.document.value("network", nlohmann::json::object());
  cluster.tick = std::chrono::milliseconds(experiment.deploy.tick_ms);
  cluster.node_count = experiment.n;
  for (std::uint32_t id = 0; id < processes; ++id) {
    const tcp::Identity identity = tcp::Identity::generate();
    identity.save((folder / "keys" / fmt::format("{}.key", id)).string());
    cluster.keys.push_back(identity.public_key());
    cluster.addresses.push_back(id < addresses.size() ? addresses[id] : tcp::Address{});
  }
  write_text(cluster.file, tcp::to_json(cluster).dump(2) + "\n");
  return cluster;
}

}  // namespace parley::cli
