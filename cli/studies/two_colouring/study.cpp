#include "cli/studies/two_colouring/study.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <utility>

#include "cli/studies/two_colouring/rings.hpp"
#include "gpu/two_colouring.hpp"

namespace parley::two_colouring {

namespace {

using gpu::Rational;

constexpr Rational kPublished{94835, 393216};  // the paper's upper bound
constexpr Rational kFloor{23879, 100000};      // the paper's lower bound, proved in Lean

// Whether a < b, exactly.
bool is_less(const Rational& a, const Rational& b) {
  __extension__ using Wide = __int128;
  return static_cast<Wide>(a.numerator) * b.denominator < static_cast<Wide>(b.numerator) * a.denominator;
}

double value_of(const Rational& rational) {
  return static_cast<double>(rational.numerator) / static_cast<double>(rational.denominator);
}

std::string text_of(const Rational& rational) {
  return std::to_string(rational.numerator) + "/" + std::to_string(rational.denominator);
}

// The old rule of 1/4: round to a bit, and turn 000 and 111 over. As a threshold rule: z0 = 1/2 where the own bit is 1
// and the predecessor's is 1, 1 where the predecessor's is 0; likewise below 1/2.
class BitRule : public gpu::ThresholdRule {
 public:
  std::int64_t grid() const override { return 32; }
  gpu::Bound bound(std::int64_t i, std::int64_t j, bool) const override {
    const bool before = i >= 16;
    const bool own = j >= 16;
    if (own) return {false, before ? 16 : 32};  // 1, but 0 in 111
    return {false, before ? 0 : 16};            // 0, but 1 in 000
  }
};

struct Named {
  std::string name;
  bool nested = false;
  std::shared_ptr<const gpu::ThresholdRule> rule;
};

std::vector<Named> rules_of(const Parameters& parameters) {
  std::vector<Named> rules;
  for (const Rule rule : parameters.rules) {
    switch (rule) {
      case Rule::bit:
        rules.push_back({"bit", false, std::make_shared<BitRule>()});
        break;
      case Rule::one_threshold:
        for (const std::uint32_t t : parameters.thresholds_32)
          rules.push_back({"threshold " + std::to_string(t) + "/32", false, std::make_shared<gpu::OneThreshold>(t)});
        break;
      case Rule::nested:
        rules.push_back({"nested", true, std::make_shared<gpu::NestedThresholds>()});
        break;
    }
  }
  return rules;
}

struct Value {
  std::string rule;
  bool nested = false;
  Rational share;
};

std::vector<Value> exact_values(const Parameters& parameters) {
  std::vector<Value> values;
  for (const Named& named : rules_of(parameters))
    values.push_back({named.name, named.nested, gpu::monochromatic_probability(*named.rule)});
  return values;
}

std::vector<Value> searched_values(const Parameters& parameters, const StudyConditions& conditions) {
  std::vector<std::optional<Value>> found(parameters.symbols.size());
  conditions.for_each(found.size(), [&](std::uint64_t index) {
    const std::uint64_t m = parameters.symbols[index];
    const gpu::SymbolRule rule = gpu::search_rule(m, parameters.searches, conditions.seed);
    const Rational share =
        gpu::make_rational(static_cast<std::int64_t>(rule.monochromatic), static_cast<std::int64_t>(m * m * m * m));
    found[index] = Value{std::to_string(m) + " symbols, searched", false, share};
  });
  std::vector<Value> values;
  for (std::optional<Value>& value : found)
    if (value) values.push_back(std::move(*value));
  return values;
}

StudyTable value_table(const std::vector<Value>& values) {
  StudyTable table{"values", "Share of edges in one colour, exactly", {"rule", "share", "decimal"}};
  for (const Value& value : values) table.rows.push_back({value.rule, text_of(value.share), value_of(value.share)});
  return table;
}

// The first value that breaks a property, else none.
template <class Breaks>
StudyVerdict judge(const std::string& property, const std::vector<Value>& values, bool stopped, Breaks breaks) {
  for (const Value& value : values)
    if (breaks(value)) return {property, Verdict::kViolated, value.rule + " leaves " + text_of(value.share)};
  if (stopped) return {property, Verdict::kUnknown, "stopped"};
  return {property, Verdict::kHolds, std::to_string(values.size()) + " rules"};
}

struct Measured {
  std::uint64_t rings = 0;
  std::uint64_t alike = 0;
  double squares = 0;  // of the rings' shares about the exact value
};

Measured measure(const Parameters& parameters, const StudyConditions& conditions, const Named& named, double exact,
                 std::uint64_t stream) {
  constexpr std::uint64_t kRingsAPart = 4;
  const NodeRule rule(*named.rule);
  std::vector<Measured> parts((parameters.rings + kRingsAPart - 1) / kRingsAPart);
  conditions.for_each(parts.size(), [&](std::uint64_t part) {
    Rng rng = Rng::stream(Rng::stream(conditions.seed, stream).next(), part);
    std::vector<std::uint64_t> drawn;
    const std::uint64_t rings = std::min(kRingsAPart, parameters.rings - part * kRingsAPart);
    for (std::uint64_t ring = 0; ring < rings && !conditions.is_stopped(); ++ring) {
      const std::uint64_t alike = monochromatic_edges(rule, parameters.n, rng, drawn);
      const double off = static_cast<double>(alike) / parameters.n - exact;
      parts[part] = {parts[part].rings + 1, parts[part].alike + alike, parts[part].squares + off * off};
    }
  });
  Measured all;
  for (const Measured& part : parts) {
    all.rings += part.rings;
    all.alike += part.alike;
    all.squares += part.squares;
  }
  return all;
}

}  // namespace

std::optional<ConfigProblem> Study::validate(const Parameters& parameters) {
  if (parameters.n < 4 || parameters.n > 10'000'000)
    return ConfigProblem{"n", "must be from 4, where an edge sees four nodes, to 10000000"};
  if (parameters.rings < 2 || parameters.rings > 1'000'000'000)
    return ConfigProblem{"rings", "must be from 2 to 1000000000"};
  if (parameters.rules.empty()) return ConfigProblem{"rules", "must name at least one rule"};
  for (const std::uint32_t t : parameters.thresholds_32)
    if (t > 32) return ConfigProblem{"thresholds_32", "must be at most 32, the whole"};
  for (const std::uint32_t m : parameters.symbols)
    if (m < 1 || m > 12) return ConfigProblem{"symbols", "must be from 1 to 12"};
  if (parameters.searches < 1 || parameters.searches > 1000) return ConfigProblem{"searches", "must be from 1 to 1000"};
  return std::nullopt;
}

StudyFindings<Parameters> Study::explore(const Parameters& parameters, const StudyConditions& conditions) {
  StudyFindings<Parameters> findings;
  std::vector<Value> values = exact_values(parameters);
  const auto nested = std::find_if(values.begin(), values.end(), [](const Value& value) { return value.nested; });
  const std::optional<Rational> best = nested == values.end() ? std::nullopt : std::optional(nested->share);
  if (best) {
    const bool published = *best == kPublished;
    findings.verdicts.push_back(
        {"published_value", published ? Verdict::kHolds : Verdict::kViolated, "it leaves " + text_of(*best)});
    findings.verdicts.push_back(
        judge("nested_is_best", values, false, [&](const Value& value) { return is_less(value.share, *best); }));
    findings.metrics["nested_share"] = value_of(*best);
  }
  for (Value& value : searched_values(parameters, conditions)) values.push_back(std::move(value));
  findings.verdicts.push_back(judge("above_floor", values, conditions.is_stopped(),
                                    [](const Value& value) { return is_less(value.share, kFloor); }));
  findings.metrics["rules"] = static_cast<double>(values.size());
  findings.tables.push_back(value_table(values));
  return findings;
}

StudyFindings<Parameters> Study::simulate(const Parameters& parameters, const StudyConditions& conditions) {
  StudyFindings<Parameters> findings;
  StudyTable table{"rings",
                   "Share measured on rings against the exact value",
                   {"rule", "edges", "measured", "exact", "standard errors off", "deviation of a ring"}};
  StudyVerdict verdict{"agrees_with_integral", Verdict::kHolds, ""};
  std::uint64_t stream = 0;
  for (const Named& named : rules_of(parameters)) {
    const double exact = value_of(gpu::monochromatic_probability(*named.rule));
    const Measured found = measure(parameters, conditions, named, exact, stream++);
    if (found.rings < 2) continue;
    const double edges = static_cast<double>(found.rings) * parameters.n;
    const double share = static_cast<double>(found.alike) / edges;
    const double deviation = std::sqrt(found.squares / static_cast<double>(found.rings));
    const double error = deviation / std::sqrt(static_cast<double>(found.rings));
    const double off = error > 0 ? (share - exact) / error : 0;
    table.rows.push_back({named.name, static_cast<std::uint64_t>(edges), share, exact, off, deviation});
    findings.metrics["edges"] += edges;
    if (std::abs(off) <= 5) continue;
    verdict.verdict = Verdict::kViolated;
    verdict.note = named.name + " leaves " + std::to_string(share) + " instead of " + std::to_string(exact);
  }
  if (verdict.verdict == Verdict::kHolds && conditions.is_stopped())
    verdict = {verdict.property, Verdict::kUnknown, "stopped"};
  if (verdict.verdict == Verdict::kHolds) verdict.note = std::to_string(table.rows.size()) + " rules";
  findings.verdicts.push_back(std::move(verdict));
  findings.tables.push_back(std::move(table));
  return findings;
}

}  // namespace parley::two_colouring
