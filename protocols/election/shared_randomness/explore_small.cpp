// Small graphs with all port numberings and sources, cliques and the gcd, and rings taken for half their size.
#include <numeric>
#include <utility>

#include "protocols/election/shared_randomness/cases.hpp"
#include "protocols/election/shared_randomness/covering.hpp"

namespace parley::shared_randomness {
namespace {

// The graph on n nodes whose edges are the bits of `mask`, over pairs in lexicographic order; nullopt: not connected.
std::optional<Network> graph_of(std::uint32_t n, std::uint64_t mask) {
  Network network;
  network.ports.resize(n);
  std::vector<std::uint32_t> group(n);
  std::iota(group.begin(), group.end(), 0U);
  for (std::uint32_t v = 0; v < n; ++v)
    for (std::uint32_t w = v + 1; w < n; ++w, mask >>= 1) {
      if ((mask & 1) == 0) continue;
      const Endpoint at_v{v, static_cast<std::uint32_t>(network.ports[v].size())};
      const Endpoint at_w{w, static_cast<std::uint32_t>(network.ports[w].size())};
      network.ports[v].push_back(at_w);
      network.ports[w].push_back(at_v);
      const std::uint32_t from = group[w];
      for (std::uint32_t& of_node : group)
        if (of_node == from) of_node = group[v];
    }
  for (const std::uint32_t of_node : group)
    if (of_node != group[0]) return std::nullopt;
  return network;
}

// All orders of the ports of all nodes, one after the other.
class PortOrders {
 public:
  explicit PortOrders(const Network& network) {
    for (const auto& ports : network.ports) {
      std::vector<std::uint32_t> order(ports.size());
      std::iota(order.begin(), order.end(), 0U);
      orders_.push_back(std::move(order));
    }
  }
  const std::vector<std::vector<std::uint32_t>>& orders() const { return orders_; }
  // False: that was the last.
  bool next() {
    for (auto& order : orders_)
      if (std::next_permutation(order.begin(), order.end())) return true;
    return false;
  }

