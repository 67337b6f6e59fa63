#include "protocols/consensus/directed/digraph.hpp"

#include <algorithm>
#include <charconv>

namespace parley::directed {
namespace {

std::optional<Node> parse_node(std::string_view text, std::uint32_t n) {
  Node node = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), node);
  if (error != std::errc{} || end != text.data() + text.size() || node >= n) return std::nullopt;
  if (text.size() > 1 && text.front() == '0') return std::nullopt;
  return node;
}

// Appends every set of `size` nodes below n, ascending (Gosper's hack).
void append_sets(std::uint32_t n, std::uint32_t size, std::vector<Nodes>& sets) {
  if (size == 0) return sets.push_back(0);
  const std::uint64_t end = std::uint64_t{1} << n;
  for (std::uint64_t set = (std::uint64_t{1} << size) - 1; set < end;) {
    sets.push_back(static_cast<Nodes>(set));
    const std::uint64_t low = set & (~set + 1);
    const std::uint64_t ripple = set + low;
    set = ripple | (((set ^ ripple) >> 2) / low);
  }
}

}  // namespace

std::optional<std::pair<Node, Node>> parse_edge(std::string_view text, std::uint32_t n) {
  const std::size_t arrow = text.find('>');
  if (arrow == std::string_view::npos) return std::nullopt;
  const std::optional<Node> from = parse_node(text.substr(0, arrow), n);
  const std::optional<Node> to = parse_node(text.substr(arrow + 1), n);
  if (!from || !to || *from == *to) return std::nullopt;
  return std::pair(*from, *to);
}

std::vector<std::string> edge_list(const Digraph& graph) {
  std::vector<std::string> edges;
  for (Node v = 0; v < graph.size(); ++v)
    for_each_node(graph.out(v), [&](Node w) { edges.push_back(std::to_string(v) + ">" + std::to_string(w)); });
  if (edges.empty()) edges.emplace_back("none");
  return edges;
}

std::string to_string_of(Nodes set) {
  std::string text;
  for_each_node(set, [&](Node v) { text += (text.empty() ? "" : ", ") + std::to_string(v); });
  return "{" + text + "}";
}

std::vector<Nodes> sets_up_to(std::uint32_t n, std::uint32_t most) {
  std::vector<Nodes> sets;
  for (std::uint32_t size = 0; size <= std::min(n, most); ++size) append_sets(n, size, sets);
  return sets;
}

std::uint64_t count_sets_up_to(std::uint32_t n, std::uint32_t most) {
  std::uint64_t total = 0;
  std::uint64_t of_size = 1;  // C(n, size), exact: at most C(32, 16)
  for (std::uint32_t size = 0; size <= std::min(n, most); ++size) {
    total += of_size;
    of_size = of_size * (n - size) / (size + 1);
  }
  return total;
}

}  // namespace parley::directed
