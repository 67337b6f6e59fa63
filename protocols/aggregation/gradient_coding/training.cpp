#include "protocols/aggregation/gradient_coding/training.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <map>
#include <numeric>
#include <utility>

#include "protocols/core/random.hpp"

namespace parley::gradient_coding {
namespace {

using Vector = std::vector<double>;

double roughly_normal(Rng& rng) {
  double sum = -6;
  for (int part = 0; part < 12; ++part) sum += rng.unit();
  return sum;
}

struct Regression {
  std::vector<Vector> features = {};  // by point
  Vector values = {};
};

Regression draw_data(const Training& training, std::uint64_t seed) {
  Rng rng = Rng::stream(seed, 5);
  Vector hidden(training.features);
  for (double& weight : hidden) weight = roughly_normal(rng);
  Regression data;
  for (std::uint32_t point = 0; point < training.points; ++point) {
    Vector features(training.features);
    for (double& feature : features) feature = roughly_normal(rng);
    data.values.push_back(std::inner_product(features.begin(), features.end(), hidden.begin(), 0.0) +
                          0.1 * roughly_normal(rng));
    data.features.push_back(std::move(features));
  }
  return data;
}

// Partial gradients by chunk, and the loss, both divided by the number of
// points.
struct Pass {
  std::vector<Vector> gradients = {};
  double loss = 0;
};

Pass pass_over(const Regression& data, const Vector& model, std::uint32_t chunks) {
  Pass pass{.gradients = std::vector<Vector>(chunks, Vector(model.size(), 0))};
  const double points = static_cast<double>(data.values.size());
  for (std::size_t point = 0; point < data.values.size(); ++point) {
    const Vector& features = data.features[point];
    const double error = std::inner_product(features.begin(), features.end(), model.begin(), 0.0) - data.values[point];
    pass.loss += error * error / (2 * points);
    Vector& gradient = pass.gradients[point % chunks];
    for (std::size_t at = 0; at < model.size(); ++at) gradient[at] += error * features[at] / points;
  }
  return pass;
}

struct Answers {
  Workers workers = 0;
  double time = 0;
};

Answers first_answers(const Training& training, const Code& code, Rng& rng) {
  std::vector<std::pair<double, std::uint32_t>> times;
  const double chunk_points = static_cast<double>(training.points) / code.design.chunks();
  for (std::uint32_t worker = 0; worker < code.design.workers(); ++worker) {
    const double points = std::popcount(code.design.holdings[worker]) * chunk_points;
    const double slowness = 1 - training.straggling * std::log(1 - rng.unit());
    times.emplace_back(points * training.point_time * slowness, worker);
  }
  std::sort(times.begin(), times.end());
  Answers answers;
  for (std::size_t at = 0; at + training.stragglers < times.size(); ++at) {
    answers.workers |= Workers{1} << times[at].second;
    answers.time = times[at].first;
  }
  return answers;
}

// z_i = sum over chunks and blocks of B_i(j,t) g_j^(t)
Vector message_of(const Code& code, const Pass& pass, std::size_t worker, std::size_t length) {
  Vector message(length, 0);
  for (std::size_t at = 0; at < code.rows[worker].size(); ++at) {
    const double factor = code.rows[worker][at];
    if (factor == 0) continue;
    const Vector& gradient = pass.gradients[at / code.parts];
    const std::size_t begin = at % code.parts * length;
    for (std::size_t place = 0; place < length; ++place) message[place] += factor * gradient[begin + place];
  }
  return message;
}

struct CachedDecoder {
  std::vector<Vector> weights = {};
  double scale = 1;
};

CachedDecoder cached(const Code& code, Workers answered) {
  CachedDecoder decoder{.weights = decoder_of(code, answered)};
  const double captured = 1 - error_of(code, decoder.weights);
  decoder.scale = captured > 1e-6 ? 1 / captured : 0;
  return decoder;
}

void descend(const Training& training, const Code& code, const Pass& pass, Workers answered,
             const CachedDecoder& decoder, Vector& model) {
  const std::size_t length = model.size() / code.parts;
  for (std::size_t worker = 0; worker < code.rows.size(); ++worker) {
    if (((answered >> worker) & 1) == 0) continue;
    const Vector message = message_of(code, pass, worker, length);
    for (std::size_t part = 0; part < code.parts; ++part) {
      const double factor = training.step * decoder.scale * decoder.weights[worker][part];
      for (std::size_t place = 0; place < length; ++place) model[part * length + place] -= factor * message[place];
    }
  }
}

}  // namespace

double Trained::time_after(std::size_t steps, double link) const {
  const double transfer = 8 * static_cast<double>(bytes) / (link * 1e6);
  double time = 0;
  for (std::size_t step = 0; step < steps; ++step) time += compute_times[step] + transfer;
  return time;
}

std::optional<double> Trained::time_to(double target, double link) const {
  for (std::size_t step = 0; step < losses.size(); ++step)
    if (losses[step] <= target) return time_after(step + 1, link);
  return std::nullopt;
}

Trained train(const Training& training, const Code& code, const StudyConditions& conditions) {
  const Regression data = draw_data(training, conditions.seed);
  Rng rng = Rng::stream(conditions.seed, 6);
  Vector model(training.features, 0);
  std::map<Workers, CachedDecoder> decoders;
  Trained trained;
  trained.bytes = std::uint64_t{code.design.workers() - training.stragglers} * 8 * training.features / code.parts;
  Pass pass = pass_over(data, model, code.design.chunks());
  const double first_loss = pass.loss;
  for (std::uint32_t step = 0; step < training.steps && !conditions.is_stopped(); ++step) {
    const Answers answers = first_answers(training, code, rng);
    auto at = decoders.find(answers.workers);
    if (at == decoders.end()) at = decoders.emplace(answers.workers, cached(code, answers.workers)).first;
    descend(training, code, pass, answers.workers, at->second, model);
    pass = pass_over(data, model, code.design.chunks());
    trained.losses.push_back(pass.loss / first_loss);
    trained.compute_times.push_back(answers.time);
  }
  return trained;
}

}  // namespace parley::gradient_coding
