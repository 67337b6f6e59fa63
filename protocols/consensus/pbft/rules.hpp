// The rules that PBFT's safety rests on, as pure functions, each with its formula and its place in the paper (Castro
// and Liskov, OSDI '99). All else is liveness.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "protocols/consensus/pbft/pbft.hpp"

namespace parley::pbft {

// ceil((n + t + 1) / 2), the paper's 2f+1 for n = 3f+1: any two quorums share at least t+1 replicas, so a correct one
// (section 3: n - f + n - f - n > f), and the n - t correct ones are a quorum by themselves.
constexpr std::uint32_t quorum(const Config& config) {
  return config.quorum != 0 ? config.quorum : (config.n + config.t) / 2 + 1;
}

// t + 1: one of them is correct (the weak certificate). What t+1 say they executed, a correct replica has committed.
constexpr std::uint32_t weak_quorum(const Config& config) {
  return config.t + 1;
}

// "p = v mod |R|" (section 4).
constexpr ProcessId primary_of(const Config& config, View view) {
  return ProcessId{static_cast<std::uint32_t>(view % config.n)};
}

constexpr std::uint64_t window(const Config& config) {
  return config.window != 0 ? config.window : 2 * config.checkpoint_interval;
}

// h < n <= H = h + L (section 4.2): a faulty primary cannot exhaust the numbers by choosing a very large one.
constexpr bool in_window(const Config& config, Sequence stable, Sequence sequence) {
  return stable < sequence && sequence - stable <= window(config);
}

constexpr bool is_checkpoint(const Config& config, Sequence sequence) {
  return sequence % config.checkpoint_interval == 0;
}

// D(m). The null request has a digest that no request has.
Digest digest_of_request(const std::optional<Signed<Request>>& request);

// Whether the request is one that a client can ask for.
bool valid_request(const Config& config, const Signed<Request>& request);

// Section 4.2, a backup accepts a pre-prepare: its signature is the primary's of view v, d = D(m), it is in view v, it
// has accepted no other for (v, n), and h < n <= H. Outside of new views m must be a client's: only the primary of a
// new view may fill gaps with the null request.
bool may_accept(const Config& config, const Replica& replica, const PrePrepare& proposal);

// prepared(m, v, n, i) (section 4.2): a pre-prepare for m in view v with number n, and prepares that match it from
// quorum - 1 different backups; with the primary they are a quorum. Two prepared certificates of one (v, n) are for
// one m, as a correct replica is in both.
bool is_prepared(const Config& config, const Slot& slot);

// committed-local(m, v, n, i) (section 4.2): prepared(m, v, n, i), and matching commits of a quorum. Then t+1 correct
// replicas are prepared, and one of them takes part in whatever quorum opens a later view.
bool is_committed(const Config& config, const Slot& slot);

// The digest that a quorum claims for the state at one checkpoint (section 4.3), and the claims for it.
std::optional<StableProof> stable_proof(const Config& config, const StableProof& claims);

// C of a view change: claims of a quorum of different replicas about the state at `sequence`; 0 needs no proof.
bool valid_proof(const Config& config, Sequence sequence, const StableProof& proof);

// An element of P (section 4.4): a valid pre-prepare and quorum - 1 valid matching prepares of different backups, of a
// view before `view`.
bool valid_certificate(const Config& config, View view, const Certificate& certificate);

// A view change for view v (section 4.4): C proves the stable checkpoint, and all of P lies between the watermarks,
// each number once.
bool valid_report(const Config& config, const Signed<ViewReport>& report);

// O of a new view (section 4.4): min-s is the latest stable checkpoint in V, max-s the highest prepared number. For
// every n with min-s < n <= max-s: the request prepared for n in the highest view, or the null request where none was.
// Holds what the paper calls the key argument of section 4.5.2: a request that committed locally at some correct
// replica is in P of a member of V, and no later view has prepared another for its number.
struct Reissue {
  Sequence min = 0;
  std::map<Sequence, std::optional<Signed<Request>>> requests;  // every number above `min`, without gaps
};
Reissue reissue(const Config& config, const std::vector<Signed<ViewReport>>& reports);

// A new view for view v (section 4.4): signed by its primary, V holds valid view changes for v of a quorum of different
// replicas, and O is what a correct primary would have computed from V.
bool valid_opening(const Config& config, const Signed<ViewOpening>& opening);

}  // namespace parley::pbft
