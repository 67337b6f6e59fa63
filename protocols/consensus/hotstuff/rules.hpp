// The rules that HotStuff's safety rests on, as pure functions, each with its formula and its place in the paper (Yin
// et al., PODC '19). All else is liveness.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "protocols/consensus/hotstuff/hotstuff.hpp"

namespace parley::hotstuff {

// ceil((n + t + 1) / 2), the paper's n - f for n = 3f+1: two quorums share a correct replica, so of one view two blocks
// cannot both be certified (lemma 1), and the n - t correct ones are a quorum by themselves.
constexpr std::uint32_t quorum(const Config& config) {
  return config.quorum != 0 ? config.quorum : (config.n + config.t) / 2 + 1;
}

// t + 1: one of them is correct.
constexpr std::uint32_t weak_quorum(const Config& config) {
  return config.t + 1;
}

// Any function of the view will do (section 4.4). A leader stays for some views: with another one each view, and one
// replica of four down, no three certificates in a row would ever be made.
constexpr ProcessId leader_of(const Config& config, View view) {
  return ProcessId{static_cast<std::uint32_t>(view / config.tenure % config.n)};
}

constexpr View first_of_tenure(const Config& config, View view) {
  return view - view % config.tenure;
}
constexpr View last_of_tenure(const Config& config, View view) {
  return first_of_tenure(config, view) + config.tenure - 1;
}

// The name of a block: it covers the parent's, and so all its ancestors.
Digest digest_of(const Block& block);
// Of view 0, committed from the beginning.
const Block& first_block();
Digest first_digest();

bool valid_request(const Config& config, const Signed<Request>& request);

// A quorum of different replicas voted for that block in that view; the first block needs none.
bool valid_certificate(const Config& config, const Certificate& certificate);

// A quorum of different replicas has given up `view`, or a later one, and so all before it.
bool valid_end(const Config& config, View view, const ViewEnd& end);

// The block extends the one that its certificate is for (createLeaf, algorithm 1), in a later view, and the view before
// is over: it was certified, or a quorum has given it up.
bool valid_proposal(const Config& config, const Proposal& proposal);

// Whether `ancestor` is `block` or an ancestor of it. REQUIRES: the ancestors of `block` are known.
bool extends(const std::map<Digest, Block>& blocks, const Digest& block, const Digest& ancestor);

// A replica votes once a view, in ascending views (algorithm 3, voting rule), and for safe nodes alone: safeNode
// (algorithm 1): the node extends from lockedQC.node (safety rule), or node.justify.viewNumber > lockedQC.viewNumber
// (liveness rule: somebody knows that the lock was not needed).
bool may_vote(const Config& config, const Replica& replica, const Block& block, const Digest& digest);

// The lock (procedure update of algorithm 4): b'' has a certificate, and b', for which it carries one, has one too (a
// two-chain), so b' is locked. For a certificate for b'': b'. None where b'' is the first block.
std::optional<Locked> lock_of(const std::map<Digest, Block>& blocks, const Certificate& certificate);

// The decision (the same): (b''.parent = b') /\ (b'.parent = b), so that b, b' and b'' are of consecutive views
// and each is certified (a three-chain). Then a quorum is locked on b' or a later block of its branch, and no
// conflicting block can be certified any more (theorem 2). For a certificate for b'': b.
std::optional<Digest> decided_by(const Config& config, const std::map<Digest, Block>& blocks,
                                 const Certificate& certificate);

}  // namespace parley::hotstuff
