// What the command line was asked for, parsed.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cli/protocol_entry.hpp"

namespace parley::cli {

struct Command {
  std::string verb;
  std::vector<std::filesystem::path> files;
  std::vector<std::string> settings;  // --set
  std::filesystem::path out = "out";
  bool out_given = false;
  std::optional<std::filesystem::path> json;
  std::optional<std::uint64_t> seed;
  unsigned threads = 0;  // 0: all cores
  double timeout_seconds = 0;
  bool quiet = false;

  std::optional<std::uint64_t> runs;  // simulate --runs, attack --budget
  std::vector<std::string> specs;     // verify --spec
  std::string engine;                 // verify, explore
  std::string resilience;             // verify
  std::filesystem::path certificate;  // verify; empty: none
  bool tightest = false;              // verify
  bool vacuity = false;               // verify
  std::vector<std::string> ranges;    // synthesize
  std::vector<std::string> thresholds;
  bool symmetry = false;  // explore
  bool reduction = false;
  std::optional<std::uint64_t> max_states;
  std::optional<std::uint64_t> max_memory_mib;  // explore
  std::filesystem::path checkpoint;             // explore
  std::optional<std::uint64_t> walks;           // explore
  std::string liveness;                         // explore
  std::filesystem::path model;                  // conform
  std::filesystem::path cluster;                // node
  std::uint32_t id = 0;                         // node
  std::filesystem::path key;                    // node; empty: keys/<id>.key beside the cluster file
  int parent = 0;                               // node; the process to end with, 0: none
  double seconds = 0;                           // node, up
  std::string metrics;                          // node, up; an address; empty: none
  bool netns = false;                           // up
  bool ssh = false;                             // up
  bool kernels = false;                         // list
};

// Parses and runs. Returns the exit status; never throws.
int run_command(int argc, char** argv);

// The verbs. Each prints, stores what it must, and returns its exit status; each throws InputError and
// EnvironmentError.
int run_verify(const Command& command, const std::atomic<bool>& stop);
int run_synthesize(const Command& command, const std::atomic<bool>& stop);
int run_simulate(const Command& command, const std::atomic<bool>& stop);
int run_explore(const Command& command, const std::atomic<bool>& stop);
int run_attack(const Command& command, const std::atomic<bool>& stop);
int run_replay(const Command& command, const std::atomic<bool>& stop);
int run_conform(const Command& command, const std::atomic<bool>& stop);
int run_up(const Command& command, const std::atomic<bool>& stop);
int run_node(const Command& command, const std::atomic<bool>& stop);
int run_keygen(const Command& command);
int run_tour(const Command& command, const std::atomic<bool>& stop);
int run_report(const Command& command);
int run_list(const Command& command);

// For verbs over experiments: the options that the command and the experiment give together.
VerbOptions verb_options(const Command& command, const Experiment& experiment, const std::atomic<bool>& stop);

// Throws InputError when the topology lacks links that the protocol counts on: only simulation cuts them.
void refuse_missing_links(const ProtocolEntry& entry, const Experiment& experiment);

// The exit status of a verb whose results have been told and are yet to be stored: where that fails, says so on
// standard error, and only a violation counts for more.
int status_after_storing(ExitStatus status, const std::function<void()>& store);

// Prints and stores a finished verb; returns its exit status.
int finish(const Command& command, const VerbResult& result);

}  // namespace parley::cli
