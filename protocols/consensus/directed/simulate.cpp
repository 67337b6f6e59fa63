#include <algorithm>
#include <cmath>

#include "protocols/consensus/directed/cases.hpp"

namespace parley::directed {
namespace {

struct SampleTally {
  std::uint64_t graphs = 0;
  std::array<std::uint64_t, kConditions.size()> satisfied = {};
  Runs exact = {};
  Runs approximate = {};
  // Of the range after each round, as a share of that of the inputs; runs whose inputs differ.
  std::uint64_t measured = 0;
  std::vector<double> greatest = {};
  std::vector<double> sum = {};
  Broke broke = {};

  void operator+=(const SampleTally& later) {
    graphs += later.graphs;
    for (std::size_t i = 0; i < satisfied.size(); ++i) satisfied[i] += later.satisfied[i];
    exact += later.exact;
    approximate += later.approximate;
    measured += later.measured;
    greatest.resize(std::max(greatest.size(), later.greatest.size()));
    sum.resize(greatest.size());
    for (std::size_t i = 0; i < later.greatest.size(); ++i) {
      greatest[i] = std::max(greatest[i], later.greatest[i]);
      sum[i] += later.sum[i];
    }
    broke.add_later(later.broke);
  }
};

// One sample is a graph and p.runs random cases of it.
class Sampling {
 public:
  Sampling(const Parameters& parameters, const StudyConditions& conditions)
      : p_(parameters), conditions_(conditions), goal_(goal_of(parameters.spread, parameters.simulated_epsilon)) {
    std::optional<ConfigProblem> ignored;
    pins_ = read_pins(parameters, ignored);
  }

  StudyFindings<Parameters> operator()() {
    const std::vector<std::uint32_t> sizes = pins_.graph ? std::vector<std::uint32_t>{p_.n} : p_.sizes;
    const std::uint64_t samples = pins_.graph ? 1 : p_.samples;
    std::vector<SampleTally> tallies(sizes.size() * samples);
    conditions_.for_each(tallies.size(), [&](std::uint64_t i) {
      if (!conditions_.is_stopped()) sample(sizes[i / samples], i, tallies[i]);
    });
    StudyTable counts{"samples",
                      "Random graphs: conditions, runs and violations where the algorithm's condition holds"};
    counts.columns = {"n", "graphs"};
    for (const Condition condition : kConditions) counts.columns.emplace_back(to_string(condition));
    for (const char* column : {"exact runs", "violations", "approx. runs", "violations "})
      counts.columns.emplace_back(column);
    StudyTable ranges{"range", "Range of correct values against rounds, log2 of its share of the inputs' range"};
    ranges.columns = {"n", "round", "log2 greatest", "log2 mean", "bound"};
    ranges.drawn_over = "round";
    ranges.plotted = {"log2 greatest", "log2 mean", "bound"};
    ranges.line_of = "n";
    SampleTally total = {};
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      SampleTally of_size = {};
      for (std::uint64_t k = 0; k < samples; ++k) of_size += tallies[i * samples + k];
      add_rows(sizes[i], of_size, counts, ranges);
      total += of_size;
    }
    StudyFindings<Parameters> findings = {};
    report_broken(p_, conditions_, goal_, total.broke, total.exact, total.approximate, findings);
    findings.metrics["graphs"] = static_cast<double>(total.graphs);
    if (total.measured > 0 && goal_.rounds > 0) findings.metrics["slope_log2"] = slope(total.greatest);
    findings.tables = {counts, ranges};
    return findings;
  }

 private:
  void sample(std::uint32_t n, std::uint64_t index, SampleTally& tally) const {
    Rng rng = Rng::stream(conditions_.seed, index);
    Digraph graph(n);
    const double density = p_.density + (1 - p_.density) * rng.unit();
    for (Node v = 0; v < n; ++v)
      for (Node w = 0; w < n; ++w)
        if (v != w && rng.chance(density)) graph.add(v, w);
    if (pins_.graph) graph = *pins_.graph;
    const ConditionSet set = Checker(n, p_.t).satisfied(graph);
    ++tally.graphs;
    for (std::size_t i = 0; i < kConditions.size(); ++i) tally.satisfied[i] += set.contains(kConditions[i]) ? 1U : 0U;
    if (asks_for_exact(p_.question) && set.contains(Condition::kAuthSync)) run_exact_cases(graph, rng, tally);
    if (asks_for_approximate(p_.question) && set.contains(Condition::kAuthAsync))
      run_approximate_cases(graph, rng, tally);
  }

  Nodes draw_faulty(std::uint32_t n, Rng& rng) const {
    Nodes faulty = 0;
    for (std::uint32_t i = 0; i < p_.t; ++i) faulty |= only(static_cast<Node>(rng.below(n)));
    return pins_.faulty ? *pins_.faulty : faulty;
  }
  Nodes draw_inputs(std::uint32_t n, Rng& rng) const {
    const Nodes drawn = static_cast<Nodes>(rng.next()) & all_nodes(n);
    return pins_.inputs ? *pins_.inputs : drawn;
  }
  std::uint64_t draw_variant(std::uint64_t drawn, Rng& rng) const {
    return p_.variants.empty() ? drawn : p_.variants[rng.below(p_.variants.size())];
  }

