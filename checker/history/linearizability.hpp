// Linearizability (M. Herlihy, J. Wing, TOPLAS 12, 1990) by the search of J.
// Wing and C. Gong ("Testing and verifying concurrent objects", JPDC 17, 1993)
// with the memory of G. Lowe ("Testing for linearizability", CCPE 29, 2017): a
// set of operations that led to a state once is not tried again. Parts of an
// object that do not influence each other are checked one by one (locality,
// Herlihy and Wing, theorem 1).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "checker/history/bits.hpp"
#include "checker/history/history.hpp"
#include "protocols/core/verdict.hpp"

namespace parley::history {

struct HistoryVerdict {
  Verdict verdict = Verdict::kHolds;  // kUnknown: `most_steps` came first
  // Holds: positions in the history in an order that explains it, part by part;
  // pending operations that need not have happened are left out. Violated: the
  // longest explained beginning of the part that cannot be explained.
  std::vector<std::size_t> order;
  std::uint64_t steps = 0;  // operations tried
};

namespace linearizability_detail {

// The invocations and returns of one part in order of time, as a list from
// which an operation can be taken out and put back.
class Timeline {
 public:
  struct Entry {
    std::size_t operation;
    bool is_call;
    std::size_t next = 0;  // 0 is the head, and ends the list
    std::size_t previous = 0;
    std::size_t other = 0;  // of a call: its return, 0 when it never returned
  };

  template <class Operations>
  Timeline(const Operations& history, const std::vector<std::size_t>& part) {
    std::vector<std::pair<std::uint64_t, Entry>> events;
    for (const std::size_t at : part) {
      events.push_back({history[at].invoked, {at, true}});
      if (history[at].returned != kNever) events.push_back({history[at].returned, {at, false}});
    }
    // Of events of one time, returns come last: operations that touch overlap.
    std::stable_sort(events.begin(), events.end(), [](const auto& a, const auto& b) {
      return std::pair(a.first, !a.second.is_call) < std::pair(b.first, !b.second.is_call);
    });
    entries_.resize(events.size() + 1);
    std::unordered_map<std::size_t, std::size_t> calls;
    for (std::size_t at = 1; at < entries_.size(); ++at) {
      entries_[at] = events[at - 1].second;
      entries_[at].next = (at + 1) % entries_.size();
      entries_[at].previous = at - 1;
      if (entries_[at].is_call) {
        calls[entries_[at].operation] = at;
      } else {
        entries_[calls.at(entries_[at].operation)].other = at;
        ++open_;
      }
    }
    entries_[0].next = entries_.size() > 1 ? 1 : 0;
  }

  std::size_t first() const { return entries_[0].next; }
  const Entry& operator[](std::size_t at) const { return entries_[at]; }
  // Operations that returned and are still in the list.
  std::size_t open() const { return open_; }

  void take_out(std::size_t call) {
    unlink(call);
    if (entries_[call].other == 0) return;
    unlink(entries_[call].other);
    --open_;
  }
  // REQUIRES: what was taken out after `call` is back.
  void put_back(std::size_t call) {
    if (entries_[call].other != 0) {
      link(entries_[call].other);
      ++open_;
    }
    link(call);
  }

 private:
  void unlink(std::size_t at) {
    entries_[entries_[at].previous].next = entries_[at].next;
    if (entries_[at].next != 0) entries_[entries_[at].next].previous = entries_[at].previous;
  }
  void link(std::size_t at) {
    entries_[entries_[at].previous].next = at;
    if (entries_[at].next != 0) entries_[entries_[at].next].previous = at;
  }

  std::vector<Entry> entries_;  // the first is the head
  std::size_t open_ = 0;
};

template <Object S>
class PartSearch {
 public:
  PartSearch(const S& object, const HistoryOf<S>& history, const std::vector<std::size_t>& part)
      : object_(object), history_(history), timeline_(history, part), done_(part.size()), state_(object.initial()) {
    for (std::size_t at = 0; at < part.size(); ++at) place_[part[at]] = at;
  }

