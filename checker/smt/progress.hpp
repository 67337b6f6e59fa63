// Temporal formulas unfolded step by step: []p is p now and []p next, <>p is p now or <>p next.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "checker/smt/prop.hpp"

namespace parley {

// The temporal sub-formulas, by number, that a run has to satisfy from its next configuration on.
using Owed = std::uint64_t;

// One way to meet what is owed: these atoms hold now, and the rest is owed from the next configuration on.
struct Way {
  std::vector<const Prop*> atoms;
  Owed owed = 0;
};

// The formula must outlive it. REQUIRES: no kFinally in the formula.
// Throws std::length_error when it has more than 63 temporal operators, or more than 4,096 ways.
class Progress {
 public:
  explicit Progress(const Prop& formula);

  std::vector<Way> begin() const { return ways({formula_}); }
  const std::vector<Way>& unfold(Owed owed);
  // Nothing has to become true any more.
  bool is_settled(Owed owed) const { return (owed & eventualities_) == 0; }

 private:
  void number(const Prop& prop);
  Owed bit_of(const Prop& prop) const;
  std::vector<Way> ways(std::vector<const Prop*> open) const;
  void expand(Way way, std::vector<const Prop*> open, std::vector<Way>& result) const;

  const Prop* formula_;
  std::vector<const Prop*> temporal_;
  Owed eventualities_ = 0;
  std::map<Owed, std::vector<Way>> known_;
};

}  // namespace parley
