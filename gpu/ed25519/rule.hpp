// Which signatures are valid: implementations differ on keys and signatures made to be ambiguous.
#pragma once

#include <cstdint>
#include <string_view>

namespace parley::gpu {

// kZip215: A and R decode (non-canonical encodings too), S < l, [8][S]B = [8]R + [8][k]A with k over the bytes
// received.
//   Single verification, random linear combinations and every backend agree on it, so that it is the default.
// kLibsodium: what libsodium 1.0.18 accepts: S < l, A canonical, A and R not of small order, and R equals the encoding
// of
//   [S]B - [k]A byte by byte. Whatever it accepts, ZIP 215 accepts.
enum class Rule : std::uint8_t { kZip215, kLibsodium };

constexpr std::string_view to_string(Rule rule) {
  return rule == Rule::kZip215 ? "zip215" : "libsodium";
}

}  // namespace parley::gpu
