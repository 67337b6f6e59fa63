// What waits before receivers that take so many messages a tick from each link: a queue for each link that has one.
#pragma once

#include <cstdint>
#include <deque>
#include <unordered_map>
#include <vector>

#include "net/sim/due.hpp"
#include "net/sim/options.hpp"

namespace parley::sim {

class Backlog {
 public:
  explicit Backlog(const ReceiveCap& cap) : cap_(cap) {}

  bool empty() const { return waiting_.empty(); }

  // Takes what is due at a tick (`key_of` says of a delivery which link it came by) and leaves in `due` what is
  // received in it: first what waited, link by link in the order in which they began to wait, then what has just
  // arrived. What no queue had room for goes to `lost`.
  template <class KeyOf>
  void admit(std::vector<Delivery>& due, KeyOf&& key_of, std::vector<Delivery>& lost) {
    taken_.clear();
    received_.clear();
    take_waiting();
    for (const Delivery& delivery : due) {
      const std::uint64_t key = key_of(delivery);
      const auto queue = queues_.find(key);
      if (queue == queues_.end()) {
        if (++taken_[key] <= cap_.messages) {
          received_.push_back(delivery);
          continue;
        }
        if (cap_.queue == 0) {
          lost.push_back(delivery);
          continue;
        }
        waiting_.push_back(key);
        queues_[key].push_back(delivery);
      } else if (queue->second.size() < cap_.queue) {
        queue->second.push_back(delivery);
      } else {
        lost.push_back(delivery);
      }
    }
    due.swap(received_);
  }

 private:
  void take_waiting() {
    std::size_t kept = 0;
    for (const std::uint64_t key : waiting_) {
      std::deque<Delivery>& queue = queues_[key];
      std::uint64_t& taken = taken_[key];
      for (; taken < cap_.messages && !queue.empty(); ++taken) {
        received_.push_back(queue.front());
        queue.pop_front();
      }
      if (queue.empty()) {
        queues_.erase(key);
      } else {
        waiting_[kept++] = key;
      }
    }
    waiting_.resize(kept);
  }

  ReceiveCap cap_;
  std::unordered_map<std::uint64_t, std::deque<Delivery>> queues_;  // by link; none is empty
  std::vector<std::uint64_t> waiting_;                              // its keys, in the order in which they came
  std::unordered_map<std::uint64_t, std::uint64_t> taken_;          // at this tick
  std::vector<Delivery> received_;
};

}  // namespace parley::sim
