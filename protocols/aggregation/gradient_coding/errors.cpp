#include "protocols/aggregation/gradient_coding/errors.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <map>
#include <tuple>
#include <utility>

#include "protocols/core/names.hpp"
#include "protocols/core/random.hpp"

namespace parley::gradient_coding {
namespace {

constexpr double kTolerance = 1e-7;

std::vector<std::uint32_t> members_of(Workers set) {
  std::vector<std::uint32_t> members;
  for (; set != 0; set &= set - 1) members.push_back(static_cast<std::uint32_t>(std::countr_zero(set)));
  return members;
}

Workers set_of(const std::vector<std::uint32_t>& members) {
  Workers set = 0;
  for (const std::uint32_t member : members) set |= Workers{1} << member;
  return set;
}

double binomial(std::uint32_t n, std::uint32_t k) {
  double value = 1;
  for (std::uint32_t at = 0; at < k; ++at) value = value * (n - at) / (at + 1);
  return value;
}

// All sets of that size (Gosper's rule), or `most` random ones.
std::vector<Workers> sets_of(std::uint32_t workers, std::uint32_t size, std::uint64_t most, std::uint64_t seed) {
  std::vector<Workers> sets;
  if (size == 0) return {0};
  if (binomial(workers, size) > static_cast<double>(most)) {
    Rng rng = Rng::stream(seed, 100 + size);
    while (sets.size() < most) {
      Workers set = 0;
      while (static_cast<std::uint32_t>(std::popcount(set)) < size) set |= Workers{1} << rng.below(workers);
      sets.push_back(set);
    }
    return sets;
  }
  const std::uint64_t end = std::uint64_t{1} << workers;
  for (std::uint64_t set = (std::uint64_t{1} << size) - 1; set < end;) {
    sets.push_back(static_cast<Workers>(set));
    const std::uint64_t low = set & (~set + 1);
    const std::uint64_t ripple = set + low;
    set = (((ripple ^ set) >> 2) / low) | ripple;
  }
  return sets;
}

// Judges one draw set by set; errors are remembered for monotony.
class Judge {
 public:
  Judge(const CodeSpec& spec, std::uint64_t draw, const Parameters& parameters, std::uint64_t seed)
      : parameters_(parameters),
        code_(code_of(spec, parameters.mutant, seed, draw)),
        uncoded_(spec.parts == 1 && spec.encoding == Encoding::kEqual),
        everybody_((Workers{1} << code_.design.workers()) - 1),
        symmetric_(symmetry_of(build_design(spec.design, spec.workers, spec.degree, seed))) {
    result_.exact = uncoded_;
    result_.symmetric = uncoded_ && symmetric_.pairs > 0;
  }

  void look_at(Workers stragglers) {
    const double error = decoded_error(stragglers);
    errors_[stragglers] = error;
    compare(stragglers, error);
    const std::size_t size = static_cast<std::size_t>(std::popcount(stragglers));
    if (result_.by_size.size() <= size) result_.by_size.resize(size + 1);
    SizeErrors& sizes = result_.by_size[size];
    ++sizes.sets;
    sizes.sum += error;
    if (sizes.sets > 1 && error <= sizes.worst + kTolerance) return;
    sizes.worst = error;
    sizes.worst_set = members_of(stragglers);
  }

  DrawErrors take() { return std::move(result_); }

 private:
  double decoded_error(Workers stragglers) const {
    const Workers answered = everybody_ & ~stragglers;
    if (parameters_.mutant != Mutant::kStaleDecoder) return error_by_normal(code_, answered);
    std::vector<std::vector<double>> decoder = decoder_of(code_, everybody_);
    for (const std::uint32_t gone : members_of(stragglers)) std::fill(decoder[gone].begin(), decoder[gone].end(), 0.0);
    return error_of(code_, decoder);
  }

  void compare(Workers stragglers, double error) {
    const Workers answered = everybody_ & ~stragglers;
    const double by_basis = error_by_basis(code_, answered);
    if (std::abs(by_basis - error) > kTolerance) breach("errors_agree", stragglers, error, by_basis, "a basis gives");
    const auto exact = uncoded_ ? exact_error(code_.design, answered) : std::nullopt;
    if (exact && std::abs(exact->value() - error) > kTolerance)
      breach("errors_agree", stragglers, error, exact->value(), "exact fractions give");
    const double lost = static_cast<double>(lost_chunks(code_.design, answered)) / code_.design.chunks();
    if (error < lost - kTolerance) breach("lower_bound", stragglers, error, lost, "chunks without holders alone make");
    if (result_.symmetric) {
      const auto answers = static_cast<std::uint32_t>(std::popcount(answered));
      const Fraction formula = closed_form(symmetric_, code_.design.chunks(), answers);
      if (exact ? *exact != formula : std::abs(formula.value() - error) > kTolerance)
        breach("closed_form", stragglers, error, formula.value(), "the formula gives");
    }
    for (const std::uint32_t back : members_of(stragglers)) {
      const Workers fewer = stragglers & ~(Workers{1} << back);
      const auto known = errors_.find(fewer);
      const double before = known != errors_.end() ? known->second : decoded_error(fewer);
      if (before > error + kTolerance)
        breach("monotone", stragglers, error, before, "with worker " + std::to_string(back) + " it was");
    }
  }

