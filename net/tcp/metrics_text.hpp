// A node's counters as Prometheus reads them (text exposition format 0.0.4).
#pragma once

#include <chrono>
#include <string>

#include "net/tcp/node_metrics.hpp"

namespace parley::tcp {

struct MetricsLabels {
  std::string cluster;
  std::string protocol;
  PeerIndex node = 0;
};

// Every sample bears the labels; those of one peer `peer` besides, those of one reason `reason`.
std::string to_prometheus(const NodeMetrics& metrics, const MetricsLabels& labels, std::chrono::duration<double> up);

// {"status": "ok", "peers_up": 3, "peers": 3}; "degraded" where the trace or the disk gives trouble.
std::string to_health(const NodeMetrics& metrics, PeerIndex node);
bool is_healthy(const NodeMetrics& metrics);

}  // namespace parley::tcp
