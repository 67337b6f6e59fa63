#include "cli/studies/light_cone/study.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "cli/studies/light_cone/matrix.hpp"
#include "cli/studies/light_cone/metadata.hpp"
#include "protocols/core/random.hpp"

namespace parley::light_cone {

namespace {

using Findings = StudyFindings<Parameters>;

std::uint64_t schedule_seed(const StudyConditions& conditions, std::uint64_t index) {
  return Rng::stream(conditions.seed, index).next();
}

std::vector<Configuration> configurations_of(const Parameters& parameters) {
  std::vector<Configuration> configurations;
  for (const Closure closure : parameters.closures)
    for (const Order order : parameters.orders)
      for (const bool at_once : {false, true})
        configurations.push_back(
            {closure, order, at_once ? std::optional<std::uint64_t>(0) : std::nullopt, parameters.mutant});
  return configurations;
}

// Bit p: the run lacks property p.
std::uint8_t lacking(const Schedule& schedule, const Configuration& configuration) {
  const Run run = carry_out(schedule, configuration);
  std::uint8_t bits = 0;
  for (std::size_t property = 0; property < kPropertyCount; ++property)
    if (!has(run, static_cast<Property>(property))) bits = static_cast<std::uint8_t>(bits | (1U << property));
  return bits;
}

// What all schedules show of a list of configurations.
struct Observed {
  std::uint64_t runs = 0;
  std::array<std::uint64_t, kPropertyCount> broken = {};
  std::array<std::uint64_t, kPropertyCount> first = {};  // the schedule that breaks it first
};

std::vector<Observed> observe(const Parameters& parameters, const std::vector<Configuration>& configurations,
                              const StudyConditions& conditions) {
  std::vector<std::vector<std::uint8_t>> found(parameters.schedules);
  conditions.for_each(parameters.schedules, [&](std::uint64_t index) {
    const Schedule schedule =
        draw_schedule(parameters.load, schedule_seed(conditions, parameters.first_schedule + index));
    std::vector<std::uint8_t> bits;
    for (const Configuration& configuration : configurations) bits.push_back(lacking(schedule, configuration));
    found[index] = std::move(bits);
  });
  std::vector<Observed> observed(configurations.size());
  for (std::uint64_t index = 0; index < found.size(); ++index) {
    for (std::size_t at = 0; at < found[index].size(); ++at) {
      ++observed[at].runs;
      for (std::size_t property = 0; property < kPropertyCount; ++property) {
        if ((found[index][at] >> property & 1) == 0) continue;
        if (observed[at].broken[property]++ == 0) observed[at].first[property] = parameters.first_schedule + index;
      }
    }
  }
  return observed;
}

std::string staleness_text(const Configuration& configuration) {
  return configuration.staleness_ticks ? "R = " + std::to_string(*configuration.staleness_ticks) : "";
}

std::string cell(const Configuration& configuration, const Observed& observed, std::size_t property) {
  const std::uint64_t broken = observed.broken[property];
  if (guarantees(configuration, static_cast<Property>(property)))
    return broken == 0 ? "kept" : "BROKEN " + std::to_string(broken);
  return observed.runs == 0 ? "" : std::to_string(broken * 100 / observed.runs) + " %";
}

StudyTable matrix_table(const std::vector<Configuration>& configurations, const std::vector<Observed>& observed) {
  StudyTable table{
      "matrix", "Kept by guarantee, or the share of runs that break it", {"closure", "order", "staleness"}};
  for (const std::string_view name : kPropertyNames) table.columns.emplace_back(name);
  for (std::size_t at = 0; at < configurations.size(); ++at) {
    const Configuration& configuration = configurations[at];
    std::vector<StudyCell> row{std::string(to_string(configuration.closure)),
                               std::string(to_string(configuration.order)), staleness_text(configuration)};
    for (std::size_t property = 0; property < kPropertyCount; ++property)
      row.emplace_back(cell(configuration, observed[at], property));
    table.rows.push_back(std::move(row));
  }
  return table;
}

std::string line_of(const Schedule& schedule, const Run& run, std::size_t at) {
  const Step& step = schedule.steps[at];
  const auto& operation = run.history[at];
  return "tick " + std::to_string(step.tick / 64) + ": client " + std::to_string(step.client) + " at replica " +
         std::to_string(step.replica) +
         (step.writes ? " writes " + std::to_string(operation.call.value) + " to"
                      : " reads " + std::to_string(operation.result->value) + " from") +
         " key " + std::to_string(step.key);
}

StudyCounterexample<Parameters> broken_case(const Parameters& parameters, const StudyConditions& conditions,
                                            const Configuration& configuration, std::size_t property,
                                            std::uint64_t index) {
  Parameters narrowed = parameters;
  narrowed.schedules = 1;
  narrowed.first_schedule = index;
  narrowed.closures = {configuration.closure};
  narrowed.orders = {configuration.order};
  narrowed.intervals.clear();
  const Schedule schedule = draw_schedule(parameters.load, schedule_seed(conditions, index));
  const Run run = carry_out(schedule, configuration);
  std::vector<std::string> story{
      std::string("closure ") + std::string(to_string(configuration.closure)) + ", order " +
      std::string(to_string(configuration.order)) + ", " +
      (configuration.staleness_ticks ? staleness_text(configuration) : "no bound of staleness") + ": guarantees " +
      std::string(kPropertyNames[property]) + ", and this run lacks it"};
  for (std::size_t at = 0; at < schedule.steps.size(); ++at) story.push_back(line_of(schedule, run, at));
  return {"guarantees_kept", std::move(narrowed), std::move(story)};
}

void judge_guarantees(const Parameters& parameters, const StudyConditions& conditions, Findings& findings) {
  const std::vector<Configuration> configurations = configurations_of(parameters);
  const std::vector<Observed> observed = observe(parameters, configurations, conditions);
  StudyVerdict verdict{"guarantees_kept", conditions.is_stopped() ? Verdict::kUnknown : Verdict::kHolds, ""};
  std::uint64_t runs = 0;
  std::uint64_t open = 0;
  for (std::size_t at = 0; at < configurations.size(); ++at) {
    runs += observed[at].runs;
    for (std::size_t property = 0; property < kPropertyCount; ++property) {
      const bool guaranteed = guarantees(configurations[at], static_cast<Property>(property));
      if (!guaranteed && observed[at].broken[property] == 0) ++open;
      if (!guaranteed || observed[at].broken[property] == 0) continue;
      verdict.verdict = Verdict::kViolated;
      if (findings.counterexamples.empty())
        findings.counterexamples.push_back(
            broken_case(parameters, conditions, configurations[at], property, observed[at].first[property]));
    }
  }
  verdict.note = std::to_string(runs) + " runs";
  findings.verdicts.push_back(std::move(verdict));
  findings.metrics["runs"] = static_cast<double>(runs);
  findings.metrics["cells_neither_guaranteed_nor_broken"] = static_cast<double>(open);
  findings.tables.push_back(matrix_table(configurations, observed));
}

// Of each named model how many schedules break what it lacks.
std::vector<std::uint64_t> count_lacks(const Parameters& parameters, const StudyConditions& conditions,
                                       std::uint64_t schedules) {
  const std::vector<NamedModel>& models = named_models();
  std::vector<std::vector<bool>> lacks(schedules);
  conditions.for_each(schedules, [&](std::uint64_t index) {
    const Schedule schedule = draw_schedule(parameters.load, schedule_seed(conditions, index));
    std::vector<bool> found;
    for (const NamedModel& model : models) found.push_back(!has(carry_out(schedule, model.configuration), model.lacks));
    lacks[index] = std::move(found);
  });
  std::vector<std::uint64_t> counts(models.size(), 0);
  for (const std::vector<bool>& found : lacks)
    for (std::size_t at = 0; at < found.size(); ++at) counts[at] += found[at] ? 1U : 0U;
  return counts;
}

void judge_models(const Parameters& parameters, const StudyConditions& conditions, Findings& findings) {
  const std::uint64_t schedules = 40 * parameters.schedules;  // one property each, so they are cheap; some are rare
  const std::vector<std::uint64_t> counts = count_lacks(parameters, conditions, schedules);
  StudyVerdict verdict{"models_differ", Verdict::kHolds, std::to_string(counts.size()) + " models"};
  StudyTable table{
      "models", "What each named model lacks", {"model", "closure", "order", "staleness", "lacks", "broken", "runs"}};
  for (std::size_t at = 0; at < counts.size(); ++at) {
    const NamedModel& model = named_models()[at];
    const std::string lacks(kPropertyNames[static_cast<std::size_t>(model.lacks)]);
    table.rows.push_back({std::string(model.name), std::string(to_string(model.configuration.closure)),
                          std::string(to_string(model.configuration.order)), staleness_text(model.configuration), lacks,
                          counts[at], schedules});
    if (counts[at] == 0)
      verdict = {verdict.property, Verdict::kUnknown, "no run of \"" + std::string(model.name) + "\" breaks " + lacks};
  }
  findings.verdicts.push_back(std::move(verdict));
  findings.tables.push_back(std::move(table));
}

struct Point {
  std::uint64_t runs = 0;
  std::uint64_t linearizable = 0;
  std::uint64_t reads = 0;
  std::uint64_t stale = 0;
  std::uint64_t inversions = 0;
};

Point measure(const Parameters& parameters, const StudyConditions& conditions, const Load& load,
              const Configuration& configuration) {
  std::vector<Point> points(parameters.curve_schedules);
  conditions.for_each(points.size(), [&](std::uint64_t index) {
    const Run run = carry_out(draw_schedule(load, schedule_seed(conditions, index)), configuration);
    points[index] = {1, has(run, Property::kLinearizable) ? 1U : 0U, run.reads, run.stale, run.inversions};
  });
  Point all;
  for (const Point& point : points) {
    all.runs += point.runs;
    all.linearizable += point.linearizable;
    all.reads += point.reads;
    all.stale += point.stale;
    all.inversions += point.inversions;
  }
  return all;
}

double share(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

// The share of linearizable runs against how slow operations are, over the delay of propagation.
void draw_curve(const Parameters& parameters, const StudyConditions& conditions, Findings& findings) {
  const std::array<std::pair<const char*, Configuration>, 3> lines{{
      {"last writer wins", {Closure::none, Order::timestamp, {}, parameters.mutant}},
      {"causal+", {Closure::full, Order::topological, {}, parameters.mutant}},
      {"linearizable", {Closure::full, Order::serializer, 0, parameters.mutant}},
  }};
  StudyTable table{"curve",
                   "Linearizable runs against interval / delay",
                   {"interval / delay", "model", "linearizable runs", "stale reads", "inversions"}};
  table.drawn_over = "interval / delay";
  table.plotted = {"linearizable runs", "stale reads"};
  table.line_of = "model";
  std::vector<double> causal;
  for (const std::uint32_t interval : parameters.intervals) {
    Load load = parameters.load;
    load.interval = interval;
    for (const auto& [name, configuration] : lines) {
      const Point point = measure(parameters, conditions, load, configuration);
      if (point.runs < parameters.curve_schedules) continue;  // stopped
      table.rows.push_back({static_cast<double>(interval) / load.delay, std::string(name),
                            share(point.linearizable, point.runs), share(point.stale, point.reads), point.inversions});
      if (configuration.order == Order::topological) causal.push_back(share(point.linearizable, point.runs));
    }
  }
  StudyVerdict verdict{"slow_writes_linearize", Verdict::kUnknown, "stopped"};
  if (causal.size() == parameters.intervals.size()) {
    verdict.verdict = causal.back() > causal.front() ? Verdict::kHolds : Verdict::kUnknown;
    verdict.note = "causal+: " + std::to_string(causal.front()) + " to " + std::to_string(causal.back());
  }
  findings.verdicts.push_back(std::move(verdict));
  findings.tables.push_back(std::move(table));
}

struct Row {
  std::uint64_t graphs = 0;
  Inversions inversions = {};
  std::optional<std::uint64_t> wrong = {};  // the first graph on which the two disagree
};

struct Kept {
  std::uint32_t events = 0;
  std::uint32_t depth = 0;
  std::uint32_t window = 0;
};

Row compare_all(const Kept& kept, const std::vector<std::uint64_t>& graphs, const StudyConditions& conditions) {
  constexpr std::uint64_t kGraphsAPart = 64;
  const std::uint64_t count = graphs.empty() ? dependency_graphs(kept.events) : graphs.size();
  std::vector<Row> parts((count + kGraphsAPart - 1) / kGraphsAPart);
  conditions.for_each(parts.size(), [&](std::uint64_t part) {
    for (std::uint64_t at = part * kGraphsAPart; at < std::min(count, (part + 1) * kGraphsAPart); ++at) {
      const std::uint64_t graph = graphs.empty() ? at : graphs[at];
      const Inversions found = compare(dependency_graph(kept.events, graph), kept.depth, kept.window);
      ++parts[part].graphs;
      parts[part].inversions += found;
      if (found.disagreements > 0 && !parts[part].wrong) parts[part].wrong = graph;
    }
  });
  Row all;
  for (const Row& part : parts) {
    all.graphs += part.graphs;
    all.inversions += part.inversions;
    if (!all.wrong) all.wrong = part.wrong;
  }
  return all;
}

StudyCounterexample<Parameters> disagreement(const Parameters& parameters, const Kept& kept, std::uint64_t graph) {
  Parameters narrowed = parameters;
  narrowed.events = kept.events;
  narrowed.graphs = {graph};
  std::vector<std::string> story{"of the last " + std::to_string(kept.window) + " events, ancestors to depth " +
                                 std::to_string(kept.depth) + "; events and what they depend on:"};
  const Dependencies dependencies = dependency_graph(kept.events, graph);
  for (std::uint32_t event = 0; event < kept.events; ++event) {
    std::string line = "event " + std::to_string(event) + ":";
    for (std::uint32_t other = 0; other < event; ++other)
      if ((dependencies.direct[event] >> other & 1) != 0) line += " " + std::to_string(other);
    story.push_back(std::move(line));
  }
  return {"detection_is_prevention", std::move(narrowed), std::move(story)};
}

void add_row(const Kept& kept, const Row& row, StudyTable& table) {
  const Inversions& found = row.inversions;
  table.rows.push_back({std::uint64_t{kept.events}, std::uint64_t{kept.window}, std::uint64_t{kept.depth}, row.graphs,
                        found.pairs, found.detectable, found.preventable, found.disagreements});
}

std::optional<ConfigProblem> check_load(const Load& load) {
  if (load.replicas < 1 || load.replicas > 16) return ConfigProblem{"load/replicas", "must be from 1 to 16"};
  if (load.clients < 1 || load.operations < 1 || std::uint64_t{load.clients} * load.operations > 24)
    return ConfigProblem{"load/operations", "must be at least 1, and at most 24 of all clients together"};
  if (load.keys < 1 || load.keys > 16) return ConfigProblem{"load/keys", "must be from 1 to 16"};
  if (load.delay < 1 || load.slow_delay < 1) return ConfigProblem{"load/delay", "must be at least 1 tick"};
  if (load.interval < 1) return ConfigProblem{"load/interval", "must be at least 1 tick"};
  if (load.skew > 100'000) return ConfigProblem{"load/skew", "must be at most 100000 ticks"};
  return std::nullopt;
}

}  // namespace

std::optional<ConfigProblem> Study::validate(const Parameters& parameters) {
  if (parameters.events < 2 || parameters.events > 6) return ConfigProblem{"events", "must be from 2 to 6"};
  for (const std::uint64_t graph : parameters.graphs)
    if (graph >= dependency_graphs(parameters.events))
      return ConfigProblem{"graphs", "must be below " + std::to_string(dependency_graphs(parameters.events))};
  if (parameters.schedules < 1 || parameters.schedules > 1'000'000)
    return ConfigProblem{"schedules", "must be from 1 to 1000000"};
  if (parameters.closures.empty()) return ConfigProblem{"closures", "must name at least one"};
  if (parameters.orders.empty()) return ConfigProblem{"orders", "must name at least one"};
  if (parameters.curve_schedules < 1 || parameters.curve_schedules > 1'000'000)
    return ConfigProblem{"curve_schedules", "must be from 1 to 1000000"};
  for (const std::uint32_t interval : parameters.intervals)
    if (interval < 1) return ConfigProblem{"intervals", "must be at least 1 tick"};
  return check_load(parameters.load);
}

StudyFindings<Parameters> Study::explore(const Parameters& parameters, const StudyConditions& conditions) {
  Findings findings;
  StudyTable table{"metadata",
                   "Inversions that metadata of a depth detects, and prevents",
                   {"events", "window", "depth", "graphs", "pairs", "detected", "prevented", "disagreements"}};
  StudyVerdict verdict{"detection_is_prevention", Verdict::kHolds, ""};
  std::uint64_t cases = 0;
  for (std::uint32_t events = parameters.graphs.empty() ? 2 : parameters.events; events <= parameters.events;
       ++events) {
    for (std::uint32_t window = 0; window <= events; ++window) {
      for (std::uint32_t depth = 1; depth < events; ++depth) {
        const Kept kept{events, depth, window};
        const Row row = compare_all(kept, parameters.graphs, conditions);
        cases += row.graphs;
        add_row(kept, row, table);
        if (!row.wrong) continue;
        verdict.verdict = Verdict::kViolated;
        if (findings.counterexamples.empty())
          findings.counterexamples.push_back(disagreement(parameters, kept, *row.wrong));
      }
    }
  }
  if (verdict.verdict == Verdict::kHolds && conditions.is_stopped()) verdict.verdict = Verdict::kUnknown;
  verdict.note = std::to_string(cases) + " graphs with metadata";
  findings.metrics["cases"] = static_cast<double>(cases);
  findings.verdicts.push_back(std::move(verdict));
  findings.tables.push_back(std::move(table));
  return findings;
}

StudyFindings<Parameters> Study::simulate(const Parameters& parameters, const StudyConditions& conditions) {
  Findings findings;
  judge_guarantees(parameters, conditions, findings);
  if (parameters.mutant == Mutant::none && parameters.closures.size() == kClosures &&
      parameters.orders.size() == kOrders)
    judge_models(parameters, conditions, findings);
  if (!parameters.intervals.empty()) draw_curve(parameters, conditions, findings);
  return findings;
}

}  // namespace parley::light_cone
