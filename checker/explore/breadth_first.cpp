// Level-synchronous breadth-first search: all states of a depth are expanded before any of the next, by any number of
// threads, so a bounded depth misses nothing and the first violation is one of the shortest.
//
// Threads only read the system's tables. A state whose expansion would have to add to them is put off, and expanded by
// one thread when the others are done with the level; such states get rare once the tables are filled.
#include <algorithm>
#include <deque>
#include <new>
#include <thread>
#include <vector>

#include "checker/explore/level.hpp"

namespace parley::explore {

namespace {

constexpr std::size_t kParallelFrom = 4096;        // states in a level that are worth a second thread
constexpr std::uint64_t kMostStates = 0xffffff00;  // numbers of states take 32 bits

class BreadthFirst {
 public:
  BreadthFirst(System& system, const Limits& limits, unsigned threads, bool stop_at_violation)
      : limits_(limits), shared_(system, limits, stop_at_violation), width_(system.width()) {
    for (unsigned index = 0; index < std::max(threads, 1U); ++index) workers_.emplace_back(shared_, width_);
  }

  SearchResult run() {
    try {
      StateList initial(width_);
      shared_.system.initial(initial);
      workers_[0].begin(initial);
      while (!workers_[0].flush()) grow();
      shared_.transitions = 0;  // initial states are no transitions
      if (!finish_level()) levels();
    } catch (const std::bad_alloc&) {
      result_.outcome = Outcome::kMemory;
    }
    return summary();
  }

 private:
  void levels() {
    while (shared_.level.size() > 0) {
      if (limits_.max_depth != 0 && result_.depth >= limits_.max_depth) {
        result_.outcome = Outcome::kMaxDepth;
        return;
      }
      const bool completed = expand_level();
      if (finish_level() || !completed) return;
    }
  }

  // Whether all states of the level were expanded.
  bool expand_level() {
    shared_.next = 0;
    const bool parallel = workers_.size() > 1 && shared_.level.size() >= kParallelFrom;
    do {
      shared_.full = false;
      if (parallel) {
        work_together();
      } else {
        work_alone(true);
      }
      if (shared_.out_of_memory) throw std::bad_alloc();
      if (shared_.halted) return false;
    } while (shared_.full && grow());
    return expand_put_off();
  }

  void work_together() {
    std::vector<std::jthread> helpers;
    for (std::size_t index = 1; index < workers_.size(); ++index)
      helpers.emplace_back([this, index] { help(workers_[index]); });
    work_alone(false);
  }

  void help(Worker& worker) {
    try {
      while (worker.work(1, false) && !shared_.watch.interrupted()) {
      }
    } catch (const std::bad_alloc&) {
      shared_.out_of_memory = true;
      shared_.halted = true;
    }
  }

  void work_alone(bool may_learn) {
    while (workers_[0].work(4, may_learn)) {
      if (over()) return;
    }
  }

  // States that need new entries in the system's tables, and those left in a chunk when the seen-set was full.
  bool expand_put_off() {
    for (Worker& other : workers_) {
      while (workers_[0].expand_put_off(other)) {
        while (!workers_[0].flush())
          if (!grow()) return false;
        if (shared_.halted || over()) return false;
      }
    }
    return !over();
  }

  // Whether the search must end for a reason other than a violation.
  bool over() {
    if (shared_.out_of_memory) throw std::bad_alloc();
    const std::uint64_t states = shared_.states;
    std::optional<Outcome> outcome = shared_.watch.over({states, shared_.transitions, result_.depth, bytes(), 0});
    if (!outcome && states >= kMostStates) outcome = Outcome::kMemory;
    if (!outcome) return false;
    result_.outcome = *outcome;
    shared_.halted = true;
    return true;
  }

  bool grow() {
    std::size_t pending = 0;
    for (const Worker& worker : workers_) pending += worker.pending();
    const std::size_t size = shared_.states;
    if (limits_.max_bytes != 0 && bytes() + shared_.seen.growth_bytes(size, pending) > limits_.max_bytes) {
      result_.outcome = Outcome::kMemory;
      shared_.halted = true;
      return false;
    }
    shared_.seen.reserve(size, pending);
    return true;
  }

  // Numbers what the workers found and makes it the next level. Whether the search is over.
  bool finish_level() {
    const std::uint64_t level_first = shared_.level.segments.empty() ? 0 : shared_.level.first();
    bool over = false;
    for (Worker& worker : workers_)
      for (const Worker::Finding& finding : std::exchange(worker.on_end, {}))
        over = report(finding.properties, level_first + finding.at) || over;
    peak_ = std::max(peak_, bytes());
    shared_.found_bytes = 0;
    for (Segment* segment : shared_.level.segments) segment->states.release();
    shared_.level = {};
    for (Worker& worker : workers_) {
      Segment& segment = log_.emplace_back(worker.take());
      segment.first = numbered_;
      numbered_ += segment.parents.size();
      log_bytes_ += segment.bytes() - segment.states.bytes();
      if (!segment.states.empty()) shared_.level.add(segment);
      for (const Worker::Finding& finding : std::exchange(worker.on_new, {}))
        over = report(finding.properties, segment.first + finding.at) || over;
    }
    if (shared_.level.size() > 0) result_.depth = next_depth_++;
    return over;
  }

  // Whether the search is over.
  bool report(PropertySet found, std::uint64_t state) {
    Path path;
    for (std::uint64_t at = state; at != kNoParent;) {
      const auto after = std::upper_bound(log_.begin(), log_.end(), at,
                                          [](std::uint64_t number, const Segment& s) { return number < s.first; });
      const Segment& segment = *std::prev(after);
      path.push_back(segment.ordinal(at - segment.first));
      at = segment.parents[at - segment.first];
    }
    std::reverse(path.begin(), path.end());
    for (std::size_t property = 0; property < result_.paths.size(); ++property) {
      std::optional<Path>& known = result_.paths[property];
      if (found.contains(property) && (!known || known->size() > path.size())) known = path;
    }
    if (!shared_.judge.close(found)) return false;
    result_.outcome = Outcome::kViolation;
    return true;
  }

  std::size_t bytes() const {
    std::size_t sum = shared_.seen.bytes() + log_bytes_ + shared_.system.table_bytes();
    for (const Segment* segment : shared_.level.segments) sum += segment->states.bytes();
    sum += shared_.found_bytes;
    return sum;
  }

  SearchResult summary() {
    result_.states = shared_.states;
    result_.transitions = shared_.transitions;
    for (const Worker& worker : workers_) {
      result_.ends += worker.ends;
      result_.cuts += worker.cuts;
    }
    result_.seen_bytes = shared_.seen.bytes();
    result_.peak_bytes = std::max(peak_, bytes());
    result_.seconds = shared_.watch.seconds();
    return std::move(result_);
  }

  const Limits& limits_;
  Shared shared_;
  std::size_t width_;
  std::deque<Worker> workers_;
  std::deque<Segment> log_;
  std::uint64_t numbered_ = 0;
  std::size_t log_bytes_ = 0;
  std::size_t peak_ = 0;
  std::uint32_t next_depth_ = 0;
  SearchResult result_;
};

}  // namespace

SearchResult breadth_first(System& system, const Limits& limits, unsigned threads, bool stop_at_violation) {
  return BreadthFirst(system, limits, threads, stop_at_violation).run();
}

}  // namespace parley::explore
