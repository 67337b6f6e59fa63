#include "cli/studies/semantic_arrow/study.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "cli/studies/semantic_arrow/crashes.hpp"
#include "cli/studies/semantic_arrow/file_sync.hpp"
#include "protocols/core/random.hpp"

namespace parley::semantic_arrow {

namespace {

struct Line {
  const char* name;
  Discipline discipline;
};
constexpr std::array<Line, 2> kLines{{{"RDMA write", Discipline::kPlaced}, {"reflecting", Discipline::kReflect}}};

std::string percent_text(double share) {
  return std::to_string(static_cast<int>(100 * share + 0.5)) + " %";
}

// Runs crash at different ticks, so that no one moment decides.
double share_at(const Parameters& parameters, const StudyConditions& conditions, Discipline discipline,
                std::uint64_t delay, std::uint64_t stream) {
  Rng rng = Rng::stream(conditions.seed, stream);
  Reported sum;
  for (std::uint32_t run = 0; run < parameters.crashes && !conditions.is_stopped(); ++run) {
    const std::uint64_t crash = parameters.crash_tick - rng.below(parameters.crash_tick / 10 + 1);
    const Reported found = reported_at_crash(discipline, delay, crash, rng.next(), conditions);
    sum.completed += found.completed;
    sum.unapplied += found.unapplied;
  }
  return sum.completed > 0 ? sum.unapplied / sum.completed : 0;
}

void add_crashes(const Parameters& parameters, const StudyConditions& conditions, Findings& findings) {
  const std::size_t delays = parameters.application_ticks.size();
  std::vector<double> shares(delays * kLines.size(), 0);
  conditions.for_each(shares.size(), [&](std::uint64_t index) {
    const std::uint64_t delay = parameters.application_ticks[index % delays];
    shares[index] = share_at(parameters, conditions, kLines[index / delays].discipline, delay, index);
  });
  StudyTable table{"crashes",
                   "Share of the transfers reported complete that the application never had, after a crash",
                   {"link", "application ticks", "share"}};
  table.drawn_over = "application ticks";
  table.plotted = {"share"};
  table.line_of = "link";
  for (std::size_t index = 0; index < shares.size(); ++index)
    table.rows.push_back(
        {std::string(kLines[index / delays].name), parameters.application_ticks[index % delays], shares[index]});
  findings.tables.push_back(std::move(table));
  const auto begin = shares.begin();
  const auto middle = begin + static_cast<std::ptrdiff_t>(delays);
  const double fallacy = *std::max_element(begin, middle);
  const double reflecting = *std::max_element(middle, shares.end());
  const bool stopped = conditions.is_stopped();
  findings.verdicts.push_back({"completion_fallacy", fallacy > 0 ? Verdict::kHolds : Verdict::kUnknown,
                               "up to " + percent_text(fallacy) + " of what was reported complete"});
  findings.verdicts.push_back({"completion_is_use",
                               reflecting > 0 ? Verdict::kViolated
                               : stopped      ? Verdict::kUnknown
                                              : Verdict::kHolds,
                               std::to_string(parameters.crashes * delays) + " crashes"});
  findings.metrics["worst_share_rdma"] = fallacy;
  findings.metrics["worst_share_reflecting"] = reflecting;
}

void add_latency(Findings& findings) {
  StudyTable table{
      "latency", "Round trips from offer to completion, with a prompt application", {"link", "round trips"}};
  for (const auto& [name, discipline] :
       {std::pair("send and forget", Discipline::kForget), std::pair("RDMA write", Discipline::kPlaced),
        std::pair("TIKTYKTIK", Discipline::kSignals), std::pair("reflecting", Discipline::kReflect)})
    table.rows.push_back({std::string(name), discipline == Discipline::kForget ? 0.0 : latency(discipline) / 2});
  findings.tables.push_back(std::move(table));
}

struct FileRow {
  Edits overwritten;
  Edits reflected;
};

void add_files(const Parameters& parameters, const StudyConditions& conditions, Findings& findings) {
  std::vector<FileRow> rows(parameters.edit_percents.size());
  conditions.for_each(rows.size(), [&](std::uint64_t index) {
    if (conditions.is_stopped()) return;
    const FileTrial trial{parameters.edits, parameters.edit_percents[index], parameters.latency_ticks};
    const Rng rng = Rng::stream(conditions.seed, 1'000 + index);  // the same edits for both
    rows[index] = {last_writer_wins(trial, rng), reflected(trial, rng)};
  });
  StudyTable table{"files",
                   "Two replicas of a file: edits lost without a word, and refused, by chance of an edit in a tick",
                   {"percent", "edits", "lost, last writer wins", "lost, reflected", "refused, reflected"}};
  table.drawn_over = "percent";
  table.plotted = {"lost, last writer wins", "lost, reflected", "refused, reflected"};
  std::uint64_t overwritten = 0;
  std::uint64_t lost = 0;
  for (std::size_t index = 0; index < rows.size(); ++index) {
    const FileRow& row = rows[index];
    if (row.overwritten.made == 0) continue;
    table.rows.push_back({std::uint64_t{parameters.edit_percents[index]}, row.overwritten.made, row.overwritten.lost(),
                          row.reflected.lost(), row.reflected.aborted});
    overwritten += row.overwritten.lost();
    lost += row.reflected.lost();
  }
  const bool whole = table.rows.size() == rows.size();
  findings.verdicts.push_back(
      {"lost_update", overwritten > 0 ? Verdict::kHolds : Verdict::kUnknown, std::to_string(overwritten) + " edits"});
  findings.verdicts.push_back({"no_lost_update",
                               lost > 0 ? Verdict::kViolated
                               : whole  ? Verdict::kHolds
                                        : Verdict::kUnknown,
                               std::to_string(table.rows.size()) + " rates"});
  findings.tables.push_back(std::move(table));
}

}  // namespace

std::optional<ConfigProblem> Study::validate(const Parameters& parameters) {
  if (parameters.pattern > 63) return ConfigProblem{"pattern", "must be at most 63: a bit for each arc"};
  if (parameters.application_ticks.empty() || parameters.application_ticks.size() > 1000)
    return ConfigProblem{"application_ticks", "must be a list of 1 to 1000 delays"};
  for (const std::uint64_t ticks : parameters.application_ticks)
    if (ticks > 1'000'000) return ConfigProblem{"application_ticks", "must be at most 1000000 each"};
  if (parameters.crash_tick < 10 || parameters.crash_tick > 1'000'000)
    return ConfigProblem{"crash_tick", "must be from 10 to 1000000"};
  if (parameters.crashes < 1 || parameters.crashes > 10'000) return ConfigProblem{"crashes", "must be from 1 to 10000"};
  if (parameters.edit_percents.empty() || parameters.edit_percents.size() > 100)
    return ConfigProblem{"edit_percents", "must be a list of 1 to 100 chances"};
  for (const std::uint32_t percent : parameters.edit_percents)
    if (percent < 1 || percent > 100) return ConfigProblem{"edit_percents", "must be from 1 to 100 each"};
  if (parameters.edits < 1 || parameters.edits > 10'000) return ConfigProblem{"edits", "must be from 1 to 10000"};
  if (parameters.latency_ticks < 1 || parameters.latency_ticks > 1000)
    return ConfigProblem{"latency_ticks", "must be from 1 to 1000"};
  return std::nullopt;
}

Findings Study::simulate(const Parameters& parameters, const StudyConditions& conditions) {
  Findings findings;
  add_crashes(parameters, conditions, findings);
  add_latency(findings);
  add_files(parameters, conditions, findings);
  return findings;
}

static_assert(parley::Study<Study>);

}  // namespace parley::semantic_arrow
