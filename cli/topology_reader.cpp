#include <algorithm>
#include <fmt/format.h>
#include <functional>

#include "cli/network_reader.hpp"
#include "net/sim/graph_file.hpp"
#include "net/sim/graphs.hpp"

namespace parley::cli {

namespace {

// 16 bytes each while they are sorted: 3 GiB.
constexpr double kMostLinks = 200e6;
// Of graphs that are drawn: their lists of neighbours are searched one by one.
constexpr std::uint64_t kMostDegree = 1000;

void check_size(const Place& place, double links) {
  if (links > kMostLinks)
    place.fail(fmt::format("expected at most {:.0f} links, these would be about {:.3g}", kMostLinks, links));
}

std::uint32_t whole32(const Place& place, std::uint64_t least, std::uint64_t most) {
  return static_cast<std::uint32_t>(place.whole(least, most));
}

Topology read_grid(const Place& place, std::uint32_t n, bool wraps) {
  place.only({"type", "rows", "columns"});
  const std::uint32_t rows = whole32(place.require("rows"), 1, n);
  const std::uint32_t columns = whole32(place.require("columns"), 1, n);
  if (std::uint64_t{rows} * columns != n)
    place.require("columns").fail(
        fmt::format("expected rows times columns to be n = {}, found {} times {}", n, rows, columns));
  return sim::grid(rows, columns, wraps);
}

Topology read_list(const Place& place, std::uint32_t n) {
  place.only({"type", "links", "directed"});
  std::vector<sim::Edge> edges;
  for (const Place& link : place.require("links").elements()) {
    const std::vector<Place> ends = link.elements();
    if (ends.size() != 2) link.fail("expected two processes, [from, to]");
    edges.emplace_back(whole32(ends[0], 0, n - 1), whole32(ends[1], 0, n - 1));
    if (edges.back().first == edges.back().second) link.fail("expected two different processes");
  }
  const auto directed = place.find("directed");
  return sim::graph_of(n, edges, directed && directed->flag());
}

Topology read_graph_file(const Place& place, std::uint32_t n, const std::filesystem::path& folder, bool is_graphml) {
  is_graphml ? place.only({"type", "file"}) : place.only({"type", "file", "directed"});
  const Place name = place.require("file");
  const std::filesystem::path file = folder / name.text();
  if (!std::filesystem::is_regular_file(file))
    name.fail(fmt::format("expected a file with a graph; {} is none", file.string()));
  const std::string text = read_file(file);
  sim::GraphFile graph =
      is_graphml ? sim::parse_graphml(text, file.string()) : sim::parse_edge_list(text, file.string(), n);
  if (is_graphml && graph.nodes != n)
    name.fail(fmt::format("expected a graph with n = {} nodes, found {}", n, graph.nodes));
  if (const auto directed = is_graphml ? std::nullopt : place.find("directed")) graph.directed = directed->flag();
  return sim::graph_of(n, graph.edges, graph.directed);
}

// Draws until the graph is connected, where the document asks for that.
Topology draw(const Place& place, std::uint32_t n, std::uint64_t seed, const std::function<Topology(Rng&)>& make) {
  if (const auto own = place.find("seed")) seed = own->whole(0);
  constexpr int kAttempts = 100;
  constexpr std::uint64_t kStream = 0x746f706f;  // apart from those of the runs
  Rng rng = Rng::stream(seed, kStream);
  const auto connected = place.find("connected");
  if (!connected || !connected->flag()) return make(rng);
  for (int attempt = 0; attempt < kAttempts; ++attempt)
    if (Topology graph = make(rng); sim::is_connected(graph, n)) return graph;
  connected->fail(fmt::format("expected parameters that give a connected graph, none of {} was", kAttempts));
}

std::uint32_t read_degree(const Place& place, std::uint32_t n) {
  return whole32(place.require("degree"), 0, std::min<std::uint64_t>(n - 1, kMostDegree));
}

Topology read_random_regular(const Place& place, std::uint32_t n, std::uint64_t seed) {
  place.only({"type", "degree", "seed", "connected"});
  const std::uint32_t degree = read_degree(place, n);
  if ((std::uint64_t{n} * degree) % 2 != 0)
    place.require("degree").fail(fmt::format("expected an even degree, as n = {} is odd, found {}", n, degree));
  check_size(place.require("degree"), double{1} * n * degree);
  return draw(place, n, seed, [&](Rng& rng) { return sim::random_regular(n, degree, rng); });
}

Topology read_erdos_renyi(const Place& place, std::uint32_t n, std::uint64_t seed) {
  place.only({"type", "probability", "seed", "connected"});
  const double probability = place.require("probability").probability();
  check_size(place.require("probability"), probability * n * (n - 1.0));
  return draw(place, n, seed, [&](Rng& rng) { return sim::erdos_renyi(n, probability, rng); });
}

Topology read_small_world(const Place& place, std::uint32_t n, std::uint64_t seed) {
  place.only({"type", "degree", "rewiring", "seed", "connected"});
  const std::uint32_t degree = read_degree(place, n);
  if (degree % 2 != 0) place.require("degree").fail(fmt::format("expected an even degree, found {}", degree));
  check_size(place.require("degree"), double{1} * n * degree);
  const double rewiring = place.require("rewiring").probability();
  return draw(place, n, seed, [&](Rng& rng) { return sim::small_world(n, degree, rewiring, rng); });
}

Topology read_scale_free(const Place& place, std::uint32_t n, std::uint64_t seed) {
  place.only({"type", "attachments", "seed"});
  const std::uint32_t attachments =
      whole32(place.require("attachments"), 1, std::min<std::uint64_t>(std::max(n, 2U) - 1, kMostDegree));
  if (attachments >= n) place.require("attachments").fail("expected at least two processes");
  check_size(place.require("attachments"), 2.0 * n * attachments);
  return draw(place, n, seed, [&](Rng& rng) { return sim::scale_free(n, attachments, rng); });
}

Topology read_star(const Place& place, std::uint32_t n) {
  place.only({"type", "centre"});
  const auto centre = place.find("centre");
  return sim::star(n, centre ? whole32(*centre, 0, n - 1) : 0);
}

}  // namespace

Topology read_topology(const Place& place, std::uint32_t n, const std::filesystem::path& folder, std::uint64_t seed) {
  const std::size_t type = place.require("type").one_of({"complete", "star", "chain", "ring", "unidirectional_ring",
                                                         "grid", "torus", "list", "edge_list", "graphml",
                                                         "random_regular", "erdos_renyi", "small_world", "scale_free"});
  const auto bare = [&place] { place.only({"type"}); };
  switch (type) {
    case 1:
      return read_star(place, n);
    case 2:
      return bare(), sim::chain(n);
    case 3:
      return bare(), sim::ring(n);
    case 4:
      return bare(), sim::unidirectional_ring(n);
    case 5:
    case 6:
      return read_grid(place, n, type == 6);
    case 7:
      return read_list(place, n);
    case 8:
    case 9:
      return read_graph_file(place, n, folder, type == 9);
    case 10:
      return read_random_regular(place, n, seed);
    case 11:
      return read_erdos_renyi(place, n, seed);
    case 12:
      return read_small_world(place, n, seed);
    case 13:
      return read_scale_free(place, n, seed);
    default:
      return bare(), Topology();
  }
}

}  // namespace parley::cli
