// Kademlia's rules by single steps: buckets, answers, and how a search goes on.
#include <algorithm>
#include <bit>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "protocols/overlay/kademlia/buckets.hpp"
#include "protocols/overlay/kademlia/kademlia.hpp"
#include "tests/lone.hpp"

namespace parley::kademlia {
namespace {

using parley::testing::outputs;
using parley::testing::sent;
using problems::LookupEnded;
using Lone = parley::testing::Lone<Protocol>;

// All contacts of the tables, nearest to the key first: what `closest` is compared with.
std::vector<ProcessId> by_distance(const Config& config, const State& state, Identifier key) {
  std::vector<ProcessId> all;
  for (const Bucket& bucket : state.buckets) all.insert(all.end(), bucket.contacts.begin(), bucket.contacts.end());
  std::sort(all.begin(), all.end(),
            [&](ProcessId a, ProcessId b) { return (id_of(config, a) ^ key) < (id_of(config, b) ^ key); });
  return all;
}

TEST(KademliaBuckets, PerfectTablesHaveKOfEveryRangeOrAll) {
  for (std::uint32_t salt = 0; salt < 20; ++salt) {
    const Config config{.n = 200, .k = 4, .salt = salt};
    const ProcessId self{salt};
    State state;
    fill_perfect(config, self, state);
    std::vector<std::size_t> there(64, 0);
    for (std::uint32_t id = 0; id < config.n; ++id)
      if (id != self.value)
        ++there[static_cast<std::size_t>(std::bit_width(id_of(config, self) ^ id_of(config, ProcessId{id})) - 1)];
    for (const Bucket& bucket : state.buckets) {
      EXPECT_EQ(bucket.contacts.size(), std::min<std::size_t>(4, there[bucket.index]));
      there[bucket.index] = 0;
    }
    EXPECT_EQ(std::count(there.begin(), there.end(), 0U), 64);
  }
}

TEST(KademliaBuckets, ClosestIsTheSortedBeginning) {
  EXPECT_TRUE(rc::check("against sorting all contacts", [](Identifier any) {
    Config config{.n = 100};
    config.k = static_cast<std::uint32_t>(*rc::gen::inRange(1, 12));
    config.salt = static_cast<std::uint32_t>(*rc::gen::inRange(0, 1000));
    const ProcessId self{static_cast<std::uint32_t>(*rc::gen::inRange(0, 100))};
    State state;
    fill_perfect(config, self, state);
    for (const Identifier key : {any, overlay::scatter(any), id_of(config, self), id_of(config, ProcessId{1})}) {
      std::vector<ProcessId> expected = by_distance(config, state, key);
      expected.resize(std::min<std::size_t>(expected.size(), config.k));
      RC_ASSERT(closest(config, self, state, key) == expected);
    }
  }));
}

// Processes whose identifiers differ from that of process 0 in the first bit first: all in its last bucket.
std::vector<ProcessId> of_the_last_bucket(const Config& config) {
  std::vector<ProcessId> found;
  for (std::uint32_t id = 1; id < config.n; ++id)
    if (((id_of(config, ProcessId{0}) ^ id_of(config, ProcessId{id})) >> 63) != 0) found.push_back(ProcessId{id});
  return found;
}

TEST(KademliaBuckets, WhoAnswersStaysAndTheSpareWaits) {
  const Config config{.n = 64, .k = 2};
  const std::vector<ProcessId> others = of_the_last_bucket(config);
  ASSERT_GE(others.size(), 4U);
  State state;
  for (std::size_t index = 0; index < 4; ++index) touch(config, ProcessId{0}, state, others[index]);
  touch(config, ProcessId{0}, state, ProcessId{0});     // never itself
  touch(config, ProcessId{0}, state, ProcessId{9999});  // nor nobody
  ASSERT_EQ(state.buckets.size(), 1U);
  EXPECT_EQ(state.buckets[0].index, 63U);
  EXPECT_EQ(state.buckets[0].contacts, (std::vector<ProcessId>{others[0], others[1]}));
  EXPECT_EQ(state.buckets[0].spare, others[3]);
  touch(config, ProcessId{0}, state, others[0]);
  EXPECT_EQ(state.buckets[0].contacts, (std::vector<ProcessId>{others[1], others[0]}));
  give_up(config, ProcessId{0}, state, others[1]);
  EXPECT_EQ(state.buckets[0].contacts, (std::vector<ProcessId>{others[0], others[3]}));
  give_up(config, ProcessId{0}, state, others[0]);
  give_up(config, ProcessId{0}, state, others[3]);
  EXPECT_TRUE(state.buckets.empty());
  give_up(config, ProcessId{0}, state, others[3]);
}

TEST(KademliaSteps, AnswersNameTheClosestAndTeachAContact) {
  const Config config{.n = 40, .k = 3, .lookups = 0};
  Lone process(config, ProcessId{0});
  const Identifier key = overlay::key_identifier(0, 5);
  std::vector<ProcessId> expected = by_distance(config, process.state(), key);
  expected.resize(3);
  const auto answers = sent<Tell>(process.receive(ProcessId{7}, Ask{9, key}));
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_EQ(answers[0].search, 9U);
  EXPECT_EQ(answers[0].contacts, expected);
}

// Alpha questions at first, then one for each answer, until the k closest have answered.
TEST(KademliaSteps, ASearchAsksAlphaAtATime) {
  const Config config{.n = 40, .k = 4, .alpha = 2, .lookups = 1};
  Lone process(config, ProcessId{0});
  auto effects = process.fire(Due{Alarm::kLookup}, {11});
  EXPECT_EQ(sent<Ask>(effects).size(), 2U);
  int answers = 0;
  while (!process.state().searches.empty()) {
    const Search& search = process.state().searches.front();
    const auto asked = std::find_if(search.candidates.begin(), search.candidates.end(),
                                    [](const Candidate& candidate) { return candidate.stage == Stage::kAsked; });
    ASSERT_NE(asked, search.candidates.end());
    effects = process.receive(asked->process, Tell{search.number, {}});
    EXPECT_LE(sent<Ask>(effects).size(), 1U);
    ++answers;
  }
  EXPECT_EQ(answers, 4);
  ASSERT_EQ(outputs<LookupEnded>(effects).size(), 1U);
  EXPECT_LE(outputs<LookupEnded>(effects)[0].hops, 1U);
}

TEST(KademliaSteps, UnaskedAnswersChangeNoSearch) {
  const Config config{.n = 40, .k = 2, .alpha = 1, .lookups = 1};
  Lone process(config, ProcessId{0});
  process.fire(Due{Alarm::kLookup}, {11});
  const Search before = process.state().searches.at(0);
  for (std::uint32_t id = 1; id < config.n; ++id)
    if (ProcessId{id} != before.candidates[0].process)
      process.receive(ProcessId{id}, Tell{before.number, {ProcessId{id}}});
  process.receive(before.candidates[0].process, Tell{before.number + 1, {ProcessId{3}}});
  process.receive(before.candidates[0].process, Tell{before.number, {ProcessId{3}, ProcessId{4}, ProcessId{5}}});
  EXPECT_EQ(process.state().searches.at(0).candidates.size(), before.candidates.size());
}

TEST(KademliaSteps, SilenceIsGivenUpOnlyWhereSomebodyMayFall) {
  for (const std::uint32_t t : {0U, 1U}) {
    const Config config{.n = 40, .t = t, .k = 1, .alpha = 1, .tries = 2, .lookups = 1};
    Lone process(config, ProcessId{0});
    ASSERT_EQ(sent<Ask>(process.fire(Due{Alarm::kLookup}, {11})).size(), 1U);
    EXPECT_EQ(sent<Ask>(process.fire(Due{Alarm::kAnswer, 1})).size(), 1U);
    const auto late = process.fire(Due{Alarm::kAnswer, 1});
    EXPECT_EQ(outputs<LookupEnded>(late).size(), t);
    EXPECT_EQ(process.state().searches.size(), 1U - t);
  }
}

TEST(KademliaSteps, WhoJoinsLooksUpItselfAndThenRefreshes) {
  const Config config{.n = 16, .tables = Tables::joins};
  Lone process(config, ProcessId{5});
  EXPECT_FALSE(process.state().is_member);
  const auto asked = sent<Ask>(process.fire(Due{Alarm::kJoin}));
  ASSERT_EQ(asked.size(), 1U);
  EXPECT_EQ(asked[0].key, id_of(config, ProcessId{5}));
  auto effects = process.receive(ProcessId{0}, Tell{asked[0].search, {}});
  while (!process.state().is_member) {  // one refresh after the other
    const auto refreshing = sent<Ask>(effects);
    ASSERT_EQ(refreshing.size(), 1U);
    effects = process.receive(ProcessId{0}, Tell{refreshing[0].search, {}});
  }
}

TEST(KademliaInstances, ThatMakeNoSense) {
  const auto problem_with = [](const Config& config) {
    const auto problem = Protocol::validate(config);
    return problem ? problem->parameter : "";
  };
  EXPECT_EQ(problem_with({}), "");
  EXPECT_EQ(problem_with({.n = 3, .t = 3}), "n");
  EXPECT_EQ(problem_with({.n = 3, .bootstrap = ProcessId{3}}), "bootstrap");
  EXPECT_EQ(problem_with({.join_ticks = 0}), "join_ticks");
  EXPECT_EQ(problem_with({.k = 0}), "k");
  EXPECT_EQ(problem_with({.alpha = 0}), "alpha");
  EXPECT_EQ(problem_with({.answer_ticks = 0}), "answer_ticks");
  EXPECT_EQ(problem_with({.tries = 0}), "tries");
  EXPECT_EQ(problem_with({.lookup_ticks = 0}), "lookup_ticks");
  EXPECT_EQ(problem_with({.keys = 0}), "keys");
}

}  // namespace
}  // namespace parley::kademlia
