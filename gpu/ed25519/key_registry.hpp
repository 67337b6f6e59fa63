// Keys that sign again and again, such as those of a fixed set of validators. Each is checked once and gets a table
// (60 KB on the host, 48 KB on a device) that saves all doublings of a verification.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "gpu/arith/field51.hpp"
#include "gpu/ed25519/tables.hpp"

namespace parley::gpu {

enum class KeyError : std::uint8_t { kNone, kNotAPoint, kNotCanonical, kSmallOrder };

constexpr std::string_view to_string(KeyError error) {
  constexpr std::string_view names[] = {"fine", "not a point of the curve", "not a canonical encoding",
                                        "of small order: anyone can sign for it"};
  return names[static_cast<std::size_t>(error)];
}

// What is wrong with a key as the key of somebody.
KeyError check_key(const Bytes32& key);

// A value. Thread safety: const members may be called concurrently.
// Invariant: every key passed check_key; indices never change.
class KeyRegistry {
 public:
  struct Added {
    std::uint32_t index = 0;  // meaningful when there is no error
    KeyError error = KeyError::kNone;
  };
  // A key that is there already keeps its index.
  Added add(const Bytes32& key);

  std::size_t size() const { return keys_.size(); }
  const Bytes32& key(std::uint32_t index) const { return keys_[index]; }
  // kKeyWindows rows of kKeyRow entries.
  const AffineCached<Field51>* table(std::uint32_t index) const { return tables_[index].data(); }
  // A hash of all keys in order: which tables a device holds.
  const Bytes32& fingerprint() const { return fingerprint_; }

 private:
  std::vector<Bytes32> keys_;
  std::vector<std::vector<AffineCached<Field51>>> tables_;
  Bytes32 fingerprint_{};
};

}  // namespace parley::gpu
