// A mixed instance without faults is the protocol itself; with faults, nobody speaks for another.
#include "faults/mixed.hpp"

#include <gtest/gtest.h>
#include <set>

#include "net/world/world.hpp"
#include "protocols/broadcast/bracha/bracha.hpp"
#include "protocols/consensus/raft/raft.hpp"
#include "tests/faults/rig.hpp"

namespace parley::faults {
namespace {

using bracha::Protocol;
using Bracha = Mixed<Protocol>;

static_assert(Process<Bracha>);
static_assert(Process<Mixed<Bracha>>);
static_assert(sizeof(Bracha::State) <= sizeof(Protocol::State) + 24);

template <class P>
world::Event<Bracha> to_mixed(const world::Event<P>& event) {
  return {event.kind, event.process, event.key, event.message, std::nullopt, event.choices};
}

TEST(Mixed, without_a_plan_equals_the_protocol_in_every_step) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    bracha::Config config;
    config.n = 4 + static_cast<std::uint32_t>(seed % 4);
    const MixedConfig<Protocol> mixed_config(config);
    world::World<Protocol> plain(config, ProcessSet::first(config.n));
    world::World<Bracha> mixed(mixed_config, Bracha::correct(mixed_config));
    Rng rng(seed);
    for (auto events = plain.enabled(); !events.empty(); events = plain.enabled()) {
      ASSERT_EQ(events.size(), mixed.enabled().size());
      const auto& event = events[static_cast<std::size_t>(rng.below(events.size()))];
      plain.apply(event);
      mixed.apply(to_mixed(event));
      const auto& state = mixed.local(event.process).state;
      ASSERT_EQ(hash128(plain.local(event.process).state), hash128(state.honest));
      ASSERT_TRUE(state.byzantine.empty());
    }
    EXPECT_EQ(hash128(plain.monitor()), hash128(mixed.monitor()));
  }
}

TEST(Mixed, a_process_without_strategies_is_watched_as_faulty_but_acts_honestly) {
  const MixedConfig<Protocol> config(bracha::Config{}, FaultPlan{{{ProcessId{1}, {}}}, {}, {}});
  EXPECT_FALSE(Bracha::correct(config).contains(ProcessId{1}));
  world::World<Bracha> world(config, Bracha::correct(config));
  for (auto events = world.enabled(); !events.empty(); events = world.enabled()) world.apply(events.front());
  EXPECT_TRUE(world.monitor().unfulfilled().empty());
  EXPECT_TRUE(world.local(ProcessId{1}).state.honest.delivered.has_value());
}

TEST(Mixed, crashes_count_as_faults_where_nothing_is_durable) {
  const CrashFault crash{ProcessId{2}, Ticks{1}, Ticks{2}};
  EXPECT_FALSE(
      Bracha::correct(MixedConfig<Protocol>(bracha::Config{}, FaultPlan{{}, {crash}, {}})).contains(ProcessId{2}));
}

TEST(Mixed, who_is_durable_and_does_not_lie_counts_although_nothing_is_expected_of_it) {
  const FaultPlan plan{{{ProcessId{0}, {Crash{3}, DropToSome{}}}, {ProcessId{1}, {Crash{3}, Replay{}}}},
                       {{ProcessId{2}, Ticks{1}, std::nullopt}},
                       {}};
  const MixedConfig<raft::Protocol> config(raft::Config{}, plan);
  const ProcessSet counted = Mixed<raft::Protocol>::correct(config);
  EXPECT_EQ(counted, (ProcessSet{ProcessId{0}, ProcessId{2}, ProcessId{3}}));
  EXPECT_EQ(Mixed<raft::Protocol>::problem(config, counted).correct, ProcessSet{ProcessId{3}});
}

FaultPlan everything(std::uint32_t process) {
  return FaultPlan{{{ProcessId{process},
                     {Equivocate{}, Mutate{{500}, true, {}, {}, {3}}, Replay{4, {500}, {}}, Delay{2, {250}, {}},
                      DropToSome{std::nullopt, {250}, {}}}}},
                   {},
                   {}};
}

