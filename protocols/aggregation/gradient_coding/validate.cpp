#include <cstddef>
#include <string>
#include <utility>

#include "protocols/aggregation/gradient_coding/study.hpp"

namespace parley::gradient_coding {
namespace {

std::optional<ConfigProblem> out_of_range(std::uint64_t value, std::uint64_t least, std::uint64_t most,
                                          std::string name) {
  if (value >= least && value <= most) return std::nullopt;
  return ConfigProblem{std::move(name), "must be from " + std::to_string(least) + " to " + std::to_string(most)};
}

std::optional<ConfigProblem> check_codes(const std::vector<CodeSpec>& codes, const std::string& name) {
  if (codes.size() > 32) return ConfigProblem{name, "must be at most 32"};
  for (std::size_t at = 0; at < codes.size(); ++at) {
    const std::string place = name + "[" + std::to_string(at) + "]";
    const std::string problem = problem_of(codes[at].design, codes[at].workers, codes[at].degree);
    if (!problem.empty()) return ConfigProblem{place, problem};
    if (auto other = out_of_range(codes[at].parts, 1, 4, place + ".parts")) return other;
  }
  return std::nullopt;
}

std::uint32_t workers_of(const CodeSpec& spec) {
  return build_design(spec.design, spec.workers, spec.degree, 1).workers();
}

std::optional<ConfigProblem> check_pinned(const Parameters& parameters) {
  const std::vector<std::uint32_t>& stragglers = parameters.stragglers;
  for (std::size_t at = 1; at < stragglers.size(); ++at)
    if (stragglers[at] <= stragglers[at - 1]) return ConfigProblem{"stragglers", "must ascend"};
  for (const CodeSpec& spec : parameters.codes)
    if (!stragglers.empty() && (stragglers.back() >= workers_of(spec) || stragglers.size() >= workers_of(spec)))
      return ConfigProblem{"stragglers", "must be workers of every code, and not all"};
  return std::nullopt;
}

bool is_between(double value, double least, double most) {
  return value >= least && value <= most;
}

std::optional<ConfigProblem> check_training(const Parameters& parameters) {
  const Training& training = parameters.training;
  if (auto problem = out_of_range(training.points, 1, 10'000, "training.points")) return problem;
  if (auto problem = out_of_range(training.features, 1, 1000, "training.features")) return problem;
  if (auto problem = out_of_range(training.steps, 1, 10'000, "training.steps")) return problem;
  const std::uint64_t work = std::uint64_t{training.points} * training.features * training.steps;
  if (work > 500'000'000) return ConfigProblem{"training.steps", "must be fewer: this takes too long"};
  for (const CodeSpec& spec : parameters.trained) {
    if (training.stragglers >= workers_of(spec))
      return ConfigProblem{"training.stragglers", "must be fewer than the workers of every trained code"};
    if (training.features % spec.parts != 0)
      return ConfigProblem{"training.features", "must be a multiple of every trained code's parts"};
  }
  if (!is_between(training.step, 1e-6, 10)) return ConfigProblem{"training.step", "must be from 1e-6 to 10"};
  if (!is_between(training.point_time, 1e-12, 1)) return ConfigProblem{"training.point_time", "must be 1e-12 to 1"};
  if (!is_between(training.straggling, 0, 1000)) return ConfigProblem{"training.straggling", "must be from 0 to 1000"};
  if (!is_between(training.target, 1e-12, 1)) return ConfigProblem{"training.target", "must be from 1e-12 to 1"};
  if (training.links.empty() || training.links.size() > 16) return ConfigProblem{"training.links", "must be 1 to 16"};
  for (const double link : training.links)
    if (!is_between(link, 1e-3, 1e9)) return ConfigProblem{"training.links", "must be from 0.001 to 10^9 Mbit/s"};
  return std::nullopt;
}

}  // namespace

// Card 4 and 7.
std::vector<CodeSpec> card_codes() {
  const std::vector<CodeSpec> designs = {{DesignKind::kFano},
                                         {DesignKind::kProjective3},
                                         {DesignKind::kPetersen},
                                         {DesignKind::kPaley, 13},
                                         {DesignKind::kPaley, 17},
                                         {DesignKind::kCyclic, 12, 4},
                                         {DesignKind::kRepetition, 12, 4},
                                         {DesignKind::kBiregular, 13, 4}};
  std::vector<CodeSpec> codes;
  for (CodeSpec spec : designs) {
    spec.encoding = Encoding::kEqual;
    codes.push_back(spec);
    spec.encoding = Encoding::kRankOne;
    spec.parts = 2;
    codes.push_back(spec);
  }
  codes.push_back({DesignKind::kPaley, 13, 0, Encoding::kRankOne, 3});
  for (const Encoding encoding : {Encoding::kIndependent, Encoding::kFitted})
    for (const CodeSpec& spec : {CodeSpec{DesignKind::kFano}, CodeSpec{DesignKind::kPaley, 13}})
      codes.push_back({spec.design, spec.workers, spec.degree, encoding, 2});
  return codes;
}

// The first is uncoded: each worker its own chunk.
std::vector<CodeSpec> card_training() {
  return {
      {DesignKind::kCyclic, 13, 1, Encoding::kEqual, 1},     {DesignKind::kCyclic, 13, 4, Encoding::kEqual, 1},
      {DesignKind::kProjective3, 0, 0, Encoding::kEqual, 1}, {DesignKind::kPaley, 13, 0, Encoding::kEqual, 1},
      {DesignKind::kRepetition, 12, 4, Encoding::kEqual, 1}, {DesignKind::kProjective3, 0, 0, Encoding::kRankOne, 2},
      {DesignKind::kPaley, 13, 0, Encoding::kRankOne, 2},    {DesignKind::kPaley, 13, 0, Encoding::kFitted, 2},
      {DesignKind::kPaley, 13, 0, Encoding::kFitted, 3}};
}

std::optional<ConfigProblem> Study::validate(const Parameters& parameters) {
  if (auto problem = check_codes(parameters.codes, "codes")) return problem;
  if (auto problem = check_codes(parameters.trained, "trained")) return problem;
  if (auto problem = out_of_range(parameters.most_stragglers, 0, 8, "most_stragglers")) return problem;
  if (auto problem = out_of_range(parameters.draws, 1, 1000, "draws")) return problem;
  if (auto problem = out_of_range(parameters.max_sets, 1, 50'000, "max_sets")) return problem;
  if (auto problem = check_pinned(parameters)) return problem;
  if (auto problem = out_of_range(parameters.draw, 0, 1'000'000, "draw")) return problem;
  if (!(parameters.answer_probability > 0 && parameters.answer_probability <= 1))
    return ConfigProblem{"answer_probability", "must be above 0, at most 1"};
  if (auto problem = out_of_range(parameters.bias_draws, 0, 10'000'000, "bias_draws")) return problem;
  return check_training(parameters);
}

Parameters emptied(const Parameters& parameters) {
  Parameters empty = parameters;
  empty.codes.clear();
  empty.stragglers.clear();
  empty.trained.clear();
  empty.bias_draws = 0;
  return empty;
}

}  // namespace parley::gradient_coding
