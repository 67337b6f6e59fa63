// Pastry under campaigns: what it stands, and what it does not. Nobody may lie; where it says that t may fall, that
// many may fall silent, drop what they are handed or hand it on wherever they like.
#include <gtest/gtest.h>

#include "protocols/overlay/pastry/pastry.hpp"
#include "tests/campaign/campaign_fixture.hpp"

namespace parley::pastry {
namespace {

// Of small digits and leaf sets, so that lookups take several hops.
constexpr Config kMultihop{.n = 12, .digit_bits = 1, .leaves = 2, .lookups = 3};

faults::CampaignOptions judging(std::string_view property) {
  faults::CampaignOptions options;
  options.runs = 100;
  options.properties = {std::string(property)};
  return options;
}

// In every run process 5 attacks.
faults::CampaignResult attack_with(std::string_view attack, const Config& config, std::string_view property,
                                   std::uint64_t runs = 100) {
  faults::CampaignOptions options = judging(property);
  options.runs = runs;
  options.plan = faults::FaultPlan{{{ProcessId{5}, {faults::ProtocolAttack{std::string(attack), {}}}}}, {}, {}};
  return faults::run_campaign<Protocol>(options, config);
}

std::string told(const faults::CampaignResult& result) {
  return result.finding ? result.finding->property + " in run " + std::to_string(result.finding->run) : "";
}

TEST(PastryCampaign, FindsNothingWithoutFaults) {
  faults::CampaignOptions options = judging("owner");
  options.properties.clear();
  const auto result = faults::run_campaign<Protocol>(options, kMultihop);
  EXPECT_FALSE(result.finding) << told(result);
  EXPECT_GT(faults::counter(result, result.coverage.witnessed, "found"), 70U);
}

TEST(PastryCampaign, FindsNothingWhileProcessesJoin) {
  Config config = kMultihop;
  config.n = 6;
  config.tables = Tables::joins;
  faults::CampaignOptions options = judging("owner");
  options.properties.clear();
  const auto result = faults::run_campaign<Protocol>(options, config);
  EXPECT_FALSE(result.finding) << told(result);
}

// Who owns what its table has no entry for, whatever its leaves are, answers for others.
TEST(PastryCampaign, FindsWhoOwnsWhereItsTableIsEmpty) {
  Config mutant = kMultihop;
  mutant.own_where_empty = true;
  const auto result = faults::run_campaign<Protocol>(judging("owner"), mutant);
  ASSERT_TRUE(result.finding);
  faults::expect_replays<Protocol>(*result.finding, mutant);
}

// Where nobody is expected to fall, silence and dropping take answers away, and make none wrong.
TEST(PastryCampaign, NoOmissionMakesAnAnswerWrong) {
  faults::CampaignOptions options = judging("owner");
  options.faulty = 3;
  options.strategies = {"crash", "mute", "delay", "drop_to_some"};
  const auto result = faults::run_campaign<Protocol>(options, kMultihop);
  EXPECT_FALSE(result.finding) << told(result);
  for (const std::string_view attack : {"swallow", "misroute"}) {
    const auto own = attack_with(attack, kMultihop, "owner");
    EXPECT_FALSE(own.finding) << attack << ": " << told(own);
    EXPECT_GT(faults::counter(own, own.coverage.witnessed, "found"), 70U) << attack;
  }
}

TEST(PastryCampaign, OneThatUsurpsMakesAnswersWrong) {
  const auto result = attack_with("usurp", kMultihop, "owner");
  ASSERT_TRUE(result.finding);
  EXPECT_EQ(result.finding->property, "owner");
  faults::expect_replays<Protocol>(*result.finding, kMultihop);
}

// One that swallows within t costs lookups their owner, and no lookup its end; beyond t some never end.
TEST(PastryCampaign, SwallowedLookupsEndWhereSomebodyMayFall) {
  Config config = kMultihop;
  config.t = 1;
  config.leaves = 4;
  ASSERT_FALSE(Protocol::validate(config));
  const auto within = attack_with("swallow", config, "answers", 40);
  EXPECT_FALSE(within.finding) << told(within);
  faults::CampaignOptions silent = judging("answers");
  silent.faulty = 1;
  silent.runs = 40;
  silent.strategies = {"crash", "mute", "delay", "drop_to_some"};
  const auto omitting = faults::run_campaign<Protocol>(silent, config);
  EXPECT_FALSE(omitting.finding) << told(omitting);
  const auto beyond = attack_with("swallow", kMultihop, "answers");
  ASSERT_TRUE(beyond.finding);
  faults::expect_replays<Protocol>(*beyond.finding, kMultihop);
}

}  // namespace
}  // namespace parley::pastry
