// Paxos by single steps: the rules of promises, votes and proposals, each at its boundary.
#include <gtest/gtest.h>

#include "net/world/step.hpp"
#include "protocols/consensus/paxos/paxos.hpp"
#include "protocols/consensus/paxos/quorums.hpp"

namespace parley::paxos {
namespace {

Ballot ballot(std::uint64_t round, std::uint32_t proposer) {
  return {round, ProcessId{proposer}};
}

// One process of five.
struct Alone {
  explicit Alone(std::uint32_t self) : id{self} {
    config.n = 5;
    config.t = 2;
    stepper.start(id, local, choices);
  }
  const Effects<Protocol>& hear(std::uint32_t from, const Protocol::Message& message) {
    return stepper.deliver(id, local, ProcessId{from}, message, choices);
  }
  // The last thing it sends or broadcasts on hearing this, none when it says nothing of this type.
  template <class M>
  std::optional<M> says(std::uint32_t from, const Protocol::Message& message) {
    std::optional<M> said;
    for (const Effect<Protocol>& effect : hear(from, message)) {
      const Protocol::Message* sent = nullptr;
      if (const auto* send = std::get_if<Send<Protocol>>(&effect)) sent = &send->message;
      if (const auto* broadcast = std::get_if<Broadcast<Protocol>>(&effect)) sent = &broadcast->message;
      if (sent != nullptr && std::holds_alternative<M>(*sent)) said = std::get<M>(*sent);
    }
    return said;
  }

