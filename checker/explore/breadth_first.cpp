// Level-synchronous breadth-first search: all states of a depth are expanded before any of the next, by any number of
// threads, so a bounded depth misses nothing and the first violation is one of the shortest.
//
// Threads only read the system's tables. A state whose expansion would have to add to them is put off, and expanded by
// one thread when the others are done with the level; such states get rare once the tables are filled.
#include <algorithm>
#include <deque>
#include <filesystem>
#include <new>
#include <numeric>
#include <span>
#include <system_error>
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
      if (is_to_resume()) {
        resume();
        levels();
      } else {
        workers_[0].begin(initial);
        while (!workers_[0].flush()) grow();
        shared_.transitions = 0;  // initial states are no transitions
        if (!finish_level()) levels();
      }
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
      if (is_checkpoint_due()) save();
    }
  }

  // --- checkpoints, between two levels ---

  bool is_to_resume() const { return limits_.checkpoint && std::filesystem::exists(limits_.checkpoint->file); }
  bool is_checkpoint_due() const {
    return limits_.checkpoint && shared_.watch.seconds() - saved_at_ >= limits_.checkpoint->seconds;
  }

  void save() {
    CheckpointWriter out(*limits_.checkpoint);
    out.value(result_.depth);
    out.value(next_depth_);
    out.value(numbered_);
    out.value(shared_.states.load());
    out.value(shared_.transitions.load());
    out.value(ends());
    out.value(cuts());
    out.value(shared_.watch.seconds());
    for (const std::optional<Path>& path : result_.paths)
      out.list(std::span<const std::uint32_t>(path.value_or(Path{})));
    out.list(shared_.journal->words());
    shared_.seen.save(out);
    out.value(std::uint64_t{log_.size()});
    for (const Segment& segment : log_) segment.save(out);
    result_.checkpoint_failure = out.commit();
    saved_at_ = shared_.watch.seconds();
  }

  void resume() {
    CheckpointReader in(*limits_.checkpoint);
    in.get(std::as_writable_bytes(std::span(&result_.depth, 1)));
    in.get(std::as_writable_bytes(std::span(&next_depth_, 1)));
    in.get(std::as_writable_bytes(std::span(&numbered_, 1)));
    shared_.states = result_.resumed_at = in.value<std::uint64_t>();
    shared_.transitions = in.value<std::uint64_t>();
    workers_[0].ends = in.value<std::uint64_t>();
    workers_[0].cuts = in.value<std::uint64_t>();
    shared_.watch.add_seconds(in.value<double>());
    for (std::size_t property = 0; property < result_.paths.size(); ++property) {
      Path path = in.list<std::uint32_t>();
      if (path.empty()) continue;
      result_.paths[property] = std::move(path);
      shared_.judge.close(PropertySet::of(property));
    }
    learn_again(in.list<std::uint32_t>());
    shared_.seen.load(in);
    for (std::uint64_t left = in.value<std::uint64_t>(); left > 0; --left) {
      Segment& segment = log_.emplace_back(Segment::load(in, width_));
      log_bytes_ += segment.bytes() - segment.states.bytes();
      if (!segment.states.empty()) shared_.level.add(segment);
    }
    saved_at_ = shared_.watch.seconds();
  }

  void learn_again(std::vector<std::uint32_t> words) {
    shared_.journal->assign(std::move(words));
    StateList unused(width_);
    for (std::size_t at = 0; at < shared_.journal->size(); ++at) {
      unused.clear();
      shared_.system.expand((*shared_.journal)[at], unused);
    }
  }

  // A finished search leaves no checkpoint behind.
  void remove_checkpoint() const {
    if (!limits_.checkpoint) return;
    const auto is = [this](Outcome outcome) { return result_.outcome == outcome; };
    if (!is(Outcome::kExhausted) && !is(Outcome::kViolation) && !is(Outcome::kMaxDepth)) return;
    std::error_code ignored;
    std::filesystem::remove(limits_.checkpoint->file, ignored);
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

  std::uint64_t ends() const {
    return std::accumulate(workers_.begin(), workers_.end(), std::uint64_t{0},
                           [](std::uint64_t sum, const Worker& worker) { return sum + worker.ends; });
  }
  std::uint64_t cuts() const {
    return std::accumulate(workers_.begin(), workers_.end(), std::uint64_t{0},
                           [](std::uint64_t sum, const Worker& worker) { return sum + worker.cuts; });
  }

  SearchResult summary() {
    remove_checkpoint();
    result_.states = shared_.states;
    result_.transitions = shared_.transitions;
    result_.ends = ends();
    result_.cuts = cuts();
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
  double saved_at_ = 0;  // seconds of the search
  SearchResult result_;
};

}  // namespace

SearchResult breadth_first(System& system, const Limits& limits, unsigned threads, bool stop_at_violation) {
  return BreadthFirst(system, limits, threads, stop_at_violation).run();
}

}  // namespace parley::explore
