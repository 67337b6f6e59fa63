#include "cli/engines/node_run.hpp"

#include <cstdio>
#include <fmt/format.h>
#include <utility>

#include <nlohmann/json.hpp>

#include "cli/output.hpp"
#include "cli/result.hpp"
#include "faults/json_text.hpp"

namespace parley::cli {

namespace {

constexpr std::chrono::milliseconds kPoll{20};
constexpr std::chrono::milliseconds kGrace{2000};

std::uint64_t sum(const tcp::RefusalCounts& counts) {
  std::uint64_t total = 0;
  for (const auto count : counts) total += count;
  return total;
}

nlohmann::json to_json(const tcp::NodeMetrics& metrics) {
  std::uint64_t bytes_in = 0;
  std::uint64_t bytes_out = 0;
  std::uint64_t reconnects = 0;
  for (const tcp::LinkMetrics& link : metrics.transport.peers) {
    bytes_in += link.bytes_in;
    bytes_out += link.bytes_out;
    reconnects += link.connects > 0 ? link.connects - 1 : 0;
  }
  return {{"steps", metrics.steps},
          {"delivered", metrics.delivered},
          {"sent", metrics.sent},
          {"outputs", metrics.outputs},
          {"bad_messages", metrics.bad_messages},
          {"bad_signatures", metrics.bad_signatures},
          {"undeliverable", metrics.undeliverable},
          {"bytes_in", bytes_in},
          {"bytes_out", bytes_out},
          {"reconnects", reconnects},
          {"refused", sum(metrics.transport.refusals)}};
}

}  // namespace

NodeRun::NodeRun(const NodeOptions& options) : options_(options) {}

void NodeRun::report_output(const std::string& text) const {
  if (options_.quiet) return;
  say("output {}\n", text);
  std::fflush(stdout);
}

void NodeRun::fail(const std::string& why) {
  failure_ = why;
}

void NodeRun::until_stopped(const Stop& stop) {
  poll(stop);
  io_.run();
}

void NodeRun::poll(const Stop& stop) {
  timer_.expires_after(kPoll);
  timer_.async_wait([this, &stop](const boost::system::error_code& error) {
    if (error) return;
    const std::chrono::duration<double> used = std::chrono::steady_clock::now() - begin_;
    const bool over =
        options_.stop->load() || !failure_.empty() || (options_.seconds > 0 && used.count() >= options_.seconds);
    if (!over) return poll(stop);
    stop(kGrace, [this] { io_.stop(); });
  });
}

int NodeRun::finish(const tcp::NodeMetrics& metrics) const {
  nlohmann::json result{
      {"id", options_.id}, {"metrics", to_json(metrics)}, {"latencies_us", operations_.latencies_us()}};
  if (!failure_.empty()) result["failure"] = failure_;
  write_text(options_.folder / fmt::format("node-{}.result", options_.id), faults::write_json(result) + "\n");
  VerbResult summary;
  summary.verb = "node";
  summary.file = options_.cluster.string();
  summary.seed = options_.seed;
  summary.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
  for (const auto& [name, value] : result["metrics"].items()) summary.metrics[name] = value.get<double>();
  store(summary, options_.folder, options_.json);
  if (failure_.empty()) return kExitHolds;
  fmt::print(stderr, "parley: node {}: {}\n", options_.id, failure_);
  return kExitUnusable;
}

}  // namespace parley::cli
