// A whole cluster as child processes on loopback: keys, ports and cluster file of its own in one folder, kills and
// restarts by plan, and in the end the nodes' traces as one.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/child.hpp"
#include "cli/experiment.hpp"
#include "cli/namespaces.hpp"
#include "net/tcp/trace_file.hpp"
#include "net/tcp/transport_types.hpp"

namespace parley::cli {

struct NodeReport {
  std::uint32_t id = 0;
  std::vector<std::uint64_t> latencies_us;
  nlohmann::json metrics;
};

struct LocalClusterOptions {
  bool netns = false;                   // each process in a network namespace of its own
  std::optional<tcp::Address> metrics;  // of process 0; that of process i is i ports on
};

// A folder that one running cluster has for itself. Throws EnvironmentError when another has it.
class FolderLock {
 public:
  explicit FolderLock(const std::filesystem::path& folder);  // made when missing
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int descriptor_ = -1;
};

class LocalCluster {
 public:
  // Makes the folder as make_cluster_folder does. `processes` includes clients. Throws EnvironmentError, InputError.
  LocalCluster(const Experiment& experiment, std::uint32_t processes, std::filesystem::path folder, std::uint64_t seed,
               const LocalClusterOptions& options = {});

  void start();
  // Waits up to `limit` for news of the children; carries out kills and restarts that are due.
  void pump(std::chrono::milliseconds limit);
  // SIGTERM, a grace period, SIGKILL.
  void stop();

  std::size_t outputs() const { return outputs_; }
  std::uint32_t kills() const { return kills_done_; }
  double seconds() const;
  // Kills that are still to come, or processes that are down and will be back.
  bool has_plans() const;
  // What a child that ended by itself left behind; empty when none did.
  const std::string& failure() const { return failure_; }

  // The traces so far as one; incomplete last lines of running nodes are left out.
  tcp::MergedTrace merged() const;
  std::vector<NodeReport> reports() const;

 private:
  using Clock = std::chrono::steady_clock;
  struct Process {
    std::optional<Child> child;
    bool expected_down = false;
  };
  struct Due {
    Clock::time_point at;
    std::uint32_t process;
    bool restart;
    std::optional<std::uint64_t> restart_after_ms;
  };

  std::vector<tcp::Address> addresses() const;
  void plan_crashes();
  template <class At>
  void plan_churn(const At& at);
  void spawn(std::uint32_t id);
  void read_outputs(std::uint32_t id);
  void on_output(std::uint32_t id, const std::string& text);
  void carry_out(const Due& due);
  void watch_exits();
  std::string last_words(std::uint32_t id) const;
  std::filesystem::path trace_path(std::uint32_t id) const;

  const Experiment& experiment_;
  std::filesystem::path folder_;
  FolderLock lock_;
  std::uint64_t seed_;
  LocalClusterOptions options_;
  std::unique_ptr<Namespaces> namespaces_;
  Clock::time_point begin_ = Clock::now();
  std::vector<Process> processes_;
  std::vector<Due> due_;
  std::vector<Due> churn_;  // in order of time
  std::size_t churned_ = 0;
  std::vector<bool> kill_armed_;  // by entry of the experiment's kills
  std::size_t outputs_ = 0;
  std::uint32_t kills_done_ = 0;
  std::string failure_;
};

}  // namespace parley::cli
