// Runs that go on for ever: found when they are fair and violate an `eventually` property, and not otherwise.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sstream>

#include "checker/explore/explore.hpp"
#include "checker/explore/model_system.hpp"
#include "checker/explore/plain/philosophers.hpp"
#include "cli/compiled/bracha.hpp"
#include "net/world/replay.hpp"
#include "protocols/broadcast/bracha/bracha.hpp"
#include "tests/explore/courier.hpp"

namespace parley::explore {
namespace {

constexpr std::uint64_t kAll = 1'000'000;

ExploreOptions looking_at_endless_runs() {
  ExploreOptions options;
  options.liveness_states = kAll;
  return options;
}

PropertyReport caught(const courier::Config& config, const ExploreOptions& options = looking_at_endless_runs()) {
  return explore<courier::Protocol>(config, options).properties[courier::Problem::kCaught];
}

// The trace as a file would have it, carried out in the world.
world::ReplayResult replayed(const world::Trace& trace, const courier::Config& config) {
  std::stringstream file;
  file << world::header_to_json(trace) << '\n';
  for (const world::TraceStep& step : trace.steps) file << world::step_to_json(step) << '\n';
  return world::replay<courier::Protocol>(world::parse_trace(file, "lasso"), config);
}

TEST(Liveness, ABallThatIsCountedIsCaught) {
  const ExploreResult result = explore<courier::Protocol>({}, looking_at_endless_runs());
  EXPECT_EQ(result.properties[0].verdict, Verdict::kHolds);
  EXPECT_TRUE(result.liveness.complete);
  EXPECT_EQ(result.liveness.states, result.states);
  EXPECT_EQ(result.liveness.cycles, 0U);
}

TEST(Liveness, AForgottenCountLetsItFlyForEver) {
  courier::Config config;
  config.counts = false;
  const PropertyReport report = caught(config);
  EXPECT_EQ(report.verdict, Verdict::kViolated);
  ASSERT_TRUE(report.trace && report.trace->loop_from);
  EXPECT_EQ(*report.trace->loop_from, 2U);  // the two first steps
  EXPECT_EQ(report.trace->steps.size(), 4U);
  const world::ReplayResult again = replayed(*report.trace, config);
  EXPECT_TRUE(again.agrees()) << again.explanation;
  EXPECT_EQ(again.starved, 0U);
  EXPECT_TRUE(again.unfulfilled.contains(courier::Problem::kCaught));
}

// Without the search for endless runs nothing comes to an end, and nothing is known.
TEST(Liveness, EndsAloneDoNotDecide) {
  courier::Config config;
  config.counts = false;
  EXPECT_EQ(caught(config, {}).verdict, Verdict::kUnknown);
}

TEST(Liveness, AFairNetworkDeliversTheStop) {
  courier::Config config;
  config.counts = false;
  config.calls_stop = true;
  EXPECT_EQ(caught(config).verdict, Verdict::kHolds);
}

// With one message that may be lost, the ball flies on while the stop is never delivered.
TEST(Liveness, ALossHoldsTheStopUp) {
  courier::Config config;
  config.counts = false;
  config.calls_stop = true;
  ExploreOptions options;
  options.losses = 1;
  ProtocolMachine<courier::Protocol> machine(config, options);
  CollapseOptions collapse;
  collapse.losses = 1;
  Collapse system(machine, collapse);
  const LivenessResult found = find_lassos(system, PropertySet::of(0), {});
  ASSERT_TRUE(found.lassos[0].has_value());
  EXPECT_EQ(check_lasso(system, *found.lassos[0], 0), LassoFault::kNone);
  Reconstruction<courier::Protocol> run(machine, system);
  const std::size_t stem = run.follow(*found.lassos[0]);
  world::Trace trace = trace_of<courier::Protocol>("caught", run.take_steps(), {});
  trace.loop_from = stem;
  const world::ReplayResult again = replayed(trace, config);
  EXPECT_TRUE(again.agrees()) << again.explanation;
  EXPECT_EQ(again.starved, 1U);
}

TEST(Liveness, AStepThatChangesNothingIsARunForEver) {
  courier::Config config;
  config.mutters = true;  // the ball is caught; only muttering goes on
  EXPECT_EQ(caught(config).verdict, Verdict::kHolds);
  config.patience = 100;
  config.counts = false;
  const PropertyReport report = caught(config);
  EXPECT_EQ(report.verdict, Verdict::kViolated);
  EXPECT_TRUE(replayed(*report.trace, config).agrees());
}

TEST(Liveness, ALiarCannotHoldTheMessagesOfOthersUp) {
  courier::Config config;
  config.n = 3;
  ExploreOptions options = looking_at_endless_runs();
  options.byzantine = {ProcessId{2}};  // pokes as often as it likes
  const ExploreResult result = explore<courier::Protocol>(config, options);
  EXPECT_GT(result.liveness.cycles, 0U);
  EXPECT_EQ(result.properties[0].verdict, Verdict::kHolds);
  config.counts = false;
  EXPECT_EQ(caught(config, options).verdict, Verdict::kViolated);
}

TEST(Liveness, WhatABudgetForbidsIsNotJudged) {
  courier::Config config;
  config.counts = false;
  config.has_bell = true;
  EXPECT_EQ(caught(config).verdict, Verdict::kUnknown);
  ExploreOptions options = looking_at_endless_runs();
  options.timer_firings = 1;
  EXPECT_EQ(caught(config, options).verdict, Verdict::kHolds);
}

TEST(Liveness, ALimitLeavesItUnknown) {
  courier::Config config;
  config.counts = false;
  ExploreOptions options;
  options.liveness_states = 1;
  const ExploreResult result = explore<courier::Protocol>(config, options);
  EXPECT_EQ(result.properties[0].verdict, Verdict::kUnknown);
  EXPECT_FALSE(result.liveness.incomplete.empty());
}

TEST(Liveness, ReductionsKeepTheVerdicts) {
  for (const bool counts : {false, true}) {
    courier::Config config;
    config.n = 3;
    config.counts = counts;
    ExploreOptions options = looking_at_endless_runs();
    options.byzantine = {ProcessId{2}};
    for (const bool symmetry : {false, true}) {
      options.symmetry = symmetry;
      options.reduction = !symmetry;
      EXPECT_EQ(caught(config, options).verdict, counts ? Verdict::kHolds : Verdict::kViolated);
    }
  }
}

TEST(Liveness, BrachaIsNotBlamed) {
  bracha::Config config;
  config.sender = ProcessId{3};
  ExploreOptions options = looking_at_endless_runs();
  options.byzantine = {ProcessId{3}};
  options.values = {1};
  for (const bool reduced : {false, true}) {
    options.symmetry = options.reduction = reduced;
    const ExploreResult result = explore<bracha::Protocol>(config, options);
    EXPECT_TRUE(result.liveness.complete);
    for (const PropertyReport& report : result.properties)
      EXPECT_EQ(report.verdict, Verdict::kHolds) << report.property.name;
  }
}

TEST(Replay, RefusesLoopsThatAreNone) {
  courier::Config config;
  config.counts = false;
  world::Trace trace = *caught(config).trace;
  trace.steps.pop_back();
  EXPECT_EQ(replayed(trace, config).divergence, world::Divergence::kLoop);  // does not lead back
  trace.loop_from = 99;
  EXPECT_EQ(replayed(trace, config).divergence, world::Divergence::kLoop);  // has no steps
}

// --- models, where any graph can be written down ---

// A table of steps; in the state `goal` the property is fulfilled.
struct Table {
  struct State {
    std::uint8_t at = 0;
    friend bool operator==(const State&, const State&) = default;
  };
  struct Step {
    std::uint8_t action = 0;
    std::uint8_t to = 0;
  };
  static constexpr std::array kProperties{PropertyInfo{"goal", PropertyKind::kEventually, "the goal is reached"}};
  static constexpr std::uint8_t kUnfair = 3;  // from this action on

