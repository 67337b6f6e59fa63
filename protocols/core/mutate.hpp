// Structure-aware mutation by the field walk: changes exactly one field of a value, to a value that a faulty process
// could have put there. What a Signed<T> holds is never changed: signatures cannot be forged.
//
// A leaf is a place with at least one other value to take:
//   integer       one more, one less (no wrap-around), 0, any value in play        bool, enumeration   another value
//   ProcessId     another process                ProcessSet   one member toggled     blob  a byte added, changed,
//   dropped sequence, map, set   one element dropped     optional     cleared variant       the same fields under
//   another alternative of the same shape (an echo becomes a ready)
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include "protocols/core/choices.hpp"
#include "protocols/core/walk.hpp"

namespace parley {

struct Palette {
  std::uint32_t processes = 0;            // ids 0 .. processes - 1 can be named
  std::span<const std::uint64_t> values;  // integers in play
  std::span<const std::string> fields;    // only what lies in a field of one of these names; empty: everything
};

namespace mutate_detail {

template <class T>
inline constexpr bool kIsInteger = std::is_integral_v<T> && !std::is_same_v<T, bool>;

// Knows by which fields the walk has come to where it is.
template <class Derived>
class FieldFilter : public VisitorDefaults<Derived> {
 public:
  explicit FieldFilter(std::span<const std::string> fields) : wanted_(fields) {}

  template <class T>
  void begin_fields() {
    path_.emplace_back();
  }
  template <class T, std::size_t Index>
  void field() {
    path_.back() = names::field_name<T, Index>();
  }
  template <class T>
  void end_fields() {
    path_.pop_back();
  }

 protected:
  bool selected() const {
    return wanted_.empty() || std::any_of(path_.begin(), path_.end(), [&](std::string_view name) {
             return std::find(wanted_.begin(), wanted_.end(), name) != wanted_.end();
           });
  }

 private:
  std::span<const std::string> wanted_;
  InlineVector<std::string_view, 8> path_;
};

template <class A, class B>
consteval bool same_shape() {
  if constexpr (std::is_same_v<A, B> || !std::is_aggregate_v<A> || !std::is_aggregate_v<B>) {
    return false;
  } else if constexpr (std::is_empty_v<A> || std::is_empty_v<B>) {
    return false;
  } else if constexpr (boost::pfr::tuple_size_v<A> != boost::pfr::tuple_size_v<B>) {
    return false;
  } else {
    return []<std::size_t... Index>(std::index_sequence<Index...>) {
      return (std::is_same_v<boost::pfr::tuple_element_t<Index, A>, boost::pfr::tuple_element_t<Index, B>> && ...);
    }
    (std::make_index_sequence<boost::pfr::tuple_size_v<A>>{});
  }
}

template <class To, class From>
To reshape(const From& from) {
  To to{};
  [&]<std::size_t... Index>(std::index_sequence<Index...>) {
    ((boost::pfr::get<Index>(to) = boost::pfr::get<Index>(from)), ...);
  }
  (std::make_index_sequence<boost::pfr::tuple_size_v<To>>{});
  return to;
}

// The other values an integer can take, without repetition.
template <class T>
InlineVector<T, 8> other_integers(T now, std::span<const std::uint64_t> in_play) {
  InlineVector<T, 8> others;
  const auto add = [&](T value) {
    if (value != now && std::find(others.begin(), others.end(), value) == others.end()) others.push_back(value);
  };
  if (now != std::numeric_limits<T>::max()) add(static_cast<T>(now + 1));
  if (now != std::numeric_limits<T>::min()) add(static_cast<T>(now - 1));
  add(T{0});
  for (const std::uint64_t value : in_play)
    if (value <= static_cast<std::uint64_t>(std::numeric_limits<T>::max())) add(static_cast<T>(value));
  return others;
}

template <class T>
InlineVector<T, 8> other_enumerators(T now) {
  InlineVector<T, 8> others;
  for (std::size_t raw = 0; raw < names::kEnumeratorLimit; ++raw) {
    const T value = static_cast<T>(raw);
    if (value != now && !names::enumerator_name(value).empty()) others.push_back(value);
  }
  return others;
}

// Counts the leaves, and changes leaf number `target` when the walk comes to it.
class Mutator : public FieldFilter<Mutator> {
 public:
  static constexpr std::size_t kCountOnly = std::numeric_limits<std::size_t>::max();

  Mutator(const Palette& palette, std::size_t target, Choices* choices)
      : FieldFilter(palette.fields), palette_(palette), target_(target), choices_(choices) {}

  std::size_t leaves() const { return leaves_; }

