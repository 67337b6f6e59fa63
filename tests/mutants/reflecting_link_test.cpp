// Mutants of the reflecting link: two transfers between two ends, and one with the third process.
#include "protocols/link/reflecting_link/reflecting_link.hpp"

#include <array>
#include <variant>

#include "tests/mutants/hunt.hpp"

namespace parley::mutants::of_reflecting_link {
namespace {

using namespace reflecting_link;
using LinkStep = Step<Protocol>;
using LinkMutation = Mutation<Protocol>;
using problems::kInitiator;
using problems::kResponder;

template <class R>
void forgets_record(LinkStep& step) {
  step.proceed();
  step.drop<Persist<Protocol>>(
      [](const Persist<Protocol>& persist) { return std::holds_alternative<R>(persist.record); });
}

// What the initiator says of a step, said at once after it.
template <class Before, class After>
void then_takes(LinkStep& step) {
  const Before* frame = step.received<Before>();
  const bool wanted = frame != nullptr;
  const std::uint64_t counter = wanted ? frame->counter : 0;
  step.proceed();
  if (!wanted) return;
  step.message = After{0, counter + 1};
  step.proceed();
}

void compares_nothing(LinkStep& step) {
  if (Reflect* frame = step.received<Reflect>()) frame->copy = step.state.transfer;
  step.proceed();
}

void takes_any_done(LinkStep& step) {
  if (Done* frame = step.received<Done>()) frame->counter = 2 * step.state.transfer + 1;
  step.proceed();
}

void applies_every_confirmation(LinkStep& step) {
  if (const Confirm* frame = step.received<Confirm>()) {
    const std::uint64_t transfer = frame->counter / 2;
    if (step.state.known.settled == transfer && step.state.known.committed) {
      step.state.known.settled = transfer - 1;
      step.state.slots.push_back({transfer, step.state.known.value, Stage::kShadow});
    }
  }
  step.proceed();
}

void takes_a_confirmation_back(LinkStep& step) {
  const bool silent = step.timer && std::holds_alternative<SilenceDue>(*step.timer);
  if (step.self() == kInitiator && silent && step.state.link_state == LinkState::kReflecting)
    step.state.link_state = LinkState::kTentative;
  step.proceed();
}

// A Jam of the initiator stays without consequence, and the shadow is applied later all the same.
void forgets_what_it_refused(LinkStep& step) {
  const bool drops = step.self() == kResponder && !step.state.slots.empty();
  const auto before = step.state;
  step.proceed();
  if (!drops || step.state.known.settled == before.known.settled || step.state.known.committed) return;
  step.state = before;
  step.drop<Persist<Protocol>>([](const Persist<Protocol>&) { return true; });
}

void reports_abort(LinkStep& step) {
  step.proceed();
  step.for_each_sent<Word>([](Word& word) {
    if (word.topic == Topic::kReport) word.applied = false;
  });
}

// The verdict on what is under way now, whatever was asked.
void takes_any_verdict(LinkStep& step) {
  if (Word* word = step.received<Word>(); word != nullptr && step.self() == kInitiator)
    word->transfer = step.state.transfer;
  step.proceed();
}

constexpr std::array kMutations{
    LinkMutation{"reflecting: compares nothing", "any copy is confirmed", nullptr, compares_nothing},
    LinkMutation{"reflecting: applies what it is offered", "does not wait for the confirmation", nullptr,
                 then_takes<Offer, Confirm>},
    LinkMutation{"reflecting: completes when it confirms", "frees its copy before it is told", nullptr,
                 then_takes<Reflect, Done>},
    LinkMutation{"reflecting: takes any Done", "does not look at the counter", nullptr, takes_any_done},
    LinkMutation{"reflecting: applies every confirmation", "a duplicate is applied again", nullptr,
                 applies_every_confirmation},
    LinkMutation{"reflecting: takes a confirmation back", "aborts alone though it has confirmed", nullptr,
                 takes_a_confirmation_back},
    LinkMutation{"reflecting: forgets that it confirmed", "a confirmation is not durable", nullptr,
                 forgets_record<Confirmed>},
    LinkMutation{"reflecting: forgets what is settled", "an outcome is not durable", nullptr, forgets_record<Settled>},
    LinkMutation{"reflecting: forgets what it refused", "says that it aborted, and keeps the shadow", nullptr,
                 forgets_what_it_refused},
    LinkMutation{"reflecting: reports before it freezes", "may still apply what it reported not to have",
                 [](Config& c) { c.freeze = false; }},
    LinkMutation{"reflecting: reports abort", "does not say that it has applied", nullptr, reports_abort},
    LinkMutation{"reflecting: one report is enough", "the third process trusts the initiator's",
                 [](Config& c) { c.reports_needed = 1; }},
    LinkMutation{"reflecting: takes any verdict", "does not look at the transfer", nullptr, takes_any_verdict},
    LinkMutation{"reflecting: presumes abort", "silence is taken for a refusal",
                 [](Config& c) { c.in_doubt = InDoubt::kPresumeAbort; }},
    LinkMutation{"reflecting: presumes commit", "silence is taken for consent",
                 [](Config& c) { c.in_doubt = InDoubt::kPresumeCommit; }},
};

ExploreInstance<Protocol> small_pair() {
  ExploreInstance<Protocol> instance;
  instance.config.transfers = 2;
  instance.config.turns = 1;
  instance.config.probes = 1;
  instance.config.corrupted_offers = 1;
  instance.options.timer_firings = 2;
  instance.options.duplications = 1;
  instance.options.limits.max_states = 200'000;
  return instance;
}

Prey<Protocol> link_prey() {
  Prey<Protocol> prey;
  prey.explore.push_back(small_pair());
  ExploreInstance<Protocol> crashing = small_pair();
  crashing.config.transfers = 1;
  crashing.config.corrupted_offers = 0;
  crashing.options.crashes = crashing.options.restarts = 1;
  prey.explore.push_back(crashing);
  ExploreInstance<Protocol> triangle = small_pair();
  triangle.config.n = 3;
  triangle.config.triangle = true;
  triangle.config.transfers = 2;
  triangle.config.relay = false;
  triangle.config.corrupted_offers = 0;
  prey.explore.push_back(triangle);
  AttackInstance<Protocol> attack;
  attack.options.runs = 4'000;
  attack.options.restarts = 2;
  attack.options.network.loss = true;
  attack.options.network.duplication = true;
  attack.config.corrupted_offers = 1;
  prey.attack.push_back(attack);
  attack.config.n = 3;
  attack.config.triangle = true;
  prey.attack.push_back(attack);
  return prey;
}

class ReflectingLinkMutants : public testing::TestWithParam<const LinkMutation*> {};

TEST_P(ReflectingLinkMutants, is_killed) {
  expect_killed<Protocol>(link_prey(), *GetParam());
}
TEST(ReflectingLink, is_let_live) {
  expect_no_alarm<Protocol>(link_prey(), nullptr);
}

INSTANTIATE_TEST_SUITE_P(All, ReflectingLinkMutants, each(kMutations), MutationName());

}  // namespace
}  // namespace parley::mutants::of_reflecting_link
