#include <cstddef>
#include <utility>

#include "protocols/aggregation/gradient_coding/errors.hpp"

namespace parley::gradient_coding {
namespace {

// Fano and Paley designs without coefficients: where every mistake has
// something to spoil.
void catch_mistakes(const Parameters& parameters, const StudyConditions& conditions, Findings& findings) {
  StudyTable table{.name = "mutants",
                   .caption = "Mistakes, and the property of explore that shows each",
                   .columns = {"mutant", "property", "story"}};
  bool complete = true;
  bool missed = false;
  for (const auto& [mutant, name] :
       {std::pair{Mutant::kStaleDecoder, "stale_decoder"}, std::pair{Mutant::kMisplaced, "misplaced"},
        std::pair{Mutant::kUnscaled, "unscaled"}}) {
    Parameters mutated = parameters;
    mutated.mutant = mutant;
    mutated.codes = {{DesignKind::kFano, 0, 0, Encoding::kEqual, 1}};
    mutated.stragglers.clear();
    const Findings found = Study::explore(mutated, conditions);
    complete = complete && !conditions.is_stopped();
    if (!complete) break;
    missed = missed || found.counterexamples.empty();
    if (found.counterexamples.empty()) table.rows.push_back({std::string(name), std::string("-"), std::string("")});
    for (const auto& one : found.counterexamples)
      table.rows.push_back({std::string(name), one.property, one.story.back()});
  }
  const Verdict fine = complete ? Verdict::kHolds : Verdict::kUnknown;
  findings.verdicts.push_back({"mutants_caught", missed ? Verdict::kViolated : fine, "on the Fano plane"});
  findings.tables.push_back(std::move(table));
}

// Equal u for all: only sums of blocks arrive, and of l of them 1 direction in
// l.
void spoil_coefficients(const Parameters& parameters, const StudyConditions& conditions, Findings& findings) {
  StudyTable table{.name = "equal",
                   .caption = "Error with no straggler when all workers have equal coefficients",
                   .columns = {"code", "l", "error", "(l-1)/l"}};
  bool all = true;
  for (const CodeSpec& spec : parameters.codes) {
    if (spec.encoding != Encoding::kEqual || conditions.is_stopped()) continue;
    for (std::uint32_t parts = 2; parts <= 3; ++parts) {
      CodeSpec equal = spec;
      equal.parts = parts;
      const Code code = code_of(equal, Mutant::kNone, conditions.seed, 0);
      const double error = error_by_normal(code, (Workers{1} << code.design.workers()) - 1);
      const double floor = (parts - 1.0) / parts;
      all = all && error >= floor - 1e-7;
      table.rows.push_back({name_of(spec), std::uint64_t{parts}, error, floor});
    }
  }
  const bool known = !table.rows.empty() && !conditions.is_stopped();
  const Verdict verdict = all ? Verdict::kHolds : Verdict::kViolated;
  findings.verdicts.push_back({"equal_useless", known ? verdict : Verdict::kUnknown, "of codes listed as equal"});
  findings.tables.push_back(std::move(table));
}

// The worst set of each size, by looking at all.
void tell_worst(const Parameters& parameters, const StudyConditions& conditions, Findings& findings) {
  std::vector<DrawErrors> all(parameters.codes.size());
  Parameters exact = parameters;
  exact.mutant = Mutant::kNone;
  exact.stragglers.clear();
  conditions.for_each(all.size(), [&](std::uint64_t at) {
    all[at] = judge_draw(parameters.codes[at], parameters.draw, exact, conditions);
  });
  StudyTable table{.name = "worst",
                   .caption = "Stragglers chosen by an adversary, for one draw",
                   .columns = {"code", "encoding", "l", "s", "stragglers", "error", "mean of all"}};
  for (std::size_t at = 0; at < all.size(); ++at)
    for (std::size_t size = 1; size < all[at].by_size.size() && all[at].done; ++size) {
      const SizeErrors& sizes = all[at].by_size[size];
      std::string set;
      for (const std::uint32_t worker : sizes.worst_set) set += (set.empty() ? "" : " ") + std::to_string(worker);
      const CodeSpec& spec = parameters.codes[at];
      table.rows.push_back({name_of(spec), name_of(spec.encoding), std::uint64_t{spec.parts}, std::uint64_t{size}, set,
                            sizes.worst, sizes.sum / static_cast<double>(sizes.sets)});
    }
  findings.tables.push_back(std::move(table));
}

}  // namespace

StudyFindings<Parameters> Study::attack(const Parameters& parameters, const StudyConditions& conditions) {
  Findings findings;
  catch_mistakes(parameters, conditions, findings);
  spoil_coefficients(parameters, conditions, findings);
  tell_worst(parameters, conditions, findings);
  return findings;
}

}  // namespace parley::gradient_coding
