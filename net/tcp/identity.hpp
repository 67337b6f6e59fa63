// A process's long-term identity: one Ed25519 key. It signs protocol messages, and its X25519 form is the static key
// of the Noise channels, so the cluster file holds a single public key for each peer.
//
// Thread safety: values; const members may be called concurrently.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "net/tcp/noise_primitives.hpp"

namespace parley::tcp {

using VerifyKey = ByteArray<crypto_sign_PUBLICKEYBYTES>;
using Signature = ByteArray<crypto_sign_BYTES>;

class Identity {
 public:
  static Identity generate();
  static Identity from_seed(const Secret<crypto_sign_SEEDBYTES>& seed);

  // Throws InputError when the file is missing, is not a regular file, can be read or written by others than its owner,
  // or is no key file.
  static Identity load(const std::string& path);

  // Creates the file with mode 0600 and makes it durable. Never overwrites: an existing file is an InputError, a
  // refusing environment an EnvironmentError.
  void save(const std::string& path) const;

  const VerifyKey& public_key() const { return public_key_; }
  Signature sign(ByteView message) const;
  noise::KeyPair channel_keys() const;

 private:
  Identity() = default;

  Secret<crypto_sign_SEEDBYTES> seed_;
  Secret<crypto_sign_SECRETKEYBYTES> secret_;
  VerifyKey public_key_{};
};

[[nodiscard]] bool verify(const VerifyKey& key, ByteView message, const Signature& signature);

// The X25519 form; nothing for bytes that are not an Ed25519 public key of full order.
std::optional<noise::PublicKey> channel_key(const VerifyKey& key);

// 64 lower-case hexadecimal digits, and back.
std::string to_text(const VerifyKey& key);
std::optional<VerifyKey> parse_public_key(std::string_view text);

}  // namespace parley::tcp
