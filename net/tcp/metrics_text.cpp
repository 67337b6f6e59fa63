#include "net/tcp/metrics_text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <functional>
#include <string_view>

namespace parley::tcp {
namespace {

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '\\' || c == '"') result += '\\';
    result += c == '\n' ? ' ' : c;
  }
  return result;
}

class Page {
 public:
  explicit Page(const MetricsLabels& labels)
      : labels_(fmt::format("cluster=\"{}\",protocol=\"{}\",node=\"{}\"", escaped(labels.cluster),
                            escaped(labels.protocol), labels.node)) {}

  void family(std::string_view name, std::string_view type, std::string_view help) {
    name_ = fmt::format("parley_{}", name);
    text_ += fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n", name_, help, type);
  }

  template <class Value>
  void sample(Value value, std::string_view label = {}, std::string_view labelled = {}) {
    text_ += fmt::format("{}{{{}{}}} {}\n", name_, labels_, extra(label, labelled), value);
  }

  template <class Value>
  void single(std::string_view name, std::string_view type, std::string_view help, Value value) {
    family(name, type, help);
    sample(value);
  }

  // A summary without quantiles.
  void summary(std::string_view name, std::string_view help, double sum, std::uint64_t count) {
    family(name, "summary", help);
    text_ += fmt::format("{0}_sum{{{1}}} {2}\n{0}_count{{{1}}} {3}\n", name_, labels_, sum, count);
  }

  std::string take() { return std::move(text_); }

 private:
  static std::string extra(std::string_view label, std::string_view labelled) {
    return label.empty() ? std::string() : fmt::format(",{}=\"{}\"", label, escaped(labelled));
  }

  std::string labels_;
  std::string name_;
  std::string text_;
};

void add_steps(Page& page, const NodeMetrics& metrics) {
  page.single("steps_total", "counter", "Steps of the protocol's handlers.", metrics.steps);
  page.family("messages_delivered_total", "counter", "Messages given to the handler, by type.");
  for (const NamedCount& type : metrics.delivered_by_type) page.sample(type.count, "type", type.name);
  page.single("messages_sent_total", "counter", "Payloads sent; a broadcast is one.", metrics.sent);
  page.single("outputs_total", "counter", "What the protocol told the outside.", metrics.outputs);
  page.single("undeliverable_total", "counter", "Sends refused: queue full, too long, or to nobody.",
              metrics.undeliverable);
  page.family("protocol_state", "gauge", "What the protocol says of its state.");
  for (const Gauge& gauge : metrics.gauges) page.sample(gauge.value, "name", gauge.name);
}

void add_refusals(Page& page, const NodeMetrics& metrics) {
  page.family("messages_rejected_total", "counter", "Input of authenticated peers that was dropped, by reason.");
  page.sample(metrics.bad_messages, "reason", "codec");
  page.sample(metrics.bad_signatures, "reason", "signature");
  page.sample(metrics.dropped_held, "reason", "disk_behind");
  for (std::size_t i = 1; i < wire::kRejectCount; ++i)
    page.sample(metrics.envelopes.rejected[i], "reason",
                fmt::format("envelope_{}", wire::to_string(static_cast<wire::Reject>(i))));
  page.family("connections_refused_total", "counter", "Connections and handshakes that ended, by reason.");
  for (std::size_t i = 1; i < kRefusalCount; ++i)
    page.sample(metrics.transport.refusals[i], "reason", to_string(static_cast<Refusal>(i)));
  page.single("connections_accepted_total", "counter", "Incoming TCP connections.", metrics.transport.accepted);
  page.single("connections_dialled_total", "counter", "Outgoing attempts.", metrics.transport.dialled);
  page.single("connections_half_open", "gauge", "Unfinished incoming handshakes.", metrics.transport.half_open);
}

