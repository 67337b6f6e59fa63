// The registry: one entry a protocol, with what each verb can do for it behind plain functions. This is the only type
// erasure; the engines behind the functions are templates over the protocol, instantiated once each
// (cli/engines/instantiate_*.cpp.in).
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "checker/concretize/concretize.hpp"
#include "cli/experiment.hpp"
#include "cli/result.hpp"
#include "models/projection.hpp"
#include "net/tcp/shaper.hpp"
#include "net/tcp/transport_types.hpp"
#include "net/world/trace.hpp"

namespace parley::cli {

class Ranks;

struct VerbOptions {
  std::uint64_t seed = 1;
  unsigned threads = 1;
  double timeout_seconds = 0;  // 0: none
  bool quiet = false;
  bool progress = false;                    // a progress line on stderr
  const std::atomic<bool>* stop = nullptr;  // set by Ctrl-C and by the timeout
  Ranks* ranks = nullptr;                   // simulate: those that share the runs; null: this program alone

  std::optional<std::uint64_t> runs;  // simulate --runs, attack --budget
  std::string engine = "bfs";         // explore --engine
  bool symmetry = false;              // explore --symmetry
  bool reduction = false;             // explore --reduction
  std::optional<std::uint64_t> max_states;
  std::optional<std::uint64_t> max_memory_mib;  // explore --max-memory
  std::filesystem::path checkpoint;             // explore --checkpoint; empty: none
  std::optional<std::uint64_t> walks;           // explore --walks
  std::string liveness = "auto";                // explore --liveness
};

struct NodeOptions {
  std::filesystem::path cluster;
  std::uint32_t id = 0;
  std::filesystem::path key;
  std::filesystem::path folder;  // of its log, trace and results
  std::optional<std::filesystem::path> json;
  double seconds = 0;      // 0: until the stop flag
  std::uint64_t seed = 0;  // 0: from the system
  bool quiet = false;
  const std::atomic<bool>* stop = nullptr;
  tcp::Shape shape;      // what the links do besides; empty: nothing
  tcp::Address metrics;  // where to answer /metrics and /healthz; no host: nowhere
};

struct ProtocolEntry {
  std::string_view name;
  std::string_view family;
  std::span<const PropertyInfo> properties;
  std::span<const std::string_view> models;  // names of automata that runs are held against; empty: no map
  bool has_timers = false;
  bool has_durable = false;
  bool takes_topology = false;  // talks to neighbours alone; others need a complete graph but in simulation

  // Throws InputError when the experiment is no instance of the protocol.
  void (*validate)(const Experiment&);
  // Servers and clients.
  std::uint32_t (*processes)(const Experiment&);
  // What one simulated run takes, about, in what its processes hold; messages under way come on top.
  std::uint64_t (*run_bytes)(const Experiment&);
  VerbResult (*simulate)(const Experiment&, const VerbOptions&);
  VerbResult (*explore)(const Experiment&, const VerbOptions&);
  VerbResult (*attack)(const Experiment&, const VerbOptions&);
  VerbResult (*replay)(const Experiment&, const world::Trace&);
  // Null where the protocol has no model map.
  std::vector<Projection> (*project)(const Experiment&, const world::Trace&) = nullptr;
  // A schedule under which an instance with so many faulty processes carries out a counterexample of the model.
  concretize::Schedule (*concretize)(const Experiment&, std::uint32_t faulty, const concretize::ModelRun&,
                                     const concretize::Limits&) = nullptr;
  std::string_view model_settings = {};  // the JSON object of the parameters with which the model's runs are sought
  // Runs one process of a cluster until the stop flag or the time; returns the exit status.
  int (*node)(const Experiment&, const NodeOptions&);
};

// Sorted by name.
const std::vector<ProtocolEntry>& registry();

// Throws InputError at /protocol, naming the known ones.
const ProtocolEntry& find_protocol(const Experiment& experiment);

}  // namespace parley::cli
