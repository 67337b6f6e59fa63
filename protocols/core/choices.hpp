// A protocol's randomness is a choice: drawn from a seeded generator in simulation, enumerated by the explorer, read
// from a tape in replay. A step's choices are part of its trace.
#pragma once

#include <cstdint>
#include <vector>

#include "protocols/core/check.hpp"
#include "protocols/core/random.hpp"

namespace parley {

class Choices {
 public:
  // Draws from `generator`, which must outlive this object.
  explicit Choices(Rng& generator) : generator_(&generator) {}

  // Reads `tape`; choices beyond its end are 0 (the first of an enumeration, see next_combination).
  explicit Choices(std::vector<std::uint64_t> tape = {}) : taken_(std::move(tape)), bounds_(taken_.size(), 0) {}

  // Reads `tape` as far as it fits: a choice at or above its bound is taken modulo it. For tapes that may belong to
  // another run: files from outside, and schedules that are being shrunk.
  static Choices lenient(std::vector<std::uint64_t> tape) {
    Choices choices(std::move(tape));
    choices.lenient_ = true;
    return choices;
  }

  // Uniform in [0, bound). REQUIRES: bound > 0.
  std::uint64_t choose(std::uint64_t bound) {
    check(bound > 0, "choose needs a positive bound");
    if (next_ < taken_.size()) {
      if (lenient_) taken_[next_] %= bound;
      check(taken_[next_] < bound, "a recorded choice exceeds its bound: the trace belongs to another protocol");
      bounds_[next_] = bound;
      return taken_[next_++];
    }
    const std::uint64_t value = generator_ != nullptr ? generator_->below(bound) : 0;
    taken_.push_back(value);
    bounds_.push_back(bound);
    ++next_;
    return value;
  }

  // The choices of the current step, in order.
  const std::vector<std::uint64_t>& taken() const { return taken_; }

  // How many of them the step has asked for: fewer than taken() where a tape was longer.
  std::size_t used() const { return next_; }

  // Before each step. A generator forgets the choices of the step before; a tape goes on from its beginning.
  void begin_step() {
    next_ = 0;
    if (generator_ == nullptr || taken_.empty()) return;
    taken_.clear();
    bounds_.clear();
  }

  // Turns the tape to the next combination of the step just run, in lexicographic order; false when all were seen.
  bool next_combination() {
    taken_.resize(next_);
    bounds_.resize(next_);
    while (!taken_.empty() && taken_.back() + 1 >= bounds_.back()) {
      taken_.pop_back();
      bounds_.pop_back();
    }
    next_ = 0;
    if (taken_.empty()) return false;
    ++taken_.back();
    return true;
  }

 private:
  Rng* generator_ = nullptr;
  std::vector<std::uint64_t> taken_;
  std::vector<std::uint64_t> bounds_;
  std::size_t next_ = 0;
  bool lenient_ = false;
};

}  // namespace parley
