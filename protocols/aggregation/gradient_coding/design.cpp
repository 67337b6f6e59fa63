#include "protocols/aggregation/gradient_coding/design.hpp"

#include <bit>
#include <cstddef>
#include <utility>

#include "protocols/core/random.hpp"

namespace parley::gradient_coding {
namespace {

constexpr std::uint64_t bit(std::uint32_t chunk) {
  return std::uint64_t{1} << chunk;
}

// Worker i holds i + each offset.
Design shifted(std::uint32_t workers, const std::vector<std::uint32_t>& offsets) {
  Design design;
  design.holdings.assign(workers, 0);
  for (std::uint32_t worker = 0; worker < workers; ++worker)
    for (const std::uint32_t offset : offsets) design.holdings[worker] |= bit((worker + offset) % workers);
  return design;
}

std::vector<std::uint32_t> first(std::uint32_t count) {
  std::vector<std::uint32_t> offsets;
  for (std::uint32_t offset = 0; offset < count; ++offset) offsets.push_back(offset);
  return offsets;
}

std::vector<std::uint32_t> squares(std::uint32_t prime) {
  std::uint64_t seen = 0;
  for (std::uint32_t root = 1; root < prime; ++root) seen |= bit(root * root % prime);
  std::vector<std::uint32_t> offsets;
  for (std::uint32_t offset = 1; offset < prime; ++offset)
    if ((seen & bit(offset)) != 0) offsets.push_back(offset);
  return offsets;
}

// Two-element subsets of five, neighbours if disjoint.
Design petersen() {
  std::vector<std::uint64_t> pairs;
  for (std::uint32_t a = 0; a < 5; ++a)
    for (std::uint32_t b = a + 1; b < 5; ++b) pairs.push_back(bit(a) | bit(b));
  Design design;
  for (const std::uint64_t one : pairs) {
    std::uint64_t held = 0;
    for (std::uint32_t other = 0; other < pairs.size(); ++other)
      if ((one & pairs[other]) == 0) held |= bit(other);
    design.holdings.push_back(held);
  }
  return design;
}

Design repetition(std::uint32_t workers, std::uint32_t degree) {
  Design design;
  for (std::uint32_t worker = 0; worker < workers; ++worker)
    design.holdings.push_back((bit(degree) - 1) << (worker / degree * degree));
  return design;
}

// Swaps of two workers' chunks, many, from the cyclic one: keeps both degrees.
Design biregular(std::uint32_t workers, std::uint32_t degree, std::uint64_t seed) {
  Design design = shifted(workers, first(degree));
  Rng rng = Rng::stream(seed, 17);
  for (std::uint32_t swap = 0; swap < 200 * workers; ++swap) {
    std::uint64_t& one = design.holdings[rng.below(workers)];
    std::uint64_t& other = design.holdings[rng.below(workers)];
    const std::uint64_t gives = bit(static_cast<std::uint32_t>(rng.below(workers)));
    const std::uint64_t takes = bit(static_cast<std::uint32_t>(rng.below(workers)));
    const bool possible = (one & gives) != 0 && (other & gives) == 0 && (other & takes) != 0 && (one & takes) == 0;
    if (!possible) continue;
    one ^= gives | takes;
    other ^= gives | takes;
  }
  return design;
}

bool is_prime(std::uint32_t number) {
  for (std::uint32_t divisor = 2; divisor * divisor <= number; ++divisor)
    if (number % divisor == 0) return false;
  return number > 1;
}

// Workers and degree of the kinds that have fixed ones; 0 otherwise.
std::pair<std::uint32_t, std::uint32_t> fixed_size(DesignKind kind) {
  if (kind == DesignKind::kFano) return {7, 3};
  if (kind == DesignKind::kProjective3) return {13, 4};
  if (kind == DesignKind::kPetersen) return {10, 3};
  return {0, 0};
}

}  // namespace

std::string problem_of(DesignKind kind, std::uint32_t workers, std::uint32_t degree) {
  const auto [fixed_workers, fixed_degree] = fixed_size(kind);
  if (fixed_workers != 0) {
    const bool fits = (workers == 0 || workers == fixed_workers) && (degree == 0 || degree == fixed_degree);
    return fits ? ""
                : "must have 0 or " + std::to_string(fixed_workers) + " workers of degree 0 or " +
                      std::to_string(fixed_degree);
  }
  if (workers < 2 || workers > kMostWorkers) return "must have 2 to " + std::to_string(kMostWorkers) + " workers";
  if (kind == DesignKind::kPaley) {
    if (!is_prime(workers) || workers % 4 != 1) return "must have a prime number of workers, 1 modulo 4";
    return degree == 0 || degree == (workers - 1) / 2 ? "" : "must have degree 0 or (workers - 1) / 2";
  }
  if (degree < 1 || degree > workers) return "must have a degree from 1 to the number of workers";
  if (kind == DesignKind::kRepetition && workers % degree != 0) return "must have a degree that divides the workers";
  return "";
}

Design build_design(DesignKind kind, std::uint32_t workers, std::uint32_t degree, std::uint64_t seed) {
  switch (kind) {
    case DesignKind::kFano:
      return shifted(7, {0, 1, 3});  // a perfect difference set
    case DesignKind::kProjective3:
      return shifted(13, {0, 1, 3, 9});
    case DesignKind::kPetersen:
      return petersen();
    case DesignKind::kPaley:
      return shifted(workers, squares(workers));
    case DesignKind::kCyclic:
      return shifted(workers, first(degree));
    case DesignKind::kRepetition:
      return repetition(workers, degree);
    case DesignKind::kBiregular:
      return biregular(workers, degree, seed);
  }
  return {};
}

Symmetric symmetry_of(const Design& design) {
  Symmetric symmetric{.degree = static_cast<std::uint32_t>(std::popcount(design.holdings[0]))};
  if (replication_of(design) != symmetric.degree) return {};
  for (std::size_t one = 0; one < design.holdings.size(); ++one)
    for (std::size_t other = 0; other < one; ++other) {
      const auto common = static_cast<std::uint32_t>(std::popcount(design.holdings[one] & design.holdings[other]));
      if (one == 1) symmetric.pairs = common;
      if (common != symmetric.pairs) return {};
    }
  for (const std::uint64_t held : design.holdings)
    if (static_cast<std::uint32_t>(std::popcount(held)) != symmetric.degree) return {};
  return symmetric;
}

std::uint32_t replication_of(const Design& design) {
  std::uint32_t replication = 0;
  for (std::uint32_t chunk = 0; chunk < design.chunks(); ++chunk) {
    std::uint32_t holders = 0;
    for (const std::uint64_t held : design.holdings) holders += (held & bit(chunk)) != 0 ? 1U : 0U;
    if (chunk > 0 && holders != replication) return 0;
    replication = holders;
  }
  return replication;
}

}  // namespace parley::gradient_coding
