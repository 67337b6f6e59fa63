#include <algorithm>
#include <numeric>
#include <string>
#include <utility>

#include "protocols/channels/hypergraph/edge_search.hpp"
#include "protocols/channels/hypergraph/pair_model.hpp"
#include "protocols/channels/hypergraph/study.hpp"
#include "protocols/core/names.hpp"

namespace parley::hypergraph {

namespace {

using Findings = StudyFindings<Parameters>;

constexpr std::array<std::string_view, 3> kEdgeProperties{"conservation", "no_honest_loss", "one_root_an_epoch"};

std::string_view name_of(EdgeProperty property) {
  return kEdgeProperties[static_cast<std::size_t>(property)];
}

EdgeCase edge_case(const Parameters& p, Rule rule, const std::vector<std::uint32_t>& opening) {
  EdgeCase edge;
  edge.rule = rule;
  edge.parties = p.parties;
  edge.cheaters = p.cheaters;
  edge.quorum = p.quorum == 0 ? p.parties : p.quorum;
  edge.offline = p.offline;
  edge.leaves = p.leaves;
  edge.epochs = p.epochs;
  for (std::size_t party = 0; party < opening.size(); ++party)
    edge.opening[party] = static_cast<std::uint8_t>(opening[party]);
  return edge;
}

// Parties that are alike (watching, offline, cheating) may be renamed: their balances descend.
bool is_representative(const Parameters& p, const std::vector<std::uint32_t>& opening) {
  const std::size_t honest = p.parties - p.cheaters;
  const std::size_t watching = honest - p.offline;
  for (std::size_t party = 0; party + 1 < opening.size(); ++party) {
    const bool alike = party + 1 != watching && party + 1 != honest;
    if (alike && opening[party] < opening[party + 1]) return false;
  }
  return std::accumulate(opening.begin(), opening.end(), 0U) > 0;
}

std::vector<std::vector<std::uint32_t>> openings_of(const Parameters& p) {
  if (!p.opening.empty()) return {p.opening};
  std::vector<std::vector<std::uint32_t>> all;
  std::vector<std::uint32_t> opening(p.parties, 0);
  while (true) {
    if (is_representative(p, opening)) all.push_back(opening);
    std::size_t party = 0;
    while (party < opening.size() && opening[party] == p.most_opening) opening[party++] = 0;
    if (party == opening.size()) return all;
    ++opening[party];
  }
}

std::string text_of(const std::vector<std::uint32_t>& opening) {
  std::string text;
  for (const std::uint32_t balance : opening) text += (text.empty() ? "" : " ") + std::to_string(balance);
  return text;
}

std::string_view outcome_of(bool violated, bool complete) {
  if (violated) return "loss";
  return complete ? "safe" : "undecided";
}

// Of each property that was violated, the shortest run.
void judge_edges(const Parameters& p, const std::vector<std::vector<std::uint32_t>>& openings,
                 const std::vector<EdgeSearch>& searches, Findings& findings) {
  bool any = false;
  bool complete = true;
  std::uint64_t states = 0;
  std::uint64_t closings = 0;
  for (const EdgeSearch& search : searches) {
    any = any || search.violation.has_value();
    complete = complete && search.complete;
    states += search.states;
    closings += search.closings.closings;
  }
  for (std::size_t index = 0; index < kEdgeProperties.size(); ++index) {
    const auto property = static_cast<EdgeProperty>(index);
    std::size_t best = searches.size();
    for (std::size_t at = 0; at < searches.size(); ++at) {
      const auto& found = searches[at].violation;
      if (!found || found->property != property) continue;
      if (best == searches.size() || found->lines.size() < searches[best].violation->lines.size()) best = at;
    }
    StudyVerdict verdict{std::string(name_of(property)), Verdict::kHolds, ""};
    if (best < searches.size()) {
      verdict.verdict = Verdict::kViolated;
      verdict.note = searches[best].violation->lines.back();
      Parameters narrowed = p;
      narrowed.opening = openings[best];
      narrowed.pair_cheaters.clear();
      narrowed.mutants.clear();
      narrowed.most_window = 0;
      findings.counterexamples.push_back({verdict.property, narrowed, searches[best].violation->lines});
    } else if (!complete) {
      verdict.verdict = Verdict::kUnknown;
      verdict.note = any ? "a search ended at another violation" : "a search was cut short: stopped, or most_states";
    } else {
      verdict.note = std::to_string(states) + " states, " + std::to_string(closings) + " closes";
    }
    findings.verdicts.push_back(std::move(verdict));
  }
}

void explore_edges(const Parameters& p, const StudyConditions& conditions, Findings& findings) {
  const auto openings = openings_of(p);
  std::vector<EdgeSearch> searches(openings.size());
  conditions.for_each(openings.size(), [&](std::uint64_t index) {
    const EdgeCase edge = edge_case(p, p.rule, openings[index]);
    searches[index] = search_edge(edge, p.most_states, conditions);
  });
  StudyTable table{
      "hyperedge",
      "One hyperedge, every opening: states, closes tried, and what cheaters tried",
      {"opening", "states", "closes", "old roots", "fork proofs", "forked", "withheld", "split", "result"}};
  for (std::size_t at = 0; at < searches.size(); ++at) {
    const EdgeSearch& one = searches[at];
    table.rows.push_back({text_of(openings[at]), one.states, one.closings.closings, one.closings.old_roots,
                          one.closings.fork_proofs, one.forked, one.withheld, one.split,
                          std::string(outcome_of(one.violation.has_value(), one.complete))});
    findings.metrics["edge_states"] += static_cast<double>(one.states);
    findings.metrics["edge_steps"] += static_cast<double>(one.steps);
    findings.metrics["closes"] += static_cast<double>(one.closings.closings);
    findings.metrics["split_epochs"] += static_cast<double>(one.split);
  }
  findings.tables.push_back(std::move(table));
  judge_edges(p, openings, searches, findings);
}

void explore_pairs(const Parameters& p, const StudyConditions& conditions, Findings& findings) {
  std::vector<PairSearch> searches(p.pair_cheaters.size());
  conditions.for_each(searches.size(), [&](std::uint64_t index) {
    searches[index] = search_pair({p.rule, p.pair_cheaters[index], p.first_window, p.second_window}, conditions);
  });
  StudyTable table{"two-hyperedges",
                   "A pays B through X and two hyperedges: ends, and ends in which honest money is held without end",
                   {"cheaters", "states", "ends", "both paid", "held", "result"}};
  StudyVerdict verdict{"atomic_transfer", Verdict::kHolds, ""};
  std::uint64_t states = 0;
  for (std::size_t at = 0; at < searches.size(); ++at) {
    const PairSearch& one = searches[at];
    table.rows.push_back({cheaters_text(p.pair_cheaters[at]), one.states, one.settled, one.paid, one.held,
                          std::string(outcome_of(!one.violation.empty(), one.complete))});
    states += one.states;
    findings.metrics["held_ends"] += static_cast<double>(one.held);
    if (one.violation.empty()) {
      if (!one.complete && verdict.verdict == Verdict::kHolds)
        verdict = {verdict.property, Verdict::kUnknown, "stopped"};
      continue;
    }
    if (verdict.verdict == Verdict::kViolated) continue;
    verdict = {verdict.property, Verdict::kViolated, one.violation.back()};
    Parameters narrowed = p;
    narrowed.pair_cheaters = {p.pair_cheaters[at]};
    narrowed.mutants.clear();
    narrowed.most_window = 0;
    findings.counterexamples.push_back({verdict.property, narrowed, one.violation});
  }
  if (verdict.verdict == Verdict::kHolds) verdict.note = std::to_string(states) + " states";
  findings.metrics["pair_states"] += static_cast<double>(states);
  findings.verdicts.push_back(std::move(verdict));
  findings.tables.push_back(std::move(table));
}

// Under refunds: for which windows nobody loses, whoever cheats.
void tell_windows(const Parameters& p, const StudyConditions& conditions, Findings& findings) {
  const std::uint64_t count = std::uint64_t{p.most_window} * p.most_window;
  std::vector<std::string> robbed(count);
  std::vector<std::uint8_t> done(count, 0);
  conditions.for_each(count, [&](std::uint64_t index) {
    PairCase pair{Rule::refund_at_close, 0, static_cast<std::uint32_t>(index / p.most_window + 1),
                  static_cast<std::uint32_t>(index % p.most_window + 1)};
    for (pair.cheaters = 0; pair.cheaters < 7; ++pair.cheaters) {
      const PairSearch found = search_pair(pair, conditions);
      if (!found.complete && found.violation.empty()) return;
      if (!found.violation.empty()) robbed[index] += (robbed[index].empty() ? "" : " ") + cheaters_text(pair.cheaters);
    }
    done[index] = 1;
  });
  StudyTable table{"windows",
                   "Conditional leaves refunded at settlement: the cheaters that can rob somebody",
                   {"first window", "second window", "difference", "cheaters"}};
  for (std::uint64_t index = 0; index < count; ++index) {
    if (done[index] == 0) continue;
    const std::uint64_t first = index / p.most_window + 1;
    const std::uint64_t second = index % p.most_window + 1;
    table.rows.push_back({first, second, static_cast<double>(first) - static_cast<double>(second),
                          robbed[index].empty() ? std::string("safe") : robbed[index]});
  }
  findings.tables.push_back(std::move(table));
}

struct MutantRun {
  std::uint64_t states = 0;
  std::vector<std::string> story = {};
  bool is_caught = false;
  bool is_complete = false;
  std::string property = {};
};

MutantRun run_mutant(const Parameters& p, Rule rule, const StudyConditions& conditions) {
  MutantRun run;
  if (is_edge_rule(rule)) {
    const std::vector<std::uint32_t> opening = p.opening.empty() ? std::vector<std::uint32_t>(p.parties, 1) : p.opening;
    const EdgeSearch found = search_edge(edge_case(p, rule, opening), p.most_states, conditions);
    run.states = found.states;
    run.is_complete = found.complete;
    run.is_caught = found.violation.has_value();
    if (run.is_caught) {
      run.story = found.violation->lines;
      run.property = name_of(found.violation->property);
    }
    return run;
  }
  run.is_complete = true;
  for (std::uint32_t cheaters = 0; cheaters < 7 && !run.is_caught; ++cheaters) {
    const PairSearch found = search_pair({rule, cheaters, p.first_window, p.second_window}, conditions);
    run.states += found.states;
    run.story = found.violation;
    run.is_caught = !found.violation.empty();
    run.is_complete = run.is_complete && found.complete;
    if (run.is_caught) run.property = "atomic_transfer";
  }
  return run;
}

void catch_mutants(const Parameters& p, const StudyConditions& conditions, Findings& findings) {
  std::vector<MutantRun> runs(p.mutants.size());
  conditions.for_each(runs.size(),
                      [&](std::uint64_t index) { runs[index] = run_mutant(p, p.mutants[index], conditions); });
  StudyTable table{"mutants",
                   "One safeguard taken away: the shortest run that shows it",
                   {"mutant", "breaks", "steps", "states", "seen"}};
  StudyVerdict verdict{"mutants_caught", Verdict::kHolds, std::to_string(runs.size()) + " mutants"};
  for (std::size_t at = 0; at < runs.size(); ++at) {
    const MutantRun& run = runs[at];
    const std::string name(names::enumerator_name(p.mutants[at]));
    table.rows.push_back({name, run.is_caught ? run.property : std::string("-"),
                          std::uint64_t{run.story.empty() ? 0 : run.story.size() - 1}, run.states,
                          run.is_caught ? run.story.back() : std::string("nothing")});
    if (run.is_caught || verdict.verdict != Verdict::kHolds) continue;
    verdict.verdict = run.is_complete ? Verdict::kViolated : Verdict::kUnknown;
    verdict.note = name + (run.is_complete ? " breaks nothing" : " was not searched to its end");
  }
  findings.verdicts.push_back(std::move(verdict));
  findings.tables.push_back(std::move(table));
}

}  // namespace

StudyFindings<Parameters> Study::explore(const Parameters& parameters, const StudyConditions& conditions) {
  Findings findings;
  if (!is_pair_rule(parameters.rule)) explore_edges(parameters, conditions, findings);
  if (!is_edge_rule(parameters.rule) && !parameters.pair_cheaters.empty())
    explore_pairs(parameters, conditions, findings);
  if (!parameters.mutants.empty()) catch_mutants(parameters, conditions, findings);
  if (parameters.most_window > 0) tell_windows(parameters, conditions, findings);
  return findings;
}

}  // namespace parley::hypergraph
