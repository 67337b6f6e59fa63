// Plain models through the same engines. Counts of the specifications TwoPhase and Paxos as TLC, SPIN and others report
// them.
#include <algorithm>
#include <gtest/gtest.h>
#include <map>

#include "checker/explore/model_system.hpp"
#include "checker/explore/options.hpp"
#include "checker/explore/plain/paxos.hpp"
#include "checker/explore/plain/plain.hpp"
#include "checker/explore/plain/two_phase_commit.hpp"

namespace parley::explore {
namespace {

using plain::Paxos;
using plain::TwoPhaseCommit;

TwoPhaseCommit two_phase(std::uint16_t managers) {
  return {managers, managers};
}

TEST(TwoPhase, CountsUnderEveryEngine) {
  const std::map<std::uint16_t, std::uint64_t> expected{{3, 288}, {4, 1'568}, {5, 8'832}, {6, 50'816}, {7, 296'448}};
  for (const auto& [managers, states] : expected) {
    for (const unsigned threads : {1U, 2U}) {
      ModelSystem system(two_phase(managers));
      const SearchResult wide = search(system, Engine::kBreadthFirst, {}, threads);
      EXPECT_EQ(wide.states, states);
      EXPECT_EQ(wide.outcome, Outcome::kExhausted);
      ModelSystem again(two_phase(managers));
      const SearchResult deep = search(again, Engine::kDepthFirst, {});
      EXPECT_EQ(deep.states, states);
      EXPECT_EQ(deep.transitions, wide.transitions);
      EXPECT_EQ(deep.ends, wide.ends);
      EXPECT_FALSE(deep.cyclic);
      for (const PropertyReport& report : verdicts(system.properties(), wide))
        EXPECT_EQ(report.verdict, Verdict::kHolds) << report.property.name;
    }
  }
}

TEST(TwoPhase, EightManagers) {
  ModelSystem system(two_phase(8));
  EXPECT_EQ(search(system, Engine::kBreadthFirst, {}, 2).states, 1'745'408U);
}

// True orbits of the states under renaming of the managers.
TEST(TwoPhase, CountsWithSymmetry) {
  for (const auto& [managers, states] :
       std::map<std::uint16_t, std::uint64_t>{{5, 314}, {7, 920}, {8, 1'461}, {9, 2'232}}) {
    ModelSystem system(two_phase(managers), true);
    const SearchResult found = search(system, Engine::kBreadthFirst, {});
    EXPECT_EQ(found.states, states);
    for (const PropertyReport& report : verdicts(system.properties(), found))
      EXPECT_EQ(report.verdict, Verdict::kHolds) << report.property.name;
  }
}

TEST(TwoPhase, WitnessIsAShortestRun) {
  for (const bool symmetry : {false, true}) {
    ModelSystem system(two_phase(3), symmetry);
    const SearchResult found = search(system, Engine::kBreadthFirst, {});
    ASSERT_TRUE(found.paths[1].has_value());
    const auto run = system.follow(*found.paths[1]);
    ASSERT_TRUE(run.has_value());
    EXPECT_EQ(run->steps.size(), 3U + 3U + 1U + 3U);  // prepare, hear, commit, obey
    EXPECT_EQ(run->states.back().committed, 7U);
    // The path of the run is one of the model without symmetry.
    const auto same = ModelSystem(two_phase(3)).follow(run->path);
    ASSERT_TRUE(same.has_value());
    EXPECT_EQ(same->states, run->states);
  }
}

TEST(TwoPhase, PathsOutOfTheModelAreRefused) {
  const ModelSystem system(two_phase(3));
  EXPECT_FALSE(system.follow({}).has_value());
  EXPECT_FALSE(system.follow({1}).has_value());
  EXPECT_FALSE(system.follow({0, 99}).has_value());
  EXPECT_TRUE(system.follow({0, 0}).has_value());
}

// The same with a state that is not its own bytes, to be numbered by its encoding.
struct BoxedTwoPhase {
  struct State {
    std::vector<std::uint16_t> fields;
  };
  using Step = TwoPhaseCommit::Step;
  static constexpr auto kProperties = TwoPhaseCommit::kProperties;
  TwoPhaseCommit plain;

