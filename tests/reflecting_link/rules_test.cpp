// The rules of the three processes by single steps, the counters of frames, and what may be configured.
#include <bit>
#include <gtest/gtest.h>
#include <string>

#include "protocols/link/reflecting_link/counters.hpp"
#include "protocols/link/reflecting_link/reflecting_link.hpp"
#include "tests/lone.hpp"

namespace parley::reflecting_link {
namespace {

using parley::testing::Lone;
using parley::testing::outputs;
using parley::testing::sent;
using problems::kInitiator;
using problems::kResponder;
using problems::TransferAborted;
using problems::TransferApplied;
using problems::TransferCompleted;
using problems::TransferConfirmed;
using problems::TransferInDoubt;
using Link = Lone<Protocol>;

Config two_turns() {
  Config config;
  config.turns = 2;
  return config;
}
Config triangle() {
  Config config;
  config.n = 3;
  config.triangle = true;
  config.turns = 1;
  return config;
}

TEST(Counters, TwoBitsOfWhichOneChanges) {
  EXPECT_EQ(gray_code(0), 0U);
  EXPECT_EQ(gray_code(1), 1U);
  EXPECT_EQ(gray_code(2), 3U);
  EXPECT_EQ(gray_code(3), 2U);
  for (std::uint64_t count = 0; count < 40; ++count)
    EXPECT_EQ(std::popcount(gray_code(count) ^ gray_code(count + 1)), 1) << count;
}

TEST(Counters, FourCountsFromTheOfferOnAreToldApart) {
  Config config;
  for (const bool gray : {false, true}) {
    config.gray = gray;
    for (std::uint64_t transfer = 0; transfer < 20; ++transfer)
      for (std::uint64_t count = offer_count(transfer); count < offer_count(transfer) + 4; ++count)
        EXPECT_EQ(count_of(config, counter_of(config, count), transfer), count);
  }
}

TEST(InitiatorSteps, ATransferTakesTwoRoundTrips) {
  Link link(two_turns(), kInitiator);
  ASSERT_EQ(sent<Offer>(link.first()).size(), 1U);
  EXPECT_EQ(sent<Offer>(link.first())[0].value, 1U);
  EXPECT_EQ(link.state().link_state, LinkState::kTentative);
  EXPECT_TRUE(link.receive(kResponder, Done{0, 3}).empty());  // nothing was confirmed yet
  const auto confirmed = link.receive(kResponder, Reflect{0, 2, 1});
  EXPECT_EQ(sent<Confirm>(confirmed).size(), 1U);
  EXPECT_EQ(outputs<TransferConfirmed>(confirmed).size(), 1U);
  EXPECT_TRUE(outputs<TransferCompleted>(confirmed).empty());
  EXPECT_EQ(link.state().link_state, LinkState::kReflecting);
  EXPECT_TRUE(link.receive(kResponder, Reflect{0, 2, 1}).empty());  // a copy of the answer says nothing new
  const auto done = link.receive(kResponder, Done{0, 3});
  EXPECT_EQ(outputs<TransferCompleted>(done).at(0).transfer, 1U);
  EXPECT_EQ(sent<Offer>(done).at(0).value, 2U);
}

// A persist stands before what says it: the order is the promise.
TEST(InitiatorSteps, ItRemembersThatItConfirmedBeforeItSaysSo) {
  Link link(two_turns(), kInitiator);
  const auto effects = link.receive(kResponder, Reflect{0, 2, 1});
  std::size_t persisted = effects.size();
  for (std::size_t at = 0; at < effects.size(); ++at) {
    if (std::holds_alternative<Persist<Protocol>>(effects[at])) persisted = at;
    if (std::holds_alternative<Send<Protocol>>(effects[at])) {
      EXPECT_GT(at, persisted);
    }
  }
  EXPECT_LT(persisted, effects.size());
}

TEST(InitiatorSteps, AnUnequalCopyIsJammed) {
  Link link(two_turns(), kInitiator);
  const auto effects = link.receive(kResponder, Reflect{0, 2, 7});
  EXPECT_EQ(sent<Jam>(effects).at(0).counter, 3U);
  EXPECT_TRUE(sent<Confirm>(effects).empty());
  EXPECT_EQ(outputs<TransferAborted>(effects).at(0).transfer, 1U);
  EXPECT_EQ(sent<Offer>(effects).at(0).value, 2U);
}

TEST(InitiatorSteps, SilenceBeforeTheConfirmationAborts) {
  Link link(two_turns(), kInitiator);
  EXPECT_EQ(sent<Offer>(link.fire(SilenceDue{})).at(0).value, 1U);
  const auto given_up = link.fire(SilenceDue{});
  EXPECT_EQ(sent<Jam>(given_up).size(), 1U);
  EXPECT_EQ(outputs<TransferAborted>(given_up).size(), 1U);
  EXPECT_TRUE(outputs<TransferInDoubt>(given_up).empty());
}

TEST(InitiatorSteps, SilenceAfterItIsDoubt) {
  Link link(triangle(), kInitiator);
  link.receive(kResponder, Reflect{0, 2, 1});
  const auto doubt = link.fire(SilenceDue{});
  EXPECT_EQ(outputs<TransferInDoubt>(doubt).size(), 1U);
  EXPECT_EQ(link.state().link_state, LinkState::kFailed);
  const auto words = sent<Word>(doubt);  // straight, and by the responder
  ASSERT_EQ(words.size(), 2U);
  EXPECT_EQ(words[0].topic, Topic::kStatus);
  EXPECT_EQ(words[0].to, kThird);
  const auto verdict = link.receive(kThird, Word{Topic::kVerdict, kInitiator, 1, 1, true});
  EXPECT_EQ(outputs<TransferCompleted>(verdict).size(), 1U);
}

TEST(InitiatorSteps, AVerdictOnAnotherTransferIsIgnored) {
  Link link(triangle(), kInitiator);
  link.receive(kResponder, Reflect{0, 2, 1});
  link.fire(SilenceDue{});
  EXPECT_TRUE(link.receive(kThird, Word{Topic::kVerdict, kInitiator, 2, 1, true}).empty());
  const auto late = link.receive(kResponder, Done{0, 3});  // the truth, by the link that seemed dead
  EXPECT_EQ(outputs<TransferCompleted>(late).size(), 1U);
}

TEST(InitiatorSteps, WithTwoBitsNothingIsBegunAfterGivingUp) {
  Config config;
  config.turns = 1;
  config.gray = true;
  Link link(config, kInitiator);
  EXPECT_EQ(sent<Offer>(link.first()).at(0).counter, gray_code(2));
  EXPECT_TRUE(sent<Offer>(link.fire(SilenceDue{})).empty());
}

TEST(ResponderSteps, TheApplicationSeesNothingBeforeTheConfirmation) {
  Link link({}, kResponder);
  const auto reflected = link.receive(kInitiator, Offer{0, 2, 9});
  EXPECT_EQ(sent<Reflect>(reflected).at(0).copy, 9U);
  EXPECT_TRUE(outputs<TransferApplied>(reflected).empty());
  EXPECT_EQ(sent<Reflect>(link.receive(kInitiator, Offer{0, 2, 9})).at(0).copy, 9U);  // a duplicate: the reply again
  const auto applied = link.receive(kInitiator, Confirm{0, 3});
  EXPECT_EQ(outputs<TransferApplied>(applied).at(0).value, 9U);
  EXPECT_EQ(sent<Done>(applied).size(), 1U);
  for (const Protocol::Message& again : {Protocol::Message(Confirm{0, 3}), Protocol::Message(Offer{0, 2, 9})}) {
    const auto effects = link.receive(kInitiator, again);
    EXPECT_TRUE(outputs<TransferApplied>(effects).empty());
    EXPECT_EQ(sent<Done>(effects).size(), 1U);
  }
}

TEST(ResponderSteps, AJamUndoesTheShadow) {
  Link link({}, kResponder);
  link.receive(kInitiator, Offer{0, 2, 1});
  EXPECT_EQ(outputs<TransferAborted>(link.receive(kInitiator, Jam{0, 3})).size(), 1U);
  const auto effects = link.receive(kInitiator, Confirm{0, 3});
  EXPECT_TRUE(outputs<TransferApplied>(effects).empty());
  EXPECT_EQ(sent<Jam>(effects).size(), 1U);
}

TEST(ResponderSteps, ARefusalJams) {
  Config config;
  config.refusal_odds = 1;
  Link link(config, kResponder);
  const auto effects = link.receive(kInitiator, Offer{0, 2, 1});
  EXPECT_EQ(sent<Jam>(effects).at(0).counter, 2U);
  EXPECT_TRUE(sent<Reflect>(effects).empty());
}

TEST(ResponderSteps, WhoIsAskedFreezes) {
  Link link(triangle(), kResponder);
  link.receive(kInitiator, Offer{0, 2, 1});
  const auto report = link.receive(kThird, Word{Topic::kAsk, kResponder, 1, 1, false});
  ASSERT_EQ(sent<Word>(report).size(), 2U);
  EXPECT_FALSE(sent<Word>(report)[0].applied);
  EXPECT_EQ(outputs<TransferAborted>(report).size(), 1U);
  EXPECT_TRUE(outputs<TransferApplied>(link.receive(kInitiator, Confirm{0, 3})).empty());
  EXPECT_TRUE(link.receive(kInitiator, Word{Topic::kAsk, kResponder, 1, 1, false}).empty());  // it came round as well
}

TEST(ResponderSteps, WhoHasAppliedReportsIt) {
  Link link(triangle(), kResponder);
  link.receive(kInitiator, Offer{0, 2, 1});
  link.receive(kInitiator, Confirm{0, 3});
  const auto report = link.receive(kThird, Word{Topic::kAsk, kResponder, 1, 1, false});
  EXPECT_TRUE(sent<Word>(report).at(0).applied);
  EXPECT_TRUE(outputs<TransferAborted>(report).empty());
}

TEST(ResponderSteps, SilenceUndoesTheShadow) {
  Link link({}, kResponder);
  link.receive(kInitiator, Offer{0, 2, 1});
  const auto effects = link.fire(SilenceDue{});
  EXPECT_EQ(outputs<TransferAborted>(effects).size(), 1U);
  EXPECT_EQ(sent<Jam>(effects).size(), 1U);
}

TEST(ResponderSteps, AnRdmaWriteIsCompleteBeforeTheApplicationHasIt) {
  Config config;
  config.discipline = Discipline::kPlaced;
  config.application_ticks = 5;
  config.buffers = 2;
  Link link(config, kResponder);
  const auto placed = link.receive(kInitiator, Offer{0, 2, 1});
  EXPECT_EQ(sent<Done>(placed).size(), 1U);
  EXPECT_TRUE(outputs<TransferApplied>(placed).empty());
  EXPECT_EQ(sent<Done>(link.receive(kInitiator, Offer{0, 4, 2})).size(), 1U);
  EXPECT_TRUE(link.receive(kInitiator, Offer{0, 6, 3}).empty());  // no buffer is left
  EXPECT_EQ(outputs<TransferApplied>(link.fire(StageDue{Stage::kUsed, 1})).size(), 1U);
  EXPECT_EQ(sent<Done>(link.receive(kInitiator, Offer{0, 6, 3})).size(), 1U);
}

TEST(ThirdSteps, ItDecidesOnTheRespondersReport) {
  Link link(triangle(), kThird);
  const auto asks = sent<Word>(link.receive(kInitiator, Word{Topic::kStatus, kThird, 1, 1, false}));
  ASSERT_EQ(asks.size(), 2U);
  EXPECT_EQ(asks[0].topic, Topic::kAsk);
  EXPECT_TRUE(link.receive(kResponder, Word{Topic::kStatus, kThird, 1, 1, false}).empty());  // it came round as well
  const auto verdicts = sent<Word>(link.receive(kResponder, Word{Topic::kReport, kThird, 1, 1, true}));
  ASSERT_EQ(verdicts.size(), 2U);
  EXPECT_EQ(verdicts[0].topic, Topic::kVerdict);
  EXPECT_TRUE(verdicts[0].applied);
}

TEST(ThirdSteps, ItPassesOnWhatIsForAnother) {
  Link link(triangle(), kThird);
  const auto words = sent<Word>(link.receive(kInitiator, Word{Topic::kReport, kResponder, 1, 1, false}));
  EXPECT_EQ(words.size(), 1U);
  EXPECT_TRUE(link.receive(kInitiator, Word{Topic::kReport, ProcessId{9}, 1, 1, false}).empty());
}

TEST(ReflectingLinkConfig, NamesTheParameterThatIsWrong) {
  const auto wrong = [](auto change) {
    Config config;
    change(config);
    const auto problem = Protocol::validate(config);
    return problem ? problem->parameter : std::string();
  };
  EXPECT_EQ(wrong([](Config&) {}), "");
  EXPECT_EQ(wrong([](Config& c) { c.n = 3; }), "n");
  EXPECT_EQ(wrong([](Config& c) { c.triangle = true; }), "n");
  EXPECT_EQ(wrong([](Config& c) { c.t = 1; }), "t");
  EXPECT_EQ(wrong([](Config& c) { c.transfers = 0; }), "transfers");
  EXPECT_EQ(wrong([](Config& c) { c.turns = 0; }), "turns");
  EXPECT_EQ(wrong([](Config& c) { c.turn_ticks = 0; }), "turn_ticks");
  EXPECT_EQ(wrong([](Config& c) { c.failing = 4; }), "failing");
  EXPECT_EQ(wrong([](Config& c) { c.cut_odds = 0; }), "cut_odds");
  EXPECT_EQ(wrong([](Config& c) { c.corrupt_odds = 0; }), "corrupt_odds");
  EXPECT_EQ(wrong([](Config& c) { c.reports_needed = 3; }), "reports_needed");
  EXPECT_EQ(wrong([](Config& c) { c.buffers = 0; }), "buffers");
  EXPECT_EQ(wrong([](Config& c) { c.stage_ticks = std::uint64_t{1} << 31; }), "stage_ticks");
  EXPECT_EQ(wrong([](Config& c) { c.application_ticks = std::uint64_t{1} << 31; }), "application_ticks");
  EXPECT_EQ(wrong([](Config& c) { c.refusal_odds = 2'000'000; }), "refusal_odds");
  EXPECT_EQ(wrong([](Config& c) {
              c.gray = true;
              c.discipline = Discipline::kPlaced;
            }),
            "gray");
}

}  // namespace
}  // namespace parley::reflecting_link
