// Interval abstraction (Baumeister, Eichler, Jacobs, Sakr, Voelp, FM 2024, section 4): what guards and the target
// compare with thresholds is known only up to the thresholds between which it lies.
//
// A tracked expression is a sum over shared variables; an atom over shared variables and parameters says that it is at
// least (or below) a threshold, a whole number that the parameters give. An order fixes for each tracked expression
// which thresholds are equal and which comes before which; every admissible choice of the parameters has exactly one.
// Interval i of an expression reaches from its i-th distinct threshold to the next, so no interval is empty. For a sum
// of variables with positive coefficients, interval 0 starts at 0, and thresholds of at most 0 are always passed.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>
#include <z3++.h>

#include "checker/smt/limits.hpp"
#include "checker/smt/system.hpp"
#include "checker/smt/terms.hpp"

namespace parley {

using Interval = std::uint16_t;
using Intervals = std::vector<Interval>;  // by tracked expression

struct Order {
  std::vector<std::vector<Interval>> ranks;  // [tracked][threshold]: the first interval where it is passed
  std::vector<Interval> last;                // [tracked]: the last interval
};

// The atom holds where the tracked expression has passed the threshold, or (not rising) where it has not.
struct Place {
  std::size_t tracked = 0;
  std::size_t threshold = 0;
  bool rising = true;
  bool holds(const Order& order, const Intervals& at) const {
    return (at[tracked] >= order.ranks[tracked][threshold]) == rising;
  }
};

// Owns a Z3 context; not thread-safe. The system must outlive it.
class IntervalDomain {
 public:
  // Tracks what occurs in guards and in atoms of the target.
  IntervalDomain(const System& system, const Prop& target);

  // Nothing when the atom is about anything else than shared variables and parameters.
  std::optional<Place> place_of(const LinearExpr& atom) const;

  // Visits every order that some admissible parameters have, until a visit returns false. During a visit queries are
  // about these parameters. False when cut short: by a visit, the limits, or after kMaxOrders orders.
  bool for_each_order(const Limits& limits, const std::function<bool(const Order&)>& visit);
  static constexpr std::size_t kMaxOrders = 20'000;

  // REQUIRES, for the following: within for_each_order, with the order visited.

  // Where the updates can lead a tracked expression from an interval; empty when the updates are impossible there.
  const Intervals& successors(const Order& order, std::size_t tracked, Interval from,
                              const std::vector<Update>& updates);
  // Some values of the variables lie in all of these intervals.
  bool is_consistent(const Order& order, const Intervals& at);
  // `condition` holds in some configuration with these intervals and with no process outside `occupied`.
  bool is_possible(const Order& order, const Intervals& at, const std::vector<bool>& occupied,
                   const std::vector<z3::expr>& conditions);
  // The possible intervals in configurations that satisfy the conditions, each with the maximal sets of occupied
  // locations. False when the limits were reached.
  bool for_each_start(const Order& order, const std::vector<z3::expr>& conditions, const Limits& limits,
                      const std::function<void(const Intervals&, const std::vector<bool>&)>& visit);

  z3::context& context() { return context_; }
  const SymbolicConfiguration& configuration() const { return now_; }

 private:
  struct Threshold {
    LinearExpr rising;  // the atom that holds from the threshold on
    z3::expr value;
  };
  struct Tracked {
    std::vector<Term> terms;  // over shared variables, no common divisor, the first coefficient positive
    bool is_natural = false;
    std::vector<Threshold> thresholds;
  };
  using Groups = std::vector<std::vector<std::size_t>>;  // thresholds of equal value, ascending

  void track(const LinearExpr& atom);
  void add_threshold(std::size_t tracked, const LinearExpr& rising);
  bool insert(std::size_t tracked, std::size_t threshold, Groups groups, Order& order);
  bool try_with(const std::vector<z3::expr>& conditions, const std::function<bool()>& then);
  bool visit_order(const Order& order);
  z3::expr value_of(std::size_t tracked, const SymbolicConfiguration& configuration);
  z3::expr lies_in(const Order& order, std::size_t tracked, Interval interval, const z3::expr& value);
  SymbolicConfiguration after(const std::vector<Update>& updates);
  Intervals intervals_in(const z3::model& model, const Order& order);

  const System& system_;
  z3::context context_;
  z3::solver solver_;
  SymbolicConfiguration now_;
  std::vector<Tracked> tracked_;
  bool overlapping_ = false;  // some variable occurs in two tracked expressions
  const std::function<bool(const Order&)>* visit_ = nullptr;
  Limits limits_{};
  std::size_t orders_ = 0;
  // Answers about the order that is being visited.
  std::map<std::tuple<std::size_t, Interval, std::vector<std::tuple<std::uint32_t, std::int64_t, bool>>>, Intervals>
      successors_;
  std::map<Intervals, bool> consistent_;
};

}  // namespace parley
