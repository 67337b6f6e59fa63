// Mutants of Bracha's broadcast with hashes, four processes of which one is faulty. Those of its rules for echoes and
// readies that are Bracha's as they stand are in bracha_test.cpp.
#include "protocols/broadcast/hashed_bracha/hashed_bracha.hpp"

#include <array>

#include "tests/mutants/hunt.hpp"

namespace parley::mutants::of_hashed_bracha {
namespace {

using hashed_bracha::Config;
using hashed_bracha::Echo;
using hashed_bracha::Protocol;
using hashed_bracha::Pull;
using hashed_bracha::Supply;
using HashedStep = Step<Protocol>;
using HashedMutation = Mutation<Protocol>;

void never_pulls(HashedStep& step) {
  step.proceed();
  step.drop<Multicast<Protocol>>(
      [](const Multicast<Protocol>& some) { return std::holds_alternative<Pull>(some.message); });
}

void never_supplies(HashedStep& step) {
  step.proceed();
  step.drop<Send<Protocol>>([](const Send<Protocol>& send) { return std::holds_alternative<Supply>(send.message); });
}

// What is supplied is taken for what was asked for.
void believes_supplies(HashedStep& step) {
  if (const Supply* supply = step.received<Supply>()) {
    auto& open = step.state.streams[supply->sender].open;
    if (const auto at = open.find(supply->sequence); at != open.end() && at->second.wanted && !at->second.held)
      at->second.wanted = broadcast::sha256(supply->payload);
  }
  step.proceed();
}

void delivers_twice(HashedStep& step) {
  for (auto& [sender, stream] : step.state.streams)
    for (auto& [sequence, at] : stream.open) {
      if (step.received<Echo>()) at.delivered = false;
      if (step.received<Echo>()) at.wanted.reset();
    }
  step.proceed();
}

constexpr std::array kMutations{
    HashedMutation{"hashes: echo quorum one less", "(n + t)/2 echoes instead of more",
                   [](Config& c) { c.echo_quorum = 2; }},
    HashedMutation{"hashes: ready support one less", "joins t readies", [](Config& c) { c.ready_support = 1; }},
    HashedMutation{"hashes: no amplification", "readies are never joined",
                   [](Config& c) { c.ready_support = c.n + 1; }},
    HashedMutation{"hashes: delivery quorum one less", "delivers after 2t readies",
                   [](Config& c) { c.delivery_quorum = 2; }},
    HashedMutation{"hashes: pulls from one", "the one asked may be a liar", [](Config& c) { c.pull_from = 1; }},
    HashedMutation{"hashes: never pulls", "a payload that was withheld never comes", nullptr, never_pulls},
    HashedMutation{"hashes: never supplies", "keeps payloads to itself", nullptr, never_supplies},
    HashedMutation{"hashes: believes supplies", "does not hash what is supplied", nullptr, believes_supplies},
    HashedMutation{"hashes: delivers twice", "does not remember that it delivered", nullptr, delivers_twice},
};

Prey<Protocol> hashed_prey() {
  Prey<Protocol> prey;
  ExploreInstance<Protocol> sender;
  sender.config.payload_bytes = 4;
  sender.options.byzantine = {ProcessId{0}};
  sender.options.reduction = true;
  sender.options.limits.max_states = 300'000;
  prey.explore.push_back(sender);
  for (const std::uint64_t payloads : {1U, 3U}) {
    AttackInstance<Protocol> instance;
    instance.config.payloads = payloads;
    instance.options.faulty = 1;
    instance.options.runs = 5'000;
    instance.options.shrink_budget = 300;
    prey.attack.push_back(instance);
  }
  return prey;
}

class HashedBrachaMutants : public testing::TestWithParam<const HashedMutation*> {};

TEST_P(HashedBrachaMutants, is_killed) {
  expect_killed<Protocol>(hashed_prey(), *GetParam());
}
TEST(HashedBracha, is_let_live) {
  expect_no_alarm<Protocol>(hashed_prey(), nullptr);
}

INSTANTIATE_TEST_SUITE_P(All, HashedBrachaMutants, each(kMutations), MutationName());

}  // namespace
}  // namespace parley::mutants::of_hashed_bracha
