// What a grantee can compute: the closure of what it was given under every derivation of the system, held against all
// secrets of all trees. HKDF is taken to be one-way: a secret is reached by deriving downwards, or not at all; whether
// two places of the tree share a secret is looked at in the bytes.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "protocols/channels/keytree/key_tree.hpp"
#include "protocols/core/study.hpp"

namespace parley::keytree {

// All secrets of the trees under one root: which places have this value. Room: about 150 bytes a secret.
class Universe {
 public:
  // Once `conditions` say stop, what is computed has no meaning.
  Universe(const KeyTree& keys, const StudyConditions& conditions);

  struct Reach {
    std::uint64_t inside = 0;   // chunks of the grant whose leaf secret is derivable
    std::uint64_t outside = 0;  // other chunks (of this or another track) of the encryption tree: must be 0
    std::uint64_t derivations = 0;
    std::string example = {};  // one of the outside
  };
  // For a grantee that holds `secrets`, and was promised these chunks of this track and tree.
  Reach reach_of(const std::vector<Digest>& secrets, Tree tree, std::size_t track,
                 const std::vector<Range>& promised) const;

  std::uint64_t size() const { return places_.size(); }

 private:
  struct Place {
    bool is_node = false;  // else the root, or that of a tree
    Tree tree = Tree::encryption;
    std::uint8_t track = 0;
    TreeNode node = {};
  };

  const KeyTree& keys_;
  const StudyConditions& conditions_;
  std::vector<std::string> labels_;
  std::multimap<Digest, Place> places_;
};

}  // namespace parley::keytree
