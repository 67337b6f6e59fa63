#include "checker/smt/search.hpp"

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "checker/smt/bound.hpp"
#include "checker/smt/encoding.hpp"
#include "checker/smt/loop.hpp"
#include "checker/smt/reduce.hpp"
#include "checker/smt/small_instances.hpp"
#include "checker/smt/twins.hpp"

namespace parley {
namespace {

constexpr std::size_t kBoundedSearch = 32;  // segments tried where no number of segments proves anything

std::vector<std::size_t> depths(std::size_t most) {
  std::vector<std::size_t> result;
  for (std::size_t depth = std::min<std::size_t>(2, most); depth < most; depth *= 2) result.push_back(depth);
  result.push_back(most);
  return result;
}

// `prefix` segments that each make a guard true, and a tail, cut where the formula needs it.
std::vector<SegmentKind> proof_kinds(std::size_t prefix, std::size_t cuts) {
  std::vector<SegmentKind> kinds(prefix == 0 ? 0 : prefix + cuts, SegmentKind::kPrefix);
  kinds.insert(kinds.end(), cuts + 1, SegmentKind::kTail);
  return kinds;
}

enum class Answer { kNone, kFound, kLater, kStop };

// Z3 counts its own steps ("rlimit"), so that what is tried does not depend on the load of the machine. A million takes
// 25 to 50 ms; steps that it does not count are bounded by the clock.
constexpr unsigned kFirstBudget = 32'000'000;  // for a query in the first round
constexpr unsigned kLargestBudget = 2'000'000'000;
constexpr unsigned kBudgetGrowth = 4;
constexpr double kSecondsPerUnit = 400e-9;
constexpr std::size_t kTriesARound = 3;  // queries that may run out of their budget before a round ends

class Search {
 public:
  Search(const System& system, const Specification& specification, const Limits& limits, const SearchScope& scope)
      : specification_(specification),
        limits_(limits),
        scope_(scope),
        raw_(to_nnf(specification.formula, true)),
        target_(simplify(raw_)),
        loop_atoms_(loop_atoms(raw_)),
        whole_(restrict_to(system, target_)),
        twins_(whole_, raw_, target_),
        system_(twins_.merged()) {
    reduce(system_, target_);
    find_directions(system_);
  }

  SpecResult run() {
    gap_ = proof_gap(system_, raw_, target_);
    stays_ = binds_the_tail(target_) && comes_to_stay(system_, loop_atoms_);
    exact_ = !binds_the_tail(target_) || stays_;
    plan();
    for (budget_ = kFirstBudget; !tasks_.empty();
         budget_ = std::min(budget_, kLargestBudget / kBudgetGrowth) * kBudgetGrowth)
      if (play_round() != Answer::kNone) return result_;
    if (gap_) {
      result_.reason =
          "no counterexample with " + std::to_string(result_.segments) + " segments, and no proof: " + *gap_;
    } else {
      result_.verdict = Verdict::kHolds;
    }
    return result_;
  }

 private:
  enum class Kind { kProof, kInstances, kViolation };

  struct Reply {
    z3::check_result answer;
    z3::solver solver;  // that gave it: for the model, or the reason
  };

  // A query, by kind and number of segments.
  struct Task {
    Kind kind = Kind::kProof;
    std::size_t size = 0;
  };

  // Proofs and violations by turns, from small to large.
  void plan() {
    const std::size_t needed = segments_needed(system_, target_);
    const bool may_prove = scope_.proofs && !tail_gap(system_, raw_);
    std::size_t previous = 1;
    for (const std::size_t depth : depths(gap_ ? std::max(needed, kBoundedSearch) : needed)) {
      if (may_prove && previous <= needed + 1) tasks_.push_back({.kind = Kind::kProof, .size = previous - 1});
      if (scope_.instances && previous == 1) tasks_.push_back({.kind = Kind::kInstances, .size = 0});
      tasks_.push_back({.kind = Kind::kViolation, .size = depth});
      previous = depth;
    }
  }

