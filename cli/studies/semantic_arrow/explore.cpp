#include <string>
#include <utility>
#include <vector>

#include "cli/studies/semantic_arrow/cuts.hpp"
#include "cli/studies/semantic_arrow/instances.hpp"
#include "cli/studies/semantic_arrow/story.hpp"
#include "cli/studies/semantic_arrow/study.hpp"

namespace parley::semantic_arrow {

namespace {

constexpr std::uint32_t kPatterns = 63;

struct Pattern {
  std::uint32_t failing = 0;
  bool known = false;  // everything was looked at
  std::uint64_t states = 0;
  std::string broken = "unknown";
  bool doubt_lasts = false;
  bool silent_doubt = false;
  std::vector<std::string> story;  // of the shortest violation
};

Pattern look_at(const Parameters& parameters, std::uint32_t failing, const StudyConditions& conditions) {
  const LinkConfig config = instance(parameters, true, failing);
  const explore::ExploreResult result = every_schedule(config, conditions);
  Pattern pattern;
  pattern.failing = failing;
  pattern.known = result.outcome == explore::Outcome::kExhausted;
  pattern.states = result.states;
  pattern.broken = broken_properties(result);
  pattern.doubt_lasts = verdict_of(result, Transfer::kResolution) == Verdict::kViolated;
  pattern.silent_doubt = verdict_of(result, Transfer::kFlagged) == Verdict::kViolated;
  pattern.story = story_of(result);
  return pattern;
}

bool is_inconsistent(const Pattern& pattern) {
  return pattern.broken != "none" && pattern.broken != "unknown";
}

std::vector<Pattern> all_patterns(const Parameters& parameters, const StudyConditions& conditions) {
  std::vector<std::uint32_t> masks;
  if (parameters.pattern != 0) masks.push_back(parameters.pattern);
  for (std::uint32_t mask = 1; parameters.pattern == 0 && mask <= kPatterns; ++mask) masks.push_back(mask);
  std::vector<Pattern> patterns(masks.size());
  conditions.for_each(masks.size(),
                      [&](std::uint64_t index) { patterns[index] = look_at(parameters, masks[index], conditions); });
  return patterns;
}

StudyTable pattern_table(const Parameters& parameters, const std::vector<Pattern>& patterns) {
  StudyTable table{
      "patterns",
      "Triangle, all schedules and cut points: what breaks, and whether doubt can last, by arcs that may die",
      {"arcs", "states", "broken", "doubt", "predicted"}};
  for (const Pattern& pattern : patterns) {
    if (!pattern.known) continue;
    table.rows.push_back({name_of(pattern.failing), pattern.states, pattern.broken,
                          pattern.doubt_lasts ? "can last" : "never lasts",
                          resolves(pattern.failing, parameters.relay) ? "never lasts" : "can last"});
  }
  return table;
}

// Holds unless `breaks` says otherwise of some pattern; of those not known, nothing is said.
template <class Breaks>
StudyVerdict judge(const std::string& property, const Parameters& parameters, const std::vector<Pattern>& patterns,
                   Findings& findings, Breaks breaks) {
  std::uint64_t known = 0;
  for (const Pattern& pattern : patterns) {
    if (breaks(pattern)) {
      Parameters narrowed = parameters;
      narrowed.pattern = pattern.failing;
      std::vector<std::string> story{"arcs that may die: " + name_of(pattern.failing)};
      story.insert(story.end(), pattern.story.begin(), pattern.story.end());
      findings.counterexamples.push_back({property, narrowed, std::move(story)});
      return {property, Verdict::kViolated, name_of(pattern.failing) + ": " + pattern.broken};
    }
    known += pattern.known ? 1 : 0;
  }
  const bool all = known == patterns.size();
  return {property, all ? Verdict::kHolds : Verdict::kUnknown, std::to_string(known) + " patterns of failing arcs"};
}

void add_patterns(const Parameters& parameters, const StudyConditions& conditions, Findings& findings) {
  const std::vector<Pattern> patterns = all_patterns(parameters, conditions);
  findings.verdicts.push_back(judge("consistent", parameters, patterns, findings, is_inconsistent));
  findings.verdicts.push_back(judge("doubt_as_predicted", parameters, patterns, findings, [&](const Pattern& pattern) {
    return pattern.known && pattern.doubt_lasts == resolves(pattern.failing, parameters.relay);
  }));
  findings.verdicts.push_back(judge("doubt_flagged", parameters, patterns, findings,
                                    [](const Pattern& pattern) { return pattern.silent_doubt; }));
  for (const Pattern& pattern : patterns) {
    findings.metrics["states"] += static_cast<double>(pattern.states);
    findings.metrics["patterns"] += pattern.known ? 1 : 0;
    findings.metrics["patterns_in_doubt"] += pattern.doubt_lasts ? 1 : 0;
    findings.metrics["patterns_inconsistent"] += is_inconsistent(pattern) ? 1 : 0;
  }
  findings.tables.push_back(pattern_table(parameters, patterns));
}

// --- one cut of an undisturbed transfer ---

struct Outcomes {
  std::array<std::uint64_t, 4> count{};
};

Outcomes outcomes_of(const Parameters& parameters, bool triangle, std::uint32_t deliveries,
                     const std::vector<std::uint32_t>& patterns) {
  const LinkConfig config = instance(parameters, triangle, 0);
  Outcomes outcomes;
  for (const std::uint32_t dying : patterns)
    ++outcomes.count[static_cast<std::size_t>(cut_after(config, deliveries, dying))];
  return outcomes;
}

void add_cuts(const Parameters& parameters, Findings& findings) {
  std::vector<std::uint32_t> every;
  std::vector<std::uint32_t> one_link;
  for (std::uint32_t mask = 1; mask <= kPatterns; ++mask) {
    every.push_back(mask);
    if ((mask & ~3U) == 0 || (mask & ~12U) == 0 || (mask & ~48U) == 0) one_link.push_back(mask);
  }
  StudyTable table{"cuts",
                   "One cut after so many frames of a transfer (offer, reflection, confirmation, done), by what dies",
                   {"nodes", "dying", "after", "committed", "aborted", "in doubt", "inconsistent"}};
  const auto add_rows = [&](bool triangle, const std::string& dying, const std::vector<std::uint32_t>& patterns) {
    for (std::uint32_t after = 0; after <= kDeliveries; ++after) {
      const Outcomes found = outcomes_of(parameters, triangle, after, patterns);
      table.rows.push_back({std::uint64_t{triangle ? 3U : 2U}, dying, std::uint64_t{after}, found.count[0],
                            found.count[1], found.count[2], found.count[3]});
    }
  };
  add_rows(false, "the link", {1, 2, 3});
  add_rows(true, "one link", one_link);
  add_rows(true, "any arcs", every);
  findings.tables.push_back(std::move(table));
}

// --- what each discipline of the link guarantees ---

std::string discipline_name(Discipline discipline) {
  switch (discipline) {
    case Discipline::kReflect:
      return "reflect";
    case Discipline::kSignals:
      return "TIKTYKTIK";
    case Discipline::kPlaced:
      return "RDMA write";
    case Discipline::kForget:
      return "send and forget";
  }
  return "";
}

struct Setting {
  const char* name;
  std::uint32_t losses = 0;
  std::uint32_t duplications = 0;
  std::uint32_t corrupted_offers = 0;
  std::uint32_t failing = 0;
};

void add_disciplines(const StudyConditions& conditions, Findings& findings) {
  constexpr std::array kSettings{Setting{"none"}, Setting{"a loss, a duplicate", 1, 1},
                                 Setting{"a changed offer", 0, 0, 1}, Setting{"a cut at any point", 0, 0, 0, 3}};
  constexpr std::array kDisciplines{Discipline::kReflect, Discipline::kSignals, Discipline::kPlaced,
                                    Discipline::kForget};
  std::vector<std::vector<StudyCell>> rows(kSettings.size() * kDisciplines.size());
  std::vector<Verdict> lasting(rows.size(), Verdict::kUnknown);
  std::vector<Verdict> complete(rows.size(), Verdict::kUnknown);
  conditions.for_each(rows.size(), [&](std::uint64_t index) {
    const Discipline discipline = kDisciplines[index / kSettings.size()];
    const Setting& setting = kSettings[index % kSettings.size()];
    LinkConfig config = instance({}, false, setting.failing);
    config.transfers = 2;
    config.discipline = discipline;
    config.application_ticks = 1;  // the application is a step of its own
    config.corrupted_offers = setting.corrupted_offers;
    const explore::ExploreResult result = every_schedule(config, conditions, setting.losses, setting.duplications);
    lasting[index] = verdict_of(result, Transfer::kResolution);
    complete[index] = verdict_of(result, Transfer::kCompletion);
    rows[index] = {discipline_name(discipline), setting.name, result.states, broken_properties(result),
                   lasting[index] == Verdict::kViolated ? "can last" : "never lasts"};
  });
  StudyTable table{"disciplines",
                   "Two nodes, two transfers, all schedules: what breaks, and whether the initiator's doubt can last",
                   {"discipline", "faults", "states", "broken", "doubt"}};
  for (std::vector<StudyCell>& row : rows)
    if (!row.empty()) table.rows.push_back(std::move(row));
  findings.tables.push_back(std::move(table));
  const auto seen = [](Verdict verdict) { return verdict == Verdict::kViolated ? Verdict::kHolds : Verdict::kUnknown; };
  findings.verdicts.push_back({"two_generals", seen(lasting[3]), "two nodes, a cut at any point"});
  findings.verdicts.push_back({"completion_fallacy", seen(complete[2 * kSettings.size()]), "an RDMA write, no faults"});
}

}  // namespace

Findings Study::explore(const Parameters& parameters, const StudyConditions& conditions) {
  Findings findings;
  add_patterns(parameters, conditions, findings);
  if (parameters.pattern != 0 || conditions.is_stopped()) return findings;
  add_cuts(parameters, findings);
  add_disciplines(conditions, findings);
  return findings;
}

}  // namespace parley::semantic_arrow
