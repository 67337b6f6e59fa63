#include "protocols/election/shared_randomness/network.hpp"

#include <numeric>
#include <utility>

namespace parley::shared_randomness {

std::uint64_t Network::edges() const {
  std::uint64_t ends = 0;
  for (const auto& of_node : ports) ends += of_node.size();
  return ends / 2;
}

Network oriented_ring(std::uint32_t n) {
  Network ring;
  for (std::uint32_t v = 0; v < n; ++v) ring.ports.push_back({{(v + 1) % n, 1}, {(v + n - 1) % n, 0}});
  return ring;
}

Network symmetric_clique(std::uint32_t fibres, std::uint32_t sheets) {
  // Seen from fibre f: first the other members of f by their shift 1 .. sheets-1, then the other fibres in order, each
  // with the shifts 0 .. sheets-1.
  const auto port_of = [&](std::uint32_t from, std::uint32_t to, std::uint32_t shift) {
    if (from == to) return shift - 1;
    return sheets - 1 + (to < from ? to : to - 1) * sheets + shift;
  };
  Network result;
  result.ports.resize(std::size_t{fibres} * sheets);
  for (std::uint32_t f = 0; f < fibres; ++f)
    for (std::uint32_t i = 0; i < sheets; ++i) {
      auto& ports = result.ports[f * sheets + i];
      ports.resize(result.ports.size() - 1);
      for (std::uint32_t to = 0; to < fibres; ++to)
        for (std::uint32_t shift = to == f ? 1 : 0; shift < sheets; ++shift)
          ports[port_of(f, to, shift)] = {to * sheets + (i + shift) % sheets,
                                          port_of(to, f, (sheets - shift) % sheets)};
    }
  return result;
}

Network clique(std::uint32_t n) {
  Network result;
  result.ports.resize(n);
  for (std::uint32_t v = 0; v < n; ++v)
    for (std::uint32_t w = 0; w < n; ++w)
      if (w != v) result.ports[v].push_back({w, v < w ? v : v - 1});
  return result;
}

Network random_network(Rng& rng, std::uint32_t n) {
  const double density = rng.unit();
  std::vector<std::vector<std::uint8_t>> adjacent(n, std::vector<std::uint8_t>(n, 0));
  for (std::uint32_t v = 1; v < n; ++v) {
    const std::uint64_t parent = rng.below(v);
    adjacent[v][parent] = adjacent[parent][v] = 1;
  }
  for (std::uint32_t v = 1; v < n; ++v)
    for (std::uint32_t w = 0; w < v; ++w)
      if (rng.chance(density)) adjacent[v][w] = adjacent[w][v] = 1;
  Network result;
  result.ports.resize(n);
  for (std::uint32_t v = 1; v < n; ++v)
    for (std::uint32_t w = 0; w < v; ++w) {
      if (adjacent[v][w] == 0) continue;
      const Endpoint at_v{v, static_cast<std::uint32_t>(result.ports[v].size())};
      const Endpoint at_w{w, static_cast<std::uint32_t>(result.ports[w].size())};
      result.ports[v].push_back(at_w);
      result.ports[w].push_back(at_v);
    }
  return with_random_ports(rng, result);
}

Network with_ports(const Network& base, const std::vector<std::vector<std::uint32_t>>& orders) {
  Network result = base;
  for (std::uint32_t v = 0; v < base.size(); ++v)
    for (std::uint32_t p = 0; p < base.ports[v].size(); ++p) {
      const Endpoint far = base.ports[v][p];
      result.ports[v][orders[v][p]] = {far.node, orders[far.node][far.port]};
    }
  return result;
}

Network with_random_ports(Rng& rng, const Network& base) {
  std::vector<std::vector<std::uint32_t>> orders;
  for (const auto& ports : base.ports) {
    std::vector<std::uint32_t> order(ports.size());
    std::iota(order.begin(), order.end(), 0U);
    for (std::size_t left = order.size(); left > 1; --left) std::swap(order[left - 1], order[rng.below(left)]);
    orders.push_back(std::move(order));
  }
  return with_ports(base, orders);
}

}  // namespace parley::shared_randomness
