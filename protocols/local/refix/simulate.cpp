#include <algorithm>
#include <array>

#include "protocols/local/refix/cases.hpp"
#include "protocols/local/refix/errors.hpp"

namespace parley::refix {
namespace {

struct YesInstance {
  std::string name;
  Graph graph{};
};

Graph binary_tree(std::size_t n) {
  Graph tree(n);
  for (std::size_t node = 1; node < n; ++node) tree.add_edge((node - 1) / 2, node);
  return tree;
}

// Labels of RootDistance go to the depth, and repair tries them all: so trees, and no long paths.
std::vector<YesInstance> instances(Claim claim, const Parameters& parameters) {
  const std::size_t n = parameters.cycle_nodes;
  const std::size_t side = parameters.grid_side;
  if (claim == Claim::kCycleAbsent) {
    const std::size_t path = std::min<std::size_t>(n, 24);
    return {{"path " + std::to_string(path), path_graph(path)},
            {"binary tree " + std::to_string(side * side), binary_tree(side * side)}};
  }
  return {{"cycle " + std::to_string(n), cycle_graph(n)},
          {"grid " + std::to_string(side) + "x" + std::to_string(side), grid_graph(side)}};
}

std::uint32_t depth_labels(const Graph& graph) {
  std::uint32_t most = 0;
  for (const std::uint16_t distance : distances(graph, {0})) most = std::max(most, std::uint32_t{distance});
  return most + 2;
}

struct Trial {
  bool done = false;
  bool accepted = false;
  std::uint32_t errors = 0;  // in the ball that has most
  Labels labels = {};        // kept where they matter: within the budget and rejected, or beyond it
};

constexpr std::size_t kColumns = 2 * std::size(kAdversaries);

// One graph and budget: all adversaries with i errors and with i + 1, trials of each.
class Resilience {
 public:
  Resilience(const Parameters& parameters, const StudyConditions& conditions, Claim claim, YesInstance instance,
             std::uint32_t budget)
      : parameters_(parameters),
        conditions_(conditions),
        claim_(claim),
        instance_(std::move(instance)),
        budget_(budget),
        base_(base_verifier(claim, depth_labels(instance_.graph))),
        honest_(base_->prove(instance_.graph)),
        repair_(*base_, instance_.graph, budget, zone_of(budget, parameters.view_deficit)) {}

  void run(Findings& findings, StudyTable& table, bool& complete) {
    std::vector<Trial> trials(kColumns * parameters_.trials);
    conditions_.for_each(trials.size(), [&](std::uint64_t index) { trials[index] = trial(index); });
    std::array<std::uint64_t, kColumns> accepted{};
    std::array<std::uint64_t, kColumns> done{};
    for (std::size_t index = 0; index < trials.size(); ++index) {
      const Trial& each = trials[index];
      done[index % kColumns] += each.done ? 1 : 0;
      accepted[index % kColumns] += each.accepted ? 1 : 0;
      complete = complete && each.done;
      if (each.done) tell(each, findings);
    }
    std::vector<StudyCell> row{std::string(to_string(claim_)), instance_.name, std::uint64_t{budget_},
                               std::uint64_t{repair_.radius()}};
    for (std::size_t column = 0; column < kColumns; ++column)
      row.emplace_back(done[column] == 0 ? 0.0
                                         : static_cast<double>(accepted[column]) / static_cast<double>(done[column]));
    table.rows.push_back(std::move(row));
  }

 private:
  Trial trial(std::uint64_t index) const {
    if (conditions_.is_stopped()) return {};
    const std::size_t column = index % kColumns;
    const std::uint32_t excess = column >= std::size(kAdversaries) ? 1 : 0;
    Rng rng = Rng::stream(conditions_.seed,
                          (stream_of(claim_) * 64 + instance_.graph.size()) * 1'000'003 + (index * 8 + budget_));
    Trial result;
    result.labels = with_errors(instance_.graph, honest_, base_->label_count(), {budget_ + excess, repair_.radius()},
                                kAdversaries[column % std::size(kAdversaries)], rng);
    result.errors = most_errors(instance_.graph, honest_, result.labels, repair_.radius());
    Labels scratch = result.labels;
    result.accepted = repair_.all_accept(scratch);
    result.done = true;
    return result;
  }
  static std::uint64_t stream_of(Claim claim) { return static_cast<std::uint64_t>(claim); }

