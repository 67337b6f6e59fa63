// Exhaustive search of one hyperedge, breadth first: every reachable state once, every close in each.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocols/channels/hypergraph/edge_close.hpp"
#include "protocols/channels/hypergraph/edge_state.hpp"
#include "protocols/core/study.hpp"

namespace parley::hypergraph {

struct EdgeSearch {
  std::uint64_t states = 0;
  std::uint64_t steps = 0;
  ClosingCounts closings = {};
  std::uint64_t forked = 0;    // states with a fork of a cheater
  std::uint64_t withheld = 0;  // a root has a certificate that no honest party was given
  std::uint64_t split = 0;     // honest parties signed different roots of an epoch: it gets no certificate
  bool complete = false;       // every reachable state was looked at; else stopped, out of room, or violated
  bool out_of_room = false;
  std::optional<EdgeViolation> violation = {};  // the nearest; `lines` tell the whole run
};

// Room: 48 bytes a state. Stops at the first violation, at `most_states` and when `conditions` say so.
EdgeSearch search_edge(const EdgeCase& edge, std::uint64_t most_states, const StudyConditions& conditions);

}  // namespace parley::hypergraph