  void breach(std::string property, Workers stragglers, double error, double other, const std::string& source) {
    for (const Breach& known : result_.breaches)
      if (known.property == property) return;
    result_.breaches.push_back(
        {std::move(property), members_of(stragglers),
         "the error is " + std::to_string(error) + ", but " + source + " " + std::to_string(other)});
  }

  const Parameters& parameters_;
  Code code_;
  bool uncoded_;
  Workers everybody_;
  Symmetric symmetric_;
  std::map<Workers, double> errors_ = {};
  DrawErrors result_ = {};
};

std::string lower_words(std::string_view name) {
  std::string words;
  for (const char c : name) {
    const bool upper = c >= 'A' && c <= 'Z';
    if (upper && !words.empty()) words += '_';
    words += upper ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return words;
}

}  // namespace

Design design_of(const CodeSpec& spec, Mutant mutant, std::uint64_t seed) {
  Design design = build_design(spec.design, spec.workers, spec.degree, seed);
  if (mutant != Mutant::kMisplaced) return design;
  std::uint64_t& held = design.holdings[0];
  const std::uint64_t missing = ~held & ((std::uint64_t{1} << design.chunks()) - 1);
  held = (held & (held - 1)) | (missing & (~missing + 1));
  return design;
}

Code code_of(const CodeSpec& spec, Mutant mutant, std::uint64_t seed, std::uint64_t draw) {
  return build_code(design_of(spec, mutant, seed), spec.encoding, spec.parts, seed, draw);
}

std::uint32_t draws_of(const CodeSpec& spec, std::uint32_t draws) {
  return spec.encoding == Encoding::kEqual ? 1 : draws;
}

DrawErrors judge_draw(const CodeSpec& spec, std::uint64_t draw, const Parameters& parameters,
                      const StudyConditions& conditions) {
  Judge judge(spec, draw, parameters, conditions.seed);
  const std::uint32_t workers = build_design(spec.design, spec.workers, spec.degree, conditions.seed).workers();
  bool complete = true;
  if (!parameters.stragglers.empty()) {
    judge.look_at(set_of(parameters.stragglers));
  } else {
    for (std::uint32_t size = 0; size <= std::min(parameters.most_stragglers, workers - 1); ++size)
      for (const Workers set : sets_of(workers, size, parameters.max_sets, conditions.seed)) {
        complete = complete && !conditions.is_stopped();
        if (!complete) break;
        judge.look_at(set);
      }
  }
  DrawErrors result = judge.take();
  result.done = complete && !conditions.is_stopped();
  return result;
}

// Fixed weights: E of chunk j = c p sum_i A_ij E[u_it^2], with E[u u^T] = I, c
// = 1 / (r p); here u_i = +-1. Least squares: sum over F of P(F) *
// chunk_weights(R(F)).
Bias expected_weights(const CodeSpec& spec, const Parameters& parameters, const StudyConditions& conditions) {
  const Code code = code_of(spec, parameters.mutant, conditions.seed, parameters.draw);
  const std::uint32_t chunks = code.design.chunks();
  const double p = parameters.answer_probability;
  const std::uint32_t replication =
      replication_of(build_design(spec.design, spec.workers, spec.degree, conditions.seed));
  const double scale = parameters.mutant == Mutant::kUnscaled ? 1 : 1 / (replication * p);
  std::vector<double> fixed(chunks, 0);
  std::vector<double> squares(chunks, 0);
  Bias bias;
  for (std::uint64_t set = 0; set < (std::uint64_t{1} << code.design.workers()); ++set) {
    if (conditions.is_stopped()) return {};
    const auto answered = static_cast<Workers>(set);
    const int answers = std::popcount(answered);
    const double chance = std::pow(p, answers) * std::pow(1 - p, static_cast<int>(code.design.workers()) - answers);
    const auto decoder = decoder_of(code, answered);
    const std::vector<double> weights = chunk_weights(code, decoder);
    bias.captured += chance * (1 - error_of(code, decoder));
    for (std::uint32_t chunk = 0; chunk < chunks; ++chunk) {
      squares[chunk] += chance * weights[chunk];
      for (const std::uint32_t worker : members_of(answered))
        fixed[chunk] += ((code.design.holdings[worker] >> chunk) & 1) != 0 ? chance * scale : 0;
    }
  }
  std::tie(bias.fixed_least, bias.fixed_most) =
      std::pair(*std::min_element(fixed.begin(), fixed.end()), *std::max_element(fixed.begin(), fixed.end()));
  std::tie(bias.squares_least, bias.squares_most) =
      std::pair(*std::min_element(squares.begin(), squares.end()), *std::max_element(squares.begin(), squares.end()));
  bias.done = true;
  return bias;
}

std::string name_of(Encoding encoding) {
  return lower_words(names::enumerator_name(encoding));
}

std::string name_of(const CodeSpec& spec) {
  const Design design = build_design(spec.design, spec.workers, spec.degree, 1);
  return lower_words(names::enumerator_name(spec.design)) + " " + std::to_string(design.workers()) + "/" +
         std::to_string(std::popcount(design.holdings[0]));
}

}  // namespace parley::gradient_coding
