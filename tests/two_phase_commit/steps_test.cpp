// Two-phase commit by single steps: what is durable before it is told, who may decide alone, and what comes back.
#include <gtest/gtest.h>

#include "net/world/step.hpp"
#include "protocols/consensus/two_phase_commit/two_phase_commit.hpp"

namespace parley::two_phase_commit {
namespace {

using problems::TransactionDecided;
using problems::VoteCast;

// One process of three; 0 coordinates, and nobody refuses.
struct Alone {
  explicit Alone(std::uint32_t self) : id{self} { config.refusal_odds = 0; }

  const Effects<Protocol>& start() { return stepper.start(id, local, choices); }
  const Effects<Protocol>& hear(std::uint32_t from, const Protocol::Message& message) {
    return stepper.deliver(id, local, ProcessId{from}, message, choices);
  }
  const Effects<Protocol>& time_out() { return stepper.fire(id, local, Timeout{}, choices); }
  void crash() { stepper.crash(local); }
  std::optional<bool> decision() const { return local.durable.decision; }

  ProcessId id;
  Config config;
  world::Stepper<Protocol> stepper{config};
  world::LocalState<Protocol> local;
  Choices choices;
};

template <class T>
std::size_t position(const Effects<Protocol>& effects) {
  for (std::size_t at = 0; at < effects.size(); ++at)
    if (std::holds_alternative<T>(effects[at])) return at;
  return effects.size();
}

template <class T>
const T* emitted(const Effects<Protocol>& effects) {
  for (const Effect<Protocol>& effect : effects)
    if (const auto* emit = std::get_if<Emit<Protocol>>(&effect))
      if (const auto* output = std::get_if<T>(&emit->output)) return output;
  return nullptr;
}

TEST(TwoPhaseCommitSteps, TheLastYesCommitsAndTheDecisionIsDurableBeforeItIsTold) {
  Alone coordinator(0);
  coordinator.start();
  EXPECT_TRUE(coordinator.hear(1, Vote{true}).empty());
  EXPECT_TRUE(coordinator.hear(1, Vote{true}).empty()) << "one participant, one vote";
  const Effects<Protocol>& effects = coordinator.hear(2, Vote{true});
  EXPECT_LT(position<Persist<Protocol>>(effects), position<Broadcast<Protocol>>(effects));
  EXPECT_LT(position<Broadcast<Protocol>>(effects), effects.size());
  EXPECT_EQ(coordinator.decision(), true);
}

TEST(TwoPhaseCommitSteps, OneNoAborts) {
  Alone coordinator(0);
  coordinator.start();
  coordinator.hear(1, Vote{true});
  coordinator.hear(2, Vote{false});
  EXPECT_EQ(coordinator.decision(), false);
  EXPECT_TRUE(coordinator.hear(2, Vote{true}).empty());
}

TEST(TwoPhaseCommitSteps, ACoordinatorThatComesBackWithoutADecisionAborts) {
  Alone coordinator(0);
  coordinator.start();
  coordinator.hear(1, Vote{true});
  coordinator.crash();
  const Effects<Protocol>& effects = coordinator.start();
  EXPECT_EQ(coordinator.decision(), false);
  EXPECT_LT(position<Broadcast<Protocol>>(effects), effects.size());
}

TEST(TwoPhaseCommitSteps, ACoordinatorThatComesBackWithADecisionTellsItAgain) {
  Alone coordinator(0);
  coordinator.start();
  coordinator.hear(1, Vote{true});
  coordinator.hear(2, Vote{true});
  coordinator.crash();
  const Effects<Protocol>& effects = coordinator.start();
  EXPECT_EQ(coordinator.decision(), true);
  ASSERT_NE(emitted<TransactionDecided>(effects), nullptr);
  EXPECT_TRUE(emitted<TransactionDecided>(effects)->commit);
}

TEST(TwoPhaseCommitSteps, AParticipantInDoubtAsksAndDoesNotDecide) {
  Alone participant(1);
  participant.start();
  const Effects<Protocol>& effects = participant.hear(0, VoteRequest{});
  EXPECT_LT(position<Persist<Protocol>>(effects), position<Send<Protocol>>(effects));
  EXPECT_FALSE(participant.decision().has_value());
  EXPECT_LT(position<Broadcast<Protocol>>(participant.time_out()), 1U);
  EXPECT_FALSE(participant.decision().has_value());
  EXPECT_TRUE(participant.hear(2, DecisionRequest{}).empty()) << "who is in doubt itself has no answer";
  participant.crash();
  participant.start();
  EXPECT_EQ(participant.local.state.known.vote, true) << "a vote is durable";
  participant.hear(2, Decision{true});
  EXPECT_EQ(participant.decision(), true);
}

TEST(TwoPhaseCommitSteps, WhoHasNotVotedMayRefuse) {
  Alone late(1);
  late.start();
  late.time_out();
  EXPECT_EQ(late.decision(), false);
  Alone asked(1);
  asked.start();
  const Effects<Protocol>& effects = asked.hear(2, DecisionRequest{});
  EXPECT_EQ(asked.decision(), false);
  EXPECT_LT(position<Send<Protocol>>(effects), effects.size());
  // Its refusal stands when the coordinator asks at last.
  const Effects<Protocol>& answer = asked.hear(0, VoteRequest{});
  ASSERT_EQ(answer.size(), 1U);
  EXPECT_FALSE(std::get<Vote>(std::get<Send<Protocol>>(answer[0]).message).yes);
}

TEST(TwoPhaseCommitSteps, OnlyTheCoordinatorIsGivenVotes) {
  Alone participant(1);
  participant.start();
  EXPECT_TRUE(participant.hear(2, VoteRequest{}).empty());
  EXPECT_TRUE(participant.hear(2, Vote{false}).empty());
  EXPECT_FALSE(participant.local.state.known.vote.has_value());
}

TEST(TwoPhaseCommitSteps, ParametersThatMakeNoSense) {
  const auto refused = [](auto change) {
    Config config;
    change(config);
    const std::optional<ConfigProblem> problem = Protocol::validate(config);
    return problem ? problem->parameter : "";
  };
  EXPECT_EQ(refused([](Config&) {}), "");
  EXPECT_EQ(refused([](Config& config) { config.t = 4; }), "t");
  EXPECT_EQ(refused([](Config& config) { config.coordinator = ProcessId{3}; }), "coordinator");
  EXPECT_EQ(refused([](Config& config) { config.votes_needed = 4; }), "votes_needed");
  EXPECT_EQ(refused([](Config& config) { config.timeout_ticks = 0; }), "timeout_ticks");
}

// The monitor on its own: each property can break.
TEST(AtomicCommitMonitor, SeesEachViolation) {
  using problems::AtomicCommit;
  const auto broken = [](std::initializer_list<std::pair<std::uint32_t, problems::AtomicCommitOutput>> outputs) {
    AtomicCommit monitor = Protocol::problem(Config{}, ProcessSet::first(3));
    for (const auto& [who, output] : outputs) monitor.observe(ProcessId{who}, output);
    return monitor.broken();
  };
  const VoteCast yes{true};
  EXPECT_EQ(broken({{0, yes}, {1, yes}, {2, yes}, {1, yes}, {0, TransactionDecided{true}}}), PropertySet{});
  EXPECT_EQ(broken({{0, yes}, {1, yes}, {2, yes}, {0, TransactionDecided{true}}, {1, TransactionDecided{false}}}),
            PropertySet::of(AtomicCommit::kAgreement));
  EXPECT_EQ(broken({{0, yes}, {0, VoteCast{false}}}), PropertySet::of(AtomicCommit::kStability));
  EXPECT_EQ(broken({{0, yes}, {1, yes}, {0, TransactionDecided{true}}}),
            PropertySet::of(AtomicCommit::kCommitValidity));
  EXPECT_TRUE(broken({{0, yes}, {1, yes}, {2, yes}, {0, TransactionDecided{true}}, {0, TransactionDecided{false}}})
                  .contains(AtomicCommit::kStability));
}

}  // namespace
}  // namespace parley::two_phase_commit
