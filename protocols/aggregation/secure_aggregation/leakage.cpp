#include "protocols/aggregation/secure_aggregation/leakage.hpp"

#include <algorithm>
#include <bit>

namespace parley::secure_aggregation {
namespace {

void insert_all(Span& span, const std::vector<Row>& rows) {
  for (const Row& row : rows) span.insert(row);
}

Span span_of(const LinearScheme& scheme, const std::vector<Row>& rows) {
  Span span(scheme.field(), scheme.variables());
  insert_all(span, rows);
  return span;
}

bool is_in(const Coalition& coalition, std::uint32_t user) {
  return std::find(coalition.begin(), coalition.end(), user) != coalition.end();
}

}  // namespace

std::vector<Coalition> all_coalitions(std::uint32_t users) {
  std::vector<Coalition> coalitions;
  for (std::uint32_t set = 1; set + 1 < (std::uint32_t{1} << users); ++set) {
    Coalition coalition;
    for (std::uint32_t user = 0; user < users; ++user)
      if (((set >> user) & 1) != 0) coalition.push_back(user);
    coalitions.push_back(std::move(coalition));
  }
  std::stable_sort(coalitions.begin(), coalitions.end(),
                   [](const Coalition& a, const Coalition& b) { return a.size() < b.size(); });
  return coalitions;
}

View view_of(const LinearScheme& scheme, const Coalition& coalition) {
  View view{.condition = scheme.targets};
  const std::uint32_t users = scheme.spec.users;
  for (std::uint32_t variable = 0; variable < scheme.epochs * users; ++variable) {
    view.inputs.push_back(unit(variable));
    if (is_in(coalition, variable % users)) view.condition.push_back(unit(variable));
  }
  for (const std::uint32_t member : coalition)
    view.condition.insert(view.condition.end(), scheme.keys[member].begin(), scheme.keys[member].end());
  for (const Message& message : scheme.messages)
    if (message.receiver == kEverybody || is_in(coalition, message.receiver)) view.seen.push_back(message.row);
  return view;
}

// I(X ; W | C) = (rank(X,C) - rank(C)) - (rank(X,C,W) - rank(C,W))
std::uint32_t leak_by_rank(const LinearScheme& scheme, const Coalition& coalition) {
  const View view = view_of(scheme, coalition);
  Span held = span_of(scheme, view.condition);
  Span knowing = span_of(scheme, view.inputs);
  insert_all(knowing, view.condition);
  const std::uint32_t condition_rank = held.rank();
  const std::uint32_t knowing_rank = knowing.rank();
  insert_all(held, view.seen);
  insert_all(knowing, view.seen);
  return (held.rank() - condition_rank) - (knowing.rank() - knowing_rank);
}

Row witness_of(const LinearScheme& scheme, const Coalition& coalition) {
  const View view = view_of(scheme, coalition);
  Span before = span_of(scheme, view.condition);
  Span after = span_of(scheme, view.condition);
  insert_all(after, view.seen);
  const auto learnt = [&](const Row& row) { return after.contains(row) && !before.contains(row); };
  for (const Row& input : view.inputs)
    if (learnt(input)) return input;
  for (const Row& one : view.inputs)
    for (const Row& other : view.inputs) {
      const Row difference = subtract(scheme.field(), one, other);
      if (learnt(difference)) return difference;
    }
  return {};
}

bool decodes_right(const LinearScheme& scheme) {
  bool somebody = false;
  for (const std::vector<Recipe>& recipes : scheme.decoders) {
    if (recipes.empty()) continue;
    somebody = true;
    for (std::size_t epoch = 0; epoch < recipes.size(); ++epoch)
      if (decoded_row(scheme, recipes[epoch]) != scheme.targets[epoch]) return false;
  }
  return somebody;
}

bool can_decode(const LinearScheme& scheme) {
  Span span(scheme.field(), scheme.variables());
  for (std::uint32_t epoch = 0; epoch < scheme.epochs; ++epoch) span.insert(unit(epoch * scheme.spec.users));
  insert_all(span, scheme.keys[0]);
  for (const Message& message : scheme.messages)
    if (message.receiver == kEverybody || message.receiver == 0) span.insert(message.row);
  return std::all_of(scheme.targets.begin(), scheme.targets.end(), [&](const Row& row) { return span.contains(row); });
}

std::uint32_t independent_keys(const LinearScheme& scheme) {
  Span span(scheme.field(), scheme.variables());
  for (const std::vector<Row>& keys : scheme.keys) insert_all(span, keys);
  return span.rank();
}

}  // namespace parley::secure_aggregation