  // Plays the tasks, each for the current budget, and keeps those that ran out of it.
  Answer play_round() {
    std::vector<Task> left;
    for (std::size_t i = 0; i < tasks_.size(); ++i) {
      if (left.size() == kTriesARound) {
        left.insert(left.end(), tasks_.begin() + static_cast<std::ptrdiff_t>(i), tasks_.end());
        break;
      }
      if (limits_.reached()) return stop("timeout");
      const Task task = tasks_[i];
      const Answer answer = try_task(task);
      if (answer == Answer::kFound || answer == Answer::kStop) return answer;
      if (answer == Answer::kLater) left.push_back(task);
    }
    tasks_ = std::move(left);
    return Answer::kNone;
  }

  Answer try_task(const Task& task) {
    switch (task.kind) {
      case Kind::kProof:
        return try_proof(task.size);
      case Kind::kInstances:
        return try_instances();
      case Kind::kViolation:
        result_.segments = task.size;
        return try_violation(task.size);
    }
    return Answer::kNone;
  }

  Answer try_instances() {
    constexpr Effort kGlance{.instances = 8, .starts = 16, .first_states = 400, .most_states = 400};
    std::optional<Counterexample> run;
    try {
      System separate = whole_;
      reduce(separate, target_);
      find_directions(separate);
      run = find_in_small_instances(separate, raw_, limits_, kGlance);
    } catch (const std::length_error&) {  // the formula has too many alternatives, which segments do not mind
    }
    if (!run || refute_or_end(system_.automaton, specification_, *run)) return Answer::kNone;
    return found(std::move(*run), "explicit");
  }

  // Does no run even meet these necessary conditions? Sound for "holds" whatever the number of segments.
  Answer try_proof(std::size_t prefix) {
    const std::size_t cuts = formula_cuts(target_);
    SegmentEncoding encoding(context_, system_, target_, proof_kinds(prefix, cuts));
    encoding.demand_progress(static_cast<unsigned>(cuts));
    const Reply reply = ask(encoding, stays_);
    if (reply.answer == z3::unsat) {
      result_.segments = prefix;
      result_.verdict = Verdict::kHolds;
      return Answer::kFound;
    }
    return reply.answer == z3::sat ? Answer::kNone : give_up(reply);
  }

  Answer try_violation(std::size_t depth) {
    const bool must_stay = binds_the_tail(target_);
    const Answer answer = try_runs(depth, must_stay && exact_);
    if (answer != Answer::kFound || exact_) return answer;
    gap_ = "processes move for ever in a way that this engine does not follow";  // the run found may not be maximal
    exact_ = true;
    return try_runs(depth, true);
  }

  // With `must_stay`, of runs that can stay where they end; a run found is reported then, and when nothing binds it.
  Answer try_runs(std::size_t depth, bool must_stay) {
    SegmentEncoding encoding(context_, system_, target_, std::vector<SegmentKind>(depth, SegmentKind::kExact));
    const Reply reply = ask(encoding, must_stay);
    if (reply.answer == z3::unsat) return Answer::kNone;
    if (reply.answer == z3::unknown) return give_up(reply);
    if (binds_the_tail(target_) && !must_stay) return Answer::kFound;
    return accept(encoding.run_of(reply.solver.get_model()));
  }

  // First without preprocessing, which pays on most queries and on all small ones; then with it.
  Reply ask(SegmentEncoding& encoding, bool must_stay) {
    if (must_stay) encoding.demand_stay(loop_atoms_);
    Reply reply = ask(encoding, z3::solver(context_, z3::solver::simple()), budget_ / 4);
    if (reply.answer == z3::unknown && !limits_.reached())
      reply = ask(encoding, z3::solver(context_, "QF_LIA"), budget_);
    return reply;
  }

  Reply ask(const SegmentEncoding& encoding, z3::solver solver, unsigned budget) {
    z3::params params(context_);
    params.set("arith.solver", 2U);  // on these queries the older simplex is the faster one more often than not
    params.set("rlimit", budget);
    params.set("timeout", limits_.within(budget * kSecondsPerUnit).remaining_ms());
    solver.set(params);
    for (const z3::expr& assertion : encoding.assertions()) solver.add(assertion);
    const z3::check_result answer = limits_.reached() ? z3::unknown : solver.check();
    return {answer, std::move(solver)};
  }

