// plain and dealer.
#include "protocols/aggregation/secure_aggregation/builders.hpp"

namespace parley::secure_aggregation {
namespace {

// Z_k = N_k for k < K, Z_K = -(N_1 + ... + N_{K-1})
std::vector<Row> dealt_keys(LinearScheme& scheme) {
  const Field field = scheme.field();
  const Mutant mutant = scheme.spec.mutant;
  const std::uint32_t users = scheme.spec.users;
  const std::uint32_t masked = mutant == Mutant::kOneKeyShort ? users - 1 : users;
  std::vector<Row> keys(users);
  Row sum;
  std::uint32_t first = 0;
  for (std::uint32_t k = 0; k + 1 < masked; ++k) {
    const bool repeats = mutant == Mutant::kRepeatedKey && k == 1;
    const std::uint32_t symbol = repeats ? first : add_variable(scheme, "N" + std::to_string(k));
    if (k == 0) first = symbol;
    if (k == 1 && mutant == Mutant::kBiasedKey) scheme.never_zero.push_back(symbol);
    keys[k] = unit(symbol);
    sum = add(field, sum, keys[k]);
  }
  keys[masked - 1] = mutant == Mutant::kWrongSign ? sum : subtract(field, {}, sum);
  return keys;
}

}  // namespace

LinearScheme build_dealer(const SchemeSpec& spec) {
  const std::uint32_t users = spec.users;
  const std::uint32_t present = spec.dropout ? users - 1 : users;
  LinearScheme scheme = with_inputs(spec, spec.mutant == Mutant::kReusedKeys ? 2 : 1, present);
  const bool plain = spec.kind == SchemeKind::kPlain;
  const Field field = scheme.field();
  scheme.private_up_to = plain ? 0 : users;
  const std::vector<Row> keys = plain ? std::vector<Row>(users) : dealt_keys(scheme);
  for (std::uint32_t k = 0; k < users && !plain; ++k) scheme.keys[k].push_back(keys[k]);
  for (std::uint32_t epoch = 0; epoch < scheme.epochs; ++epoch) {
    // sum_{j != k} X_j + W_k + Z_k, and the last two are X_k
    Recipe recipe;
    for (std::uint32_t k = 0; k < present; ++k) {
      Row row = add(field, unit(epoch * users + k), keys[k]);
      recipe.of_messages.emplace_back(broadcast(scheme, k, epoch + 1, std::move(row)), 1);
    }
    for (std::uint32_t k = 0; k < present; ++k) scheme.decoders[k].push_back(recipe);
  }
  return scheme;
}

}  // namespace parley::secure_aggregation
