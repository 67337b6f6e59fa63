// Thresholds at their boundaries, committees, certificates, and instances that make no sense.
#include <gtest/gtest.h>

#include "tests/amortized/fixture.hpp"
#include "tests/sign_as.hpp"

namespace parley::amortized {
namespace {

using testing::chain;
using testing::chain_of;
using testing::kSender;
using testing::name;
using testing::Process;
using testing::vote_for;

// n = 7, t = 2: echo quorum 5, ready support 3, delivery quorum 5. Process 6 is watched.
const Config kSeven{.n = 7, .t = 2, .payloads = 4};

TEST(AmortizedThresholds, EchoesMakeReady) {
  Process process(kSeven, ProcessId{6});
  const Block block = chain_of(kSeven, 1).front();
  process.receive(kSender, block);
  for (std::uint32_t id = 0; id < 3; ++id) process.receive(ProcessId{id}, vote_for(block, 0));
  EXPECT_TRUE(chain(process).readied.empty());  // four with its own
  process.receive(ProcessId{3}, vote_for(block, 0));
  EXPECT_EQ(chain(process).readied.size(), 1U);
  EXPECT_EQ(chain(process).delivered, 0U);
}

TEST(AmortizedThresholds, ReadiesMakeReadyAndDeliver) {
  Process process(kSeven, ProcessId{6});
  const Block block = chain_of(kSeven, 1).front();
  process.receive(kSender, block);
  for (std::uint32_t id = 0; id < 2; ++id) process.receive(ProcessId{id}, vote_for(block, 1));
  EXPECT_TRUE(chain(process).readied.empty());
  process.receive(ProcessId{2}, vote_for(block, 1));
  EXPECT_EQ(chain(process).readied.size(), 1U);
  EXPECT_EQ(chain(process).delivered, 0U);  // four with its own
  const auto last = process.receive(ProcessId{3}, vote_for(block, 1));
  EXPECT_EQ(chain(process).delivered, 1U);
  const auto outputs = parley::testing::outputs<problems::PayloadDelivered>(last);
  ASSERT_EQ(outputs.size(), 1U);
  EXPECT_EQ(outputs[0].fingerprint, broadcast::fingerprint(broadcast::sha256(block.payload)));
}

TEST(AmortizedThresholds, AnEchoIsOneForAllBlocksBefore) {
  Process process(kSeven, ProcessId{6});
  const auto blocks = chain_of(kSeven, 3);
  for (const Block& block : blocks) process.receive(kSender, block);
  for (const std::uint32_t id : {0U, 1U, 2U}) process.receive(ProcessId{id}, vote_for(blocks[2], 0));
  EXPECT_TRUE(chain(process).readied.empty());
  process.receive(ProcessId{3}, vote_for(blocks[1], 0));  // a quorum for the second, not for the third
  EXPECT_EQ(chain(process).readied.size(), 2U);
  for (const std::uint32_t id : {0U, 1U, 2U}) process.receive(ProcessId{id}, vote_for(blocks[2], 3));
  EXPECT_EQ(chain(process).readied.size(), 3U);
  process.receive(ProcessId{3}, vote_for(blocks[1], 2));
  EXPECT_EQ(chain(process).delivered, 2U);
}

TEST(AmortizedThresholds, ForTwoBlocksOfAHeightEchoesAreCountedApart) {
  Process process(kSeven, ProcessId{6});
  const Block block = chain_of(kSeven, 1).front();
  const Block other = chain_of(kSeven, 1, 1).front();
  process.receive(kSender, block);
  for (std::uint32_t id = 0; id < 6; ++id) process.receive(ProcessId{id}, vote_for(id < 3 ? block : other, 0));
  EXPECT_TRUE(chain(process).readied.empty());
}

// ceil((n - 1)/c) committees in a row reach everybody else, and none of them oneself.
TEST(AmortizedCommittees, ComeRoundToAll) {
  for (std::uint32_t n = 2; n <= 12; ++n) {
    for (std::uint32_t c = 1; c < n; ++c) {
      const Config config{.n = n, .t = 0, .c = c};
      const ProcessId self{n / 2};
      ProcessSet met;
      std::uint32_t offset = 0;
      for (std::uint32_t round = 0; round < (n - 1 + c - 1) / c; ++round) {
        const ProcessSet members = committee(config, self, offset);
        EXPECT_EQ(members.size(), c);
        members.for_each([&](ProcessId id) { met.insert(id); });
        offset = (offset + c) % (n - 1);
      }
      EXPECT_EQ(met.size(), n - 1) << n << " " << c;
      EXPECT_FALSE(met.contains(self));
    }
  }
}

TEST(AmortizedCommittees, AreDrawnWithoutRepetition) {
  const Config config{.n = 6, .t = 1, .c = 4, .random_committees = true};
  Rng rng(3);
  Choices choices(rng);
  Effects<Protocol> effects;
  Context<Protocol> context(ProcessId{2}, effects, choices);
  ProcessSet met;
  for (int round = 0; round < 50; ++round) {
    const ProcessSet members = random_committee(config, context);
    EXPECT_EQ(members.size(), 4U);
    members.for_each([&](ProcessId id) { met.insert(id); });
  }
  EXPECT_EQ(met.size(), 5U);
  EXPECT_FALSE(met.contains(ProcessId{2}));
}

EchoCertificate signed_by(const std::vector<std::uint32_t>& signers, const Echoed& about) {
  EchoCertificate certificate;
  for (const std::uint32_t id : signers)
    certificate.push_back(parley::testing::sign_as<Protocol>(ProcessId{id}, about));
  return certificate;
}

TEST(AmortizedCertificates, AreOfAQuorumForOneBlock) {
  const Config config{.n = 4, .t = 1, .payloads = 2, .optimistic = true};
  const Echoed about{kSender, 1, name(chain_of(config, 1).front())};
  EXPECT_TRUE(valid_certificate(config, kSender, signed_by({0, 1, 3}, about)));
  EXPECT_TRUE(valid_certificate(config, kSender, signed_by({0, 1, 2, 3}, about)));
  EXPECT_FALSE(valid_certificate(config, kSender, signed_by({0, 1}, about)));
  EXPECT_FALSE(valid_certificate(config, kSender, EchoCertificate{}));
  EXPECT_FALSE(valid_certificate(config, kSender, signed_by({0, 1, 1}, about)));
  EXPECT_FALSE(valid_certificate(config, kSender, signed_by({0, 1, 4}, about)));
  EXPECT_FALSE(valid_certificate(config, ProcessId{1}, signed_by({0, 1, 3}, about)));
  EXPECT_FALSE(valid_certificate(config, kSender, signed_by({0, 1, 3}, {kSender, 3, about.block})));
  EchoCertificate mixed = signed_by({0, 1}, about);
  mixed.push_back(signed_by({3}, {kSender, 2, about.block}).front());
  EXPECT_FALSE(valid_certificate(config, kSender, mixed));
}

// An echo certificate makes ready, a ready certificate delivers; without their block neither does anything.
TEST(AmortizedCertificates, DoWhatVotesWouldDo) {
  const Config config{.n = 4, .t = 1, .payloads = 2, .optimistic = true};
  const auto blocks = chain_of(config, 2);
  Process process(config, ProcessId{3});
  const Echoed echoed{kSender, 1, name(blocks[0])};
  EXPECT_TRUE(process.receive(kSender, Certificates{signed_by({0, 1, 2}, echoed), {}}).empty());
  const auto first = process.receive(kSender, blocks[0]);
  EXPECT_EQ(chain(process).readied.size(), 1U);
  ASSERT_EQ(testing::all_sent<EchoShare>(first).size(), 1U);
  ASSERT_EQ(testing::all_sent<ReadyShare>(first).size(), 1U);
  EXPECT_EQ(testing::all_sent<ReadyShare>(first)[0].to, ProcessSet{kSender});
  Block second = blocks[1];
  for (const std::uint32_t id : {0U, 1U, 2U})
    second.readies.push_back(parley::testing::sign_as<Protocol>(ProcessId{id}, Readied{kSender, 1, name(blocks[0])}));
  process.receive(ProcessId{1}, Certificates{{}, second.readies});  // not of that process's chain
  EXPECT_EQ(chain(process).delivered, 0U);
  process.receive(kSender, second);
  EXPECT_EQ(chain(process).delivered, 1U);
}

TEST(AmortizedInstances, ThatMakeNoSense) {
  const auto problem = [](const Config& config) {
    const auto found = Protocol::validate(config);
    return found ? found->parameter : "";
  };
  EXPECT_EQ(problem({}), "");
  EXPECT_EQ(problem({.n = 1, .t = 0}), "");
  EXPECT_EQ(problem({.n = 0}), "n");
  EXPECT_EQ(problem({.n = 3, .t = 1}), "n");
  EXPECT_EQ(problem({.senders = 0}), "senders");
  EXPECT_EQ(problem({.senders = 5}), "senders");
  EXPECT_EQ(problem({.payloads = 0}), "payloads");
  EXPECT_EQ(problem({.payload_bytes = 0}), "payload_bytes");
  EXPECT_EQ(problem({.payload_bytes = (1U << 20) + 1}), "payload_bytes");
  EXPECT_EQ(problem({.c = 0}), "c");
  EXPECT_EQ(problem({.c = 4}), "c");
  EXPECT_EQ(problem({.block_ticks = 0}), "block_ticks");
  EXPECT_EQ(problem({.vote_ticks = 0}), "vote_ticks");
  EXPECT_EQ(problem({.edition_from = 0}), "edition_from");
}

}  // namespace
}  // namespace parley::amortized
