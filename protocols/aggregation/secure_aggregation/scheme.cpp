#include "protocols/aggregation/secure_aggregation/scheme.hpp"

#include "protocols/aggregation/secure_aggregation/builders.hpp"

namespace parley::secure_aggregation {

SchemeKind mutated_kind(Mutant mutant) {
  switch (mutant) {
    case Mutant::kLateMessage:
    case Mutant::kForgottenSeed:
      return SchemeKind::kRecovery;
    case Mutant::kLowDegree:
      return SchemeKind::kShamir;
    default:
      return SchemeKind::kDealer;
  }
}

bool needs_large_field(SchemeKind kind) {
  return kind == SchemeKind::kShamir || kind == SchemeKind::kDoubleMask;
}

LinearScheme build(const SchemeSpec& spec) {
  switch (spec.kind) {
    case SchemeKind::kPlain:
    case SchemeKind::kDealer:
      return build_dealer(spec);
    case SchemeKind::kPairwise:
    case SchemeKind::kRecovery:
    case SchemeKind::kDoubleMask:
      return build_pairwise(spec);
    case SchemeKind::kShamir:
      return build_shamir(spec);
    case SchemeKind::kRing:
      return build_ring(spec);
  }
  return build_dealer(spec);
}

Row decoded_row(const LinearScheme& scheme, const Recipe& recipe) {
  Row row = recipe.own;
  for (const auto& [message, factor] : recipe.of_messages)
    row = add_multiple(scheme.field(), row, factor, scheme.messages[message].row);
  return row;
}

std::uint64_t decoded_value(const LinearScheme& scheme, const Recipe& recipe,
                            std::span<const std::uint64_t> message_values, std::span<const std::uint64_t> values) {
  const Field field = scheme.field();
  return field.add(evaluate(field, recipe.of_messages, message_values), evaluate(field, recipe.own, values));
}

std::vector<std::uint64_t> message_values(const LinearScheme& scheme, std::span<const std::uint64_t> values) {
  std::vector<std::uint64_t> sent;
  sent.reserve(scheme.messages.size());
  for (const Message& message : scheme.messages) sent.push_back(evaluate(scheme.field(), message.row, values));
  return sent;
}

std::string text_of(const LinearScheme& scheme, const Row& row) {
  std::string text;
  for (const auto& [variable, coefficient] : row) {
    const bool minus = coefficient != 1 && coefficient == scheme.spec.field - 1;
    if (text.empty())
      text += minus ? "-" : "";
    else
      text += minus ? " - " : " + ";
    if (coefficient != 1 && !minus) text += std::to_string(coefficient) + "*";
    text += scheme.names[variable];
  }
  return text.empty() ? "0" : text;
}

}  // namespace parley::secure_aggregation
