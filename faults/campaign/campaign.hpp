// A fault campaign: many seeded runs, in parallel; the first violation, by number of run, is shrunk and left as a trace
// that replays. The result is a function of the options and the instance alone, whatever the number of threads, unless
// `max_seconds` cuts it short.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <iterator>
#include <limits>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "faults/campaign/coverage.hpp"
#include "faults/campaign/guide.hpp"
#include "faults/campaign/options.hpp"
#include "faults/campaign/record_trace.hpp"
#include "faults/campaign/run.hpp"
#include "faults/campaign/shrink.hpp"
#include "faults/campaign/swarm.hpp"
#include "net/world/trace.hpp"

namespace parley::faults {

struct Finding {
  std::uint64_t run = 0;  // its number: with the seed it names the run
  std::string property;
  PropertyKind kind = PropertyKind::kAlways;
  FaultPlan plan;                     // after shrinking; the "faults" of an experiment that replays the trace
  std::size_t recorded_events = 0;    // before shrinking
  std::size_t events = 0;             // after it
  std::size_t completing_events = 0;  // the last of them, which only complete the run: for `eventually`
  std::uint32_t candidates_tried = 0;
  world::Trace trace;  // `experiment` is left to the caller
};

struct CampaignResult {
  std::uint64_t runs = 0;  // made before the campaign ended, the violating one included
  bool out_of_time = false;
  double seconds = 0;  // of the runs
  double shrink_seconds = 0;
  Coverage coverage;
  std::vector<std::string> strategy_names;  // of coverage.strategy_runs
  std::vector<std::string> message_kinds;   // of coverage.delivered_kinds
  std::vector<std::string> properties;      // of coverage.witnessed and coverage.violations
  std::optional<Finding> finding;
};

namespace detail {

// Hands out blocks of runs, in order, and adds up what they have tried. Thread-safe.
class BlockQueue {
 public:
  static constexpr std::uint64_t kBlock = 128;
  static constexpr std::uint64_t kGeneration = 16;  // blocks, between which the guide stays as it is

  explicit BlockQueue(const CampaignOptions& options)
      : options_(options), blocks_(options.runs / kBlock + (options.runs % kBlock != 0 ? 1 : 0)) {}

  // The next block, none when the campaign is over.
  std::optional<std::uint64_t> next() {
    if (is_over()) return std::nullopt;
    const std::uint64_t block = next_.fetch_add(1);
    if (block >= blocks_ || is_past_first(block * kBlock)) return std::nullopt;
    return block;
  }
  // Whether time is up or the caller wants it to end.
  bool is_over() {
    if (out_of_time() || (options_.stop != nullptr && options_.stop->load(std::memory_order_relaxed))) cut_.store(true);
    return cut_.load();
  }
  std::uint64_t end_of(std::uint64_t block) const { return std::min((block + 1) * kBlock, options_.runs); }

  void violated(std::uint64_t run, const Lineage& lineage) {
    const std::lock_guard lock(mutex_);
    if (run >= first_.load()) return;
    first_.store(run);
    lineage_ = lineage;
  }
  bool is_past_first(std::uint64_t run) const { return options_.stop_at_first && run > first_.load(); }

  // The guide of the generation that `block` belongs to, once all earlier ones are done: valid until `block` is.
  const Guide& guide_of(std::uint64_t block) {
    std::unique_lock lock(mutex_);
    merging_.wait(lock, [&] { return merged_ >= block - block % kGeneration; });
    return guide_;
  }

  // Blocks are added up in order, so that those behind the first violation can be told and left out.
  void done(std::uint64_t block, Coverage coverage, std::vector<Novelty> news) {
    const std::lock_guard lock(mutex_);
    waiting_.emplace(block, Block{std::move(coverage), std::move(news)});
    while (!waiting_.empty() && waiting_.begin()->first == merged_) {
      if (!is_past_first(merged_ * kBlock)) add(waiting_.begin()->second);
      waiting_.erase(waiting_.begin());
      if (++merged_ % kGeneration == 0) end_generation();
    }
    merging_.notify_all();
  }

  std::optional<std::uint64_t> first_violation() const {
    if (first_.load() == std::numeric_limits<std::uint64_t>::max()) return std::nullopt;
    return first_.load();
  }
  bool was_cut() const { return cut_.load(); }
  // REQUIRES, for all that follows: all threads are done.
  const Lineage& lineage_of_first() const { return lineage_; }
  const Coverage& coverage() {
    end_generation();
    coverage_.abstract_states = guide_.states();
    return coverage_;
  }

 private:
  struct Block {
    Coverage coverage;
    std::vector<Novelty> news;
  };

  void add(Block& block) {
    coverage_.merge(block.coverage);
    std::move(block.news.begin(), block.news.end(), std::back_inserter(news_));
  }
  void end_generation() {
    guide_.learn(news_);
    news_.clear();
  }

  bool out_of_time() const {
    const std::chrono::duration<double> used = std::chrono::steady_clock::now() - begin_;
    return options_.max_seconds > 0 && used.count() > options_.max_seconds;
  }

