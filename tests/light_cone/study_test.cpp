// The study of light cone consistency: what is guaranteed is kept, mutants are caught, counterexamples are found again.
#include "cli/studies/light_cone/study.hpp"

#include <algorithm>
#include <atomic>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "cli/studies/light_cone/matrix.hpp"
#include "cli/studies/light_cone/metadata.hpp"
#include "tests/on_threads.hpp"

namespace parley::light_cone {
namespace {

using Findings = StudyFindings<Parameters>;

Parameters small() {
  Parameters parameters;
  parameters.events = 4;
  parameters.schedules = 60;
  parameters.curve_schedules = 60;
  parameters.intervals = {2, 500};
  return parameters;
}

const StudyVerdict* find_verdict(const Findings& findings, const std::string& property) {
  for (const StudyVerdict& verdict : findings.verdicts)
    if (verdict.property == property) return &verdict;
  return nullptr;
}

Verdict verdict_of(const Findings& findings, const std::string& property) {
  const StudyVerdict* verdict = find_verdict(findings, property);
  if (verdict == nullptr) ADD_FAILURE() << "no verdict on " << property;
  return verdict == nullptr ? Verdict::kUnknown : verdict->verdict;
}

TEST(LightCone, GuaranteesAreKeptAndModelsDiffer) {
  const Findings findings = Study::simulate(small(), {});
  for (const StudyVerdict& verdict : findings.verdicts)
    EXPECT_EQ(verdict.verdict, Verdict::kHolds) << verdict.property << ": " << verdict.note;
  EXPECT_EQ(findings.tables.front().rows.size(), 72U);
}

TEST(LightCone, DetectionIsPrevention) {
  const Findings findings = Study::explore(small(), {});
  EXPECT_EQ(verdict_of(findings, "detection_is_prevention"), Verdict::kHolds);
  // Nothing kept detects nothing; all direct dependencies kept detect all.
  for (const auto& row : findings.tables.front().rows) {
    const auto number = [&](std::size_t column) { return std::get<std::uint64_t>(row[column]); };
    if (number(1) == 0) {
      EXPECT_EQ(number(5), 0U);
    } else if (number(1) == number(0)) {
      EXPECT_EQ(number(5), number(4));
    }
  }
}

// A chain 0 -> 1 -> 2: with the dependencies of event 2 alone, to depth 1, only 1 -> 2 is known.
TEST(LightCone, WhatIsKnownOfAChain) {
  const Dependencies chain{3, {0, 0b001, 0b010}};
  EXPECT_EQ(compare(chain, 1, 1).detectable, 1U);
  EXPECT_EQ(compare(chain, 2, 1).detectable, 2U);
  EXPECT_EQ(compare(chain, 1, 3).detectable, 3U);
  EXPECT_EQ(compare(chain, 1, 3).pairs, 3U);
}

TEST(LightCone, MutantsAreCaughtAndTheirCasesFoundAgain) {
  for (const Mutant mutant : {Mutant::forgetful, Mutant::open}) {
    Parameters parameters = small();
    parameters.mutant = mutant;
    parameters.schedules = 400;
    parameters.intervals.clear();
    const Findings findings = Study::simulate(parameters, {});
    ASSERT_EQ(verdict_of(findings, "guarantees_kept"), Verdict::kViolated) << static_cast<int>(mutant);
    ASSERT_FALSE(findings.counterexamples.empty());
    const auto& found = findings.counterexamples.front();
    EXPECT_EQ(found.parameters.schedules, 1U);
    const Findings again = Study::simulate(found.parameters, {});
    EXPECT_EQ(verdict_of(again, "guarantees_kept"), Verdict::kViolated);
    ASSERT_FALSE(again.counterexamples.empty());
    EXPECT_EQ(again.counterexamples.front().story, found.story);
  }
}

// A read never returns what nobody wrote, whatever the configuration.
TEST(LightCone, ReadsReturnWhatWasWritten) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const Schedule schedule = draw_schedule({}, seed);
    const light_cone::Run run = carry_out(schedule, {Closure::per_key, Order::hash, 7});
    ASSERT_EQ(run.history.size(), schedule.steps.size());
    for (std::size_t at = 0; at < run.history.size(); ++at) {
      const std::uint64_t value = run.history[at].result->value;
      ASSERT_LE(value, schedule.writes.size());
      if (schedule.steps[at].writes || value == 0) continue;
      const std::uint32_t writer = schedule.writes[value - 1].step;
      EXPECT_LT(writer, at) << "read before it was written";
      EXPECT_EQ(schedule.steps[writer].key, schedule.steps[at].key);
    }
  }
}

TEST(LightCone, DoesNotDependOnThreads) {
  const StudyConditions threaded = on_threads();
  const Findings alone = Study::simulate(small(), {});
  const Findings together = Study::simulate(small(), threaded);
  for (std::size_t table = 0; table < alone.tables.size(); ++table)
    EXPECT_EQ(alone.tables[table].rows, together.tables[table].rows);
}

TEST(LightCone, StopsWithWhatItKnows) {
  const std::atomic<bool> stop{true};
  StudyConditions stopped;
  stopped.stop = &stop;
  stopped.for_each = [](std::uint64_t, const std::function<void(std::uint64_t)>&) {};
  for (const StudyVerdict& verdict : Study::simulate(small(), stopped).verdicts)
    EXPECT_EQ(verdict.verdict, Verdict::kUnknown) << verdict.property;
  EXPECT_EQ(verdict_of(Study::explore(small(), stopped), "detection_is_prevention"), Verdict::kUnknown);
}

TEST(LightCone, RefusesWhatMakesNoSense) {
  const auto named = [](const auto& change) {
    Parameters parameters;
    change(parameters);
    const auto problem = Study::validate(parameters);
    return problem ? problem->parameter : "";
  };
  EXPECT_EQ(named([](Parameters&) {}), "");
  EXPECT_EQ(named([](Parameters& p) { p.events = 7; }), "events");
  EXPECT_EQ(named([](Parameters& p) { p.graphs = {1024}; }), "graphs");
  EXPECT_EQ(named([](Parameters& p) { p.schedules = 0; }), "schedules");
  EXPECT_EQ(named([](Parameters& p) { p.closures.clear(); }), "closures");
  EXPECT_EQ(named([](Parameters& p) { p.orders.clear(); }), "orders");
  EXPECT_EQ(named([](Parameters& p) { p.intervals = {0}; }), "intervals");
  EXPECT_EQ(named([](Parameters& p) { p.load.operations = 9; }), "load/operations");
  EXPECT_EQ(named([](Parameters& p) { p.load.replicas = 0; }), "load/replicas");
}

}  // namespace
}  // namespace parley::light_cone
