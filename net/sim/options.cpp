#include "net/sim/options.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace parley::sim {

namespace {

double standard_normal(Rng& rng) {
  const double radius = std::sqrt(-2 * std::log(1 - rng.unit()));
  return radius * std::cos(2 * std::numbers::pi * rng.unit());
}

// Knuth's product method, in steps of at most 500 so that exp(-mean) does not underflow.
std::uint64_t poisson(double mean, Rng& rng) {
  std::uint64_t count = 0;
  while (mean > 0) {
    const double part = std::min(mean, 500.0);
    const double limit = std::exp(-part);
    for (double product = rng.unit(); product > limit; product *= rng.unit()) ++count;
    mean -= part;
  }
  return count;
}

double draw(const Latency& latency, Rng& rng) {
  switch (latency.kind) {
    case LatencyKind::kConstant:
      return latency.a;
    case LatencyKind::kUniform: {
      const auto least = static_cast<std::uint64_t>(latency.a);
      const auto most = static_cast<std::uint64_t>(latency.b);
      return static_cast<double>(least + rng.below(most - least + 1));
    }
    case LatencyKind::kExponential:
      return std::round(-latency.a * std::log(1 - rng.unit()));
    case LatencyKind::kPoisson:
      return static_cast<double>(poisson(latency.a, rng));
    case LatencyKind::kLogNormal:
      return std::round(latency.a * std::exp(latency.b * standard_normal(rng)));
    case LatencyKind::kEmpirical:
      return static_cast<double>(latency.samples[rng.below(latency.samples.size())]);
    case LatencyKind::kWeibull:
      return std::round(latency.a * std::pow(-std::log(1 - rng.unit()), 1 / latency.b));
  }
  return 1;
}

}  // namespace

std::uint64_t Latency::sample(Rng& rng) const {
  constexpr double kMost = 1e15;  // a tick count that no run reaches; keeps the conversion defined
  return static_cast<std::uint64_t>(std::clamp(draw(*this, rng), 1.0, kMost));
}

bool Partition::separates(ProcessId a, ProcessId b) const {
  const auto group_of = [&](ProcessId id) {
    return std::find_if(groups.begin(), groups.end(), [&](const ProcessSet& group) { return group.contains(id); });
  };
  const auto first = group_of(a);
  const auto second = group_of(b);
  return first != groups.end() && second != groups.end() && first != second;
}

}  // namespace parley::sim