  static State box(const TwoPhaseCommit::State& s) {
    return {{s.working, s.prepared, s.committed, s.aborted, s.said_prepared, s.heard_prepared, s.decided}};
  }
  static TwoPhaseCommit::State unbox(const State& s) {
    const auto& f = s.fields;
    return {f[0], f[1], f[2], f[3], f[4], f[5], f[6]};
  }
  std::vector<State> initial() const { return {box(plain.initial()[0])}; }
  void steps(const State& state, std::vector<Step>& out) const { plain.steps(unbox(state), out); }
  void apply(State& state, const Step& step) const {
    TwoPhaseCommit::State open = unbox(state);
    plain.apply(open, step);
    state = box(open);
  }
  PropertySet broken(const State& state) const { return plain.broken(unbox(state)); }
  PropertySet witnessed(const State& state) const { return plain.witnessed(unbox(state)); }
  PropertySet unfulfilled(const State& state) const { return plain.unfulfilled(unbox(state)); }
};

TEST(TwoPhase, NumberedStatesAreTheSame) {
  ModelSystem system(BoxedTwoPhase{two_phase(5)});
  EXPECT_EQ(system.width(), 1U);
  EXPECT_EQ(search(system, Engine::kBreadthFirst, {}, 2).states, 8'832U);
}

TEST(Paxos, CountsOfSmallInstances) {
  struct Case {
    std::uint32_t ballots, values;
    std::uint64_t states;
  };
  for (const Case& expected : {Case{2, 2, 3'921}, Case{2, 3, 6'801}, Case{3, 2, 185'369}}) {
    for (const Engine engine : {Engine::kBreadthFirst, Engine::kDepthFirst}) {
      ModelSystem system(Paxos{3, expected.ballots, expected.values, 2});
      const SearchResult found = search(system, engine, {}, 2);
      EXPECT_EQ(found.states, expected.states);
      for (const PropertyReport& report : verdicts(system.properties(), found))
        EXPECT_EQ(report.verdict, Verdict::kHolds) << report.property.name;
    }
  }
}

// A weakened quorum is found with and without symmetry, by a shortest run: two ballots that do not hear of each other.
TEST(Paxos, SmallQuorumsDisagree) {
  std::size_t lengths[2] = {};
  for (const bool symmetry : {false, true}) {
    ModelSystem system(Paxos{3, 2, 2, 1}, symmetry);
    const SearchResult found = search(system, Engine::kBreadthFirst, {});
    EXPECT_EQ(found.outcome, Outcome::kViolation);
    ASSERT_TRUE(found.paths[0].has_value());
    const auto run = system.follow(*found.paths[0]);
    ASSERT_TRUE(run.has_value());
    EXPECT_EQ(system.model().broken(run->states.back()), PropertySet::of(0));
    lengths[symmetry ? 1 : 0] = run->steps.size();
  }
  EXPECT_EQ(lengths[0], 8U);  // in each ballot: prepare, promise, propose, vote
  EXPECT_EQ(lengths[1], 8U);
}

TEST(Paxos, SymmetryKeepsVerdicts) {
  ModelSystem whole(Paxos{3, 3, 2, 2});
  ModelSystem least(Paxos{3, 3, 2, 2}, true);
  const SearchResult all = search(whole, Engine::kBreadthFirst, {});
  const SearchResult orbits = search(least, Engine::kBreadthFirst, {});
  EXPECT_EQ(all.depth, orbits.depth);
  EXPECT_LT(orbits.states * 5, all.states);
  EXPECT_GE(orbits.states * 6, all.states);  // an orbit has at most 3! states
}

TEST(PlainModels, AreFoundByNameAndTellTheirRuns) {
  for (const plain::Entry& entry : plain::entries()) {
    std::vector<std::uint32_t> values;
    for (const plain::Parameter& parameter : entry.parameters) values.push_back(parameter.standard);
    std::string expectation;
    const auto instance = entry.make(values, false, expectation);
    ASSERT_NE(instance, nullptr) << entry.name;
    Limits limits;
    limits.max_states = 200'000;  // enough to see what sometimes happens
    const SearchResult found = search(instance->system(), Engine::kBreadthFirst, limits, 1, false);
    const std::span<const PropertyInfo> properties = instance->system().properties();
    const auto witness = static_cast<std::size_t>(
        std::find_if(properties.begin(), properties.end(),
                     [](const PropertyInfo& property) { return property.kind == PropertyKind::kSometimes; }) -
        properties.begin());
    ASSERT_LT(witness, properties.size()) << entry.name;
    ASSERT_TRUE(found.paths[witness].has_value()) << entry.name;
    const auto run = instance->follow(*found.paths[witness]);
    ASSERT_TRUE(run.has_value());
    EXPECT_TRUE(run->witnessed.contains(witness)) << entry.name;
    for (const plain::RunStep& step : run->steps) EXPECT_FALSE(step.text.empty());
  }
}

TEST(PlainModels, RefuseParametersThatMakeNoSense) {
  const auto refusal = [](std::string_view name, const std::vector<std::uint32_t>& values) {
    std::string expectation;
    for (const plain::Entry& entry : plain::entries()) {
      if (entry.name != name) continue;
      EXPECT_EQ(entry.make(values, false, expectation), nullptr);
    }
    return expectation;
  };
  EXPECT_FALSE(refusal("paxos", {3, 6, 3, 0}).empty());
  EXPECT_FALSE(refusal("ben_or", {2, 1, 1}).empty());
}

}  // namespace
}  // namespace parley::explore
