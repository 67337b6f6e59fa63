// Mutants of chained HotStuff, by the rule of Yin et al. (PODC '19) that they forget.
#include "protocols/consensus/hotstuff/hotstuff.hpp"

#include <array>

#include "tests/mutants/byzantine_defects.hpp"

namespace parley::mutants::of_hotstuff {
namespace {

using hotstuff::Protocol;
using hotstuff::Replica;
using HotstuffStep = Step<Protocol>;
using HotstuffMutation = Mutation<Protocol>;

void votes_again(HotstuffStep& step) {
  auto* const self = std::get_if<Replica>(&step.state.part);
  const auto* proposal = step.received<hotstuff::Proposal>();
  if (self != nullptr && proposal != nullptr && proposal->block.view == self->voted) --self->voted;
  step.proceed();
}

void never_fetches(HotstuffStep& step) {
  step.proceed();
  step.drop<Send<Protocol>>(
      [](const Send<Protocol>& send) { return std::holds_alternative<hotstuff::FetchBlock>(send.message); });
}

constexpr std::array kMutations{
    HotstuffMutation{"HotStuff: quorum one less", "of one view two blocks are certified",
                     [](hotstuff::Config& config) { config.quorum = (config.n + config.t) / 2; }},
    HotstuffMutation{"HotStuff: quorum of all", "waits for a faulty replica",
                     [](hotstuff::Config& config) { config.quorum = config.n; }},
    HotstuffMutation{"HotStuff: decides on one certificate", "nobody is locked yet",
                     [](hotstuff::Config& config) { config.chain = 1; }},
    HotstuffMutation{"HotStuff: decides on two certificates", "a quorum is certified, and not locked yet",
                     [](hotstuff::Config& config) { config.chain = 2; }},
    HotstuffMutation{"HotStuff: no lock", "votes for whatever is proposed",
                     [](hotstuff::Config& config) { config.ignore_lock = true; }},
    HotstuffMutation{"HotStuff: votes again", "a second block of a view gets a vote as well", nullptr, votes_again},
    HotstuffMutation{"HotStuff: forgets what it voted for", "votes, locks and certificates are not durable", nullptr,
                     byzantine::forgets<Protocol, hotstuff::Voted, hotstuff::Locked, hotstuff::Certified>},
    HotstuffMutation{"HotStuff: never gives up", "no time-out", nullptr,
                     byzantine::ignores<Protocol, hotstuff::ViewTimeout>},
    HotstuffMutation{"HotStuff: never tells where it stands", "no status", nullptr,
                     byzantine::ignores<Protocol, hotstuff::StatusDue>},
    HotstuffMutation{"HotStuff: never fetches", "who missed a block does not ask for it", nullptr, never_fetches},
    HotstuffMutation{"HotStuff: takes the first answer", "a client does not wait for t + 1", nullptr,
                     byzantine::takes_first_answer<Protocol>},
    HotstuffMutation{"HotStuff: forgets sessions", "a request sent again is executed again", nullptr,
                     byzantine::forgets_sessions<Protocol, Replica>},
};

Prey<Protocol> hotstuff_prey() {
  Prey<Protocol> prey;
  prey.explore = {byzantine::small<Protocol>(2, {0, 1, 2, 3, 4})};
  prey.explore.front().config.tenure = 4;
  prey.explore.front().config.max_view = 4;
  prey.attack = {byzantine::attacked<Protocol>(2'000), byzantine::crashing<Protocol>(1'000)};
  prey.attack.front().config.tenure = 4;
  return prey;
}

class HotstuffMutants : public testing::TestWithParam<const HotstuffMutation*> {};

TEST_P(HotstuffMutants, is_killed) {
  expect_killed<Protocol>(hotstuff_prey(), *GetParam());
}
TEST(Hotstuff, is_let_live) {
  expect_no_alarm<Protocol>(hotstuff_prey(), nullptr);
}

INSTANTIATE_TEST_SUITE_P(All, HotstuffMutants, each(kMutations), MutationName());

}  // namespace
}  // namespace parley::mutants::of_hotstuff
