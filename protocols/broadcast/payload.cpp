#include "protocols/broadcast/payload.hpp"

#include <algorithm>

#include "protocols/core/random.hpp"

namespace parley::broadcast {

std::uint64_t fingerprint(const Digest& payload) {
  std::uint64_t word = 0;
  for (std::size_t index = 0; index < 8; ++index) word = (word << 8) | payload.bytes[index];
  return word;
}

std::string payload_of(ProcessId sender, std::uint64_t sequence, std::uint64_t bytes, std::uint64_t edition) {
  std::string payload(bytes, '\0');
  Rng content = Rng::stream(sender.value, sequence);
  for (std::size_t at = 0; at < payload.size(); at += 8) {
    std::uint64_t word = content.next() ^ edition;
    for (std::size_t index = at; index < std::min(at + 8, payload.size()); ++index, word >>= 8)
      payload[index] = static_cast<char>(word & 0xff);
  }
  return payload;
}

}  // namespace parley::broadcast
