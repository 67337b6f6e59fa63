// Runs of Ben-Or's protocols are runs of their models, round by round, and runs with too low thresholds are not.
#include "checker/conform/conform.hpp"

#include <gtest/gtest.h>

#include "models/maps/ben_or.hpp"
#include "models/ta_reader.hpp"
#include "net/world/world.hpp"
#include "tests/source_dir.hpp"

namespace parley::ben_or {
namespace {

using View = StateView<Protocol>;

// A drawn schedule of reliable links; the last process, where `liar`, says anything, else it may crash for good.
std::vector<View> drawn_run(const Config& config, bool liar, std::uint64_t seed) {
  Rng rng(seed);
  Choices choices(rng);
  ProcessSet correct = ProcessSet::first(config.n);
  const ProcessId last{config.n - 1};
  if (liar) correct.erase(last);
  world::World<Protocol> world(config, correct);
  std::vector<View> views;
  const auto apply = [&](const world::Event<Protocol>& event) {
    world.apply(event, choices);
    views.push_back(
        {views.size(), event.process.value, world.local(event.process).up, world.local(event.process).state});
  };
  for (std::uint32_t step = 0; step < 400; ++step) {
    auto events = world.enabled();
    std::erase_if(events, [&](const auto& event) {
      return event.process == last && event.kind == world::EventKind::kStart && (liar || step > config.n);
    });
    if (!liar && step > config.n && world.local(last).up && rng.chance(0.02))
      events = {{world::EventKind::kCrash, last, {}, {}, {}, {}}};
    if (events.empty()) break;
    const auto event = events[rng.below(events.size())];
    apply(event);
    const ProcessId heard = event.process;
    if (!liar || heard == last || !world.local(heard).up) continue;
    const std::uint64_t round = world.local(heard).state.round + rng.below(2);
    Protocol::Message lie = Vote{round, rng.chance(0.5)};
    if (rng.chance(0.5)) lie = Proposal{round, static_cast<Choice>(rng.below(3))};
    apply({world::EventKind::kInject, heard, {last, 0}, lie, {}, {}});
  }
  return views;
}

struct Checked {
  std::size_t moves = 0;
  std::size_t rejected = 0;
  std::string reason;
};

Checked check_runs(const Config& config, std::uint64_t runs) {
  const std::string name = config.byzantine ? "ben_or_byzantine" : "ben_or";
  const ThresholdAutomaton model = read_model_file(source_dir() + "/models/" + name + ".ta");
  ProcessSet correct = ProcessSet::first(config.n);
  correct.erase(ProcessId{config.n - 1});
  Checked checked;
  for (std::uint64_t seed = 0; seed < runs; ++seed) {
    const auto projections =
        ModelMap<Protocol>::projections(config, correct, drawn_run(config, config.byzantine, seed));
    const conform::ConformResult result = conform::check_conformance(model, projections);
    checked.moves += result.moves;
    checked.rejected += result.conforms ? 0U : 1U;
    if (!result.conforms) checked.reason = result.projection + ": " + result.reason;
  }
  return checked;
}

Config instance(std::uint32_t n, bool byzantine) {
  Config config;
  config.n = n;
  config.byzantine = byzantine;
  config.ones = n / 2;
  return config;
}

TEST(BenOrConforms, WithCrashesAndWithLiars) {
  for (const Config& config : {instance(3, false), instance(5, false), instance(6, true), instance(7, true)}) {
    const Checked checked = check_runs(config, 100);
    EXPECT_EQ(checked.rejected, 0U) << checked.reason;
    EXPECT_GT(checked.moves, 100U * config.n);
  }
}

TEST(BenOrConforms, NotWithLowThresholds) {
  Config proposes = instance(6, true);
  proposes.propose_quorum = 3;
  EXPECT_GT(check_runs(proposes, 50).rejected, 10U);
  Config adopts = instance(6, true);
  adopts.adopt_support = 1;
  EXPECT_GT(check_runs(adopts, 50).rejected, 10U);
  Config decides = instance(5, false);
  decides.decide_quorum = 1;
  EXPECT_GT(check_runs(decides, 50).rejected, 10U);
}

}  // namespace
}  // namespace parley::ben_or
