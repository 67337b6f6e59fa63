// The verb `node`: one process of a cluster, with its log, its trace and its results in one folder.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "cli/engines/instance.hpp"
#include "cli/engines/node_run.hpp"
#include "cli/protocol_entry.hpp"
#include "net/tcp/node.hpp"

namespace parley::cli {

namespace node_detail {

// Operations that this process began and ended, by what its outputs say; a protocol whose problem names no operations
// has one a deliver, begun when the process started.
template <class Problem, class Output>
void count_operation(const Output& output, OperationLog& log) {
  if constexpr (requires { Problem::operation_of(output); }) {
    if (const auto operation = Problem::operation_of(output))
      operation->ends ? log.end(operation->id) : log.begin(operation->id);
  } else {
    log.end_of_start();
  }
}

template <Process P>
tcp::NodeOptions transport_options(const Experiment& experiment, const faults::MixedConfig<P>& config,
                                   const NodeOptions& options) {
  tcp::NodeOptions node;
  node.data_folder = (options.folder / fmt::format("data-{}", options.id)).string();
  node.trace_file = (options.folder / fmt::format("node-{}.trace.jsonl", options.id)).string();
  node.experiment = experiment.document;
  node.seed = options.seed;
  node.shape = options.shape;
  const ProcessSet correct = faults::Mixed<P>::correct(config);
  for (std::uint32_t id = 0; id < process_count(config); ++id)
    if (!correct.contains(ProcessId{id})) node.faulty.push_back(id);
  return node;
}

}  // namespace node_detail

template <Process P>
int run_protocol_node(const Experiment& experiment, const NodeOptions& options) {
  using M = faults::Mixed<P>;
  const faults::MixedConfig<P> config = mixed_config<P>(experiment);
  const tcp::Cluster cluster = tcp::read_cluster(options.cluster.string());
  const tcp::Identity identity = tcp::Identity::load(options.key.string());
  NodeRun run(options);
  typename tcp::Node<M>::Callbacks callbacks;
  callbacks.on_output = [&run](const typename M::Output& output) {
    node_detail::count_operation<typename P::Problem>(output, run.operations());
    run.report_output(to_text(output));
  };
  callbacks.on_failure = [&run](const std::string& why) { run.fail(why); };
  tcp::Node<M> node(run.io(), config, cluster, identity, options.id,
                    node_detail::transport_options<P>(experiment, config, options), std::move(callbacks));
  node.start();
  run.serve_metrics(cluster, [&node] { return node.metrics(); });
  run.until_stopped(
      [&node](std::chrono::milliseconds limit, std::function<void()> done) { node.stop(limit, std::move(done)); });
  return run.finish(node.metrics());
}

}  // namespace parley::cli
