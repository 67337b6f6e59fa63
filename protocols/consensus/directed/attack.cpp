#include <algorithm>

#include "protocols/consensus/directed/cases.hpp"
#include "protocols/consensus/directed/exact_attack.hpp"
#include "protocols/consensus/directed/schedules.hpp"

namespace parley::directed {
namespace {

struct Beyond {
  std::uint64_t graphs = 0;  // the condition holds for t
  std::uint64_t tried = 0;   // and fails for t + 1
  std::uint64_t broken = 0;
  std::optional<Digraph> survivor = {};
  std::vector<std::string> story = {};  // of the first that is broken

  void tell(const Digraph& graph, bool is_broken) {
    ++tried;
    broken += is_broken ? 1 : 0;
    if (!is_broken && !survivor) survivor = graph;
  }
  void operator+=(const Beyond& later) {
    graphs += later.graphs;
    tried += later.tried;
    broken += later.broken;
    if (!survivor) survivor = later.survivor;
    if (story.empty()) story = later.story;
  }
};

// With t + 1 faults, on each graph that admits t.
class BeyondTheBound {
 public:
  BeyondTheBound(const Parameters& parameters, const StudyConditions& conditions)
      : p_(parameters), conditions_(conditions), goal_(goal_of(parameters.spread, parameters.epsilon)) {}

  StudyFindings<Parameters> operator()() const {
    if (p_.question == Question::conditions) return {};
    std::optional<ConfigProblem> ignored;
    const Pins pins = read_pins(p_, ignored);
    const std::uint64_t graphs = pins.graph ? 1 : std::uint64_t{1} << (p_.n * (p_.n - 1));
    const std::uint64_t size = std::clamp<std::uint64_t>(graphs / 256, 1, 256);
    std::vector<Beyond> exact((graphs + size - 1) / size);
    std::vector<Beyond> approximate(exact.size());
    conditions_.for_each(exact.size(), [&](std::uint64_t block) {
      Checker checker(p_.n, p_.t, false);
      Checker beyond(p_.n, p_.t + 1, false);
      for (std::uint64_t i = block * size; i < std::min(graphs, (block + 1) * size); ++i) {
        if (conditions_.is_stopped()) return;
        const Digraph graph = pins.graph ? *pins.graph : Digraph::of_code(p_.n, i);
        if (asks_for_exact(p_.question)) try_exact(checker, beyond, graph, exact[block]);
        if (asks_for_approximate(p_.question)) try_approximate(checker, beyond, graph, approximate[block]);
      }
    });
    return findings_of(exact, approximate);
  }

 private:
  StudyFindings<Parameters> findings_of(const std::vector<Beyond>& exact,
                                        const std::vector<Beyond>& approximate) const {
    StudyFindings<Parameters> findings = {};
    StudyTable table{"beyond", "t + 1 faults against the algorithms for t"};
    table.columns = {"algorithm", "graphs", "fail for t + 1", "broken"};
    if (asks_for_exact(p_.question)) add("exact_beyond", Question::exact, exact, table, findings);
    if (asks_for_approximate(p_.question))
      add("approximate_beyond", Question::approximate, approximate, table, findings);
    findings.tables.push_back(table);
    return findings;
  }

  void try_exact(Checker& checker, Checker& beyond, const Digraph& graph, Beyond& tally) const {
    if (!checker.holds(Condition::kAuthSync, graph)) return;
    ++tally.graphs;
    if (p_.n <= p_.t + 1) return;
    const std::optional<ExactAttack> attack = exact_attack(beyond, graph);
    if (!attack) return;
    const AttackResult result = run_attack(ExactInstance(graph, p_.t), *attack, p_.mutant, tally.story.empty());
    tally.tell(graph, result.broken != Broken::kNothing);
    if (tally.story.empty()) tally.story = result.story;
  }

  void try_approximate(Checker& checker, Checker& beyond, const Digraph& graph, Beyond& tally) const {
    if (!checker.holds(Condition::kAuthAsync, graph)) return;
    ++tally.graphs;
    if (p_.n <= p_.t + 1 || goal_.spread <= goal_.most_apart) return;
    const std::optional<ApproximateAttack> attack = approximate_attack(beyond, graph, goal_.spread);
    if (!attack) return;
    const ApproximateInstance instance(graph, p_.t);
    // An algorithm that escapes by waiting for slow nodes waits in vain when these are the faulty ones.
    const bool broken = run_attack(instance, *attack, goal_.rounds, p_.mutant, goal_.most_apart) != Miss::kNothing ||
                        waits_for_silent(instance, attack->setting.slow[0].from) ||
                        waits_for_silent(instance, attack->setting.slow[1].from);
    tally.tell(graph, broken);
    if (tally.story.empty()) tally.story = attack->story;
  }

  bool waits_for_silent(const ApproximateInstance& instance, Nodes silent) const {
    ApproximateSetting setting = {};
    setting.faulty = silent;
    setting.rounds = goal_.rounds;
    setting.mutant = p_.mutant;
    for_each_node(instance.graph.nodes() & ~silent, [&](Node v) { setting.actors.push_back({v, 0}); });
    const ApproximateOutcome outcome = run_approximate(instance, setting, Rng(1));
    return judge(instance, setting, outcome, goal_.most_apart) == Miss::kTermination;
  }

  void add(const char* property, Question question, const std::vector<Beyond>& blocks, StudyTable& table,
           StudyFindings<Parameters>& findings) const {
    Beyond total = {};
    for (const Beyond& block : blocks) total += block;
    const bool undecided = conditions_.is_stopped() || total.tried == 0;
    const Verdict verdict = total.survivor ? Verdict::kViolated : undecided ? Verdict::kUnknown : Verdict::kHolds;
    findings.verdicts.push_back(
        {property, verdict,
         std::to_string(total.broken) + " of " + std::to_string(total.tried) + " graphs are broken by t + 1 faults"});
    table.rows.push_back(
        {std::string(question == Question::exact ? "exact" : "approximate"), total.graphs, total.tried, total.broken});
    if (!total.survivor) return;
    Parameters one = p_;
    one.edges = edge_list(*total.survivor);
    one.question = question;
    std::string edges;
    for (const std::string& edge : one.edges) edges += " " + edge;
    findings.counterexamples.push_back({property, one, {"Edges:" + edges, "t + 1 faults break nothing."}});
  }

  const Parameters& p_;
  const StudyConditions& conditions_;
  ApproximateGoal goal_;
};

}  // namespace

StudyFindings<Parameters> Study::attack(const Parameters& parameters, const StudyConditions& conditions) {
  return BeyondTheBound(parameters, conditions)();
}

}  // namespace parley::directed
