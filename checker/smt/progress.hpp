// Temporal formulas unfolded step by step: []p is p now and []p next, <>p is p now or <>p next.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <unordered_set>
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
// Not thread-safe.
class Progress {
 public:
  explicit Progress(const Prop& formula);

  std::vector<Way> begin() const { return ways({formula_}); }
  const std::vector<Way>& unfold(Owed owed);

  // The same where the present is known: what is owed from the next configuration on, one entry for each way. Nothing
  // is put off that holds now.
  using Holds = std::function<bool(const Prop& state_formula)>;
  std::vector<Owed> begin_at(const Holds& holds) const { return results({formula_}, holds); }
  std::vector<Owed> unfold_at(Owed owed, const Holds& holds) const { return results(owed_formulas(owed), holds); }

  // The sub-formulas <>p: events that must come.
  Owed eventualities() const { return eventualities_; }
  // Nothing has to become true any more.
  bool is_settled(Owed owed) const { return (owed & eventualities_) == 0; }

 private:
  void number(const Prop& prop);
  Owed bit_of(const Prop& prop) const;
  std::vector<Way> ways(std::vector<const Prop*> open) const;
  std::vector<const Prop*> owed_formulas(Owed owed) const;
  std::vector<Owed> results(std::vector<const Prop*> open, const Holds& holds) const;
  void advance(Owed owed, std::vector<const Prop*> open, const Holds& holds, std::vector<Owed>& results) const;
  void expand(Way way, std::vector<const Prop*> open, std::vector<Way>& result) const;

  const Prop* formula_;
  std::vector<const Prop*> temporal_;
  std::unordered_set<const Prop*> timed_;  // sub-formulas with a temporal operator
  Owed eventualities_ = 0;
  std::map<Owed, std::vector<Way>> known_;
};

}  // namespace parley
