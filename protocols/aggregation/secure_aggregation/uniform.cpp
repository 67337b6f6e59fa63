#include "protocols/aggregation/secure_aggregation/uniform.hpp"

#include <cmath>
#include <cstddef>

#include "protocols/core/random.hpp"

namespace parley::secure_aggregation {
namespace {

constexpr std::uint64_t kBatches = 64;

struct Statistic {
  std::string name;
  Row row = {};
};

// User 0 looks at messages of 1 .. K-1.
std::vector<Statistic> statistics_of(const LinearScheme& scheme) {
  const Field field = scheme.field();
  const Row& own = scheme.keys[0].front();
  std::vector<Statistic> statistics;
  for (std::uint32_t j = 1; j < scheme.spec.users; ++j) {
    const Row& row = scheme.messages[j].row;
    const std::string name = "X" + std::to_string(j);
    statistics.push_back({name, row});
    statistics.push_back({name + " + Z0", add(field, row, own)});
    statistics.push_back({name + " - Z0", subtract(field, row, own)});
    for (std::uint32_t i = 1; i < j; ++i)
      statistics.push_back({name + " - X" + std::to_string(i), subtract(field, row, scheme.messages[i].row)});
  }
  return statistics;
}

std::vector<std::uint64_t> draw_inputs(const LinearScheme& scheme, std::uint64_t seed) {
  Rng rng = Rng::stream(seed, 0);
  std::vector<std::uint64_t> values(scheme.variables(), 0);
  for (std::uint32_t user = 0; user < scheme.epochs * scheme.spec.users; ++user)
    values[user] = rng.below(scheme.spec.field);
  return values;
}

void draw_keys(const LinearScheme& scheme, Rng& rng, std::vector<std::uint64_t>& values) {
  for (std::uint32_t variable = scheme.epochs * scheme.spec.users; variable < scheme.variables(); ++variable)
    values[variable] = rng.below(scheme.spec.field);
  for (const std::uint32_t variable : scheme.never_zero) values[variable] = 1 + rng.below(scheme.spec.field - 1);
}

// sum (observed - expected)^2 / expected
void judge_counts(UniformTest& test, std::uint64_t runs) {
  const double expected = static_cast<double>(runs) / static_cast<double>(test.counts.size());
  for (const std::uint64_t count : test.counts) {
    const double difference = static_cast<double>(count) - expected;
    test.chi_square += difference * difference / expected;
  }
  const double freedom = static_cast<double>(test.counts.size() - 1);
  test.deviation = (test.chi_square - freedom) / std::sqrt(2 * freedom);
}

}  // namespace

std::vector<UniformTest> test_uniform(const LinearScheme& scheme, std::uint64_t runs,
                                      const StudyConditions& conditions) {
  const std::vector<Statistic> statistics = statistics_of(scheme);
  const std::vector<std::uint64_t> inputs = draw_inputs(scheme, conditions.seed);
  const std::size_t order = scheme.spec.field;
  std::vector<std::vector<std::uint32_t>> parts(kBatches);
  conditions.for_each(kBatches, [&](std::uint64_t batch) {
    parts[batch].resize(statistics.size() * order);
    Rng rng = Rng::stream(conditions.seed, batch + 3);
    std::vector<std::uint64_t> values = inputs;
    for (std::uint64_t run = runs * batch / kBatches; run < runs * (batch + 1) / kBatches; ++run) {
      if (run % 1024 == 0 && conditions.is_stopped()) return;
      draw_keys(scheme, rng, values);
      for (std::size_t at = 0; at < statistics.size(); ++at)
        ++parts[batch][at * order + evaluate(scheme.field(), statistics[at].row, values)];
    }
  });
  if (conditions.is_stopped()) return {};
  std::vector<UniformTest> tests;
  for (std::size_t at = 0; at < statistics.size(); ++at) {
    UniformTest test{.statistic = statistics[at].name, .counts = std::vector<std::uint64_t>(order)};
    for (const std::vector<std::uint32_t>& part : parts)
      for (std::size_t value = 0; value < order; ++value) test.counts[value] += part[at * order + value];
    judge_counts(test, runs);
    tests.push_back(std::move(test));
  }
  return tests;
}

}  // namespace parley::secure_aggregation
