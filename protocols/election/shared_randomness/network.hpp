// Anonymous networks: connected graphs whose nodes have no names and tell their edges apart by port numbers, and a map
// sigma of nodes to the sources of randomness that they draw from; nodes know neither names nor sigma.
#pragma once

#include <cstdint>
#include <vector>

#include "protocols/core/random.hpp"

namespace parley::shared_randomness {

struct Endpoint {
  std::uint32_t node = 0;
  std::uint32_t port = 0;
  friend auto operator<=>(const Endpoint&, const Endpoint&) = default;
};

// Invariants: (1) ports[w][q] == {v, p} whenever ports[v][p] == {w, q}; (2) connected; no loops, no double edges.
struct Network {
  std::vector<std::vector<Endpoint>> ports = {};  // [node][port]: the far end

  std::uint32_t size() const { return static_cast<std::uint32_t>(ports.size()); }
  std::uint64_t edges() const;
};

using Sources = std::vector<std::uint32_t>;  // by node: sigma

// Port 0 leads to the right everywhere, port 1 to the left. REQUIRES: n >= 3.
Network oriented_ring(std::uint32_t n);

// A clique of n = fibres * sheets nodes; node f * sheets + i is number i of fibre f. Ports say (fibre, shift) of the
// neighbour, so that moving all by one inside their fibres changes nothing: fibres stay alike for ever.
Network symmetric_clique(std::uint32_t fibres, std::uint32_t sheets);

// A clique; node v's port p leads to the p-th other node.
Network clique(std::uint32_t n);

// A random tree, each further edge with a random probability, ports in random order. REQUIRES: n >= 2.
Network random_network(Rng& rng, std::uint32_t n);

// `base` with node v's port p renamed to orders[v][p], a permutation.
Network with_ports(const Network& base, const std::vector<std::vector<std::uint32_t>>& orders);
Network with_random_ports(Rng& rng, const Network& base);

}  // namespace parley::shared_randomness
