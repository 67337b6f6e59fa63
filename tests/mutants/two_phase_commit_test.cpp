// Mutants of two-phase commit, three participants of which the first coordinates.
#include "protocols/consensus/two_phase_commit/two_phase_commit.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "tests/mutants/hunt.hpp"

namespace parley::mutants::of_two_phase_commit {
namespace {

using two_phase_commit::Begun;
using two_phase_commit::Config;
using two_phase_commit::Decided;
using two_phase_commit::Decision;
using two_phase_commit::DecisionRequest;
using two_phase_commit::Protocol;
using two_phase_commit::Vote;
using two_phase_commit::Voted;
using two_phase_commit::VoteRequest;
using CommitStep = Step<Protocol>;
using CommitMutation = Mutation<Protocol>;

template <class R>
void forgets(CommitStep& step) {
  step.proceed();
  step.drop<Persist<Protocol>>(
      [](const Persist<Protocol>& persist) { return std::holds_alternative<R>(persist.record); });
}

// In place of what the protocol does when it has waited in vain.
template <class Wanted>
void decide_on_time_out(CommitStep& step, bool commit, Wanted&& wanted) {
  if (step.timer && !step.state.known.decision && wanted(step)) {
    step.timer.reset();
    step.from = step.config.coordinator;
    step.message = Decision{commit};
  }
  step.proceed();
}

bool coordinates(const CommitStep& step) {
  return step.self() == step.config.coordinator;
}
bool in_doubt(const CommitStep& step) {
  return !coordinates(step) && step.state.known.vote == true;
}

// A second copy of a vote appears under the name of a participant that has not voted.
void counts_copies(CommitStep& step) {
  if (step.received<Vote>())
    for (std::uint32_t id = 0; step.state.yes.contains(step.from) && id < step.config.n; ++id)
      if (!step.state.yes.contains(ProcessId{id})) step.from = ProcessId{id};
  step.proceed();
}

void answers_with_its_vote(CommitStep& step) {
  const bool asked = step.received<DecisionRequest>() != nullptr;
  step.proceed();
  if (asked && !step.state.known.decision && step.state.known.vote)
    step.context().send(step.from, Decision{*step.state.known.vote});
}

constexpr std::array kMutations{
    CommitMutation{"2PC: one vote too few", "commits without the last vote",
                   [](Config& c) { c.votes_needed = c.n - 1; }},
    CommitMutation{"2PC: counts refusals", "a no is counted like a yes", nullptr,
                   [](CommitStep& step) {
                     if (Vote* vote = step.received<Vote>()) vote->yes = true;
                     step.proceed();
                   }},
    CommitMutation{"2PC: counts copies of a vote", "counts votes, not voters", nullptr, counts_copies},
    CommitMutation{"2PC: commits on time-out", "silence is taken for consent", nullptr,
                   [](CommitStep& step) { decide_on_time_out(step, true, coordinates); }},
    CommitMutation{"2PC: aborts in doubt", "a yes is taken back when no decision comes", nullptr,
                   [](CommitStep& step) { decide_on_time_out(step, false, in_doubt); }},
    CommitMutation{"2PC: commits in doubt", "a yes is taken for the decision", nullptr,
                   [](CommitStep& step) { decide_on_time_out(step, true, in_doubt); }},
    CommitMutation{"2PC: forgets its vote", "a vote is not durable", nullptr, forgets<Voted>},
    CommitMutation{"2PC: forgets the decision", "a decision is not durable", nullptr, forgets<Decided>},
    CommitMutation{"2PC: forgets that it began", "the coordinator asks again after a crash", nullptr, forgets<Begun>},
    CommitMutation{"2PC: commits after a crash", "a coordinator that had begun commits", nullptr,
                   [](CommitStep& step) {
                     const bool again = !step.message && !step.timer && coordinates(step) && step.state.known.begun;
                     if (again && !step.state.known.decision) step.message = Decision{true};
                     step.proceed();
                   }},
    CommitMutation{"2PC: votes again", "every request is answered with a new vote", nullptr,
                   [](CommitStep& step) {
                     if (step.received<VoteRequest>() && !step.state.known.decision) step.state.known.vote.reset();
                     step.proceed();
                   }},
    CommitMutation{"2PC: answers with its vote", "who is in doubt tells its vote as the decision", nullptr,
                   answers_with_its_vote},
    CommitMutation{"2PC: never asks", "who is in doubt waits for ever", nullptr,
                   [](CommitStep& step) {
                     step.proceed();
                     step.drop<Broadcast<Protocol>>([](const Broadcast<Protocol>& broadcast) {
                       return std::holds_alternative<DecisionRequest>(broadcast.message);
                     });
                   }},
};

Prey<Protocol> commit_prey() {
  Prey<Protocol> prey;
  ExploreInstance<Protocol> instance;
  instance.options.timer_firings = 1;
  instance.options.crashes = instance.options.restarts = 1;
  instance.options.duplications = 1;
  instance.options.limits.max_states = 200'000;
  prey.explore.push_back(instance);
  AttackInstance<Protocol> attack;
  attack.options.faulty = 0;  // who never comes back blocks the others, as the protocol says itself
  attack.options.restarts = 2;
  attack.options.network.loss = true;
  attack.options.network.duplication = true;
  attack.config.refusal_odds = 4;
  prey.attack.push_back(attack);
  return prey;
}

class TwoPhaseCommitMutants : public testing::TestWithParam<const CommitMutation*> {};

TEST_P(TwoPhaseCommitMutants, is_killed) {
  expect_killed<Protocol>(commit_prey(), *GetParam());
}
TEST(TwoPhaseCommit, is_let_live) {
  expect_no_alarm<Protocol>(commit_prey(), nullptr);
}

INSTANTIATE_TEST_SUITE_P(All, TwoPhaseCommitMutants, each(kMutations), MutationName());

}  // namespace
}  // namespace parley::mutants::of_two_phase_commit
