// Gradient codes: figures of the card, exact fractions against floating point, the study's verdicts, cases that can be
// run again, bad parameters, threads, and being stopped.
#include "protocols/aggregation/gradient_coding/study.hpp"

#include <atomic>
#include <gtest/gtest.h>
#include <utility>

#include "protocols/aggregation/gradient_coding/errors.hpp"
#include "tests/on_threads.hpp"

namespace parley::gradient_coding {
namespace {

Parameters reduced() {
  Parameters parameters;
  parameters.codes = {{DesignKind::kFano, 0, 0, Encoding::kEqual, 1},
                      {DesignKind::kCyclic, 8, 4, Encoding::kEqual, 1},
                      {DesignKind::kFano, 0, 0, Encoding::kRankOne, 2}};
  parameters.draws = 3;
  parameters.most_stragglers = 3;
  parameters.bias_draws = 20'000;
  parameters.training.steps = 40;
  parameters.training.points = 208;
  parameters.training.features = 30;
  parameters.training.target = 0.05;
  return parameters;
}

Verdict verdict_of(const Findings& findings, const std::string& property) {
  for (const StudyVerdict& verdict : findings.verdicts)
    if (verdict.property == property) return verdict.verdict;
  ADD_FAILURE() << "no verdict on " << property;
  return Verdict::kUnknown;
}

// Mean and mean worst error with s stragglers, over draws.
std::pair<double, double> errors_with(const CodeSpec& spec, std::uint32_t stragglers, std::uint32_t draws) {
  Parameters parameters;
  parameters.most_stragglers = stragglers;
  double mean = 0;
  double worst = 0;
  for (std::uint32_t draw = 0; draw < draws; ++draw) {
    const DrawErrors errors = judge_draw(spec, draw, parameters, {});
    EXPECT_TRUE(errors.breaches.empty());
    const SizeErrors& size = errors.by_size[stragglers];
    mean += size.sum / static_cast<double>(size.sets) / draws;
    worst += size.worst / draws;
  }
  return {mean, worst};
}

TEST(GradientCodes, FiguresOfTheCardWithoutCoefficients) {
  const CodeSpec fano{DesignKind::kFano, 0, 0, Encoding::kEqual, 1};
  const CodeSpec paley{DesignKind::kPaley, 13, 0, Encoding::kEqual, 1};
  const CodeSpec cyclic{DesignKind::kCyclic, 12, 4, Encoding::kEqual, 1};
  const double fano_figures[] = {0, 0.036, 0.082, 0.143, 0.229};
  const double paley_figures[] = {0, 0.006, 0.013, 0.022, 0.034};
  const double paley_worst[] = {0, 0.006, 0.015, 0.033, 0.053};
  const double cyclic_figures[] = {0, 0, 0, 0, 0.009};
  for (std::uint32_t stragglers = 0; stragglers <= 4; ++stragglers) {
    EXPECT_NEAR(errors_with(fano, stragglers, 1).first, fano_figures[stragglers], 5e-4);
    EXPECT_NEAR(errors_with(fano, stragglers, 1).second, fano_figures[stragglers], 5e-4);
    EXPECT_NEAR(errors_with(paley, stragglers, 1).first, paley_figures[stragglers], 5e-4);
    EXPECT_NEAR(errors_with(paley, stragglers, 1).second, paley_worst[stragglers], 5e-4);
    EXPECT_NEAR(errors_with(cyclic, stragglers, 1).first, cyclic_figures[stragglers], 5e-4);
  }
}

// Averages over 20 draws of random coefficients, so near and not equal.
TEST(GradientCodes, FiguresOfTheCardWithCoefficients) {
  const CodeSpec fano{DesignKind::kFano, 0, 0, Encoding::kRankOne, 2};
  EXPECT_NEAR(errors_with(fano, 0, 20).first, 0.22, 0.03);
  EXPECT_NEAR(errors_with(fano, 3, 20).first, 0.41, 0.03);
  EXPECT_NEAR(errors_with(fano, 3, 20).second, 0.51, 0.04);
  EXPECT_NEAR(errors_with({DesignKind::kFano, 0, 0, Encoding::kIndependent, 2}, 0, 20).first, 0.535, 0.05);
  EXPECT_NEAR(errors_with({DesignKind::kPaley, 13, 0, Encoding::kRankOne, 2}, 0, 20).first, 0.084, 0.01);
  EXPECT_LT(errors_with({DesignKind::kPaley, 13, 0, Encoding::kFitted, 2}, 0, 5).first, 0.06);
}

TEST(GradientCodes, ExactFractions) {
  const Design fano = build_design(DesignKind::kFano, 0, 0, 1);
  EXPECT_EQ(exact_error(fano, 0b1111110), (Fraction{1, 28}));
  EXPECT_EQ(exact_error(fano, 0b1110000), (Fraction{8, 35}));
  EXPECT_EQ(closed_form(symmetry_of(fano), 7, 6), (Fraction{1, 28}));
  EXPECT_EQ(exact_error(fano, 0), (Fraction{1, 1}));
  const Design cyclic = build_design(DesignKind::kCyclic, 12, 4, 1);
  for (Workers answered = 0; answered < 4096; answered += 7) {
    const Code code = build_code(cyclic, Encoding::kEqual, 1, 1, 0);
    const auto exact = exact_error(cyclic, answered);
    ASSERT_TRUE(exact);
    EXPECT_NEAR(exact->value(), error_by_normal(code, answered), 1e-9);
    EXPECT_GE(exact->value() + 1e-12, lost_chunks(cyclic, answered) / 12.0);
  }
}

TEST(GradientCodes, DesignsAreWhatTheyAreCalled) {
  EXPECT_EQ(symmetry_of(build_design(DesignKind::kFano, 0, 0, 1)).pairs, 1U);
  EXPECT_EQ(symmetry_of(build_design(DesignKind::kProjective3, 0, 0, 1)).degree, 4U);
  EXPECT_EQ(symmetry_of(build_design(DesignKind::kProjective3, 0, 0, 1)).pairs, 1U);
  EXPECT_EQ(symmetry_of(build_design(DesignKind::kPaley, 13, 0, 1)).pairs, 0U);
  EXPECT_EQ(replication_of(build_design(DesignKind::kPetersen, 0, 0, 1)), 3U);
  for (std::uint64_t seed = 1; seed < 20; ++seed)
    EXPECT_EQ(replication_of(build_design(DesignKind::kBiregular, 13, 4, seed)), 4U);
}

TEST(GradientCodingStudy, FindsNothingWrong) {
  for (const StudyEngine<Study> verb : {&Study::explore, &Study::simulate, &Study::attack}) {
    const Findings findings = verb(reduced(), {});
    for (const StudyVerdict& verdict : findings.verdicts)
      EXPECT_EQ(verdict.verdict, Verdict::kHolds) << verdict.property << ": " << verdict.note;
    EXPECT_TRUE(findings.counterexamples.empty());
  }
}

TEST(GradientCodingStudy, MutantsAreCaughtAndTheirCasesRunAgain) {
  for (const auto& [mutant, property] :
       {std::pair{Mutant::kStaleDecoder, "errors_agree"}, std::pair{Mutant::kMisplaced, "closed_form"},
        std::pair{Mutant::kUnscaled, "unbiased"}}) {
    Parameters parameters = reduced();
    parameters.mutant = mutant;
    const Findings findings = Study::explore(parameters, {});
    EXPECT_EQ(verdict_of(findings, property), Verdict::kViolated);
    for (const auto& found : findings.counterexamples) {
      EXPECT_FALSE(Study::validate(found.parameters));
      const Findings again = Study::explore(found.parameters, {});
      EXPECT_EQ(verdict_of(again, found.property), Verdict::kViolated);
      bool same = false;
      for (const auto& other : again.counterexamples) same = same || other.story == found.story;
      EXPECT_TRUE(same) << found.property;
    }
  }
  Parameters parameters = reduced();
  parameters.mutant = Mutant::kUnscaled;
  EXPECT_EQ(verdict_of(Study::simulate(parameters, {}), "sampled_unbiased"), Verdict::kViolated);
}

template <class Change>
std::string refused_with(Change change) {
  Parameters parameters;
  change(parameters);
  const auto problem = Study::validate(parameters);
  return problem ? problem->parameter : "";
}

TEST(GradientCodingStudy, BadParametersAreNamed) {
  EXPECT_EQ(refused_with([](Parameters&) {}), "");
  EXPECT_EQ(refused_with([](Parameters& p) { p = reduced(); }), "");
  EXPECT_EQ(refused_with([](Parameters& p) { p.codes[1].workers = 8; }), "codes[1]");
  EXPECT_EQ(refused_with([](Parameters& p) { p.codes = {{DesignKind::kPaley, 15}}; }), "codes[0]");
  EXPECT_EQ(refused_with([](Parameters& p) { p.codes = {{DesignKind::kRepetition, 12, 5}}; }), "codes[0]");
  EXPECT_EQ(refused_with([](Parameters& p) { p.codes = {{DesignKind::kCyclic, 40, 4}}; }), "codes[0]");
  EXPECT_EQ(refused_with([](Parameters& p) { p.codes[0].parts = 5; }), "codes[0].parts");
  EXPECT_EQ(refused_with([](Parameters& p) { p.most_stragglers = 30; }), "most_stragglers");
  EXPECT_EQ(refused_with([](Parameters& p) { p.draws = 0; }), "draws");
  EXPECT_EQ(refused_with([](Parameters& p) { p.stragglers = {7}; }), "stragglers");
  EXPECT_EQ(refused_with([](Parameters& p) { p.stragglers = {2, 1}; }), "stragglers");
  EXPECT_EQ(refused_with([](Parameters& p) { p.answer_probability = 0; }), "answer_probability");
  EXPECT_EQ(refused_with([](Parameters& p) { p.training.features = 100; }), "training.features");
  EXPECT_EQ(refused_with([](Parameters& p) { p.training.stragglers = 13; }), "training.stragglers");
  EXPECT_EQ(refused_with([](Parameters& p) { p.training.links.clear(); }), "training.links");
  EXPECT_EQ(refused_with([](Parameters& p) { p.training.points = 10'000, p.training.steps = 10'000; }),
            "training.steps");
}

std::vector<std::vector<StudyCell>> rows_of(const Findings& findings) {
  std::vector<std::vector<StudyCell>> rows;
  for (const StudyTable& table : findings.tables) rows.insert(rows.end(), table.rows.begin(), table.rows.end());
  return rows;
}

TEST(GradientCodingStudy, ThreadsChangeNothing) {
  const StudyConditions threaded = on_threads();
  for (const StudyEngine<Study> verb : {&Study::explore, &Study::simulate, &Study::attack})
    EXPECT_EQ(rows_of(verb(reduced(), {})), rows_of(verb(reduced(), threaded)));
}

TEST(GradientCodingStudy, StopsWhenAsked) {
  const std::atomic<bool> stop{true};
  StudyConditions conditions;
  conditions.stop = &stop;
  for (const StudyEngine<Study> verb : {&Study::explore, &Study::simulate, &Study::attack})
    for (const StudyVerdict& verdict : verb({}, conditions).verdicts)
      EXPECT_EQ(verdict.verdict, Verdict::kUnknown) << verdict.property;
}

}  // namespace
}  // namespace parley::gradient_coding
