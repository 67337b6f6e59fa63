// What is known of proof of work, measured on runs with fixed seeds: wasted blocks and growth against the delay, the
// race of a double spender, the revenue of a selfish miner, and what the heaviest subtree is for. Examples of the same,
// at full size, are examples/ledger/*.json.
#include <cmath>
#include <gtest/gtest.h>

#include "tests/ledger/closed_forms.hpp"
#include "tests/ledger/runs.hpp"

namespace parley::nakamoto {
namespace {

sim::Network delay(double ticks) {
  sim::Network network;
  network.scheduler = sim::Scheduler::kEvents;
  network.latency.a = ticks;
  return network;
}

// x expected blocks within the delay of one.
Config at_density(double x, std::uint32_t n, std::uint32_t target) {
  Config config{.n = n, .block_ticks = static_cast<std::uint64_t>(100 / x), .confirmations = 20, .target = target};
  config.fork_window = 100;
  return config;
}

// With a fixed delay D a chain grows by one block, and then for D nobody else knows of it: it grows at lambda / (1 + x)
// and x / (1 + x) of all blocks are wasted, x = lambda D (Y. Sompolinsky, A. Zohar 2015, section 4; exact for many
// miners: a miner knows its own block at once, so that of n only n - 1 count).
TEST(LedgerFigures, WasteAndGrowthDependOnDensityAlone) {
  for (const std::uint32_t n : {60U, 120U}) {
    for (const double x : {0.1, 0.5, 1.0, 2.0}) {
      constexpr int kRuns = 6;
      constexpr std::uint32_t kBlocks = 800;
      const Runs runs = make_runs(at_density(x, n, kBlocks), kRuns, delay(100));
      EXPECT_EQ(runs.done, kRuns);
      const double seen = x * (1 - 1.0 / n);
      const Measured& orphans = runs["orphan_share"];
      EXPECT_NEAR(orphans.mean, seen / (1 + seen), 3 * orphans.standard_error + 0.5 / n) << n << " " << x;
      const Measured& growth = runs["growth"];
      // A block of the chain takes the delay and an exponential time: the standard error is known, and six runs are too
      // few to estimate it.
      const double expected = 10 * x / (1 + seen);
      const double standard_error = expected / ((1 + seen) * std::sqrt(kBlocks * kRuns));
      EXPECT_NEAR(growth.mean, expected, 3 * standard_error + 0.03 * x) << n << " " << x;
    }
  }
}

// Of the three measures of a fork's depth two grow with the density. Reorganisations stay shallow even where x is far
// beyond ln 2, where a birth-and-death process of forks would no longer come back: a tie ends with the next block that
// is alone in its delay.
TEST(LedgerFigures, ForksGetBroaderAndLongerRatherThanDeeper) {
  Runs before = make_runs(at_density(0.1, 100, 500), 3, delay(100));
  for (const double x : {0.5, 1.0, 2.0}) {
    Runs runs = make_runs(at_density(x, 100, 500), 3, delay(100));
    EXPECT_GT(runs["live_leaves"].mean, before["live_leaves"].mean) << x;
    EXPECT_GT(runs["tie_share"].mean, before["tie_share"].mean) << x;
    EXPECT_LE(runs["reorg_max"].mean, 4) << x;
    before = std::move(runs);
  }
}

// Constant power of each process: the density grows with n. With the difficulty of all together it does not.
TEST(LedgerFigures, PowerHasToFallAsProcessesJoin) {
  const auto waste = [](std::uint32_t n, bool constant_power) {
    Config config = at_density(0.1, n, 800);
    if (constant_power) config.unit_ticks = 10'000;
    return make_runs(config, 4, delay(100))["orphan_share"].mean;
  };
  EXPECT_NEAR(waste(10, false), waste(80, false), 0.02);
  EXPECT_NEAR(waste(10, true), 0.09 / 1.09, 0.02);
  EXPECT_NEAR(waste(80, true), 0.79 / 1.79, 0.02);
}

TEST(LedgerFigures, ADoubleSpenderWinsAsOftenAsItsPowerSays) {
  constexpr int kRuns = 3000;
  for (const auto& [share, confirmations] : {std::pair(1U, 1U), {2U, 2U}, {3U, 2U}, {3U, 5U}}) {
    Config config{.n = 2, .t = 1, .block_ticks = 2000, .shares = {share, 10 - share}, .confirmations = confirmations};
    config.target = 60;
    const Runs runs = make_runs(config, kRuns, {}, attack_by(ProcessId{0}, {"double_spend", {}}));
    const double expected = race(share / 10.0, static_cast<int>(confirmations) + 1);
    const double error = std::sqrt(expected * (1 - expected) / kRuns);
    EXPECT_NEAR(runs.reverted / static_cast<double>(kRuns), expected, 3 * error) << share << " " << confirmations;
    EXPECT_EQ(runs.invalid, 0);
  }
}

// Eyal and Sirer 2014, equation 8: the part of the main chain of a selfish miner with a part a of the power, if a part
// gamma of the others mines on its block in a tie.
double revenue(double a, double gamma) {
  const double fair = 1 - a;
  return (a * fair * fair * (4 * a + gamma * (1 - 2 * a)) - a * a * a) / (1 - a * (1 + (2 - a) * a));
}

// A branch of so much power is published late: reorganisations of more than a hundred blocks happen, so that nothing
// less deep counts as confirmed.
Measured selfish_revenue(std::uint32_t share, bool random_ties) {
  Config config{.n = 21, .t = 7, .block_ticks = 1000, .shares = {share}, .default_share = 5, .confirmations = 300};
  config.target = 1200;
  config.random_ties = random_ties;
  config.keep = 400;
  const Runs runs = make_runs(config, 10, {}, attack_by(ProcessId{0}, {"selfish_mining", {}}));
  EXPECT_EQ(runs.done, 10);
  return runs["faulty_share"];
}

// Who has seen the honest block first stays with it, so gamma is 0; with ties at random it is 1/2 but for the miner of
// the honest block itself.
TEST(LedgerFigures, ASelfishMinersRevenueIsThatOfEyalAndSirer) {
  for (const std::uint32_t share : {25U, 43U, 54U, 67U}) {  // of the power: 0.2, 0.301, 0.351, 0.401
    const double part = share / (share + 100.0);
    const Measured first = selfish_revenue(share, false);
    EXPECT_NEAR(first.mean, revenue(part, 0), 3 * first.standard_error + 0.004) << part;
    const Measured random = selfish_revenue(share, true);
    EXPECT_NEAR(random.mean, revenue(part, 0.5 * 0.95), 3 * random.standard_error + 0.004) << part;
  }
}

// The threshold above which it pays to be selfish: a third with gamma = 0, a quarter with gamma = 1/2.
TEST(LedgerFigures, SelfishMiningPaysAboveItsThresholdOnly) {
  EXPECT_LT(selfish_revenue(34, false).mean, 34 / 134.0);
  EXPECT_GT(selfish_revenue(67, false).mean, 67 / 167.0 + 0.02);
  EXPECT_LT(selfish_revenue(20, true).mean, 20 / 120.0);
  EXPECT_GT(selfish_revenue(54, true).mean, 54 / 154.0 + 0.02);
}

// With a lead of 1 nothing is withheld; a quarter of the power does not gain by waiting for a lead of 2.
TEST(LedgerFigures, AParasiteWithALeadOfOneIsHonest) {
  Config config{.n = 16, .t = 4, .block_ticks = 1000, .shares = {5}, .confirmations = 60};
  config.target = 2000;
  const auto part = [&](std::uint64_t lead) {
    const Runs runs = make_runs(config, 10, {}, attack_by(ProcessId{0}, {"parasite", {{"lead", lead}}}));
    EXPECT_EQ(runs.done, 10);
    return runs["faulty_share"];
  };
  const Measured honest = part(1);
  EXPECT_NEAR(honest.mean, 0.25, 3 * honest.standard_error);
  EXPECT_LT(part(2).mean, 0.25);
}

// Sompolinsky and Zohar 2015, section 3: where blocks are frequent, the honest miners' longest chain is made of a part
// of their blocks, and an attacker who wastes none overtakes it with less than half of the power. The heaviest subtree
// counts them all.
TEST(LedgerFigures, TheHeaviestSubtreeHoldsWhereTheLongestChainDoesNot) {
  Config config = at_density(5, 31, 60);
  config.t = 10;
  config.shares = {13};  // of 43: 30 %
  sim::Network network = delay(100);
  network.links.push_back({ProcessId{0}, ProcessId{0}, sim::Latency{}, {}});  // its own memory
  const faults::FaultPlan attack = attack_by(ProcessId{0}, {"double_spend", {}});
  EXPECT_GE(make_runs(config, 10, network, attack).reverted, 9);
  config.rule = Rule::kGhost;
  EXPECT_LE(make_runs(config, 10, network, attack).reverted, 1);
}

// Bitcoin's rule brings a chain that began four times, and then eight times too fast back to its goal.
TEST(LedgerFigures, DifficultyReturnsToTheGoal) {
  for (const std::uint64_t factor : {4U, 8U}) {
    Config config{.n = 20, .block_ticks = 400, .retarget_blocks = 100, .difficulty = 65536 / factor, .target = 2000};
    const Runs runs = make_runs(config, 6);
    EXPECT_EQ(runs.invalid, 0);
    EXPECT_NEAR(runs["difficulty"].mean, 100.0 * static_cast<double>(factor), 10.0 * static_cast<double>(factor));
    EXPECT_NEAR(runs["growth"].mean, 2.5, 0.25);
  }
}

// What waits is taken in the next block; where blocks are full, they say how much is taken.
TEST(LedgerFigures, TransactionsAreTakenAsFarAsBlocksHold) {
  Config config{.n = 10, .block_ticks = 200, .target = 500, .submit_rate = 100};
  const Runs open = make_runs(config, 3);
  EXPECT_NEAR(open["transactions"].mean, 0.1 * 500 * 200, 1500);
  config.block_size = 10;
  const Runs full = make_runs(config, 3);
  EXPECT_NEAR(full["transactions"].mean, 10 * full["confirmed"].mean, 50);
}

}  // namespace
}  // namespace parley::nakamoto
