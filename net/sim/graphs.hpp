// The graphs of the literature as topologies. Undirected ones hold a link each way. All are functions of their
// arguments and of the generator's state; time and memory grow with the number of links.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "protocols/core/random.hpp"
#include "protocols/core/topology.hpp"

namespace parley::sim {

// From, to.
using Edge = std::pair<std::uint32_t, std::uint32_t>;

// REQUIRES: ends are below n. Loops and repeated edges are left out.
Topology graph_of(std::uint32_t n, const std::vector<Edge>& edges, bool directed);

Topology star(std::uint32_t n, std::uint32_t centre);
Topology chain(std::uint32_t n);
Topology ring(std::uint32_t n);
Topology unidirectional_ring(std::uint32_t n);
// Process row * columns + column; `wraps` makes it a torus.
Topology grid(std::uint32_t rows, std::uint32_t columns, bool wraps);

// Random stubs are matched, and what would be a loop or a repeated edge is matched again (Steger and Wormald,
// "Generating random regular graphs quickly", 1999): nearly uniform for degrees that are small against n.
// REQUIRES: degree < n, n * degree even.
Topology random_regular(std::uint32_t n, std::uint32_t degree, Rng& rng);

// G(n, p): gaps between edges are drawn (Batagelj and Brandes, "Efficient generation of large random networks",
// Physical Review E 71, 2005).
Topology erdos_renyi(std::uint32_t n, double probability, Rng& rng);

// A ring in which everybody knows the `degree` nearest, and each edge's far end is drawn anew with `rewiring` (Watts
// and Strogatz, "Collective dynamics of 'small-world' networks", Nature 393, 1998). REQUIRES: degree even, degree < n.
Topology small_world(std::uint32_t n, std::uint32_t degree, double rewiring, Rng& rng);

// Processes join one by one with `attachments` edges to earlier ones, drawn in proportion to their degrees (Barabasi
// and Albert, "Emergence of scaling in random networks", Science 286, 1999), from a star of attachments + 1 processes
// on. REQUIRES: 1 <= attachments < n.
Topology scale_free(std::uint32_t n, std::uint32_t attachments, Rng& rng);

// Whether every process can be reached from process 0, and in a directed graph 0 from every process.
bool is_connected(const Topology& topology, std::uint32_t n);

}  // namespace parley::sim
