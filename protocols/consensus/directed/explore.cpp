#include <algorithm>

#include "protocols/consensus/directed/augment.hpp"
#include "protocols/consensus/directed/cases.hpp"
#include "protocols/consensus/directed/exact_attack.hpp"
#include "protocols/consensus/directed/schedules.hpp"

namespace parley::directed {
namespace {

constexpr std::size_t kRows = kConditions.size() + 1;  // the last: every digraph
constexpr std::uint64_t kMostLooked = 20'000;          // graphs, in a search for missing edges

// Where a condition fails that an algorithm needs, its runs are the attack on the graph: one.
struct ExploreTally {
  std::array<std::uint64_t, kRows> graphs = {};
  std::array<Runs, kRows> exact = {};
  std::array<Runs, kRows> approximate = {};
  Runs exact_runs = {};        // where AUTH-SYNC holds
  Runs approximate_runs = {};  // where AUTH-ASYNC holds
  Runs exact_attacks = {};     // a violation is a success
  Runs approximate_attacks = {};
  std::uint64_t confused = 0;  // attacks whose worlds were told apart by nobody who must not
  std::uint64_t deliveries = 0;
  std::uint64_t cut_short = 0;  // exhaustive adversaries that were not all gone through
  std::optional<Digraph> not_implied = {};
  std::optional<Digraph> exact_survivor = {};
  std::optional<Digraph> approximate_survivor = {};
  Broke broke = {};

  void operator+=(const ExploreTally& later) {
    for (std::size_t i = 0; i < kRows; ++i) {
      graphs[i] += later.graphs[i];
      exact[i] += later.exact[i];
      approximate[i] += later.approximate[i];
    }
    exact_runs += later.exact_runs;
    approximate_runs += later.approximate_runs;
    exact_attacks += later.exact_attacks;
    approximate_attacks += later.approximate_attacks;
    confused += later.confused;
    deliveries += later.deliveries;
    cut_short += later.cut_short;
    if (!not_implied) not_implied = later.not_implied;
    if (!exact_survivor) exact_survivor = later.exact_survivor;
    if (!approximate_survivor) approximate_survivor = later.approximate_survivor;
    broke.add_later(later.broke);
  }
};

bool implications_hold(ConditionSet set) {
  const auto implies = [&](Condition a, Condition b) { return !set.contains(a) || set.contains(b); };
  return implies(Condition::kThreeReach, Condition::kAuthAsync) &&
         implies(Condition::kAuthAsync, Condition::kTwoReach) && implies(Condition::kTwoReach, Condition::kAuthSync) &&
         implies(Condition::kAuthSync, Condition::kOneReach);
}

// One graph and one fault set are a piece of work; what is of the graph alone comes with its first fault set.
class Exploration {
 public:
  Exploration(const Parameters& parameters, const StudyConditions& conditions)
      : p_(parameters), conditions_(conditions), goal_(goal_of(parameters.spread, parameters.epsilon)) {
    std::optional<ConfigProblem> ignored;
    pins_ = read_pins(parameters, ignored);
    fault_sets_ = pins_.faulty ? std::vector<Nodes>{*pins_.faulty} : sets_up_to(p_.n, p_.t);
    if (p_.question == Question::conditions) fault_sets_.resize(1);
    graphs_ = pins_.graph ? 1 : std::uint64_t{1} << (p_.n * (p_.n - 1));
    if (!pins_.graph) satisfied_.resize(graphs_);
  }

  StudyFindings<Parameters> operator()() {
    const std::uint64_t pieces = graphs_ * fault_sets_.size();
    const std::uint64_t size = std::clamp<std::uint64_t>(pieces / 1024, 1, 2048);
    std::vector<ExploreTally> tallies((pieces + size - 1) / size);
    conditions_.for_each(tallies.size(), [&](std::uint64_t block) {
      Checker checker(p_.n, p_.t);
      for (std::uint64_t i = block * size; i < std::min(pieces, (block + 1) * size); ++i)
        if (!conditions_.is_stopped()) look_at(checker, i, tallies[block]);
    });
    for (const ExploreTally& tally : tallies) total_ += tally;
    return findings();
  }

 private:
  Digraph graph_of(std::uint64_t index) const { return pins_.graph ? *pins_.graph : Digraph::of_code(p_.n, index); }

