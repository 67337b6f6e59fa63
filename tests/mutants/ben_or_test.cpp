// Mutants of Ben-Or's consensus: three processes of which one may crash, and six of which one lies.
#include "protocols/consensus/ben_or/ben_or.hpp"

#include <array>

#include "protocols/consensus/ben_or/thresholds.hpp"
#include "tests/mutants/hunt.hpp"

namespace parley::mutants::of_ben_or {
namespace {

using ben_or::Choice;
using ben_or::Config;
using ben_or::Proposal;
using ben_or::Protocol;
using ben_or::RoundTally;
using ben_or::Stage;
using ben_or::Tally;
using ben_or::Vote;
using BenOrStep = Step<Protocol>;
using BenOrMutation = Mutation<Protocol>;

bool knows(const Tally& tally, ProcessId who) {
  return tally.zeros.contains(who) || tally.ones.contains(who) || tally.nothing.contains(who);
}

// A sender that was counted before appears under the name of one that was not.
void counts_again(BenOrStep& step) {
  const auto round = step.state.tallies.find(step.state.round);
  if (step.message && round != step.state.tallies.end()) {
    const bool vote = step.received<Vote>() != nullptr;
    const Tally& tally = vote ? round->second.votes : round->second.proposals;
    for (std::uint32_t id = 0; knows(tally, step.from) && id < step.config.n; ++id)
      if (!knows(tally, ProcessId{id})) step.from = ProcessId{id};
  }
  step.proceed();
}

// What is said of any round counts in this one.
void mixes_rounds(BenOrStep& step) {
  if (auto* vote = step.received<Vote>()) vote->round = step.state.round;
  if (auto* proposal = step.received<Proposal>()) proposal->round = step.state.round;
  step.proceed();
}

void drops_early(BenOrStep& step) {
  const auto* vote = step.received<Vote>();
  const auto* proposal = step.received<Proposal>();
  if ((vote && vote->round > step.state.round) || (proposal && proposal->round > step.state.round)) return;
  step.proceed();
}

constexpr std::array kMutations{
    BenOrMutation{"Ben-Or: proposes one too early", "one value fewer makes a proposal",
                  [](Config& c) { c.propose_quorum = ben_or::propose_quorum(c) - 1; }},
    BenOrMutation{"Ben-Or: proposes one too late", "one value more is waited for than must come",
                  [](Config& c) { c.propose_quorum = c.n; }},
    BenOrMutation{"Ben-Or: decides one too early", "one proposal fewer decides",
                  [](Config& c) { c.decide_quorum = ben_or::decide_quorum(c) - 1; }},
    BenOrMutation{"Ben-Or: decides on t + 1", "protocol A's bound in protocol B",
                  [](Config& c) { c.decide_quorum = c.byzantine ? c.t + 1 : c.t; }},
    BenOrMutation{"Ben-Or: never decides", "more proposals are asked for than there are",
                  [](Config& c) { c.decide_quorum = c.n; }},
    BenOrMutation{"Ben-Or: adopts as it decides", "fewer proposals than decide are as none",
                  [](Config& c) { c.adopt_support = ben_or::decide_quorum(c); }},
    BenOrMutation{"Ben-Or: tosses a coin whatever it hears", "a proposal is not adopted", nullptr,
                  [](BenOrStep& step) {
                    const Stage before = step.state.stage;
                    step.proceed();
                    if (step.state.stage == Stage::kAdopted && before != Stage::kAdopted)
                      step.state.value = step.context().choose(2) == 1;
                  }},
    BenOrMutation{"Ben-Or: the coin is no coin", "the number of the process decides what it tosses", nullptr,
                  [](BenOrStep& step) {
                    const Stage before = step.state.stage;
                    step.proceed();
                    if (step.state.stage == Stage::kTossed && before != Stage::kTossed)
                      step.state.value = step.self().value % 2 == 1;
                  }},
    BenOrMutation{"Ben-Or: counts copies", "counts messages, not processes", nullptr, counts_again},
    BenOrMutation{"Ben-Or: mixes rounds", "the round of a message is not looked at", nullptr, mixes_rounds},
    BenOrMutation{"Ben-Or: drops what comes early", "keeps nothing for later rounds", nullptr, drops_early},
    BenOrMutation{"Ben-Or: stops when it has decided", "takes no part in the next round", nullptr,
                  [](BenOrStep& step) {
                    if (step.timer && step.state.decided) return;
                    step.proceed();
                  }},
    BenOrMutation{"Ben-Or: proposes its own value", "a majority makes it propose what it began with", nullptr,
                  [](BenOrStep& step) {
                    step.proceed();
                    step.for_each_sent<Proposal>([&](Proposal& proposal) {
                      if (proposal.choice != Choice::kNothing) proposal.choice = ben_or::choice_of(step.state.value);
                    });
                  }},
};

explore::ExploreOptions two_rounds() {
  explore::ExploreOptions options;
  options.values = {1, 2};
  options.timer_firings = 1;
  options.crashes = 1;
  options.reduction = true;
  options.limits.max_states = 200'000;
  return options;
}

Prey<Protocol> ben_or_prey() {
  Prey<Protocol> prey;
  Config crashes;
  crashes.n = 3;
  crashes.byzantine = false;
  faults::CampaignOptions campaign;
  campaign.faulty = 1;
  campaign.runs = 2'000;
  campaign.shrink_budget = 300;
  campaign.network.duplication = true;
  faults::CampaignOptions crashing = campaign;
  crashing.strategies = {"crash", "drop_to_some"};
  for (const std::uint32_t ones : {1U, 2U}) {
    crashes.ones = ones;
    prey.explore.push_back({crashes, two_rounds()});
    prey.attack.push_back({crashes, crashing});
  }
  Config liars;
  for (const std::uint32_t ones : {3U, 1U}) {
    liars.ones = ones;
    prey.attack.push_back({liars, campaign});
  }
  return prey;
}

class BenOrMutants : public testing::TestWithParam<const BenOrMutation*> {};

TEST_P(BenOrMutants, is_killed) {
  expect_killed<Protocol>(ben_or_prey(), *GetParam());
}
TEST(BenOr, is_let_live) {
  expect_no_alarm<Protocol>(ben_or_prey(), nullptr);
}

INSTANTIATE_TEST_SUITE_P(All, BenOrMutants, each(kMutations), MutationName());

}  // namespace
}  // namespace parley::mutants::of_ben_or
