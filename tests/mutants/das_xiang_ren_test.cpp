// Mutants of the four-step broadcast with online error correction, four processes of which one is faulty.
#include "protocols/broadcast/das_xiang_ren/das_xiang_ren.hpp"

#include <array>

#include "protocols/broadcast/das_xiang_ren/thresholds.hpp"
#include "tests/mutants/hunt.hpp"

namespace parley::mutants::of_das_xiang_ren {
namespace {

using das_xiang_ren::Config;
using das_xiang_ren::Echo;
using das_xiang_ren::Protocol;
using das_xiang_ren::Ready;
using DxrStep = Step<Protocol>;

constexpr std::array kMutations{
    Mutation<Protocol>{"DXR: no error corrected", "decodes 2t + 1 fragments and tries no more",
                       [](Config& c) { c.decodings = 1; }},
    Mutation<Protocol>{"DXR: waits for fewer readies", "decodes with r errors after 2t + r readies",
                       [](Config& c) { c.delivery_quorum = 2; }},
    Mutation<Protocol>{"DXR: waits for more readies", "needs a ready of a faulty process",
                       [](Config& c) { c.delivery_quorum = 4; }},
    Mutation<Protocol>{"DXR: echo quorum one less", "(n + t)/2 equal echoes instead of more",
                       [](Config& c) { c.echo_quorum = 2; }},
    Mutation<Protocol>{"DXR: echo quorum one more", "waits for an echo of a faulty process",
                       [](Config& c) { c.echo_quorum = 4; }},
    Mutation<Protocol>{"DXR: believes one echo", "takes the word of a liar for its fragment",
                       [](Config& c) { c.echo_support = 1; }},
    Mutation<Protocol>{"DXR: no amplification", "readies are never joined",
                       [](Config& c) { c.ready_support = c.n + 1; }},
    Mutation<Protocol>{"DXR: all quorums t + 1", "majority of the correct taken for a quorum",
                       [](Config& c) { c.echo_quorum = c.delivery_quorum = 2; }},
    Mutation<Protocol>{
        "DXR: tells its own fragment", "echoes as in AVID: everybody hears the speaker's fragment", nullptr,
        [](DxrStep& step) {
          step.proceed();
          step.for_each_sent<Echo>([&](Echo& echo) {
            const auto payload =
                broadcast::payload_of(echo.sender, echo.sequence, step.config.payload_bytes, step.config.edition);
            echo.fragment = crypto::encode(das_xiang_ren::code_of(step.config), payload)[step.self().value];
          });
        }},
    Mutation<Protocol>{"DXR: ready only before it delivers", "stops when it has delivered", nullptr,
                       [](DxrStep& step) {
                         step.proceed();
                         for (auto& [sender, stream] : step.state.of)
                           for (auto& [sequence, at] : stream.open) at.readied = at.readied || at.delivered;
                       }},
    Mutation<Protocol>{"DXR: late echoes ignored", "no echo counts before the sender's proposal came", nullptr,
                       [](DxrStep& step) {
                         const Echo* echo = step.received<Echo>();
                         if (echo == nullptr) return step.proceed();
                         const auto& open = step.state.of[echo->sender].open;
                         const auto at = open.find(echo->sequence);
                         if (at != open.end() && at->second.echoed) step.proceed();
                       }},
    Mutation<Protocol>{"DXR: delivers twice", "does not remember that it delivered", nullptr,
                       [](DxrStep& step) {
                         step.proceed();
                         for (auto& [sender, stream] : step.state.of) {
                           for (auto& [sequence, at] : stream.open) at.delivered = false;
                           stream.settled_to = 0;
                         }
                       }},
};

// Changes that break nothing (docs/mutants.md argues why): a report on one is a false alarm.
constexpr std::array kControls{
    Mutation<Protocol>{"DXR: hash not checked", "", [](Config& c) { c.skip_check = true; }},
};

Prey<Protocol> dxr_prey() {
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

class DxrMutants : public testing::TestWithParam<const Mutation<Protocol>*> {};
class DxrControls : public testing::TestWithParam<const Mutation<Protocol>*> {};

TEST_P(DxrMutants, is_killed) {
  expect_killed<Protocol>(dxr_prey(), *GetParam());
}
TEST_P(DxrControls, is_let_live) {
  expect_no_alarm<Protocol>(dxr_prey(), GetParam());
}
TEST(Dxr, is_let_live) {
  expect_no_alarm<Protocol>(dxr_prey(), nullptr);
}

INSTANTIATE_TEST_SUITE_P(All, DxrMutants, each(kMutations), MutationName());
INSTANTIATE_TEST_SUITE_P(All, DxrControls, each(kControls), MutationName());

}  // namespace
}  // namespace parley::mutants::of_das_xiang_ren
