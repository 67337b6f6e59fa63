#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "protocols/channels/hypergraph/channel_network.hpp"
#include "protocols/channels/hypergraph/edge_network.hpp"
#include "protocols/channels/hypergraph/load.hpp"
#include "protocols/channels/hypergraph/study.hpp"

namespace parley::hypergraph {

namespace {

using Findings = StudyFindings<Parameters>;

constexpr double kPublishedSuccess = 0.9469;  // v1, over 100 batches of 1000 payments
constexpr std::array<std::string_view, 6> kSystems{"hyperedge",    "leader",        "shortest path",
                                                   "with retries", "balance aware", "max flow"};

Load load_of(const Parameters& p, std::uint32_t users, double scale) {
  return {users, p.deposit, p.batches, p.payments, scale};
}

double percent(double share) {
  return 100 * share;
}

// All systems see the same payments: the stream of the scale. The channel graph is drawn from it first.
LoadResult run_system(const Parameters& p, std::size_t system, double scale, Rng rng,
                      const StudyConditions& conditions) {
  const Load load = load_of(p, p.users, scale);
  if (system == 0) return run_hyperedge(load, rng, conditions);
  if (system == 1) return run_leader(load, p.leader_crash, p.takeover, rng, conditions);
  return run_channels(load, p.degree, static_cast<Router>(system - 2), p.retries, rng, conditions);
}

struct Loads {
  std::vector<LoadResult> results = {};  // by scale, then system

