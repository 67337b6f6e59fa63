#include "protocols/consensus/directed/cases.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "protocols/consensus/directed/schedules.hpp"
#include "protocols/core/check.hpp"

namespace parley::directed {
namespace {

std::optional<Nodes> parse_nodes(std::string_view text, std::uint32_t n) {
  Nodes nodes = 0;
  if (text == "none") return nodes;
  for (;;) {
    const std::size_t comma = text.find(',');
    const std::string_view word = text.substr(0, comma);
    Node node = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), node);
    if (error != std::errc{} || end != word.data() + word.size() || node >= n || contains(nodes, node))
      return std::nullopt;
    nodes |= only(node);
    if (comma == std::string_view::npos) return nodes;
    text.remove_prefix(comma + 1);
  }
}

std::optional<Nodes> parse_inputs(std::string_view text, std::uint32_t n) {
  if (text.size() != n || text.find_first_not_of("01") != std::string_view::npos) return std::nullopt;
  Nodes inputs = 0;
  for (Node v = 0; v < n; ++v) inputs |= text[v] == '1' ? only(v) : 0;
  return inputs;
}

std::string digits_of(Nodes inputs, std::uint32_t n) {
  std::string digits;
  for (Node v = 0; v < n; ++v) digits += contains(inputs, v) ? '1' : '0';
  return digits;
}

ApproximateSetting setting_of(const ApproximateInstance& instance, const Case& one, Mutant mutant,
                              const ApproximateGoal& goal, Rng& rng) {
  ApproximateInputs inputs = {};
  inputs.spread = goal.spread;
  for_each_node(one.inputs, [&](Node v) { inputs.values[v] = goal.spread; });
  ApproximateSetting setting = drawn_setting(instance, one.faulty, inputs, one.deviation.variant, rng);
  setting.rounds = goal.rounds;
  setting.mutant = mutant;
  return setting;
}

Rng schedule_of(std::uint64_t seed, const Case& one) {
  return Rng::stream(seed_of(seed, one.graph, one.faulty, one.inputs), one.deviation.variant);
}

std::string words_of(const Digraph& graph) {
  std::string text;
  for (const std::string& edge : edge_list(graph)) text += " " + edge;
  return text;
}

void tell_exact(const Case& one, const Parameters& parameters, const StudyConditions& conditions,
                std::vector<std::string>& story) {
  const ExactInstance instance(one.graph, parameters.t);
  const ExactSetting setting{one.faulty, one.inputs, parameters.mutant};
  std::vector<std::string> log;
  ExactOutcome outcome = {};
  if (one.deviation.strategy == Strategy::exhaustive) {
    EveryChoice choices;
    do {
      log.clear();
      FreeAdversary adversary(choices, false);
      outcome = run_exact(instance, setting, adversary, &log);
    } while (judge(instance, setting, outcome) == Broken::kNothing && !conditions.is_stopped() && choices.advance());
  } else {
    const auto adversary = make_adversary(one.deviation, seed_of(conditions.seed, one.graph, one.faulty, one.inputs));
    outcome = run_exact(instance, setting, *adversary, &log);
  }
  story.push_back("Faulty: " + to_string_of(one.faulty) + ", " + words_of(one.deviation) + ".");
  story.insert(story.end(), log.begin(), log.end());
  for_each_node(one.graph.nodes() & ~one.faulty, [&](Node v) {
    story.push_back("Node " + std::to_string(v) + " accepted " + to_string_of_pairs(outcome.accepted[v]) +
                    ", votes on " + to_string_of_pairs(outcome.voted[v]) + " and decides " +
                    (contains(outcome.ones, v) ? "1." : "0."));
  });
}

void tell_approximate(const Case& one, const Parameters& parameters, const ApproximateGoal& goal, std::uint64_t seed,
                      std::vector<std::string>& story) {
  const ApproximateInstance instance(one.graph, parameters.t);
  Rng rng = schedule_of(seed, one);
  const ApproximateSetting setting = setting_of(instance, one, parameters.mutant, goal, rng);
  const ApproximateOutcome outcome = run_approximate(instance, setting, rng);
  story.push_back("Values are in units of 2^-" + std::to_string(goal.rounds) + ": input 1 stands for " +
                  std::to_string(goal.spread) + ". " + words_of(setting) + ".");
  for (std::size_t round = 0; round < outcome.values.size(); ++round) {
    std::string line = "After round " + std::to_string(round) + ":";
    for_each_node(one.graph.nodes() & ~one.faulty, [&](Node v) {
      line += " node " + std::to_string(v) + " has " + std::to_string(outcome.values[round][v]) + ";";
    });
    story.push_back(line);
  }
}

std::vector<std::string> story_of(const Case& one, const Parameters& parameters, const StudyConditions& conditions,
                                  const ApproximateGoal& goal) {
  std::vector<std::string> story{"Edges:" + words_of(one.graph) + ".",
                                 "Inputs of nodes 0, 1, ...: " + digits_of(one.inputs, one.graph.size()) + "."};
  if (one.question == Question::exact)
    tell_exact(one, parameters, conditions, story);
  else if (one.question == Question::approximate)
    tell_approximate(one, parameters, goal, conditions.seed, story);
  return story;
}

}  // namespace

