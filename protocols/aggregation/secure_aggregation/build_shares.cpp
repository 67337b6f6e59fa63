// shamir and ring.
#include "protocols/aggregation/secure_aggregation/builders.hpp"

namespace parley::secure_aggregation {

LinearScheme build_shamir(const SchemeSpec& spec) {
  const std::uint32_t present = spec.dropout ? spec.users - 1 : spec.users;
  LinearScheme scheme = with_inputs(spec, 1, present);
  const Field field = scheme.field();
  const std::uint32_t degree = spec.mutant == Mutant::kLowDegree ? spec.degree - 1 : spec.degree;
  scheme.private_up_to = spec.degree;
  std::vector<Row> sums(present);  // by holder
  for (std::uint32_t k = 0; k < present; ++k) {
    std::vector<std::uint32_t> coefficients;
    for (std::uint32_t i = 1; i <= degree; ++i) {
      coefficients.push_back(add_variable(scheme, "c" + std::to_string(k) + "_" + std::to_string(i)));
      scheme.keys[k].push_back(unit(coefficients.back()));
    }
    for (std::uint32_t j = 0; j < present; ++j) {
      Row share = share_of(field, unit(k), coefficients, j);
      sums[j] = add(field, sums[j], share);
      if (j != k) scheme.messages.push_back({.sender = k, .receiver = j, .round = 1, .row = std::move(share)});
    }
  }
  const std::vector<std::uint64_t> factors = factors_at_zero(field, degree + 1);
  Recipe recipe;
  for (std::uint32_t j = 0; j < present; ++j) {
    const std::uint32_t index = broadcast(scheme, j, 2, sums[j]);
    if (j < factors.size()) recipe.of_messages.emplace_back(index, factors[j]);
  }
  for (std::uint32_t k = 0; k < present; ++k) scheme.decoders[k].push_back(recipe);
  return scheme;
}

// With a user gone the chain ends before it, and nobody decodes.
LinearScheme build_ring(const SchemeSpec& spec) {
  const std::uint32_t users = spec.users;
  LinearScheme scheme = with_inputs(spec, 1, spec.dropout ? users - 1 : users);
  const Field field = scheme.field();
  scheme.private_up_to = 1;
  const Row mask = unit(add_variable(scheme, "r"));
  scheme.keys[0].push_back(mask);
  Row running = mask;
  for (std::uint32_t k = 0; k < users; ++k) {
    if (spec.dropout && k + 1 == users) return scheme;
    running = add(field, running, unit(k));
    scheme.messages.push_back({.sender = k, .receiver = (k + 1) % users, .round = k + 1, .row = running});
  }
  const std::uint32_t last = static_cast<std::uint32_t>(scheme.messages.size() - 1);
  const std::uint32_t told = broadcast(scheme, 0, users + 1, subtract(field, running, mask));
  scheme.decoders[0].push_back({.of_messages = unit(last), .own = {{mask.front().first, field.negate(1)}}});
  for (std::uint32_t k = 1; k < users; ++k) scheme.decoders[k].push_back({.of_messages = unit(told)});
  return scheme;
}

}  // namespace parley::secure_aggregation
