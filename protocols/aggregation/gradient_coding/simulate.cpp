#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <utility>

#include "protocols/aggregation/gradient_coding/errors.hpp"
#include "protocols/core/random.hpp"

namespace parley::gradient_coding {
namespace {

// Mean and standard error of the weight that fixed weights give to chunk 0,
// block 0: c sum_{i in F} A_i0 u_i1^2 with fresh u and failures, E[u u^T] = I,
// c = 1 / (r p).
struct SampledWeight {
  double mean = 0;
  double error = 0;
  bool done = false;
};

SampledWeight sample_weight(const CodeSpec& spec, const Parameters& parameters, std::uint64_t stream,
                            const StudyConditions& conditions) {
  const Design design = build_design(spec.design, spec.workers, spec.degree, conditions.seed);
  const double p = parameters.answer_probability;
  const double scale = parameters.mutant == Mutant::kUnscaled ? 1 : 1 / (replication_of(design) * p);
  Rng rng = Rng::stream(conditions.seed, stream);
  double sum = 0;
  double squares = 0;
  for (std::uint32_t draw = 0; draw < parameters.bias_draws; ++draw) {
    if (draw % 1024 == 0 && conditions.is_stopped()) return {};
    double weight = 0;
    for (const std::uint64_t held : design.holdings) {
      double coefficient = -6;  // of mean 0 and variance 1
      for (int part = 0; part < 12; ++part) coefficient += rng.unit();
      if (rng.chance(p) && (held & 1) != 0) weight += scale * (spec.parts == 1 ? 1 : coefficient * coefficient);
    }
    sum += weight;
    squares += weight * weight;
  }
  const double draws = parameters.bias_draws;
  const double mean = sum / draws;
  return {.mean = mean, .error = std::sqrt(std::max(0.0, squares / draws - mean * mean) / draws), .done = true};
}

void tell_sampled(const Parameters& parameters, const StudyConditions& conditions, Findings& findings) {
  const std::vector<CodeSpec>& codes = parameters.codes;
  std::vector<SampledWeight> all(codes.size());
  conditions.for_each(codes.size(), [&](std::uint64_t at) {
    // The stream follows from the code, so that it alone finds the same.
    const std::uint64_t stream = 10'000 + static_cast<std::uint64_t>(codes[at].design) * 100'000 +
                                 codes[at].workers * 1000 + codes[at].degree * 10 + codes[at].parts;
    all[at] = sample_weight(codes[at], parameters, stream, conditions);
  });
  StudyTable table{.name = "sampled",
                   .caption =
                       "Weight of a chunk with fixed weights, over sampled failures "
                       "and coefficients",
                   .columns = {"code", "l", "mean", "standard error", "variance"}};
  bool complete = !codes.empty();
  bool broken = false;
  for (std::size_t at = 0; at < codes.size(); ++at) {
    complete = complete && all[at].done;
    if (!all[at].done) continue;
    const double variance = all[at].error * all[at].error * parameters.bias_draws;
    table.rows.push_back({name_of(codes[at]), std::uint64_t{codes[at].parts}, all[at].mean, all[at].error, variance});
    if (std::abs(all[at].mean - 1) <= 4 * all[at].error + 1e-9 || std::exchange(broken, true)) continue;
    StudyCounterexample<Parameters> found{"sampled_unbiased", emptied(parameters), {}};
    found.parameters.codes = {codes[at]};
    found.parameters.bias_draws = parameters.bias_draws;
    found.story = {"Code " + name_of(codes[at]) + ", l = " + std::to_string(codes[at].parts) + ".",
                   "Its fixed weights give chunk 0 the weight " + std::to_string(all[at].mean) +
                       " on average, standard error " + std::to_string(all[at].error) + ", and not 1."};
    findings.counterexamples.push_back(std::move(found));
  }
  const Verdict fine = complete ? Verdict::kHolds : Verdict::kUnknown;
  findings.verdicts.push_back({"sampled_unbiased", broken ? Verdict::kViolated : fine,
                               std::to_string(parameters.bias_draws) + " draws a code"});
  findings.tables.push_back(std::move(table));
}

struct Runs {
  std::vector<Trained> trained = {};
  std::vector<std::string> names = {};
};

StudyTable time_table(const Parameters& parameters, const Runs& runs) {
  StudyTable table{.name = "times",
                   .caption = "Simulated seconds to the target loss over links of several speeds",
                   .columns = {"code", "encoding", "l", "Mbit/s", "bytes a step", "steps", "seconds", "last loss"}};
  const Training& training = parameters.training;
  for (std::size_t at = 0; at < runs.trained.size(); ++at)
    for (const double link : training.links) {
      const Trained& run = runs.trained[at];
      if (run.losses.empty()) continue;
      const std::optional<double> time = run.time_to(training.target, link);
      std::uint64_t steps = 1;
      for (const double loss : run.losses) {
        if (loss <= training.target) break;
        ++steps;
      }
      const CodeSpec& spec = parameters.trained[at];
      table.rows.push_back({name_of(spec), name_of(spec.encoding), std::uint64_t{spec.parts}, link, run.bytes,
                            time ? StudyCell(steps) : StudyCell(std::string("-")),
                            time ? StudyCell(*time) : StudyCell(std::string("never")), run.losses.back()});
    }
  return table;
}

StudyTable loss_table(const Parameters& parameters, const Runs& runs, double link) {
  StudyTable table{.name = "losses",
                   .caption = "Loss against simulated time over the slowest link",
                   .columns = {"code", "seconds", "log10 loss"},
                   .drawn_over = "seconds",
                   .plotted = {"log10 loss"},
                   .line_of = "code"};
  const std::size_t stride = std::max<std::size_t>(1, parameters.training.steps / 40);
  for (std::size_t at = 0; at < runs.trained.size(); ++at)
    for (std::size_t step = 0; step < runs.trained[at].losses.size(); step += stride)
      table.rows.push_back({runs.names[at], runs.trained[at].time_after(step + 1, link),
                            std::log10(std::max(1e-300, runs.trained[at].losses[step]))});
  return table;
}

void tell_training(const Parameters& parameters, const StudyConditions& conditions, Findings& findings) {
  const std::vector<CodeSpec>& codes = parameters.trained;
  Runs runs{.trained = std::vector<Trained>(codes.size())};
  for (const CodeSpec& spec : codes)
    runs.names.push_back(name_of(spec) + " " + name_of(spec.encoding) + " l=" + std::to_string(spec.parts));
  conditions.for_each(codes.size(), [&](std::uint64_t at) {
    runs.trained[at] =
        train(parameters.training, code_of(codes[at], parameters.mutant, conditions.seed, parameters.draw), conditions);
  });
  const double slowest = *std::min_element(parameters.training.links.begin(), parameters.training.links.end());
  bool complete = true;
  std::optional<double> best_whole;
  std::optional<double> best_short;
  for (std::size_t at = 0; at < codes.size(); ++at) {
    complete = complete && runs.trained[at].losses.size() == parameters.training.steps;
    const std::optional<double> time = runs.trained[at].time_to(parameters.training.target, slowest);
    std::optional<double>& best = codes[at].parts > 1 ? best_short : best_whole;
    if (time && (!best || *time < *best)) best = time;
  }
  const bool wins = complete && best_short && (!best_whole || *best_short < *best_whole);
  const Verdict otherwise = complete ? Verdict::kViolated : Verdict::kUnknown;
  findings.verdicts.push_back(
      {"short_wins", wins ? Verdict::kHolds : otherwise, "at " + std::to_string(slowest) + " Mbit/s"});
  if (complete && best_short) findings.metrics["best_short_seconds"] = *best_short;
  if (complete && best_whole) findings.metrics["best_whole_seconds"] = *best_whole;
  findings.tables.push_back(time_table(parameters, runs));
  findings.tables.push_back(loss_table(parameters, runs, slowest));
}

}  // namespace

StudyFindings<Parameters> Study::simulate(const Parameters& parameters, const StudyConditions& conditions) {
  Findings findings;
  if (parameters.bias_draws > 0) tell_sampled(parameters, conditions, findings);
  if (!parameters.trained.empty()) tell_training(parameters, conditions, findings);
  return findings;
}

}  // namespace parley::gradient_coding
