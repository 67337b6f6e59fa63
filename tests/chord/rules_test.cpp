// Chord's rules by single steps: the circle, the tables, routing, joining and stabilising; and what its monitor asks.
#include <algorithm>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "protocols/overlay/chord/chord.hpp"
#include "protocols/overlay/chord/tables.hpp"
#include "tests/lone.hpp"

namespace parley::chord {
namespace {

using parley::testing::outputs;
using parley::testing::sent;
using problems::LookupBegun;
using problems::LookupEnded;
using problems::LookupRing;
using problems::SuccessorSet;
using Lone = parley::testing::Lone<Protocol>;

TEST(ChordCircle, IntervalsWrap) {
  EXPECT_TRUE(in_open(10, 11, 12));
  EXPECT_FALSE(in_open(10, 12, 12));
  EXPECT_FALSE(in_open(10, 10, 12));
  EXPECT_TRUE(in_open(~std::uint64_t{0}, 3, 5));
  EXPECT_TRUE(in_open(7, 8, 7));
  EXPECT_FALSE(in_open(7, 7, 7));
  EXPECT_TRUE(in_half_open(10, 12, 12));
  EXPECT_FALSE(in_half_open(10, 10, 12));
  EXPECT_TRUE(in_half_open(12, 3, 5));
  EXPECT_TRUE(in_half_open(7, 7, 7));
  EXPECT_TRUE(in_half_open(7, 100, 7));
}

// The processes in order, clockwise from `start`, by sorting: what tables are compared with.
std::vector<ProcessId> clockwise(const Config& config, Identifier start) {
  std::vector<ProcessId> all;
  for (std::uint32_t id = 0; id < config.n; ++id) all.push_back(ProcessId{id});
  std::sort(all.begin(), all.end(), [&](ProcessId a, ProcessId b) {
    return distance(start, id_of(config, a)) < distance(start, id_of(config, b));
  });
  return all;
}

TEST(ChordTables, PerfectOnesAreThoseOfTheIdealRing) {
  EXPECT_TRUE(rc::check("successors, predecessor and fingers by sorting", [] {
    Config config;
    config.n = static_cast<std::uint32_t>(*rc::gen::inRange(1, 80));
    config.salt = *rc::gen::arbitrary<std::uint32_t>();
    config.successors = static_cast<std::uint32_t>(*rc::gen::inRange(1, 10));
    const ProcessId self{static_cast<std::uint32_t>(*rc::gen::inRange(0, static_cast<int>(config.n)))};
    State state;
    fill_perfect(config, self, state);
    const Identifier own = id_of(config, self);
    const std::vector<ProcessId> order = clockwise(config, own + 1);  // itself last
    for (std::size_t at = 0; at < state.successors.size(); ++at) RC_ASSERT(state.successors[at] == order[at]);
    RC_ASSERT(state.successors.size() ==
              std::max<std::size_t>(1, std::min<std::size_t>(config.successors, config.n - 1)));
    if (config.n > 1) RC_ASSERT(state.predecessor == order[config.n - 2]);
    for (std::uint32_t exponent = 0; exponent < 64; ++exponent) {
      const ProcessId wanted = clockwise(config, own + (std::uint64_t{1} << exponent)).front();
      ProcessId found = state.successors.front();
      for (const Finger& finger : state.fingers)
        if (finger.exponent <= exponent) found = finger.process;
      const bool nobody_beyond = distance(own, id_of(config, wanted)) >> exponent == 0;
      if (!nobody_beyond) RC_ASSERT(found == wanted);
    }
  }));
}

// Looking up fingers one after the other makes the same table, in any ring.
TEST(ChordTables, FixingFingersEndsInThePerfectTable) {
  for (std::uint32_t salt = 0; salt < 50; ++salt) {
    const Config config{.n = 40, .salt = salt};
    State perfect;
    fill_perfect(config, ProcessId{3}, perfect);
    State state = perfect;
    state.fingers = {{61, ProcessId{2}}, {63, ProcessId{4}}};
    const Identifier own = id_of(config, ProcessId{3});
    for (std::uint32_t exponent = first_useful_exponent(config, ProcessId{3}, state); exponent < 64;) {
      const Identifier start = own + (std::uint64_t{1} << exponent);
      exponent = set_finger(config, ProcessId{3}, state, exponent, clockwise(config, start).front());
    }
    ASSERT_EQ(state.fingers.size(), perfect.fingers.size());
    for (std::size_t at = 0; at < state.fingers.size(); ++at)
      EXPECT_EQ(state.fingers[at].process, perfect.fingers[at].process);
  }
}

TEST(ChordTables, AreSparse) {
  const Config config{.n = 4096};
  State state;
  fill_perfect(config, ProcessId{7}, state);
  EXPECT_LE(state.fingers.size(), 20U);
  EXPECT_LE(state.fingers.capacity() * sizeof(Finger) + state.successors.capacity() * sizeof(ProcessId),
            Protocol::state_bytes(config));
}

// Evenly spaced processes 0 .. 7, so that tables can be read off.
Config eight() {
  return {.n = 8, .t = 1, .successors = 2, .stabilise_ticks = 10, .lookups = 1, .placement = Placement::even};
}
Identifier at_eighth(std::uint64_t eighth) {
  return eighth << 61;
}

TEST(ChordSteps, ALookupGoesToTheClosestFingerBeforeTheKey) {
  Lone process(eight(), ProcessId{0});
  ASSERT_EQ(process.state().fingers.size(), 2U);  // 2 and 4; 1 is the successor
  const auto handed_on = [&](Identifier key) {
    const auto effects = process.receive(ProcessId{5}, Find{ProcessId{5}, Purpose::kLookup, 3, key, 1});
    const auto* send = std::get_if<Send<Protocol>>(&effects.at(0));
    return std::pair(send->to.value, std::holds_alternative<Find>(send->message));
  };
  EXPECT_EQ(handed_on(at_eighth(7)), std::pair(4U, true));
  EXPECT_EQ(handed_on(at_eighth(4) + 1), std::pair(4U, true));
  EXPECT_EQ(handed_on(at_eighth(4)), std::pair(2U, true));
  EXPECT_EQ(handed_on(at_eighth(2)), std::pair(1U, true));
  EXPECT_EQ(handed_on(at_eighth(1)), std::pair(5U, false));  // its successor's: answered
  EXPECT_EQ(handed_on(at_eighth(0) + 1), std::pair(5U, false));
}

TEST(ChordSteps, AnswersEndTheLookupThatIsOpen) {
  Lone process(eight(), ProcessId{0});
  const auto begun = process.fire(Due{Alarm::kLookup}, {3});
  ASSERT_EQ(outputs<LookupBegun>(begun).size(), 1U);
  EXPECT_TRUE(process.receive(ProcessId{4}, Found{Purpose::kLookup, 2, ProcessId{5}, 3}).empty());
  EXPECT_TRUE(process.receive(ProcessId{4}, Found{Purpose::kLookup, 1, ProcessId{9}, 3}).empty());  // nobody
  if (process.state().open) {
    const auto ended = outputs<LookupEnded>(process.receive(ProcessId{4}, Found{Purpose::kLookup, 1, ProcessId{5}, 3}));
    ASSERT_EQ(ended.size(), 1U);
    EXPECT_EQ(ended[0].hops, 3U);
    EXPECT_EQ(ended[0].owner, ProcessId{5});
  }
  EXPECT_TRUE(process.receive(ProcessId{4}, Found{Purpose::kLookup, 1, ProcessId{5}, 3}).empty());
}

TEST(ChordSteps, ALookupWithoutAnAnswerIsRepeatedAndThenGivenUp) {
  Config config = eight();
  config.patience = 1;
  config.tries = 2;
  config.salt = 0;
  Lone process(config, ProcessId{0});
  process.fire(Due{Alarm::kLookup}, {3});
  ASSERT_TRUE(process.state().open.has_value());
  EXPECT_EQ(sent<Find>(process.fire(Due{Alarm::kLookup})).size(), 1U);
  const auto ended = outputs<LookupEnded>(process.fire(Due{Alarm::kLookup}));
  ASSERT_EQ(ended.size(), 1U);
  EXPECT_FALSE(ended[0].owner.has_value());
}

TEST(ChordSteps, WhoJoinsTakesItsSuccessorOnceItHasAnswered) {
  Config config = eight();
  config.tables = Tables::joins;
  Lone process(config, ProcessId{3});
  EXPECT_FALSE(process.state().is_member);
  EXPECT_TRUE(sent<Neighbours>(process.receive(ProcessId{5}, AskNeighbours{})).empty());
  EXPECT_EQ(sent<Find>(process.fire(Due{Alarm::kJoin})).at(0).key, at_eighth(3));
  EXPECT_EQ(sent<AskNeighbours>(process.receive(ProcessId{0}, Found{Purpose::kJoin, 0, ProcessId{5}, 1})).size(), 1U);
  EXPECT_FALSE(process.state().is_member);
  const auto joined = process.receive(ProcessId{5}, Neighbours{ProcessId{0}, {ProcessId{7}, ProcessId{0}}});
  EXPECT_TRUE(process.state().is_member);
  EXPECT_EQ(process.state().successors, (std::vector<ProcessId>{ProcessId{5}, ProcessId{7}}));
  EXPECT_EQ(outputs<SuccessorSet>(joined).at(0).successor, ProcessId{5});
  EXPECT_EQ(sent<Notify>(joined).size(), 1U);
}

TEST(ChordSteps, SomebodyBetweenIsAskedFirst) {
  Lone process(eight(), ProcessId{0});
  State before = process.state();
  ASSERT_EQ(before.successors.front(), ProcessId{1});
  // Its successor is gone: 2 stands in, and says that 1 is back.
  process.fire(Due{Alarm::kUpkeep});
  const auto dropped = process.fire(Due{Alarm::kUpkeep});
  EXPECT_EQ(outputs<SuccessorSet>(dropped).at(0).successor, ProcessId{2});
  const auto heard = process.receive(ProcessId{2}, Neighbours{ProcessId{1}, {ProcessId{3}}});
  EXPECT_EQ(process.state().successors.front(), ProcessId{2});
  EXPECT_EQ(sent<AskNeighbours>(heard).size(), 1U);
  const auto answered = process.receive(ProcessId{1}, Neighbours{ProcessId{0}, {ProcessId{2}}});
  EXPECT_EQ(process.state().successors.front(), ProcessId{1});
  EXPECT_EQ(sent<Notify>(answered).size(), 1U);
  // An answer that comes after a better one is none from the successor, and the better one is not taken for silent.
  EXPECT_TRUE(outputs<SuccessorSet>(process.fire(Due{Alarm::kUpkeep})).empty());
}

TEST(ChordSteps, RectifyKeepsTheCloserPredecessor) {
  Lone process(eight(), ProcessId{4});
  EXPECT_EQ(process.state().predecessor, ProcessId{3});
  process.receive(ProcessId{1}, Notify{});
  EXPECT_EQ(process.state().predecessor, ProcessId{3});
  for (int round = 0; round < 3; ++round) process.fire(Due{Alarm::kUpkeep});
  EXPECT_FALSE(process.state().predecessor.has_value());  // silent
  process.receive(ProcessId{1}, Notify{});
  process.receive(ProcessId{2}, Notify{});
  EXPECT_EQ(process.state().predecessor, ProcessId{2});
}

problems::KeyOwners owners_of(std::vector<std::uint64_t> identifiers, problems::KeyMetric metric) {
  std::sort(identifiers.begin(), identifiers.end());
  identifiers.erase(std::unique(identifiers.begin(), identifiers.end()), identifiers.end());
  problems::KeyOwners owners;
  owners.metric = metric;
  for (const std::uint64_t identifier : identifiers)
    owners.entries.push_back({identifier, ProcessId{static_cast<std::uint32_t>(owners.entries.size())}});
  return owners;
}

TEST(KeyOwners, AreTheNearestOfAll) {
  EXPECT_TRUE(rc::check("against all distances", [](const std::vector<std::uint64_t>& some, std::uint64_t key) {
    for (const auto metric : {problems::KeyMetric::kClockwise, problems::KeyMetric::kXor}) {
      std::vector<std::uint64_t> identifiers = some;
      identifiers.push_back(key / 3);
      const problems::KeyOwners owners = owners_of(identifiers, metric);
      const auto nearest = std::min_element(owners.entries.begin(), owners.entries.end(), [&](auto& a, auto& b) {
        return key_distance(metric, key, a.identifier) < key_distance(metric, key, b.identifier);
      });
      RC_ASSERT(owners.owner(key) == nearest->process);
    }
  }));
}

// Four processes at identifiers 0, 10, 20, 30.
LookupRing four(bool perfect) {
  LookupRing monitor = LookupRing::of(4, 0, 1, owners_of({0, 10, 20, 30}, problems::KeyMetric::kClockwise));
  if (perfect) monitor.begin_perfect();
  return monitor;
}

bool breaks(LookupRing monitor, std::size_t property, std::vector<std::pair<std::uint32_t, std::uint32_t>> links) {
  for (const auto& [who, successor] : links) monitor.observe(ProcessId{who}, SuccessorSet{ProcessId{successor}});
  return monitor.broken().contains(property);
}

TEST(LookupRingMonitor, HoldsTheInvariants) {
  EXPECT_FALSE(breaks(four(false), LookupRing::kRing, {{0, 0}, {2, 0}, {0, 2}, {1, 2}, {0, 1}, {3, 0}, {2, 3}}));
  EXPECT_TRUE(breaks(four(false), LookupRing::kRing, {{0, 0}, {1, 1}}));                          // two rings
  EXPECT_TRUE(breaks(four(false), LookupRing::kRing, {{0, 0}, {1, 2}}));                          // no member
  EXPECT_TRUE(breaks(four(false), LookupRing::kRing, {{0, 0}, {1, 0}, {2, 1}, {3, 2}, {0, 3}}));  // the wrong way round
  EXPECT_FALSE(breaks(four(true), LookupRing::kStable, {{0, 1}}));
  EXPECT_TRUE(breaks(four(true), LookupRing::kStable, {{0, 2}}));
}

TEST(LookupRingMonitor, JudgesAnswersOncePerfect) {
  LookupRing monitor = four(true);
  monitor.observe(ProcessId{0}, LookupBegun{1, 15});
  monitor.observe(ProcessId{0}, LookupEnded{1, 15, ProcessId{2}, 1});
  EXPECT_TRUE(monitor.broken().empty());
  EXPECT_TRUE(monitor.witnessed().contains(LookupRing::kFound));
  monitor.observe(ProcessId{1}, LookupEnded{1, 35, ProcessId{3}, 1});
  EXPECT_TRUE(monitor.broken().contains(LookupRing::kOwner));

  // Begun before the ring was perfect, or given up: not judged.
  LookupRing joining = four(false);
  joining.observe(ProcessId{0}, SuccessorSet{ProcessId{0}});
  joining.observe(ProcessId{0}, LookupBegun{1, 15});
  for (const auto& [who, successor] : {std::pair(3U, 0U), {2U, 3U}, {1U, 2U}, {0U, 1U}})
    joining.observe(ProcessId{who}, SuccessorSet{ProcessId{successor}});
  joining.observe(ProcessId{0}, LookupEnded{1, 15, ProcessId{0}, 0});
  EXPECT_TRUE(joining.broken().empty());
  joining.observe(ProcessId{0}, LookupEnded{2, 15, ProcessId{0}, 0});
  EXPECT_TRUE(joining.broken().contains(LookupRing::kOwner));
}

TEST(ChordInstances, ThatMakeNoSense) {
  const auto problem_with = [](const Config& config) {
    const auto problem = Protocol::validate(config);
    return problem ? problem->parameter : "";
  };
  EXPECT_EQ(problem_with({}), "");
  EXPECT_EQ(problem_with({.n = 3, .t = 3}), "n");
  EXPECT_EQ(problem_with({.n = 3, .bootstrap = ProcessId{3}}), "bootstrap");
  EXPECT_EQ(problem_with({.t = 2, .successors = 2}), "successors");
  EXPECT_EQ(problem_with({.join_ticks = 0}), "join_ticks");
  EXPECT_EQ(problem_with({.tables = Tables::joins, .stabilise_ticks = 0}), "stabilise_ticks");
  EXPECT_EQ(problem_with({.lookup_ticks = 0}), "lookup_ticks");
  EXPECT_EQ(problem_with({.patience = 0}), "patience");
  EXPECT_EQ(problem_with({.tries = 0}), "tries");
  EXPECT_EQ(problem_with({.keys = 0}), "keys");
}

}  // namespace
}  // namespace parley::chord
