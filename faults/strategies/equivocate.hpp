// Shows two faces: two copies of the process, with states, choices and timers of their own, of which the second speaks
// to `second_face_to` and the first to `first_face_to`, or to all others. Who is in both sets is told both stories.
// Both faces hear everything.
//
// The faces differ in what they say. Either the second runs with other inputs, which the protocol declares by
// `static Config second_face(const Config&)`, or whatever it says has its values exchanged, always in the same way:
// integers in pairs (0 1) (2 3) ..., truth values with their opposites.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "faults/strategy.hpp"
#include "protocols/core/mutate.hpp"

namespace parley::faults {

enum class SecondFace : std::uint8_t { kRename, kConfig };

namespace detail {

class ValueExchange : public mutate_detail::FieldFilter<ValueExchange> {
 public:
  explicit ValueExchange(std::span<const std::string> fields) : FieldFilter(fields) {}

  template <class T>
  void scalar(T& value) {
    if constexpr (!std::is_enum_v<T>) {
      if (selected()) value = static_cast<T>(value ^ T{1});
    }
  }
  template <class T>
  void blob(T& value) {
    if (selected() && !value.empty()) value.back() = static_cast<typename T::value_type>(value.back() ^ 1);
  }
  template <class T>
  void ordered(T& container) {
    if constexpr (requires { typename T::mapped_type; }) {
      for (auto& [key, mapped] : container) walk(*this, mapped);
    }
  }
  template <class T>
  void per_process(T& table) {
    for (auto& entry : table) walk(*this, entry);
  }
  template <class T>
  void signed_value(T&) {}
};

}  // namespace detail

template <class Message>
void exchange_values(Message& message, std::span<const std::string> fields = {}) {
  detail::ValueExchange visitor(fields);
  walk(visitor, message);
}

struct Equivocate {
  static constexpr std::string_view kName = "equivocate";

  std::optional<ProcessSet> second_face_to;  // none: the processes from n/2 upwards
  SecondFace second_face = SecondFace::kRename;
  std::vector<std::string> fields;            // kRename: only what lies in a field of one of these names
  std::optional<ProcessSet> first_face_to{};  // none: all that the second face does not speak to

  template <class P>
  void send(const Scene& scene, Layer<P>&, Outbox<P>& outbox) const {
    for (Outgoing<P>& payload : outbox.sends) {
      payload.to = audience(scene, payload);
      if (payload.face == 1 && second_face == SecondFace::kRename) exchange_values(payload.message, fields);
    }
    std::erase_if(outbox.sends, [](const Outgoing<P>& payload) { return payload.to->empty(); });
  }

 private:
  template <class P>
  ProcessSet audience(const Scene& scene, const Outgoing<P>& payload) const {
    ProcessSet to;
    receivers(scene, payload).for_each([&](ProcessId id) {
      if (payload.face == 1 ? second_speaks_to(scene, id) : first_speaks_to(scene, id)) to.insert(id);
    });
    return to;
  }

  bool second_speaks_to(const Scene& scene, ProcessId id) const {
    return second_face_to ? second_face_to->contains(id) : id.value >= scene.n / 2 && id.value < scene.n;
  }
  bool first_speaks_to(const Scene& scene, ProcessId id) const {
    return first_face_to ? first_face_to->contains(id) : !second_speaks_to(scene, id);
  }
};

}  // namespace parley::faults
