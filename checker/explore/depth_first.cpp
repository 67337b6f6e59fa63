// Depth-first search proper: a frame a state of the current run, with the successors still to be tried on one stack.
// The run itself is the way back, so nothing is kept of a finished state but its fingerprint.
#include <new>
#include <unordered_set>
#include <vector>

#include "checker/explore/findings.hpp"
#include "checker/explore/fingerprint.hpp"
#include "checker/explore/seen_set.hpp"

namespace parley::explore {

namespace {

// Of the pending successors, those from `first` on belong to the frame; they are tried from the last to the first.
struct Frame {
  std::size_t first;
  std::uint64_t fingerprint;
  std::uint32_t ordinal;  // of the state among the successors of the frame below
};

class DepthFirst {
 public:
  DepthFirst(System& system, const Limits& limits, bool stop_at_violation)
      : system_(system),
        limits_(limits),
        judge_(system, stop_at_violation),
        watch_(limits),
        pending_(system.width()),
        current_(system.width()) {}

  SearchResult run() {
    try {
      system_.initial(pending_);
      note_fingerprints();
      descend();
    } catch (const std::bad_alloc&) {
      result_.outcome = Outcome::kMemory;
    }
    result_.seen_bytes = seen_.bytes();
    result_.peak_bytes = bytes();
    result_.seconds = watch_.seconds();
    return std::move(result_);
  }

 private:
  std::size_t bytes() const {
    return seen_.bytes() + pending_.bytes() + fingerprints_.capacity() * sizeof(std::uint64_t) +
           frames_.capacity() * sizeof(Frame) + system_.table_bytes();
  }

  void descend() {
    frames_.push_back({0, 0, 0});
    while (!frames_.empty()) {
      if (pending_.size() == frames_.back().first) {
        on_run_.erase(frames_.back().fingerprint);
        frames_.pop_back();
        continue;
      }
      const std::size_t last = pending_.size() - 1;
      const std::uint64_t print = fingerprints_[last];
      seen_.reserve(result_.states, 1);
      if (!seen_.insert(print)) {
        result_.cyclic = result_.cyclic || on_run_.count(print) != 0;
        drop(last);
        continue;
      }
      if (!visit(last, print)) return;
    }
  }

  void drop(std::size_t last) {
    pending_.truncate(last);
    fingerprints_.resize(last);
  }

  // Whether the search goes on.
  bool visit(std::size_t last, std::uint64_t print) {
    const auto ordinal = static_cast<std::uint32_t>(last - frames_.back().first);
    current_.clear();
    const std::uint32_t* state = current_.append(pending_[last]);
    drop(last);
    ++result_.states;
    frames_.push_back({pending_.size(), print, ordinal});
    result_.depth = std::max(result_.depth, static_cast<std::uint32_t>(frames_.size() - 2));
    if (report(judge_.on_new(state))) return false;
    if (limits_.max_depth != 0 && frames_.size() - 2 >= limits_.max_depth) {
      result_.outcome = Outcome::kMaxDepth;
      frames_.pop_back();
      return true;
    }
    on_run_.insert(print);
    if (!expand(state)) return false;
    return result_.states % 1024 != 0 || within_limits();
  }

  bool expand(const std::uint32_t* state) {
    const std::size_t before = pending_.size();
    const Ending ending = system_.expand(state, pending_);
    result_.transitions += pending_.size() - before;
    note_fingerprints();
    if (ending == Ending::kCut) ++result_.cuts;
    if (ending != Ending::kEnd) return true;
    ++result_.ends;
    return !report(judge_.on_end(state));
  }

  void note_fingerprints() {
    for (std::size_t at = fingerprints_.size(); at < pending_.size(); ++at) {
      fingerprints_.push_back(fingerprint(pending_[at], pending_.width()));
      seen_.prefetch(fingerprints_.back());
    }
  }

  // Whether the search is over.
  bool report(PropertySet found) {
    if (found.empty()) return false;
    Path path;
    for (std::size_t at = 1; at < frames_.size(); ++at) path.push_back(frames_[at].ordinal);
    for (std::size_t property = 0; property < result_.paths.size(); ++property)
      if (found.contains(property)) result_.paths[property] = path;
    if (!judge_.close(found)) return false;
    result_.outcome = Outcome::kViolation;
    return true;
  }

  bool within_limits() {
    const std::optional<Outcome> over =
        watch_.over({result_.states, result_.transitions, static_cast<std::uint32_t>(frames_.size()), bytes(), 0});
    if (over) result_.outcome = *over;
    return !over;
  }

  System& system_;
  const Limits& limits_;
  Judge judge_;
  Watch watch_;
  SeenSet seen_;
  StateList pending_;
  StateList current_;
  std::vector<std::uint64_t> fingerprints_;  // of pending_
  std::vector<Frame> frames_;
  std::unordered_set<std::uint64_t> on_run_;
  SearchResult result_;
};

}  // namespace

SearchResult depth_first(System& system, const Limits& limits, bool stop_at_violation) {
  return DepthFirst(system, limits, stop_at_violation).run();
}

}  // namespace parley::explore