Pins read_pins(const Parameters& parameters, std::optional<ConfigProblem>& problem) {
  Pins pins = {};
  const std::uint32_t n = parameters.n;
  if (!parameters.edges.empty()) pins.graph = Digraph(n);
  const bool no_edges = parameters.edges == std::vector<std::string>{"none"};
  for (const std::string& edge : parameters.edges) {
    if (no_edges) break;
    const auto ends = parse_edge(edge, n);
    if (ends) pins.graph->add(ends->first, ends->second);
    if (!ends)
      problem = {"edges", "\"0>1\" for an edge from node 0 to another, nodes below n; \"none\" alone for none"};
  }
  if (parameters.faulty != "every") pins.faulty = parse_nodes(parameters.faulty, n);
  if (parameters.faulty != "every" && (!pins.faulty || size_of(*pins.faulty) > parameters.t))
    problem = {"faulty", "every, none, or at most t different nodes below n with commas between them"};
  if (parameters.inputs != "every") pins.inputs = parse_inputs(parameters.inputs, n);
  if (parameters.inputs != "every" && !pins.inputs) problem = {"inputs", "every, or n digits 0 and 1"};
  return pins;
}

std::size_t property_of(std::string_view name) {
  for (std::size_t i = 0; i < Study::kProperties.size(); ++i)
    if (Study::kProperties[i].name == name) return i;
  check(false, "no property of that name");
  return 0;
}

std::uint32_t rounds_for(std::uint32_t spread, double epsilon) {
  std::uint32_t rounds = 0;
  while (std::ldexp(static_cast<double>(spread), -static_cast<int>(rounds)) > epsilon) ++rounds;
  return rounds;
}

ApproximateGoal goal_of(std::uint32_t spread, double epsilon) {
  const std::uint32_t rounds = rounds_for(spread, epsilon);
  const double apart = std::min(std::ldexp(epsilon, static_cast<int>(rounds)), 0x1.0p60);
  return {rounds, std::int64_t{spread} << rounds, static_cast<std::int64_t>(std::floor(apart))};
}

std::uint64_t seed_of(std::uint64_t seed, const Digraph& graph, Nodes faulty, Nodes inputs) {
  std::uint64_t mixed = Rng::stream(seed, (std::uint64_t{faulty} << 32) | inputs).next();
  for (Node v = 0; v < graph.size(); ++v) mixed = Rng::stream(mixed, graph.out(v)).next();
  return mixed;
}

Runs run_exact_case(const ExactInstance& instance, const Case& one, Mutant mutant, const StudyConditions& conditions,
                    std::uint64_t most, Broke& broke) {
  const ExactSetting setting{one.faulty, one.inputs, mutant};
  Runs runs = {};
  const auto look = [&](Adversary& adversary) {
    const Broken broken = judge(instance, setting, run_exact(instance, setting, adversary));
    ++runs.runs;
    if (broken == Broken::kNothing) return;
    ++runs.violations;
    broke.note(property_of(broken == Broken::kAgreement ? "exact_agreement" : "exact_validity"), one);
  };
  if (one.deviation.strategy != Strategy::exhaustive) {
    const std::uint64_t seed = seed_of(conditions.seed, one.graph, one.faulty, one.inputs);
    look(*make_adversary(one.deviation, seed));
    return runs;
  }
  EveryChoice choices;
  do {
    FreeAdversary adversary(choices, false);
    look(adversary);
  } while (runs.runs < most && !conditions.is_stopped() && choices.advance());
  return runs;
}

ApproximateCaseResult run_approximate_case(const ApproximateInstance& instance, const Case& one, Mutant mutant,
                                           const ApproximateGoal& goal, std::uint64_t seed, Broke& broke) {
  Rng rng = schedule_of(seed, one);
  const ApproximateSetting setting = setting_of(instance, one, mutant, goal, rng);
  ApproximateCaseResult result{{1, 0}, run_approximate(instance, setting, rng)};
  const Miss miss = judge(instance, setting, result.outcome, goal.most_apart);
  if (miss == Miss::kNothing) return result;
  result.runs.violations = 1;
  broke.note(property_of(miss == Miss::kHalving    ? "halving"
                         : miss == Miss::kValidity ? "approximate_validity"
                                                   : "approximate_agreement"),
             one);
  return result;
}

void report_broken(const Parameters& parameters, const StudyConditions& conditions, const ApproximateGoal& goal,
                   const Broke& broke, const Runs& exact, const Runs& approximate,
                   StudyFindings<Parameters>& findings) {
  for (std::size_t i = 0; i < Study::kProperties.size(); ++i) {
    const std::string name(Study::kProperties[i].name);
    if (Study::kProperties[i].kind != PropertyKind::kAlways || name == "implications") continue;
    const bool is_exact = name.starts_with("exact");
    if (is_exact ? !asks_for_exact(parameters.question) : !asks_for_approximate(parameters.question)) continue;
    const std::uint64_t runs = is_exact ? exact.runs : approximate.runs;
    Verdict verdict = broke.cases[i] ? Verdict::kViolated : Verdict::kHolds;
    if (verdict == Verdict::kHolds && (conditions.is_stopped() || runs == 0)) verdict = Verdict::kUnknown;
    findings.verdicts.push_back({name, verdict, std::to_string(runs) + " runs"});
    if (!broke.cases[i]) continue;
    const Case& one = *broke.cases[i];
    findings.counterexamples.push_back({name, narrowed(parameters, one), story_of(one, parameters, conditions, goal)});
  }
}

bool asks_for_exact(Question question) {
  return question == Question::exact || question == Question::both;
}
bool asks_for_approximate(Question question) {
  return question == Question::approximate || question == Question::both;
}

Parameters narrowed(Parameters parameters, const Case& one) {
  parameters.n = one.graph.size();
  parameters.question = one.question;
  parameters.edges = edge_list(one.graph);
  std::string faulty;
  for_each_node(one.faulty, [&](Node v) { faulty += (faulty.empty() ? "" : ",") + std::to_string(v); });
  parameters.faulty = faulty.empty() ? "none" : faulty;
  parameters.inputs = digits_of(one.inputs, one.graph.size());
  parameters.strategy = one.deviation.strategy;
  parameters.variants = {one.deviation.variant};
  return parameters;
}

}  // namespace parley::directed