  void look_at(Checker& checker, std::uint64_t piece, ExploreTally& tally) {
    const std::uint64_t index = piece / fault_sets_.size();
    const Digraph graph = graph_of(index);
    const ConditionSet set = checker.satisfied(graph);
    const bool first = piece % fault_sets_.size() == 0;
    if (first) {
      if (!pins_.graph) satisfied_[index] = set;
      count_in(set, tally.graphs, std::uint64_t{1});
      if (!implications_hold(set) && !tally.not_implied) tally.not_implied = graph;
    }
    const Nodes faulty = fault_sets_[piece % fault_sets_.size()];
    if (asks_for_exact(p_.question)) {
      if (set.contains(Condition::kAuthSync)) {
        const Runs runs = run_exact_cases(graph, faulty, tally);
        tally.exact_runs += runs;
        count_in(set, tally.exact, runs);
      } else if (first) {
        count_in(set, tally.exact, attack_exact(checker, graph, tally));
      }
    }
    if (asks_for_approximate(p_.question)) {
      if (set.contains(Condition::kAuthAsync)) {
        const Runs runs = run_approximate_cases(graph, faulty, tally);
        tally.approximate_runs += runs;
        count_in(set, tally.approximate, runs);
      } else if (first) {
        count_in(set, tally.approximate, attack_approximate(checker, graph, tally));
      }
    }
  }

  template <class T>
  static void count_in(ConditionSet set, std::array<T, kRows>& rows, const T& amount) {
    for (std::size_t i = 0; i < kConditions.size(); ++i)
      if (set.contains(kConditions[i])) rows[i] += amount;
    rows.back() += amount;
  }

  std::vector<Nodes> inputs() const {
    if (pins_.inputs) return {*pins_.inputs};
    std::vector<Nodes> all;
    for (Nodes bits = 0; bits < (Nodes{1} << p_.n); ++bits) all.push_back(bits);
    return all;
  }

  std::vector<Deviation> pinned_deviations(const Digraph& graph, Nodes faulty) const {
    if (p_.strategy == Strategy::exhaustive) return {{Strategy::exhaustive, 0}};
    std::vector<Deviation> chosen;
    if (p_.strategy != Strategy::every && !p_.variants.empty()) {
      for (const std::uint64_t variant : p_.variants) chosen.push_back({p_.strategy, variant});
      return chosen;
    }
    for (const Deviation& deviation : deviations(graph, faulty, p_.random_strategies))
      if ((p_.strategy == Strategy::every || p_.strategy == deviation.strategy) &&
          (p_.variants.empty() || std::ranges::find(p_.variants, deviation.variant) != p_.variants.end()))
        chosen.push_back(deviation);
    const bool exhaustive = p_.strategy == Strategy::every && p_.variants.empty() && faulty != 0 && p_.t == 1;
    if (exhaustive && p_.n <= p_.exhaustive_nodes) chosen.push_back({Strategy::exhaustive, 0});
    return chosen;
  }

  Runs run_exact_cases(const Digraph& graph, Nodes faulty, ExploreTally& tally) const {
    const ExactInstance instance(graph, p_.t);
    Runs runs = {};
    for (const Deviation& deviation : pinned_deviations(graph, faulty))
      for (const Nodes bits : inputs()) {
        if (conditions_.is_stopped()) return runs;
        const Case one{graph, faulty, bits, Question::exact, deviation};
        const Runs of_case = run_exact_case(instance, one, p_.mutant, conditions_, p_.exhaustive_runs, tally.broke);
        const bool is_cut = deviation.strategy == Strategy::exhaustive && of_case.runs >= p_.exhaustive_runs;
        tally.cut_short += is_cut ? 1 : 0;
        runs += of_case;
      }
    return runs;
  }

  Runs run_approximate_cases(const Digraph& graph, Nodes faulty, ExploreTally& tally) const {
    const ApproximateInstance instance(graph, p_.t);
    std::vector<std::uint64_t> variants = p_.variants;
    for (std::uint64_t variant = 0; p_.variants.empty() && variant < p_.schedules; ++variant)
      variants.push_back(variant);
    Runs runs = {};
    for (const Nodes bits : inputs())
      for (const std::uint64_t variant : variants) {
        if (conditions_.is_stopped()) return runs;
        const Case one{graph, faulty, bits, Question::approximate, {Strategy::every, variant}};
        const ApproximateCaseResult result =
            run_approximate_case(instance, one, p_.mutant, goal_, conditions_.seed, tally.broke);
        runs += result.runs;
        tally.deliveries += result.outcome.deliveries;
      }
    return runs;
  }

