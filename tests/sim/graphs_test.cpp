// Generated graphs have the degrees, the number of links and the connectivity that the literature gives them, and are
// functions of the seed.
#include "net/sim/graphs.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <set>

namespace parley::sim {
namespace {

std::vector<std::uint32_t> listed(const Topology& graph, std::uint32_t id, std::uint32_t n) {
  const Neighbours neighbours = graph.neighbours(ProcessId{id}, n);
  std::vector<std::uint32_t> list;
  for (std::uint32_t index = 0; index < neighbours.size(); ++index) list.push_back(neighbours[index].value);
  return list;
}

std::vector<std::size_t> degrees(const Topology& graph, std::uint32_t n) {
  std::vector<std::size_t> all;
  for (std::uint32_t id = 0; id < n; ++id) all.push_back(listed(graph, id, n).size());
  return all;
}

std::set<Edge> links_of(const Topology& graph, std::uint32_t n) {
  std::set<Edge> links;
  for (std::uint32_t from = 0; from < n; ++from)
    for (const std::uint32_t to : listed(graph, from, n)) links.emplace(from, to);
  return links;
}

// Neighbours strictly increase, leave out oneself, agree with has_link, and lie both ways unless the graph is directed.
void expect_sound(const Topology& graph, std::uint32_t n, bool directed = false) {
  const std::set<Edge> links = links_of(graph, n);
  RC_ASSERT(graph.is_complete() || links.size() == graph.link_count());
  for (std::uint32_t from = 0; from < n; ++from) {
    const std::vector<std::uint32_t> list = listed(graph, from, n);
    RC_ASSERT(std::adjacent_find(list.begin(), list.end(), std::greater_equal<>()) == list.end());
    for (std::uint32_t to = 0; to < n; ++to) {
      if (from == to) continue;
      const bool linked = links.contains({from, to});
      RC_ASSERT(graph.has_link(ProcessId{from}, ProcessId{to}) == linked);
      RC_ASSERT(graph.neighbours(ProcessId{from}, n).contains(ProcessId{to}) == linked);
      RC_ASSERT(directed || linked == links.contains({to, from}));
    }
    RC_ASSERT(!graph.neighbours(ProcessId{from}, n).contains(ProcessId{from}));
  }
  RC_ASSERT(graph.has_link(ProcessId{0}, ProcessId{n}));  // a client
}

RC_GTEST_PROP(Graphs, PlainOnesHaveTheirDegrees, ()) {
  const auto n = *rc::gen::inRange<std::uint32_t>(3, 40);
  const auto centre = *rc::gen::inRange<std::uint32_t>(0, n);
  const Topology complete;
  expect_sound(complete, n);
  RC_ASSERT(degrees(complete, n) == std::vector<std::size_t>(n, n - 1));
  const Topology hub = star(n, centre);
  expect_sound(hub, n);
  for (std::uint32_t id = 0; id < n; ++id) RC_ASSERT(listed(hub, id, n).size() == (id == centre ? n - 1 : 1));
  const Topology line = chain(n);
  expect_sound(line, n);
  RC_ASSERT(line.link_count() == 2 * (n - 1));
  const Topology circle = ring(n);
  expect_sound(circle, n);
  RC_ASSERT(degrees(circle, n) == std::vector<std::size_t>(n, 2));
  const Topology one_way = unidirectional_ring(n);
  expect_sound(one_way, n, true);
  RC_ASSERT(degrees(one_way, n) == std::vector<std::size_t>(n, 1));
  for (const Topology& graph : {complete, hub, line, circle, one_way}) RC_ASSERT(is_connected(graph, n));
}

RC_GTEST_PROP(Graphs, GridsAndToruses, ()) {
  const auto rows = *rc::gen::inRange<std::uint32_t>(1, 9);
  const auto columns = *rc::gen::inRange<std::uint32_t>(1, 9);
  const std::uint32_t n = rows * columns;
  const Topology flat = grid(rows, columns, false);
  expect_sound(flat, n);
  RC_ASSERT(flat.link_count() == 2 * (rows * (columns - 1) + columns * (rows - 1)));
  const Topology wrapped = grid(rows, columns, true);
  expect_sound(wrapped, n);
  if (rows >= 3 && columns >= 3) RC_ASSERT(degrees(wrapped, n) == std::vector<std::size_t>(n, 4));
  RC_ASSERT(is_connected(flat, n));
  RC_ASSERT(is_connected(wrapped, n));
}

RC_GTEST_PROP(Graphs, ListsAreWhatTheySay, (std::vector<std::pair<std::uint8_t, std::uint8_t>> drawn, bool directed)) {
  constexpr std::uint32_t n = 32;
  std::vector<Edge> edges;
  std::set<Edge> wanted;
  for (const auto& [a, b] : drawn) {
    const Edge edge{a % n, b % n};
    edges.push_back(edge);
    if (edge.first == edge.second) continue;
    wanted.insert(edge);
    if (!directed) wanted.insert({edge.second, edge.first});
  }
  const Topology graph = graph_of(n, edges, directed);
  expect_sound(graph, n, directed);
  RC_ASSERT(links_of(graph, n) == wanted);
}

RC_GTEST_PROP(Graphs, RegularOnesAreRegular, (std::uint64_t seed)) {
  const auto n = *rc::gen::inRange<std::uint32_t>(2, 60);
  const auto degree = *rc::gen::inRange<std::uint32_t>(0, n);
  RC_PRE((n * degree) % 2 == 0);
  Rng rng(seed);
  const Topology graph = random_regular(n, degree, rng);
  expect_sound(graph, n);
  RC_ASSERT(degrees(graph, n) == std::vector<std::size_t>(n, degree));
}

RC_GTEST_PROP(Graphs, SmallWorldsKeepTheirLinks, (std::uint64_t seed)) {
  const auto n = *rc::gen::inRange<std::uint32_t>(3, 60);
  const auto degree = 2 * *rc::gen::inRange<std::uint32_t>(0, (n + 1) / 2);
  const double rewiring = *rc::gen::element(0.0, 0.1, 0.5, 1.0);
  Rng rng(seed);
  const Topology graph = small_world(n, degree, rewiring, rng);
  expect_sound(graph, n);
  RC_ASSERT(graph.link_count() == std::uint64_t{n} * degree);
  if (rewiring <= 0 && degree >= 2) RC_ASSERT(graph.has_link(ProcessId{n - 1}, ProcessId{0}));
}

RC_GTEST_PROP(Graphs, ScaleFreeOnesAreConnected, (std::uint64_t seed)) {
  const auto n = *rc::gen::inRange<std::uint32_t>(2, 80);
  const auto attachments = *rc::gen::inRange<std::uint32_t>(1, n);
  Rng rng(seed);
  const Topology graph = scale_free(n, attachments, rng);
  expect_sound(graph, n);
  RC_ASSERT(graph.link_count() == 2 * std::uint64_t{attachments} * (n - attachments));
  RC_ASSERT(is_connected(graph, n));
  for (const std::size_t degree : degrees(graph, n)) RC_ASSERT(degree >= 1U);
}

RC_GTEST_PROP(Graphs, RandomOnesAreSound, (std::uint64_t seed)) {
  const auto n = *rc::gen::inRange<std::uint32_t>(1, 50);
  Rng rng(seed);
  expect_sound(erdos_renyi(n, *rc::gen::element(0.0, 0.01, 0.3, 0.9, 1.0), rng), n);
}

// 1,999,000 pairs, each an edge with 0.01: 19,990 expected, standard deviation 141.
TEST(Graphs, ErdosRenyiHasAsManyEdgesAsExpected) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    Rng rng(seed);
    EXPECT_NEAR(static_cast<double>(erdos_renyi(2000, 0.01, rng).link_count()) / 2, 19'990, 4 * 141);
  }
  Rng rng(1);
  EXPECT_EQ(erdos_renyi(100, 1, rng).link_count(), 9900U);
  EXPECT_EQ(erdos_renyi(100, 0, rng).link_count(), 0U);
}

// G(n, c ln n / n) is connected for c > 1 and not for c < 1, almost always (Erdos and Renyi 1960).
TEST(Graphs, ErdosRenyiConnectsAtItsThreshold) {
  constexpr std::uint32_t n = 2000;
  const double threshold = std::log(n) / n;
  int sparse = 0;
  int dense = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Rng rng(seed);
    sparse += is_connected(erdos_renyi(n, 0.5 * threshold, rng), n) ? 1 : 0;
    dense += is_connected(erdos_renyi(n, 2 * threshold, rng), n) ? 1 : 0;
  }
  EXPECT_EQ(sparse, 0);
  EXPECT_GE(dense, 19);
}