  ProcessId id;
  Config config;
  world::Stepper<Protocol> stepper{config};
  world::LocalState<Protocol> local;
  Choices choices;
};

TEST(PaxosSteps, AnAcceptorPromisesLaterBallotsOnly) {
  Alone acceptor(4);
  const auto first = acceptor.says<Promise>(1, Prepare{ballot(2, 1)});
  ASSERT_TRUE(first.has_value());
  EXPECT_FALSE(first->voted.has_value());
  EXPECT_EQ(acceptor.local.durable.promised, ballot(2, 1));
  EXPECT_TRUE(acceptor.hear(1, Prepare{ballot(2, 1)}).empty()) << "a duplicate";
  EXPECT_FALSE(acceptor.says<Promise>(0, Prepare{ballot(2, 0)}).has_value());
  EXPECT_EQ(acceptor.says<Refused>(0, Prepare{ballot(1, 0)})->promised, ballot(2, 1));
  EXPECT_TRUE(acceptor.says<Promise>(2, Prepare{ballot(2, 2)}).has_value());
}

TEST(PaxosSteps, AnAcceptorVotesUnlessItPromisedMore) {
  Alone acceptor(4);
  acceptor.hear(1, Prepare{ballot(2, 1)});
  EXPECT_FALSE(acceptor.says<Accepted>(0, Propose{{ballot(2, 0), 1}}).has_value());
  EXPECT_TRUE(acceptor.says<Accepted>(1, Propose{{ballot(2, 1), 2}}).has_value());
  EXPECT_EQ(acceptor.local.durable.voted->value, 2U);
  EXPECT_TRUE(acceptor.hear(1, Propose{{ballot(2, 1), 2}}).empty()) << "a duplicate";
  EXPECT_TRUE(acceptor.says<Accepted>(3, Propose{{ballot(3, 3), 1}}).has_value()) << "without having promised it";
  EXPECT_EQ(acceptor.local.durable.promised, ballot(3, 3));
  const auto promise = acceptor.says<Promise>(0, Prepare{ballot(4, 0)});
  ASSERT_TRUE(promise && promise->voted);
  EXPECT_EQ(promise->voted->ballot, ballot(3, 3));
}

TEST(PaxosSteps, AProposerIsBoundByTheLatestVote) {
  Alone proposer(0);  // stood up in round 1; process 0 would propose 1
  const Ballot own = ballot(1, 0);
  EXPECT_FALSE(proposer.says<Propose>(1, Promise{own, Proposal{ballot(0, 1), 7}}).has_value());
  EXPECT_FALSE(proposer.says<Propose>(1, Promise{own, Proposal{ballot(0, 1), 7}}).has_value()) << "counted twice";
  const auto proposal = proposer.says<Propose>(2, Promise{own, Proposal{ballot(0, 3), 8}});
  ASSERT_TRUE(proposal.has_value());
  EXPECT_EQ(proposal->proposal.value, 8U);
  EXPECT_FALSE(proposer.says<Propose>(3, Promise{own, std::nullopt}).has_value()) << "it proposes once a ballot";
}

TEST(PaxosSteps, AProposerWithoutAnyVoteIsFree) {
  Alone proposer(0);
  proposer.hear(1, Promise{ballot(1, 0), std::nullopt});
  EXPECT_FALSE(proposer.says<Propose>(2, Promise{ballot(9, 0), std::nullopt}).has_value()) << "of another ballot";
  EXPECT_EQ(proposer.says<Propose>(2, Promise{ballot(1, 0), std::nullopt})->proposal.value, 1U);
}

TEST(PaxosSteps, AQuorumOfVotesInOneBallotDecides) {
  Alone learner(4);
  learner.hear(0, Accepted{{ballot(1, 0), 1}});
  learner.hear(1, Accepted{{ballot(2, 1), 1}});
  learner.hear(2, Accepted{{ballot(2, 1), 1}});
  EXPECT_FALSE(learner.local.state.decided.has_value()) << "two of five in the later ballot";
  learner.hear(2, Accepted{{ballot(1, 0), 1}});
  EXPECT_FALSE(learner.local.state.decided.has_value()) << "an earlier vote of the same process";
  learner.hear(0, Accepted{{ballot(2, 1), 1}});
  EXPECT_EQ(learner.local.state.decided, 1U);
  EXPECT_EQ(learner.says<Decision>(3, Prepare{ballot(9, 3)})->value, 1U);
}

TEST(PaxosSteps, PromisesAndVotesOutliveACrash) {
  Alone acceptor(4);
  acceptor.hear(1, Propose{{ballot(2, 1), 2}});
  acceptor.hear(3, Prepare{ballot(5, 3)});
  acceptor.stepper.crash(acceptor.local);
  acceptor.stepper.start(acceptor.id, acceptor.local, acceptor.choices);
  EXPECT_EQ(acceptor.local.state.known.promised, ballot(5, 3));
  EXPECT_EQ(acceptor.local.state.known.voted->value, 2U);
  EXPECT_TRUE(acceptor.says<Refused>(2, Prepare{ballot(4, 2)}).has_value());
  acceptor.stepper.fire(acceptor.id, acceptor.local, RetryDue{}, acceptor.choices);
  EXPECT_EQ(acceptor.local.durable.promised, ballot(6, 4)) << "above all it has promised";
}

TEST(PaxosSteps, QuorumsMeet) {
  for (std::uint32_t n = 1; n < 40; ++n) {
    Config config;
    config.n = n;
    EXPECT_GT(promise_quorum(config) + accept_quorum(config), n);
    EXPECT_LE(promise_quorum(config), n - (n - 1) / 2) << "those that are up are enough";
  }
}

TEST(PaxosSteps, ParametersThatMakeNoSense) {
  const auto refused = [](auto change) {
    Config config;
    change(config);
    const std::optional<ConfigProblem> problem = Protocol::validate(config);
    return problem ? problem->parameter : "";
  };
  EXPECT_EQ(refused([](Config&) {}), "");
  EXPECT_EQ(refused([](Config& config) { config.n = 2; }), "n");
  EXPECT_EQ(refused([](Config& config) { config.proposers = 4; }), "proposers");
  EXPECT_EQ(refused([](Config& config) { config.values = 0; }), "values");
  EXPECT_EQ(refused([](Config& config) { config.promise_quorum = 4; }), "promise_quorum");
  EXPECT_EQ(refused([](Config& config) { config.accept_quorum = 4; }), "accept_quorum");
  EXPECT_EQ(refused([](Config& config) { config.retry_ticks_min = 0; }), "retry_ticks_min");
  EXPECT_EQ(refused([](Config& config) { config.retry_ticks_max = 1; }), "retry_ticks_max");
}

TEST(ConsensusMonitor, SeesEachViolation) {
  using problems::Consensus;
  const auto broken = [](std::initializer_list<std::pair<std::uint32_t, std::uint64_t>> outputs) {
    Consensus monitor = Protocol::problem(Config{}, ProcessSet::first(3));
    for (const auto& [who, value] : outputs) monitor.observe(ProcessId{who}, {value});
    return monitor.broken();
  };
  EXPECT_EQ(broken({{0, 1}, {1, 1}, {0, 1}}), PropertySet{});
  EXPECT_EQ(broken({{0, 1}, {1, 2}}), PropertySet::of(Consensus::kAgreement));
  EXPECT_EQ(broken({{0, 9}}), PropertySet::of(Consensus::kValidity));
}

}  // namespace
}  // namespace parley::paxos
