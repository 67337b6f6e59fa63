// Signatures of a run, symbolic: what carries a node's signature can be made only with that node's key, and a run hands
// a key to nobody but its node (faulty nodes share theirs). So nothing can be forged by construction, however an
// adversary is written.
//
// Size: a chain names its signers in order, 4 bits each, so runs have at most 16 nodes.
#pragma once

#include <cstdint>

#include "protocols/consensus/directed/digraph.hpp"
#include "protocols/core/check.hpp"

namespace parley::directed {

inline constexpr std::uint32_t kMostRunNodes = 16;

// (origin, value) pairs: bit 2 * origin + value.
using Pairs = std::uint32_t;
constexpr std::uint32_t pair_of(Node origin, bool value) {
  return 2 * origin + (value ? 1 : 0);
}

class KeyRing;

class Key {
 public:
  Node owner() const { return owner_; }

 private:
  friend class KeyRing;
  explicit Key(Node owner) : owner_(owner) {}
  Node owner_;
};

// All keys of the nodes of `owners`. A run makes one of a single node for each correct node and one for all faulty
// ones.
class KeyRing {
 public:
  explicit KeyRing(Nodes owners) : owners_(owners) {}
  Nodes owners() const { return owners_; }
  // REQUIRES: v is an owner; no ring gives out a key of another node.
  Key key(Node v) const {
    check(contains(owners_, v), "a key is asked for of a node that is not on the ring");
    return Key(v);
  }

 private:
  Nodes owners_;
};

// "origin says value", signed by the origin first and then by distinct others, each over what came before.
class Chain {
 public:
  static Chain start(Key origin, bool value) {
    Chain chain;
    chain.order_ = origin.owner();
    chain.signers_ = only(origin.owner());
    chain.length_ = 1;
    chain.value_ = value;
    return chain;
  }
  // REQUIRES: !signed_by(key.owner()).
  Chain extended(Key key) const {
    Chain longer = *this;
    longer.order_ |= std::uint64_t{key.owner()} << (4 * length_);
    longer.signers_ |= only(key.owner());
    ++longer.length_;
    return longer;
  }

  Node origin() const { return static_cast<Node>(order_ & 15); }
  bool value() const { return value_; }
  std::uint32_t pair() const { return pair_of(origin(), value_); }
  std::uint32_t length() const { return length_; }
  Nodes signers() const { return signers_; }
  bool signed_by(Node v) const { return contains(signers_, v); }
  Node signer(std::uint32_t position) const { return static_cast<Node>((order_ >> (4 * position)) & 15); }

 private:
  Chain() = default;
  std::uint64_t order_ = 0;
  Nodes signers_ = 0;
  std::uint32_t length_ = 0;
  bool value_ = false;
};

// <p, X_p>: which pairs p says it has accepted.
class SignedPairs {
 public:
  SignedPairs(Key signer, Pairs pairs) : signer_(signer.owner()), pairs_(pairs) {}
  Node signer() const { return signer_; }
  Pairs pairs() const { return pairs_; }

 private:
  Node signer_;
  Pairs pairs_;
};

}  // namespace parley::directed