void add_peers(Page& page, const NodeMetrics& metrics, PeerIndex own) {
  struct Column {
    std::string_view name;
    std::string_view type;
    std::string_view help;
    std::function<std::uint64_t(const LinkMetrics&)> value;
  };
  const std::array<Column, 9> columns{{
      {"peer_up", "gauge", "Whether the connection is up.", [](const LinkMetrics& m) { return m.up ? 1U : 0U; }},
      {"peer_connects_total", "counter", "Connections made.", [](const LinkMetrics& m) { return m.connects; }},
      {"peer_frames_in_total", "counter", "Frames received.", [](const LinkMetrics& m) { return m.frames_in; }},
      {"peer_frames_out_total", "counter", "Frames taken for sending.",
       [](const LinkMetrics& m) { return m.frames_out; }},
      {"peer_bytes_in_total", "counter", "Bytes received.", [](const LinkMetrics& m) { return m.bytes_in; }},
      {"peer_bytes_out_total", "counter", "Bytes sent.", [](const LinkMetrics& m) { return m.bytes_out; }},
      {"peer_dropped_total", "counter", "Frames refused: queue full or too long.",
       [](const LinkMetrics& m) { return m.dropped; }},
      {"peer_throttled_total", "counter", "Pauses for the rate limit.",
       [](const LinkMetrics& m) { return m.throttled; }},
      {"peer_queued_bytes", "gauge", "Unsent and unacknowledged.", [](const LinkMetrics& m) { return m.queued_bytes; }},
  }};
  for (const Column& column : columns) {
    page.family(column.name, column.type, column.help);
    for (PeerIndex peer = 0; peer < metrics.transport.peers.size(); ++peer)
      if (peer != own) page.sample(column.value(metrics.transport.peers[peer]), "peer", std::to_string(peer));
  }
}

void add_disk(Page& page, const NodeMetrics& metrics) {
  page.single("log_entries_total", "counter", "Steps appended to the write-ahead log.", metrics.log.entries);
  page.single("log_bytes_total", "counter", "Bytes appended to it.", metrics.log.bytes);
  page.summary("log_sync_seconds", "Time of fdatasync, one a batch.",
               std::chrono::duration<double>(metrics.log.sync_time).count(), metrics.log.syncs);
  page.single("log_waiting", "gauge", "Entries appended and not yet durable.", metrics.log.waiting);
  page.single("log_full_total", "counter", "Attempts that found no space.", metrics.log.full);
  page.single("held_steps", "gauge", "Steps whose messages wait for the disk.", metrics.held_steps);
  page.single("held_bytes", "gauge", "Bytes of these messages.", metrics.held_bytes);
}

void add_shaper(Page& page, const ShaperMetrics& metrics) {
  page.single("shaped_lost_total", "counter", "Messages that the shaped network lost.", metrics.lost);
  page.single("shaped_overflow_total", "counter", "Messages lost because too many were under way.", metrics.overflow);
  page.single("shaped_in_flight", "gauge", "Messages under way in the shaped network.", metrics.held);
}

}  // namespace

std::string to_prometheus(const NodeMetrics& metrics, const MetricsLabels& labels, std::chrono::duration<double> up) {
  Page page(labels);
  page.single("up_seconds", "gauge", "Since the node started.", up.count());
  add_steps(page, metrics);
  add_refusals(page, metrics);
  add_peers(page, metrics, labels.node);
  add_disk(page, metrics);
  add_shaper(page, metrics.shaper);
  return page.take();
}

bool is_healthy(const NodeMetrics& metrics) {
  const bool disk_behind = metrics.log.full > 0 && metrics.log.waiting > 0;
  return !metrics.trace_failed && !disk_behind;
}

std::string to_health(const NodeMetrics& metrics, PeerIndex node) {
  std::size_t up = 0;
  for (PeerIndex peer = 0; peer < metrics.transport.peers.size(); ++peer)
    if (peer != node && metrics.transport.peers[peer].up) ++up;
  return fmt::format("{{\"status\": \"{}\", \"peers_up\": {}, \"peers\": {}}}\n",
                     is_healthy(metrics) ? "ok" : "degraded", up,
                     std::max<std::size_t>(metrics.transport.peers.size(), 1) - 1);
}

}  // namespace parley::tcp
