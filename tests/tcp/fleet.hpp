// All processes of one instance of P as real nodes on 127.0.0.1 and one io_context, with the problem's monitor over
// their outputs.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "net/tcp/node.hpp"
#include "tests/tcp/mesh.hpp"
#include "tests/tcp/temp_folder.hpp"

namespace parley::tcp::test {

struct FleetKeys {
  std::vector<Identity> identities;
  Cluster cluster;
};

inline FleetKeys make_keys(std::size_t nodes, std::size_t clients, std::chrono::milliseconds tick) {
  FleetKeys keys;
  keys.cluster.file = "cluster.json";
  keys.cluster.id = "fleet";
  keys.cluster.node_count = nodes;
  keys.cluster.tick = tick;
  keys.cluster.limits = quick_config();
  for (std::size_t i = 0; i < nodes + clients; ++i) {
    keys.identities.push_back(Identity::generate());
    keys.cluster.keys.push_back(keys.identities.back().public_key());
    keys.cluster.addresses.push_back(i < nodes ? Address{"127.0.0.1", 0} : Address{});
  }
  return keys;
}

template <Process P>
class Fleet {
 public:
  // The processes of `correct` are observed.
  Fleet(typename P::Config config, const ProcessSet& correct, std::chrono::milliseconds tick = milliseconds(1))
      : config_(std::move(config)),
        correct_(correct),
        keys_(make_keys(config_.n, process_count(config_) - config_.n, tick)),
        monitor_(P::problem(config_, correct)),
        nodes_(keys_.cluster.size()) {}

  boost::asio::io_context io;

  std::size_t size() const { return nodes_.size(); }
  Node<P>& node(std::size_t i) { return *nodes_[i]; }
  const typename P::Problem& monitor() const { return monitor_; }
  const std::vector<typename P::Output>& outputs() const { return outputs_; }
  std::string trace_path(std::size_t i) const { return folder_.file("trace-" + std::to_string(i)); }
  NodeOptions& options() { return options_; }

  void start(std::size_t i) {
    NodeOptions options = options_;
    options.data_folder = folder_.file("data-" + std::to_string(i));
    options.trace_file = trace_path(i);
    const ProcessId self{static_cast<std::uint32_t>(i)};
    typename Node<P>::Callbacks callbacks;
    callbacks.on_output = [this, self](const typename P::Output& output) {
      outputs_.push_back(output);
      if (correct_.contains(self)) monitor_.observe(self, output);
    };
    nodes_[i] = std::make_unique<Node<P>>(io, config_, keys_.cluster, keys_.identities[i], self.value, options,
                                          std::move(callbacks));
    nodes_[i]->start();
    if (i < config_.n) keys_.cluster.addresses[i].port = nodes_[i]->transport().listen_port();
  }

  // Higher indexes first, clients last: those that dial must know where.
  void start_all() {
    for (std::size_t i = config_.n; i-- > 0;) start(i);
    for (std::size_t i = config_.n; i < size(); ++i) start(i);
  }

  void crash(std::size_t i) { nodes_[i].reset(); }

  bool run_until_fulfilled() {
    return run_until(io, [&] { return monitor_.unfulfilled().empty(); });
  }

  MergedTrace merged() const {
    std::vector<world::Trace> traces;
    for (std::size_t i = 0; i < size(); ++i) traces.push_back(world::read_trace(trace_path(i)));
    return merge_traces(traces);
  }

 private:
  using milliseconds = std::chrono::milliseconds;

  TempFolder folder_;
  typename P::Config config_;
  ProcessSet correct_;
  FleetKeys keys_;
  NodeOptions options_;
  typename P::Problem monitor_;
  std::vector<typename P::Output> outputs_;
  std::vector<std::unique_ptr<Node<P>>> nodes_;
};

}  // namespace parley::tcp::test
