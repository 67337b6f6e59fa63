#include "checker/smt/synthesis.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "checker/smt/contradiction.hpp"
#include "checker/smt/weaker.hpp"
#include "protocols/core/error.hpp"

namespace parley {
namespace {

using Values = std::vector<std::int64_t>;

std::vector<UnknownRange> all_ranges(const ModelTemplate& model, const SynthesisOptions& options) {
  if (model.unknowns().empty())
    throw InputError("synthesize", "", "expected a model with unknowns, or --threshold; found neither");
  std::vector<UnknownRange> result;
  for (const std::string& name : model.unknowns()) result.push_back({.name = name});
  std::set<std::string> named;
  for (const UnknownRange& range : options.ranges) {
    const auto at = std::ranges::find(result, range.name, &UnknownRange::name);
    if (at == result.end())
      throw InputError("--range", "", "expected the name of an unknown, found '" + range.name + "'");
    if (!named.insert(range.name).second)
      throw InputError("--range", "", "expected each unknown once, found '" + range.name + "' again");
    *at = range;
  }
  return result;
}

std::size_t count_candidates(const std::vector<UnknownRange>& ranges) {
  std::size_t count = 1;
  for (const UnknownRange& range : ranges) {
    const auto width = static_cast<std::uint64_t>(range.high - range.low) + 1;
    const std::string text = range.name + "=" + std::to_string(range.low) + ".." + std::to_string(range.high);
    if (range.high < range.low) throw InputError("--range", "", "expected the lower end first, found " + text);
    if (width > kMaxCandidates / count)
      throw InputError("--range", "",
                       "expected at most " + std::to_string(kMaxCandidates) +
                           " candidates, the product of all ranges; found more with " + text);
    count *= width;
  }
  return count;
}

// Counts through the ranges, the last unknown fastest. False after the last.
bool advance(Values& values, const std::vector<UnknownRange>& ranges) {
  for (std::size_t i = values.size(); i-- > 0;) {
    if (values[i] < ranges[i].high) {
      ++values[i];
      return true;
    }
    values[i] = ranges[i].low;
  }
  return false;
}

// An assumption over unknowns alone, such as "a >= 0", is false for these values.
bool is_refused(const ThresholdAutomaton& automaton) {
  return std::ranges::any_of(automaton.assumptions, [](const Formula& assumption) {
    return assumption.connective == Connective::kComparison && assumption.comparison.expr.is_constant() &&
           !holds(assumption.comparison.expr.constant, assumption.comparison.relation);
  });
}

class Synthesis {
 public:
  Synthesis(const ModelTemplate& model, const SynthesisOptions& options) : model_(model), options_(options) {}

  SynthesisResult run() {
    result_.ranges = all_ranges(model_, options_);
    result_.candidates = count_candidates(result_.ranges);
    Values values;
    for (const UnknownRange& range : result_.ranges) values.push_back(range.low);
    std::size_t looked_at = 0;
    do {
      if (options_.verify.is_over()) break;
      if (options_.progress) options_.progress(looked_at, result_.candidates);
      look_at(values);
      ++looked_at;
    } while (advance(values, result_.ranges));
    result_.not_looked_at = result_.candidates - looked_at;
    result_.counterexamples = runs_.size();
    mark_weakest();
    return std::move(result_);
  }

 private:
  struct Run {
    std::string spec;
    Counterexample counterexample;
  };

  std::optional<ThresholdAutomaton> instance(const Values& values) const {
    try {
      ThresholdAutomaton automaton = model_.with(values);
      if (!is_refused(automaton)) return automaton;
    } catch (const InputError&) {
      // These values make no model.
    }
    return std::nullopt;
  }

  void look_at(const Values& values) {
    const auto automaton = instance(values);
    if (!automaton || find_contradiction(*automaton)) {
      ++result_.inadmissible;
      return;
    }
    if (!is_excluded(*automaton)) decide(*automaton, values);
  }

  // A known run violates its specification here too. Runs that were useful are tried first.
  bool is_excluded(const ThresholdAutomaton& automaton) {
    const auto at = std::ranges::find_if(runs_, [&](const Run& run) {
      const auto specification = find_specification(automaton, run.spec);
      return specification &&
             !refute_counterexample(automaton, automaton.specifications[*specification], run.counterexample);
    });
    if (at == runs_.end()) return false;
    std::rotate(runs_.begin(), at, at + 1);
    return true;
  }

  void decide(const ThresholdAutomaton& automaton, const Values& values) {
    ++result_.verified;
    std::vector<SpecResult> verdicts = verify(automaton, options_.verify);
    bool violated = false;
    bool unknown = false;
    for (SpecResult& verdict : verdicts) {
      unknown = unknown || verdict.verdict == Verdict::kUnknown;
      if (verdict.verdict != Verdict::kViolated) continue;
      violated = true;
      runs_.insert(runs_.begin(), {verdict.spec, std::move(*verdict.counterexample)});
    }
    if (violated) return;
    if (unknown) {
      result_.undecided.push_back(values);
    } else {
      result_.solutions.push_back({.values = values});
    }
  }

  // One representative of each class of equals is compared with the others; the rest share its fate.
  void mark_weakest() {
    struct Class {
      ThresholdAutomaton automaton;
      std::vector<std::size_t> members;  // positions among the solutions
    };
    std::vector<Class> weakest;
    for (std::size_t i = 0; i < result_.solutions.size(); ++i) {
      ThresholdAutomaton automaton = model_.with(result_.solutions[i].values);
      bool beaten = false;
      for (std::size_t j = 0; j < weakest.size() && !beaten;) {
        const bool is_below = is_weaker(weakest[j].automaton, automaton);
        const bool is_above = is_weaker(automaton, weakest[j].automaton);
        if (is_below) {
          beaten = true;
          if (is_above) weakest[j].members.push_back(i);
        } else if (is_above) {
          weakest.erase(weakest.begin() + static_cast<std::ptrdiff_t>(j));
        } else {
          ++j;
        }
      }
      if (!beaten) weakest.push_back({std::move(automaton), {i}});
    }
    for (const Class& equal : weakest)
      for (const std::size_t member : equal.members) result_.solutions[member].weakest = true;
  }

  const ModelTemplate& model_;
  const SynthesisOptions& options_;
  std::vector<Run> runs_;
  SynthesisResult result_;
};

}  // namespace

SynthesisResult synthesize(const ModelTemplate& model, const SynthesisOptions& options) {
  return Synthesis(model, options).run();
}

}  // namespace parley
