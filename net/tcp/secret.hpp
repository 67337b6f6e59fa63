// Key material that is wiped when it goes away.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <sodium.h>

#include "net/wire/bytes.hpp"

namespace parley::tcp {

template <std::size_t N>
using ByteArray = std::array<std::byte, N>;

// A copyable array of secret bytes. Every copy wipes itself; never put one where it may be logged.
template <std::size_t N>
class Secret {
 public:
  Secret() = default;
  explicit Secret(ByteView from) { std::copy_n(from.begin(), std::min(N, from.size()), bytes_.begin()); }
  Secret(const Secret&) = default;
  Secret& operator=(const Secret&) = default;
  ~Secret() { sodium_memzero(bytes_.data(), N); }

  unsigned char* data() { return raw(bytes_.data()); }
  const unsigned char* data() const { return raw(bytes_.data()); }
  static constexpr std::size_t size() { return N; }
  ByteView view() const { return bytes_; }
  MutableByteView view() { return bytes_; }

 private:
  ByteArray<N> bytes_{};
};

// Takes the same time wherever the two differ.
template <std::size_t N>
bool equal_in_constant_time(const ByteArray<N>& left, const ByteArray<N>& right) {
  return sodium_memcmp(left.data(), right.data(), N) == 0;
}

// libsodium must be initialised before its first use; safe to call from any thread, any number of times.
void initialise_crypto();

}  // namespace parley::tcp
