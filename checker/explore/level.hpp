// Parts of the breadth-first search: the states of one depth, and the workers that expand them.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "checker/explore/findings.hpp"
#include "checker/explore/seen_set.hpp"
#include "checker/explore/system.hpp"

namespace parley::explore {

inline constexpr std::uint32_t kNoParent = 0xffffffff;  // the parent of an initial state

// New states that one worker found while a level was expanded, with the way back to their parents. States are numbered
// in the order of the segments; `first` is the number of the segment's first. The way back is kept for good.
struct Segment {
  explicit Segment(std::size_t width) : states(width) {}

  StateList states;  // released once their successors are known
  std::uint64_t first = 0;
  std::vector<std::uint32_t> parents;
  std::vector<std::uint16_t> ordinals;                                // kFar: see far_ordinals
  std::vector<std::pair<std::uint32_t, std::uint32_t>> far_ordinals;  // by position in the segment, ascending

  static constexpr std::uint16_t kFar = 0xffff;

  std::uint32_t ordinal(std::size_t at) const {
    if (ordinals[at] != kFar) return ordinals[at];
    return std::lower_bound(far_ordinals.begin(), far_ordinals.end(),
                            std::pair{static_cast<std::uint32_t>(at), std::uint32_t{0}})
        ->second;
  }
  void save(CheckpointWriter& out) const;
  static Segment load(CheckpointReader& in, std::size_t width);

  std::size_t bytes() const {
    return states.bytes() + parents.capacity() * sizeof(std::uint32_t) + ordinals.capacity() * sizeof(std::uint16_t);
  }
};

// The level being expanded: its states are those of `segments`, one after the other.
struct Level {
  std::vector<Segment*> segments;
  std::vector<std::size_t> ends;  // running totals of segment sizes

  std::size_t size() const { return ends.empty() ? 0 : ends.back(); }
  std::uint64_t first() const { return segments.front()->first; }
  void add(Segment& segment) {
    segments.push_back(&segment);
    ends.push_back(size() + segment.states.size());
  }
  const std::uint32_t* operator[](std::size_t index) const {
    std::size_t at = 0;
    while (index >= ends[at]) ++at;
    return segments[at]->states[index - (at == 0 ? 0 : ends[at - 1])];
  }
};

// What the workers of one search share.
struct Shared {
  System& system;
  Judge judge;
  Watch watch;
  SeenSet seen;
  Level level;
  std::atomic<std::size_t> next{0};      // the first state of the level that nobody has taken
  std::atomic<std::uint64_t> states{0};  // in the seen-set, and those that a worker is about to add
  std::atomic<std::uint64_t> transitions{0};
  std::atomic<std::size_t> found_bytes{0};  // of the states found in this level
  std::atomic<bool> full{false};            // the seen-set must grow before the level can go on
  std::atomic<bool> halted{false};          // a violation, a limit or an interrupt: stop at the next batch
  std::atomic<bool> out_of_memory{false};   // in a helping thread
  bool stop_at_violation;
  std::optional<StateList> journal;  // of the states that taught the system something; kept for checkpoints

  Shared(System& of, const Limits& limits, bool stop)
      : system(of), judge(of, stop), watch(limits), stop_at_violation(stop) {
    if (limits.checkpoint) journal.emplace(of.width());
  }
};

// Expands states in batches: the memory that a batch of successors will be looked up in is asked for before the first
// is needed.
class Worker {
 public:
  struct Finding {
    PropertySet properties;
    std::size_t at;  // on_new: position in the segment being filled; on_end: in the level
  };

  Worker(Shared& shared, std::size_t width) : shared_(shared), successors_(width), found_(width) {}

  // Expands at most `chunks` chunks of the level. False when nothing is left that may be done now: the level is
  // finished, the seen-set is full, or the search is halted. With `may_learn` the system may add to its tables;
  // without, states that need it are put off.
  bool work(std::size_t chunks, bool may_learn);

  // Moves one batch of the states put off by `other` into this worker and expands them; false when there is none.
  bool expand_put_off(Worker& other);

  // Looks the pending successors up and keeps the new ones. False when the seen-set has no room: nothing was done.
  bool flush();

  // Takes `initial` for the pending successors.
  void begin(const StateList& initial);

  std::size_t pending() const { return successors_.size(); }
  Segment take();

  std::vector<Finding> on_new;
  std::vector<Finding> on_end;
  std::uint64_t ends = 0;
  std::uint64_t cuts = 0;

 private:
  struct Expanded {
    std::uint32_t parent;
    std::size_t end;  // of its successors
  };

  void expand(std::size_t index, bool may_learn);
  Ending expand_and_learn(const std::uint32_t* state);
  void settle(std::size_t index, const std::uint32_t* state, Ending ending, std::size_t before);
  void keep(const std::uint32_t* state, std::uint32_t parent, std::size_t ordinal);
  void find(std::vector<Finding>& findings, PropertySet properties, std::size_t at);

  Shared& shared_;
  StateList successors_;
  std::vector<Expanded> expanded_;
  std::vector<std::uint64_t> prints_;
  std::vector<std::size_t> put_off_;
  Segment found_;
  PropertySet reported_;
};

}  // namespace parley::explore
