// Sequential consistency (L. Lamport, IEEE Transactions on Computers 28, 1979):
// some order explains all results in which the operations of each client keep
// their order; real time between clients does not count. Other than
// linearizability it is not a property of the parts of an object, so the
// history is searched as a whole.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <unordered_map>
#include <utility>
#include <vector>

#include "checker/history/history.hpp"
#include "checker/history/linearizability.hpp"

namespace parley::history {

namespace sequential_detail {

template <Object S>
class Search {
 public:
  Search(const S& object, const HistoryOf<S>& history, std::uint64_t most_steps)
      : object_(object), history_(history), most_steps_(most_steps) {
    std::map<std::uint32_t, std::vector<std::size_t>> by_client;
    for (std::size_t at = 0; at < history.size(); ++at) by_client[history[at].client].push_back(at);
    for (auto& [unused, operations] : by_client) {
      std::stable_sort(operations.begin(), operations.end(),
                       [&](std::size_t a, std::size_t b) { return history[a].invoked < history[b].invoked; });
      clients_.push_back(std::move(operations));
    }
    taken_.assign(clients_.size(), 0);
    for (const auto& operation : history) open_ += operation.result ? 1U : 0U;
  }

  HistoryVerdict run() {
    HistoryVerdict result;
    const bool found = search(object_.initial());
    result.verdict = found ? Verdict::kHolds : out_of_steps_ ? Verdict::kUnknown : Verdict::kViolated;
    result.order = found ? order_ : longest_;
    result.steps = steps_;
    return result;
  }

 private:
  // Depth is the number of operations; `state` is the object after those taken.
  bool search(const typename S::State& state) {
    if (open_ == 0) return true;
    if (!remember(state)) return false;
    for (std::size_t client = 0; client < clients_.size(); ++client) {
      if (taken_[client] == clients_[client].size()) continue;
      if (most_steps_ != 0 && steps_ >= most_steps_) out_of_steps_ = true;
      if (out_of_steps_) return false;
      ++steps_;
      if (take(client, state)) return true;
    }
    return false;
  }

  bool take(std::size_t client, const typename S::State& state) {
    const std::size_t operation = clients_[client][taken_[client]];
    typename S::State after = state;
    const typename S::Result result = object_.apply(after, history_[operation].call);
    const auto& seen = history_[operation].result;
    if (seen && !(*seen == result)) return false;
    ++taken_[client];
    open_ -= seen ? 1U : 0U;
    order_.push_back(operation);
    if (order_.size() > longest_.size()) longest_ = order_;
    if (search(after)) return true;
    order_.pop_back();
    open_ += seen ? 1U : 0U;
    --taken_[client];
    return false;
  }

  bool remember(const typename S::State& state) {
    std::uint64_t hash = object_.hash(state);
    for (const std::size_t count : taken_) hash = (hash ^ count) * 0x9e3779b97f4a7c15;
    auto& known = seen_[hash];
    for (const auto& [taken, other] : known)
      if (taken == taken_ && other == state) return false;
    known.emplace_back(taken_, state);
    return true;
  }

  const S& object_;
  const HistoryOf<S>& history_;
  std::uint64_t most_steps_;
  std::uint64_t steps_ = 0;
  bool out_of_steps_ = false;
  std::vector<std::vector<std::size_t>> clients_;  // operations in order
  std::vector<std::size_t> taken_;                 // of each client, how many
  std::size_t open_ = 0;                           // operations with a result that are not taken
  std::vector<std::size_t> order_;
  std::vector<std::size_t> longest_;
  std::unordered_map<std::uint64_t, std::vector<std::pair<std::vector<std::size_t>, typename S::State>>> seen_;
};

}  // namespace sequential_detail

// An operation that never returned is the last of its client, and need not have
// happened.
template <Object S>
HistoryVerdict check_sequential(const S& object, const HistoryOf<S>& history, std::uint64_t most_steps = 0) {
  return sequential_detail::Search<S>(object, history, most_steps).run();
}

}  // namespace parley::history