  HistoryVerdict run(std::uint64_t most_steps) {
    HistoryVerdict result;
    std::size_t at = timeline_.first();
    while (timeline_.open() > 0) {
      if (at != 0 && timeline_[at].is_call) {
        if (most_steps != 0 && result.steps >= most_steps) return unknown(result);
        ++result.steps;
        at = try_next(at) ? timeline_.first() : timeline_[at].next;
        continue;
      }
      // Something returned that could not be placed before: what was placed
      // last must wait.
      if (taken_.empty()) return violated(result);
      at = undo();
    }
    result.order = order();
    return result;
  }

 private:
  struct Taken {
    std::size_t entry;
    typename S::State before;
  };

  bool try_next(std::size_t entry) {
    const std::size_t operation = timeline_[entry].operation;
    typename S::State after = state_;
    const typename S::Result result = object_.apply(after, history_[operation].call);
    if (history_[operation].result && !(*history_[operation].result == result)) return false;
    const std::size_t place = place_.at(operation);
    done_.flip(place);
    if (!remember(after)) {
      done_.flip(place);
      return false;
    }
    taken_.push_back({entry, std::exchange(state_, std::move(after))});
    timeline_.take_out(entry);
    if (taken_.size() > longest_.size()) longest_ = order();
    return true;
  }

  std::size_t undo() {
    const std::size_t entry = taken_.back().entry;
    state_ = std::move(taken_.back().before);
    taken_.pop_back();
    done_.flip(place_.at(timeline_[entry].operation));
    timeline_.put_back(entry);
    return timeline_[entry].next;
  }

  // Whether these operations were never seen to lead to this state.
  bool remember(const typename S::State& state) {
    auto& known = seen_[done_.hash() ^ object_.hash(state)];
    for (const auto& [done, other] : known)
      if (done == done_ && other == state) return false;
    known.emplace_back(done_, state);
    return true;
  }

  std::vector<std::size_t> order() const {
    std::vector<std::size_t> order;
    for (const Taken& taken : taken_) order.push_back(timeline_[taken.entry].operation);
    return order;
  }
  HistoryVerdict unknown(HistoryVerdict result) const {
    result.verdict = Verdict::kUnknown;
    return result;
  }
  HistoryVerdict violated(HistoryVerdict result) const {
    result.verdict = Verdict::kViolated;
    result.order = longest_;
    return result;
  }

  const S& object_;
  const HistoryOf<S>& history_;
  Timeline timeline_;
  std::unordered_map<std::size_t, std::size_t> place_;  // of an operation in `done_`
  Bits done_;
  typename S::State state_;
  std::vector<Taken> taken_;
  std::vector<std::size_t> longest_;
  std::unordered_map<std::uint64_t, std::vector<std::pair<Bits, typename S::State>>> seen_;
};

}  // namespace linearizability_detail

// Whether some order of the operations that respects real time explains all
// results. `most_steps` bounds the search of each part; 0 stands for no bound.
template <Object S>
HistoryVerdict check_linearizability(const S& object, const HistoryOf<S>& history, std::uint64_t most_steps = 0) {
  std::map<std::uint64_t, std::vector<std::size_t>> parts;
  for (std::size_t at = 0; at < history.size(); ++at) parts[object.part(history[at].call)].push_back(at);
  HistoryVerdict all;
  for (const auto& [unused, part] : parts) {
    HistoryVerdict one = linearizability_detail::PartSearch<S>(object, history, part).run(most_steps);
    all.steps += one.steps;
    if (one.verdict == Verdict::kViolated) return {Verdict::kViolated, std::move(one.order), all.steps};
    if (one.verdict == Verdict::kUnknown) all.verdict = Verdict::kUnknown;
    all.order.insert(all.order.end(), one.order.begin(), one.order.end());
  }
  return all;
}

}  // namespace parley::history
