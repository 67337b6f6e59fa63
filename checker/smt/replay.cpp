#include <algorithm>
#include <cstdint>

#include "checker/smt/counterexample.hpp"

namespace parley {
namespace {

// What is known of a formula at a position: a prefix leaves open what its continuations do.
enum class Truth : std::uint8_t { kFalse, kOpen, kTrue };

Truth opposite(Truth value) {
  if (value == Truth::kOpen) return value;
  return value == Truth::kTrue ? Truth::kFalse : Truth::kTrue;
}

// Positions 0 .. configurations.size() - 1. The last one is followed by position `loop_start`, or by unknown ones.
struct Trace {
  std::vector<Configuration> configurations;
  std::optional<std::size_t> loop_start;
};

using Values = std::vector<Truth>;

Values values_of_temporal(const Trace& trace, Connective connective, const Values& body) {
  const bool is_always = connective == Connective::kAlways;
  const auto join = [is_always](Truth a, Truth b) { return is_always ? std::min(a, b) : std::max(a, b); };
  Truth later = Truth::kOpen;  // the operator's value where the trace ends
  if (trace.loop_start) {
    later = body[*trace.loop_start];
    for (std::size_t i = *trace.loop_start; i < body.size(); ++i) later = join(later, body[i]);
  }
  Values values(body.size());
  for (std::size_t i = body.size(); i-- > 0;) values[i] = later = join(body[i], later);
  return values;
}

Values values_on(const Trace& trace, const Formula& formula) {
  Values values;
  if (!is_temporal(formula)) {
    for (const Configuration& configuration : trace.configurations)
      values.push_back(evaluate(formula, configuration) ? Truth::kTrue : Truth::kFalse);
    return values;
  }
  values = values_on(trace, formula.children.front());
  if (formula.connective == Connective::kAlways || formula.connective == Connective::kEventually)
    return values_of_temporal(trace, formula.connective, values);
  if (formula.connective == Connective::kNot || formula.connective == Connective::kImplies)
    std::ranges::transform(values, values.begin(), opposite);
  const bool is_and = formula.connective == Connective::kAnd;
  for (std::size_t child = 1; child < formula.children.size(); ++child) {
    const Values other = values_on(trace, formula.children[child]);
    for (std::size_t i = 0; i < values.size(); ++i)
      values[i] = is_and ? std::min(values[i], other[i]) : std::max(values[i], other[i]);
  }
  return values;
}

std::optional<std::string> replay(const ThresholdAutomaton& automaton, const std::vector<AcceleratedStep>& steps,
                                  std::vector<Configuration>& configurations) {
  for (const AcceleratedStep& step : steps) {
    if (step.rule >= automaton.rules.size() || step.count < 1) return "a step names no rule or no positive count";
    const Rule& rule = automaton.rules[step.rule];
    for (std::int64_t i = 0; i < step.count; ++i) {
      if (static_cast<std::int64_t>(configurations.size()) > kMaxReplayedFirings)
        return "the run has more than 100000 firings";
      if (!is_enabled(rule, configurations.back()))
        return "rule " + rule.id + " is not enabled at firing " + std::to_string(configurations.size());
      Configuration next = configurations.back();
      fire(rule, next);
      configurations.push_back(std::move(next));
    }
  }
  return std::nullopt;
}

std::optional<std::string> replay_loop(const ThresholdAutomaton& automaton, const std::vector<AcceleratedStep>& loop,
                                       Trace& trace) {
  const Configuration start = trace.configurations.back();
  const std::size_t position = trace.configurations.size() - 1;
  if (auto failure = replay(automaton, loop, trace.configurations)) return failure;
  if (trace.configurations.back() != start) return "the loop does not return to where it starts";
  const auto enabled = [&](const Rule& rule) { return is_enabled(rule, start); };
  if (!loop.empty() || std::ranges::none_of(automaton.rules, enabled)) trace.loop_start = position;
  return std::nullopt;
}

bool has_shape_of(const ThresholdAutomaton& automaton, const Configuration& configuration) {
  return configuration.parameters.size() == automaton.parameters.size() &&
         configuration.shared.size() == automaton.shared.size() &&
         configuration.counters.size() == automaton.locations.size();
}

}  // namespace

std::optional<std::string> refute_counterexample(const ThresholdAutomaton& automaton,
                                                 const Specification& specification,
                                                 const Counterexample& counterexample) {
  try {
    if (!has_shape_of(automaton, counterexample.initial)) return "the first configuration does not fit the automaton";
    if (!is_initial(automaton, counterexample.initial)) return "the first configuration is not an initial one";
    Trace trace;
    trace.configurations.push_back(counterexample.initial);
    if (auto failure = replay(automaton, counterexample.steps, trace.configurations)) return failure;
    if (auto failure = replay_loop(automaton, counterexample.loop, trace)) return failure;
    const Truth truth = values_on(trace, specification.formula).front();
    if (truth == Truth::kTrue) return "the run satisfies the specification";
    if (truth == Truth::kOpen) return "the run can still be continued so that it satisfies the specification";
  } catch (const ArithmeticOverflow&) {
    return "numbers exceed 64 bits";
  }
  return std::nullopt;
}

}  // namespace parley
