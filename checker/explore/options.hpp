// What to explore, and what came of it. Nothing here depends on a protocol.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "checker/explore/liveness.hpp"
#include "checker/explore/search.hpp"
#include "net/world/trace.hpp"
#include "protocols/core/ids.hpp"
#include "protocols/core/verdict.hpp"

namespace parley::explore {

struct ExploreOptions {
  ProcessSet byzantine;                     // may send any message of the alphabet to anybody at any time
  std::vector<std::uint64_t> values{0, 1};  // in play: the integers of the adversary's messages
  std::uint32_t max_sequence = 1;           // elements of a sequence in the adversary's messages

  // Budgets of a whole run, at most 255 each; timer_firings is one a process.
  std::uint32_t crashes = 0;
  std::uint32_t restarts = 0;
  std::uint32_t losses = 0;
  std::uint32_t duplications = 0;
  std::uint32_t timer_firings = 0;
  std::uint32_t faults = 0xffffffff;  // crashes, restarts, losses and duplications together

  // First steps as events of their own, in any order among deliveries; otherwise all processes have started before the
  // search begins.
  bool explore_starts = false;

  // Explore states that differ by a renaming of alike processes once. Handlers that treat the processes differently are
  // noticed, and the search then starts again without.
  bool symmetry = false;

  // Take local values that nothing can tell apart for one, and drop messages that will never change anything. Without
  // effect on protocols whose processes have too many local values, and where the adversary collects signatures.
  bool reduction = false;
  std::size_t reduction_budget = std::size_t{1} << 19;  // handler runs; a protocol that needs more is not reduced

  // After a search that exhausts at most so many states, look for runs that go on for ever and violate an `eventually`
  // property (liveness.hpp); 0: not at all.
  std::uint64_t liveness_states = 0;

  Engine engine = Engine::kBreadthFirst;
  Walks walks;  // of the random engine
  unsigned threads = 1;
  bool stop_at_violation = true;
  Limits limits;
};

struct PropertyReport {
  PropertyInfo property;
  Verdict verdict = Verdict::kUnknown;
  // How an `always` or `eventually` is violated, or a `sometimes` witnessed: replays in a World.
  std::optional<world::Trace> trace;
};

// Of the search for runs that go on for ever.
struct LivenessReport {
  bool complete = false;   // all were looked at
  std::string incomplete;  // else why not; empty when nobody asked
  std::uint64_t states = 0;
  std::uint64_t transitions = 0;
  std::uint64_t cycles = 0;  // strong components with a cycle in which a property is unfulfilled
  bool cut = false;          // some go on for ever only because of a budget, or with a process down: not judged
  double seconds = 0;
};

struct ExploreResult {
  Outcome outcome = Outcome::kExhausted;
  std::vector<PropertyReport> properties;

  std::uint64_t states = 0;
  std::uint64_t transitions = 0;
  std::uint32_t depth = 0;
  std::uint64_t ends = 0;    // states in which a run may stop and `eventually` is judged
  std::uint64_t cuts = 0;    // states in which a run stops for want of budget, or with a process down: not judged
  std::uint32_t faults = 0;  // deepening only: allowed in the last search
  bool cyclic = false;       // depth-first only: some run returns to a state it was in

  std::uint64_t renamings = 1;  // of the symmetry group; 1: no symmetry
  std::string asymmetry;        // why symmetry was asked for and given up
  bool minimized = false;       // whether the reduction took place
  std::uint64_t alphabet = 0;   // messages of the adversary, before it has seen any
  std::uint64_t locals = 0;     // distinct local values, all processes together
  double states_per_second = 0;
  double seen_bytes_per_state = 0;  // of the seen-set alone
  double bytes_per_state = 0;       // of everything at the peak
  std::size_t peak_bytes = 0;
  double collision_probability = 0;  // that two states were taken for one
  double seconds = 0;                // without the search for runs that go on for ever
  LivenessReport liveness;
  std::uint64_t resumed_at = 0;    // states when the search was taken up from a checkpoint; 0: it was not
  std::string checkpoint_failure;  // why the last checkpoint could not be written
};

// What a search says of each property, given that it `exhausted` the states or not.
std::vector<PropertyReport> verdicts(std::span<const PropertyInfo> properties, const SearchResult& found);
ExploreResult summarize(std::span<const PropertyInfo> properties, const SearchResult& found);

// The `eventually` properties of which runs that go on for ever are to be looked at: none unless `result` is exhausted.
PropertySet wants_liveness(const ExploreResult& result, const ExploreOptions& options);
// The limits of that search.
Limits liveness_limits(const ExploreOptions& options);
// Adds to `result` what that search found. Traces are left to the caller.
void add_liveness(ExploreResult& result, PropertySet wanted, const LivenessResult& found);

}  // namespace parley::explore
