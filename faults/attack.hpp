// Attacks that know one protocol live beside it. The protocol declares
//   using Attack = std::variant<A, B, ...>;
// where each alternative is an aggregate of integers and ProcessIds (its parameters, set by name from the plan) with
//   static constexpr std::string_view kName
//   void rewrite(const Config&, const State&, Effects<P>&, Context<P>&) const
// called after each handler of the wrapped process, with what the handler wants done: it may change, drop and add
// effects, sign with the process's own key and draw from the context's choices (0 the harmless one). An attack stands
// inside all generic strategies.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "faults/plan.hpp"
#include "protocols/core/process.hpp"

namespace parley::faults {

template <class P>
concept HasAttacks = requires {
  typename P::Attack;
};

template <class P>
concept HasSecondFace = requires(const typename P::Config& config) {
  { P::second_face(config) } -> std::same_as<typename P::Config>;
};

// Where a protocol has no attacks.
struct NoAttack {};

namespace detail {

template <class P>
struct AttackOf {
  using Type = NoAttack;
};
template <HasAttacks P>
struct AttackOf<P> {
  using Type = typename P::Attack;
};

// False when `name` is no parameter of the attack.
template <class A>
bool set_parameter(A& attack, const std::string& name, std::uint64_t value) {
  bool found = false;
  const auto set = [&]<std::size_t Index>(std::integral_constant<std::size_t, Index>) {
    if (names::field_name<A, Index>() != name) return;
    auto& field = boost::pfr::get<Index>(attack);
    using Field = std::remove_reference_t<decltype(field)>;
    if constexpr (std::is_same_v<Field, ProcessId>) {
      field = ProcessId{static_cast<std::uint32_t>(value)};
    } else {
      static_assert(std::is_integral_v<Field>, "Parley: an attack's parameters are integers and ProcessIds");
      field = static_cast<Field>(value);
    }
    found = true;
  };
  if constexpr (!std::is_empty_v<A>) {
    [&]<std::size_t... Index>(std::index_sequence<Index...>) {
      (set(std::integral_constant<std::size_t, Index>{}), ...);
    }
    (std::make_index_sequence<boost::pfr::tuple_size_v<A>>{});
  }
  return found;
}

}  // namespace detail

template <class P>
using AttackOf = typename detail::AttackOf<P>::Type;

// The names of the parameters of attack A.
template <class A>
std::vector<std::string> parameter_names() {
  std::vector<std::string> parameters;
  if constexpr (!std::is_empty_v<A>) {
    [&]<std::size_t... Index>(std::index_sequence<Index...>) {
      (parameters.emplace_back(names::field_name<A, Index>()), ...);
    }
    (std::make_index_sequence<boost::pfr::tuple_size_v<A>>{});
  }
  return parameters;
}

template <class P>
std::vector<std::string_view> attack_names() {
  if constexpr (HasAttacks<P>) {
    return []<class... A>(std::type_identity<std::variant<A...>>) {
      return std::vector<std::string_view>{A::kName...};
    }(std::type_identity<typename P::Attack>{});
  } else {
    return {};
  }
}

// None when P has no such attack, or the attack no such parameter.
template <class P>
std::optional<AttackOf<P>> make_attack(const ProtocolAttack& spec) {
  std::optional<AttackOf<P>> made;
  if constexpr (HasAttacks<P>) {
    const auto offer = [&]<class A>(std::type_identity<A>) {
      if (A::kName != spec.attack) return;
      A attack{};
      const bool all = std::all_of(spec.parameters.begin(), spec.parameters.end(), [&](const auto& parameter) {
        return detail::set_parameter(attack, parameter.first, parameter.second);
      });
      if (all) made = std::move(attack);
    };
    [&]<class... A>(std::type_identity<std::variant<A...>>) {
      (offer(std::type_identity<A>{}), ...);
    }(std::type_identity<typename P::Attack>{});
  }
  return made;
}

}  // namespace parley::faults
