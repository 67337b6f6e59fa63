// pairwise, recovery and double_mask.
#include "protocols/aggregation/secure_aggregation/builders.hpp"

namespace parley::secure_aggregation {
namespace {

struct Masks {
  std::vector<Row> all = {};        // Z_k
  std::vector<Row> with_last = {};  // the part of Z_k that it shares with the last user
};

// Z_k = sum_{j>k} s_kj - sum_{j<k} s_kj
Masks pairwise_masks(LinearScheme& scheme) {
  const Field field = scheme.field();
  const std::uint32_t users = scheme.spec.users;
  Masks masks{.all = std::vector<Row>(users), .with_last = std::vector<Row>(users)};
  for (std::uint32_t k = 0; k < users; ++k)
    for (std::uint32_t j = k + 1; j < users; ++j) {
      const Row seed = unit(add_variable(scheme, "s" + std::to_string(k) + "_" + std::to_string(j)));
      scheme.keys[k].push_back(seed);
      scheme.keys[j].push_back(seed);
      masks.all[k] = add(field, masks.all[k], seed);
      masks.all[j] = subtract(field, masks.all[j], seed);
      if (j + 1 == users) masks.with_last[k] = seed;
    }
  return masks;
}

// The masks b_k, and what each user holds of the others' (its own polynomial, a share of every other).
struct SelfMasks {
  std::vector<Row> masks = {};
  std::vector<std::vector<Row>> shares = {};  // [of][at]
};

SelfMasks self_masks(LinearScheme& scheme) {
  const std::uint32_t users = scheme.spec.users;
  SelfMasks self{.masks = std::vector<Row>(users), .shares = std::vector<std::vector<Row>>(users)};
  for (std::uint32_t k = 0; k < users; ++k) {
    const std::string name = std::to_string(k);
    self.masks[k] = unit(add_variable(scheme, "b" + name));
    scheme.keys[k].push_back(self.masks[k]);
    std::vector<std::uint32_t> coefficients;
    for (std::uint32_t i = 1; i <= scheme.spec.degree; ++i) {
      coefficients.push_back(add_variable(scheme, "c" + name + "_" + std::to_string(i)));
      scheme.keys[k].push_back(unit(coefficients.back()));
    }
    for (std::uint32_t j = 0; j < users; ++j) {
      self.shares[k].push_back(share_of(scheme.field(), self.masks[k], coefficients, j));
      if (j != k) scheme.keys[j].push_back(self.shares[k][j]);
    }
  }
  return self;
}

// The survivors open the sum of their b.
void open_masks(LinearScheme& scheme, const SelfMasks& self, std::uint32_t survivors, Recipe& recipe) {
  const Field field = scheme.field();
  const std::vector<std::uint64_t> factors = factors_at_zero(field, scheme.spec.degree + 1);
  for (std::uint32_t j = 0; j < survivors; ++j) {
    Row share;
    for (std::uint32_t k = 0; k < survivors; ++k) share = add(field, share, self.shares[k][j]);
    const std::uint32_t index = broadcast(scheme, j, 2, std::move(share));
    if (j < factors.size()) recipe.of_messages.emplace_back(index, field.negate(factors[j]));
  }
}

// Y_k of every survivor.
void tell_seeds(LinearScheme& scheme, const Masks& masks, std::uint32_t survivors, Recipe& recipe) {
  for (std::uint32_t k = 0; k < survivors; ++k) {
    if (scheme.spec.mutant == Mutant::kForgottenSeed && k == 0) continue;
    recipe.of_messages.emplace_back(broadcast(scheme, k, 2, masks.with_last[k]), scheme.field().negate(1));
  }
}

}  // namespace

LinearScheme build_pairwise(const SchemeSpec& spec) {
  const bool recovers = spec.kind != SchemeKind::kPairwise;
  const bool doubled = spec.kind == SchemeKind::kDoubleMask;
  const std::uint32_t present = spec.dropout || recovers ? spec.users - 1 : spec.users;
  LinearScheme scheme = with_inputs(spec, 1, present);
  const Field field = scheme.field();
  scheme.private_up_to = doubled ? spec.degree : spec.users;
  const Masks masks = pairwise_masks(scheme);
  const SelfMasks self = doubled ? self_masks(scheme) : SelfMasks{.masks = std::vector<Row>(spec.users)};
  const auto message_of = [&](std::uint32_t k) { return add(field, add(field, unit(k), masks.all[k]), self.masks[k]); };
  // sum_{k alive} (X_k - Y_k) - sum_{k alive} b_k
  Recipe recipe;
  for (std::uint32_t k = 0; k < present; ++k)
    recipe.of_messages.emplace_back(broadcast(scheme, k, 1, message_of(k)), 1);
  if (recovers) tell_seeds(scheme, masks, present, recipe);
  if (doubled) open_masks(scheme, self, present, recipe);
  if (doubled || spec.mutant == Mutant::kLateMessage) broadcast(scheme, present, 3, message_of(present));
  for (std::uint32_t k = 0; k < present; ++k) scheme.decoders[k].push_back(recipe);
  return scheme;
}

}  // namespace parley::secure_aggregation