 private:
  std::vector<std::vector<std::uint32_t>> orders_ = {};
};

// All ways to share n nodes among sources, as restricted growth strings.
std::vector<Sources> all_sources(std::uint32_t n) {
  std::vector<Sources> all{{}};
  for (std::uint32_t v = 0; v < n; ++v) {
    std::vector<Sources> longer;
    for (const Sources& begun : all) {
      const std::uint32_t fresh = begun.empty() ? 0 : *std::max_element(begun.begin(), begun.end()) + 1;
      for (std::uint32_t source = 0; source <= fresh; ++source) {
        longer.push_back(begun);
        longer.back().push_back(source);
      }
    }
    all = std::move(longer);
  }
  return all;
}

struct GraphTally {
  std::uint64_t cases = 0;
  std::uint64_t minimal = 0;
  std::uint64_t wrong = 0;
  std::uint64_t lucky = 0;
  std::uint64_t left_out = 0;
  std::vector<std::string> first_wrong = {};
};

std::vector<std::string> describe_case(const Network& network, const Sources& sources) {
  std::vector<std::string> story{"sources by node: " + text_of(sources)};
  for (std::uint32_t v = 0; v < network.size(); ++v) {
    std::string line = "node " + std::to_string(v) + ":";
    for (std::uint32_t p = 0; p < network.ports[v].size(); ++p)
      line += " port " + std::to_string(p) + " to node " + std::to_string(network.ports[v][p].node) + " (its port " +
              std::to_string(network.ports[v][p].port) + ")";
    story.push_back(line);
  }
  return story;
}

GraphTally check_graph(const Network& base, std::uint64_t stream, const Parameters& parameters,
                       const StudyConditions& conditions) {
  GraphTally tally;
  Rng rng = Rng::stream(conditions.seed, stream);
  const std::vector<Sources> sources = all_sources(base.size());
  PortOrders orders(base);
  do {
    const Network network = with_ports(base, orders.orders());
    for (const Sources& of_nodes : sources) {
      if (conditions.is_stopped()) {
        ++tally.left_out;
        return tally;
      }
      const CaseResult result = judge(network, of_nodes, parameters, true, rng, conditions);
      ++tally.cases;
      tally.minimal += result.minimal ? 1U : 0U;
      tally.lucky += result.lucky ? 1U : 0U;
      tally.left_out += result.finished ? 0U : 1U;
      if (!result.finished || (result.views_right() && result.async_right())) continue;
      if (tally.wrong++ == 0) tally.first_wrong = describe_case(network, of_nodes);
    }
  } while (orders.next());
  return tally;
}

struct CliqueTally {
  std::uint64_t numberings = 0;
  std::uint64_t covering = 0;  // of these, cover a smaller network
};

CliqueTally all_numberings(const std::vector<std::uint32_t>& sizes, const StudyConditions& conditions) {
  CliqueTally tally;
  const Sources sources = sources_with(sizes);
  const Network base = clique(static_cast<std::uint32_t>(sources.size()));
  PortOrders orders(base);
  do {
    ++tally.numberings;
    if (sheets(with_ports(base, orders.orders()), sources) > 1) ++tally.covering;
  } while (orders.next() && !conditions.is_stopped());
  return tally;
}

std::string shown(const std::vector<std::uint32_t>& sizes) {
  std::string text;
  for (const std::uint32_t size : sizes) text += (text.empty() ? "" : " + ") + std::to_string(size);
  return text;
}

}  // namespace

void explore_graphs(const Parameters& parameters, const StudyConditions& conditions, Findings& findings) {
  if (parameters.small_graph_nodes == 0) return;
  std::vector<Network> bases;
  std::vector<std::uint32_t> numbers;
  std::uint32_t number = 0;
  for (std::uint32_t n = 2; n <= parameters.small_graph_nodes; ++n)
    for (std::uint64_t mask = 0; mask < (std::uint64_t{1} << (n * (n - 1) / 2)); ++mask)
      if (auto base = graph_of(n, mask)) {
        const auto& only = parameters.small_graphs;
        if (only.empty() || std::find(only.begin(), only.end(), number) != only.end()) {
          bases.push_back(std::move(*base));
          numbers.push_back(number);
        }
        ++number;
      }
  std::vector<GraphTally> tallies(bases.size());
  conditions.for_each(bases.size(), [&](std::uint64_t index) {
    tallies[index] = check_graph(bases[index], numbers[index], parameters, conditions);
  });
  StudyTable table{.name = "small-graphs",
                   .caption = "all connected graphs, port numberings and sources: by A, and by B with each scheduler",
                   .columns = {"nodes", "graphs", "cases", "minimal", "wrong", "B lucky"}};
  std::uint64_t wrong = 0;
  std::uint64_t cases = 0;
  std::uint64_t left_out = 0;
  std::uint64_t lucky = 0;
  for (std::uint32_t n = 2; n <= parameters.small_graph_nodes; ++n) {
    GraphTally row;
    std::uint64_t graphs = 0;
    for (std::size_t index = 0; index < bases.size(); ++index) {
      if (bases[index].size() != n) continue;
      ++graphs;
      row.cases += tallies[index].cases;
      row.minimal += tallies[index].minimal;
      row.wrong += tallies[index].wrong;
      row.lucky += tallies[index].lucky;
      left_out += tallies[index].left_out;
      if (tallies[index].wrong == 0 || wrong + row.wrong > tallies[index].wrong) continue;
      Parameters alone = emptied(parameters);
      alone.small_graph_nodes = parameters.small_graph_nodes;
      alone.small_graphs = {numbers[index]};
      findings.counterexamples.push_back({"graphs_as_predicted", alone, tallies[index].first_wrong});
    }
    table.rows.push_back({std::uint64_t{n}, graphs, row.cases, row.minimal, row.wrong, row.lucky});
    wrong += row.wrong;
    cases += row.cases;
    lucky += row.lucky;
  }
  findings.tables.push_back(std::move(table));
  const std::string note = std::to_string(cases) + " graphs with ports and sources";
  findings.verdicts.push_back({"graphs_as_predicted", always(wrong > 0, left_out == 0), note});
  findings.verdicts.push_back({"async_luck", sometimes(lucky > 0, left_out == 0), note});
}

void explore_cliques(const Parameters& parameters, const StudyConditions& conditions, Findings& findings) {
  std::vector<std::vector<std::uint32_t>> all;
  for (std::uint32_t n = 2; n <= parameters.clique_longest; ++n)
    for (auto& sizes : partitions(n)) all.push_back(std::move(sizes));
  if (!parameters.clique_groups.empty()) all = {parameters.clique_groups};
  if (all.empty()) return;
  StudyTable table{.name = "clique-numberings",
                   .caption = "cliques over all port numberings: some covers a smaller network iff the gcd exceeds 1",
                   .columns = {"sizes of sources", "gcd", "numberings", "covering"}};
  std::vector<CliqueTally> tallies(all.size());
  std::vector<std::uint32_t> adversarial(all.size(), 0);
  conditions.for_each(all.size(), [&](std::uint64_t index) {
    if (conditions.is_stopped()) return;
    const Sources sources = sources_with(all[index]);
    adversarial[index] = sheets(adversarial_clique(all[index]), sources);
    if (sources.size() <= parameters.clique_ports_nodes) tallies[index] = all_numberings(all[index], conditions);
  });
  std::uint64_t wrong = 0;
  std::uint64_t fully = 0;
  for (std::size_t index = 0; index < all.size() && !conditions.is_stopped(); ++index) {
    const std::uint32_t divisor = gcd_of(all[index]);
    const bool enumerated = tallies[index].numberings > 0;
    fully += enumerated ? 1U : 0U;
    if (enumerated)
      table.rows.push_back(
          {shown(all[index]), std::uint64_t{divisor}, tallies[index].numberings, tallies[index].covering});
    // The adversary's numbering has fibres of gcd nodes at least.
    const bool right = adversarial[index] % divisor == 0 && (divisor == 1) == (adversarial[index] == 1) &&
                       (!enumerated || (tallies[index].covering > 0) == (divisor > 1));
    if (right || wrong++ > 0) continue;
    Parameters alone = emptied(parameters);
    alone.clique_groups = all[index];
    alone.clique_ports_nodes = parameters.clique_ports_nodes;
    findings.counterexamples.push_back(
        {"cliques_as_gcd",
         alone,
         {"clique with sources of sizes " + shown(all[index]) + ", gcd " + std::to_string(divisor)}});
  }
  findings.tables.push_back(std::move(table));
  findings.verdicts.push_back({"cliques_as_gcd", always(wrong > 0, !conditions.is_stopped()),
                               std::to_string(all.size()) + " partitions into sources, " + std::to_string(fully) +
                                   " of them with all port numberings"});
}

void explore_beliefs(const Parameters& parameters, const StudyConditions& conditions, Findings& findings) {
  struct Belief {
    std::uint32_t n = 0;
    std::uint32_t bits = 0;
    std::uint64_t fooled = 0;
    bool complete = true;
  };
  std::vector<Belief> beliefs;
  for (const std::uint32_t bits : parameters.belief_bits)
    for (const std::uint32_t n : parameters.belief_sizes)
      if (2 * n * bits <= kMostBeliefBits) beliefs.push_back({n, bits});
  if (beliefs.empty()) return;
  conditions.for_each(beliefs.size(), [&](std::uint64_t index) {
    Belief& belief = beliefs[index];
    for (std::uint64_t string = 0; string < (std::uint64_t{1} << (2 * belief.n * belief.bits)); ++string) {
      if (conditions.is_stopped()) {
        belief.complete = false;
        return;
      }
      std::vector<std::uint32_t> colours;
      for (std::uint32_t v = 0; v < 2 * belief.n; ++v)
        colours.push_back(static_cast<std::uint32_t>(string >> (v * belief.bits)) & ((1U << belief.bits) - 1));
      if (leaders_by_belief(colours) > 1) ++belief.fooled;
    }
  });
  StudyTable table{.name = "beliefs",
                   .caption = "rings of 2n nodes, each with bits of its own, that take the size to be n: all strings",
                   .columns = {"n", "T", "strings", "two leaders", "primitive of period n", "error", "2^-Tn"},
                   .drawn_over = "n",
                   .plotted = {"error"},
                   .line_of = "T"};
  std::uint64_t wrong = 0;
  bool complete = true;
  for (const Belief& belief : beliefs) {
    const std::uint64_t strings = std::uint64_t{1} << (2 * belief.n * belief.bits);
    const std::uint64_t predicted = primitive_words(belief.n, std::uint64_t{1} << belief.bits);
    complete = complete && belief.complete;
    const double half = static_cast<double>(std::uint64_t{1} << (belief.n * belief.bits));
    table.rows.push_back({std::uint64_t{belief.n}, std::uint64_t{belief.bits}, strings, belief.fooled, predicted,
                          static_cast<double>(belief.fooled) / static_cast<double>(strings), 1 / half});
    if (!belief.complete || belief.fooled == predicted || wrong++ > 0) continue;
    Parameters alone = emptied(parameters);
    alone.belief_sizes = {belief.n};
    alone.belief_bits = {belief.bits};
    findings.counterexamples.push_back(
        {"belief_error_exact",
         alone,
         {std::to_string(belief.fooled) + " strings elect two, " + std::to_string(predicted) + " were predicted"}});
  }
  findings.tables.push_back(std::move(table));
  findings.verdicts.push_back(
      {"belief_error_exact", always(wrong > 0, complete), std::to_string(beliefs.size()) + " pairs of n and T"});
}

}  // namespace parley::shared_randomness
