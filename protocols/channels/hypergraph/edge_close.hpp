// CLOSE: root + later leaves are posted on the chain; within the dispute window every honest party that watches posts
// the newest certificate and all leaves that it holds (so fork proofs among them, too). Every way in which cheaters can
// post is tried: any certificate, any further final leaves, a fork proof against any of their own leaves.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocols/channels/hypergraph/edge_state.hpp"

namespace parley::hypergraph {

enum class EdgeProperty : std::uint8_t { conservation, no_honest_loss, one_root_an_epoch };

struct EdgeViolation {
  EdgeProperty property = EdgeProperty::conservation;
  std::vector<std::string> lines = {};
};

// How often closings were tried, and those that a cheater tried with something honest parties would not post.
struct ClosingCounts {
  std::uint64_t closings = 0;
  std::uint64_t old_roots = 0;    // an older root than some watching honest party holds
  std::uint64_t fork_proofs = 0;  // a cheater voids leaves of its own
};

// What party `i` has a right to at any close: opening balance - all it signed away + all it accepted. It accepts what a
// certificate that it holds covers (under accept_unrooted: what is final).
std::int32_t entitled(const EdgeCase& edge, const EdgeState& state, std::uint32_t party);

// The first of its properties that the state, or a close in it, violates. Complexity: O(2^leaves) closings a root.
std::optional<EdgeViolation> check_state(const EdgeCase& edge, const EdgeState& state, ClosingCounts& counts);

}  // namespace parley::hypergraph
