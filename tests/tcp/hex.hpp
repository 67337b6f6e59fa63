// Bytes from hexadecimal text, as the published vectors spell them.
#pragma once

#include <string>
#include <string_view>

#include "net/wire/bytes.hpp"

namespace parley::tcp::test {

inline Bytes from_hex(std::string_view text) {
  Bytes bytes;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    bytes.push_back(static_cast<std::byte>(std::stoi(std::string(text.substr(i, 2)), nullptr, 16)));
  }
  return bytes;
}

inline std::string to_hex(ByteView bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const std::byte each : bytes) {
    text.push_back(kDigits[std::to_integer<unsigned>(each) >> 4U]);
    text.push_back(kDigits[std::to_integer<unsigned>(each) & 15U]);
  }
  return text;
}

}  // namespace parley::tcp::test
