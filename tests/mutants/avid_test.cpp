// Mutants of the broadcast by dispersal, four processes of which one is faulty.
#include "protocols/broadcast/avid/avid.hpp"

#include <array>

#include "tests/mutants/hunt.hpp"

namespace parley::mutants::of_avid {
namespace {

using avid::Candidate;
using avid::Config;
using avid::Disperse;
using avid::Echo;
using avid::Instance;
using avid::Protocol;
using avid::Ready;
using AvidStep = Step<Protocol>;

// The instance that a message of type M is about, where it is under way.
template <class M>
Instance* instance_of(AvidStep& step) {
  const M* received = step.received<M>();
  if (received == nullptr) return nullptr;
  auto& stream = step.state.of[received->sender];
  const auto at = stream.open.find(received->sequence);
  return at == stream.open.end() ? nullptr : &at->second;
}

Candidate* candidate_of(Instance& at, const avid::Digest& root) {
  for (Candidate& one : at.candidates)
    if (one.root == root) return &one;
  return nullptr;
}

// Whatever comes as an echo is taken for a fragment under the root, unless its process had echoed already.
void takes_any_fragment(AvidStep& step) {
  const Echo* echo = step.received<Echo>();
  Instance* at = instance_of<Echo>(step);
  if (echo != nullptr && at != nullptr)
    if (Candidate* about = candidate_of(*at, echo->root)) about->fragments.emplace(step.from, echo->piece.fragment);
  step.proceed();
}

// A process that is ready for another root is forgotten where it was before.
template <class M>
void counts_again(AvidStep& step) {
  if (Instance* at = instance_of<M>(step))
    for (Candidate& one : at->candidates)
      if (one.readies.contains(step.from))
        for (std::uint32_t id = 0; id < step.config.n; ++id)
          if (one.readies.insert(ProcessId{id})) return step.proceed();
  step.proceed();
}

constexpr std::array kMutations{
    Mutation<Protocol>{"AVID: root not checked", "is ready for fragments that are no codeword",
                       [](Config& c) { c.skip_check = true; }},
    Mutation<Protocol>{"AVID: too few redundant fragments",
                       "2t + 1 fragments decode, more than correct echoes are sure",
                       [](Config& c) { c.data_fragments = 3; }},
    Mutation<Protocol>{"AVID: echo quorum one less", "(n + t)/2 echoes instead of more",
                       [](Config& c) { c.echo_quorum = 2; }},
    Mutation<Protocol>{"AVID: echo quorum one more", "waits for an echo of a faulty process",
                       [](Config& c) { c.echo_quorum = 4; }},
    Mutation<Protocol>{"AVID: ready support one less", "joins t readies", [](Config& c) { c.ready_support = 1; }},
    Mutation<Protocol>{"AVID: no amplification", "readies are never joined",
                       [](Config& c) { c.ready_support = c.n + 1; }},
    Mutation<Protocol>{"AVID: delivery quorum one less", "delivers after 2t readies",
                       [](Config& c) { c.delivery_quorum = 2; }},
    Mutation<Protocol>{"AVID: delivery quorum one more", "waits for a ready of a faulty process",
                       [](Config& c) { c.delivery_quorum = 4; }},
    Mutation<Protocol>{"AVID: paths not checked", "takes any fragment for one under the root", nullptr,
                       takes_any_fragment},
    Mutation<Protocol>{"AVID: readies are not deduplicated", "counts readies, not processes", nullptr,
                       counts_again<Ready>},
    Mutation<Protocol>{"AVID: no own echo", "tells nobody else its fragment", nullptr,
                       [](AvidStep& step) {
                         step.proceed();
                         step.drop<Broadcast<Protocol>>(
                             [](const Broadcast<Protocol>& all) { return std::holds_alternative<Echo>(all.message); });
                       }},
    Mutation<Protocol>{"AVID: delivers twice", "does not remember that it delivered", nullptr,
                       [](AvidStep& step) {
                         step.proceed();
                         for (auto& [sender, stream] : step.state.of) {
                           for (auto& [sequence, at] : stream.open) at.delivered = false;
                           stream.settled_to = 0;
                         }
                       }},
};

Prey<Protocol> avid_prey() {
  Prey<Protocol> prey;
  for (const std::uint32_t liar : {0U, 3U}) {
    Config config;
    config.payload_bytes = 8;
    explore::ExploreOptions options;
    options.byzantine = {ProcessId{liar}};
    options.values = {0, 1};
    options.reduction = true;
    options.limits.max_states = 300'000;
    prey.explore.push_back({config, options});
  }
  faults::CampaignOptions campaign;
  campaign.faulty = 1;
  campaign.runs = 2'000;
  Config config;
  config.senders = 2;
  prey.attack.push_back({config, campaign});
  return prey;
}

class AvidMutants : public testing::TestWithParam<const Mutation<Protocol>*> {};

TEST_P(AvidMutants, is_killed) {
  expect_killed<Protocol>(avid_prey(), *GetParam());
}
TEST(Avid, is_let_live) {
  expect_no_alarm<Protocol>(avid_prey(), nullptr);
}

INSTANTIATE_TEST_SUITE_P(All, AvidMutants, each(kMutations), MutationName());

}  // namespace
}  // namespace parley::mutants::of_avid
