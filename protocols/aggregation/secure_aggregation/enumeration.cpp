#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>

#include "protocols/aggregation/secure_aggregation/leakage.hpp"

namespace parley::secure_aggregation {
namespace {

template <std::size_t N>
using Key = std::array<std::uint64_t, N>;

// How often each key occurs.
template <std::size_t N>
class Counts {
 public:
  explicit Counts(std::vector<Key<N>> keys) {
    std::sort(keys.begin(), keys.end());
    for (const Key<N>& key : keys) {
      if (entries_.empty() || entries_.back().first != key) entries_.emplace_back(key, 0);
      ++entries_.back().second;
    }
  }

  const auto& entries() const { return entries_; }
  std::uint64_t of(const Key<N>& key) const {
    const auto at = std::lower_bound(entries_.begin(), entries_.end(), key,
                                     [](const auto& entry, const Key<N>& wanted) { return entry.first < wanted; });
    return at->second;
  }

 private:
  std::vector<std::pair<Key<N>, std::uint64_t>> entries_;
};

// Values of several rows as digits of one number.
std::uint64_t packed(const Field& field, const std::vector<Row>& rows, const std::vector<std::uint64_t>& values) {
  std::uint64_t number = 0;
  for (const Row& row : rows) number = number * field.order + evaluate(field, row, values);
  return number;
}

bool fits(const Field& field, std::size_t rows) {
  std::uint64_t room = std::numeric_limits<std::uint64_t>::max();
  for (std::size_t row = 0; row < rows; ++row) room /= field.order;
  return room > 0;
}

// The next assignment; false after the last. A variable that is never 0 begins at 1.
bool advance(std::vector<std::uint64_t>& values, const std::vector<std::uint64_t>& least, std::uint64_t order) {
  for (std::size_t variable = 0; variable < values.size(); ++variable) {
    if (++values[variable] < order) return true;
    values[variable] = least[variable];
  }
  return false;
}

std::vector<std::uint64_t> least_values(const LinearScheme& scheme) {
  std::vector<std::uint64_t> least(scheme.variables(), 0);
  for (const std::uint32_t variable : scheme.never_zero) least[variable] = 1;
  return least;
}

// Triples (c, x, w) of all assignments.
std::vector<Key<3>> all_triples(const LinearScheme& scheme, const View& view, std::uint64_t outcomes) {
  const Field field = scheme.field();
  const std::vector<std::uint64_t> least = least_values(scheme);
  std::vector<std::uint64_t> values = least;
  std::vector<Key<3>> triples;
  triples.reserve(outcomes);
  do
    triples.push_back(
        {packed(field, view.condition, values), packed(field, view.seen, values), packed(field, view.inputs, values)});
  while (advance(values, least, field.order));
  return triples;
}

template <std::size_t N>
Counts<N> project(const std::vector<Key<3>>& triples, const std::array<std::size_t, N>& places) {
  std::vector<Key<N>> keys;
  keys.reserve(triples.size());
  for (const Key<3>& triple : triples) {
    Key<N> key{};
    for (std::size_t index = 0; index < N; ++index) key[index] = triple[places[index]];
    keys.push_back(key);
  }
  return Counts<N>(std::move(keys));
}

}  // namespace

std::optional<std::uint64_t> outcomes_of(const LinearScheme& scheme, std::uint64_t most) {
  std::uint64_t outcomes = 1;
  for (const std::uint64_t least : least_values(scheme)) {
    if (outcomes > most / (scheme.spec.field - least)) return std::nullopt;
    outcomes *= scheme.spec.field - least;
  }
  return outcomes;
}

// I(X ; W | C) = sum p(c,x,w) log (N(c,x,w) N(c) / (N(c,x) N(c,w)))
std::optional<EnumeratedLeak> leak_by_enumeration(const LinearScheme& scheme, const Coalition& coalition,
                                                  std::uint64_t most) {
  const std::optional<std::uint64_t> outcomes = outcomes_of(scheme, most);
  const View view = view_of(scheme, coalition);
  const Field field = scheme.field();
  if (!outcomes || !fits(field, view.condition.size()) || !fits(field, view.seen.size()) ||
      !fits(field, view.inputs.size()))
    return std::nullopt;
  const std::vector<Key<3>> triples = all_triples(scheme, view, *outcomes);
  const Counts<1> c = project<1>(triples, {0});
  const Counts<2> cx = project<2>(triples, {0, 1});
  const Counts<2> cw = project<2>(triples, {0, 2});
  const Counts<3> cxw(triples);
  EnumeratedLeak leak{.outcomes = *outcomes};
  for (const auto& [key, count] : cxw.entries()) {
    const std::uint64_t joint = count * c.of({key[0]});
    const std::uint64_t apart = cx.of({key[0], key[1]}) * cw.of({key[0], key[2]});
    if (joint == apart) continue;
    leak.independent = false;
    leak.symbols += static_cast<double>(count) * std::log(static_cast<double>(joint) / static_cast<double>(apart));
  }
  leak.symbols /= static_cast<double>(*outcomes) * std::log(static_cast<double>(field.order));
  return leak;
}

}  // namespace parley::secure_aggregation
