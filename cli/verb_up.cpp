// `up`: a whole local cluster. Its merged trace, replayed in the world, is what the verdicts are read from, so a real
// run is judged by the same properties as a simulated one, and shown to be deterministic along the way.
#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <thread>

#include "cli/cluster_folder.hpp"
#include "cli/command.hpp"
#include "cli/local_cluster.hpp"
#include "cli/output.hpp"
#include "cli/up.hpp"
#include "protocols/core/error.hpp"

namespace parley::cli {

namespace {

bool all_hold(const VerbResult& result) {
  return exit_status(result) == kExitHolds;
}

double percentile(const std::vector<std::uint64_t>& sorted, double share) {
  if (sorted.empty()) return 0;
  const auto index = static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1) + 0.5);
  return static_cast<double>(sorted[index]) / 1000.0;
}

void add_metrics(const LocalCluster& cluster, double seconds, VerbResult& result) {
  std::vector<std::uint64_t> latencies;
  for (const NodeReport& report : cluster.reports()) {
    latencies.insert(latencies.end(), report.latencies_us.begin(), report.latencies_us.end());
    for (const auto& [name, value] : report.metrics.items())
      if (value.is_number()) result.metrics[name] += value.get<double>();
  }
  std::sort(latencies.begin(), latencies.end());
  result.metrics["operations"] = static_cast<double>(latencies.size());
  result.metrics["operations_per_second"] = seconds > 0 ? static_cast<double>(latencies.size()) / seconds : 0;
  result.metrics["latency_ms_p50"] = percentile(latencies, 0.5);
  result.metrics["latency_ms_p99"] = percentile(latencies, 0.99);
  result.metrics["kills"] = cluster.kills();
}

// Polls the cluster until everything its properties ask for has happened. Judging costs a replay of all so far, so it
// is done ever more rarely.
double wait_for_fulfilment(LocalCluster& cluster, const Experiment& experiment, const ProtocolEntry& entry,
                           const VerbOptions& options, double seconds) {
  double next_look = 0.3;
  double quiet_since = 0;
  std::size_t outputs = 0;
  while (cluster.seconds() < seconds && !options.stop->load() && cluster.failure().empty()) {
    cluster.pump(std::chrono::milliseconds(50));
    if (cluster.outputs() != outputs) {
      outputs = cluster.outputs();
      quiet_since = cluster.seconds();
    }
    if (cluster.seconds() < next_look || cluster.has_plans()) continue;
    const double before = cluster.seconds();
    if (all_hold(entry.replay(experiment, cluster.merged().trace))) break;
    next_look = cluster.seconds() + std::max(0.3, 5 * (cluster.seconds() - before));
  }
  return quiet_since;
}

}  // namespace

VerbResult run_cluster(const Experiment& experiment, const ProtocolEntry& entry, const VerbOptions& options,
                       const std::filesystem::path& folder, double seconds,
                       const LocalClusterOptions& cluster_options) {
  LocalCluster cluster(experiment, entry.processes(experiment), folder, options.seed, cluster_options);
  cluster.start();
  const double active = wait_for_fulfilment(cluster, experiment, entry, options, seconds);
  const bool plans_left = cluster.has_plans();
  cluster.stop();
  tcp::MergedTrace merged = cluster.merged();
  if (merged.trace.steps.empty() && !cluster.failure().empty()) throw EnvironmentError(cluster.failure());
  VerbResult result = entry.replay(experiment, merged.trace);
  result.verb = "up";
  result.file = experiment.file.string();
  result.seed = options.seed;
  result.seconds = cluster.seconds();
  for (PropertyVerdict& verdict : result.verdicts)
    if (verdict.verdict == Verdict::kUnknown) verdict.note = "not within the time";
  if (!cluster.failure().empty()) result.verdicts.push_back({"cluster", Verdict::kUnknown, 0, cluster.failure()});
  if (cluster.failure().empty() && plans_left)
    result.verdicts.push_back({"cluster", Verdict::kUnknown, 0, "a planned crash, kill or restart was still to come"});
  add_metrics(cluster, active, result);
  result.traces.push_back({"up.trace.jsonl", std::move(merged.trace), exit_status(result) == kExitViolated});
  return result;
}

namespace {

// Processes, each with threads, sockets to all others and a log of its own, that one machine carries.
void check_machine(const Experiment& experiment, const ProtocolEntry& entry) {
  const std::uint32_t most = 100 * std::max(1U, std::thread::hardware_concurrency());
  const std::uint32_t processes = entry.processes(experiment);
  if (processes > most)
    throw InputError(experiment.file.string(), "/n",
                     fmt::format("expected at most {} processes on this machine, found {}; --ssh prints the commands "
                                 "for several hosts, and simulate takes a million",
                                 most, processes));
}

// The commands that bring every process its files and start it. Those that only dial run on the last node's host.
int print_commands(const Command& command, const Experiment& experiment, std::uint32_t processes) {
  if (experiment.deploy.hosts.empty())
    experiment.place().fail_at("deploy", "expected member hosts: --ssh needs an address for each node");
  std::vector<tcp::Address> addresses;
  for (const std::string& host : experiment.deploy.hosts) addresses.push_back(tcp::parse_address(host, "", ""));
  const std::filesystem::path folder = command.out / "cluster";
  make_cluster_folder(experiment, processes, addresses, folder, command.seed.value_or(experiment.seed.value_or(1)));
  for (std::uint32_t id = 0; id < processes; ++id) {
    const std::string& host = addresses[std::min<std::size_t>(id, addresses.size() - 1)].host;
    const std::string copied = host.find(':') == std::string::npos ? host : "[" + host + "]";  // as scp has it
    say("ssh {} mkdir -m 700 -p parley/keys\n", host);
    say("scp {} {}:parley/\n", (folder / "cluster.json").string(), copied);
    say("scp -p {} {}:parley/keys/\n", (folder / "keys" / fmt::format("{}.key", id)).string(), copied);
    say("ssh {} parley node --cluster parley/cluster.json --id {} --out parley/run\n", host, id);
  }
  return kExitHolds;
}

}  // namespace

int run_up(const Command& command, const std::atomic<bool>& stop) {
  const Experiment experiment = read_experiment(command.files.front(), command.settings);
  const ProtocolEntry& entry = find_protocol(experiment);
  entry.validate(experiment);
  refuse_missing_links(entry, experiment);
  if (!command.ssh) check_machine(experiment, entry);
  if (command.ssh) return print_commands(command, experiment, entry.processes(experiment));
  LocalClusterOptions cluster_options{.netns = command.netns, .metrics = std::nullopt};
  if (!command.metrics.empty()) cluster_options.metrics = tcp::parse_address(command.metrics, "--metrics", "");
  const double seconds = command.seconds > 0 ? command.seconds : static_cast<double>(experiment.deploy.seconds);
  return finish(command, run_cluster(experiment, entry, verb_options(command, experiment, stop), command.out / "up",
                                     seconds, cluster_options));
}

}  // namespace parley::cli
