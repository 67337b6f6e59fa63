#include <utility>

#include "protocols/election/shared_randomness/cases.hpp"
#include "protocols/election/shared_randomness/view_election.hpp"

namespace parley::shared_randomness {
namespace {

constexpr std::uint64_t kMostWords = 5'000'000;

using Problem = std::optional<ConfigProblem>;

Problem within(std::string name, std::uint64_t value, std::uint64_t least, std::uint64_t most) {
  if (value >= least && value <= most) return std::nullopt;
  return ConfigProblem{std::move(name), "must be from " + std::to_string(least) + " to " + std::to_string(most)};
}
// 0 leaves the part out.
Problem none_or(std::string name, std::uint64_t value, std::uint64_t least, std::uint64_t most) {
  if (value == 0 || (value >= least && value <= most)) return std::nullopt;
  return ConfigProblem{std::move(name), "must be 0, or from " + std::to_string(least) + " to " + std::to_string(most)};
}

Problem check_rings(const Parameters& parameters) {
  if (auto p = none_or("ring_longest", parameters.ring_longest, 3, 20)) return p;
  if (auto p = within("async_longest", parameters.async_longest, 0, 10)) return p;
  if (parameters.ring_sources.size() > 9) return ConfigProblem{"ring_sources", "lists more than 9"};
  std::uint64_t words = 0;
  for (const std::uint32_t sources : parameters.ring_sources) {
    if (auto p = within("ring_sources", sources, 1, 9)) return p;
    std::uint64_t power = 1;
    for (std::uint32_t n = 1; n <= parameters.ring_longest && power <= kMostWords; ++n) power *= sources;
    words += power;
  }
  if (words > kMostWords)
    return ConfigProblem{"ring_longest", "asks for more than " + std::to_string(kMostWords) + " words"};
  if (parameters.word.empty()) return std::nullopt;
  if (parameters.word.find_first_not_of("0123456789") != std::string::npos)
    return ConfigProblem{"word", "must be digits, one a node"};
  return within("word", parameters.word.size(), 3, kMostViewNodes);
}

Problem check_cliques(const Parameters& parameters) {
  if (auto p = none_or("clique_longest", parameters.clique_longest, 2, 20)) return p;
  if (auto p = within("clique_ports_nodes", parameters.clique_ports_nodes, 0, 4)) return p;
  if (auto p = within("clique_runs", parameters.clique_runs, 1, 1'000'000)) return p;
  if (parameters.clique_groups.empty()) return std::nullopt;
  std::uint64_t nodes = 0;
  for (const std::uint32_t size : parameters.clique_groups) {
    if (auto p = within("clique_groups", size, 1, 20)) return p;
    nodes += size;
  }
  if (nodes >= 2 && nodes <= 20) return std::nullopt;
  return ConfigProblem{"clique_groups", "must sum to 2 to 20 nodes"};
}

Problem check_lists(const Parameters& parameters) {
  if (parameters.belief_sizes.size() > 20) return ConfigProblem{"belief_sizes", "lists more than 20"};
  for (const std::uint32_t size : parameters.belief_sizes)
    if (auto p = within("belief_sizes", size, 2, 32)) return p;
  if (parameters.belief_bits.size() > 8) return ConfigProblem{"belief_bits", "lists more than 8"};
  for (const std::uint32_t bits : parameters.belief_bits)
    if (auto p = within("belief_bits", bits, 1, 8)) return p;
  if (parameters.baseline_sizes.size() > 20) return ConfigProblem{"baseline_sizes", "lists more than 20"};
  for (const std::uint32_t size : parameters.baseline_sizes)
    if (auto p = within("baseline_sizes", size, 2, 1024)) return p;
  return within("baseline_runs", parameters.baseline_runs, 1, 100'000);
}

}  // namespace

std::optional<ConfigProblem> Study::validate(const Parameters& parameters) {
  if (auto p = within("bits", parameters.bits, 1, 32)) return p;
  if (auto p = within("phases", parameters.phases, 1, 10'000)) return p;
  if (auto p = check_rings(parameters)) return p;
  if (auto p = none_or("small_graph_nodes", parameters.small_graph_nodes, 2, 4)) return p;
  if (parameters.small_graphs.size() > 100) return ConfigProblem{"small_graphs", "lists more than 100"};
  if (auto p = check_cliques(parameters)) return p;
  if (auto p = within("graphs", parameters.graphs, 0, 1'000'000)) return p;
  if (auto p = within("first_graph", parameters.first_graph, 0, 1'000'000'000)) return p;
  if (auto p = within("graph_nodes", parameters.graph_nodes, 2, 12)) return p;
  if (auto p = within("graph_sources", parameters.graph_sources, 1, 12)) return p;
  return check_lists(parameters);
}

}  // namespace parley::shared_randomness
