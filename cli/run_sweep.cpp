#include "cli/run_sweep.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <fmt/format.h>
#include <set>
#include <thread>

#include "cli/engines/summary.hpp"
#include "cli/machine.hpp"
#include "cli/report/page.hpp"
#include "cli/report/tables.hpp"
#include "faults/json_text.hpp"
#include "protocols/core/error.hpp"
#include "protocols/core/hash.hpp"

namespace parley::cli {

namespace {

using nlohmann::json;

VerbResult simulate_point(const SweepPoint& point, std::optional<std::uint64_t> seed, VerbOptions options) {
  options.seed = seed.value_or(point.experiment.seed.value_or(1));
  return find_protocol(point.experiment).simulate(point.experiment, options);
}

// All points, with the results in order. Points with runs for all threads are made one after the other.
std::vector<VerbResult> simulate_points(const std::vector<SweepPoint>& points, std::optional<std::uint64_t> seed,
                                        const VerbOptions& options) {
  const auto runs_of = [&](const SweepPoint& point) { return options.runs.value_or(point.experiment.runs); };
  const bool many = std::all_of(points.begin(), points.end(),
                                [&](const SweepPoint& point) { return runs_of(point) >= 2 * options.threads; });
  // Ranks take part in one point after the other.
  const unsigned outer =
      many || options.ranks != nullptr ? 1 : std::min<unsigned>(options.threads, static_cast<unsigned>(points.size()));
  VerbOptions inner = options;
  inner.threads = std::max(1U, options.threads / outer);
  std::vector<VerbResult> results(points.size());
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t index = 0; (index = next++) < points.size();)
      results[index] = simulate_point(points[index], seed, inner);
  };
  std::vector<std::thread> workers;
  for (unsigned index = 1; index < outer; ++index) workers.emplace_back(work);
  work();
  for (std::thread& worker : workers) worker.join();
  return results;
}

int severity(Verdict verdict) {
  return verdict == Verdict::kViolated ? 2 : verdict == Verdict::kUnknown ? 1 : 0;
}

// Of each property the gravest verdict, with the first point that has it.
void merge_verdicts(const VerbResult& one, const std::string& label, VerbResult& all) {
  for (const PropertyVerdict& verdict : one.verdicts) {
    const auto same = [&](const PropertyVerdict& other) { return other.property == verdict.property; };
    const auto found = std::find_if(all.verdicts.begin(), all.verdicts.end(), same);
    if (found != all.verdicts.end() && severity(verdict.verdict) <= severity(found->verdict)) {
      found->seconds += verdict.seconds;
      continue;
    }
    PropertyVerdict merged = verdict;
    if (merged.verdict != Verdict::kHolds) merged.note = fmt::format("where {}: {}", label, merged.note);
    if (merged.verdict == Verdict::kHolds) merged.note = "at every point";
    if (found == all.verdicts.end()) {
      all.verdicts.push_back(std::move(merged));
    } else {
      merged.seconds += found->seconds;
      *found = std::move(merged);
    }
  }
}

// Ticks a run are no sum.
void add_metrics(const VerbResult& one, VerbResult& all) {
  for (const char* name : {"runs", "messages", "steps", "sent", "lost", "duplicated", "alarms", "outputs"})
    all.metrics[name] += one.metrics.at(name);
  all.metrics["rounds"] += one.metrics.at("rounds") * one.metrics.at("runs");
}

std::string csv_value(const json& value) {
  return csv_field(value.is_string() ? value.get<std::string>() : value.dump());
}

// The names that some point has, in order.
std::vector<std::string> names_in(const json& points, const char* member) {
  std::set<std::string> names;
  for (const json& point : points)
    if (const auto found = point.find(member); found != point.end())
      for (const auto& [name, unused] : found->items()) names.insert(name);
  return {names.begin(), names.end()};
}

// What is violated at some points is violated in none of the runs of the others.
void fill_broken_shares(std::vector<VerbResult>& results) {
  std::set<std::string> shares;
  for (const VerbResult& one : results)
    for (const auto& [name, interval] : one.intervals)
      if (name.starts_with(kBrokenShare)) shares.insert(name);
  for (VerbResult& one : results)
    for (const std::string& name : shares) {
      const auto runs = static_cast<std::uint64_t>(one.metrics.at("runs"));
      if (one.intervals.emplace(name, Interval{runs, 0, 0, 0}).second) one.metrics[name] = 0;
    }
}

}  // namespace

void check_points(const std::vector<SweepPoint>& points) {
  for (const SweepPoint& point : points) {
    try {
      find_protocol(point.experiment).validate(point.experiment);
    } catch (const InputError& error) {
      if (point.at.empty()) throw;
      throw InputError(error.file(), error.place(), fmt::format("{} (where {})", error.expectation(), point.label()));
    }
  }
}

