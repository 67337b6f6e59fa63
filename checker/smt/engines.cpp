#include "checker/smt/engines.hpp"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "checker/smt/coverability.hpp"
#include "checker/smt/loop.hpp"
#include "checker/smt/reduce.hpp"
#include "checker/smt/search.hpp"
#include "checker/smt/small_instances.hpp"
#include "checker/smt/zero_one.hpp"

namespace parley {
namespace {

using Prover = NoProof (*)(const System&, const Prop&, const Limits&);

struct NamedProver {
  const char* name;
  Prover prove;
};

constexpr std::array kProvers{NamedProver{"zcs", prove_by_zero_one}, NamedProver{"acs", prove_by_coverability}};

// What `attempt` finds; whatever it throws is a reason for having found nothing.
template <class Attempt>
SpecResult or_reason(const Limits& limits, const Attempt& attempt) {
  SpecResult failed;
  try {
    return attempt();
  } catch (const z3::exception& error) {
    failed.reason = limits.reached() ? "timeout" : std::string("Z3: ") + error.msg();
  } catch (const std::length_error& error) {
    failed.reason = error.what();
  } catch (const ArithmeticOverflow& error) {
    failed.reason = error.what();
  }
  return failed;
}

// A proof by one engine.
SpecResult try_proof(const NamedProver& prover, const System& system, const Specification& specification,
                     const Limits& limits) {
  return or_reason(limits, [&] {
    SpecResult result;
    const Prop target = to_nnf(specification.formula, true);
    if (const NoProof gap = prover.prove(restrict_to(system, target), target, limits)) {
      result.reason = *gap;
    } else {
      result.verdict = Verdict::kHolds;
      result.engine = prover.name;
    }
    return result;
  });
}

// What the first says, and beside it why the second does not know better.
SpecResult with_reason(SpecResult first, const SpecResult& second) {
  if (first.verdict == Verdict::kUnknown && !second.reason.empty() && second.reason != first.reason)
    first.reason += "; " + second.reason;
  return first;
}

// Both at once; the first verdict stops the other.
template <class First, class Second>
SpecResult race(const Limits& limits, const First& first, const Second& second) {
  std::stop_source stop;
  const std::stop_callback forward(limits.stop, [&] { stop.request_stop(); });
  const Limits shared{limits.deadline, stop.get_token()};
  SpecResult other;
  SpecResult own;
  {
    const std::jthread thread([&] {
      other = second(shared);
      if (other.verdict != Verdict::kUnknown) stop.request_stop();
    });
    own = first(shared);
    if (own.verdict != Verdict::kUnknown) stop.request_stop();
  }
  return own.verdict != Verdict::kUnknown || other.verdict == Verdict::kUnknown ? with_reason(own, other) : other;
}

// Resets, decrements, and guards that change to and fro: what the segments of a run alone seldom prove.
bool needs_abstraction(const System& system) {
  return std::ranges::any_of(system.rules, [&](const GuardedRule& rule) {
    return fires_alone(rule) || std::ranges::any_of(rule.guard, [&](std::uint32_t atom) {
             return !system.guard_directions[atom].monotone();
           });
  });
}

// Violations only.
SpecResult by_small_instances(const System& system, const Specification& specification, const Limits& limits,
                              const Effort& effort = {}) {
  return or_reason(limits, [&] {
    SpecResult result;
    result.reason = "no counterexample in small instances";
    const Prop target = to_nnf(specification.formula, true);
    System restricted = restrict_to(system, target);
    reduce(restricted, target);
    auto run = find_in_small_instances(restricted, target, limits, effort);
    if (!run) return result;
    if (const auto flaw = refute_or_end(system.automaton, specification, *run)) {
      result.reason = "a run of a small instance fails its replay: " + *flaw;
      return result;
    }
    result.verdict = Verdict::kViolated;
    result.counterexample = std::move(run);
    result.engine = "explicit";
    result.reason.clear();
    return result;
  });
}

// Lets the other engine decide the easy cases alone, for so long or until it has given up.
bool pauses(const Limits& limits, double seconds, const std::stop_token& given_up) {
  std::stop_source over;
  const std::stop_callback stopped(limits.stop, [&] { over.request_stop(); });
  const std::stop_callback alone(given_up, [&] { over.request_stop(); });
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  wake.wait_until(lock, over.get_token(), limits.within(seconds).deadline, [] { return false; });
  return !limits.reached();
}

constexpr double kHeadStart = 6;  // seconds
constexpr Effort kFirstLook{.instances = 40, .starts = 100, .first_states = 2'000, .most_states = 20'000};

// Segments and a glance at small instances; besides, abstractions where they promise more, and larger instances.
SpecResult by_choice(const System& system, const Specification& specification, const Limits& limits) {
  const bool abstract = needs_abstraction(system);
  SpecResult abstraction;
  if (abstract) {
    abstraction = try_proof(kProvers[0], system, specification, limits.within(kHeadStart));
    if (abstraction.verdict != Verdict::kUnknown) return abstraction;
  }
  std::stop_source segments_ended;
  const auto segments = [&](const Limits& shared) {
    SpecResult result = search(system, specification, shared, {.proofs = true, .instances = true});
    segments_ended.request_stop();
    return result;
  };
  const auto others = [&](const Limits& shared) -> SpecResult {
    SpecResult result;
    if (abstract) result = by_small_instances(system, specification, shared, kFirstLook);
    if (abstract && result.verdict == Verdict::kUnknown) result = try_proof(kProvers[1], system, specification, shared);
    if (result.verdict != Verdict::kUnknown || (!abstract && !pauses(shared, kHeadStart, segments_ended.get_token())))
      return result;
    return with_reason(by_small_instances(system, specification, shared), result);
  };
  return with_reason(race(limits, segments, others), abstraction);
}

}  // namespace

std::vector<std::string> engine_names() {
  std::vector<std::string> names{"auto", "smt"};
  for (const NamedProver& prover : kProvers) names.emplace_back(prover.name);
  names.emplace_back("explicit");
  return names;
}

SpecResult decide(const std::string& engine, const System& system, const Specification& specification,
                  const Limits& limits) {
  const auto start = std::chrono::steady_clock::now();
  const auto prover = std::ranges::find(kProvers, engine, &NamedProver::name);
  SpecResult result;
  if (engine == "auto") {
    result = by_choice(system, specification, limits);
  } else if (engine == "explicit") {
    result = by_small_instances(system, specification, limits);
  } else if (prover != kProvers.end()) {
    result = race(
        limits,
        [&](const Limits& shared) {
          return search(system, specification, shared, {.proofs = false, .instances = true});
        },
        [&](const Limits& shared) { return try_proof(*prover, system, specification, shared); });
  } else {
    result = search(system, specification, limits);
  }
  result.spec = specification.name;
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return result;
}

}  // namespace parley