  const CampaignOptions& options_;
  std::uint64_t blocks_;
  std::atomic<std::uint64_t> next_{0};
  std::atomic<std::uint64_t> first_{std::numeric_limits<std::uint64_t>::max()};
  std::atomic<bool> cut_{false};
  std::mutex mutex_;
  std::condition_variable merging_;
  std::map<std::uint64_t, Block> waiting_;  // that an earlier one holds up
  std::uint64_t merged_ = 0;                // blocks in coverage_
  Coverage coverage_;
  std::vector<Novelty> news_;  // of this generation
  Guide guide_;
  Lineage lineage_;  // of the first violating run
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

template <class Monitor>
PropertySet judged_properties(const std::vector<std::string>& names) {
  PropertySet judged;
  for (std::size_t index = 0; index < std::size(Monitor::kProperties); ++index) {
    const bool wanted =
        names.empty() || std::find(names.begin(), names.end(), Monitor::kProperties[index].name) != names.end();
    if (wanted) judged.insert(index);
  }
  return judged;
}

}  // namespace detail

template <Process P>
class Campaign {
 public:
  // `config` must outlive this object. REQUIRES: P::validate(config) finds no problem, and a plan in `options` none
  // either.
  Campaign(const CampaignOptions& options, const typename P::Config& config)
      : options_(options),
        config_(config),
        space_(swarm_space<P>(options, config)),
        judged_(detail::judged_properties<typename P::Problem>(options.properties)) {}

  CampaignResult run() {
    const auto begin = std::chrono::steady_clock::now();
    detail::BlockQueue queue(options_);
    std::vector<std::thread> threads;
    for (std::uint32_t thread = 1; thread < options_.threads; ++thread) threads.emplace_back([&] { work(queue); });
    work(queue);
    for (std::thread& thread : threads) thread.join();
    CampaignResult result = describe(queue);
    result.seconds = seconds_since(begin);
    if (const std::optional<std::uint64_t> first = queue.first_violation()) {
      const auto shrink_begin = std::chrono::steady_clock::now();
      result.finding = explain(*first, queue);
      result.shrink_seconds = seconds_since(shrink_begin);
    }
    return result;
  }

 private:
  static double seconds_since(std::chrono::steady_clock::time_point begin) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  }

  Coverage empty_coverage() const {
    Coverage coverage;
    coverage.resize(space_.kinds.size(), std::size(P::Problem::kProperties));
    return coverage;
  }

  void work(detail::BlockQueue& queue) const {
    CampaignRun<P> run(space_, config_, judged_);
    Cutoff cutoff([&queue] { return queue.is_over(); });
    run.give_up_at(&cutoff);
    while (const std::optional<std::uint64_t> block = queue.next()) {
      const Guide& guide = queue.guide_of(*block);
      if (options_.guided) run.look_for_news(&guide);
      Coverage coverage = empty_coverage();
      std::vector<Novelty> news;
      for (std::uint64_t index = *block * detail::BlockQueue::kBlock; index < queue.end_of(*block); ++index) {
        if (queue.is_past_first(index) || queue.is_over()) break;
        const Lineage lineage = guide.choose(options_.seed, index);
        if (!run.execute(options_.seed, lineage, coverage).violated().empty()) queue.violated(index, lineage);
        if (!run.news().empty()) news.push_back({lineage, run.news(), run.steps()});
      }
      queue.done(*block, std::move(coverage), std::move(news));
    }
  }

  CampaignResult describe(detail::BlockQueue& queue) const {
    CampaignResult result;
    result.coverage = queue.coverage();
    result.coverage.merge(empty_coverage());
    result.runs = result.coverage.runs;
    result.out_of_time = queue.was_cut();
    result.message_kinds = space_.kinds;
    result.strategy_names.assign(strategy_names().begin(), strategy_names().end());
    for (const PropertyInfo& info : P::Problem::kProperties) result.properties.emplace_back(info.name);
    return result;
  }

  PropertySet always_judged() const {
    PropertySet always;
    for (std::size_t index = 0; index < std::size(P::Problem::kProperties); ++index)
      if (P::Problem::kProperties[index].kind == PropertyKind::kAlways && judged_.contains(index)) always.insert(index);
    return always;
  }

  // Makes run number `index` again, recorded, and shrinks it to one that breaks nothing that the run left whole.
  Finding explain(std::uint64_t index, detail::BlockQueue& queue) const {
    CampaignRun<P> run(space_, config_, judged_);
    Coverage coverage = empty_coverage();
    Recording<Mixed<P>> recording;
    const Outcome outcome = run.execute(options_.seed, queue.lineage_of_first(), coverage, &recording);
    const std::size_t property = first_violation(outcome);
    const PropertyInfo& info = P::Problem::kProperties[property];
    Cutoff cutoff([&queue] { return queue.is_over(); });
    const Goal goal{property, info.kind, space_.healthy_steps(), {always_judged().bits & ~outcome.broken.bits}};
    Shrinker<P> shrinker(config_, goal, options_.shrink_budget, &cutoff);
    std::optional<Case<Mixed<P>>> found = shrinker.adopt(run.mix().plan, recording);
    check(found.has_value(), "a violation of the campaign does not happen in the world: its queues are wrong");
    const Case<Mixed<P>> least = shrinker.shrink(*std::move(found));
    Finding finding{index,
                    std::string(info.name),
                    info.kind,
                    least.plan,
                    recording.events.size(),
                    least.items.size(),
                    least.items.size() - least.completion_from,
                    shrinker.tried(),
                    record_trace<P>(config_, least)};
    finding.trace.seed = options_.seed;
    finding.trace.violation = finding.property;
    return finding;
  }

  CampaignOptions options_;
  const typename P::Config& config_;
  SwarmSpace space_;
  PropertySet judged_;
};

template <Process P>
CampaignResult run_campaign(const CampaignOptions& options, const typename P::Config& config) {
  return Campaign<P>(options, config).run();
}

}  // namespace parley::faults