  Runs attack_exact(Checker& checker, const Digraph& graph, ExploreTally& tally) const {
    const std::optional<ExactAttack> attack = exact_attack(checker, graph);
    if (!attack) return {};
    const AttackResult result = run_attack(ExactInstance(graph, p_.t), *attack, p_.mutant, false);
    const Runs runs{1, result.broken != Broken::kNothing ? std::uint64_t{1} : 0};
    tally.confused += result.indistinguishable ? 1 : 0;
    if ((runs.violations == 0 || !result.indistinguishable) && !tally.exact_survivor) tally.exact_survivor = graph;
    tally.exact_attacks += runs;
    return runs;
  }

  Runs attack_approximate(Checker& checker, const Digraph& graph, ExploreTally& tally) const {
    // D must be more than epsilon, or all may keep their inputs.
    const std::optional<ApproximateAttack> attack = approximate_attack(checker, graph, goal_.spread);
    if (!attack || goal_.spread <= goal_.most_apart) return {};
    const Miss miss = run_attack(ApproximateInstance(graph, p_.t), *attack, goal_.rounds, p_.mutant, goal_.most_apart);
    const Runs runs{1, miss != Miss::kNothing ? std::uint64_t{1} : 0};
    if (runs.violations == 0 && !tally.approximate_survivor) tally.approximate_survivor = graph;
    tally.approximate_attacks += runs;
    return runs;
  }

  StudyFindings<Parameters> findings() {
    StudyFindings<Parameters> findings = {};
    const bool stopped = conditions_.is_stopped();
    findings.verdicts.push_back({"implications",
                                 total_.not_implied ? Verdict::kViolated
                                 : stopped          ? Verdict::kUnknown
                                                    : Verdict::kHolds,
                                 std::to_string(total_.graphs.back()) + " graphs"});
    if (total_.not_implied) add_graph(findings, "implications", *total_.not_implied, Question::conditions);
    report_broken(p_, conditions_, goal_, total_.broke, total_.exact_runs, total_.approximate_runs, findings);
    add_attack(findings, "exact_attack", Question::exact, total_.exact_attacks, total_.exact_survivor);
    add_attack(findings, "approximate_attack", Question::approximate, total_.approximate_attacks,
               total_.approximate_survivor);
    add_metrics(findings);
    findings.tables.push_back(condition_table());
    if (!stopped && pins_.graph) findings.tables.push_back(graph_table());
    if (!stopped && !pins_.graph) findings.tables.push_back(missing_table());
    return findings;
  }

  void add_graph(StudyFindings<Parameters>& findings, const char* property, const Digraph& graph,
                 Question question) const {
    Parameters one = p_;
    one.edges = edge_list(graph);
    one.question = question;
    findings.counterexamples.push_back({property, one, {"Edges: " + to_string_of_edges(graph)}});
  }
  static std::string to_string_of_edges(const Digraph& graph) {
    std::string text;
    for (const std::string& edge : edge_list(graph)) text += (text.empty() ? "" : " ") + edge;
    return text;
  }

  void add_attack(StudyFindings<Parameters>& findings, const char* property, Question question, const Runs& attacks,
                  const std::optional<Digraph>& survivor) const {
    if (attacks.runs == 0) return;
    const Verdict verdict = survivor                   ? Verdict::kViolated
                            : conditions_.is_stopped() ? Verdict::kUnknown
                                                       : Verdict::kHolds;
    findings.verdicts.push_back({property, verdict,
                                 std::to_string(attacks.violations) + " of " + std::to_string(attacks.runs) +
                                     " graphs without the condition are broken"});
    if (survivor) add_graph(findings, property, *survivor, question);
  }

