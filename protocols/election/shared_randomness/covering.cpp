#include "protocols/election/shared_randomness/covering.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace parley::shared_randomness {
namespace {

int moebius(std::uint32_t n) {
  int sign = 1;
  for (std::uint32_t p = 2; p <= n; ++p) {
    if (n % p != 0) continue;
    n /= p;
    if (n % p == 0) return 0;
    sign = -sign;
  }
  return sign;
}

}  // namespace

std::vector<std::uint32_t> ranks(const std::vector<std::vector<std::uint64_t>>& keys) {
  std::vector<std::uint32_t> order(keys.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return keys[a] < keys[b]; });
  std::vector<std::uint32_t> rank(keys.size(), 0);
  for (std::size_t place = 1; place < order.size(); ++place)
    rank[order[place]] = rank[order[place - 1]] + (keys[order[place]] != keys[order[place - 1]] ? 1U : 0U);
  return rank;
}

//   x := (x, ((far port, x of the far node) by port))
std::vector<std::uint32_t> refine(const Network& network, const std::vector<std::uint32_t>& classes) {
  std::vector<std::vector<std::uint64_t>> keys(network.size());
  for (std::uint32_t v = 0; v < network.size(); ++v) {
    keys[v].push_back(classes[v]);
    for (const Endpoint& far : network.ports[v]) keys[v].push_back((std::uint64_t{far.port} << 32) | classes[far.node]);
  }
  return ranks(keys);
}

std::vector<std::uint32_t> equitable_partition(const Network& network, const Sources& labels) {
  std::vector<std::vector<std::uint64_t>> keys;
  for (std::uint32_t v = 0; v < network.size(); ++v) keys.push_back({network.ports[v].size(), labels[v]});
  std::vector<std::uint32_t> classes = ranks(keys);
  for (std::uint32_t count = 0;;) {
    const std::uint32_t now = *std::max_element(classes.begin(), classes.end()) + 1;
    if (now == count) return classes;
    count = now;
    classes = refine(network, classes);
  }
}

std::uint32_t sheets(const Network& network, const Sources& sources) {
  const auto classes = equitable_partition(network, sources);
  return network.size() / (*std::max_element(classes.begin(), classes.end()) + 1);
}

bool is_primitive(const Sources& word) {
  const std::size_t n = word.size();
  for (std::size_t period = 1; period < n; ++period) {
    if (n % period != 0) continue;
    bool repeats = true;
    for (std::size_t place = period; repeats && place < n; ++place) repeats = word[place] == word[place - period];
    if (repeats) return false;
  }
  return true;
}

std::uint64_t primitive_words(std::uint32_t n, std::uint64_t k) {
  std::int64_t sum = 0;
  for (std::uint32_t d = 1; d <= n; ++d) {
    if (n % d != 0) continue;
    std::int64_t power = 1;
    for (std::uint32_t factor = 0; factor < n / d; ++factor) power *= static_cast<std::int64_t>(k);
    sum += moebius(d) * power;
  }
  return static_cast<std::uint64_t>(sum);
}

}  // namespace parley::shared_randomness
