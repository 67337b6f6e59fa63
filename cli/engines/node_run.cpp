#include "cli/engines/node_run.hpp"

#include <cstdio>
#include <fmt/format.h>
#include <utility>

#include <nlohmann/json.hpp>

#include "cli/output.hpp"
#include "cli/result.hpp"
#include "faults/json_text.hpp"
#include "net/tcp/metrics_text.hpp"

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
          {"shaped_lost", metrics.shaper.lost + metrics.shaper.overflow},
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

void NodeRun::serve_metrics(const tcp::Cluster& cluster, std::function<tcp::NodeMetrics()> metrics) {
  if (options_.metrics.host.empty()) return;
  const tcp::MetricsLabels labels{cluster.id, cluster.protocol, options_.id};
  const auto respond = [this, labels, metrics = std::move(metrics)](std::string_view path) -> tcp::HttpAnswer {
    if (path == "/metrics")
      return {.type = "text/plain; version=0.0.4",
              .body = tcp::to_prometheus(metrics(), labels, std::chrono::steady_clock::now() - begin_)};
    if (path != "/healthz") return {.status = 404, .body = "there are /metrics and /healthz\n"};
    const tcp::NodeMetrics now = metrics();
    return {.status = tcp::is_healthy(now) ? 200U : 503U,
            .type = "application/json",
            .body = tcp::to_health(now, options_.id)};
  };
  http_ = std::make_unique<tcp::HttpServer>(io_, options_.metrics, respond);
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
    if (http_) http_->stop();
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
