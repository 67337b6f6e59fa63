// The engines over a System. The two exhaustive ones visit the same states and count the same transitions.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checker/explore/checkpoint.hpp"
#include "checker/explore/system.hpp"

namespace parley::explore {

enum class Engine : std::uint8_t {
  kBreadthFirst,  // shortest counterexamples; 6 bytes a state for the way back, and two levels in memory
  kDepthFirst,    // little memory beyond the seen-set; counterexamples as long as they come; one thread
  kRandom,        // runs drawn step by step: proves nothing, and gets far where exhaustion is out of reach; one thread
  kDeepening,     // breadth-first with no fault, then with one, and so on: a counterexample with the fewest faults
};

struct Progress {
  std::uint64_t states = 0;
  std::uint64_t transitions = 0;
  std::uint32_t depth = 0;
  std::size_t bytes = 0;
  double seconds = 0;
};

// 0 stands for no limit.
struct Limits {
  std::uint64_t max_states = 0;
  std::uint32_t max_depth = 0;
  std::size_t max_bytes = 0;
  std::optional<std::chrono::steady_clock::time_point> deadline;
  std::optional<CheckpointPlan> checkpoint;            // breadth-first only: taken up where the file left it
  const std::atomic<bool>* stop = nullptr;             // set from elsewhere, e.g. on an interrupt
  std::function<void(const Progress&)> progress = {};  // called by the calling thread, a few times a second
};

enum class Outcome : std::uint8_t {
  kExhausted,  // every reachable state was seen
  kViolation,  // stopped at the first violation
  kMaxStates,
  kMaxDepth,
  kDeadline,
  kStopped,
  kMemory,
  kWalked,  // all random walks were made
};

constexpr std::string_view to_string(Outcome outcome) {
  constexpr std::array<std::string_view, 8> names{
      "exhausted",   "stopped at a violation", "state limit reached", "depth limit reached", "time is up",
      "interrupted", "memory limit reached",   "walks done",
  };
  return names[static_cast<std::size_t>(outcome)];
}

// The ordinals to take from an initial state, first among the initial states, then among successors.
using Path = std::vector<std::uint32_t>;

struct SearchResult {
  Outcome outcome = Outcome::kExhausted;
  std::uint64_t states = 0;
  std::uint64_t transitions = 0;   // to new and to known states; those that change nothing are none
  std::uint32_t depth = 0;         // of the deepest state: steps from an initial state on the way it was first reached
  std::uint64_t ends = 0;          // states in which a run may stop and is judged
  std::uint64_t cuts = 0;          // states in which it stops for want of budget
  bool cyclic = false;             // depth-first only: some run returns to a state it was in
  std::size_t seen_bytes = 0;      // of the seen-set
  std::size_t peak_bytes = 0;      // of everything: seen-set, way back, states in memory, tables
  double seconds = 0;              // those before a checkpoint included
  std::uint64_t resumed_at = 0;    // states when the search was taken up from a checkpoint; 0: it was not
  std::string checkpoint_failure;  // why the last checkpoint could not be written
  // By property: how an `always` or `eventually` is violated, or a `sometimes` witnessed.
  std::array<std::optional<Path>, 32> paths;
};

// Of random walks. Limits::max_depth bounds the steps of one.
struct Walks {
  std::uint64_t seed = 1;
  std::uint64_t count = 1'000;
};

// `threads` counts for breadth-first search, `walks` for random walks; a search that deepens is a breadth-first one
// here (explore.hpp raises its budget). With `stop_at_violation`, the search ends at the first violation of an `always`
// or `eventually` property; else it goes on, and reports for each property the first.
SearchResult search(System& system, Engine engine, const Limits& limits, unsigned threads = 1,
                    bool stop_at_violation = true, const Walks& walks = {});

}  // namespace parley::explore
