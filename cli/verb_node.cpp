// `node` and `keygen`: one process of a cluster, and its identity.
#include <fmt/format.h>

#include "cli/cluster_experiment.hpp"
#include "cli/command.hpp"
#include "cli/interrupt.hpp"
#include "cli/link_shape.hpp"
#include "cli/output.hpp"
#include "net/tcp/cluster.hpp"
#include "net/tcp/identity.hpp"
#include "net/tcp/random_seed.hpp"
#include "protocols/core/error.hpp"

namespace parley::cli {

Experiment experiment_of(const tcp::Cluster& cluster) {
  nlohmann::json document{{"protocol", cluster.protocol}, {"n", cluster.node_count}, {"t", 0}};
  document["parameters"] = cluster.parameters;
  if (const auto t = cluster.parameters.find("t"); t != cluster.parameters.end()) {
    document["t"] = *t;
    document["parameters"].erase("t");
  }
  if (cluster.beyond_resilience) document["beyond_resilience"] = true;
  if (!cluster.topology.is_null()) document["topology"] = cluster.topology;
  if (!cluster.faults.is_null()) document["faults"] = cluster.faults;
  if (!cluster.network.is_null()) document["network"] = cluster.network;
  document["deploy"] = {{"tick_ms", cluster.tick.count()}};
  return parse_experiment(std::move(document), cluster.file);
}

int run_node(const Command& command, const std::atomic<bool>& stop) {
  if (command.parent > 0) end_with_parent(command.parent);
  const tcp::Cluster cluster = tcp::read_cluster(command.cluster.string());
  if (command.id >= cluster.size())
    throw InputError("--id", "", fmt::format("expected a process of {}, below {}", cluster.file, cluster.size()));
  const Experiment experiment = experiment_of(cluster);
  NodeOptions options;
  options.cluster = command.cluster;
  options.id = command.id;
  options.key =
      command.key.empty() ? command.cluster.parent_path() / "keys" / fmt::format("{}.key", command.id) : command.key;
  options.folder = command.out;
  options.json = command.json;
  options.seconds = command.seconds;
  options.seed = command.seed.value_or(0);
  options.quiet = command.quiet;
  options.stop = &stop;
  if (!cluster.network.is_null()) {
    check_shape(experiment);
    const std::uint64_t seed = options.seed != 0 ? options.seed : tcp::random_seed();
    options.shape =
        make_shape(experiment, static_cast<std::uint32_t>(cluster.size()), ProcessId{command.id}, cluster.tick, seed);
  }
  if (!command.metrics.empty()) options.metrics = tcp::parse_address(command.metrics, "--metrics", "");
  std::filesystem::create_directories(options.folder);
  return find_protocol(experiment).node(experiment, options);
}

int run_keygen(const Command& command) {
  const tcp::Identity identity = tcp::Identity::generate();
  identity.save(command.files.front().string());
  VerbResult result;
  result.verb = command.verb;
  result.file = command.files.front().string();
  result.facts["public_key"] = tcp::to_text(identity.public_key());
  if (!command.quiet) say("{}\n", result.facts["public_key"]);
  store(result, command.out, command.json);
  return kExitHolds;
}

}  // namespace parley::cli
