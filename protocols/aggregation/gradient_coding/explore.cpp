#include <algorithm>
#include <cstddef>
#include <set>
#include <utility>

#include "protocols/aggregation/gradient_coding/errors.hpp"

namespace parley::gradient_coding {
namespace {

struct CodeErrors {
  CodeSpec spec = {};
  std::vector<DrawErrors> draws = {};
};

std::vector<CodeErrors> judge_codes(const Parameters& parameters, const StudyConditions& conditions) {
  std::vector<CodeErrors> codes;
  std::vector<std::pair<std::size_t, std::size_t>> jobs;
  const bool pinned = !parameters.stragglers.empty();
  for (const CodeSpec& spec : parameters.codes) {
    const std::size_t draws = pinned ? 1 : draws_of(spec, parameters.draws);
    for (std::size_t draw = 0; draw < draws; ++draw) jobs.emplace_back(codes.size(), draw);
    codes.push_back({.spec = spec, .draws = std::vector<DrawErrors>(draws)});
  }
  conditions.for_each(jobs.size(), [&](std::uint64_t job) {
    if (conditions.is_stopped()) return;
    CodeErrors& code = codes[jobs[job].first];
    const std::uint64_t draw = pinned ? parameters.draw : jobs[job].second;
    code.draws[jobs[job].second] = judge_draw(code.spec, draw, parameters, conditions);
  });
  return codes;
}

StudyTable error_table(const std::vector<CodeErrors>& codes) {
  StudyTable table{.name = "errors",
                   .caption = "Error of the best decoder over all sets of stragglers and all draws",
                   .columns = {"code", "encoding", "l", "s", "sets", "draws", "mean", "worst", "line"},
                   .drawn_over = "s",
                   .plotted = {"mean", "worst"},
                   .line_of = "line"};
  for (const CodeErrors& code : codes) {
    if (!std::all_of(code.draws.begin(), code.draws.end(), [](const DrawErrors& draw) { return draw.done; })) continue;
    const std::string encoding = name_of(code.spec.encoding);
    const std::string name = name_of(code.spec);
    for (std::size_t size = 0; size < code.draws[0].by_size.size(); ++size) {
      if (code.draws[0].by_size[size].sets == 0) continue;
      double sum = 0;
      double worst = 0;  // the mean over draws of each one's worst
      for (const DrawErrors& draw : code.draws) {
        sum += draw.by_size[size].sum / static_cast<double>(draw.by_size[size].sets);
        worst += draw.by_size[size].worst;
      }
      const double draws = static_cast<double>(code.draws.size());
      table.rows.push_back({name, encoding, std::uint64_t{code.spec.parts}, std::uint64_t{size},
                            code.draws[0].by_size[size].sets, std::uint64_t{code.draws.size()}, sum / draws,
                            worst / draws, name + " " + encoding + " l=" + std::to_string(code.spec.parts)});
    }
  }
  return table;
}

std::vector<std::string> story_of(const CodeSpec& spec, std::uint64_t draw, const Breach& breach, Mutant mutant,
                                  std::uint64_t seed) {
  std::vector<std::string> story = {"Code " + name_of(spec) + ", " + name_of(spec.encoding) + " coefficients of draw " +
                                    std::to_string(draw) + ", l = " + std::to_string(spec.parts) + "."};
  const Design design = design_of(spec, mutant, seed);
  for (std::uint32_t worker = 0; worker < design.workers(); ++worker) {
    std::string line = "worker " + std::to_string(worker) + " holds chunks";
    for (std::uint32_t chunk = 0; chunk < design.chunks(); ++chunk)
      if (((design.holdings[worker] >> chunk) & 1) != 0) line += " " + std::to_string(chunk);
    story.push_back(std::move(line));
  }
  std::string gone;
  for (const std::uint32_t worker : breach.stragglers) gone += " " + std::to_string(worker);
  story.push_back((gone.empty() ? "All answer" : "No answer from workers" + gone) + ": " + breach.what + ".");
  return story;
}

Verdict verdict_from(bool violated, bool complete) {
  if (violated) return Verdict::kViolated;
  return complete ? Verdict::kHolds : Verdict::kUnknown;
}

void tell_errors(const Parameters& parameters, const StudyConditions& conditions, Findings& findings) {
  const std::vector<CodeErrors> codes = judge_codes(parameters, conditions);
  bool complete = !codes.empty();
  bool symmetric = false;
  double sets = 0;
  std::set<std::string> broken;
  for (const CodeErrors& code : codes)
    for (std::size_t at = 0; at < code.draws.size(); ++at) {
      const DrawErrors& draw = code.draws[at];
      complete = complete && draw.done;
      symmetric = symmetric || draw.symmetric;
      for (const SizeErrors& size : draw.by_size) sets += static_cast<double>(size.sets);
      for (const Breach& breach : draw.breaches) {
        if (!broken.insert(breach.property).second) continue;
        StudyCounterexample<Parameters> found{breach.property, emptied(parameters), {}};
        found.parameters.codes = {code.spec};
        found.parameters.draw = parameters.stragglers.empty() ? static_cast<std::uint32_t>(at) : parameters.draw;
        found.parameters.draws = 1;
        found.parameters.stragglers = breach.stragglers;
        found.story = story_of(code.spec, found.parameters.draw, breach, parameters.mutant, conditions.seed);
        findings.counterexamples.push_back(std::move(found));
      }
    }
  const std::string note = std::to_string(static_cast<std::uint64_t>(sets)) + " sets of stragglers";
  for (const char* property : {"errors_agree", "monotone", "lower_bound"})
    findings.verdicts.push_back({property, verdict_from(broken.contains(property), complete), note});
  findings.verdicts.push_back({"closed_form", verdict_from(broken.contains("closed_form"), complete && symmetric),
                               symmetric ? note : "no symmetric design with l = 1 and equal coefficients"});
  findings.metrics["straggler_sets"] = sets;
  findings.tables.push_back(error_table(codes));
}

bool has_bias(const CodeSpec& spec) {
  const Design design = build_design(spec.design, spec.workers, spec.degree, 1);
  return design.workers() <= 13 && spec.encoding == Encoding::kEqual && spec.parts == 1;
}

void tell_bias(const Parameters& parameters, const StudyConditions& conditions, Findings& findings) {
  std::vector<CodeSpec> specs;
  for (const CodeSpec& spec : parameters.codes)
    if (has_bias(spec)) specs.push_back(spec);
  std::vector<Bias> all(specs.size());
  conditions.for_each(specs.size(),
                      [&](std::uint64_t at) { all[at] = expected_weights(specs[at], parameters, conditions); });
  StudyTable table{.name = "bias",
                   .caption =
                       "Expected weight of a chunk over all sets of "
                       "answers, least and most of the chunks",
                   .columns = {"code", "p", "fixed least", "fixed most", "squares least", "squares most", "captured"}};
  bool complete = !specs.empty();
  bool symmetric = false;
  std::set<std::string> broken;
  const auto breach = [&](const char* property, const CodeSpec& spec, double least, double most) {
    if (!broken.insert(property).second) return;
    StudyCounterexample<Parameters> found{property, emptied(parameters), {}};
    found.parameters.codes = {spec};
    found.parameters.draws = 1;
    found.story = {
        "Code " + name_of(spec) + ", each worker answers with probability " +
            std::to_string(parameters.answer_probability) + ".",
        "Expected weights of chunks reach from " + std::to_string(least) + " to " + std::to_string(most) + "."};
    findings.counterexamples.push_back(std::move(found));
  };
  for (std::size_t at = 0; at < specs.size(); ++at) {
    const Bias& bias = all[at];
    complete = complete && bias.done;
    if (!bias.done) continue;
    table.rows.push_back({name_of(specs[at]), parameters.answer_probability, bias.fixed_least, bias.fixed_most,
                          bias.squares_least, bias.squares_most, bias.captured});
    if (bias.fixed_least < 1 - 1e-9 || bias.fixed_most > 1 + 1e-9)
      breach("unbiased", specs[at], bias.fixed_least, bias.fixed_most);
    const Design design = build_design(specs[at].design, specs[at].workers, specs[at].degree, conditions.seed);
    if (symmetry_of(design).pairs == 0) continue;
    symmetric = true;
    if (bias.squares_most - bias.squares_least > 1e-7)
      breach("symmetric_unbiased", specs[at], bias.squares_least, bias.squares_most);
  }
  const std::string note = std::to_string(table.rows.size()) + " codes with up to 13 workers, l = 1";
  findings.verdicts.push_back({"unbiased", verdict_from(broken.contains("unbiased"), complete), note});
  findings.verdicts.push_back(
      {"symmetric_unbiased", verdict_from(broken.contains("symmetric_unbiased"), complete && symmetric), note});
  findings.tables.push_back(std::move(table));
}

}  // namespace

StudyFindings<Parameters> Study::explore(const Parameters& parameters, const StudyConditions& conditions) {
  Findings findings;
  tell_errors(parameters, conditions, findings);
  if (parameters.stragglers.empty()) tell_bias(parameters, conditions, findings);
  return findings;
}

}  // namespace parley::gradient_coding
