#include "protocols/aggregation/secure_aggregation/learning.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "protocols/core/random.hpp"

namespace parley::secure_aggregation {
namespace {

using Model = std::vector<double>;

struct Sample {
  std::vector<double> features = {};
  bool positive = false;
};

// Of mean 0 and variance 1: the sum of twelve uniform ones, less 6.
double roughly_normal(Rng& rng) {
  double sum = -6;
  for (int part = 0; part < 12; ++part) sum += rng.unit();
  return sum;
}

double dot(const Model& model, const std::vector<double>& features) {
  double sum = 0;
  for (std::size_t at = 0; at < model.size(); ++at) sum += model[at] * features[at];
  return sum;
}

double logistic(double x) {
  return 1 / (1 + std::exp(-x));
}

std::vector<Sample> draw_samples(const Model& hidden, std::uint32_t count, Rng& rng) {
  std::vector<Sample> samples(count);
  for (Sample& sample : samples) {
    for (std::size_t at = 0; at < hidden.size(); ++at) sample.features.push_back(at == 0 ? 1 : roughly_normal(rng));
    sample.positive = rng.chance(logistic(dot(hidden, sample.features)));
  }
  return samples;
}

struct Data {
  std::vector<std::vector<Sample>> of_users = {};
  std::vector<Sample> unseen = {};
};

Data draw_data(const Learning& learning, std::uint64_t seed) {
  Rng rng = Rng::stream(seed, 1);
  Model hidden(learning.features);
  for (double& weight : hidden) weight = 2 * roughly_normal(rng);
  Data data;
  for (std::uint32_t user = 0; user < learning.users; ++user)
    data.of_users.push_back(draw_samples(hidden, learning.samples, rng));
  data.unseen = draw_samples(hidden, 2000, rng);
  return data;
}

Model local_model(Model model, const std::vector<Sample>& samples, const Learning& learning) {
  for (std::uint32_t step = 0; step < learning.local_steps; ++step) {
    Model gradient(model.size(), 0);
    for (const Sample& sample : samples) {
      const double error = logistic(dot(model, sample.features)) - (sample.positive ? 1 : 0);
      for (std::size_t at = 0; at < model.size(); ++at) gradient[at] += error * sample.features[at];
    }
    for (std::size_t at = 0; at < model.size(); ++at)
      model[at] -= learning.step * gradient[at] / static_cast<double>(samples.size());
  }
  return model;
}

double accuracy_of(const Model& model, const std::vector<Sample>& samples) {
  std::uint32_t right = 0;
  for (const Sample& sample : samples) right += (dot(model, sample.features) > 0) == sample.positive ? 1U : 0U;
  return static_cast<double>(right) / static_cast<double>(samples.size());
}

// Weights are kept below 2^20, so that K * 2^20 * 2^scale_bits stays below the order's half.
constexpr double kLargestWeight = 1 << 20;

std::uint64_t to_field(double weight, std::uint32_t scale_bits) {
  const double bounded = std::clamp(weight, -kLargestWeight, kLargestWeight);
  const std::int64_t fixed = std::llround(std::ldexp(bounded, static_cast<int>(scale_bits)));
  return fixed >= 0 ? static_cast<std::uint64_t>(fixed) : kModelOrder - static_cast<std::uint64_t>(-fixed);
}

// The mean of `users` weights whose sum is `sum`.
double from_field(std::uint64_t sum, const Learning& learning, std::uint32_t users) {
  const double fixed = sum <= kModelOrder / 2 ? static_cast<double>(sum) : -static_cast<double>(kModelOrder - sum);
  return std::ldexp(fixed, -static_cast<int>(learning.scale_bits)) / users;
}

// The sum that user `reader` decodes, with fresh keys.
std::uint64_t secure_sum(const LinearScheme& scheme, const std::vector<std::uint64_t>& inputs, std::uint32_t reader,
                         Rng& rng) {
  std::vector<std::uint64_t> values = inputs;
  while (values.size() < scheme.variables()) values.push_back(rng.below(kModelOrder));
  return decoded_value(scheme, scheme.decoders[reader].front(), message_values(scheme, values), values);
}

std::uint64_t plain_sum(const std::vector<std::uint64_t>& inputs) {
  std::uint64_t sum = 0;
  for (const std::uint64_t input : inputs) sum = Field{kModelOrder}.add(sum, input);
  return sum;
}

struct Averages {
  Model secure = {};
  Model plain = {};
};

Averages average(const std::vector<Model>& secure, const std::vector<Model>& plain, const LinearScheme& scheme,
                 const Learning& learning, Rng& rng) {
  Averages averages;
  for (std::size_t at = 0; at < learning.features; ++at) {
    std::vector<std::uint64_t> masked;
    std::vector<std::uint64_t> open;
    for (std::uint32_t user = 0; user < learning.users; ++user) {
      masked.push_back(to_field(secure[user][at], learning.scale_bits));
      open.push_back(to_field(plain[user][at], learning.scale_bits));
    }
    const std::uint32_t reader = static_cast<std::uint32_t>(rng.below(learning.users));
    averages.secure.push_back(from_field(secure_sum(scheme, masked, reader, rng), learning, learning.users));
    averages.plain.push_back(from_field(plain_sum(open), learning, learning.users));
  }
  return averages;
}

std::vector<Model> local_models(const Model& model, const Data& data, const Learning& learning) {
  std::vector<Model> models;
  for (const std::vector<Sample>& samples : data.of_users) models.push_back(local_model(model, samples, learning));
  return models;
}

Model mean_of(const std::vector<Model>& models) {
  Model mean(models.front().size(), 0);
  for (const Model& model : models)
    for (std::size_t at = 0; at < mean.size(); ++at) mean[at] += model[at] / static_cast<double>(models.size());
  return mean;
}

}  // namespace

LearningOutcome learn(const Learning& learning, Mutant mutant, const StudyConditions& conditions) {
  const Data data = draw_data(learning, conditions.seed);
  const bool mutated = mutated_kind(mutant) == learning.scheme;
  const LinearScheme scheme = build({.kind = learning.scheme,
                                     .users = learning.users,
                                     .field = kModelOrder,
                                     .degree = (learning.users - 1) / 2,
                                     .mutant = mutated ? mutant : Mutant::kNone});
  Rng rng = Rng::stream(conditions.seed, 2);
  Averages models{.secure = Model(learning.features, 0), .plain = Model(learning.features, 0)};
  Model floating(learning.features, 0);
  LearningOutcome outcome;
  while (outcome.rounds < learning.rounds && !conditions.is_stopped()) {
    models = average(local_models(models.secure, data, learning), local_models(models.plain, data, learning), scheme,
                     learning, rng);
    floating = mean_of(local_models(floating, data, learning));
    outcome.equal = outcome.equal && models.secure == models.plain;
    outcome.by_round.push_back(accuracy_of(models.secure, data.unseen));
    ++outcome.rounds;
  }
  outcome.secure_accuracy = accuracy_of(models.secure, data.unseen);
  outcome.plain_accuracy = accuracy_of(models.plain, data.unseen);
  outcome.float_accuracy = accuracy_of(floating, data.unseen);
  for (std::size_t at = 0; at < floating.size(); ++at)
    outcome.largest_gap = std::max(outcome.largest_gap, std::abs(floating[at] - models.plain[at]));
  return outcome;
}

}  // namespace parley::secure_aggregation
