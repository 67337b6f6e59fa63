#include "protocols/local/refix/graph.hpp"

#include <algorithm>
#include <charconv>

namespace parley::refix {

std::size_t Graph::edge_count() const {
  std::size_t ends = 0;
  for (const Nodes& list : neighbours) ends += list.size();
  return ends / 2;
}

void Graph::add_edge(std::size_t from, std::size_t to) {
  const Nodes& list = neighbours[from];
  if (std::find(list.begin(), list.end(), static_cast<Node>(to)) != list.end()) return;
  neighbours[from].push_back(static_cast<Node>(to));
  neighbours[to].push_back(static_cast<Node>(from));
}

std::vector<std::uint16_t> distances(const Graph& graph, const Nodes& sources) {
  std::vector<std::uint16_t> distance(graph.size(), kFar);
  Nodes queue = sources;
  for (const Node source : sources) distance[source] = 0;
  for (std::size_t next = 0; next < queue.size(); ++next)
    for (const Node to : graph.neighbours[queue[next]]) {
      if (distance[to] != kFar) continue;
      distance[to] = static_cast<std::uint16_t>(distance[queue[next]] + 1);
      queue.push_back(to);
    }
  return distance;
}

bool is_connected(const Graph& graph) {
  if (graph.size() == 0) return false;
  const std::vector<std::uint16_t> distance = distances(graph, {0});
  return std::find(distance.begin(), distance.end(), kFar) == distance.end();
}

bool has_cycle(const Graph& graph) {
  return graph.edge_count() >= graph.size();
}

std::optional<Labels> two_colouring(const Graph& graph) {
  const std::vector<std::uint16_t> distance = distances(graph, {0});
  Labels colours(graph.size());
  for (std::size_t node = 0; node < graph.size(); ++node) colours[node] = static_cast<Label>(distance[node] % 2);
  for (std::size_t node = 0; node < graph.size(); ++node)
    for (const Node to : graph.neighbours[node])
      if (colours[to] == colours[node]) return std::nullopt;
  return colours;
}

namespace {

// The nodes of a shortest path between the ends of an edge that avoids the edge; empty where there is none.
Nodes detour(const Graph& graph, Node from, Node to) {
  std::vector<Node> before(graph.size(), kFar);
  Nodes queue{from};
  before[from] = from;
  for (std::size_t next = 0; next < queue.size() && before[to] == kFar; ++next)
    for (const Node step : graph.neighbours[queue[next]]) {
      if (before[step] != kFar || (queue[next] == from && step == to)) continue;
      before[step] = queue[next];
      queue.push_back(step);
    }
  if (before[to] == kFar) return {};
  Nodes path{to};
  while (path.back() != from) path.push_back(before[path.back()]);
  return path;
}

}  // namespace

std::vector<Nodes> shortest_cycles(const Graph& graph) {
  std::vector<Nodes> found;
  for (std::size_t from = 0; from < graph.size(); ++from)
    for (const Node to : graph.neighbours[from]) {
      if (to < from) continue;
      Nodes cycle = detour(graph, static_cast<Node>(from), to);
      if (cycle.empty() || (!found.empty() && cycle.size() > found.front().size())) continue;
      if (!found.empty() && cycle.size() < found.front().size()) found.clear();
      found.push_back(std::move(cycle));
    }
  return found;
}

Nodes two_core(const Graph& graph) {
  std::vector<std::size_t> degree;
  Nodes leaves;
  for (std::size_t node = 0; node < graph.size(); ++node) {
    degree.push_back(graph.neighbours[node].size());
    if (degree.back() <= 1) leaves.push_back(static_cast<Node>(node));
  }
  for (std::size_t next = 0; next < leaves.size(); ++next)
    for (const Node to : graph.neighbours[leaves[next]])
      if (--degree[to] == 1) leaves.push_back(to);
  Nodes core;
  std::sort(leaves.begin(), leaves.end());
  for (std::size_t node = 0; node < graph.size(); ++node)
    if (!std::binary_search(leaves.begin(), leaves.end(), static_cast<Node>(node)))
      core.push_back(static_cast<Node>(node));
  return core;
}

View view_of(const Graph& graph, Node centre, std::uint32_t radius) {
  View view;
  view.node = {centre};
  view.parent = {0};
  view.depth = {0};
  std::vector<std::uint8_t> seen(graph.size(), 0);
  seen[centre] = 1;
  for (std::size_t next = 0; next < view.node.size(); ++next) {
    if (view.depth[next] == radius) break;
    for (const Node to : graph.neighbours[view.node[next]]) {
      if (next > 0 && to == view.node[view.parent[next]]) continue;
      if (seen[to] != 0) {
        view.has_cycle = true;
        continue;
      }
      seen[to] = 1;
      view.node.push_back(to);
      view.parent.push_back(static_cast<std::uint16_t>(next));
      view.depth.push_back(static_cast<std::uint8_t>(view.depth[next] + 1));
    }
  }
  return view;
}

std::vector<View> views_of(const Graph& graph, std::uint32_t radius) {
  std::vector<View> views;
  views.reserve(graph.size());
  for (std::size_t node = 0; node < graph.size(); ++node)
    views.push_back(view_of(graph, static_cast<Node>(node), radius));
  return views;
}

namespace {

// Reads a number off the front; nothing where there is none below `bound`.
std::optional<std::size_t> take_number(std::string_view& text, std::size_t bound) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || value >= bound) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

}  // namespace

