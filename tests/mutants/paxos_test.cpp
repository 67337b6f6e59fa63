// Mutants of single-decree Paxos, three processes of which two stand up at once.
#include "protocols/consensus/paxos/paxos.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "tests/mutants/hunt.hpp"

namespace parley::mutants::of_paxos {
namespace {

using paxos::Accepted;
using paxos::Config;
using paxos::Decision;
using paxos::Prepare;
using paxos::Promise;
using paxos::Proposal;
using paxos::Propose;
using paxos::Protocol;
using paxos::Voted;
using PaxosStep = Step<Protocol>;
using PaxosMutation = Mutation<Protocol>;

template <class R>
void forgets(PaxosStep& step) {
  step.proceed();
  step.drop<Persist<Protocol>>(
      [](const Persist<Protocol>& persist) { return std::holds_alternative<R>(persist.record); });
}

void forgets_all(PaxosStep& step) {
  step.proceed();
  step.drop<Persist<Protocol>>([](const Persist<Protocol>&) { return true; });
}

// A message of a ballot that is over is taken as if no later one had been promised.
template <class M>
void takes_late(PaxosStep& step) {
  if (step.received<M>()) step.state.known.promised = {};
  step.proceed();
}

// A second copy of a vote appears under the name of another process.
void counts_copies(PaxosStep& step) {
  if (const Accepted* accepted = step.received<Accepted>(); accepted != nullptr && !step.state.decided) {
    const auto counted = [&](ProcessId id) {
      const std::optional<Proposal>& vote = step.state.votes[id];
      return vote && vote->ballot == accepted->proposal.ballot;
    };
    for (std::uint32_t id = 0; counted(step.from) && id < step.config.n; ++id)
      if (!counted(ProcessId{id})) step.from = ProcessId{id};
  }
  step.proceed();
}

void writes_last(PaxosStep& step) {
  step.proceed();
  std::stable_partition(step.effects.begin(), step.effects.end(), [](const Effect<Protocol>& effect) {
    return !std::holds_alternative<Persist<Protocol>>(effect);
  });
}

constexpr std::array kMutations{
    PaxosMutation{"Paxos: promise quorum one less", "half the promises are enough",
                  [](Config& c) { c.promise_quorum = c.n / 2; }},
    PaxosMutation{"Paxos: accept quorum one less", "half the votes choose",
                  [](Config& c) { c.accept_quorum = c.n / 2; }},
    PaxosMutation{"Paxos: promise quorum one more", "a process that is down blocks ballots",
                  [](Config& c) { c.promise_quorum = c.n / 2 + 2; }},
    PaxosMutation{"Paxos: accept quorum one more", "a process that is down blocks decisions",
                  [](Config& c) { c.accept_quorum = c.n / 2 + 2; }},
    PaxosMutation{"Paxos: proposes its own value", "what promises tell of is ignored", nullptr,
                  [](PaxosStep& step) {
                    if (Promise* promise = step.received<Promise>()) promise->voted.reset();
                    step.proceed();
                  }},
    PaxosMutation{"Paxos: takes the last told vote", "not the one of the latest ballot", nullptr,
                  [](PaxosStep& step) {
                    const Promise* promise = step.received<Promise>();
                    if (promise != nullptr && promise->voted && promise->ballot == step.state.attempt.ballot)
                      step.state.attempt.highest.reset();
                    step.proceed();
                  }},
    PaxosMutation{"Paxos: promises tell of no vote", "LastVote without the vote", nullptr,
                  [](PaxosStep& step) {
                    step.proceed();
                    step.for_each_sent<Promise>([](Promise& promise) { promise.voted.reset(); });
                  }},
    PaxosMutation{"Paxos: forgets votes", "a vote is not durable", nullptr, forgets<Voted>},
    PaxosMutation{"Paxos: forgets everything", "nothing is durable", nullptr, forgets_all},
    PaxosMutation{"Paxos: votes against its promise", "Propose of an earlier ballot is taken", nullptr,
                  takes_late<Propose>},
    PaxosMutation{"Paxos: promises backwards", "Prepare of an earlier ballot is taken", nullptr, takes_late<Prepare>},
    PaxosMutation{"Paxos: counts old promises", "the ballot of a Promise is not checked", nullptr,
                  [](PaxosStep& step) {
                    if (Promise* promise = step.received<Promise>()) promise->ballot = step.state.attempt.ballot;
                    step.proceed();
                  }},
    PaxosMutation{"Paxos: counts copies of a vote", "counts votes, not voters", nullptr, counts_copies},
    PaxosMutation{"Paxos: sends before it writes", "a vote leaves before it is durable", nullptr, writes_last},
    PaxosMutation{"Paxos: never stands again", "no retry", nullptr,
                  [](PaxosStep& step) {
                    if (!step.timer) step.proceed();
                  }},
};

Prey<Protocol> paxos_prey() {
  Prey<Protocol> prey;
  ExploreInstance<Protocol> instance;
  instance.config.proposers = 2;
  instance.config.max_round = 2;
  instance.options.limits.max_states = 200'000;
  prey.explore.push_back(instance);
  instance.options.crashes = instance.options.restarts = instance.options.duplications = 1;
  prey.explore.push_back(instance);
  AttackInstance<Protocol> attack;
  attack.config.proposers = 2;
  attack.options.faulty = 1;
  attack.options.strategies = {"crash", "power_loss"};
  attack.options.restarts = 2;
  attack.options.network.loss = true;
  attack.options.network.duplication = true;
  prey.attack.push_back(attack);
  return prey;
}

class PaxosMutants : public testing::TestWithParam<const PaxosMutation*> {};

TEST_P(PaxosMutants, is_killed) {
  expect_killed<Protocol>(paxos_prey(), *GetParam());
}
TEST(Paxos, is_let_live) {
  expect_no_alarm<Protocol>(paxos_prey(), nullptr);
}

INSTANTIATE_TEST_SUITE_P(All, PaxosMutants, each(kMutations), MutationName());

}  // namespace
}  // namespace parley::mutants::of_paxos