  std::vector<std::vector<Step>> table;  // by state
  std::uint8_t goal = 0;

  std::vector<State> initial() const { return {State{}}; }
  void steps(const State& state, std::vector<Step>& out) const { out = table[state.at]; }
  void apply(State& state, const Step& step) const { state.at = step.to; }
  bool is_fair(const Step& step) const { return step.action < kUnfair; }
  PropertySet broken(const State&) const { return {}; }
  PropertySet witnessed(const State&) const { return {}; }
  PropertySet unfulfilled(const State& state) const { return state.at == goal ? PropertySet{} : PropertySet::of(0); }
};

LivenessResult lassos(const Table& table) {
  ModelSystem system(table);
  return find_lassos(system, PropertySet::of(0), {});
}

TEST(Liveness, OfModelsAsksForWhatStaysPossible) {
  // 0 and 1 take turns; from both, the same step leads to the goal.
  const Table always{{{{0, 1}, {1, 2}}, {{0, 0}, {1, 2}}, {}}, 2};
  EXPECT_FALSE(lassos(always).lassos[0].has_value());
  // From one of them only: it does not stay possible.
  const Table now_and_then{{{{0, 1}, {1, 2}}, {{0, 0}}, {}}, 2};
  ASSERT_TRUE(lassos(now_and_then).lassos[0].has_value());
  EXPECT_EQ(lassos(now_and_then).lassos[0]->cycle.size(), 2U);
  // Nothing asks for an unfair step.
  const Table unfair{{{{0, 1}, {Table::kUnfair, 2}}, {{0, 0}, {Table::kUnfair, 2}}, {}}, 2};
  EXPECT_TRUE(lassos(unfair).lassos[0].has_value());
}

TEST(Liveness, PhilosophersWhoYieldGoOnForEver) {
  const auto all_eat = [](plain::Manners manners) {
    ModelSystem system(plain::Philosophers{4, manners});
    return std::pair(search(system, Engine::kBreadthFirst, {}, 1, false).paths[1].has_value(),
                     find_lassos(system, PropertySet::of(1), {}).lassos[1].has_value());
  };
  EXPECT_EQ(all_eat(plain::Manners::kWait), std::pair(true, false));  // everybody holds a fork: the end
  EXPECT_EQ(all_eat(plain::Manners::kYield), std::pair(false, true));
  EXPECT_EQ(all_eat(plain::Manners::kOrdered), std::pair(false, false));
}

// Whether some set of states, connected by its own steps, starves nothing: all sets are tried.
bool has_fair_cycle(const Table& table) {
  const std::size_t size = table.table.size();
  std::vector<bool> reached(size, false);
  std::vector<std::size_t> todo{0};
  while (!todo.empty()) {
    const std::size_t at = todo.back();
    todo.pop_back();
    if (reached[at]) continue;
    reached[at] = true;
    for (const Table::Step& step : table.table[at]) todo.push_back(step.to);
  }
  for (unsigned set = 1; set < (1U << size); ++set) {
    const auto in = [&](std::size_t state) { return ((set >> state) & 1) != 0; };
    bool fair = true;
    bool moves = false;
    std::vector<std::vector<bool>> leads(size, std::vector<bool>(size, false));
    for (std::size_t state = 0; state < size; ++state) {
      if (!in(state)) continue;
      fair = fair && reached[state] && state != table.goal;
      for (const Table::Step& step : table.table[state])
        if (in(step.to) && step.to != state) leads[state][step.to] = moves = true;
    }
    for (std::size_t via = 0; via < size; ++via)
      for (std::size_t from = 0; from < size; ++from)
        for (std::size_t to = 0; to < size; ++to)
          if (leads[from][via] && leads[via][to]) leads[from][to] = true;
    for (std::size_t from = 0; from < size; ++from)
      for (std::size_t to = 0; to < size; ++to) fair = fair && (!in(from) || !in(to) || leads[from][to]);
    for (unsigned name = 0; name < 256 && fair && moves; ++name) {
      const Table::Step step{static_cast<std::uint8_t>(name / 16), static_cast<std::uint8_t>(name % 16)};
      if (step.action >= Table::kUnfair) break;
      bool everywhere = true;
      bool taken = false;
      for (std::size_t state = 0; state < size; ++state) {
        if (!in(state)) continue;
        bool here = false;
        for (const Table::Step& other : table.table[state])
          here = here || (other.action == step.action && other.to == step.to && other.to != state);
        everywhere = everywhere && here;
        taken = taken || (here && in(step.to));
      }
      fair = !everywhere || taken;
    }
    if (fair && moves) return true;
  }
  return false;
}

RC_GTEST_PROP(Liveness, AgreesWithTryingAllSetsOfStates, ()) {
  const auto size = *rc::gen::inRange<std::uint8_t>(2, 7);
  Table table;
  table.goal = *rc::gen::inRange<std::uint8_t>(0, size);
  for (std::uint8_t state = 0; state < size; ++state) {
    std::vector<Table::Step>& steps = table.table.emplace_back();
    const auto count = *rc::gen::inRange(0, 4);
    for (int index = 0; index < count; ++index)
      steps.push_back({*rc::gen::inRange<std::uint8_t>(0, 4), *rc::gen::inRange<std::uint8_t>(0, size)});
  }
  const LivenessResult found = lassos(table);
  RC_ASSERT(found.lassos[0].has_value() == has_fair_cycle(table));
  if (!found.lassos[0]) return;
  ModelSystem system(table);
  RC_ASSERT(check_lasso(system, *found.lassos[0], 0) == LassoFault::kNone);
  Lasso open = *found.lassos[0];
  open.cycle.pop_back();
  RC_ASSERT(check_lasso(system, open, 0) != LassoFault::kNone);
}

}  // namespace
}  // namespace parley::explore
