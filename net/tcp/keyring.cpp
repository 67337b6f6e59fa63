#include "net/tcp/keyring.hpp"

#include <algorithm>

#include "protocols/core/error.hpp"

namespace parley::tcp {
namespace {

// Both ends derive the same key from their static-static secret; the label keeps it apart from Noise's use of it.
PreCheckKey derive_pre_check_key(const Secret<noise::kKeyLength>& shared, std::string_view cluster_id) {
  const noise::Hash full = noise::hmac(shared.view(), {as_bytes("parley pre-check key"), as_bytes(cluster_id)});
  return PreCheckKey(full.view().first(PreCheckKey::size()));
}

std::string key_place(std::size_t index) {
  return "/keys/" + std::to_string(index);
}

}  // namespace

Keyring::Keyring(const std::string& file, const Identity& identity, std::string cluster_id, PeerIndex own,
                 const std::vector<VerifyKey>& peers)
    : cluster_id_(std::move(cluster_id)), own_(own), own_keys_(identity.channel_keys()) {
  if (own >= peers.size() || peers[own] != identity.public_key()) {
    throw InputError(file, key_place(own), "does not match this process's secret key");
  }
  const noise::Hash tag = noise::hash({as_bytes("parley cluster tag"), as_bytes(cluster_id_)});
  std::copy_n(tag.view().begin(), cluster_tag_.size(), cluster_tag_.begin());
  for (std::size_t i = 0; i < peers.size(); ++i) {
    const auto key = tcp::channel_key(peers[i]);
    if (!key) throw InputError(file, key_place(i), "expected an Ed25519 public key");
    if (std::find(channel_keys_.begin(), channel_keys_.end(), *key) != channel_keys_.end()) {
      throw InputError(file, key_place(i), "occurs twice; expected a key of its own for every process");
    }
    Secret<noise::kKeyLength> shared;
    if (!noise::diffie_hellman(own_keys_, *key, shared)) {
      throw InputError(file, key_place(i), "expected an Ed25519 public key of full order");
    }
    channel_keys_.push_back(*key);
    pre_check_keys_.push_back(derive_pre_check_key(shared, cluster_id_));
  }
}

}  // namespace parley::tcp
