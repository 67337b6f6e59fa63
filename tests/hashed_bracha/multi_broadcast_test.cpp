// The problem that broadcasts of payloads share, rule by rule, and the payloads' content.
#include "protocols/core/problems/multi_broadcast.hpp"

#include <gtest/gtest.h>
#include <set>

#include "protocols/broadcast/payload.hpp"

namespace parley::problems {
namespace {

constexpr ProcessId kP0{0};
constexpr ProcessId kP1{1};
constexpr ProcessId kP2{2};

// Of four processes, 3 is faulty; 0 and 3 are senders of two payloads each.
MultiBroadcast monitor() {
  ProcessSet correct = ProcessSet::first(3);
  return MultiBroadcast::of(1, 2, correct);
}

PropertySet broken(const std::vector<std::pair<ProcessId, MultiBroadcastOutput>>& run) {
  MultiBroadcast seen = monitor();
  for (const auto& [who, output] : run) seen.observe(who, output);
  return seen.broken();
}

TEST(MultiBroadcastMonitor, HoldsEveryRule) {
  const auto agreement = PropertySet::of(MultiBroadcast::kAgreement);
  const auto integrity = PropertySet::of(MultiBroadcast::kIntegrity);
  const PayloadSent sent{kP0, 1, 7};
  const PayloadDelivered mine{kP0, 1, 7};
  const PayloadDelivered liars{ProcessId{3}, 1, 8};
  EXPECT_EQ(broken({{kP0, sent}, {kP0, mine}, {kP1, mine}, {kP2, mine}, {kP1, liars}, {kP2, liars}}), PropertySet{});
  EXPECT_EQ(broken({{kP1, mine}}), integrity);                                      // never sent
  EXPECT_EQ(broken({{kP0, sent}, {kP1, PayloadDelivered{kP0, 1, 9}}}), integrity);  // another
  EXPECT_EQ(broken({{kP0, sent}, {kP1, mine}, {kP1, mine}}), integrity);            // twice
  EXPECT_EQ(broken({{kP0, sent}, {kP0, mine}, {kP1, mine}, {kP2, mine}, {kP2, mine}}), integrity);
  EXPECT_EQ(broken({{kP0, sent}, {kP0, sent}}), integrity);
  EXPECT_EQ(broken({{kP1, sent}}), integrity);  // in the name of another
  EXPECT_EQ(broken({{kP1, liars}, {kP2, PayloadDelivered{ProcessId{3}, 1, 9}}}), agreement);
  EXPECT_EQ(broken({{kP1, liars}, {kP2, PayloadDelivered{ProcessId{3}, 2, 9}}}), PropertySet{});
}

TEST(MultiBroadcastMonitor, KnowsWhatIsStillToCome) {
  MultiBroadcast seen = monitor();
  const auto open = [&] { return seen.unfulfilled(); };
  const auto validity = PropertySet::of(MultiBroadcast::kValidity);
  const auto totality = PropertySet::of(MultiBroadcast::kTotality);
  EXPECT_EQ(open(), validity);
  EXPECT_EQ(seen.witnessed(), PropertySet{});
  for (std::uint64_t sequence = 1; sequence <= 2; ++sequence) {
    seen.observe(kP0, PayloadSent{kP0, sequence, sequence});
    for (const ProcessId who : {kP0, kP1}) seen.observe(who, PayloadDelivered{kP0, sequence, sequence});
    EXPECT_EQ(open(), validity | totality);
    seen.observe(kP2, PayloadDelivered{kP0, sequence, sequence});
  }
  EXPECT_EQ(open(), PropertySet{});
  EXPECT_EQ(seen.witnessed(), PropertySet::of(MultiBroadcast::kDelivery));
  // What a faulty sender sent nobody has to deliver, unless somebody does.
  seen.observe(kP1, PayloadDelivered{ProcessId{3}, 1, 4});
  EXPECT_EQ(open(), totality);
  seen.observe(kP1, PayloadPulled{ProcessId{3}, 2});
  EXPECT_EQ(seen.measures()[0].second, 2.0);
  EXPECT_EQ(seen.measures()[1].second, 1.0);
}

TEST(MultiBroadcastMonitor, AnOperationIsAPayloadAtItsSender) {
  const auto begun = MultiBroadcast::operation_of(PayloadSent{kP1, 5, 0});
  const auto ended = MultiBroadcast::operation_of(PayloadDelivered{kP1, 5, 0});
  ASSERT_TRUE(begun && ended);
  EXPECT_EQ(begun->id, ended->id);
  EXPECT_FALSE(begun->ends);
  EXPECT_TRUE(ended->ends);
  EXPECT_NE(begun->id, MultiBroadcast::operation_of(PayloadSent{kP2, 5, 0})->id);
  EXPECT_FALSE(MultiBroadcast::operation_of(PayloadPulled{kP1, 5}));
}

TEST(Payloads, AreAFunctionOfSenderNumberAndEdition) {
  using broadcast::payload_of;
  EXPECT_EQ(payload_of(kP1, 3, 100), payload_of(kP1, 3, 100));
  std::set<std::string> all;
  for (const ProcessId sender : {kP0, kP1})
    for (std::uint64_t sequence = 1; sequence <= 10; ++sequence)
      for (std::uint64_t edition = 0; edition < 3; ++edition) all.insert(payload_of(sender, sequence, 33, edition));
  EXPECT_EQ(all.size(), 60U);
  EXPECT_EQ(all.begin()->size(), 33U);
  std::set<std::string> bytes;
  for (std::uint64_t edition = 0; edition < 256; ++edition) bytes.insert(payload_of(kP0, 1, 1, edition));
  EXPECT_EQ(bytes.size(), 256U);
  EXPECT_EQ(payload_of(kP0, 1, 9).substr(0, 4), payload_of(kP0, 1, 4));
}

// The first eight bytes of the digest of "abc" in FIPS 180-4.
TEST(Payloads, AreNamedByTheirHash) {
  EXPECT_EQ(broadcast::fingerprint(broadcast::sha256("abc")), 0xba7816bf8f01cfeaU);
}

}  // namespace
}  // namespace parley::problems