  // An undecided query: out of time altogether, to be tried again with a larger budget, or beyond the solver.
  Answer give_up(const Reply& reply) {
    if (limits_.reached()) return stop("timeout");
    const std::string reason = reply.solver.reason_unknown();
    for (const char* bounded : {"timeout", "cancel", "resource"})
      if (reason.find(bounded) != std::string::npos) return Answer::kLater;
    return stop("Z3: " + reason);
  }

  Answer accept(std::optional<Counterexample> run) {
    if (!run) return stop("the solver's run cannot be put in order");
    run = twins_.separated(*run);
    if (!run) return stop("the solver's run is too long to be replayed");
    if (binds_the_tail(target_)) add_loop(*run);
    if (const auto flaw = refute_or_end(system_.automaton, specification_, *run))
      return stop("the solver's run fails its replay: " + *flaw);
    return found(std::move(*run), "smt");
  }

  Answer found(Counterexample run, std::string engine) {
    result_.verdict = Verdict::kViolated;
    result_.counterexample = std::move(run);
    result_.engine = std::move(engine);
    return Answer::kFound;
  }

  // From where the run ends, or from where a process comes to by moving among twins.
  void add_loop(Counterexample& run) const {
    const Configuration end = after(run.initial, run.steps);
    std::vector<std::vector<AcceleratedStep>> walks{{}};
    std::ranges::move(twins_.walks(end), std::back_inserter(walks));
    for (const std::vector<AcceleratedStep>& walk : walks) {
      auto loop = find_loop(whole_, loop_atoms_, after(end, walk));
      if (!loop) continue;
      run.steps.insert(run.steps.end(), walk.begin(), walk.end());
      run.loop = std::move(*loop);
      return;
    }
  }

  Configuration after(Configuration configuration, const std::vector<AcceleratedStep>& steps) const {
    for (const AcceleratedStep& step : steps)
      for (std::int64_t i = 0; i < step.count; ++i) fire(whole_.automaton.rules[step.rule], configuration);
    return configuration;
  }

  Answer stop(std::string reason) {
    result_.reason = std::move(reason);
    return Answer::kStop;
  }

  const Specification& specification_;
  Limits limits_;
  SearchScope scope_;
  Prop raw_;
  Prop target_;
  std::vector<LinearExpr> loop_atoms_;
  System whole_;   // as far as the specification goes
  Twins twins_;    // of it
  System system_;  // without them, and reduced
  std::optional<std::string> gap_;
  std::vector<Task> tasks_;
  unsigned budget_ = kFirstBudget;
  bool stays_ = false;  // every violating run comes to where it can stay
  bool exact_ = true;   // only runs that stay legitimately are asked for
  z3::context context_;
  Watch watch_{context_, limits_};
  SpecResult result_;
};

}  // namespace

SpecResult search(const System& system, const Specification& specification, const Limits& limits,
                  const SearchScope& scope) {
  const auto start = std::chrono::steady_clock::now();
  SpecResult result;
  try {
    result = Search(system, specification, limits, scope).run();
  } catch (const z3::exception& error) {
    result.reason = limits.reached() ? "timeout" : std::string("Z3: ") + error.msg();
  } catch (const ArithmeticOverflow& error) {
    result.reason = error.what();
  } catch (const std::length_error& error) {
    result.reason = error.what();
  }
  if (result.verdict == Verdict::kHolds) result.engine = "smt";
  result.spec = specification.name;
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return result;
}

bool has_parameters(const System& system) {
  z3::context context;
  const Prop anything;
  const SegmentEncoding encoding(context, system, anything, std::vector<SegmentKind>{});
  z3::solver solver(context, "QF_LIA");
  for (const z3::expr& assertion : encoding.assertions()) solver.add(assertion);
  return solver.check() != z3::unsat;
}

}  // namespace parley
