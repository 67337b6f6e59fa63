#include <cmath>
#include <map>
#include <numeric>
#include <utility>

#include "protocols/election/shared_randomness/cases.hpp"
#include "protocols/election/shared_randomness/covering.hpp"
#include "protocols/election/shared_randomness/ring_election.hpp"
#include "protocols/election/shared_randomness/view_election.hpp"

namespace parley::shared_randomness {
namespace {

constexpr std::uint64_t kBaselineStreams = 1'000'000'000;
constexpr std::uint32_t kHopelessPhases = 4;  // tried where none can succeed

struct CliqueRuns {
  std::vector<std::uint32_t> sizes = {};
  std::uint64_t runs = 0;
  std::uint64_t adversarial = 0;  // elected under the adversary's ports
  std::uint64_t random = 0;       // elected under random ports
  std::uint64_t two_leaders = 0;
  std::uint64_t phases = 0;  // of successful runs under random ports
};

void run_clique(CliqueRuns& clique_runs, const Parameters& parameters, const StudyConditions& conditions) {
  const Sources sources = sources_with(clique_runs.sizes);
  const Network adversarial = adversarial_clique(clique_runs.sizes);
  const Network base = clique(static_cast<std::uint32_t>(sources.size()));
  const bool hopeless = gcd_of(clique_runs.sizes) > 1;
  Rng rng = Rng::stream(conditions.seed, hash_of(clique_runs.sizes));
  ViewSettings settings{.believed_size = base.size(), .bits = parameters.bits, .mutant = parameters.mutant};
  for (std::uint32_t run = 0; run < parameters.clique_runs && !conditions.is_stopped(); ++run) {
    ++clique_runs.runs;
    settings.most_phases = hopeless ? std::min(parameters.phases, kHopelessPhases) : parameters.phases;
    const Election chosen = elect_by_views(adversarial, sources, settings, rng);
    const Election random = elect_by_views(with_random_ports(rng, base), sources, settings, rng);
    clique_runs.adversarial += chosen.succeeded() ? 1U : 0U;
    clique_runs.random += random.succeeded() ? 1U : 0U;
    clique_runs.phases += random.succeeded() ? random.phases : 0;
    clique_runs.two_leaders += chosen.leaders() > 1 || random.leaders() > 1 ? 1U : 0U;
  }
}

void simulate_cliques(const Parameters& parameters, const StudyConditions& conditions, Findings& findings) {
  std::vector<CliqueRuns> all;
  for (std::uint32_t n = 2; n <= parameters.clique_longest; ++n)
    for (auto& sizes : partitions(n)) all.push_back({.sizes = std::move(sizes)});
  if (!parameters.clique_groups.empty()) all = {{.sizes = parameters.clique_groups}};
  if (all.empty()) return;
  conditions.for_each(all.size(), [&](std::uint64_t index) { run_clique(all[index], parameters, conditions); });
  std::map<std::pair<std::uint32_t, std::uint32_t>, CliqueRuns> rows;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint64_t> partitions_of;
  std::uint64_t wrong = 0;
  std::uint64_t two = 0;
  bool complete = true;
  for (const CliqueRuns& one : all) {
    const std::uint32_t n = std::accumulate(one.sizes.begin(), one.sizes.end(), 0U);
    const std::uint32_t divisor = gcd_of(one.sizes);
    CliqueRuns& row = rows[{n, divisor}];
    ++partitions_of[{n, divisor}];
    row.runs += one.runs;
    row.adversarial += one.adversarial;
    row.random += one.random;
    row.phases += one.phases;
    two += one.two_leaders;
    complete = complete && one.runs == parameters.clique_runs;
    const bool right = divisor > 1 ? one.adversarial == 0 : one.adversarial == one.runs && one.random == one.runs;
    if (right || wrong++ > 0) continue;
    Parameters alone = emptied(parameters);
    alone.clique_groups = one.sizes;
    findings.counterexamples.push_back(
        {"cliques_as_gcd",
         alone,
         {"clique of " + std::to_string(n) + " nodes, gcd of the sizes of sources " + std::to_string(divisor),
          std::to_string(one.adversarial) + " of " + std::to_string(one.runs) +
              " runs elect with the adversary's ports, " + std::to_string(one.random) + " with random ones"}});
  }
  StudyTable table{.name = "cliques",
                   .caption = "cliques with all sizes of sources; elected by A, of `runs`, with the ports as named",
                   .columns = {"nodes", "gcd", "partitions", "runs", "adversary's ports", "random ports", "phases"}};
  for (const auto& [key, row] : rows)
    table.rows.push_back({std::uint64_t{key.first}, std::uint64_t{key.second}, partitions_of[key], row.runs,
                          row.adversarial, row.random,
                          static_cast<double>(row.phases) / std::max(1.0, static_cast<double>(row.random))});
  findings.tables.push_back(std::move(table));
  findings.verdicts.push_back(
      {"cliques_as_gcd", always(wrong > 0, complete), std::to_string(all.size()) + " partitions into sources"});
  findings.verdicts.push_back({"one_leader", always(two > 0, complete), "cliques"});
}

StudyCounterexample<Parameters> told(const Parameters& parameters, std::uint32_t index, std::uint32_t nodes,
                                     const CaseResult& result) {
  Parameters alone = emptied(parameters);
  alone.graphs = 1;
  alone.first_graph = parameters.first_graph + index;
  const auto elects = [](bool elected) { return std::string(elected ? "elected" : "did not elect"); };
  return {"graphs_as_predicted",
          alone,
          {"random graph number " + std::to_string(alone.first_graph) + " of " + std::to_string(nodes) + " nodes",
           std::string("predicted to ") + (result.minimal ? "elect" : "elect none"),
           "algorithm A " + elects(result.views_elect), "algorithm B in lockstep " + elects(result.lockstep_elects)}};
}

void simulate_graphs(const Parameters& parameters, const StudyConditions& conditions, Findings& findings) {
  if (parameters.graphs == 0) return;
  std::vector<CaseResult> results(parameters.graphs);
  std::vector<std::uint32_t> nodes(parameters.graphs, 0);
  conditions.for_each(results.size(), [&](std::uint64_t index) {
    if (conditions.is_stopped()) return;
    Rng rng = Rng::stream(conditions.seed, parameters.first_graph + index);
    const auto n = 2 + static_cast<std::uint32_t>(rng.below(parameters.graph_nodes - 1));
    const Network network = random_network(rng, n);
    const std::uint64_t sources = 1 + rng.below(parameters.graph_sources);
    Sources of_nodes;
    for (std::uint32_t v = 0; v < n; ++v) of_nodes.push_back(static_cast<std::uint32_t>(rng.below(sources)));
    results[index] = judge(network, of_nodes, parameters, true, rng, conditions);
    nodes[index] = n;
  });
  struct Row {
    std::uint64_t graphs = 0;
    std::uint64_t minimal = 0;
    std::uint64_t wrong = 0;
    std::uint64_t lucky = 0;
    std::uint64_t messages = 0;
  };
  std::map<std::uint32_t, Row> rows;
  bool complete = true;
  std::uint64_t wrong = 0;
  std::uint64_t lucky = 0;
  for (std::size_t index = 0; index < results.size(); ++index) {
    const CaseResult& result = results[index];
    complete = complete && nodes[index] != 0 && result.finished;
    if (nodes[index] == 0 || !result.finished) continue;
    Row& row = rows[nodes[index]];
    const bool right = result.views_right() && result.async_right() && !result.two_leaders;
    ++row.graphs;
    row.minimal += result.minimal ? 1U : 0U;
    row.wrong += right ? 0U : 1U;
    row.lucky += result.lucky ? 1U : 0U;
    lucky += result.lucky ? 1U : 0U;
    row.messages += result.messages;
    if (right || wrong++ > 0) continue;
    findings.counterexamples.push_back(told(parameters, static_cast<std::uint32_t>(index), nodes[index], result));
  }
  StudyTable table{.name = "random-graphs",
                   .caption = "random graphs, ports and sources: by A, and by B with each scheduler",
                   .columns = {"nodes", "graphs", "minimal", "wrong", "B lucky", "messages of B a graph"}};
  for (const auto& [n, row] : rows)
    table.rows.push_back({std::uint64_t{n}, row.graphs, row.minimal, row.wrong, row.lucky,
                          static_cast<double>(row.messages) / static_cast<double>(row.graphs)});
  findings.tables.push_back(std::move(table));
  const std::string note = std::to_string(parameters.graphs) + " random graphs";
  findings.verdicts.push_back({"graphs_as_predicted", always(wrong > 0, complete), note});
  findings.verdicts.push_back({"async_luck", sometimes(lucky > 0, complete), note});
}

struct BaselineRun {
  bool made = false;
  bool elected = false;
  std::array<std::uint64_t, 3> messages = {};  // Chang-Roberts, Hirschberg-Sinclair, Itai-Rodeh
  std::uint32_t phases = 0;                    // Itai-Rodeh
};

BaselineRun run_baselines(std::uint32_t n, std::uint32_t phases, Rng rng) {
  std::vector<std::uint32_t> names(n);
  std::iota(names.begin(), names.end(), 1U);
  for (std::size_t left = n; left > 1; --left) std::swap(names[left - 1], names[rng.below(left)]);
  const Election chang_roberts = elect_chang_roberts(names);
  const Election hirschberg_sinclair = elect_hirschberg_sinclair(names);
  const Election itai_rodeh = elect_itai_rodeh(n, rng, std::max<std::uint32_t>(phases, 1000));
  return {.made = true,
          .elected = chang_roberts.succeeded() && hirschberg_sinclair.succeeded() && itai_rodeh.succeeded(),
          .messages = {chang_roberts.messages, hirschberg_sinclair.messages, itai_rodeh.messages},
          .phases = itai_rodeh.phases};
}

void simulate_baselines(const Parameters& parameters, const StudyConditions& conditions, Findings& findings) {
  if (parameters.baseline_sizes.empty()) return;
  const std::uint64_t runs = parameters.baseline_runs;
  std::vector<BaselineRun> results(parameters.baseline_sizes.size() * runs);
  conditions.for_each(results.size(), [&](std::uint64_t index) {
    if (conditions.is_stopped()) return;
    results[index] = run_baselines(parameters.baseline_sizes[index / runs], parameters.phases,
                                   Rng::stream(conditions.seed, kBaselineStreams + index));
  });
  StudyTable table{.name = "ring-baselines",
                   .caption = "messages on rings with known names (CR, HS) and without (IR), means over random orders",
                   .columns = {"nodes", "CR", "n H(n)", "CR descending", "n(n+1)/2", "HS", "HS at most",
                               "8n(1+ceil log n)", "IR", "IR phases"},
                   .drawn_over = "nodes",
                   .plotted = {"CR", "HS", "IR"}};
  bool wrong = false;
  bool complete = true;
  for (std::size_t place = 0; place < parameters.baseline_sizes.size(); ++place) {
    const std::uint32_t n = parameters.baseline_sizes[place];
    std::array<double, 3> sums{};
    double squares = 0;
    double phases = 0;
    std::uint64_t most = 0;
    for (std::uint64_t run = 0; run < runs; ++run) {
      const BaselineRun& result = results[place * runs + run];
      complete = complete && result.made;
      wrong = wrong || (result.made && !result.elected);
      for (std::size_t which = 0; which < 3; ++which) sums[which] += static_cast<double>(result.messages[which]);
      squares += static_cast<double>(result.messages[0]) * static_cast<double>(result.messages[0]);
      phases += result.phases;
      most = std::max(most, result.messages[1]);
    }
    std::vector<std::uint32_t> descending(n);
    for (std::uint32_t v = 0; v < n; ++v) descending[v] = n - v;
    const std::uint64_t worst = elect_chang_roberts(descending).messages;
    const auto count = static_cast<double>(runs);
    double harmonic = 0;
    for (std::uint32_t k = 1; k <= n; ++k) harmonic += 1.0 / k;
    const double mean = sums[0] / count;
    const double error = std::sqrt(std::max(0.0, squares / count - mean * mean) / count);
    const std::uint64_t bound = 8 * std::uint64_t{n} * (1 + static_cast<std::uint64_t>(std::ceil(std::log2(n))));
    const bool as_proved =
        std::abs(mean - n * harmonic) <= 6 * error + 1e-9 && most <= bound && worst == std::uint64_t{n} * (n + 1) / 2;
    wrong = wrong || (complete && !as_proved);
    table.rows.push_back({std::uint64_t{n}, mean, n * harmonic, worst, std::uint64_t{n} * (n + 1) / 2, sums[1] / count,
                          most, bound, sums[2] / count, phases / count});
  }
  findings.tables.push_back(std::move(table));
  findings.verdicts.push_back({"baselines_elect", always(wrong, complete), std::to_string(results.size()) + " rings"});
  if (!wrong) return;
  Parameters alone = emptied(parameters);
  alone.baseline_sizes = parameters.baseline_sizes;
  findings.counterexamples.push_back({"baselines_elect", alone, {"see the table ring-baselines"}});
}

}  // namespace

StudyFindings<Parameters> Study::simulate(const Parameters& parameters, const StudyConditions& conditions) {
  Findings findings;
  simulate_cliques(parameters, conditions, findings);
  simulate_graphs(parameters, conditions, findings);
  simulate_baselines(parameters, conditions, findings);
  return findings;
}

}  // namespace parley::shared_randomness
