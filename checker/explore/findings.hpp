// What the engines share: judging new states and ends, and the watch over the limits.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "checker/explore/search.hpp"

namespace parley::explore {

// Which properties still lack a finding, and how a finding bears on the search.
class Judge {
 public:
  Judge(const System& system, bool stop_at_violation);

  // The properties that `state` is the first to violate or witness, among those not found before.
  PropertySet on_new(const std::uint32_t* state) const {
    const Judgement judgement = system_->judge(state);
    return PropertySet{(judgement.broken.bits | judgement.witnessed.bits) & open_.bits};
  }
  PropertySet on_end(const std::uint32_t* state) const {
    return PropertySet{system_->unfulfilled(state).bits & open_.bits};
  }

  // Marks `found` as found; returns whether the search is over.
  bool close(PropertySet found) {
    open_.bits &= ~found.bits;
    return stop_at_violation_ && (found.bits & violations_.bits) != 0;
  }
  bool is_violation(PropertySet found) const { return (found.bits & violations_.bits) != 0; }

 private:
  const System* system_;
  bool stop_at_violation_;
  PropertySet open_;
  PropertySet violations_;  // the properties whose finding is a violation
};

// Holds the clock, the stop flag and the progress callback.
class Watch {
 public:
  explicit Watch(const Limits& limits) : limits_(&limits), start_(std::chrono::steady_clock::now()), last_(start_) {}

  // Counts time that was spent before a checkpoint.
  void add_seconds(double before) {
    start_ -= std::chrono::duration_cast<std::chrono::steady_clock::duration>(std::chrono::duration<double>(before));
  }

  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }

  // Why the search must end now, if it must. Looks at the clock: call it every few thousand states.
  std::optional<Outcome> over(const Progress& so_far);

  // Safe from any thread.
  bool interrupted() const {
    return (limits_->stop != nullptr && limits_->stop->load(std::memory_order_relaxed)) ||
           (limits_->deadline && std::chrono::steady_clock::now() >= *limits_->deadline);
  }

 private:
  const Limits* limits_;
  std::chrono::steady_clock::time_point start_;
  std::chrono::steady_clock::time_point last_;
};

SearchResult breadth_first(System& system, const Limits& limits, unsigned threads, bool stop_at_violation);
SearchResult depth_first(System& system, const Limits& limits, bool stop_at_violation);
SearchResult random_walks(System& system, const Limits& limits, const Walks& walks, bool stop_at_violation);

}  // namespace parley::explore
