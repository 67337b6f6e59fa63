#include "cli/run_study.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <fmt/format.h>
#include <thread>
#include <utility>

#include "cli/engines/instance.hpp"
#include "cli/report/tables.hpp"
#include "faults/json_text.hpp"
#include "protocols/core/error.hpp"

namespace parley::cli {

namespace {

using nlohmann::json;

StudyConditions conditions_of(const VerbOptions& options) {
  StudyConditions conditions;
  conditions.seed = options.seed;
  conditions.stop = options.stop;
  const unsigned threads = std::max(1U, options.threads);
  conditions.for_each = [threads, stop = options.stop](std::uint64_t count,
                                                       const std::function<void(std::uint64_t)>& body) {
    std::atomic<std::uint64_t> next{0};
    const auto work = [&] {
      for (std::uint64_t index = 0; (index = next++) < count;) {
        if (stop != nullptr && stop->load(std::memory_order_relaxed)) return;
        body(index);
      }
    };
    std::vector<std::thread> workers;
    for (std::uint64_t index = 1; index < std::min<std::uint64_t>(threads, count); ++index) workers.emplace_back(work);
    work();
    for (std::thread& worker : workers) worker.join();
  };
  return conditions;
}

// The verbs that the study answers, for people.
std::string answered(const StudyEntry& entry) {
  std::vector<std::string_view> verbs;
  for (const StudyVerb verb : {StudyVerb::kExplore, StudyVerb::kSimulate, StudyVerb::kAttack})
    if (answer_of(entry, verb) != nullptr) verbs.push_back(to_string(verb));
  return fmt::format("{}", fmt::join(verbs, ", "));
}

KeptFile case_file(const StudyEntry& entry, StudyVerb verb, std::uint64_t seed, std::size_t number,
                   const StudyOutcome::Counterexample& found) {
  json document{{"verb", to_string(verb)},
                {"property", found.property},
                {"seed", seed},
                {"story", found.story},
                {"experiment", found.experiment}};
  const std::string suffix = number == 0 ? "" : fmt::format("-{}", number + 1);
  return {fmt::format("{}-{}{}{}", entry.name, found.property, suffix, kStudyCaseSuffix),
          faults::write_json(document, 2) + "\n"};
}

void keep_counterexamples(const StudyEntry& entry, StudyVerb verb, const StudyOutcome& outcome, VerbResult& result) {
  for (std::size_t index = 0; index < outcome.counterexamples.size(); ++index) {
    const StudyOutcome::Counterexample& found = outcome.counterexamples[index];
    const auto same = [&](const StudyOutcome::Counterexample& other) { return other.property == found.property; };
    const auto end = outcome.counterexamples.begin() + static_cast<std::ptrdiff_t>(index);
    const auto number = std::count_if(outcome.counterexamples.begin(), end, same);
    result.lines.push_back(fmt::format("{}:", found.property));
    for (const std::string& line : found.story) result.lines.push_back("  " + line);
    result.files.push_back(case_file(entry, verb, result.seed, static_cast<std::size_t>(number), found));
  }
}

VerbResult to_result(const Experiment& experiment, const StudyEntry& entry, StudyVerb verb, std::uint64_t seed,
                     const StudyOutcome& outcome, double seconds) {
  VerbResult result;
  result.verb = to_string(verb);
  result.file = experiment.file.string();
  result.seed = seed;
  result.seconds = seconds;
  result.metrics = outcome.metrics;
  for (const StudyVerdict& verdict : outcome.verdicts)
    if (is_wanted(experiment, verdict.property))
      result.verdicts.push_back({verdict.property, verdict.verdict, seconds, verdict.note});
  for (const StudyTable& table : outcome.tables) {
    result.tables.push_back(to_json(table));
    for (std::string& line : to_table_lines(table)) result.lines.push_back(std::move(line));
    result.lines.emplace_back();
    result.files.push_back({table.name + ".csv", to_csv(table)});
  }
  keep_counterexamples(entry, verb, outcome, result);
  return result;
}

}  // namespace

StudyEntry::Answer answer_of(const StudyEntry& entry, StudyVerb verb) {
  switch (verb) {
    case StudyVerb::kExplore:
      return entry.explore;
    case StudyVerb::kSimulate:
      return entry.simulate;
    case StudyVerb::kAttack:
      return entry.attack;
  }
  return nullptr;
}

VerbResult run_study(const Experiment& experiment, StudyVerb verb, const VerbOptions& options) {
  const StudyEntry& entry = find_study(experiment);
  entry.validate(experiment);
  const StudyEntry::Answer answer = answer_of(entry, verb);
  if (answer == nullptr)
    throw NotApplicable(
        experiment.file.string(), "/study",
        fmt::format("{} has no answer for {}, only for {}", entry.name, to_string(verb), answered(entry)));
  const auto begin = std::chrono::steady_clock::now();
  const StudyOutcome outcome = answer(experiment, conditions_of(options));
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return to_result(experiment, entry, verb, options.seed, outcome, seconds);
}

std::vector<std::string> read_story(const Place& root) {
  std::vector<std::string> lines;
  for (const Place& line : root.require("story").elements()) lines.push_back(line.text());
  return lines;
}

VerbResult replay_study(const Place& root, const VerbOptions& options) {
  root.only({"verb", "property", "seed", "story", "experiment"});
  const StudyVerb verb = static_cast<StudyVerb>(root.require("verb").one_of({"explore", "simulate", "attack"}));
  const std::string property = root.require("property").text();
  Experiment experiment = parse_experiment(root.require("experiment").json(), root.file());
  if (!experiment.is_study) root.require("experiment").fail_at("study", "expected the experiment of a study");
  experiment.properties.clear();
  VerbOptions again = options;
  again.seed = root.require("seed").whole(0);
  VerbResult result = run_study(experiment, verb, again);
  const auto other = [&](const PropertyVerdict& verdict) { return verdict.property != property; };
  std::erase_if(result.verdicts, other);
  if (result.verdicts.empty())
    root.require("property").fail(fmt::format("expected a property that {} judges", experiment.protocol));
  result.verb = "replay";
  result.files.clear();  // it lies there already
  return result;
}

}  // namespace parley::cli