  void run_exact_cases(const Digraph& graph, Rng& rng, SampleTally& tally) const {
    const ExactInstance instance(graph, p_.t);
    for (std::uint32_t run = 0; run < p_.runs && !conditions_.is_stopped(); ++run) {
      Case one{graph, draw_faulty(graph.size(), rng), draw_inputs(graph.size(), rng), Question::exact, {}};
      one.deviation = draw_deviation(one, rng);
      tally.exact += run_exact_case(instance, one, p_.mutant, conditions_, p_.exhaustive_runs, tally.broke);
    }
  }

  Deviation draw_deviation(const Case& one, Rng& rng) const {
    static constexpr std::array kDrawn{Strategy::mute,       Strategy::equivocate, Strategy::selective, Strategy::late,
                                       Strategy::false_sets, Strategy::random,     Strategy::random};
    Deviation deviation{kDrawn[rng.below(kDrawn.size())], 0};
    if (p_.strategy != Strategy::every) deviation.strategy = p_.strategy;
    const std::uint64_t targets = rng.next() & one.graph.nodes() & ~one.faulty;
    const std::uint64_t option = deviation.strategy == Strategy::false_sets ? rng.below(4) : 0;
    const std::uint64_t stream = rng.below(1'000'000);
    const bool random = deviation.strategy == Strategy::random;
    deviation.variant = draw_variant(random ? stream : (option << 16 | targets), rng);
    return deviation;
  }

  void run_approximate_cases(const Digraph& graph, Rng& rng, SampleTally& tally) const {
    const ApproximateInstance instance(graph, p_.t);
    tally.greatest.resize(goal_.rounds + 1);
    tally.sum.resize(goal_.rounds + 1);
    for (std::uint32_t run = 0; run < p_.runs && !conditions_.is_stopped(); ++run) {
      Case one{graph, draw_faulty(graph.size(), rng), draw_inputs(graph.size(), rng), Question::approximate, {}};
      one.deviation.variant = draw_variant(rng.below(1'000'000), rng);
      const ApproximateCaseResult result =
          run_approximate_case(instance, one, p_.mutant, goal_, conditions_.seed, tally.broke);
      tally.approximate += result.runs;
      measure(result.outcome, graph.nodes() & ~one.faulty, tally);
    }
  }

  void measure(const ApproximateOutcome& outcome, Nodes correct, SampleTally& tally) const {
    if (correct == 0 || outcome.finished != correct) return;
    const auto inputs = static_cast<double>(range(outcome, correct, 0));
    if (inputs == 0) return;
    ++tally.measured;
    for (std::size_t round = 0; round <= goal_.rounds; ++round) {
      const double share = static_cast<double>(range(outcome, correct, round)) / inputs;
      tally.greatest[round] = std::max(tally.greatest[round], share);
      tally.sum[round] += share;
    }
  }

  void add_rows(std::uint32_t n, const SampleTally& tally, StudyTable& counts, StudyTable& ranges) const {
    std::vector<StudyCell> row{std::uint64_t{n}, tally.graphs};
    row.insert(row.end(), tally.satisfied.begin(), tally.satisfied.end());
    for (const std::uint64_t count :
         {tally.exact.runs, tally.exact.violations, tally.approximate.runs, tally.approximate.violations})
      row.emplace_back(count);
    counts.rows.push_back(row);
    for (std::size_t round = 0; round < tally.greatest.size(); ++round) {
      if (tally.sum[round] == 0) continue;  // no logarithm
      ranges.rows.push_back({std::uint64_t{n}, std::uint64_t{round}, std::log2(tally.greatest[round]),
                             std::log2(tally.sum[round] / static_cast<double>(tally.measured)),
                             -static_cast<double>(round)});
    }
  }

  // Of the least-squares line through log2 of the greatest shares.
  static double slope(const std::vector<double>& shares) {
    double n = 0;
    double x = 0;
    double y = 0;
    double xx = 0;
    double xy = 0;
    for (std::size_t round = 0; round < shares.size() && shares[round] > 0; ++round) {
      const auto at = static_cast<double>(round);
      const double value = std::log2(shares[round]);
      n += 1;
      x += at;
      y += value;
      xx += at * at;
      xy += at * value;
    }
    const double spread = n * xx - x * x;
    return spread > 0 ? (n * xy - x * y) / spread : 0;
  }

  const Parameters& p_;
  const StudyConditions& conditions_;
  ApproximateGoal goal_;
  Pins pins_ = {};
};

}  // namespace

StudyFindings<Parameters> Study::simulate(const Parameters& parameters, const StudyConditions& conditions) {
  return Sampling(parameters, conditions)();
}

}  // namespace parley::directed
