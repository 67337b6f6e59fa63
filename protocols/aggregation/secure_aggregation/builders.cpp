#include "protocols/aggregation/secure_aggregation/builders.hpp"

#include <utility>

namespace parley::secure_aggregation {

LinearScheme with_inputs(const SchemeSpec& spec, std::uint32_t epochs, std::uint32_t present) {
  LinearScheme scheme{.spec = spec, .epochs = epochs};
  for (std::uint32_t epoch = 0; epoch < epochs; ++epoch) {
    Row target;
    for (std::uint32_t k = 0; k < spec.users; ++k) {
      const std::uint32_t variable = add_variable(scheme, "W" + std::to_string(k) + (epoch == 0 ? "" : "'"));
      if (k < present) target.emplace_back(variable, 1);
    }
    scheme.targets.push_back(std::move(target));
  }
  scheme.keys.resize(spec.users);
  scheme.decoders.resize(spec.users);
  return scheme;
}

std::uint32_t add_variable(LinearScheme& scheme, std::string name) {
  scheme.names.push_back(std::move(name));
  return scheme.variables() - 1;
}

Row share_of(const Field& field, const Row& secret, const std::vector<std::uint32_t>& coefficients, std::uint32_t j) {
  const std::uint64_t point = (j + 1) % field.order;
  Row share = secret;
  std::uint64_t power = point;
  for (const std::uint32_t coefficient : coefficients) {
    share = add_multiple(field, share, power, unit(coefficient));
    power = field.multiply(power, point);
  }
  return share;
}

// f(0) = sum_j f(x_j) * prod_{i != j} x_i / (x_i - x_j)
std::vector<std::uint64_t> factors_at_zero(const Field& field, std::uint32_t count) {
  std::vector<std::uint64_t> factors(count, 1);
  for (std::uint64_t j = 0; j < count; ++j)
    for (std::uint64_t i = 0; i < count; ++i) {
      if (i == j) continue;
      const std::uint64_t difference = field.subtract(i + 1, j + 1);
      factors[j] = field.multiply(factors[j], field.multiply(i + 1, field.inverse(difference)));
    }
  return factors;
}

std::uint32_t broadcast(LinearScheme& scheme, std::uint32_t sender, std::uint32_t round, Row row) {
  scheme.messages.push_back({.sender = sender, .round = round, .row = std::move(row)});
  return static_cast<std::uint32_t>(scheme.messages.size() - 1);
}

}  // namespace parley::secure_aggregation
