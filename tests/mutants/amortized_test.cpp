// Mutants of the amortised broadcast, four processes of which one is faulty.
#include "protocols/broadcast/amortized/amortized.hpp"

#include <array>

#include "protocols/broadcast/amortized/rules.hpp"
#include "tests/mutants/hunt.hpp"

namespace parley::mutants::of_amortized {
namespace {

using amortized::Ask;
using amortized::Chain;
using amortized::Config;
using amortized::Protocol;
using amortized::Pull;
using amortized::Stand;
using amortized::Supply;
using amortized::Vote;
using AmortizedStep = Step<Protocol>;
using AmortizedMutation = Mutation<Protocol>;

Chain* chain_of(AmortizedStep& step, ProcessId sender) {
  const auto found = step.state.chains.find(sender);
  return found == step.state.chains.end() ? nullptr : &found->second;
}

template <class M>
void never_sends(AmortizedStep& step) {
  step.proceed();
  step.drop<Multicast<Protocol>>(
      [](const Multicast<Protocol>& some) { return std::holds_alternative<M>(some.message); });
  step.drop<Send<Protocol>>([](const Send<Protocol>& send) { return std::holds_alternative<M>(send.message); });
}

// Whatever block a vote names, it counts for the one that was accepted.
void counts_any_block(AmortizedStep& step) {
  if (Vote* vote = step.received<Vote>())
    if (Chain* chain = chain_of(step, vote->sender); chain != nullptr && vote->height >= 1)
      if (vote->height <= chain->accepted.size()) vote->block = chain->accepted[vote->height - 1];
  step.proceed();
}

// A vote from one process is taken for one from the next.
void counts_others(AmortizedStep& step) {
  step.proceed();
  if (!step.received<Vote>()) return;
  step.from = ProcessId{(step.from.value + 1) % step.config.n};
  step.proceed();
}

// Ready is told for the last block that was echoed.
void readies_what_it_echoed(AmortizedStep& step) {
  step.proceed();
  step.for_each_sent<Vote>([](Vote& vote) {
    vote.ready = vote.height;
    vote.ready_block.reset();
  });
}

// What is ready is told without its name, where that leads elsewhere.
void names_no_ready_block(AmortizedStep& step) {
  step.proceed();
  step.for_each_sent<Vote>([](Vote& vote) {
    if (vote.ready_block) vote.ready = vote.height;
    vote.ready_block.reset();
  });
}

void delivers_twice(AmortizedStep& step) {
  for (auto& [sender, chain] : step.state.chains)
    if (chain.delivered > 0 && !chain.blocks.empty() && chain.blocks.begin()->first == chain.delivered)
      --chain.delivered;
  step.proceed();
}

// A process that was told something forgets that it has to tell it on.
void told_too_early(AmortizedStep& step) {
  step.proceed();
  if (!step.received<Vote>()) return;
  for (auto& [sender, chain] : step.state.chains) {
    chain.told = ProcessSet::first(step.config.n);
    chain.told.erase(step.self());
  }
}

constexpr std::array kMutations{
    AmortizedMutation{"amortized: echo quorum one less", "(n + t)/2 echoes instead of more",
                      [](Config& c) { c.echo_quorum = 2; }},
    AmortizedMutation{"amortized: echo quorum one more", "waits for an echo of a faulty process",
                      [](Config& c) { c.echo_quorum = 4; }},
    AmortizedMutation{"amortized: ready support one less", "joins t readies", [](Config& c) { c.ready_support = 1; }},
    AmortizedMutation{"amortized: no amplification", "readies are never joined",
                      [](Config& c) { c.ready_support = c.n + 1; }},
    AmortizedMutation{"amortized: delivery quorum one less", "delivers after 2t readies",
                      [](Config& c) { c.delivery_quorum = 2; }},
    AmortizedMutation{"amortized: no ready quorum", "delivers what it is ready for",
                      [](Config& c) { c.delivery_quorum = 1; }},
    AmortizedMutation{"amortized: delivery quorum one more", "waits for a ready of a faulty process",
                      [](Config& c) { c.delivery_quorum = 4; }},
    AmortizedMutation{"amortized: committees do not rotate", "one committee in all rounds",
                      [](Config& c) { c.fixed_committees = true; }},
    AmortizedMutation{"amortized: accepts again", "a second block of a height takes the place of the first",
                      [](Config& c) { c.accept_again = true; }},
    AmortizedMutation{"amortized: silent when quiet", "a standing is told on blocks alone",
                      [](Config& c) { c.silent_when_quiet = true; }},
    AmortizedMutation{"amortized: one quiet round", "a standing is told once more, not to everybody",
                      [](Config& c) { c.quiet_rounds = 1; }},
    AmortizedMutation{"amortized: one drawn round", "as before, to drawn committees",
                      [](Config& c) {
                        c.random_committees = true;
                        c.quiet_rounds = 1;
                      }},
    AmortizedMutation{"amortized: certificates of one", "one share is believed",
                      [](Config& c) {
                        c.optimistic = true;
                        c.certificate_quorum = 1;
                      }},
    AmortizedMutation{"amortized: never asks", "who is on another branch stays there", nullptr, never_sends<Ask>},
    AmortizedMutation{"amortized: never states", "does not answer what it is ready for", nullptr, never_sends<Stand>},
    AmortizedMutation{"amortized: never pulls", "a payload that was withheld never comes", nullptr, never_sends<Pull>},
    AmortizedMutation{"amortized: never supplies", "keeps payloads to itself", nullptr, never_sends<Supply>},
    AmortizedMutation{"amortized: votes for any block", "counts votes whatever they name", nullptr, counts_any_block},
    AmortizedMutation{"amortized: votes counted twice", "for their sender and for the next process", nullptr,
                      counts_others},
    AmortizedMutation{"amortized: readies what it echoed", "does not wait for a quorum", nullptr,
                      readies_what_it_echoed},
    AmortizedMutation{"amortized: delivers twice", "forgets what it delivered last", nullptr, delivers_twice},
    AmortizedMutation{"amortized: tells too few", "takes a vote for the sign that all know", nullptr, told_too_early},
};

// Changes that break nothing: a report on one is a false alarm. A ready whose name is left out is asked for.
constexpr std::array kControls{
    AmortizedMutation{"amortized: names no ready block", "", nullptr, names_no_ready_block},
    AmortizedMutation{"amortized: drawn committees", "", [](Config& c) { c.random_committees = true; }},
    AmortizedMutation{"amortized: optimistic", "", [](Config& c) { c.optimistic = true; }},
    AmortizedMutation{"amortized: committees of all", "", [](Config& c) { c.c = c.n - 1; }},
    AmortizedMutation{"amortized: pulls from all", "", [](Config& c) { c.pull_from = c.n - 1; }},
};

Prey<Protocol> amortized_prey() {
  Prey<Protocol> prey;
  for (const bool late : {false, true}) {
    AttackInstance<Protocol> instance;
    instance.config.payloads = late ? 3 : 1;
    instance.config.edition_from = late ? 2 : 1;
    instance.options.faulty = 1;
    instance.options.runs = 4'000;
    instance.options.shrink_budget = 300;
    prey.attack.push_back(instance);
  }
  // The adversary of chains: one story to two processes, another to the third.
  AttackInstance<Protocol> forked = prey.attack.front();
  faults::FaultPlan plan;
  faults::Equivocate faces;
  faces.second_face = faults::SecondFace::kConfig;
  faces.second_face_to = ProcessSet{ProcessId{3}};
  faces.first_face_to = ProcessSet{ProcessId{1}, ProcessId{2}, ProcessId{3}};
  plan.byzantine.push_back({ProcessId{0}, {faces}});
  forked.options.plan = plan;
  forked.options.runs = 1'000;
  prey.attack.push_back(forked);
  faces.first_face_to = ProcessSet{ProcessId{1}, ProcessId{2}};
  forked.options.plan->byzantine.front().strategies = {faces};
  prey.attack.push_back(forked);
  return prey;
}

class AmortizedMutants : public testing::TestWithParam<const AmortizedMutation*> {};
class AmortizedControls : public testing::TestWithParam<const AmortizedMutation*> {};

TEST_P(AmortizedMutants, is_killed) {
  expect_killed<Protocol>(amortized_prey(), *GetParam());
}
TEST_P(AmortizedControls, is_let_live) {
  expect_no_alarm<Protocol>(amortized_prey(), GetParam());
}
TEST(Amortized, is_let_live) {
  expect_no_alarm<Protocol>(amortized_prey(), nullptr);
}

INSTANTIATE_TEST_SUITE_P(All, AmortizedMutants, each(kMutations), MutationName());
INSTANTIATE_TEST_SUITE_P(All, AmortizedControls, each(kControls), MutationName());

}  // namespace
}  // namespace parley::mutants::of_amortized
