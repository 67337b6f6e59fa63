#include <atomic>
#include <gtest/gtest.h>

#include "cli/studies/verkle/forgeries.hpp"
#include "cli/studies/verkle/sizes.hpp"
#include "cli/studies/verkle/study.hpp"
#include "tests/on_threads.hpp"

namespace parley::verkle {
namespace {

using Findings = StudyFindings<Parameters>;

Parameters small() {
  Parameters parameters;
  parameters.arities = {2, 4, 16};
  parameters.leaves = 24;
  parameters.looked_at = 0;
  return parameters;
}

Verdict verdict_on(const Findings& findings, std::string_view property) {
  for (const StudyVerdict& verdict : findings.verdicts)
    if (verdict.property == property) return verdict.verdict;
  ADD_FAILURE() << "no verdict on " << property;
  return Verdict::kUnknown;
}

// The card's figures for one key: Merkle 640 bytes at 2^20; plain KZG of 3 levels 240, bundled about 190.
TEST(Sizes, AreTheCardsFigures) {
  EXPECT_EQ(sizes_of(256, 20).merkle, 640U);
  EXPECT_EQ(depth_for(256, 24), 3U);
  EXPECT_EQ(sizes_of(256, 24).kzg, 240U);
  EXPECT_EQ(sizes_of(256, 24).kzg_bundled, 192U);
  EXPECT_EQ(sizes_of(16, 20).merkle_wide, 32U * 15 * 5);
  EXPECT_EQ(depth_for(16, 21), 6U);
}

// Leaves 0, 1 and 6 of 8: siblings are 7; then 1 and 2 of 4; then none.
TEST(Sizes, CountWhatKeysShare) {
  const Shared shared = shared_by({0, 1, 6}, 2, 3);
  EXPECT_EQ(shared.siblings, 3U);
  EXPECT_EQ(shared.inner, 4U);    // 0 and 3 of 4, 0 and 1 of 2
  EXPECT_EQ(shared.entries, 7U);  // 3, 2, 2
}

TEST(Openings, OneWrongValueOfManyIsRefused) {
  const gpu::CommitmentKey key(8);
  std::vector<std::vector<gpu::Scalar>> vectors(3, std::vector<gpu::Scalar>(8));
  std::vector<Claim> claims;
  std::vector<const std::vector<gpu::Scalar>*> pointers;
  for (std::size_t i = 0; i < vectors.size(); ++i) {
    for (std::size_t j = 0; j < 8; ++j) vectors[i][j] = gpu::scalar_from(100 * i + j * j);
    claims.push_back({key.commit(vectors[i]), 2 * i + 1, vectors[i][2 * i + 1]});
    pointers.push_back(&vectors[i]);
  }
  const Openings openings = prove_openings(key, claims, pointers);
  EXPECT_TRUE(verify_openings(key, claims, openings));
  for (std::size_t i = 0; i < claims.size(); ++i) {
    std::vector<Claim> wrong = claims;
    wrong[i].value = wrong[i].value + gpu::scalar_from(1);
    EXPECT_FALSE(verify_openings(key, wrong, openings));
    wrong = claims;
    wrong[i].slot = 8;
    EXPECT_FALSE(verify_openings(key, wrong, openings));
    // Proved honestly, but of a false claim.
    wrong = claims;
    wrong[i].value = gpu::scalar_from(7'777'777);
    EXPECT_FALSE(verify_openings(key, wrong, prove_openings(key, wrong, pointers)));
  }
  EXPECT_FALSE(verify_openings(key, {}, openings));
}

TEST(VerkleStudy, ExploreVerifiesEveryLeaf) {
  const Findings findings = Study::explore(small(), {});
  for (const char* property : {"complete", "counted_size", "update_rebuilds"})
    EXPECT_EQ(verdict_on(findings, property), Verdict::kHolds) << property;
  EXPECT_EQ(findings.metrics.at("proofs"), 3 * 24 + 3);
}

TEST(VerkleStudy, NoForgeryIsAcceptedButByMutants) {
  const Findings findings = Study::attack(small(), {});
  EXPECT_EQ(verdict_on(findings, "sound"), Verdict::kHolds);
  EXPECT_EQ(verdict_on(findings, "mutant_caught"), Verdict::kHolds);
  ASSERT_EQ(findings.counterexamples.size(), 4U);
  for (const auto& found : findings.counterexamples) {
    const Findings again = Study::attack(found.parameters, {});
    ASSERT_EQ(again.counterexamples.size(), 1U);
    EXPECT_EQ(again.counterexamples[0].story, found.story);
  }
}

TEST(VerkleStudy, SimulateFindsFewerBytes) {
  Parameters parameters = small();
  parameters.arities = {16};
  const Findings findings = Study::simulate(parameters, {});
  EXPECT_EQ(verdict_on(findings, "fewer_bytes"), Verdict::kHolds);
  EXPECT_EQ(findings.metrics.at("verified_arity_16"), 1);
  EXPECT_EQ(findings.metrics.at("verified_merkle"), 1);
  EXPECT_EQ(findings.tables.size(), 3U);
}

TEST(VerkleStudy, DoesNotDependOnThreads) {
  const StudyConditions threaded = on_threads();
  for (const auto& engine : {&Study::explore, &Study::attack}) {
    const Findings one = engine(small(), {});
    const Findings many = engine(small(), threaded);
    EXPECT_EQ(one.metrics, many.metrics);
    EXPECT_EQ(one.tables.at(0).rows, many.tables.at(0).rows);
  }
}

TEST(VerkleStudy, StopsWhenAsked) {
  const std::atomic<bool> stop{true};
  StudyConditions conditions;
  conditions.stop = &stop;
  for (const auto& engine : {&Study::explore, &Study::attack})
    for (const StudyVerdict& verdict : engine(small(), conditions).verdicts)
      EXPECT_EQ(verdict.verdict, Verdict::kUnknown) << verdict.property;
}

TEST(VerkleStudy, RefusesUnusableParameters) {
  EXPECT_FALSE(Study::validate(Parameters{}));
  const auto refused = [](auto change, std::string_view name) {
    Parameters parameters;
    change(parameters);
    const auto problem = Study::validate(parameters);
    ASSERT_TRUE(problem) << name;
    EXPECT_EQ(problem->parameter, name);
  };
  refused([](Parameters& p) { p.arities = {3}; }, "arities");
  refused([](Parameters& p) { p.arities = {512}; }, "arities");
  refused([](Parameters& p) { p.leaves = 2; }, "leaves");
  refused([](Parameters& p) { p.looked_at = 4000; }, "looked_at");
  refused([](Parameters& p) { p.leaves_log2 = {64}; }, "leaves_log2");
  refused([](Parameters& p) { p.bundle_log2 = 4; }, "bundle_log2");
  refused([](Parameters& p) { p.bundles = {0}; }, "bundles");
  refused([](Parameters& p) { p.attacked_arity = 5; }, "attacked_arity");
}

}  // namespace
}  // namespace parley::verkle
