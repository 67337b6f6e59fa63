// Random walks: runs of which each step is drawn evenly among the successors. Nothing of a finished walk is kept but
// the fingerprints of its states, to say how many different ones were seen.
#include <algorithm>
#include <new>
#include <vector>

#include "checker/explore/findings.hpp"
#include "checker/explore/fingerprint.hpp"
#include "checker/explore/seen_set.hpp"
#include "protocols/core/random.hpp"

namespace parley::explore {

namespace {

constexpr std::uint32_t kLongestWalk = 10'000;  // unless told otherwise: some systems never end

class RandomWalks {
 public:
  RandomWalks(System& system, const Limits& limits, const Walks& walks, bool stop_at_violation)
      : system_(system),
        limits_(limits),
        walks_(walks),
        judge_(system, stop_at_violation),
        watch_(limits),
        current_(system.width()),
        next_(system.width()) {}

  SearchResult run() {
    result_.outcome = Outcome::kWalked;
    try {
      for (std::uint64_t walk = 0; walk < walks_.count; ++walk)
        if (!take_walk(Rng::stream(walks_.seed, walk))) break;
    } catch (const std::bad_alloc&) {
      result_.outcome = Outcome::kMemory;
    }
    result_.seen_bytes = seen_.bytes();
    result_.peak_bytes = bytes();
    result_.seconds = watch_.seconds();
    return std::move(result_);
  }

 private:
  std::size_t bytes() const { return seen_.bytes() + next_.bytes() + system_.table_bytes(); }

  // Whether the search goes on.
  bool take_walk(Rng random) {
    const std::uint32_t longest = limits_.max_depth != 0 ? limits_.max_depth : kLongestWalk;
    path_.clear();
    next_.clear();
    system_.initial(next_);
    while (path_.size() <= longest && !next_.empty()) {
      const auto ordinal = static_cast<std::uint32_t>(random.below(next_.size()));
      path_.push_back(ordinal);
      current_.clear();
      current_.append(next_[ordinal]);
      next_.clear();
      if (!visit(current_[0])) return false;
    }
    return true;
  }

  bool visit(const std::uint32_t* state) {
    if (path_.size() > 1) ++result_.transitions;
    result_.depth = std::max(result_.depth, static_cast<std::uint32_t>(path_.size() - 1));
    seen_.reserve(result_.states, 1);
    const bool fresh = seen_.insert(fingerprint(state, current_.width()));
    if (fresh) ++result_.states;
    if (report(judge_.on_new(state))) return false;
    const Ending ending = system_.expand(state, next_);
    if (fresh && ending == Ending::kCut) ++result_.cuts;
    if (fresh && ending == Ending::kEnd) ++result_.ends;
    if (ending == Ending::kEnd && report(judge_.on_end(state))) return false;
    if (++visited_ % 1024 != 0) return true;
    const auto over = watch_.over({result_.states, result_.transitions, result_.depth, bytes(), 0});
    if (over) result_.outcome = *over;
    return !over;
  }

  // Whether the search is over.
  bool report(PropertySet found) {
    if (found.empty()) return false;
    for (std::size_t property = 0; property < result_.paths.size(); ++property)
      if (found.contains(property)) result_.paths[property] = path_;
    if (!judge_.close(found)) return false;
    result_.outcome = Outcome::kViolation;
    return true;
  }

  System& system_;
  const Limits& limits_;
  const Walks& walks_;
  Judge judge_;
  Watch watch_;
  SeenSet seen_;
  StateList current_;  // one state
  StateList next_;
  Path path_;
  std::uint64_t visited_ = 0;
  SearchResult result_;
};

}  // namespace

SearchResult random_walks(System& system, const Limits& limits, const Walks& walks, bool stop_at_violation) {
  return RandomWalks(system, limits, walks, stop_at_violation).run();
}

}  // namespace parley::explore
