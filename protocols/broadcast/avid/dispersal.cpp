#include "protocols/broadcast/avid/dispersal.hpp"

#include <utility>

#include "protocols/broadcast/avid/thresholds.hpp"

namespace parley::avid {

namespace {

Dispersal under_root(std::vector<std::string> fragments) {
  crypto::MerkleTree tree = crypto::merkle_tree(fragments);
  Dispersal dispersal{tree.root, {}};
  for (std::size_t index = 0; index < fragments.size(); ++index)
    dispersal.pieces.push_back({std::move(fragments[index]), std::move(tree.paths[index])});
  return dispersal;
}

}  // namespace

Dispersal disperse(const Config& config, std::string_view payload) {
  return under_root(crypto::encode(code_of(config), payload));
}

Dispersal disperse_torn(const Config& config, std::string_view low, std::string_view high) {
  std::vector<std::string> fragments = crypto::encode(code_of(config), low);
  const std::vector<std::string> others = crypto::encode(code_of(config), high);
  for (std::size_t index = config.n / 2; index < fragments.size(); ++index) fragments[index] = others[index];
  return under_root(std::move(fragments));
}

bool is_piece(const Config& config, const Digest& root, ProcessId owner, const Piece& piece) {
  return piece.fragment.size() == crypto::fragment_bytes(code_of(config), config.payload_bytes) &&
         crypto::merkle_verify(root, config.n, owner.value, piece.fragment, piece.path);
}

}  // namespace parley::avid
