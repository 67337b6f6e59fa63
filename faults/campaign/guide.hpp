// Coverage guidance: runs that came to new abstract states (abstract.hpp) become parents. A child has its parent's mix
// of faults and its parent's events up to a drawn step, and goes its own way from there.
//
// The guide changes between generations of runs only, so that a campaign stays a function of its seed, whatever the
// number of threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_set>
#include <vector>

namespace parley::faults {

// From step `from_step` on, a run draws from stream number `stream` of its campaign's seed.
struct Segment {
  std::uint64_t stream = 0;
  std::uint32_t from_step = 0;
};
// The first segment begins at step 0 and draws the mix; from_step grows.
using Lineage = std::vector<Segment>;

// A run that saw abstract states that were not known before its generation.
struct Novelty {
  Lineage lineage;
  std::vector<std::uint64_t> states;
  std::uint32_t steps = 0;
};

class Guide {
 public:
  // What run number `run` is made of. Pure.
  Lineage choose(std::uint64_t seed, std::uint64_t run) const;
  bool knows(std::uint64_t state) const { return known_.contains(state); }
  std::size_t states() const { return known_.size(); }

  // Ends a generation; `found` in order of runs.
  void learn(const std::vector<Novelty>& found);

 private:
  struct Parent {
    Lineage lineage;
    std::uint32_t steps = 0;
    std::size_t weight = 0;  // new states
  };

  const Parent& draw_parent(std::uint64_t first, std::uint64_t second) const;

  std::unordered_set<std::uint64_t> known_;
  std::vector<Parent> parents_;
  std::size_t oldest_ = 0;  // of the parents, once there are as many as are kept
  bool fruitful_ = false;   // the last generation found something new
};

}  // namespace parley::faults
