// The safety rules alone, each against a version that is too dumb to be wrong, and at its boundary.
#include "protocols/consensus/pbft/rules.hpp"

#include <gtest/gtest.h>
#include <string_view>

#include "protocols/core/random.hpp"
#include "tests/pbft/statements.hpp"

namespace parley::pbft::testing {
namespace {

Config sized(std::uint32_t n, std::uint32_t t) {
  Config config;
  config.n = n;
  config.t = t;
  config.checkpoint_interval = 2;
  return config;
}

consensus::Digest digest_of_text(std::string_view text) {
  return consensus::sha256(std::as_bytes(std::span(text)));
}

TEST(Digest, IsSha256) {
  using Words = std::array<std::uint64_t, 4>;
  EXPECT_EQ(digest_of_text("").words,
            (Words{0xe3b0c44298fc1c14, 0x9afbf4c8996fb924, 0x27ae41e4649b934c, 0xa495991b7852b855}));
  EXPECT_EQ(digest_of_text("abc").words,
            (Words{0xba7816bf8f01cfea, 0x414140de5dae2223, 0xb00361a396177a9c, 0xb410ff61f20015ad}));
  EXPECT_EQ(digest_of_text("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq").words,
            (Words{0x248d6a61d20638b8, 0xe5c026930c3e6039, 0xa33ce45964ff2167, 0xf6ecedd419db06c1}));
}

// The least size of which any two sets of replicas share t+1.
TEST(PbftRules, AQuorumIsTheLeastThatMeetsInACorrectReplica) {
  for (std::uint32_t t = 0; t < 12; ++t) {
    for (std::uint32_t n = 3 * t + 1; n < 40; ++n) {
      std::uint32_t least = 0;
      while (least + least < n + t + 1) ++least;
      EXPECT_EQ(quorum(sized(n, t)), least);
      EXPECT_LE(least, n - t) << "the correct ones alone must do";
    }
    EXPECT_EQ(quorum(sized(3 * t + 1, t)), 2 * t + 1);
  }
}

TEST(PbftRules, OnlyTheFirstPrePrepareOfThePrimaryIsAccepted) {
  const Config config = sized(4, 1);
  Replica replica;
  const PrePrepare good = propose(config, 0, 1, put(kClient, 1, 7));
  EXPECT_TRUE(may_accept(config, replica, good));
  EXPECT_FALSE(may_accept(config, replica, propose(config, 1, 1, put(kClient, 1, 7)))) << "of another view";
  EXPECT_FALSE(may_accept(config, replica, propose(config, 0, 0, put(kClient, 1, 7)))) << "below the window";
  EXPECT_TRUE(may_accept(config, replica, propose(config, 0, 4, put(kClient, 1, 7))));
  EXPECT_FALSE(may_accept(config, replica, propose(config, 0, 5, put(kClient, 1, 7)))) << "above the window";
  EXPECT_FALSE(may_accept(config, replica, propose(config, 0, 1, std::nullopt))) << "null outside of a new view";
  EXPECT_FALSE(may_accept(config, replica, propose(config, 0, 1, put(kP2, 1, 7)))) << "not of a client";
  PrePrepare other = good;
  other.ordering = sign_as(kP1, good.ordering.statement());
  EXPECT_FALSE(may_accept(config, replica, other)) << "not signed by the primary";
  other = good;
  other.request = put(kClient, 1, 8);
  EXPECT_FALSE(may_accept(config, replica, other)) << "another digest";
  replica.slots.resize(1);
  replica.slots[0].proposal = good;
  EXPECT_FALSE(may_accept(config, replica, propose(config, 0, 1, put(kClient, 1, 8)))) << "a second one";
  replica.active = false;
  EXPECT_FALSE(may_accept(config, replica, propose(config, 0, 2, put(kClient, 1, 7)))) << "between views";
}

TEST(PbftRules, ACertificateNeedsAQuorumOfDifferentBackups) {
  const Config config = sized(4, 1);
  const Certificate good = certify(config, propose(config, 0, 1, put(kClient, 1, 7)));
  EXPECT_TRUE(valid_certificate(config, 1, good));
  EXPECT_FALSE(valid_certificate(config, 0, good)) << "of the view itself";
  Certificate bad = good;
  bad.acceptances.pop_back();
  EXPECT_FALSE(valid_certificate(config, 1, bad)) << "one prepare short";
  bad = good;
  bad.acceptances[1] = bad.acceptances[0];
  EXPECT_FALSE(valid_certificate(config, 1, bad)) << "one backup twice";
  bad = good;
  bad.acceptances[0] = prepare(kP0, good.proposal).acceptance;
  EXPECT_FALSE(valid_certificate(config, 1, bad)) << "a prepare of the primary";
  bad = good;
  bad.acceptances[0] = prepare(kP1, propose(config, 0, 1, put(kClient, 1, 8))).acceptance;
  EXPECT_FALSE(valid_certificate(config, 1, bad)) << "a prepare of another request";
  bad = good;
  bad.proposal.request = put(kClient, 1, 8);
  EXPECT_FALSE(valid_certificate(config, 1, bad)) << "another request";
}

TEST(PbftRules, AStableCheckpointNeedsAQuorumForOneState) {
  const Config config = sized(4, 1);
  const Machine machine;
  StableProof proof = prove(config, 2, machine);
  EXPECT_TRUE(valid_proof(config, 2, proof));
  EXPECT_FALSE(valid_proof(config, 4, proof));
  EXPECT_FALSE(valid_proof(config, 0, proof));
  EXPECT_TRUE(valid_proof(config, 0, {}));
  EXPECT_EQ(stable_proof(config, proof), proof);
  std::swap(proof[0], proof[2]);
  EXPECT_FALSE(valid_proof(config, 2, proof)) << "not in order, so perhaps one twice";
  EXPECT_TRUE(stable_proof(config, proof).has_value()) << "claims come in any order";
  proof[1] = sign_as(kP1, StateClaim{2, {}});
  EXPECT_FALSE(stable_proof(config, proof).has_value()) << "another state";
}

// For each number: look at all certificates for it, keep one of the highest view.
std::map<Sequence, std::optional<Signed<Request>>> dumb_reissue(const std::vector<Signed<ViewReport>>& reports) {
  Sequence min = 0, max = 0;
  for (const auto& report : reports) min = std::max(min, report.statement().stable);
  for (const auto& report : reports)
    for (const auto& certificate : report.statement().prepared)
      max = std::max(max, certificate.proposal.ordering.statement().sequence);
  std::map<Sequence, std::optional<Signed<Request>>> result;
  for (Sequence sequence = min + 1; sequence <= max; ++sequence) {
    std::optional<View> best;
    result[sequence] = std::nullopt;
    for (const auto& report : reports)
      for (const auto& certificate : report.statement().prepared) {
        const Ordering& ordering = certificate.proposal.ordering.statement();
        if (ordering.sequence != sequence || (best && *best >= ordering.view)) continue;
        best = ordering.view;
        result[sequence] = certificate.proposal.request;
      }
  }
  return result;
}

Signed<ViewReport> random_report(const Config& config, ProcessId who, Rng& rng) {
  ViewReport report{4, 2 * rng.below(3), {}, {}};
  report.proof = prove(config, report.stable, {});
  for (Sequence sequence = report.stable + 1; sequence <= report.stable + 4; ++sequence) {
    if (rng.chance(0.5)) continue;
    const View view = rng.below(4);  // of one view and number one request, as quorums see to
    const auto value = static_cast<std::uint32_t>(1 + 8 * view + sequence);
    report.prepared.push_back(certify(config, propose(config, view, sequence, put(kClient, value, value))));
  }
  return sign_as(who, report);
}

TEST(PbftRules, ANewViewProposesWhatTheDumbVersionDoes) {
  const Config config = sized(4, 1);
  Rng rng(11);
  for (int round = 0; round < 3000; ++round) {
    std::vector<Signed<ViewReport>> reports;
    for (const ProcessId who : {kP0, kP1, kP2}) reports.push_back(random_report(config, who, rng));
    for (const auto& report : reports) ASSERT_TRUE(valid_report(config, report));
    const Reissue reissued = reissue(config, reports);
    ASSERT_EQ(reissued.requests, dumb_reissue(reports));
    ASSERT_TRUE(reissued.requests.empty() || reissued.requests.begin()->first == reissued.min + 1);
  }
}

ViewOpening opening_of(const Config& config, std::vector<Signed<ViewReport>> reports) {
  ViewOpening opening{4, std::move(reports), {}};
  for (const auto& [sequence, request] : reissue(config, opening.reports).requests)
    opening.orderings.push_back(sign_as(kP0, Ordering{4, sequence, digest_of_request(request)}));
  return opening;
}

TEST(PbftRules, AnOpeningIsWhatFollowsFromItsReports) {
  const Config config = sized(4, 1);
  Rng rng(5);
  std::vector<Signed<ViewReport>> reports;
  for (const ProcessId who : {kP0, kP1, kP2}) reports.push_back(random_report(config, who, rng));
  const ViewOpening good = opening_of(config, reports);
  ASSERT_FALSE(good.orderings.empty());
  EXPECT_TRUE(valid_opening(config, sign_as(kP0, good)));
  EXPECT_FALSE(valid_opening(config, sign_as(kP1, good))) << "not by the primary";
  ViewOpening bad = good;
  bad.reports.pop_back();
  EXPECT_FALSE(valid_opening(config, sign_as(kP0, bad))) << "no quorum";
  bad = good;
  bad.reports[1] = bad.reports[0];
  EXPECT_FALSE(valid_opening(config, sign_as(kP0, bad))) << "one replica twice";
  bad = good;
  bad.orderings.pop_back();
  EXPECT_FALSE(valid_opening(config, sign_as(kP0, bad))) << "something left out";
  bad = good;
  bad.orderings[0] = sign_as(kP0, Ordering{4, bad.orderings[0].statement().sequence, Digest{{1, 2, 3, 4}}});
  EXPECT_FALSE(valid_opening(config, sign_as(kP0, bad))) << "something else";
}

TEST(PbftRules, AReportIsProvedOrRefused) {
  const Config config = sized(4, 1);
  ViewReport good{1, 2, prove(config, 2, {}), {certify(config, propose(config, 0, 3, put(kClient, 1, 7)))}};
  EXPECT_TRUE(valid_report(config, sign_as(kP1, good)));
  EXPECT_FALSE(valid_report(config, sign_as(kClient, good))) << "of a client";
  ViewReport bad = good;
  bad.proof.pop_back();
  EXPECT_FALSE(valid_report(config, sign_as(kP1, bad)));
  bad = good;
  bad.prepared.push_back(bad.prepared[0]);
  EXPECT_FALSE(valid_report(config, sign_as(kP1, bad))) << "one number twice";
  bad = good;
  bad.prepared = {certify(config, propose(config, 0, 7, put(kClient, 1, 7)))};
  EXPECT_FALSE(valid_report(config, sign_as(kP1, bad))) << "beyond the window";
}

}  // namespace
}  // namespace parley::pbft::testing
