// Single steps of rumour spreading: who calls whom, who answers, and whose word counts.
#include <gtest/gtest.h>

#include "net/world/step.hpp"
#include "protocols/overlay/gossip/gossip.hpp"

namespace parley::gossip {
namespace {

constexpr ProcessId kSource{0};

// One process by itself, its choices from a tape.
class Lone {
 public:
  Lone(Config config, ProcessId self) : config_(std::move(config)), stepper_(config_), self_(self) {
    stepper_.start(self_, local_, choices_);
  }
  Effects<Protocol> receive(ProcessId from, const Protocol::Message& message) {
    return stepper_.deliver(self_, local_, from, message, choices_);
  }
  Effects<Protocol> round(std::vector<std::uint64_t> tape) {
    Choices choices(std::move(tape));
    return stepper_.fire(self_, local_, RoundDue{}, choices);
  }
  const State& state() const { return local_.state; }

 private:
  Config config_;
  world::Stepper<Protocol> stepper_;
  world::LocalState<Protocol> local_;
  ProcessId self_;
  Choices choices_;
};

Signed<Said> said(std::uint64_t value, ProcessId by) {
  return SignatureAccess::make(Said{value}, by);
}

template <class E>
std::size_t count(const Effects<Protocol>& effects) {
  std::size_t number = 0;
  for (const Effect<Protocol>& effect : effects) number += std::holds_alternative<E>(effect) ? 1U : 0U;
  return number;
}

const Send<Protocol>& first_send(const Effects<Protocol>& effects) {
  for (const Effect<Protocol>& effect : effects)
    if (const auto* send = std::get_if<Send<Protocol>>(&effect)) return *send;
  throw std::runtime_error("nothing was sent");
}

TEST(GossipSteps, TheSourceKnowsFromTheStart) {
  const Lone source({.n = 5, .value = 9}, kSource);
  ASSERT_TRUE(source.state().rumour.has_value());
  EXPECT_EQ(source.state().rumour->statement().value, 9U);
  EXPECT_EQ(source.state().rumour->signer(), kSource);
  EXPECT_FALSE(Lone({.n = 5}, ProcessId{1}).state().rumour.has_value());
}

TEST(GossipSteps, WhoKnowsTellsAndWhoDoesNotAsks) {
  Lone source({.n = 5, .fanout = 2}, kSource);
  const Effects<Protocol> told = source.round({2, 0});
  EXPECT_EQ(count<Send<Protocol>>(told), 2U);
  EXPECT_EQ(first_send(told).to, ProcessId{3});  // the third neighbour of 0
  EXPECT_TRUE(std::holds_alternative<Tell>(first_send(told).message));
  EXPECT_EQ(count<SetTimer<Protocol>>(told), 1U);

  Lone other({.n = 5}, ProcessId{2});
  const Effects<Protocol> asked = other.round({2});
  EXPECT_EQ(first_send(asked).to, ProcessId{3});  // 0, 1, 3, 4 are the neighbours of 2
  EXPECT_TRUE(std::holds_alternative<Ask>(first_send(asked).message));
}

TEST(GossipSteps, OnceLearnedItIsEmittedOnce) {
  Lone process({.n = 5, .value = 9}, ProcessId{2});
  EXPECT_EQ(count<Emit<Protocol>>(process.receive(ProcessId{4}, Tell{said(9, kSource)})), 1U);
  EXPECT_EQ(count<Emit<Protocol>>(process.receive(ProcessId{3}, Tell{said(9, kSource)})), 0U);
  EXPECT_EQ(count<Emit<Protocol>>(process.receive(kSource, Tell{said(8, kSource)})), 0U);
  EXPECT_EQ(process.state().rumour->statement().value, 9U);
}

TEST(GossipSteps, WhatTheSourceDidNotSignIsNotBelieved) {
  Lone process({.n = 5}, ProcessId{2});
  EXPECT_TRUE(process.receive(ProcessId{4}, Tell{said(9, ProcessId{4})}).empty());
  EXPECT_FALSE(process.state().rumour.has_value());
  Lone trusting({.n = 5, .trust_any_signer = true}, ProcessId{2});
  EXPECT_EQ(count<Emit<Protocol>>(trusting.receive(ProcessId{4}, Tell{said(9, ProcessId{4})})), 1U);
}

TEST(GossipSteps, OnlyWhoKnowsAnswers) {
  Lone process({.n = 5}, ProcessId{2});
  EXPECT_TRUE(process.receive(ProcessId{4}, Ask{}).empty());
  process.receive(kSource, Tell{said(9, kSource)});
  EXPECT_EQ(first_send(process.receive(ProcessId{4}, Ask{})).to, ProcessId{4});
}

TEST(GossipSteps, PushAloneNeverAsksAndPullAloneNeverTellsUnasked) {
  Lone pusher({.n = 5, .pull = false}, ProcessId{2});
  EXPECT_TRUE(pusher.receive(ProcessId{4}, Ask{}).empty());
  EXPECT_TRUE(pusher.round({}).empty());
  const Effects<Protocol> learned = pusher.receive(kSource, Tell{said(9, kSource)});
  EXPECT_EQ(count<SetTimer<Protocol>>(learned), 1U);
  Lone puller({.n = 5, .push = false}, ProcessId{2});
  EXPECT_EQ(count<CancelTimer<Protocol>>(puller.receive(kSource, Tell{said(9, kSource)})), 1U);
  EXPECT_TRUE(puller.round({}).empty());
  EXPECT_EQ(count<Send<Protocol>>(puller.receive(ProcessId{4}, Ask{})), 1U);
}

TEST(GossipSteps, PushingEndsAfterItsRounds) {
  Lone source({.n = 5, .push_rounds = 2}, kSource);
  EXPECT_EQ(count<Send<Protocol>>(source.round({0})), 1U);
  EXPECT_EQ(count<Send<Protocol>>(source.round({0})), 1U);
  EXPECT_TRUE(source.round({0}).empty());
}

TEST(GossipSteps, NeighboursAreThoseOfTheTopology) {
  Config config{.n = 4};
  config.topology = Topology({0, 1, 2, 3, 4}, {1, 2, 3, 0});  // a ring in one direction
  Lone process(config, ProcessId{2});
  EXPECT_EQ(first_send(process.round({0})).to, ProcessId{3});
  Config apart{.n = 2};
  apart.topology = Topology({0, 0, 0}, {});
  EXPECT_TRUE(Lone(apart, ProcessId{1}).round({}).empty());
}

TEST(GossipSteps, InstancesThatMakeNoSense) {
  const auto problem_with = [](const Config& config) {
    const std::optional<ConfigProblem> problem = Protocol::validate(config);
    return problem ? problem->parameter : "";
  };
  EXPECT_EQ(problem_with({.n = 3, .t = 3}), "n");
  EXPECT_EQ(problem_with({.n = 3, .source = ProcessId{3}}), "source");
  EXPECT_EQ(problem_with({.push = false, .pull = false}), "push");
  EXPECT_EQ(problem_with({.fanout = 0}), "fanout");
  EXPECT_EQ(problem_with({.period_ticks = 0}), "period_ticks");
  EXPECT_EQ(problem_with({}), "");
}

}  // namespace
}  // namespace parley::gossip
