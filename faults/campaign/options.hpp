// What a campaign may do. The rest, the seed of each run draws: who is faulty, how, and in which schedule.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "faults/plan.hpp"

namespace parley::faults {

// Faults of the network during the first phase. Without `loss` what does not get through is only held back until the
// network heals, as reliable channels do; with it, it is gone.
struct NetworkFaults {
  bool withholding = true;  // single messages and partitions
  bool loss = false;
  bool duplication = false;
  bool reordering = true;  // within a link
};

struct CampaignOptions {
  std::uint64_t seed = 1;
  std::uint64_t runs = 10'000;
  std::uint32_t threads = 1;

  std::uint32_t faulty = 0;                 // at most so many faulty processes in a run
  std::vector<ProcessId> faulty_processes;  // who can be faulty; empty: any of 0 .. n-1
  std::optional<FaultPlan> plan;            // given: runs draw schedules only
  std::vector<std::string> strategies;      // names of Byzantine strategies to draw from; empty: all
  std::uint32_t restarts = 0;               // crashes with restart a run, of correct processes with durable state
  NetworkFaults network;

  bool guided = true;  // runs that come to new abstract states are built upon (guide.hpp)

  std::vector<std::string> properties;  // judged ones, by name; empty: all
  std::uint32_t max_steps = 0;          // of the first phase; 0: by the number of processes
  std::uint32_t healthy_steps = 0;      // of the second; 0: by the number of processes
  bool stop_at_first = true;            // otherwise all runs are made, and the first violation is reported
  std::uint32_t shrink_budget = 4000;   // candidates tried; 0: no shrinking
  // A campaign cut short is no longer a function of its seed alone.
  const std::atomic<bool>* stop = nullptr;  // polled before and within runs and while shrinking; must outlive it
  double max_seconds = 0;                   // 0: none
};

}  // namespace parley::faults