  // The first trial that matters for a property is kept as a case, if it is small enough to be one.
  void tell(const Trial& trial, Findings& findings) const {
    if (trial.accepted || trial.errors > budget_) return;
    findings.metrics["rejected_within_budget"] += 1;
    for (const auto& known : findings.counterexamples)
      if (known.property == "resilient") return;
    findings.counterexamples.push_back(repair_case("resilient", parameters_, claim_, budget_, instance_.graph,
                                                   trial.labels, "a node rejects, within the budget of errors"));
  }

  const Parameters& parameters_;
  const StudyConditions& conditions_;
  Claim claim_;
  YesInstance instance_;
  std::uint32_t budget_;
  std::unique_ptr<Verifier> base_;
  Labels honest_;
  Repair repair_;
};

}  // namespace

void measure_resilience(const Parameters& parameters, const StudyConditions& conditions, Findings& findings) {
  StudyTable table{"acceptance",
                   "share of labellings that all nodes accept, with at most i errors in every ball and with i + 1",
                   {"claim", "graph", "i", "view"}};
  for (const std::string excess : {"i", "i+1"})
    for (const Adversary adversary : kAdversaries)
      table.columns.push_back(std::string(to_string(adversary)) + " " + excess);
  findings.metrics["rejected_within_budget"] = 0;
  bool complete = true;
  for (const Claim claim : claims_of(parameters))
    for (const YesInstance& instance : instances(claim, parameters))
      for (std::uint32_t budget = 0; budget <= parameters.errors; ++budget) {
        complete = complete && !conditions.is_stopped();
        if (complete) Resilience(parameters, conditions, claim, instance, budget).run(findings, table, complete);
      }
  const bool rejected = findings.metrics["rejected_within_budget"] > 0;
  Verdict verdict = complete ? Verdict::kHolds : Verdict::kUnknown;
  if (rejected) verdict = Verdict::kViolated;
  findings.verdicts.push_back({"resilient", verdict, std::to_string(table.rows.size()) + " graphs and budgets"});
  bool over = false;
  for (const std::vector<StudyCell>& row : table.rows)
    for (std::size_t column = 4 + std::size(kAdversaries); column < row.size(); ++column)
      over = over || std::get<double>(row[column]) < 1;
  const Verdict beyond = complete ? Verdict::kViolated : Verdict::kUnknown;
  findings.verdicts.push_back({"over_budget", over ? Verdict::kHolds : beyond, "labellings with i + 1 errors"});
  findings.tables.push_back(std::move(table));
}

Findings Study::simulate(const Parameters& parameters, const StudyConditions& conditions) {
  if (!parameters.pinned.edges.empty()) return pinned_repair(parameters);
  Findings findings;
  measure_resilience(parameters, conditions, findings);
  FalseAcceptance found = false_acceptance(parameters, conditions, parameters.view_deficit,
                                           parameters.view_deficit == 0 ? "repair_sound" : "short_view");
  findings.tables.push_back(table_of(found));
  bool complete = !conditions.is_stopped();
  for (const FalseAcceptance::Row& row : found.rows) complete = complete && row.complete;
  const bool fooled = !found.cases.empty();
  Verdict verdict = complete ? Verdict::kHolds : Verdict::kUnknown;
  if (fooled) verdict = Verdict::kViolated;
  if (parameters.view_deficit == 0)
    findings.verdicts.push_back({"repair_sound", verdict, "all labellings of small graphs without the property"});
  for (auto& each : found.cases) findings.counterexamples.push_back(std::move(each));
  return findings;
}

}  // namespace parley::refix
