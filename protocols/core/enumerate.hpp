// Every value of a walkable type over small domains of its leaves: the alphabet of an adversary that may send anything.
//
// Leaves: bool both; integers the values in play that the type can hold; enumerations all enumerators; ProcessId every
// process; ProcessSet every subset of up to six processes, else the empty set, single processes and all; text and byte
// strings the values in play in decimal. Sequences, sets and maps up to `max_sequence` elements, PerProcess tables
// with all combinations. Signed<T>: what the adversary can sign itself, and what it has seen; nothing else.
#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "protocols/core/codec.hpp"
#include "protocols/core/error.hpp"
#include "protocols/core/rename.hpp"
#include "protocols/core/signed.hpp"
#include "protocols/core/walk.hpp"

namespace parley {

// A signed value that the adversary has seen: its type and its canonical bytes.
struct KnownStatement {
  std::string_view type;
  Bytes bytes;
  friend bool operator==(const KnownStatement&, const KnownStatement&) = default;
};

// Renames process ids in the canonical bytes of a signed value of a type that is known where the pointer is made.
using StatementRenaming = Bytes (*)(const Bytes& bytes, const Renaming& renaming);

template <class T>
constexpr std::string_view statement_type() {
  return names::detail::argument_of(names::detail::pretty_type<T>());
}

struct Domain {
  std::vector<std::uint64_t> values{0, 1};
  std::uint32_t processes = 0;
  ProcessSet signers;  // whose keys the adversary holds
  std::span<const KnownStatement> known;
  std::size_t max_sequence = 1;
  std::size_t max_count = std::size_t{1} << 14;  // of the values of any one type
};

// What a protocol that lists the alphabet of its adversary itself (`alphabet(config, domain)`) may use of signatures:
// the statement under each of the adversary's keys, and the statements of others that it has seen.
template <class Statement>
std::vector<Signed<Statement>> signed_by_adversary(const Domain& domain, const Statement& statement) {
  std::vector<Signed<Statement>> result;
  domain.signers.for_each([&](ProcessId id) { result.push_back(SignatureAccess::make(statement, id)); });
  return result;
}

template <class Statement>
std::vector<Signed<Statement>> seen_by_adversary(const Domain& domain) {
  std::vector<Signed<Statement>> result;
  for (const KnownStatement& known : domain.known) {
    if (known.type != statement_type<Statement>()) continue;
    auto decoded = decode<Signed<Statement>>(known.bytes);
    if (decoded.value && !domain.signers.contains(decoded.value->signer())) result.push_back(std::move(*decoded.value));
  }
  return result;
}

namespace enumerate_detail {

using walk_detail::kIsArray;
using walk_detail::kIsBlob;
using walk_detail::kIsOptional;
using walk_detail::kIsOrdered;
using walk_detail::kIsPair;
using walk_detail::kIsPerProcess;
using walk_detail::kIsScalar;
using walk_detail::kIsSequence;
using walk_detail::kIsSigned;
using walk_detail::kIsVariant;

template <class T>
std::vector<T> all(const Domain& domain);

inline void limit(std::size_t count, const Domain& domain, std::string_view type) {
  if (count > domain.max_count)
    throw NotApplicable("adversary", std::string(type),
                        "has more than " + std::to_string(domain.max_count) +
                            " values over the values in play: use fewer values, or give the protocol an alphabet");
}

// Every way to extend each of `partial` by setting a part to one of `choices`.
template <class T, class Part, class Set>
std::vector<T> extend(const std::vector<T>& partial, const std::vector<Part>& choices, const Domain& domain, Set set) {
  limit(partial.size() * choices.size(), domain, names::type_name<T>());
  std::vector<T> extended;
  extended.reserve(partial.size() * choices.size());
  for (const T& value : partial) {
    for (const Part& choice : choices) {
      extended.push_back(value);
      set(extended.back(), choice);
    }
  }
  return extended;
}

template <class T>
std::vector<T> scalars(const Domain& domain) {
  std::vector<T> result;
  if constexpr (std::is_same_v<T, bool>) {
    return {false, true};
  } else if constexpr (std::is_enum_v<T>) {
    for (std::size_t raw = 0; raw < names::kEnumeratorLimit; ++raw)
      if (!names::enumerator_name(static_cast<T>(raw)).empty()) result.push_back(static_cast<T>(raw));
  } else {
    for (const std::uint64_t value : domain.values)
      if (value <= static_cast<std::uint64_t>(std::numeric_limits<T>::max())) result.push_back(static_cast<T>(value));
  }
  return result;
}

inline std::vector<ProcessId> process_ids(const Domain& domain) {
  std::vector<ProcessId> result;
  for (std::uint32_t id = 0; id < domain.processes; ++id) result.push_back(ProcessId{id});
  return result;
}

inline std::vector<ProcessSet> process_sets(const Domain& domain) {
  std::vector<ProcessSet> result{{}};
  if (domain.processes > 6) {
    for (const ProcessId id : process_ids(domain)) result.push_back(ProcessSet{id});
    result.push_back(ProcessSet::first(domain.processes));
    return result;
  }
  for (std::uint64_t bits = 1; bits < (std::uint64_t{1} << domain.processes); ++bits) {
    ProcessSet set;
    for (const ProcessId id : process_ids(domain))
      if (((bits >> id.value) & 1) != 0) set.insert(id);
    result.push_back(set);
  }
  return result;
}

template <class T>
std::vector<T> blobs(const Domain& domain) {
  std::vector<T> result{{}};
  for (const std::uint64_t value : domain.values) {
    const std::string text = std::to_string(value);
    result.emplace_back(text.begin(), text.end());
  }
  return result;
}

// Sequences, sets and maps of up to max_sequence elements.
template <class T, class Element>
std::vector<T> containers(const Domain& domain) {
  const std::vector<Element> elements = all<Element>(domain);
  std::vector<T> result{{}};
  std::vector<T> longest{{}};
  for (std::size_t length = 1; length <= domain.max_sequence; ++length) {
    longest =
        extend(longest, elements, domain, [](T& value, const Element& element) { value.insert(value.end(), element); });
    std::erase_if(longest, [&](const T& value) { return value.size() != length; });
    result.insert(result.end(), longest.begin(), longest.end());
    limit(result.size(), domain, names::type_name<T>());
  }
  return result;
}

template <class T>
std::vector<T> arrays(const Domain& domain) {
  const auto elements = all<typename T::value_type>(domain);
  std::vector<T> result{T{}};
  for (std::size_t at = 0; at < std::tuple_size_v<T>; ++at)
    result = extend(result, elements, domain, [at](T& value, const auto& element) { value[at] = element; });
  return result;
}

template <class T>
std::vector<T> tables(const Domain& domain) {
  using Element = std::remove_cvref_t<decltype(std::declval<T&>().values()[0])>;
  const std::vector<Element> elements = all<Element>(domain);
  std::vector<T> result{T(domain.processes)};
  for (const ProcessId id : process_ids(domain))
    result = extend(result, elements, domain, [id](T& value, const Element& element) { value[id] = element; });
  return result;
}

template <class T>
std::vector<T> variants(const Domain& domain) {
  std::vector<T> result;
  [&]<std::size_t... Index>(std::index_sequence<Index...>) {
    (
        [&] {
          for (auto& value : all<std::variant_alternative_t<Index, T>>(domain))
            result.emplace_back(std::in_place_index<Index>, std::move(value));
        }(),
        ...);
  }
  (std::make_index_sequence<std::variant_size_v<T>>{});
  limit(result.size(), domain, names::type_name<T>());
  return result;
}

template <class Statement>
std::vector<Signed<Statement>> signed_values(const Domain& domain) {
  std::vector<Signed<Statement>> result;
  if (!domain.signers.empty()) {
    for (const Statement& statement : all<Statement>(domain)) {
      std::vector<Signed<Statement>> own = signed_by_adversary(domain, statement);
      std::move(own.begin(), own.end(), std::back_inserter(result));
    }
  }
  std::vector<Signed<Statement>> seen = seen_by_adversary<Statement>(domain);
  std::move(seen.begin(), seen.end(), std::back_inserter(result));
  return result;
}

template <class T>
struct StatementOf;
template <class Statement>
struct StatementOf<Signed<Statement>> {
  using Type = Statement;
};

template <class T>
std::vector<T> aggregates(const Domain& domain) {
  std::vector<T> result{T{}};
  if constexpr (!std::is_empty_v<T>) {
    [&]<std::size_t... Index>(std::index_sequence<Index...>) {
      ((result = extend(result, all<std::remove_cvref_t<decltype(boost::pfr::get<Index>(std::declval<T&>()))>>(domain),
                        domain, [](T& value, const auto& part) { boost::pfr::get<Index>(value) = part; })),
       ...);
    }
    (std::make_index_sequence<boost::pfr::tuple_size_v<T>>{});
  }
  return result;
}

template <class T>
std::vector<T> all(const Domain& domain) {
  if constexpr (kIsScalar<T>) {
    return scalars<T>(domain);
  } else if constexpr (std::is_same_v<T, ProcessId>) {
    return process_ids(domain);
  } else if constexpr (std::is_same_v<T, ProcessSet>) {
    return process_sets(domain);
  } else if constexpr (kIsBlob<T>) {
    return blobs<T>(domain);
  } else if constexpr (kIsSigned<T>) {
    return signed_values<typename StatementOf<T>::Type>(domain);
  } else if constexpr (kIsPerProcess<T>) {
    return tables<T>(domain);
  } else if constexpr (kIsArray<T>) {
    return arrays<T>(domain);
  } else if constexpr (kIsVariant<T>) {
    return variants<T>(domain);
  } else if constexpr (kIsOptional<T>) {
    std::vector<T> result{std::nullopt};
    for (auto& value : all<typename T::value_type>(domain)) result.emplace_back(std::move(value));
    return result;
  } else if constexpr (kIsPair<T>) {
    const std::vector<T> first = extend(std::vector<T>{T{}}, all<typename T::first_type>(domain), domain,
                                        [](T& value, const auto& part) { value.first = part; });
    return extend(first, all<typename T::second_type>(domain), domain,
                  [](T& value, const auto& part) { value.second = part; });
  } else if constexpr (kIsOrdered<T>) {
    if constexpr (requires { typename T::mapped_type; }) {
      return containers<T, std::pair<typename T::key_type, typename T::mapped_type>>(domain);
    } else {
      return containers<T, typename T::key_type>(domain);
    }
  } else if constexpr (kIsSequence<T>) {
    return containers<T, typename T::value_type>(domain);
  } else {
    return aggregates<T>(domain);
  }
}

template <class Statement>
Bytes renamed(const Bytes& bytes, const Renaming& renaming) {
  auto decoded = decode<Signed<Statement>>(bytes);
  rename(*decoded.value, renaming);
  return encode(*decoded.value);
}

template <class Keep>
struct StatementCollector : VisitorDefaults<StatementCollector<Keep>> {
  Keep keep;
  explicit StatementCollector(Keep k) : keep(std::move(k)) {}

  template <class T>
  void signed_value(T& value) {
    using Statement = typename StatementOf<std::remove_const_t<T>>::Type;
    keep(KnownStatement{statement_type<Statement>(), encode(value)}, &renamed<Statement>);
    walk(*this, value.statement());  // statements may carry signed statements of others
  }
};

}  // namespace enumerate_detail

// Throws NotApplicable when a part of T has more than max_count values.
template <class T>
std::vector<T> enumerate(const Domain& domain) {
  return enumerate_detail::all<T>(domain);
}

// Calls `keep(KnownStatement, StatementRenaming)` for every signed value inside `value`.
template <class T, class Keep>
void collect_statements(const T& value, Keep keep) {
  enumerate_detail::StatementCollector<Keep> collector(std::move(keep));
  walk(collector, value);
}

}  // namespace parley