TEST(Mixed, a_step_of_one_process_sends_nothing_in_the_name_of_another) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const MixedConfig<Chatter> config(chatter::Config{}, everything(static_cast<std::uint32_t>(seed % 4)));
    world::World<Chatty> world(config, Chatty::correct(config));
    Rng rng(seed);
    Choices choices(rng);
    auto events = world.enabled();
    for (int step = 0; step < 200 && !events.empty(); ++step, events = world.enabled()) {
      const auto event = events[static_cast<std::size_t>(rng.below(events.size()))];
      std::vector<std::size_t> before;
      for (std::uint32_t id = 0; id < 4; ++id) before.push_back(world.sent(ProcessId{id}).size());
      world.apply(event, choices);
      for (std::uint32_t id = 0; id < 4; ++id) {
        if (ProcessId{id} == event.process) continue;
        ASSERT_EQ(before[id], world.sent(ProcessId{id}).size());
      }
    }
  }
}

// Greetings are signed by whoever sent the first of them, so what is signed by a correct process is what it signed.
TEST(Mixed, no_strategy_changes_what_is_signed) {
  std::size_t seen = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const MixedConfig<Chatter> config(chatter::Config{}, everything(1));
    world::World<Chatty> world(config, Chatty::correct(config));
    Rng rng(seed);
    Choices choices(rng);
    auto events = world.enabled();
    for (int step = 0; step < 100 && !events.empty(); ++step, events = world.enabled())
      world.apply(events[static_cast<std::size_t>(rng.below(events.size()))], choices);
    for (const auto& payload : world.sent(ProcessId{1})) {
      const auto* greeting = std::get_if<chatter::Greeting>(&payload.message);
      if (greeting == nullptr) continue;
      ++seen;
      ASSERT_EQ(greeting->statement.statement().value, 10U);
      ASSERT_TRUE(greeting->statement.signer() == ProcessId{1} || greeting->statement.signer() == ProcessId{0});
    }
  }
  EXPECT_GT(seen, 200U);
}

TEST(Mixed, plans_that_do_not_fit_the_protocol_are_refused_with_their_place) {
  const auto refused = [](FaultPlan plan) {
    const auto problem = Bracha::validate(MixedConfig<Protocol>(bracha::Config{}, std::move(plan)));
    return problem ? problem->parameter : std::string("none");
  };
  EXPECT_EQ(refused({{{ProcessId{3}, {Crash{}, Mute{{"Echo"}}}}}, {}, {}}), "none");
  EXPECT_EQ(refused({{{ProcessId{3}, {Crash{}, Mute{{"Ech"}}}}}, {}, {}}), "faults/byzantine/0/strategies/1/messages");
  EXPECT_EQ(refused({{{ProcessId{4}, {}}}, {}, {}}), "faults/byzantine/0/process");
  EXPECT_EQ(refused({{{ProcessId{1}, {}}, {ProcessId{1}, {}}}, {}, {}}), "faults/byzantine/1/process");
  EXPECT_EQ(refused({{{ProcessId{1}, {ProtocolAttack{"flatter", {}}}}}, {}, {}}),
            "faults/byzantine/0/strategies/0/attack");
  EXPECT_EQ(refused({{{ProcessId{1}, {Equivocate{}, Equivocate{}}}}, {}, {}}), "faults/byzantine/0/strategies/1");
  EXPECT_EQ(refused({{}, {{ProcessId{9}, {}, {}}}, {}}), "faults/crashes/0/process");
  Rig bad_parameter({ProtocolAttack{"flatter", {{"colour", 5}}}});
  ASSERT_TRUE(bad_parameter.problem());
  EXPECT_EQ(bad_parameter.problem()->parameter, "faults/byzantine/0/strategies/0/parameters");
}

TEST(Mixed, states_survive_the_codec) {
  const MixedConfig<Chatter> config(chatter::Config{}, everything(0));
  world::World<Chatty> world(config, Chatty::correct(config));
  Rng rng(3);
  Choices choices(rng);
  auto events = world.enabled();
  for (int step = 0; step < 100 && !events.empty(); ++step, events = world.enabled()) {
    const auto event = events[static_cast<std::size_t>(rng.below(events.size()))];
    world.apply(event, choices);
    const Bytes bytes = encode(world.local(event.process).state);
    const auto decoded = decode<Chatty::State>(bytes).value;
    ASSERT_TRUE(decoded);
    ASSERT_EQ(encode(*decoded), bytes);
  }
}

}  // namespace
}  // namespace parley::faults
