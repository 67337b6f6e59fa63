#include "protocols/local/population/monoid.hpp"

#include <map>
#include <numeric>

namespace parley::population {
namespace {

using Action = std::vector<std::uint32_t>;

Action then(const Action& first, const Action& second) {
  Action result(first.size());
  for (std::size_t state = 0; state < first.size(); ++state) result[state] = second[first[state]];
  return result;
}

}  // namespace

std::uint32_t Monoid::idempotent_power(std::uint32_t x) const {
  std::uint32_t power = x;
  while (times(power, power) != power) power = times(power, x);
  return power;
}

std::optional<Monoid> transition_monoid(const Dfa& minimal, std::uint32_t most) {
  Action identity(minimal.states());
  std::iota(identity.begin(), identity.end(), 0U);
  std::map<Action, std::uint32_t> number{{identity, 0}};
  Monoid monoid{.elements = {identity}, .words = {Word{}}};
  for (std::size_t done = 0; done < monoid.elements.size(); ++done)
    for (Letter letter = 0; letter < minimal.letters; ++letter) {
      Action next = monoid.elements[done];
      for (std::uint32_t& state : next) state = minimal.step(state, letter);
      if (!number.emplace(next, monoid.size()).second) continue;
      if (monoid.size() == most) return std::nullopt;
      monoid.elements.push_back(std::move(next));
      monoid.words.push_back(monoid.words[done]);
      monoid.words.back().push_back(letter);
    }
  monoid.product.reserve(std::size_t{monoid.size()} * monoid.size());
  for (const Action& x : monoid.elements)
    for (const Action& y : monoid.elements) monoid.product.push_back(number.at(then(x, y)));
  return monoid;
}

std::optional<DaViolation> find_da_violation(const Monoid& monoid) {
  for (std::uint32_t x = 0; x < monoid.size(); ++x)
    for (std::uint32_t y = 0; y < monoid.size(); ++y) {
      const std::uint32_t power = monoid.idempotent_power(monoid.times(x, y));
      if (monoid.times(monoid.times(power, x), power) != power) return DaViolation{monoid.words[x], monoid.words[y]};
    }
  return std::nullopt;
}

std::string describe(const DaViolation& violation, std::string_view alphabet) {
  const auto shown = [&](const Word& word) { return word.empty() ? std::string("1") : text_of(word, alphabet); };
  return "(xy)^w x (xy)^w differs from (xy)^w in its syntactic monoid for x = " + shown(violation.x) +
         ", y = " + shown(violation.y);
}

}  // namespace parley::population
