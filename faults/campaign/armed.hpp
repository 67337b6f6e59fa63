// The armed timers of one run. Few at a time, so plain scans are fastest.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "protocols/core/codec.hpp"
#include "protocols/core/ids.hpp"

namespace parley::faults {

template <class Timer>
class ArmedTimers {
 public:
  struct Armed {
    ProcessId process;
    Timer timer;
    std::uint64_t due;
  };

  bool empty() const { return armed_.empty(); }
  std::size_t size() const { return armed_.size(); }
  void clear() { armed_.clear(); }

  // Replaces an armed one that is equal.
  void arm(ProcessId self, const Timer& timer, std::uint64_t due) {
    const std::size_t known = find(self, timer);
    if (known < armed_.size()) {
      armed_[known].due = due;
    } else {
      armed_.push_back({self, timer, due});
    }
  }
  void disarm(ProcessId self, const Timer& timer) {
    const std::size_t known = find(self, timer);
    if (known < armed_.size()) take(known);
  }
  void disarm_all(ProcessId self) {
    std::erase_if(armed_, [&](const Armed& armed) { return armed.process == self; });
  }

  // REQUIRES: !empty().
  std::size_t earliest() const {
    const auto first =
        std::min_element(armed_.begin(), armed_.end(), [](const Armed& a, const Armed& b) { return a.due < b.due; });
    return static_cast<std::size_t>(first - armed_.begin());
  }
  std::uint64_t due(std::size_t index) const { return armed_[index].due; }
  ProcessId process(std::size_t index) const { return armed_[index].process; }
  // 0 when none is armed.
  std::uint64_t latest_due() const {
    std::uint64_t latest = 0;
    for (const Armed& armed : armed_) latest = std::max(latest, armed.due);
    return latest;
  }
  Armed take(std::size_t index) {
    Armed taken = std::move(armed_[index]);
    armed_.erase(armed_.begin() + static_cast<std::ptrdiff_t>(index));
    return taken;
  }

 private:
  std::size_t find(ProcessId self, const Timer& timer) const {
    std::size_t at = 0;
    while (at < armed_.size() && !(armed_[at].process == self && equal(armed_[at].timer, timer))) ++at;
    return at;
  }

  std::vector<Armed> armed_;
};

}  // namespace parley::faults
