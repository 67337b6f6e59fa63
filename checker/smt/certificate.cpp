#include "checker/smt/certificate.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <stdexcept>
#include <vector>
#include <z3++.h>

#include "checker/smt/bound.hpp"
#include "checker/smt/encoding.hpp"
#include "checker/smt/limits.hpp"
#include "checker/smt/loop.hpp"
#include "checker/smt/reduce.hpp"
#include "checker/smt/twins.hpp"
#include "models/ta_writer.hpp"

namespace parley {
namespace {

// Z3's own "at most k of these", which SMT-LIB does not have, as a sum.
z3::expr standard(const z3::expr& assertion) {
  if (!assertion.is_app() || assertion.decl().decl_kind() != Z3_OP_PB_AT_MOST) return assertion;
  z3::context& context = assertion.ctx();
  z3::expr sum = context.int_val(0);
  for (unsigned i = 0; i < assertion.num_args(); ++i)
    sum = sum + z3::ite(assertion.arg(i), context.int_val(1), context.int_val(0));
  return sum <= Z3_get_decl_int_parameter(context, assertion.decl(), 0);
}

std::string one_line(std::string text) {
  std::ranges::replace_if(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20; }, '?');
  return text;
}

class Certifier {
 public:
  Certifier(const ThresholdAutomaton& automaton, const Specification& specification, const Limits& limits)
      : specification_(specification),
        raw_(to_nnf(specification.formula, true)),
        target_(simplify(raw_)),
        system_(reduced(automaton)),
        limits_(limits) {}

  std::variant<Certificate, NoCertificate> run(std::size_t segments) {
    const std::size_t needed = segments_needed(system_, target_);
    if (!tail_gap(system_, raw_)) {
      if (segments <= needed)
        if (auto found = proof(segments)) return *found;
      for (std::size_t prefix = 0; prefix <= needed; prefix = 2 * prefix + 1)
        if (auto found = proof(prefix)) return *found;
    }
    if (const auto gap = proof_gap(system_, raw_, target_)) return NoCertificate{"no single query proves it: " + *gap};
    if (auto found = exhaustion(needed)) return *found;
    return NoCertificate{"no query that proves it was answered in time"};
  }

 private:
  System reduced(const ThresholdAutomaton& automaton) const {
    System whole = prepare(automaton);
    find_implications(whole);
    const System part = restrict_to(whole, target_);
    System result = Twins(part, raw_, target_).merged();
    reduce(result, target_);
    find_directions(result);
    return result;
  }

  // What every violating run meets, whatever its length.
  std::optional<Certificate> proof(std::size_t prefix) {
    if (limits_.reached()) return std::nullopt;
    const std::size_t cuts = formula_cuts(target_);
    std::vector<SegmentKind> kinds(prefix == 0 ? 0 : prefix + cuts, SegmentKind::kPrefix);
    kinds.insert(kinds.end(), cuts + 1, SegmentKind::kTail);
    z3::context context;
    SegmentEncoding encoding(context, system_, target_, std::move(kinds));
    encoding.demand_progress(static_cast<unsigned>(cuts));
    return unsatisfiable(encoding, fmt::format("conditions that every violating run meets, with a prefix of {} "
                                               "segments that each make a guard true",
                                               prefix));
  }

  // Every run of as many segments as a shortest violating run needs.
  std::optional<Certificate> exhaustion(std::size_t segments) {
    if (limits_.reached()) return std::nullopt;
    z3::context context;
    SegmentEncoding encoding(context, system_, target_, std::vector<SegmentKind>(segments, SegmentKind::kExact));
    return unsatisfiable(encoding,
                         fmt::format("runs of {} segments, which suffice for a violation if there is any", segments));
  }

  std::optional<Certificate> unsatisfiable(SegmentEncoding& encoding, const std::string& step) {
    if (limits_.reached()) return std::nullopt;
    z3::context& context = encoding.context();
    z3::expr_vector assertions(context);
    const std::vector<LinearExpr> watched = loop_atoms(raw_);
    if (binds_the_tail(target_) && comes_to_stay(system_, watched)) encoding.demand_stay(watched);
    for (const z3::expr& assertion : encoding.assertions()) assertions.push_back(standard(assertion));
    z3::solver solver(context);
    z3::params params(context);
    params.set("arith.solver", 2U);
    solver.set(params);
    for (const z3::expr& assertion : assertions) solver.add(assertion);
    {
      const Watch watch(context, limits_);
      if (solver.check() != z3::unsat) return std::nullopt;
    }
    return Certificate{.step = step, .smt2 = header(step) + text(context, assertions)};
  }

  static std::string text(z3::context& context, const z3::expr_vector& assertions) {
    std::vector<Z3_ast> all;
    for (const z3::expr& assertion : assertions) all.push_back(assertion);
    const Z3_ast last = all.back();
    all.pop_back();
    return Z3_benchmark_to_smtlib_string(context, "", "QF_LIA", "unsat", "", static_cast<unsigned>(all.size()),
                                         all.data(), last);
  }

  std::string header(const std::string& step) const {
    const ThresholdAutomaton& automaton = system_.automaton;
    std::string lines = fmt::format(
        "; Automaton {}, specification {}: {}\n"
        "; Step of the proof: {}.\n"
        "; The specification holds if this is unsatisfiable.\n"
        "; p_NAME is a parameter; x<B>_<V> variable V, and k<B>_<L> the processes in location L, at the start of\n"
        "; segment B; d<B>_<R> how often rule R fires in segment B. Locations without a variable k are always empty,\n"
        "; or counted with another that nothing tells apart from them.\n",
        automaton.name, specification_.name, one_line(to_string(automaton, specification_.formula)), step);
    for (std::size_t i = 0; i < automaton.shared.size(); ++i)
      lines += fmt::format(";   variable {}: {}\n", i, automaton.shared[i]);
    for (std::size_t i = 0; i < automaton.locations.size(); ++i)
      lines += fmt::format(";   location {}: {}\n", i, automaton.locations[i]);
    for (std::size_t i = 0; i < system_.rules.size(); ++i)
      lines += fmt::format(";   rule {}: {}\n", i, one_line(automaton.rules[system_.rules[i].original].id));
    return lines;
  }

  const Specification& specification_;
  Prop raw_;
  Prop target_;
  System system_;
  Limits limits_;
};

}  // namespace

std::variant<Certificate, NoCertificate> certify(const ThresholdAutomaton& automaton,
                                                 const Specification& specification, std::size_t segments,
                                                 const VerifyOptions& options) {
  const Limits limits{std::min(options.end, deadline_after(options.timeout_seconds)), options.stop};
  try {
    return Certifier(automaton, specification, limits).run(segments);
  } catch (const z3::exception& error) {
    if (limits.reached()) return NoCertificate{"out of time"};
    return NoCertificate{std::string("Z3: ") + error.msg()};
  } catch (const std::length_error& error) {
    return NoCertificate{error.what()};
  } catch (const ArithmeticOverflow& error) {
    return NoCertificate{error.what()};
  }
}

}  // namespace parley
