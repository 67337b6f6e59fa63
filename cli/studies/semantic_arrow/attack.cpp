#include <string>
#include <utility>
#include <vector>

#include "cli/studies/semantic_arrow/instances.hpp"
#include "cli/studies/semantic_arrow/study.hpp"

namespace parley::semantic_arrow {

namespace {

using reflecting_link::InDoubt;

struct Weakened {
  std::string name;
  LinkConfig config;
  bool must_break = true;
};

std::vector<Weakened> weakened(const Parameters& parameters) {
  Parameters whole = parameters;
  whole.rule = Rule::kAsIs;
  const LinkConfig pair = instance(whole, false, 0);
  const LinkConfig triangle = instance(whole, true, 0);
  std::vector<Weakened> cases;
  const auto add = [&](std::string name, LinkConfig config, auto change, bool must_break = true) {
    change(config);
    cases.push_back({std::move(name), std::move(config), must_break});
  };
  add(
      "nothing, two nodes", pair, [](LinkConfig&) {}, false);
  add(
      "nothing, triangle", triangle, [](LinkConfig&) {}, false);
  add(
      "one changed offer", pair, [](LinkConfig& c) { c.corrupted_offers = 1; }, false);
  add(
      "one changed reflection", pair, [](LinkConfig& c) { c.corrupted_reflections = 1; }, false);
  add("the freeze", triangle, [](LinkConfig& c) { c.freeze = false; });
  add("the responder's report", triangle, [](LinkConfig& c) { c.reports_needed = 1; });
  add("waiting, for abort", pair, [](LinkConfig& c) { c.in_doubt = InDoubt::kPresumeAbort; });
  add("waiting, for commit", pair, [](LinkConfig& c) { c.in_doubt = InDoubt::kPresumeCommit; });
  add("the second round trip", pair, [](LinkConfig& c) { c.free_at_confirm = true; });
  add("the copy, one changed offer", pair, [](LinkConfig& c) {
    c.discipline = Discipline::kSignals;
    c.corrupted_offers = 1;
  });
  add("two changes that cancel", pair, [](LinkConfig& c) { c.corrupted_offers = c.corrupted_reflections = 1; });
  add("one changed signal", pair, [](LinkConfig& c) { c.corrupted_signals = 1; });
  return cases;
}

std::uint64_t steps_of(const explore::ExploreResult& result) {
  std::uint64_t least = 0;
  for (const explore::PropertyReport& report : result.properties) {
    if (report.property.kind != PropertyKind::kAlways || report.verdict != Verdict::kViolated || !report.trace)
      continue;
    const std::uint64_t steps = report.trace->steps.size();
    least = least == 0 || steps < least ? steps : least;
  }
  return least;
}

}  // namespace

Findings Study::attack(const Parameters& parameters, const StudyConditions& conditions) {
  const std::vector<Weakened> cases = weakened(parameters);
  std::vector<std::vector<StudyCell>> rows(cases.size());
  std::vector<std::string> broken(cases.size(), "unknown");
  conditions.for_each(cases.size(), [&](std::uint64_t index) {
    const explore::ExploreResult result = every_schedule(cases[index].config, conditions);
    broken[index] = broken_properties(result);
    rows[index] = {cases[index].name, result.states, broken[index], steps_of(result)};
  });
  Findings findings;
  StudyVerdict verdict{"each_part_is_needed", Verdict::kHolds, std::to_string(cases.size()) + " cases"};
  for (std::size_t index = 0; index < cases.size(); ++index) {
    if (broken[index] == "unknown") {
      verdict = {verdict.property, Verdict::kUnknown, "stopped"};
      break;
    }
    if (verdict.verdict == Verdict::kHolds && (broken[index] != "none") != cases[index].must_break)
      verdict = {verdict.property, Verdict::kViolated, cases[index].name + ": " + broken[index]};
  }
  findings.verdicts.push_back(std::move(verdict));
  StudyTable table{"weakened",
                   "What is left out or changed, and which guarantees break, in all schedules",
                   {"left out or changed", "states", "broken", "steps of the shortest"}};
  for (std::vector<StudyCell>& row : rows)
    if (!row.empty()) table.rows.push_back(std::move(row));
  findings.tables.push_back(std::move(table));
  return findings;
}

}  // namespace parley::semantic_arrow