  const LoadResult& at(std::size_t scale, std::size_t system) const {
    return results[scale * kSystems.size() + system];
  }
};

void tell_loads(const Parameters& p, const Loads& loads, Findings& findings) {
  StudyTable table{"load",
                   "Success against load (amounts uniform up to a deposits), same capital for all",
                   {"a", "system", "success %", "worst batch %", "greatest skew", "messages"}};
  table.drawn_over = "a";
  table.plotted = {"success %"};
  table.line_of = "system";
  for (std::size_t system = 0; system < kSystems.size(); ++system)
    for (std::size_t scale = 0; scale < p.amount_scales.size(); ++scale) {
      const LoadResult& one = loads.at(scale, system);
      const double payments = static_cast<double>(p.batches) * p.payments;
      table.rows.push_back({p.amount_scales[scale], std::string(kSystems[system]), percent(one.success()),
                            percent(one.worst_batch()), one.greatest_skew(),
                            static_cast<double>(one.messages) / payments});
    }
  for (const double scale : p.amount_scales)
    table.rows.push_back(
        {scale, std::string("published v1"), percent(kPublishedSuccess), 90.8, 0.70, std::string("unknown")});
  findings.tables.push_back(std::move(table));
}

void tell_skew(const Parameters& p, const Loads& loads, Findings& findings) {
  StudyTable table{"skew", "Balance skew of the hyperedge after each batch", {"batch", "a", "success %", "skew"}};
  table.drawn_over = "batch";
  table.plotted = {"skew"};
  table.line_of = "a";
  for (std::size_t scale = 0; scale < p.amount_scales.size(); ++scale) {
    const std::vector<BatchResult>& batches = loads.at(scale, 0).batches;
    for (std::size_t batch = 0; batch < batches.size(); ++batch)
      table.rows.push_back(
          {std::uint64_t{batch + 1}, p.amount_scales[scale],
           percent(static_cast<double>(batches[batch].paid) / static_cast<double>(batches[batch].tried)),
           batches[batch].skew});
  }
  findings.tables.push_back(std::move(table));
}

void judge_loads(const Parameters& p, const Loads& loads, bool stopped, Findings& findings) {
  StudyVerdict against{"no_worse_than_channels", Verdict::kHolds, "at every load"};
  StudyVerdict published{"published_load", stopped ? Verdict::kUnknown : Verdict::kViolated, "at no load asked for"};
  for (std::size_t scale = 0; scale < p.amount_scales.size(); ++scale) {
    const double own = loads.at(scale, 0).success();
    const std::string at = "a = " + std::to_string(p.amount_scales[scale]);
    const bool whole = loads.at(scale, 0).batches.size() == p.batches;
    if (whole && own >= 0.94 && own <= 0.95) {
      published.verdict = Verdict::kHolds;
      published.note = at + ": " + std::to_string(percent(own)) + " %";
    }
    for (std::size_t system = 2; system < kSystems.size(); ++system) {
      if (loads.at(scale, system).success() <= own || against.verdict == Verdict::kViolated) continue;
      against = {against.property, Verdict::kViolated, std::string(kSystems[system]) + " succeeds more often at " + at};
      Parameters narrowed = p;
      narrowed.amount_scales = {p.amount_scales[scale]};
      findings.counterexamples.push_back({against.property, narrowed, {against.note}});
    }
  }
  if (stopped) {
    against = {against.property, Verdict::kUnknown, "stopped"};
    if (published.verdict == Verdict::kViolated) published.note = "stopped";
  }
  findings.verdicts.push_back(std::move(against));
  findings.verdicts.push_back(std::move(published));
}

bool simulate_loads(const Parameters& p, const StudyConditions& conditions, Findings& findings) {
  Loads loads;
  loads.results.resize(p.amount_scales.size() * kSystems.size());
  conditions.for_each(loads.results.size(), [&](std::uint64_t index) {
    const std::uint64_t scale = index / kSystems.size();
    loads.results[index] =
        run_system(p, index % kSystems.size(), p.amount_scales[scale], Rng::stream(conditions.seed, 0), conditions);
  });
  tell_loads(p, loads, findings);
  tell_skew(p, loads, findings);
  judge_loads(p, loads, conditions.is_stopped(), findings);
  return std::all_of(loads.results.begin(), loads.results.end(),
                     [](const LoadResult& one) { return one.is_conserved; });
}

struct Setting {
  double scale = 0;
  NetworkShape shape = {};
};

std::vector<Setting> settings_of(const Parameters& p) {
  std::vector<Setting> settings;
  for (const double scale : p.network_scales)
    for (const std::uint32_t size : p.sizes)
      for (const std::uint32_t overlap : p.overlaps)
        for (const double share : p.inter_shares) settings.push_back({scale, {size, overlap, share}});
  return settings;
}

bool simulate_networks(const Parameters& p, const StudyConditions& conditions, Findings& findings) {
  const std::vector<Setting> settings = settings_of(p);
  std::vector<NetworkResult> results(settings.size());
  conditions.for_each(settings.size(), [&](std::uint64_t index) {
    const Load load = load_of(p, p.network_users, settings[index].scale);
    results[index] = run_network(load, settings[index].shape, Rng::stream(conditions.seed, 1), conditions);
  });
  StudyTable table{"network",
                   std::to_string(p.network_users) + " users in hyperedges that share members",
                   {"a", "size", "overlap", "inter share", "hyperedges", "success %", "worst batch %", "hops"}};
  const bool stopped = conditions.is_stopped();
  StudyVerdict band{"network_band", stopped ? Verdict::kUnknown : Verdict::kViolated, stopped ? "stopped" : "none"};
  std::uint64_t within = 0;
  bool conserved = true;
  for (std::size_t at = 0; at < settings.size(); ++at) {
    const NetworkResult& one = results[at];
    const double success = one.load.success();
    table.rows.push_back({settings[at].scale, std::uint64_t{settings[at].shape.size},
                          std::uint64_t{settings[at].shape.overlap}, settings[at].shape.inter_share,
                          std::uint64_t{one.edges}, percent(success), percent(one.load.worst_batch()), one.mean_hops});
    within += success >= 0.85 && success <= 0.95 && one.load.batches.size() == p.batches && !stopped ? 1U : 0U;
    conserved = conserved && one.load.is_conserved;
  }
  if (within > 0)
    band = {band.property, Verdict::kHolds,
            std::to_string(within) + " of " + std::to_string(settings.size()) + " settings"};
  findings.verdicts.push_back(std::move(band));
  findings.tables.push_back(std::move(table));
  return conserved;
}

bool simulate_faults(const Parameters& p, const StudyConditions& conditions, Findings& findings) {
  const std::uint64_t count = p.silent.size();
  std::vector<FaultResult> results(2 * count);
  const double scale = p.amount_scales.front();
  conditions.for_each(results.size(), [&](std::uint64_t index) {
    const bool all = index >= count;
    const Faults faults{p.silent[index % count], all ? p.forkers : 0, all ? p.partition : 0};
    results[index] = run_faults(load_of(p, p.users, scale), faults, Rng::stream(conditions.seed, 2), conditions);
  });
  StudyTable table{
      "faults",
      "Silent users, forking proposers (frozen) and partitions while a root is signed; a = " + std::to_string(scale),
      {"silent", "forkers", "partition", "success %", "of correct %", "roots n of n", "roots 2n/3+1", "batches"}};
  bool conserved = true;
  for (std::size_t at = 0; at < results.size(); ++at) {
    const FaultResult& one = results[at];
    const bool all = at >= count;
    table.rows.push_back({p.silent[at % count], all ? p.forkers : 0.0, all ? p.partition : 0.0,
                          percent(one.load.success()), percent(one.paid_of_correct), one.rooted_by_all,
                          one.rooted_by_two_thirds, std::uint64_t{one.load.batches.size()}});
    conserved = conserved && one.load.is_conserved;
  }
  findings.tables.push_back(std::move(table));
  return conserved;
}

}  // namespace

StudyFindings<Parameters> Study::simulate(const Parameters& parameters, const StudyConditions& conditions) {
  Findings findings;
  bool conserved = true;
  if (!parameters.amount_scales.empty()) {
    conserved = simulate_loads(parameters, conditions, findings) && conserved;
    if (!parameters.silent.empty()) conserved = simulate_faults(parameters, conditions, findings) && conserved;
  }
  conserved = simulate_networks(parameters, conditions, findings) && conserved;
  const bool stopped = conditions.is_stopped();
  const Verdict verdict = stopped ? Verdict::kUnknown : (conserved ? Verdict::kHolds : Verdict::kViolated);
  findings.verdicts.push_back({"capital_is_constant", verdict, stopped ? "stopped" : "in every run"});
  return findings;
}

}  // namespace parley::hypergraph