// Barabasi and Albert: P(degree >= k) falls as k^-2, so the greatest degree grows as sqrt(n); in G(n, p) with the same
// mean it would be about 20.
TEST(Graphs, ScaleFreeOnesHaveHubs) {
  constexpr std::uint32_t n = 20'000;
  Rng rng(3);
  std::vector<std::size_t> all = degrees(scale_free(n, 3, rng), n);
  EXPECT_GT(*std::max_element(all.begin(), all.end()), 200U);
  std::nth_element(all.begin(), all.begin() + n / 2, all.end());
  EXPECT_LE(all[n / 2], 5U);
}

TEST(Graphs, RegularOnesOfDegreeThreeAreConnected) {
  int connected = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Rng rng(seed);
    connected += is_connected(random_regular(1000, 3, rng), 1000) ? 1 : 0;
  }
  EXPECT_EQ(connected, 20);
}

TEST(Graphs, TheSeedDeterminesThem) {
  const auto all = [](std::uint64_t seed) {
    Rng rng(seed);
    std::vector<std::set<Edge>> graphs;
    for (const Topology& graph :
         {random_regular(50, 4, rng), erdos_renyi(50, 0.1, rng), small_world(50, 4, 0.3, rng), scale_free(50, 2, rng)})
      graphs.push_back(links_of(graph, 50));
    return graphs;
  };
  EXPECT_EQ(all(7), all(7));
  const auto one = all(7);
  const auto other = all(8);
  for (std::size_t index = 0; index < one.size(); ++index) EXPECT_NE(one[index], other[index]);
}

TEST(Graphs, MemoryIsProportionalToLinks) {
  EXPECT_EQ(Topology().memory_bytes(), 0U);
  EXPECT_EQ(ring(1000).memory_bytes(), 1001 * 8 + 2000 * 4U);
}

TEST(Graphs, OneWayIsNotConnected) {
  EXPECT_FALSE(is_connected(graph_of(3, {{0, 1}, {1, 2}}, true), 3));
  EXPECT_TRUE(is_connected(graph_of(3, {{0, 1}, {1, 2}, {2, 0}}, true), 3));
  EXPECT_FALSE(is_connected(graph_of(4, {{0, 1}, {2, 3}}, false), 4));
}

}  // namespace
}  // namespace parley::sim
