// Mutants of Bracha's broadcast, four processes of which one is faulty.
#include "protocols/broadcast/bracha/bracha.hpp"

#include <algorithm>
#include <array>

#include "protocols/broadcast/bracha/thresholds.hpp"
#include "tests/mutants/hunt.hpp"

namespace parley::mutants::of_bracha {
namespace {

using bracha::Config;
using bracha::Echo;
using bracha::Initial;
using bracha::Protocol;
using bracha::Ready;
using bracha::State;
using bracha::Tallies;
using bracha::Tally;
using BrachaStep = Step<Protocol>;

ProcessSet counted(const Tallies& tallies) {
  ProcessSet all;
  for (const Tally& tally : tallies) tally.from.for_each([&](ProcessId id) { all.insert(id); });
  return all;
}

// A sender that was counted before appears under the name of one that was not.
template <class M>
void count_again(BrachaStep& step, const Tallies& tallies) {
  const ProcessSet known = counted(tallies);
  for (std::uint32_t id = 0; step.received<M>() && known.contains(step.from) && id < step.config.n; ++id)
    if (!known.contains(ProcessId{id})) step.from = ProcessId{id};
  step.proceed();
}

// Whatever it says counts for the value that was supported first.
template <class M>
void count_for_first(BrachaStep& step, const Tallies& tallies) {
  M* received = step.received<M>();
  if (received && !tallies.empty()) received->value = tallies.front().value;
  step.proceed();
}

void forget(Tallies& tallies, ProcessId who) {
  for (Tally& tally : tallies) tally.from.erase(who);
  const auto empty = [](const Tally& tally) { return tally.from.empty(); };
  tallies.erase(std::remove_if(tallies.begin(), tallies.end(), empty), tallies.end());
}

void forget_other(BrachaStep& step, Tallies& tallies, std::uint64_t value) {
  for (Tally& tally : tallies)
    if (tally.value != value) tally.from.erase(step.from);
}

template <class M>
void send_to_all_but_last(BrachaStep& step) {
  step.proceed();
  for (Effect<Protocol>& effect : step.effects) {
    auto* broadcast = std::get_if<Broadcast<Protocol>>(&effect);
    if (broadcast == nullptr || !std::holds_alternative<M>(broadcast->message)) continue;
    ProcessSet most = ProcessSet::first(step.config.n - 1);
    most.erase(step.self());
    effect = Multicast<Protocol>{std::move(most), broadcast->message};
  }
}

void deliver(BrachaStep& step, std::uint64_t value) {
  if (step.state.delivered) return;
  step.state.delivered = value;
  step.context().emit({value});
}

constexpr std::array kMutations{
    Mutation<Protocol>{"echo quorum one less", "(n + t)/2 echoes instead of more",
                       [](Config& c) { c.echo_quorum = 2; }},
    Mutation<Protocol>{"echo quorum one more", "waits for an echo of a faulty process",
                       [](Config& c) { c.echo_quorum = 4; }},
    Mutation<Protocol>{"ready support one less", "joins t readies", [](Config& c) { c.ready_support = 1; }},
    Mutation<Protocol>{"ready support one more", "joins 2t + 1 readies", [](Config& c) { c.ready_support = 3; }},
    Mutation<Protocol>{"delivery quorum one less", "delivers after 2t readies",
                       [](Config& c) { c.delivery_quorum = 2; }},
    Mutation<Protocol>{"delivery quorum one more", "waits for a ready of a faulty process",
                       [](Config& c) { c.delivery_quorum = 4; }},
    Mutation<Protocol>{"all quorums t + 1", "majority of the correct taken for a quorum",
                       [](Config& c) { c.echo_quorum = c.delivery_quorum = 2; }},
    Mutation<Protocol>{"no amplification", "readies are never joined", [](Config& c) { c.ready_support = c.n + 1; }},
    Mutation<Protocol>{"initial from anybody", "the sender of an Initial is not checked", nullptr,
                       [](BrachaStep& step) {
                         if (step.received<Initial>()) step.from = step.config.sender;
                         step.proceed();
                       }},
    Mutation<Protocol>{"echoes twice", "does not remember that it echoed", nullptr,
                       [](BrachaStep& step) {
                         if (step.received<Initial>()) step.state.echoed.reset();
                         step.proceed();
                       }},
    Mutation<Protocol>{"echoes an echo", "an echo is answered like the sender's message", nullptr,
                       [](BrachaStep& step) {
                         step.proceed();
                         if (!step.received<Echo>()) return;
                         step.message = Initial{step.received<Echo>()->value};
                         step.from = step.config.sender;
                         step.proceed();
                       }},
    Mutation<Protocol>{"echoes are not deduplicated", "counts echoes, not processes", nullptr,
                       [](BrachaStep& step) { count_again<Echo>(step, step.state.echoes); }},
    Mutation<Protocol>{"readies are not deduplicated", "counts readies, not processes", nullptr,
                       [](BrachaStep& step) { count_again<Ready>(step, step.state.readies); }},
    Mutation<Protocol>{"echoes of all values together", "counts echoes whatever they say", nullptr,
                       [](BrachaStep& step) { count_for_first<Echo>(step, step.state.echoes); }},
    Mutation<Protocol>{"readies of all values together", "counts readies whatever they say", nullptr,
                       [](BrachaStep& step) { count_for_first<Ready>(step, step.state.readies); }},
    Mutation<Protocol>{"delivers twice", "does not remember that it delivered", nullptr,
                       [](BrachaStep& step) {
                         step.state.delivered.reset();
                         step.proceed();
                       }},
    Mutation<Protocol>{"delivers on echoes", "takes a quorum of echoes for agreement", nullptr,
                       [](BrachaStep& step) {
                         step.proceed();
                         if (step.state.readied) deliver(step, *step.state.readied);
                       }},
    Mutation<Protocol>{"delivers the sender's word", "delivers what the sender told it", nullptr,
                       [](BrachaStep& step) {
                         step.proceed();
                         for (Effect<Protocol>& effect : step.effects)
                           if (auto* emit = std::get_if<Emit<Protocol>>(&effect))
                             emit->output.value = step.state.echoed.value_or(emit->output.value);
                       }},
    Mutation<Protocol>{"delivers at once", "takes the sender's word for all", nullptr,
                       [](BrachaStep& step) {
                         step.proceed();
                         if (step.state.echoed) deliver(step, *step.state.echoed);
                       }},
    Mutation<Protocol>{"readies what it echoed", "a quorum makes it ready for its own value", nullptr,
                       [](BrachaStep& step) {
                         step.proceed();
                         step.for_each_sent<Ready>(
                             [&](Ready& ready) { ready.value = step.state.echoed.value_or(ready.value); });
                       }},
    Mutation<Protocol>{"readies on the initial", "does not wait for echoes", nullptr,
                       [](BrachaStep& step) {
                         step.proceed();
                         if (!step.received<Initial>() || step.state.readied || !step.state.echoed) return;
                         step.state.readied = step.state.echoed;
                         step.context().broadcast(Ready{*step.state.echoed});
                       }},
    Mutation<Protocol>{"own echo not counted", "counts what the network brings alone", nullptr,
                       [](BrachaStep& step) {
                         step.proceed();
                         forget(step.state.echoes, step.self());
                       }},
    Mutation<Protocol>{"own ready not counted", "counts what the network brings alone", nullptr,
                       [](BrachaStep& step) {
                         step.proceed();
                         forget(step.state.readies, step.self());
                       }},
    Mutation<Protocol>{"sender does not echo", "the sender's own part is only to send", nullptr,
                       [](BrachaStep& step) {
                         step.proceed();
                         step.drop<Broadcast<Protocol>>([&](const Broadcast<Protocol>& broadcast) {
                           return !step.message && std::holds_alternative<Echo>(broadcast.message);
                         });
                       }},
    Mutation<Protocol>{"ready misses the last", "a loop ends one process too early", nullptr,
                       send_to_all_but_last<Ready>},
    Mutation<Protocol>{"tallies freed early", "readies are thrown away on getting ready", nullptr,
                       [](BrachaStep& step) {
                         const bool before = step.state.readied.has_value();
                         step.proceed();
                         if (!before && step.state.readied) step.state.readies.clear();
                       }},
    Mutation<Protocol>{"late echoes ignored", "no echo counts before the sender's message came", nullptr,
                       [](BrachaStep& step) {
                         if (!step.received<Echo>() || step.state.echoed) step.proceed();
                       }},
};

// Changes that break nothing (docs/mutants.md argues why): a report on one is a false alarm.
constexpr std::array kControls{
    Mutation<Protocol>{"echo misses the last", "", nullptr, send_to_all_but_last<Echo>},
    Mutation<Protocol>{"one process counts for two values", "", nullptr,
                       [](BrachaStep& step) {
                         if (const Echo* echo = step.received<Echo>())
                           forget_other(step, step.state.echoes, echo->value);
                         step.proceed();
                       }},
};

Prey<Protocol> bracha_prey() {
  Prey<Protocol> prey;
  for (const std::uint32_t sender : {3U, 0U}) {
    Config config;
    config.sender = ProcessId{sender};
    explore::ExploreOptions options;
    options.byzantine = {ProcessId{3}};
    options.reduction = true;
    options.limits.max_states = 1'500'000;
    prey.explore.push_back({config, options});
  }
  faults::CampaignOptions campaign;
  campaign.faulty = 1;
  prey.attack.push_back({Config{}, campaign});
  return prey;
}

class BrachaMutants : public testing::TestWithParam<const Mutation<Protocol>*> {};
class BrachaControls : public testing::TestWithParam<const Mutation<Protocol>*> {};

TEST_P(BrachaMutants, is_killed) {
  expect_killed<Protocol>(bracha_prey(), *GetParam());
}
TEST_P(BrachaControls, is_let_live) {
  expect_no_alarm<Protocol>(bracha_prey(), GetParam());
}
TEST(Bracha, is_let_live) {
  expect_no_alarm<Protocol>(bracha_prey(), nullptr);
}

INSTANTIATE_TEST_SUITE_P(All, BrachaMutants, each(kMutations), MutationName());
INSTANTIATE_TEST_SUITE_P(All, BrachaControls, each(kControls), MutationName());

}  // namespace
}  // namespace parley::mutants::of_bracha
