#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "protocols/local/population/batch.hpp"
#include "protocols/local/population/convergence.hpp"
#include "protocols/local/population/explore.hpp"
#include "protocols/local/population/subject.hpp"

namespace parley::population {
namespace {

// Streams of randomness: each part of the simulation has its own range.
constexpr std::uint64_t kBatchStream = 1'000'000'000;
constexpr std::uint64_t kPlainStream = 2'000'000'000;
constexpr std::uint64_t kScaleStream = 3'000'000'000;

constexpr std::uint64_t kComparedAgents = 24;
constexpr std::uint64_t kComparedInteractions = 36;

struct ConvergenceCase {
  std::size_t subject = 0;
  std::uint32_t size = 0;
};

struct RunResult {
  bool made = false;
  bool wrong = false;
  Word word = {};
  Run run = {};
};

// The stream of a run hangs on what is run and not on its place among the others, so that it can be made again alone.
std::uint64_t stream_of(const Subject& subject, Guessing guessing, std::uint32_t size, std::uint64_t run) {
  std::uint64_t mixed = 0xcbf29ce484222325;  // FNV-1a
  const auto add = [&](std::uint64_t value) { mixed = (mixed ^ value) * 0x100000001b3; };
  for (const CoveringMonomial& part : subject.recognised.cover)
    for (const char c : text_of(part, subject.language.alphabet)) add(static_cast<std::uint64_t>(c));
  add(static_cast<std::uint64_t>(guessing));
  add(size);
  add(run);
  return mixed;
}

RunResult run_one(const Subject& subject, const Parameters& parameters, std::uint32_t size, Rng rng,
                  const StudyConditions& conditions) {
  RunResult result{.made = true};
  const std::size_t letters = subject.language.alphabet.size();
  for (std::uint32_t place = 0; place < size; ++place) result.word.push_back(static_cast<Letter>(rng.below(letters)));
  if (!parameters.word.empty()) result.word = subject.words.front();
  result.run =
      run_randomly(rng, subject.moves, subject.protocol.output, initial_configuration(subject.protocol, result.word),
                   parameters.max_interactions, conditions);
  const bool right = result.run.agrees && result.run.output == subject.recognised.minimal.accepts(result.word);
  result.wrong = result.run.silent && !right;
  return result;
}

// Of sorted values; NaN-free: 0 for none.
double quantile(const std::vector<double>& sorted, double part) {
  if (sorted.empty()) return 0;
  const auto place = static_cast<std::size_t>(std::ceil(part * static_cast<double>(sorted.size())));
  return sorted[std::min(sorted.size(), std::max<std::size_t>(place, 1)) - 1];
}

std::vector<StudyCell> row_of(const std::string& line, std::uint32_t size, const RunResult* results,
                              std::uint32_t runs) {
  std::vector<double> times;
  for (std::uint32_t run = 0; run < runs; ++run)
    if (results[run].run.silent) times.push_back(static_cast<double>(results[run].run.last_change));
  std::sort(times.begin(), times.end());
  double sum = 0;
  for (const double time : times) sum += time;
  const double mean = times.empty() ? 0 : sum / static_cast<double>(times.size());
  return {line, std::uint64_t{size}, std::uint64_t{times.size()}, mean, quantile(times, 0.95), mean / size};
}

void judge_runs(const Parameters& parameters, const StudyConditions& conditions, const std::vector<Subject>& subjects,
                const std::vector<ConvergenceCase>& cases, const std::vector<RunResult>& results, Findings& findings) {
  std::uint64_t silent = 0;
  const RunResult* wrong = nullptr;
  std::size_t wrong_subject = 0;
  for (std::size_t index = 0; index < results.size(); ++index) {
    silent += results[index].made && results[index].run.silent ? 1U : 0U;
    if (!results[index].wrong || wrong != nullptr) continue;
    wrong = &results[index];
    wrong_subject = cases[index / parameters.runs].subject;
  }
  const bool complete = !conditions.is_stopped();
  const std::string note = std::to_string(silent) + " of " + std::to_string(results.size()) + " runs became silent";
  findings.verdicts.push_back({"runs_right", always(wrong != nullptr, complete), note});
  findings.verdicts.push_back({"some_run_silent",
                               silent > 0 ? Verdict::kHolds
                               : complete ? Verdict::kViolated
                                          : Verdict::kUnknown,
                               note});
  if (wrong == nullptr) return;
  Parameters alone = emptied(parameters);
  alone.languages = {subjects[wrong_subject].language};
  alone.sizes = {static_cast<std::uint32_t>(wrong->word.size())};
  findings.counterexamples.push_back({"runs_right",
                                      alone,
                                      {"'" + text_of(wrong->word, subjects[wrong_subject].language.alphabet) +
                                       "' became silent with a wrong output"}});
}

void simulate_languages(const Parameters& parameters, const StudyConditions& conditions, Findings& findings) {
  std::vector<std::uint32_t> sizes = parameters.sizes;
  if (!parameters.word.empty() && !sizes.empty()) sizes = {static_cast<std::uint32_t>(parameters.word.size())};
  if (sizes.empty() || parameters.languages.empty()) return;
  std::vector<Subject> subjects;
  std::vector<Guessing> guessings;
  std::vector<std::string> lines;
  for (const Language& language : parameters.languages)
    for (const Guessing guessing : {Guessing::blind, Guessing::informed}) {
      Parameters chosen = parameters;
      chosen.guessing = guessing;
      auto subject = make_subject(language, chosen, parameters.mutant);
      if (!subject) continue;
      subjects.push_back(std::move(*subject));
      guessings.push_back(guessing);
      lines.push_back(language.name + (guessing == Guessing::blind ? ", blind" : ", informed"));
    }
  std::vector<ConvergenceCase> cases;
  for (std::size_t subject = 0; subject < subjects.size(); ++subject)
    for (const std::uint32_t size : sizes) cases.push_back({subject, size});
  std::vector<RunResult> results(cases.size() * parameters.runs);
  conditions.for_each(results.size(), [&](std::uint64_t index) {
    if (conditions.is_stopped()) return;
    const ConvergenceCase& one = cases[index / parameters.runs];
    const Subject& subject = subjects[one.subject];
    const std::uint64_t stream = stream_of(subject, guessings[one.subject], one.size, index % parameters.runs);
    results[index] = run_one(subject, parameters, one.size, Rng::stream(conditions.seed, stream), conditions);
  });
  StudyTable table{.name = "convergence",
                   .caption = "interactions until silence, of the runs that became silent; random words and scheduler",
                   .columns = {"language", "agents", "silent", "mean", "95%", "mean/agents"},
                   .drawn_over = "agents",
                   .plotted = {"mean"},
                   .line_of = "language"};
  for (std::size_t index = 0; index < cases.size(); ++index)
    table.rows.push_back(
        row_of(lines[cases[index].subject], cases[index].size, &results[index * parameters.runs], parameters.runs));
  findings.tables.push_back(std::move(table));
  judge_runs(parameters, conditions, subjects, cases, results, findings);
}

Counts inputs_of(const Protocol& protocol, std::uint64_t agents, double share) {
  Counts counts(protocol.states(), 0);
  const auto of_a = std::min(agents, static_cast<std::uint64_t>(std::llround(share * static_cast<double>(agents))));
  counts[protocol.input[0]] += of_a;
  counts[protocol.input[1]] += agents - of_a;
  return counts;
}

// Two-sample chi-square over the outcomes; those seen less than 20 times together count as one.
void compare_samplers(const Parameters& parameters, const StudyConditions& conditions, Findings& findings) {
  if (parameters.samples == 0) return;
  constexpr std::uint64_t kChunks = 64;
  const Protocol protocol = baseline_protocol(parameters.baseline);
  const PairTable table = pair_table(protocol);
  std::vector<std::map<Counts, std::array<std::uint64_t, 2>>> seen(kChunks);
  conditions.for_each(kChunks, [&](std::uint64_t chunk) {
    Rng batches = Rng::stream(conditions.seed, kBatchStream + chunk);
    Rng single = Rng::stream(conditions.seed, kPlainStream + chunk);
    for (std::uint64_t sample = chunk; sample < parameters.samples && !conditions.is_stopped(); sample += kChunks) {
      Counts counts = inputs_of(protocol, kComparedAgents, parameters.share);
      Counts plain = counts;
      simulate_batches(batches, table, counts, kComparedInteractions, conditions);
      simulate_plainly(single, table, plain, kComparedInteractions);
      ++seen[chunk][counts][0];
      ++seen[chunk][plain][1];
    }
  });
  std::map<Counts, std::array<std::uint64_t, 2>> all;
  for (const auto& chunk : seen)
    for (const auto& [counts, times] : chunk)
      for (std::size_t which = 0; which < 2; ++which) all[counts][which] += times[which];
  double statistic = 0;
  double cells = 0;
  std::array<std::uint64_t, 2> rare{};
  const auto add = [&](const std::array<std::uint64_t, 2>& times) {
    const double a = static_cast<double>(times[0]);
    const double b = static_cast<double>(times[1]);
    statistic += (a - b) * (a - b) / (a + b);
    ++cells;
  };
  for (const auto& [counts, times] : all) {
    if (times[0] + times[1] >= 20) {
      add(times);
      continue;
    }
    for (std::size_t which = 0; which < 2; ++which) rare[which] += times[which];
  }
  if (rare[0] + rare[1] > 0) add(rare);
  const double freedom = std::max(1.0, cells - 1);
  const double most = freedom + 6 * std::sqrt(2 * freedom) + 10;
  findings.metrics["sampler_chi_square"] = statistic;
  findings.metrics["sampler_cells"] = cells;
  findings.verdicts.push_back({"batches_as_single", always(statistic > most, !conditions.is_stopped()),
                               std::to_string(parameters.samples) + " samples of " + std::to_string(kComparedAgents) +
                                   " agents after " + std::to_string(kComparedInteractions) + " interactions"});
  if (statistic <= most) return;
  Parameters alone = emptied(parameters);
  alone.samples = parameters.samples;
  findings.counterexamples.push_back(
      {"batches_as_single",
       alone,
       {"chi-square " + std::to_string(statistic) + " over " + std::to_string(cells) + " outcomes"}});
}

void simulate_at_scale(const Parameters& parameters, const StudyConditions& conditions, Findings& findings) {
  if (parameters.agents == 0) return;
  const Protocol protocol = baseline_protocol(parameters.baseline);
  Counts counts = inputs_of(protocol, parameters.agents, parameters.share);
  Rng rng = Rng::stream(conditions.seed, kScaleStream);
  constexpr std::uint64_t kRows = 10;
  StudyTable table{.name = "at-scale",
                   .caption = "agents by state, after so many interactions",
                   .columns = {"interactions"},
                   .drawn_over = "interactions"};
  for (const std::string& name : protocol.names) {
    table.columns.push_back(name);
    table.plotted.push_back(name);
  }
  std::uint64_t done = 0;
  for (std::uint64_t row = 0; row <= kRows && !conditions.is_stopped(); ++row) {
    const std::uint64_t until = parameters.interactions / kRows * row + parameters.interactions % kRows * row / kRows;
    done += simulate_batches(rng, pair_table(protocol), counts, until - done, conditions);
    std::vector<StudyCell> cells{done};
    for (const std::uint64_t count : counts) cells.emplace_back(count);
    table.rows.push_back(std::move(cells));
  }
  findings.metrics["interactions"] = static_cast<double>(done);
  findings.metrics["agents"] = static_cast<double>(parameters.agents);
  findings.tables.push_back(std::move(table));
}

}  // namespace

StudyFindings<Parameters> Study::simulate(const Parameters& parameters, const StudyConditions& conditions) {
  Findings findings;
  simulate_languages(parameters, conditions, findings);
  compare_samplers(parameters, conditions, findings);
  simulate_at_scale(parameters, conditions, findings);
  return findings;
}

}  // namespace parley::population
