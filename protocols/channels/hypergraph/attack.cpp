#include <string>
#include <utility>

#include "protocols/channels/hypergraph/edge_search.hpp"
#include "protocols/channels/hypergraph/pair_model.hpp"
#include "protocols/channels/hypergraph/study.hpp"
#include "protocols/core/names.hpp"

namespace parley::hypergraph {

namespace {

using Findings = StudyFindings<Parameters>;

// One unit each, and what an attack needs in leaves: one fork and one payment after it.
EdgeCase instance(Rule rule, std::uint32_t parties, std::uint32_t cheaters, std::uint32_t quorum,
                  std::uint32_t offline = 0, std::uint32_t leaves = 3) {
  EdgeCase edge;
  edge.rule = rule;
  edge.parties = parties;
  edge.cheaters = cheaters;
  edge.quorum = quorum;
  edge.offline = offline;
  edge.leaves = leaves;
  edge.thefts_only = true;
  for (std::uint32_t party = 0; party < parties; ++party) edge.opening[party] = 1;
  return edge;
}

struct Plan {
  bool is_pair = false;
  EdgeCase edge = {};
  Rule rule = Rule::sound;  // of two hyperedges
  std::uint32_t first_window = 0;
  std::uint32_t second_window = 0;
};

Plan plan_of(Attack attack, const Parameters& p) {
  constexpr std::uint32_t kSafeLead = 2;  // ticks that an answer in the other hyperedge takes
  switch (attack) {
    case Attack::one_cheater:
      return {false, instance(Rule::sound, 3, 1, 3)};
    case Attack::two_against_one:
      return {false, instance(Rule::sound, 3, 2, 3)};
    case Attack::one_of_four:
      return {false, instance(Rule::sound, 4, 1, 3, 0, 2)};
    case Attack::one_with_trust:
      return {false, instance(Rule::trusting_contract, 3, 1, 3)};
    case Attack::any_two_edges:
      return {true, {}, Rule::sound, p.first_window, p.second_window};
    case Attack::ordered_windows:
      return {true, {}, Rule::refund_at_close, p.second_window + kSafeLead, p.second_window};
    case Attack::two_of_four:
      return {false, instance(Rule::sound, 4, 2, 3)};
    case Attack::one_of_two_thirds:
      return {false, instance(Rule::sound, 3, 1, 2)};
    case Attack::two_with_trust:
      return {false, instance(Rule::trusting_contract, 3, 2, 3)};
    case Attack::nobody_watches:
      return {false, instance(Rule::sound, 3, 2, 3, 1)};
    case Attack::holder_sleeps:
      return {false, instance(Rule::sound, 3, 1, 3, 1)};
    case Attack::instant_payment:
      return {false, instance(Rule::accept_unrooted, 3, 1, 3)};
    case Attack::equal_windows:
      return {true, {}, Rule::refund_at_close, p.second_window, p.second_window};
  }
  return {};
}

bool is_within_bound(Attack attack) {
  return attack < Attack::two_of_four;
}

struct AttackRun {
  std::string who = {};
  std::uint64_t states = 0;
  ClosingCounts closings = {};
  std::uint64_t forked = 0;
  bool is_complete = false;
  std::vector<std::string> theft = {};
};

AttackRun run_pairs(const Plan& plan, const StudyConditions& conditions) {
  AttackRun run;
  run.who = "any of A, X, B, or two";
  run.is_complete = true;
  for (std::uint32_t cheaters = 1; cheaters < 7 && run.theft.empty(); ++cheaters) {
    PairSearch found = search_pair({plan.rule, cheaters, plan.first_window, plan.second_window}, conditions);
    run.states += found.states;
    run.is_complete = run.is_complete && found.complete;
    run.theft = std::move(found.violation);
    if (!run.theft.empty()) run.who = cheaters_text(cheaters);
  }
  return run;
}

AttackRun run_attack(Attack attack, const Parameters& p, const StudyConditions& conditions) {
  const Plan plan = plan_of(attack, p);
  if (plan.is_pair) return run_pairs(plan, conditions);
  AttackRun run;
  run.who = std::to_string(plan.edge.cheaters) + " of " + std::to_string(plan.edge.parties) + ", " +
            std::to_string(plan.edge.quorum) + " sign";
  EdgeSearch found = search_edge(plan.edge, p.most_states, conditions);
  run.states = found.states;
  run.closings = found.closings;
  run.forked = found.forked;
  run.is_complete = found.complete;
  if (found.violation) run.theft = std::move(found.violation->lines);
  return run;
}

void tell(const Parameters& p, const std::vector<AttackRun>& runs, Findings& findings) {
  StudyTable table{"attacks",
                   "What cheaters may try, to the end, or to the first theft",
                   {"attack", "bound", "cheaters", "states", "forked", "old roots", "fork proofs", "outcome"}};
  StudyTable thefts{"thefts", "The attacks that succeed, step by step", {"attack", "step", "what"}};
  for (std::size_t at = 0; at < runs.size(); ++at) {
    const AttackRun& run = runs[at];
    const std::string name(names::enumerator_name(p.attacks[at]));
    const std::string outcome = !run.theft.empty() ? "theft" : (run.is_complete ? "fails" : "undecided");
    table.rows.push_back({name, std::string(is_within_bound(p.attacks[at]) ? "within" : "beyond"), run.who, run.states,
                          run.forked, run.closings.old_roots, run.closings.fork_proofs, outcome});
    for (std::size_t step = 0; step < run.theft.size(); ++step)
      thefts.rows.push_back({name, std::uint64_t{step}, run.theft[step]});
    findings.metrics["attack_states"] += static_cast<double>(run.states);
  }
  findings.tables.push_back(std::move(table));
  findings.tables.push_back(std::move(thefts));
}

}  // namespace

StudyFindings<Parameters> Study::attack(const Parameters& parameters, const StudyConditions& conditions) {
  Findings findings;
  std::vector<AttackRun> runs(parameters.attacks.size());
  conditions.for_each(runs.size(), [&](std::uint64_t index) {
    runs[index] = run_attack(parameters.attacks[index], parameters, conditions);
  });
  StudyVerdict within{"attacks_within_bound_fail", Verdict::kHolds, ""};
  StudyVerdict beyond{"attacks_beyond_bound_succeed", Verdict::kHolds, ""};
  std::uint64_t failed = 0;
  std::uint64_t succeeded = 0;
  for (std::size_t at = 0; at < runs.size(); ++at) {
    const bool robs = !runs[at].theft.empty();
    const bool inside = is_within_bound(parameters.attacks[at]);
    StudyVerdict& verdict = inside ? within : beyond;
    (inside ? failed : succeeded) += robs != inside ? 1U : 0U;
    if (robs != inside && (robs || runs[at].is_complete)) continue;
    if (verdict.verdict == Verdict::kViolated) continue;
    const std::string name(names::enumerator_name(parameters.attacks[at]));
    const bool unknown = !robs && !runs[at].is_complete;
    verdict.verdict = unknown ? Verdict::kUnknown : Verdict::kViolated;
    verdict.note = name + (unknown ? " was not searched to its end" : (robs ? " succeeds" : " fails"));
    if (unknown) continue;
    Parameters narrowed = parameters;
    narrowed.attacks = {parameters.attacks[at]};
    std::vector<std::string> story = robs ? runs[at].theft : std::vector<std::string>{verdict.note};
    findings.counterexamples.push_back({verdict.property, narrowed, std::move(story)});
  }
  if (within.verdict == Verdict::kHolds) within.note = std::to_string(failed) + " searched to the end";
  if (beyond.verdict == Verdict::kHolds) beyond.note = std::to_string(succeeded) + " shown in table thefts";
  findings.verdicts.push_back(std::move(within));
  findings.verdicts.push_back(std::move(beyond));
  tell(parameters, runs, findings);
  return findings;
}

}  // namespace parley::hypergraph