  void add_metrics(StudyFindings<Parameters>& findings) const {
    findings.metrics["graphs"] = static_cast<double>(total_.graphs.back());
    if (asks_for_exact(p_.question)) {
      findings.metrics["exact_runs"] = static_cast<double>(total_.exact_runs.runs);
      findings.metrics["exhaustive_cut_short"] = static_cast<double>(total_.cut_short);
      findings.metrics["exact_attacks"] = static_cast<double>(total_.exact_attacks.runs);
      findings.metrics["exact_attacks_indistinguishable"] = static_cast<double>(total_.confused);
    }
    if (!asks_for_approximate(p_.question)) return;
    findings.metrics["approximate_runs"] = static_cast<double>(total_.approximate_runs.runs);
    findings.metrics["approximate_attacks"] = static_cast<double>(total_.approximate_attacks.runs);
    findings.metrics["deliveries"] = static_cast<double>(total_.deliveries);
  }

  StudyTable condition_table() const {
    StudyTable table{"conditions",
                     "Graphs that satisfy a condition; runs on them and violations, a broken graph counting once where "
                     "the algorithm's own condition fails"};
    table.columns = {"condition", "graphs", "exact runs", "violations", "approx. runs", "violations "};
    for (std::size_t i = 0; i < kRows; ++i)
      table.rows.push_back({i < kConditions.size() ? std::string(to_string(kConditions[i])) : std::string("(any)"),
                            total_.graphs[i], total_.exact[i].runs, total_.exact[i].violations,
                            total_.approximate[i].runs, total_.approximate[i].violations});
    return table;
  }

  StudyTable missing_table() const {
    StudyTable table{"missing-edges", "Graphs by the fewest edges to add until they satisfy a condition"};
    table.columns = {"condition", "edges", "graphs"};
    for (const Condition condition : kConditions) {
      std::array<std::uint64_t, kUnreachable + 1> count = {};
      for (const std::uint8_t fewest : fewest_edges_of_all(p_.n, condition, satisfied_)) ++count[fewest];
      for (std::size_t edges = 0; edges < count.size(); ++edges)
        if (count[edges] != 0)
          table.rows.push_back({std::string(to_string(condition)),
                                edges == kUnreachable ? std::string("never") : std::to_string(edges), count[edges]});
    }
    return table;
  }

  StudyTable graph_table() const {
    StudyTable table{"graph",
                     "The graph: conditions, the smallest fault sets that break them, and edges that are missing"};
    table.columns = {"condition", "holds", "F", "Fu", "Fv", "u", "v", "common", "missing", "added"};
    Checker checker(p_.n, p_.t);
    for (const Condition condition : kConditions) {
      const std::optional<Violation> broken = checker.smallest_violation(condition, *pins_.graph);
      std::vector<StudyCell> row{std::string(to_string(condition)), std::string(broken ? "no" : "yes")};
      if (!broken) row.insert(row.end(), 8, std::string("-"));
      if (broken) {
        for (const Nodes set : {broken->shared_faults, broken->u_faults, broken->v_faults})
          row.emplace_back(to_string_of(set));
        for (const Node node : {broken->u, broken->v}) row.emplace_back(std::to_string(node));
        row.emplace_back(to_string_of(broken->common));
        add_missing(checker, condition, row);
      }
      table.rows.push_back(row);
    }
    return table;
  }

  void add_missing(Checker& checker, Condition condition, std::vector<StudyCell>& row) const {
    std::optional<Augmentation> found;
    if (p_.n <= kMostCodedNodes) found = fewest_edges(checker, condition, *pins_.graph, kMostLooked);
    row.emplace_back(found ? std::to_string(found->added) : std::string("not found"));
    std::string added;
    if (found)
      for (const std::string& edge : edge_list(found->graph))
        if (const auto ends = parse_edge(edge, p_.n); ends && !pins_.graph->has(ends->first, ends->second))
          added += (added.empty() ? "" : " ") + edge;
    row.emplace_back(added);
  }

  const Parameters& p_;
  const StudyConditions& conditions_;
  ApproximateGoal goal_;
  Pins pins_ = {};
  std::vector<Nodes> fault_sets_ = {};
  std::uint64_t graphs_ = 0;
  std::vector<ConditionSet> satisfied_ = {};  // by code
  ExploreTally total_ = {};
};

}  // namespace

StudyFindings<Parameters> Study::explore(const Parameters& parameters, const StudyConditions& conditions) {
  return Exploration(parameters, conditions)();
}

}  // namespace parley::directed
