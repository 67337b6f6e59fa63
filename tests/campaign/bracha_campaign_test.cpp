// Campaigns on Bracha's broadcast: nothing is found within its resilience; what is found beyond it, or with a threshold
// too small, shrinks to a few events that replay, also from a file.
#include <atomic>
#include <filesystem>
#include <gtest/gtest.h>

#include "cli/compiled/bracha.hpp"
#include "faults/plan_reader.hpp"
#include "faults/plan_writer.hpp"
#include "protocols/broadcast/bracha/bracha.hpp"
#include "tests/campaign/campaign_fixture.hpp"

namespace parley::faults {
namespace {

using bracha::Protocol;

CampaignOptions options_for(std::uint32_t faulty, std::uint64_t runs) {
  CampaignOptions options;
  options.faulty = faulty;
  options.runs = runs;
  return options;
}

TEST(BrachaCampaign, finds_nothing_within_the_resilience) {
  CampaignOptions options = options_for(1, 20'000);
  options.threads = 2;
  options.network.duplication = true;
  const CampaignResult result = run_campaign<Protocol>(options, bracha::Config{});
  EXPECT_FALSE(result.finding) << result.finding->property << " in run " << result.finding->run;
  EXPECT_EQ(result.runs, 20'000U);
  EXPECT_GT(counter(result, result.coverage.witnessed, "delivery"), 10'000U);
  EXPECT_EQ(result.coverage.unfinished_runs, 0U);
  EXPECT_GT(result.coverage.withheld, 0U);
  EXPECT_GT(result.coverage.duplicated, 0U);
  EXPECT_GT(result.coverage.partitioned_runs, 0U);
  EXPECT_GT(result.coverage.guided_runs, 1'000U);
  EXPECT_GT(result.coverage.abstract_states, 100U);
  EXPECT_GT(result.coverage.longest_run, 30U);
  for (const std::uint64_t runs : result.coverage.schedule_runs) EXPECT_GT(runs, 0U);
  for (const std::uint64_t delivered : result.coverage.delivered_kinds) EXPECT_GT(delivered, 0U);
  for (std::size_t index = 0; index < result.strategy_names.size(); ++index) {
    const std::string& name = result.strategy_names[index];
    const bool needs_more = name == Clock::kName || name == PowerLoss::kName;  // timers, something durable
    const bool possible = !needs_more && (name != ProtocolAttack::kName || HasAttacks<Protocol>);
    EXPECT_EQ(result.coverage.strategy_runs[index] > 0, possible) << name;
  }
}

TEST(BrachaCampaign, finds_nothing_with_seven_processes_and_two_faulty) {
  bracha::Config config;
  config.n = 7;
  config.t = 2;
  const CampaignResult result = run_campaign<Protocol>(options_for(2, 3'000), config);
  EXPECT_FALSE(result.finding) << result.finding->property << " in run " << result.finding->run;
}

struct Weakened {
  const char* name;
  std::uint32_t faulty;
  std::uint32_t echo_quorum;
  std::uint32_t ready_support;
  std::uint32_t delivery_quorum;
  const char* property;
  std::size_t most_events;
};

class WeakenedBracha : public testing::TestWithParam<Weakened> {
 protected:
  static bracha::Config config() {
    bracha::Config config;
    config.echo_quorum = GetParam().echo_quorum;
    config.ready_support = GetParam().ready_support;
    config.delivery_quorum = GetParam().delivery_quorum;
    return config;
  }
};

TEST_P(WeakenedBracha, is_broken_in_a_few_events_that_replay) {
  CampaignOptions options = options_for(GetParam().faulty, 20'000);
  options.properties = {GetParam().property};
  const bracha::Config weak = config();
  const CampaignResult result = run_campaign<Protocol>(options, weak);
  ASSERT_TRUE(result.finding);
  EXPECT_EQ(result.finding->property, GetParam().property);
  EXPECT_LE(result.finding->events, result.finding->recorded_events);
  EXPECT_LE(result.finding->events - result.finding->completing_events, GetParam().most_events);
  EXPECT_LE(result.finding->candidates_tried, options.shrink_budget + 1);
  RecordProperty("run", std::to_string(result.finding->run));
  RecordProperty("events", std::to_string(result.finding->events));
  expect_replays<Protocol>(*result.finding, weak);
}

// One threshold too small need not cost agreement: a correct process is ready for one value only, and two delivery
// quorums share one. An echo quorum too small costs totality (those who are ready for the other value are never
// joined), a ready support too small integrity (one lie is joined by all).
INSTANTIATE_TEST_SUITE_P(Thresholds, WeakenedBracha,
                         testing::Values(Weakened{"two_faulty", 2, 0, 0, 0, "agreement", 16},
                                         Weakened{"echo_quorum_too_small", 1, 2, 0, 0, "totality", 20},
                                         Weakened{"ready_support_and_delivery_one", 1, 0, 1, 1, "agreement", 14},
                                         Weakened{"ready_support_one", 1, 0, 1, 0, "integrity", 24},
                                         Weakened{"all_small", 1, 2, 1, 2, "agreement", 14}),
                         [](const auto& instance) { return std::string(instance.param.name); });

TEST(BrachaCampaign, a_delivery_quorum_too_small_loses_totality) {
  bracha::Config config;
  config.delivery_quorum = 1;
  CampaignOptions options = options_for(1, 20'000);
  options.properties = {"totality"};
  const CampaignResult result = run_campaign<Protocol>(options, config);
  ASSERT_TRUE(result.finding);
  EXPECT_EQ(result.finding->kind, PropertyKind::kEventually);
  EXPECT_EQ(result.finding->events, result.finding->trace.steps.size());
  EXPECT_LE(result.finding->events - result.finding->completing_events, 3U) << "withholding alone shows it";
  expect_replays<Protocol>(*result.finding, config);
}

TEST(BrachaCampaign, a_finding_survives_its_files) {
  const bracha::Config config;
  const CampaignResult result = run_campaign<Protocol>(options_for(2, 20'000), config);
  ASSERT_TRUE(result.finding);
  Finding finding = *result.finding;
  const nlohmann::json document = write_fault_plan(finding.plan);
  const std::filesystem::path path = std::filesystem::path(testing::TempDir()) / "bracha_finding.trace";
  world::write_trace(finding.trace, path);
  finding.trace = world::read_trace(path);
  finding.plan = read_fault_plan(nlohmann::json::parse(document.dump()), "", "", config.n);
  std::filesystem::remove(path);
  EXPECT_EQ(finding.trace.engine, "attack");
  expect_replays<Protocol>(finding, config);
}

void expect_same(const CampaignResult& a, const CampaignResult& b) {
  EXPECT_EQ(a.runs, b.runs);
  EXPECT_EQ(a.coverage.steps, b.coverage.steps);
  EXPECT_EQ(a.coverage.deliveries, b.coverage.deliveries);
  EXPECT_EQ(a.coverage.strategy_runs, b.coverage.strategy_runs);
  EXPECT_EQ(a.coverage.violations, b.coverage.violations);
  EXPECT_EQ(a.coverage.guided_runs, b.coverage.guided_runs);
  EXPECT_EQ(a.coverage.abstract_states, b.coverage.abstract_states);
  ASSERT_EQ(a.finding.has_value(), b.finding.has_value());
  if (!a.finding) return;
  EXPECT_EQ(a.finding->run, b.finding->run);
  EXPECT_EQ(a.finding->candidates_tried, b.finding->candidates_tried);
  EXPECT_TRUE(equal(a.finding->plan, b.finding->plan));
  ASSERT_EQ(a.finding->trace.steps.size(), b.finding->trace.steps.size());
  for (std::size_t step = 0; step < a.finding->trace.steps.size(); ++step)
    EXPECT_EQ(world::step_to_json(a.finding->trace.steps[step]), world::step_to_json(b.finding->trace.steps[step]));
}

TEST(BrachaCampaign, the_seed_determines_the_result_whatever_the_threads) {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    for (const std::uint32_t faulty : {1U, 2U}) {
      CampaignOptions options = options_for(faulty, 6'000);  // several generations of guided runs
      options.seed = seed;
      options.properties = {"agreement"};
      const CampaignResult one = run_campaign<Protocol>(options, bracha::Config{});
      options.threads = 2;
      expect_same(one, run_campaign<Protocol>(options, bracha::Config{}));
    }
  }
}

TEST(BrachaCampaign, goes_on_without_guidance) {
  CampaignOptions options = options_for(1, 5'000);
  options.guided = false;
  const CampaignResult result = run_campaign<Protocol>(options, bracha::Config{});
  EXPECT_FALSE(result.finding);
  EXPECT_EQ(result.coverage.guided_runs, 0U);
}

TEST(BrachaCampaign, every_run_equals_the_world) {
  CampaignOptions options = options_for(2, 0);
  options.network.duplication = true;
  expect_equals_world<Protocol>(options, bracha::Config{}, 600);
  options.network.reordering = false;
  expect_equals_world<Protocol>(options, bracha::Config{}, 200);
}

TEST(BrachaCampaign, a_given_plan_is_kept) {
  CampaignOptions options = options_for(0, 500);
  options.plan = FaultPlan{{{ProcessId{0}, {Equivocate{ProcessSet{ProcessId{3}}, SecondFace::kRename, {}}}},
                            {ProcessId{1}, {Equivocate{ProcessSet{ProcessId{3}}, SecondFace::kRename, {}}}}},
                           {},
                           {}};
  options.properties = {"agreement"};
  const CampaignResult result = run_campaign<Protocol>(options, bracha::Config{});
  ASSERT_TRUE(result.finding);
  EXPECT_LE(result.finding->plan.byzantine.size(), 2U);
  expect_replays<Protocol>(*result.finding, bracha::Config{});
}

TEST(BrachaCampaign, a_crashed_sender_is_a_fault_like_another) {
  CampaignOptions options = options_for(0, 1'000);
  options.plan = FaultPlan{{}, {{ProcessId{0}, Ticks{1}, Ticks{3}}}, {}};
  const CampaignResult result = run_campaign<Protocol>(options, bracha::Config{});
  EXPECT_FALSE(result.finding) << result.finding->property;
  EXPECT_GT(result.coverage.crashes, 0U);
  EXPECT_GT(result.coverage.restarts, 0U);
}

TEST(BrachaCampaign, ends_when_its_time_is_up) {
  CampaignOptions options = options_for(1, 1'000'000'000);
  options.max_seconds = 0.05;
  options.threads = 2;
  const CampaignResult result = run_campaign<Protocol>(options, bracha::Config{});
  EXPECT_TRUE(result.out_of_time);
  EXPECT_LT(result.runs, options.runs);
}

TEST(BrachaCampaign, ends_when_told_to) {
  const std::atomic<bool> stop{true};
  CampaignOptions options = options_for(1, 1'000'000'000);
  options.stop = &stop;
  const CampaignResult result = run_campaign<Protocol>(options, bracha::Config{});
  EXPECT_TRUE(result.out_of_time);
  EXPECT_EQ(result.runs, 0U);
}

}  // namespace
}  // namespace parley::faults
