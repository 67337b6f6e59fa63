// Where a round takes its randomness from: drawn, or every outcome in turn. One simulation serves both, so that what is
// computed exactly is the thing that is simulated.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "protocols/core/random.hpp"

namespace parley::torrent {

// All choices are uniform. Enumerated: run with the path at hand, then advance(); the weights of all paths sum to 1.
class Choices {
 public:
  static Choices drawn(const Rng& rng) { return Choices(rng); }
  static Choices enumerated() { return Choices(std::nullopt); }

  // REQUIRES: count > 0.
  std::uint64_t below(std::uint64_t count) {
    if (rng_) return rng_->below(count);
    if (count == 1) return 0;
    if (at_ == path_.size()) path_.push_back({0, count});
    weight_ /= static_cast<double>(count);
    return path_[at_++].taken;
  }
  // Probability of the path since its start.
  double weight() const { return weight_; }
  // The next path in lexicographic order, begun anew. False after the last.
  bool advance() {
    at_ = 0;
    weight_ = 1;
    while (!path_.empty() && path_.back().taken + 1 == path_.back().count) path_.pop_back();
    if (path_.empty()) return false;
    ++path_.back().taken;
    return true;
  }

 private:
  struct Point {
    std::uint64_t taken = 0;
    std::uint64_t count = 1;
  };
  explicit Choices(std::optional<Rng> rng) : rng_(rng) {}

  std::optional<Rng> rng_;
  std::vector<Point> path_ = {};
  std::size_t at_ = 0;
  double weight_ = 1;
};

}  // namespace parley::torrent
