// The reflecting link in every schedule of small instances.
#include <gtest/gtest.h>
#include <iostream>

#include "checker/explore/explore.hpp"
#include "protocols/link/reflecting_link/reflecting_link.hpp"

namespace parley::reflecting_link {
namespace {

using explore::ExploreOptions;
using explore::ExploreResult;
using problems::Transfer;

ExploreResult run(const char* name, Config config, ExploreOptions options, bool all = false) {
  options.limits.max_states = 3'000'000;
  options.stop_at_violation = !all;
  EXPECT_FALSE(Protocol::validate(config)) << Protocol::validate(config)->parameter;
  ExploreResult result = explore::explore<Protocol>(config, options);
  std::cout << name << " states " << result.states << " ends " << result.ends << " cuts " << result.cuts << " "
            << result.seconds << "s\n";
  for (const auto& report : result.properties)
    std::cout << "   " << report.property.name << " " << static_cast<int>(report.verdict) << "\n";
  return result;
}

ExploreOptions budgets(std::uint32_t losses, std::uint32_t dups, std::uint32_t timers, std::uint32_t crashes = 0) {
  ExploreOptions options;
  options.losses = losses;
  options.duplications = dups;
  options.timer_firings = timers;
  options.crashes = options.restarts = crashes;
  return options;
}

TEST(Scratch, All) {
  Config pair;
  pair.transfers = 2;
  pair.turns = 1;
  pair.probes = 1;
  run("pair quiet", pair, budgets(0, 0, 0));
  run("pair timers", pair, budgets(0, 0, 6));
  run("pair loss2 dup1 timers", pair, budgets(2, 1, 6), true);
  pair.transfers = 1;
  pair.failing = 3;
  run("pair failing", pair, budgets(0, 0, 6), true);
  pair.failing = 0;
  pair.transfers = 2;
  run("pair crash", pair, budgets(1, 1, 3, 1), true);
  pair.corrupted_offers = 1;
  run("corrupt offers", pair, budgets(1, 1, 3), true);
  pair.corrupted_offers = 0;
  pair.corrupted_reflections = 1;
  run("corrupt refl", pair, budgets(1, 1, 3), true);
  pair.corrupted_offers = 1;
  run("corrupt both", pair, budgets(0, 0, 3));
  pair.corrupted_offers = pair.corrupted_reflections = 0;
  pair.corrupted_signals = 1;
  run("corrupt signals", pair, budgets(0, 0, 3));
  pair.corrupted_signals = 0;
  pair.gray = true;
  pair.transfers = 4;
  run("gray", pair, budgets(1, 1, 3), true);
  pair.fifo = false;
  run("gray no fifo", pair, budgets(1, 1, 3));
  pair = {};
  pair.turns = 1;
  pair.probes = 1;
  pair.transfers = 1;
  pair.discipline = Discipline::kPlaced;
  run("placed", pair, budgets(0, 0, 3), true);
  pair.discipline = Discipline::kForget;
  run("forget", pair, budgets(0, 0, 3), true);
  pair.discipline = Discipline::kSignals;
  pair.corrupted_offers = 1;
  run("signals", pair, budgets(0, 0, 3), true);
  Config three;
  three.n = 3;
  three.triangle = true;
  three.transfers = 1;
  three.turns = 1;
  three.probes = 1;
  run("triangle no fail", three, budgets(0, 0, 6), true);
  three.failing = 3;
  run("triangle AB dies", three, budgets(0, 0, 6), true);
  three.failing = 63;
  run("triangle all may die", three, budgets(0, 0, 6), true);
  three.freeze = false;
  three.failing = 0;
  run("no freeze", three, budgets(0, 0, 6));
  three.freeze = true;
  three.reports_needed = 1;
  run("one report", three, budgets(0, 0, 6));
}

}  // namespace
}  // namespace parley::reflecting_link
