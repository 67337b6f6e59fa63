// What protocols that broadcast payloads share: the payloads' content, which nobody has to be given, and the hashes
// that stand for payloads and whatever else there is to name.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "protocols/core/codec.hpp"
#include "protocols/core/crypto.hpp"
#include "protocols/core/ids.hpp"

namespace parley::broadcast {

using crypto::Digest;
using crypto::sha256;

// Of the canonical codec.
template <class T>
Digest digest_of(const T& value) {
  const Bytes bytes = encode(value);
  return sha256(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

// How outputs name a payload (problems/multi_broadcast.hpp): the first eight bytes of its hash.
std::uint64_t fingerprint(const Digest& payload);

// The payload with which `sender` fills its place `sequence`: `bytes` bytes, a function of the arguments alone. Another
// `edition` is another content, such as that of a sender with two faces; editions below 256 differ from one byte on.
std::string payload_of(ProcessId sender, std::uint64_t sequence, std::uint64_t bytes, std::uint64_t edition = 0);

}  // namespace parley::broadcast
