// Random inputs of the kernels' tests. The seed and the number of samples are printed with every test; set
// PARLEY_GPU_SEED and PARLEY_GPU_CHECKS to repeat a run or to check more.
#pragma once

#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <gtest/gtest.h>
#include <string>
#include <string_view>
#include <vector>

#include "gpu/arith/bytes.hpp"
#include "protocols/core/random.hpp"

namespace parley::gpu {

inline std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  if (text == nullptr) return otherwise;
  std::uint64_t value = 0;
  const std::string_view view(text);
  const auto end = std::from_chars(view.data(), view.data() + view.size(), value);
  return end.ec == std::errc{} ? value : otherwise;
}

class Samples {
 public:
  explicit Samples(std::uint64_t usual = 1'000'000)
      : seed_(from_environment("PARLEY_GPU_SEED", 1)),
        count_(from_environment("PARLEY_GPU_CHECKS", usual)),
        rng_(seed_) {
    testing::Test::RecordProperty("seed", std::to_string(seed_));
    testing::Test::RecordProperty("checks", std::to_string(count_));
  }
  ~Samples() {
    if (testing::Test::HasFailure())
      std::fprintf(stderr, "repeat with PARLEY_GPU_SEED=%llu PARLEY_GPU_CHECKS=%llu\n",
                   static_cast<unsigned long long>(seed_), static_cast<unsigned long long>(count_));
  }
  Samples(const Samples&) = delete;
  Samples& operator=(const Samples&) = delete;

  std::uint64_t count() const { return count_; }
  std::uint64_t word() { return rng_.next(); }
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(rng_.next() % bound); }

  template <std::size_t N>
  std::array<std::uint8_t, N> bytes() {
    std::array<std::uint8_t, N> out{};
    for (std::size_t at = 0; at < N; at += 8) {
      const std::uint64_t word = rng_.next();
      std::memcpy(out.data() + at, &word, std::min<std::size_t>(8, N - at));
    }
    return out;
  }
  std::vector<std::uint8_t> bytes(std::size_t size) {
    std::vector<std::uint8_t> out(size);
    for (std::uint8_t& byte : out) byte = static_cast<std::uint8_t>(rng_.next());
    return out;
  }
  // Where carries run: long stretches of zeros and ones, or just beside a multiple of 2^255 - 19.
  Bytes32 edge_bytes() {
    Bytes32 out{};
    switch (below(4)) {
      case 0:
        return bytes<32>();
      case 1:
        for (std::uint8_t& byte : out) byte = below(2) == 0 ? 0x00 : 0xff;
        return out;
      case 2:
        out.fill(0xff);
        out[0] = static_cast<std::uint8_t>(word());
        out[31] = below(2) == 0 ? 0x7f : 0xff;
        return out;
      default:
        out[below(32)] = static_cast<std::uint8_t>(word());
        return out;
    }
  }

 private:
  std::uint64_t seed_;
  std::uint64_t count_;
  Rng rng_;
};

inline std::vector<std::uint8_t> from_hex(std::string_view hex) {
  std::vector<std::uint8_t> bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    std::uint8_t byte = 0;
    std::from_chars(hex.data() + i, hex.data() + i + 2, byte, 16);
    bytes.push_back(byte);
  }
  return bytes;
}

template <std::size_t N>
std::array<std::uint8_t, N> array_from_hex(std::string_view hex) {
  const std::vector<std::uint8_t> bytes = from_hex(hex);
  std::array<std::uint8_t, N> out{};
  for (std::size_t i = 0; i < N && i < bytes.size(); ++i) out[i] = bytes[i];
  return out;
}

template <class Bytes>
std::string to_hex(const Bytes& bytes) {
  std::string text;
  for (const std::uint8_t byte : bytes) {
    text += "0123456789abcdef"[byte >> 4];
    text += "0123456789abcdef"[byte & 15];
  }
  return text;
}

}  // namespace parley::gpu
