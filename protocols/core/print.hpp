// Readable text of any walkable value: Echo{value: 1}, [1, 2], {p0, p2}, {p1: 7}, none. For people; nothing parses it.
#pragma once

#include <cstdint>
#include <string>
#include <type_traits>

#include "protocols/core/walk.hpp"

namespace parley {

namespace print_detail {

class Printer : public VisitorDefaults<Printer> {
 public:
  template <class T>
  void scalar(T& value) {
    using Plain = std::remove_const_t<T>;
    separate();
    if constexpr (std::is_same_v<Plain, bool>) {
      out_ += value ? "true" : "false";
    } else if constexpr (std::is_enum_v<Plain>) {
      const std::string_view name = names::enumerator_name(value);
      out_ += name.empty() ? "?" : std::string(name);
    } else {
      out_ += std::to_string(value);
    }
  }
  void process(const ProcessId& id) {
    separate();
    out_ += 'p';
    out_ += std::to_string(id.value);
  }
  void process_set(const ProcessSet& set) {
    open('{');
    set.for_each([&](ProcessId id) { process(id); });
    close('}');
  }
  template <class T>
  void blob(T& value) {
    separate();
    if constexpr (std::is_same_v<std::remove_const_t<T>, std::string>) {
      out_.append("\"").append(value).append("\"");
    } else {
      for (const std::uint8_t byte : value) hex(byte);
      if (value.empty()) out_ += "empty";
    }
  }
  template <class T>
  void length(T&) {
    open('[');
  }
  template <class T>
  void ordered(T& container) {
    open('{');
    for (auto& element : container) {
      if constexpr (requires { typename T::mapped_type; }) {
        walk(*this, element.first);
        out_ += ": ";
        first_ = true;
        walk(*this, element.second);
      } else {
        walk(*this, element);
      }
    }
    close('}');
  }
  void begin_array() { open('['); }
  void end_sequence() { close(']'); }
  template <class T>
  void presence(T& value) {
    if (value) return;
    separate();
    out_ += "none";
  }
  template <class T>
  void begin_fields() {
    separate();
    out_ += names::type_name<T>();
    if constexpr (!std::is_empty_v<T>) out_ += '{';
    first_ = true;
  }
  template <class T, std::size_t Index>
  void field() {
    separate();
    out_.append(names::field_name<T, Index>()).append(": ");
    first_ = true;
  }
  template <class T>
  void end_fields() {
    if constexpr (!std::is_empty_v<T>) out_ += '}';
    first_ = false;
  }

  std::string take() { return std::move(out_); }

 private:
  void separate() {
    if (!first_) out_ += ", ";
    first_ = false;
  }
  void open(char bracket) {
    separate();
    out_ += bracket;
    first_ = true;
  }
  void close(char bracket) {
    out_ += bracket;
    first_ = false;
  }
  void hex(std::uint8_t byte) {
    constexpr std::string_view digits = "0123456789abcdef";
    out_ += digits[byte >> 4];
    out_ += digits[byte & 15];
  }

  std::string out_;
  bool first_ = true;
};

}  // namespace print_detail

template <class T>
std::string to_text(const T& value) {
  print_detail::Printer printer;
  walk(printer, value);
  return printer.take();
}

}  // namespace parley
