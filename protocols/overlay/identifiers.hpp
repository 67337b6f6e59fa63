// Identifiers of processes and keys in one space of 64 bits, as an overlay hashes them (Stoica et al. use SHA-1). The
// hash is one to one on 64 bits, so that no two processes collide: the finaliser of SplitMix64 (G. Steele, D. Lea,
// C. Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014).
#pragma once

#include <cstdint>

#include "protocols/core/ids.hpp"

namespace parley::overlay {

constexpr std::uint64_t scatter(std::uint64_t value) {
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
  value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
  return value ^ (value >> 31);
}

// `salt` (below 2^32) gives other identifiers to the same processes.
constexpr std::uint64_t identifier(std::uint32_t salt, ProcessId process) {
  return scatter((std::uint64_t{salt} << 32) + process.value + 1);
}

// Of key number `index`, below 2^31: spread apart from those of processes.
constexpr std::uint64_t key_identifier(std::uint32_t salt, std::uint64_t index) {
  return scatter(~((std::uint64_t{salt} << 32) + index));
}

}  // namespace parley::overlay
