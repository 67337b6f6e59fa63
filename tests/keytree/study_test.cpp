// The study of the key tree: agreement, containment, covers, mutants, attacks.
#include "protocols/channels/keytree/study.hpp"

#include <atomic>
#include <gtest/gtest.h>
#include <string>

#include "protocols/channels/keytree/containment.hpp"
#include "tests/on_threads.hpp"

namespace parley::keytree {
namespace {

using Findings = StudyFindings<Parameters>;

Parameters small() {
  Parameters p;
  p.chunks = {1, 2, 3, 5, 64, 200};
  p.containment_chunks = 100;
  p.cover_chunks = 40;
  p.mutant_chunks = 32;
  p.sizes = {1000, 10'000};
  p.ranges = 300;
  p.files = 60;
  p.trials = 300;
  p.stored_chunks = 16;
  p.chunk_bytes = 128;
  return p;
}

StudyVerdict verdict_on(const Findings& findings, const std::string& property) {
  for (const StudyVerdict& verdict : findings.verdicts)
    if (verdict.property == property) return verdict;
  ADD_FAILURE() << "no verdict on " << property;
  return {};
}

TEST(KeyTreeShape, CountsItsNodes) {
  const TreeShape shape{3, 10};
  EXPECT_EQ(shape.depth(), 3U);
  EXPECT_EQ(shape.width(1), 9U);
  EXPECT_EQ(shape.node_count(0), 1U);
  EXPECT_EQ(shape.node_count(1), 2U);
  EXPECT_EQ(shape.node_count(3), 10U);
  EXPECT_EQ(range_of(shape, {1, 1}).end, 10U);
  EXPECT_EQ((TreeShape{2, 1}.depth()), 0U);
}

TEST(KeyTreeShape, CoversOfPowersAreSingleNodes) {
  const TreeShape shape{2, 16};
  EXPECT_EQ(cover(shape, {0, 16}), (std::vector<TreeNode>{{0, 0}}));
  EXPECT_EQ(cover(shape, {4, 8}), (std::vector<TreeNode>{{2, 1}}));
  EXPECT_EQ(cover(shape, {1, 15}).size(), 6U) << "the worst range: 2 log2 n - 2";
}

TEST(KeyTreeOf, EveryPlaceHasASecretOfItsOwn) {
  const KeyTree keys(sha256("root"), {2, 64});
  const StudyConditions conditions;
  const Universe universe(keys, conditions);
  EXPECT_EQ(universe.size(), 2U * 3U * 127U + 3U) << "with the root and those of the trees";
  const auto reach = universe.reach_of({keys.node(Tree::encryption, 0, {3, 2})}, Tree::encryption, 0, {{16, 24}});
  EXPECT_EQ(reach.inside, 8U);
  EXPECT_EQ(reach.outside, 0U);
  const auto all = universe.reach_of({sha256("root")}, Tree::encryption, 0, {{0, 64}});
  EXPECT_EQ(all.inside, 64U) << "the owner";
  EXPECT_EQ(all.outside, 128U);
}

TEST(KeyTreeStudy, HoldsAndShowsItsWeaknesses) {
  for (const Findings& findings :
       {Study::explore(small(), {}), Study::simulate(small(), {}), Study::attack(small(), {})})
    for (const StudyVerdict& verdict : findings.verdicts)
      EXPECT_EQ(verdict.verdict, Verdict::kHolds) << verdict.property << ": " << verdict.note;
}

TEST(KeyTreeStudy, MutantsLeaveACaseThatIsFoundAgain) {
  for (const Flaw flaw : Parameters{}.mutants) {
    Parameters p = small();
    p.flaw = flaw;
    const Findings findings = Study::explore(p, {});
    EXPECT_EQ(verdict_on(findings, "containment").verdict, Verdict::kViolated);
    ASSERT_EQ(findings.counterexamples.size(), 1U);
    const auto& found = findings.counterexamples.front();
    ASSERT_FALSE(Study::validate(found.parameters).has_value());
    const Findings again = Study::explore(found.parameters, {});
    ASSERT_EQ(again.counterexamples.size(), 1U);
    EXPECT_EQ(again.counterexamples.front().story, found.story);
  }
}

TEST(KeyTreeStudy, CheatersAreFoundAsTheCardSays) {
  Parameters p = small();
  p.trials = 2000;
  p.kept = {0.5};
  p.challenges = {5};
  const Findings findings = Study::simulate(p, {});
  const StudyTable& cheaters = findings.tables.back();
  ASSERT_EQ(cheaters.rows.size(), 3U);
  EXPECT_EQ(std::get<double>(cheaters.rows[0][3]), 0) << "32 bytes pass for ever";
  EXPECT_NEAR(std::get<double>(cheaters.rows[1][3]), 97, 2);
}

TEST(KeyTreeStudy, DoesNotDependOnThreads) {
  const StudyConditions threaded = on_threads();
  const auto same = [](const Findings& a, const Findings& b) {
    ASSERT_EQ(a.tables.size(), b.tables.size());
    for (std::size_t table = 0; table < a.tables.size(); ++table) EXPECT_EQ(a.tables[table].rows, b.tables[table].rows);
  };
  same(Study::explore(small(), {}), Study::explore(small(), threaded));
  same(Study::simulate(small(), {}), Study::simulate(small(), threaded));
  same(Study::attack(small(), {}), Study::attack(small(), threaded));
}

TEST(KeyTreeStudy, StopsWithWhatItKnows) {
  const std::atomic<bool> stop{true};
  StudyConditions stopped;
  stopped.stop = &stop;
  for (const char* property : {"agreement", "containment", "minimal_cover", "mutants_caught"})
    EXPECT_EQ(verdict_on(Study::explore(small(), stopped), property).verdict, Verdict::kUnknown) << property;
  EXPECT_EQ(verdict_on(Study::simulate(small(), stopped), "detection_follows_formula").verdict, Verdict::kUnknown);
  EXPECT_EQ(verdict_on(Study::attack(small(), stopped), "protections_hold").verdict, Verdict::kUnknown);
}

template <class Change>
std::string refused_name(Change change) {
  Parameters p;
  change(p);
  const auto problem = Study::validate(p);
  return problem ? problem->parameter : "";
}

TEST(KeyTreeStudy, RefusesWhatMakesNoSense) {
  EXPECT_EQ(refused_name([](Parameters&) {}), "");
  EXPECT_EQ(refused_name([](Parameters& p) { p.radices.clear(); }), "radices");
  EXPECT_EQ(refused_name([](Parameters& p) { p.radices = {1}; }), "radices");
  EXPECT_EQ(refused_name([](Parameters& p) { p.chunks = {0}; }), "chunks");
  EXPECT_EQ(refused_name([](Parameters& p) { p.containment_chunks = 0; }), "containment_chunks");
  EXPECT_EQ(refused_name([](Parameters& p) { p.grant = {1}; }), "grant");
  EXPECT_EQ(refused_name([](Parameters& p) { p.grant = {13, 0}; }), "grant");
  EXPECT_EQ(refused_name([](Parameters& p) { p.cover_chunks = 257; }), "cover_chunks");
  EXPECT_EQ(refused_name([](Parameters& p) { p.mutant_chunks = 1; }), "mutant_chunks");
  EXPECT_EQ(refused_name([](Parameters& p) { p.mutants = {Flaw::none}; }), "mutants");
  EXPECT_EQ(refused_name([](Parameters& p) { p.sizes = {1}; }), "sizes");
  EXPECT_EQ(refused_name([](Parameters& p) { p.kept = {-0.1}; }), "kept");
  EXPECT_EQ(refused_name([](Parameters& p) { p.challenges = {0}; }), "challenges");
  EXPECT_EQ(refused_name([](Parameters& p) { p.chunk_bytes = 64; }), "chunk_bytes");
  EXPECT_EQ(refused_name([](Parameters& p) {
              p.files = 100'000;
              p.chunk_bytes = 65'536;
            }),
            "files");
}

}  // namespace
}  // namespace parley::keytree