  template <class T>
  void scalar(T& value) {
    if constexpr (std::is_same_v<T, bool>) {
      leaf(1, [&](std::size_t) { value = !value; });
    } else if constexpr (std::is_enum_v<T>) {
      const auto others = other_enumerators(value);
      leaf(others.size(), [&](std::size_t index) { value = others[index]; });
    } else {
      const auto others = other_integers(value, palette_.values);
      leaf(others.size(), [&](std::size_t index) { value = others[index]; });
    }
  }
  void process(ProcessId& id) {
    const bool known = id.value < palette_.processes;
    leaf(palette_.processes - (known ? 1U : 0U), [&](std::size_t index) {
      const auto other = static_cast<std::uint32_t>(index);
      id = ProcessId{known && other >= id.value ? other + 1 : other};
    });
  }
  void process_set(ProcessSet& set) {
    leaf(palette_.processes, [&](std::size_t index) {
      const ProcessId id{static_cast<std::uint32_t>(index)};
      if (!set.insert(id)) set.erase(id);
    });
  }
  template <class T>
  void blob(T& value) {
    leaf(value.empty() ? 1 : 3, [&](std::size_t index) {
      if (index == 0) value.push_back(typename T::value_type{});
      if (index == 1) value.back() = static_cast<typename T::value_type>(value.back() ^ 1);
      if (index == 2) value.pop_back();
    });
  }
  template <class T>
  void length(T& sequence) {
    leaf(sequence.size(),
         [&](std::size_t index) { sequence.erase(std::next(sequence.begin(), static_cast<std::ptrdiff_t>(index))); });
  }
  template <class T>
  void presence(T& value) {
    leaf(value ? 1 : 0, [&](std::size_t) { value.reset(); });
  }
  template <class T>
  void alternative(T& value) {
    std::size_t shapes = 0;
    each_same_shape(value, [&](auto) { ++shapes; });
    leaf(shapes, [&](std::size_t index) {
      T changed = value;
      each_same_shape(value, [&](auto other) {
        if (index-- == 0) changed = std::move(other);
      });
      value = std::move(changed);
    });
  }
  template <class T>
  void ordered(T& container) {
    leaf(container.size(),
         [&](std::size_t index) { container.erase(std::next(container.begin(), static_cast<std::ptrdiff_t>(index))); });
    if constexpr (requires { typename T::mapped_type; }) {
      for (auto& [key, mapped] : container) walk(*this, mapped);
    }
  }
  // A table has one entry a process; a shorter one is no message of the alphabet.
  template <class T>
  void per_process(T& table) {
    for (auto& entry : table) walk(*this, entry);
  }
  template <class T>
  void signed_value(T&) {}

 private:
  template <class Change>
  void leaf(std::size_t candidates, Change&& change) {
    if (candidates == 0 || !selected()) return;
    if (leaves_++ == target_) change(static_cast<std::size_t>(choices_->choose(candidates)));
  }

  template <class Visit, class... Alternatives>
  static void each_same_shape(std::variant<Alternatives...>& value, Visit&& visit) {
    std::visit(
        [&](const auto& now) {
          using Now = std::remove_cvref_t<decltype(now)>;
          const auto offer = [&]<class Other>(std::type_identity<Other>) {
            if constexpr (same_shape<Now, Other>()) visit(std::variant<Alternatives...>(reshape<Other>(now)));
          };
          (offer(std::type_identity<Alternatives>{}), ...);
        },
        value);
  }

  const Palette& palette_;
  std::size_t target_;
  Choices* choices_;
  std::size_t leaves_ = 0;
};

template <class Out>
struct IntegerCollector : VisitorDefaults<IntegerCollector<Out>> {
  Out& out;
  explicit IntegerCollector(Out& destination) : out(destination) {}

  template <class T>
  void scalar(T& value) {
    if constexpr (kIsInteger<std::remove_const_t<T>>) {
      if (value >= 0) out.push_back(static_cast<std::uint64_t>(value));
    }
  }
};

}  // namespace mutate_detail

// How many leaves `mutate_leaf` can be asked to change.
template <class T>
std::size_t mutable_leaves(const T& value, const Palette& palette) {
  T copy = value;
  mutate_detail::Mutator counter(palette, mutate_detail::Mutator::kCountOnly, nullptr);
  walk(counter, copy);
  return counter.leaves();
}

// Changes leaf number `leaf`, in order of the walk, to another value drawn from `choices`.
// REQUIRES: leaf < mutable_leaves(value, palette).
template <class T>
void mutate_leaf(T& value, std::size_t leaf, const Palette& palette, Choices& choices) {
  mutate_detail::Mutator mutator(palette, leaf, &choices);
  walk(mutator, value);
}

// Changes one leaf; which one, and to what, is drawn from `choices`. False, with `value` as it was, when there is none.
template <class T>
bool mutate(T& value, const Palette& palette, Choices& choices) {
  const std::size_t leaves = mutable_leaves(value, palette);
  if (leaves == 0) return false;
  mutate_leaf(value, static_cast<std::size_t>(choices.choose(leaves)), palette, choices);
  return true;
}

// Appends every integer in `value` that is not negative: values in play.
template <class T, class Out>
void collect_integers(const T& value, Out& out) {
  mutate_detail::IntegerCollector<Out> collector(out);
  walk(collector, value);
}

}  // namespace parley