std::optional<Graph> parse_graph(std::string_view edges, std::size_t most) {
  Graph graph(1);
  while (!edges.empty()) {
    const std::optional<std::size_t> from = take_number(edges, most);
    if (!from || !edges.starts_with('-')) return std::nullopt;
    edges.remove_prefix(1);
    const std::optional<std::size_t> to = take_number(edges, most);
    if (!to || *to == *from) return std::nullopt;
    if (!edges.empty() && !edges.starts_with(' ')) return std::nullopt;
    while (edges.starts_with(' ')) edges.remove_prefix(1);
    graph.neighbours.resize(std::max({graph.size(), *from + 1, *to + 1}));
    graph.add_edge(*from, *to);
  }
  if (!is_connected(graph)) return std::nullopt;
  return graph;
}

std::string print_edges(const Graph& graph) {
  std::string text;
  for (std::size_t from = 0; from < graph.size(); ++from)
    for (const Node to : graph.neighbours[from])
      if (from < to) text += (text.empty() ? "" : " ") + std::to_string(from) + "-" + std::to_string(to);
  return text;
}

std::string print_labels(const Labels& labels) {
  std::string text;
  for (const Label label : labels) text += (text.empty() ? "" : " ") + std::to_string(label);
  return text;
}

Graph path_graph(std::size_t n) {
  Graph graph(n);
  for (std::size_t node = 1; node < n; ++node) graph.add_edge(node - 1, node);
  return graph;
}

Graph cycle_graph(std::size_t n) {
  Graph graph = path_graph(n);
  graph.add_edge(n - 1, 0);
  return graph;
}

Graph grid_graph(std::size_t side) {
  Graph graph(side * side);
  for (std::size_t node = 0; node < graph.size(); ++node) {
    if (node % side + 1 < side) graph.add_edge(node, node + 1);
    if (node + side < graph.size()) graph.add_edge(node, node + side);
  }
  return graph;
}

Graph lollipop_graph(std::size_t cycle, std::size_t tail) {
  Graph graph = cycle_graph(cycle);
  graph.neighbours.resize(cycle + tail);
  for (std::size_t node = 0; node < tail; ++node) graph.add_edge(node == 0 ? 0 : cycle + node - 1, cycle + node);
  return graph;
}

}  // namespace parley::refix
