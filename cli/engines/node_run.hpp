// The part of running a node that no protocol matters to: when to stop, what to count, what to leave behind.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "cli/protocol_entry.hpp"
#include "net/tcp/cluster.hpp"
#include "net/tcp/http_server.hpp"
#include "net/tcp/node_metrics.hpp"

namespace parley::cli {

// Latencies of operations, in microseconds of the steady clock.
class OperationLog {
 public:
  using Clock = std::chrono::steady_clock;

  void begin(std::uint64_t id) { open_[id] = Clock::now(); }
  void end(std::uint64_t id) {
    const auto found = open_.find(id);
    if (found == open_.end()) return;
    latencies_us_.push_back(micros_since(found->second));
    open_.erase(found);
  }
  void end_of_start() { latencies_us_.push_back(micros_since(start_)); }
  const std::vector<std::uint64_t>& latencies_us() const { return latencies_us_; }

 private:
  static std::uint64_t micros_since(Clock::time_point begin) {
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begin).count());
  }

  Clock::time_point start_ = Clock::now();
  std::map<std::uint64_t, Clock::time_point> open_;
  std::vector<std::uint64_t> latencies_us_;
};

// Thread safety: none; everything runs on the thread that calls until_stopped().
class NodeRun {
 public:
  // `options` must outlive the run.
  explicit NodeRun(const NodeOptions& options);

  boost::asio::io_context& io() { return io_; }
  OperationLog& operations() { return operations_; }

  // One line on stdout: the parent of a local cluster reads them.
  void report_output(const std::string& text) const;
  void fail(const std::string& why);

  // Answers /metrics and /healthz where the options ask for it. Throws EnvironmentError when it cannot listen there.
  void serve_metrics(const tcp::Cluster& cluster, std::function<tcp::NodeMetrics()> metrics);

  // Runs the context until the stop flag, the time or a failure; then asks `stop` for a graceful end.
  using Stop = std::function<void(std::chrono::milliseconds, std::function<void()>)>;
  void until_stopped(const Stop& stop);

  // Writes node-<id>.json and returns the exit status.
  int finish(const tcp::NodeMetrics& metrics) const;

 private:
  void poll(const Stop& stop);

  const NodeOptions& options_;
  boost::asio::io_context io_;
  boost::asio::steady_timer timer_{io_};
  std::unique_ptr<tcp::HttpServer> http_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  OperationLog operations_;
  std::string failure_;
};

}  // namespace parley::cli