unsigned threads_within_memory(const std::vector<SweepPoint>& points, unsigned threads) {
  const std::uint64_t machine = memory_bytes();
  for (const SweepPoint& point : points) {
    const Experiment& experiment = point.experiment;
    const std::uint64_t run = find_protocol(experiment).run_bytes(experiment);
    if (machine == 0 || run == 0) continue;
    constexpr double kGib = 1024.0 * 1024 * 1024;
    if (run > machine)
      throw InputError(
          experiment.file.string(), "/n",
          fmt::format("expected an instance that fits into memory: a run of {} processes takes about {:.1f} "
                      "GiB, this machine has {:.1f} GiB",
                      experiment.n, static_cast<double>(run) / kGib, static_cast<double>(machine) / kGib));
    threads = static_cast<unsigned>(std::min<std::uint64_t>(threads, machine / run));
  }
  return threads;
}

VerbResult simulate_sweep(const std::vector<SweepPoint>& points, std::optional<std::uint64_t> seed,
                          const VerbOptions& options) {
  VerbOptions within = options;
  within.threads = threads_within_memory(points, options.threads);
  const auto begin = std::chrono::steady_clock::now();
  std::vector<VerbResult> results = simulate_points(points, seed, within);
  fill_broken_shares(results);
  VerbResult all;
  all.verb = "simulate";
  all.file = points.front().experiment.file.string();
  all.seed = options.seed;
  all.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  all.points = json::array();
  Hash128 chain;
  for (std::size_t index = 0; index < points.size(); ++index) {
    const VerbResult& one = results[index];
    json point = findings_to_json(one);
    point["seed"] = one.seed;
    for (const auto& [path, value] : points[index].at) point["at"].push_back({{"path", path}, {"value", value}});
    const std::string label = points[index].label();
    merge_verdicts(one, label, all);
    add_metrics(one, all);
    all.lines.push_back(fmt::format("{:<40} {} runs, {}", label, one.metrics.at("runs"),
                                    exit_status(one) == kExitHolds      ? "all hold"
                                    : exit_status(one) == kExitViolated ? "violated"
                                                                        : "unknown"));
    for (const auto& [name, interval] : one.intervals)
      if (name == "rounds" || name == "latency" || name == "throughput")
        all.lines.back() += fmt::format(", {} {:.5g} +- {:.2g}", name, interval.mean, interval.half_width);
    chain = combine(chain, Hash128{hash64(one.facts.at("trace_hash")), index});
    if (all.traces.empty() && exit_status(one) == kExitViolated) all.traces = one.traces;
    all.points.push_back(std::move(point));
  }
  all.metrics["points"] = static_cast<double>(points.size());
  if (all.metrics["runs"] > 0) all.metrics["rounds"] /= all.metrics["runs"];
  all.metrics["messages_per_second"] = all.seconds > 0 ? all.metrics["messages"] / all.seconds : 0;
  all.facts["trace_hash"] = fmt::format("{:016x}{:016x}", chain.high, chain.low);
  return all;
}

std::string to_csv(const VerbResult& result) {
  const std::vector<std::string> metrics = names_in(result.points, "intervals");
  std::string text;
  for (const json& swept : result.points.front().at("at")) text += csv_value(swept.at("path")) + ",";
  text += "seed,runs";
  for (const PropertyVerdict& verdict : result.verdicts) text += "," + csv_field(verdict.property);
  for (const std::string& name : metrics) text += fmt::format(",{0},{0}_low,{0}_high", name);
  text += '\n';
  for (const json& point : result.points) {
    for (const json& swept : point.at("at")) text += csv_value(swept.at("value")) + ",";
    text +=
        fmt::format("{},{:.0f}", point.at("seed").get<std::uint64_t>(), point.at("metrics").at("runs").get<double>());
    for (const PropertyVerdict& wanted : result.verdicts) {
      text += ',';
      for (const json& verdict : point.at("verdicts"))
        if (verdict.at("property") == wanted.property) text += verdict.at("verdict").get<std::string>();
    }
    const json intervals = point.value("intervals", json::object());
    for (const std::string& name : metrics) {
      const json interval = intervals.value(name, json::object());
      for (const char* member : {"mean", "low", "high"})
        text += interval.contains(member) ? "," + interval.at(member).dump() : ",";
    }
    text += '\n';
  }
  return text;
}

std::vector<std::filesystem::path> store_sweep(const VerbResult& result, const std::filesystem::path& folder) {
  Page page;
  page.title = "Parley: a sweep of " + result.file;
  page.results.push_back(to_json(result));
  const std::vector<std::pair<const char*, std::string>> files{
      {"sweep.csv", to_csv(result)},
      {"sweep.json", faults::write_json(page.results.front(), 2) + "\n"},
      {"sweep.html", to_html(page)}};
  std::vector<std::filesystem::path> paths;
  for (const auto& [name, text] : files) {
    paths.push_back(folder / name);
    write_text(paths.back(), text);
  }
  return paths;
}

}  // namespace parley::cli
