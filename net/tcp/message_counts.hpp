// How many messages of each type: of each alternative where the message is a variant.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "protocols/core/names.hpp"

namespace parley::tcp {

struct NamedCount {
  std::string_view name;
  std::uint64_t count = 0;
};

template <class Message>
class MessageCounts {
 public:
  void count(const Message&) { ++count_; }
  std::vector<NamedCount> counts() const { return {{names::type_name<Message>(), count_}}; }

 private:
  std::uint64_t count_ = 0;
};

template <class... Messages>
class MessageCounts<std::variant<Messages...>> {
 public:
  void count(const std::variant<Messages...>& message) { ++counts_[message.index()]; }
  std::vector<NamedCount> counts() const { return counts(std::index_sequence_for<Messages...>{}); }

 private:
  template <std::size_t... Index>
  std::vector<NamedCount> counts(std::index_sequence<Index...>) const {
    return {{names::type_name<Messages>(), counts_[Index]}...};
  }

  std::array<std::uint64_t, sizeof...(Messages)> counts_{};
};

}  // namespace parley::tcp
