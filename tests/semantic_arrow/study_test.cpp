// The study of the semantic arrow: every failure of a triangle against connectivity, cuts against the two generals,
// crashes against placement, files against last writer wins.
#include "cli/studies/semantic_arrow/study.hpp"

#include <atomic>
#include <gtest/gtest.h>
#include <string>
#include <variant>

#include "cli/studies/semantic_arrow/cuts.hpp"
#include "cli/studies/semantic_arrow/file_sync.hpp"
#include "tests/on_threads.hpp"

namespace parley::semantic_arrow {
namespace {

Parameters small() {
  Parameters parameters;
  parameters.application_ticks = {0, 50, 150};
  parameters.crash_tick = 100;
  parameters.crashes = 4;
  parameters.edits = 300;
  parameters.edit_percents = {2, 20};
  return parameters;
}

Verdict verdict_on(const Findings& findings, std::string_view property) {
  for (const StudyVerdict& verdict : findings.verdicts)
    if (verdict.property == property) return verdict.verdict;
  ADD_FAILURE() << "no verdict on " << property;
  return Verdict::kUnknown;
}

const StudyTable& table_of(const Findings& findings, std::string_view name) {
  for (const StudyTable& table : findings.tables)
    if (table.name == name) return table;
  ADD_FAILURE() << "no table " << name;
  return findings.tables.front();
}

TEST(SemanticArrow, EveryFailureOfATriangle) {
  const StudyConditions threaded = on_threads(2);
  const Findings findings = Study::explore(small(), threaded);
  for (const StudyVerdict& verdict : findings.verdicts) EXPECT_EQ(verdict.verdict, Verdict::kHolds) << verdict.property;
  EXPECT_TRUE(findings.counterexamples.empty());
  EXPECT_EQ(findings.metrics.at("patterns"), 63);
  EXPECT_EQ(findings.metrics.at("patterns_inconsistent"), 0);
  EXPECT_EQ(findings.metrics.at("patterns_in_doubt"), 63 - 36);
}

// An oracle by hand: 31 patterns spare the arc 1->0. Without it 1->2 and 2->0 have to work, and 0->1 (four patterns of
// the other two) or 0->2 and 2->1.
TEST(SemanticArrow, PredictedByConnectivity) {
  std::uint32_t resolved = 0;
  for (std::uint32_t failing = 1; failing < 64; ++failing) resolved += resolves(failing, true) ? 1U : 0U;
  EXPECT_EQ(resolved, 31U + 4 + 1);
  EXPECT_TRUE(resolves(3, false));
  EXPECT_FALSE(resolves(3 + 4, false));
  EXPECT_EQ(name_of(3), "0<>1");
  EXPECT_EQ(name_of(1 + 8 + 16), "0>1 0<2 1>2");
}

TEST(SemanticArrow, OneCut) {
  const LinkConfig pair = instance({}, false, 0);
  EXPECT_EQ(cut_after(pair, 0, 3), Outcome::kAborted);
  EXPECT_EQ(cut_after(pair, 1, 3), Outcome::kAborted);
  EXPECT_EQ(cut_after(pair, 2, 3), Outcome::kInDoubt);  // the confirmation is lost
  EXPECT_EQ(cut_after(pair, 3, 3), Outcome::kInDoubt);  // the answer to it is
  EXPECT_EQ(cut_after(pair, 4, 3), Outcome::kCommitted);
  EXPECT_EQ(cut_after(pair, 3, 1), Outcome::kCommitted);
  const LinkConfig triangle = instance({}, true, 0);
  EXPECT_EQ(cut_after(triangle, 2, 3), Outcome::kAborted);
  EXPECT_EQ(cut_after(triangle, 3, 3), Outcome::kCommitted);
  EXPECT_EQ(cut_after(triangle, 3, 63), Outcome::kInDoubt);
  Parameters presuming;
  presuming.rule = Rule::kPresumeAbort;
  EXPECT_EQ(cut_after(instance(presuming, false, 0), 3, 3), Outcome::kInconsistent);
}

TEST(SemanticArrow, AWeakRuleIsCaughtAndCanBeSeenAgain) {
  Parameters parameters = small();
  parameters.rule = Rule::kOneReport;
  parameters.pattern = 1;
  const Findings findings = Study::explore(parameters, {});
  EXPECT_EQ(verdict_on(findings, "consistent"), Verdict::kViolated);
  ASSERT_FALSE(findings.counterexamples.empty());
  EXPECT_GT(findings.counterexamples[0].story.size(), 4U);
  const Findings again = Study::explore(findings.counterexamples[0].parameters, {});
  EXPECT_EQ(again.counterexamples.at(0).story, findings.counterexamples[0].story);
}

TEST(SemanticArrow, WithoutRelaysFewerFailuresAreResolved) {
  Parameters parameters = small();
  parameters.relay = false;
  parameters.pattern = 2 + 4 + 32;
  const Findings findings = Study::explore(parameters, {});
  EXPECT_EQ(verdict_on(findings, "doubt_as_predicted"), Verdict::kHolds);
  EXPECT_EQ(findings.metrics.at("patterns_in_doubt"), 1);
  parameters.relay = true;
  EXPECT_EQ(Study::explore(parameters, {}).metrics.at("patterns_in_doubt"), 0);
}

TEST(SemanticArrow, CrashesAndFiles) {
  const Findings findings = Study::simulate(small(), {});
  for (const StudyVerdict& verdict : findings.verdicts) EXPECT_EQ(verdict.verdict, Verdict::kHolds) << verdict.property;
  EXPECT_EQ(findings.metrics.at("worst_share_rdma"), 1.0);
  EXPECT_EQ(findings.metrics.at("worst_share_reflecting"), 0.0);
  const StudyTable& latency = table_of(findings, "latency");
  EXPECT_EQ(std::get<double>(latency.rows[1][1]), 1.0);
  EXPECT_EQ(std::get<double>(latency.rows[3][1]), 2.0);
}

TEST(SemanticArrow, AloneNobodyOverwrites) {
  // One edit at a time: with a chance so low against the latency, hardly two meet.
  const FileTrial rare{200, 1, 1};
  const FileTrial busy{200, 50, 5};
  EXPECT_LT(last_writer_wins(rare, Rng(1)).lost(), 10U);
  EXPECT_GT(last_writer_wins(busy, Rng(1)).lost(), 50U);
  const Edits edits = reflected(busy, Rng(1));
  EXPECT_EQ(edits.lost(), 0U);
  EXPECT_GT(edits.aborted, 0U);
  EXPECT_GT(edits.kept, 0U);
}

TEST(SemanticArrow, EachPartIsNeeded) {
  const Findings findings = Study::attack(small(), {});
  EXPECT_EQ(verdict_on(findings, "each_part_is_needed"), Verdict::kHolds) << findings.verdicts[0].note;
}

TEST(SemanticArrow, DoesNotDependOnThreads) {
  const StudyConditions threaded = on_threads();
  for (const StudyEngine<Study> verb : {&Study::simulate, &Study::attack}) {
    const Findings alone = verb(small(), {});
    const Findings together = verb(small(), threaded);
    EXPECT_EQ(alone.metrics, together.metrics);
    for (std::size_t at = 0; at < alone.tables.size(); ++at) EXPECT_EQ(alone.tables[at].rows, together.tables[at].rows);
  }
}

TEST(SemanticArrow, StopsWithWhatItKnows) {
  const std::atomic<bool> stop{true};
  StudyConditions conditions;
  conditions.stop = &stop;
  conditions.for_each = [](std::uint64_t, const std::function<void(std::uint64_t)>&) {};
  for (const StudyEngine<Study> verb : {&Study::explore, &Study::simulate, &Study::attack})
    for (const StudyVerdict& verdict : verb(small(), conditions).verdicts)
      EXPECT_EQ(verdict.verdict, Verdict::kUnknown) << verdict.property;
}

TEST(SemanticArrow, NamesTheParameterThatIsWrong) {
  const auto wrong = [](auto change) {
    Parameters parameters;
    change(parameters);
    const auto problem = Study::validate(parameters);
    return problem ? problem->parameter : std::string();
  };
  EXPECT_EQ(wrong([](Parameters&) {}), "");
  EXPECT_EQ(wrong([](Parameters& p) { p.pattern = 64; }), "pattern");
  EXPECT_EQ(wrong([](Parameters& p) { p.application_ticks.clear(); }), "application_ticks");
  EXPECT_EQ(wrong([](Parameters& p) { p.application_ticks = {2'000'000}; }), "application_ticks");
  EXPECT_EQ(wrong([](Parameters& p) { p.crash_tick = 5; }), "crash_tick");
  EXPECT_EQ(wrong([](Parameters& p) { p.crashes = 0; }), "crashes");
  EXPECT_EQ(wrong([](Parameters& p) { p.edit_percents = {0}; }), "edit_percents");
  EXPECT_EQ(wrong([](Parameters& p) { p.edits = 0; }), "edits");
  EXPECT_EQ(wrong([](Parameters& p) { p.latency_ticks = 0; }), "latency_ticks");
}

}  // namespace
}  // namespace parley::semantic_arrow
