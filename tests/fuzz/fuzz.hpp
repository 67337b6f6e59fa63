// What a fuzz target provides: LLVMFuzzerTestOneInput, which aborts on a broken property, and optionally fuzz_seeds(),
// valid inputs to start from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "protocols/core/check.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace parley::fuzz {

using Input = std::vector<std::byte>;

// Weak: a target without seeds leaves it undefined.
[[gnu::weak]] std::vector<Input> fuzz_seeds();

inline Input input_of(std::string_view text) {
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

inline std::span<const std::byte> view(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const std::byte*>(data), size};
}

}  // namespace parley::fuzz
