// Pastry's rules by single steps: digits, tables, routing, joining and asking; and what its monitor asks.
#include <algorithm>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <set>

#include "protocols/overlay/pastry/pastry.hpp"
#include "protocols/overlay/pastry/tables.hpp"
#include "tests/lone.hpp"

namespace parley::pastry {
namespace {

using parley::testing::outputs;
using parley::testing::sent;
using problems::LookupBegun;
using problems::LookupEnded;
using problems::LookupNeighbours;
using problems::NeighboursSet;
using Lone = parley::testing::Lone<Protocol>;

TEST(PastryDigits, AreReadFromTheFirst) {
  const Config config{.digit_bits = 4};
  EXPECT_EQ(digit(config, 0x1234'5678'9abc'def0, 0), 1U);
  EXPECT_EQ(digit(config, 0x1234'5678'9abc'def0, 14), 0xfU);
  EXPECT_EQ(digit({.digit_bits = 8}, 0x1234'5678'9abc'def0, 7), 0xf0U);
  EXPECT_EQ(shared_digits(config, 0x1234 << 20, 0x1235 << 20), 10U);
  EXPECT_EQ(shared_digits(config, 7, 7), 16U);
}

// The processes in order, clockwise from `start`, by sorting: what tables are compared with.
std::vector<ProcessId> clockwise(const Config& config, Identifier start) {
  std::vector<ProcessId> all;
  for (std::uint32_t id = 0; id < config.n; ++id) all.push_back(ProcessId{id});
  std::sort(all.begin(), all.end(),
            [&](ProcessId a, ProcessId b) { return id_of(config, a) - start < id_of(config, b) - start; });
  return all;
}

Config drawn_config() {
  Config config;
  config.n = static_cast<std::uint32_t>(*rc::gen::inRange(1, 80));
  config.salt = static_cast<std::uint32_t>(*rc::gen::inRange(0, 1000));
  config.leaves = static_cast<std::uint32_t>(2 * *rc::gen::inRange(1, 10));
  config.digit_bits = *rc::gen::element(1U, 2U, 4U, 8U);
  return config;
}

TEST(PastryTables, PerfectLeavesAreThoseOfTheIdealCircle) {
  EXPECT_TRUE(rc::check("by sorting", [] {
    const Config config = drawn_config();
    const ProcessId self{static_cast<std::uint32_t>(*rc::gen::inRange(0, static_cast<int>(config.n)))};
    State state;
    fill_perfect(config, self, state);
    std::vector<ProcessId> others = clockwise(config, id_of(config, self));
    others.erase(others.begin());
    const std::size_t half = std::min<std::size_t>(config.leaves / 2, others.size());
    RC_ASSERT(state.leaves.after == std::vector<ProcessId>(others.begin(), others.begin() + std::ptrdiff_t(half)));
    std::reverse(others.begin(), others.end());
    RC_ASSERT(state.leaves.before == std::vector<ProcessId>(others.begin(), others.begin() + std::ptrdiff_t(half)));
  }));
}

// Every row and column for which there is a process, once, with one that belongs there.
TEST(PastryTables, PerfectTablesAreFullAsFarAsThereAreProcesses) {
  EXPECT_TRUE(rc::check("by the digits of all", [] {
    const Config config = drawn_config();
    const ProcessId self{0};
    const auto place = [&](ProcessId process) {
      const std::uint32_t row = shared_digits(config, id_of(config, self), id_of(config, process));
      return std::pair(row, digit(config, id_of(config, process), row));
    };
    State state;
    fill_perfect(config, self, state);
    using Place = std::pair<std::uint32_t, std::uint32_t>;
    std::set<Place> places;
    for (std::uint32_t id = 1; id < config.n; ++id) places.insert(place(ProcessId{id}));
    RC_ASSERT(state.table.size() == places.size());
    for (const Entry& entry : state.table) {
      RC_ASSERT(place(entry.process) == std::pair(std::uint32_t{entry.row}, std::uint32_t{entry.column}));
      RC_ASSERT(places.erase(place(entry.process)) == 1);
    }
  }));
}

TEST(PastryTables, AreSparse) {
  const Config config{.n = 4096};
  State state;
  fill_perfect(config, ProcessId{7}, state);
  EXPECT_LE(state.table.size(), 64U);
  EXPECT_LE(state.table.capacity() * sizeof(Entry) + 2 * config.leaves * sizeof(ProcessId),
            Protocol::state_bytes(config));
}

// Whatever is missing in the tables, every hop keeps the rule that ends lookups; with right neighbours they end at the
// nearest process.
TEST(PastryRouting, EndsAtTheNearestThoughTablesHaveHoles) {
  EXPECT_TRUE(rc::check("over damaged tables", [](Identifier any) {
    const Config config = drawn_config();
    std::vector<State> states(config.n);
    for (std::uint32_t id = 0; id < config.n; ++id) {
      fill_perfect(config, ProcessId{id}, states[id]);
      const auto is_gone = [&](const Entry& entry) { return (overlay::scatter(any + id) >> entry.column) % 2 == 1; };
      std::erase_if(states[id].table, is_gone);
      if (id % 3 == 0 && !states[id].leaves.after.empty()) states[id].leaves.after.resize(1);
    }
    for (const Identifier key : {any, overlay::scatter(any), id_of(config, ProcessId{0})}) {
      ProcessId at{config.n / 2};
      bool is_near = false;
      for (std::uint32_t hops = 0; hops < 200; ++hops) {
        const Hop hop = next_hop(config, at, states[at.value], key, is_near, at);
        if (!hop.to) break;
        const std::uint32_t shared = shared_digits(config, id_of(config, at), key);
        const std::uint32_t then = shared_digits(config, id_of(config, *hop.to), key);
        const bool is_nearer = distance(config, key, *hop.to) < distance(config, key, at);
        RC_ASSERT((hop.is_near ? is_nearer : then > shared || (then == shared && is_nearer)));
        at = *hop.to;
        is_near = hop.is_near;
      }
      const std::vector<ProcessId> all = clockwise(config, 0);
      const ProcessId owner = *std::min_element(all.begin(), all.end(), [&](ProcessId a, ProcessId b) {
        return distance(config, key, a) < distance(config, key, b);
      });
      RC_ASSERT(at == owner);
    }
  }));
}

TEST(PastryRouting, DrawnHopsKeepTheRule) {
  const Config config{.n = 200, .leaves = 2};
  State state;
  fill_perfect(config, ProcessId{3}, state);
  const Identifier own = id_of(config, ProcessId{3});
  const Identifier key = own ^ (Identifier{1} << 63);
  const std::vector<ProcessId> possible = possible_hops(config, ProcessId{3}, state, key, ProcessId{3});
  ASSERT_GT(possible.size(), 1U);
  for (const ProcessId process : possible) {
    const std::uint32_t shared = shared_digits(config, id_of(config, process), key);
    EXPECT_TRUE(shared > 0 || distance(config, key, process) < distance(config, key, ProcessId{3}));
  }
  EXPECT_TRUE(possible_hops(config, ProcessId{3}, state, own + 1, ProcessId{3}).empty());
}

// A lookup of somebody else's, for the other side of the circle: what it hands on.
std::vector<Route> handed_on(Lone& process, std::uint32_t watch) {
  const Identifier key = id_of({.n = 40}, ProcessId{0}) + (Identifier{1} << 63);
  return sent<Route>(
      process.receive(ProcessId{7}, Route{ProcessId{9}, Purpose::kLookup, 4, key, 1, 0, false, false, watch}));
}

TEST(PastrySteps, AHandedOnLookupIsAcknowledgedAndWatchedWhereSomebodyMayFall) {
  for (const std::uint32_t t : {0U, 1U}) {
    Lone process({.n = 40, .t = t}, ProcessId{0});
    const auto onwards = handed_on(process, t);
    ASSERT_EQ(onwards.size(), 1U);
    EXPECT_EQ(onwards[0].hops, 2U);
    EXPECT_EQ(onwards[0].watch, t);
    EXPECT_EQ(process.state().under.size(), t);
  }
}

TEST(PastrySteps, WhoDoesNotSayGotIsGivenUp) {
  Lone process({.n = 40, .t = 1}, ProcessId{0});
  ASSERT_EQ(handed_on(process, 1).size(), 1U);
  const ProcessId first = process.state().under.at(0).to;
  EXPECT_TRUE(process.receive(ProcessId{first.value + 1}, Got{1}).empty());  // somebody else's word
  const auto again = sent<Route>(process.fire(Due{Alarm::kWatch, 1}));
  ASSERT_EQ(again.size(), 1U);
  EXPECT_EQ(again[0].hops, 2U);
  EXPECT_NE(process.state().under.at(0).to, first);
  const std::vector<ProcessId> known = all_known(process.state());
  EXPECT_EQ(std::count(known.begin(), known.end(), first), 0);
  process.receive(process.state().under.at(0).to, Got{again[0].watch});
  EXPECT_TRUE(process.state().under.empty());
}

TEST(PastrySteps, FloodsDoNotGrowTheState) {
  const Config config{.n = 40, .t = 1};
  Lone process(config, ProcessId{0});
  for (int round = 0; round < 500; ++round) handed_on(process, 1);
  EXPECT_LE(process.state().under.size(), 64U);
  process.receive(ProcessId{7}, Route{ProcessId{99}, Purpose::kJoin});  // nobody
  process.receive(ProcessId{7}, Tell{std::vector<ProcessId>(17, ProcessId{8}), {}});
  process.receive(ProcessId{7}, Rows{std::vector<ProcessId>(5'000, ProcessId{8})});
  EXPECT_TRUE(process.state().asked.empty());
  EXPECT_EQ(sent<Tell>(process.receive(ProcessId{7}, Ask{4'000'000'000})).at(0).row.size(), 0U);
}

// What answers name is asked before it is believed.
TEST(PastrySteps, NobodyEntersTablesOnHearsay) {
  const Config config{.n = 40, .tables = Tables::joins, .leaves = 4};
  Lone process(config, ProcessId{0});
  ASSERT_TRUE(process.state().is_member);
  process.receive(ProcessId{1}, Ask{0});  // a member now known
  ASSERT_EQ(sent<Ask>(process.fire(Due{Alarm::kUpkeep})).size(), 1U);
  const auto asks = sent<Ask>(process.receive(ProcessId{1}, Tell{{ProcessId{2}, ProcessId{77}, ProcessId{0}}, {}}));
  EXPECT_EQ(asks.size(), 1U);
  EXPECT_EQ(all_known(process.state()), std::vector<ProcessId>{ProcessId{1}});
  EXPECT_TRUE(sent<Ask>(process.receive(ProcessId{1}, Tell{{ProcessId{3}}, {}})).empty());  // nobody asked for that
  const auto told = outputs<NeighboursSet>(process.receive(ProcessId{2}, Tell{{}, {}}));
  EXPECT_EQ(told.size(), 1U);
  EXPECT_EQ(all_known(process.state()), (std::vector<ProcessId>{ProcessId{1}, ProcessId{2}}));
}

TEST(PastrySteps, SilenceIsGivenUpInTheSecondRoundIfSomebodyMayFall) {
  for (const std::uint32_t t : {0U, 1U}) {
    Lone process({.n = 40, .t = t, .leaves = 4}, ProcessId{0});
    const ProcessId after = process.state().leaves.after.front();
    for (int round = 0; round < 2; ++round) process.fire(Due{Alarm::kUpkeep});
    EXPECT_EQ(process.state().leaves.after.front(), after);
    const auto effects = process.fire(Due{Alarm::kUpkeep});
    EXPECT_EQ(process.state().leaves.after.front() != after, t == 1);
    EXPECT_EQ(outputs<NeighboursSet>(effects).size(), t);
  }
}

TEST(PastrySteps, WhoJoinsTakesRowsOnTheWayAndLeavesFromTheNearest) {
  const Config config{.n = 40, .tables = Tables::joins, .leaves = 4};
  Lone process(config, ProcessId{5});
  EXPECT_FALSE(process.state().is_member);
  EXPECT_TRUE(process.receive(ProcessId{3}, Ask{0}).empty());
  const auto joins = sent<Route>(process.fire(Due{Alarm::kJoin}));
  ASSERT_EQ(joins.size(), 1U);
  EXPECT_EQ(joins[0].key, id_of(config, ProcessId{5}));
  EXPECT_TRUE(process.receive(ProcessId{0}, Rows{{ProcessId{8}, ProcessId{9}}}).empty());
  const auto effects = process.receive(ProcessId{6}, Welcome{{ProcessId{7}, ProcessId{5}}});
  EXPECT_TRUE(process.state().is_member);
  EXPECT_EQ(sent<Ask>(effects).size(), all_known(process.state()).size());
  EXPECT_EQ(outputs<NeighboursSet>(effects).size(), 1U);
  EXPECT_TRUE(process.receive(ProcessId{6}, Welcome{{ProcessId{11}}}).empty());
}

// A newcomer is led past itself, though it may be known from before it fell, and gets the rows that fit.
TEST(PastrySteps, NewcomersAreLedToTheNearestOther) {
  const Config config{.n = 40};
  for (std::uint32_t id = 1; id < 40; ++id) {
    Lone process(config, ProcessId{0});
    const auto effects = process.receive(ProcessId{id}, Route{ProcessId{id}, Purpose::kJoin});
    EXPECT_EQ(sent<Rows>(effects).size(), 1U);
    EXPECT_EQ(sent<Route>(effects).size() + sent<Welcome>(effects).size(), 1U);
    for (const Effect<Protocol>& effect : effects) {
      const auto& send = std::get<Send<Protocol>>(effect);
      EXPECT_EQ(send.to == ProcessId{id}, !std::holds_alternative<Route>(send.message));
    }
  }
}

TEST(PastrySteps, ALookupWithoutAnAnswerIsRepeatedAndGivenUpWhereSomebodyMayFall) {
  for (const std::uint32_t t : {0U, 1U}) {
    Lone process({.n = 40, .t = t, .leaves = 4, .lookups = 1, .patience = 1, .tries = 2}, ProcessId{0});
    ASSERT_EQ(outputs<LookupBegun>(process.fire(Due{Alarm::kLookup}, {11})).size(), 1U);
    ASSERT_TRUE(process.state().open.has_value());
    const auto again = sent<Route>(process.fire(Due{Alarm::kLookup}));
    ASSERT_EQ(again.size(), 1U);
    EXPECT_TRUE(again[0].is_random);
    EXPECT_EQ(outputs<LookupEnded>(process.fire(Due{Alarm::kLookup})).size(), t);
    EXPECT_EQ(outputs<LookupEnded>(process.receive(ProcessId{4}, Found{1, 2})).size(), 1 - t);
    EXPECT_TRUE(process.receive(ProcessId{4}, Found{1, 2}).empty());
  }
}

TEST(PastryOwners, AreTheNearestOnEitherSide) {
  EXPECT_TRUE(rc::check("against all distances", [](const std::vector<std::uint64_t>& some, std::uint64_t key) {
    std::set<std::uint64_t> identifiers(some.begin(), some.end());
    identifiers.insert(key / 3);
    problems::KeyOwners owners;
    owners.metric = problems::KeyMetric::kCircular;
    for (const std::uint64_t identifier : identifiers)
      owners.entries.push_back({identifier, ProcessId{static_cast<std::uint32_t>(owners.entries.size())}});
    const auto way = [&](std::uint64_t identifier) { return std::min(identifier - key, key - identifier); };
    const ProcessId found = owners.owner(key);
    for (const auto& entry : owners.entries)
      RC_ASSERT(way(owners.entries[found.value].identifier) <= way(entry.identifier));
  }));
}

// Four processes at identifiers 0, 10, 20, 30, of which the correct ones are given.
LookupNeighbours four(std::uint32_t may_fall, const ProcessSet& correct) {
  problems::KeyOwners owners;
  owners.metric = problems::KeyMetric::kCircular;
  for (std::uint32_t id = 0; id < 4; ++id)
    if (may_fall == 0 || correct.contains(ProcessId{id})) owners.entries.push_back({id * 10, ProcessId{id}});
  return LookupNeighbours::of(4, may_fall, 1, correct, std::move(owners));
}

TEST(LookupNeighboursMonitor, JudgesAnswersOnceNeighboursAreRight) {
  LookupNeighbours monitor = four(0, ProcessSet::first(4));
  monitor.observe(ProcessId{0}, LookupBegun{1, 17});
  for (std::uint32_t id = 0; id < 4; ++id) {
    EXPECT_TRUE(monitor.unfulfilled().contains(LookupNeighbours::kRepair));
    monitor.observe(ProcessId{id}, NeighboursSet{ProcessId{(id + 3) % 4}, ProcessId{(id + 1) % 4}});
  }
  EXPECT_FALSE(monitor.unfulfilled().contains(LookupNeighbours::kRepair));
  monitor.observe(ProcessId{0}, LookupEnded{1, 17, ProcessId{1}, 1});  // begun too early to be judged
  EXPECT_TRUE(monitor.broken().empty());
  monitor.observe(ProcessId{1}, LookupBegun{1, 17});
  monitor.observe(ProcessId{1}, LookupEnded{1, 17, ProcessId{2}, 1});
  EXPECT_TRUE(monitor.broken().empty());
  LookupNeighbours wrong = monitor;
  wrong.observe(ProcessId{2}, LookupEnded{1, 17, ProcessId{1}, 1});
  EXPECT_TRUE(wrong.broken().contains(LookupNeighbours::kOwner));
  monitor.observe(ProcessId{2}, NeighboursSet{ProcessId{0}, ProcessId{3}});
  EXPECT_TRUE(monitor.broken().contains(LookupNeighbours::kStable));
}

TEST(LookupNeighboursMonitor, LeavesTheFallenOutWhereSomebodyMayFall) {
  ProcessSet correct = ProcessSet::first(4);
  correct.erase(ProcessId{1});
  LookupNeighbours monitor = four(1, correct);
  monitor.observe(ProcessId{0}, NeighboursSet{ProcessId{3}, ProcessId{1}});
  monitor.observe(ProcessId{2}, NeighboursSet{ProcessId{0}, ProcessId{3}});
  monitor.observe(ProcessId{3}, NeighboursSet{ProcessId{2}, ProcessId{0}});
  EXPECT_TRUE(monitor.unfulfilled().contains(LookupNeighbours::kRepair));
  monitor.observe(ProcessId{0}, NeighboursSet{ProcessId{3}, ProcessId{2}});
  EXPECT_FALSE(monitor.unfulfilled().contains(LookupNeighbours::kRepair));
  monitor.observe(ProcessId{2}, LookupEnded{1, 17, ProcessId{1}, 1});  // outdated
  EXPECT_TRUE(monitor.broken().empty());
}

TEST(PastryInstances, ThatMakeNoSense) {
  const auto problem_with = [](const Config& config) {
    const auto problem = Protocol::validate(config);
    return problem ? problem->parameter : "";
  };
  EXPECT_EQ(problem_with({}), "");
  EXPECT_EQ(problem_with({.n = 3, .t = 3}), "n");
  EXPECT_EQ(problem_with({.n = 3, .bootstrap = ProcessId{3}}), "bootstrap");
  EXPECT_EQ(problem_with({.join_ticks = 0}), "join_ticks");
  EXPECT_EQ(problem_with({.digit_bits = 3}), "digit_bits");
  EXPECT_EQ(problem_with({.digit_bits = 16}), "digit_bits");
  EXPECT_EQ(problem_with({.leaves = 3}), "leaves");
  EXPECT_EQ(problem_with({.leaves = 0}), "leaves");
  EXPECT_EQ(problem_with({.t = 2, .leaves = 4}), "leaves");
  EXPECT_EQ(problem_with({.tables = Tables::joins, .stabilise_ticks = 0}), "stabilise_ticks");
  EXPECT_EQ(problem_with({.answer_ticks = 0}), "answer_ticks");
  EXPECT_EQ(problem_with({.lookup_ticks = 0}), "lookup_ticks");
  EXPECT_EQ(problem_with({.patience = 0}), "patience");
  EXPECT_EQ(problem_with({.tries = 0}), "tries");
  EXPECT_EQ(problem_with({.keys = 0}), "keys");
}

}  // namespace
}  // namespace parley::pastry
