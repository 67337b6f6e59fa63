#include <algorithm>
#include <utility>

#include "protocols/local/refix/cases.hpp"

namespace parley::refix {
namespace {

// A rule of levels that the verifier may follow; the first is the parameters' own.
struct Rule {
  std::string name;
  Levels levels = Levels::kCore;
  std::uint32_t top = 0;
};

std::vector<Rule> rules(const Parameters& parameters) {
  const auto period = static_cast<std::uint32_t>(parameters.word.size());
  const std::uint32_t enough = TwoLabels::enough_levels(period, parameters.radius);
  return {{"core", Levels::kCore, enough},
          {"distance", Levels::kDistance, enough},
          {"distance, cut", Levels::kDistance, enough - 2}};
}

struct Attacked {
  std::uint64_t caught = 0;
  bool complete = true;
  bool told_tree = false;  // of the rule that is being attacked
  bool told_tail = false;
};

void attack_alignment(const Parameters& parameters, const StudyConditions& conditions, const Rule& rule,
                      std::uint32_t alignment, StudyTable& table, Attacked& attacked, Findings& findings) {
  Parameters mutant = parameters;
  mutant.alignment = alignment;
  mutant.levels = rule.levels;
  mutant.top_level = rule.top;
  const TwoLabels verifier = two_labels(mutant);
  const TreeSearch found = search_trees(verifier, parameters.n, true, conditions);
  attacked.complete = attacked.complete && found.complete;
  const std::optional<std::uint32_t> tail = first_rejected_tail(verifier, 3, parameters.tail_nodes);
  const bool refuted = found.first || tail;
  table.rows.push_back({rule.name, std::uint64_t{rule.top}, std::uint64_t{alignment}, verifier.word().letters,
                        found.first ? StudyCell{std::uint64_t{found.first->tree.size()}} : StudyCell{std::string("-")},
                        tail ? StudyCell{std::uint64_t{*tail}} : StudyCell{std::string("-")}});
  if (!refuted) return;
  ++attacked.caught;
  // Of each rule, one tree and one tail say enough.
  if (found.first && !std::exchange(attacked.told_tree, true))
    findings.counterexamples.push_back(scheme_case("mutant_caught", mutant, Schemes::kTwoLabels, found.first->tree,
                                                   found.first->labels, "all nodes accept, but there is no cycle"));
  if (!tail || std::exchange(attacked.told_tail, true)) return;
  const Graph graph = lollipop_graph(3, *tail);
  findings.counterexamples.push_back(scheme_case("mutant_caught", mutant, Schemes::kTwoLabels, graph,
                                                 verifier.prove(graph), "a node rejects the prover's labels"));
}

void attack_word(const Parameters& parameters, const StudyConditions& conditions, Findings& findings) {
  StudyTable table{
      "alignments",
      "smallest tree that all nodes accept, and shortest tail of a triangle where a node rejects the prover",
      {"levels", "to", "alignment", "word", "fooled at", "rejects tail"}};
  Attacked attacked;
  for (const Rule& rule : rules(parameters)) {
    attacked.told_tree = attacked.told_tail = false;
    for (std::uint32_t alignment = 0; alignment < 2 * parameters.word.size(); ++alignment)
      if (!conditions.is_stopped())
        attack_alignment(parameters, conditions, rule, alignment, table, attacked, findings);
  }
  const bool complete = attacked.complete && !conditions.is_stopped();
  const Verdict none = complete ? Verdict::kViolated : Verdict::kUnknown;
  findings.verdicts.push_back({"mutant_caught", attacked.caught > 0 ? Verdict::kHolds : none,
                               std::to_string(attacked.caught) + " of " + std::to_string(table.rows.size()) +
                                   " verifiers refuted, trees to " + std::to_string(parameters.n) + " nodes"});
  findings.metrics["verifiers_refuted"] = static_cast<double>(attacked.caught);
  findings.metrics["verifiers_left"] = static_cast<double>(table.rows.size() - attacked.caught);
  findings.tables.push_back(std::move(table));
}

// Views smaller by one and by two hops than the parameters', of all budgets.
void attack_view(const Parameters& parameters, const StudyConditions& conditions, Findings& findings) {
  FalseAcceptance found;
  for (const std::uint32_t less : {1U, 2U}) {
    FalseAcceptance some =
        false_acceptance(parameters, conditions, std::min(parameters.view_deficit + less, 8U), "short_view");
    found.rows.insert(found.rows.end(), some.rows.begin(), some.rows.end());
    for (auto& each : some.cases) found.cases.push_back(std::move(each));
  }
  const Verdict none = conditions.is_stopped() || parameters.errors == 0 ? Verdict::kUnknown : Verdict::kViolated;
  findings.verdicts.push_back({"short_view", found.cases.empty() ? none : Verdict::kHolds,
                               "all labellings of small graphs without the property"});
  findings.tables.push_back(table_of(found));
  for (auto& each : found.cases) findings.counterexamples.push_back(std::move(each));
}

// A pinned case that the schemes' attack found names no claim.
Findings pinned_attack(const Parameters& parameters) {
  if (parameters.claim != Claim::kAll) return pinned_repair(parameters);
  Findings findings = pinned_scheme(parameters);
  const bool caught = !findings.counterexamples.empty();
  for (auto& found : findings.counterexamples) found.property = "mutant_caught";
  findings.verdicts = {{"mutant_caught", caught ? Verdict::kHolds : Verdict::kViolated, "the pinned case"}};
  return findings;
}

}  // namespace

std::optional<std::uint32_t> first_rejected_tail(const TwoLabels& verifier, std::uint32_t cycle, std::uint32_t most) {
  for (std::uint32_t tail = 1; tail <= most; ++tail) {
    const Graph graph = lollipop_graph(cycle, tail);
    if (first_rejecting(verifier, views_of(graph, verifier.radius()), verifier.prove(graph))) return tail;
  }
  return std::nullopt;
}

Findings Study::attack(const Parameters& parameters, const StudyConditions& conditions) {
  if (!parameters.pinned.edges.empty()) return pinned_attack(parameters);
  Findings findings;
  attack_word(parameters, conditions, findings);
  measure_resilience(parameters, conditions, findings);
  attack_view(parameters, conditions, findings);
  return findings;
}

}  // namespace parley::refix
