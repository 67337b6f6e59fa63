#include "gpu/ed25519/key_registry.hpp"

#include <algorithm>

#include "gpu/arith/sha256.hpp"

namespace parley::gpu {

KeyError check_key(const Bytes32& key) {
  const Decoded<Field51> decoded = decode_point<Field51>(key);
  if (!decoded.valid) return KeyError::kNotAPoint;
  if (!is_canonical_encoding(key)) return KeyError::kNotCanonical;
  return is_small_order(decoded.point) ? KeyError::kSmallOrder : KeyError::kNone;
}

KeyRegistry::Added KeyRegistry::add(const Bytes32& key) {
  const auto known = std::find(keys_.begin(), keys_.end(), key);
  if (known != keys_.end()) return {static_cast<std::uint32_t>(known - keys_.begin()), KeyError::kNone};
  const KeyError error = check_key(key);
  if (error != KeyError::kNone) return {0, error};
  keys_.push_back(key);
  tables_.push_back(comb_table(negated(decode_point<Field51>(key).point), kKeyWindows, kKeyRow, 4));
  fingerprint_ = sha256(Pair{0, fingerprint_, key});
  return {static_cast<std::uint32_t>(keys_.size() - 1), KeyError::kNone};
}

}  // namespace parley::gpu
