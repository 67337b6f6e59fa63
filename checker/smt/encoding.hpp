// The query "some run of at most K segments satisfies the target", as assertions for Z3. What a segment is, and what
// the query proves, stands in bound.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>
#include <z3++.h>

#include "checker/smt/counterexample.hpp"
#include "checker/smt/system.hpp"

namespace parley {

// What is demanded of a stretch of a run between two borders.
enum class SegmentKind : std::uint8_t {
  kExact,   // (S1) to (S4) of bound.hpp: the stretch can be fired
  kPrefix,  // necessary: guards of fired rules hold at its start
  kTail,    // necessary: rising guards hold at its end, falling ones at its start
};

// Uses `context` throughout its life; not thread-safe. The target must outlive the encoding.
class SegmentEncoding {
 public:
  SegmentEncoding(z3::context& context, const System& system, const Prop& target, std::vector<SegmentKind> kinds);

  z3::expr value(const LinearExpr& expr, std::size_t border);
  z3::context& context() { return context_; }
  const z3::expr_vector& assertions() const { return assertions_; }

  // Asserts that the run may stay in its last configuration for ever: a wait is enabled, nothing is, or a process can
  // go round a cycle of locations without effect on the atoms watched (loop.hpp).
  void demand_stay(const std::vector<LinearExpr>& watched);

  // All prefix segments but `exceptions` make a rising guard true, or no segment from there on does. Adds assertions.
  void demand_progress(unsigned exceptions);

  // The run of a model of the assertions. Nothing when its numbers exceed 64 bits or no firing order exists.
  std::optional<Counterexample> run_of(const z3::model& model) const;

 private:
  // One configuration between two segments. Dead locations have no variable.
  struct Border {
    std::vector<std::optional<z3::expr>> counters;
    std::vector<z3::expr> shared;
  };
  struct Segment {
    std::vector<z3::expr> counts;  // by rule of the system
    std::optional<z3::expr> single;
  };

  z3::expr natural(const std::string& name);
  z3::expr sum(const std::vector<z3::expr>& terms);
  z3::expr any_fired(std::size_t segment, const std::vector<std::size_t>& rules);
  Border new_border(std::size_t number);
  void add_first_border();
  void add_segment(std::size_t number);
  void add_flow(std::size_t number);
  void add_guards(std::size_t number);
  void add_connection(std::size_t number);
  void add_necessary_guards(std::size_t number);
  z3::expr guard_at(std::size_t atom, std::size_t border);
  z3::expr shared_after(std::size_t number, std::uint32_t variable);
  z3::expr single(std::size_t segment);

  z3::expr enabled(const GuardedRule& rule);
  z3::expr idle_cycle(const std::vector<LinearExpr>& watched);
  z3::expr atom_at(const LinearExpr& expr, std::size_t border);
  z3::expr none_moves(const LinearExpr& expr, std::size_t segment, bool up);
  z3::expr junction(const Prop& prop, const std::vector<z3::expr>& parts);
  z3::expr holds_at(const Prop& prop, std::size_t border);
  z3::expr claim(const Prop& prop, std::size_t border);
  z3::expr holds_inside(const Prop& prop, std::size_t segment);
  z3::expr necessary_inside(const Prop& prop, std::size_t segment);
  z3::expr interior_of(const LinearExpr& expr, std::size_t segment);

  std::vector<std::int64_t> values_of(const z3::model& model, const std::vector<z3::expr>& exprs) const;

  z3::context& context_;
  const System& system_;
  std::vector<SegmentKind> kinds_;
  std::size_t segments_;
  std::vector<std::uint32_t> components_;
  std::vector<std::vector<std::size_t>> rules_by_atom_;
  std::vector<z3::expr> parameters_;
  std::vector<Border> borders_;
  std::vector<Segment> segment_vars_;
  std::map<std::pair<const Prop*, std::size_t>, z3::expr> claims_;
  std::map<std::pair<std::size_t, std::size_t>, z3::expr> guards_;  // by atom and border
  z3::expr_vector assertions_;
};

}  // namespace parley
