// Who may speak to this process: the cluster's keys as the handshake needs them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "net/tcp/identity.hpp"

namespace parley::tcp {

using PeerIndex = std::uint32_t;  // 0..n-1 are nodes, the clients follow; the order of the cluster file

inline constexpr std::uint32_t kProtocolVersion = 1;

using ClusterTag = ByteArray<16>;  // names the cluster in the clear; the whole id is bound by the prologue
using PreCheckKey = Secret<32>;    // shared by one pair of processes, see handshake.hpp

// Immutable after construction, hence safe to read from any thread.
class Keyring {
 public:
  // `peers` are the keys of all processes, this one included at `own`. Throws InputError (naming `file`, with the path
  // /keys/<index>) for a key that is not Ed25519, and for one that occurs twice: a peer is its key.
  Keyring(const std::string& file, const Identity& identity, std::string cluster_id, PeerIndex own,
          const std::vector<VerifyKey>& peers);

  PeerIndex own() const { return own_; }
  std::size_t size() const { return channel_keys_.size(); }
  const noise::KeyPair& own_keys() const { return own_keys_; }
  const noise::PublicKey& channel_key(PeerIndex peer) const { return channel_keys_[peer]; }
  const PreCheckKey& pre_check_key(PeerIndex peer) const { return pre_check_keys_[peer]; }
  const ClusterTag& cluster_tag() const { return cluster_tag_; }
  const std::string& cluster_id() const { return cluster_id_; }

 private:
  std::string cluster_id_;
  PeerIndex own_;
  noise::KeyPair own_keys_;
  std::vector<noise::PublicKey> channel_keys_;
  std::vector<PreCheckKey> pre_check_keys_;
  ClusterTag cluster_tag_{};
};

}  // namespace parley::tcp
