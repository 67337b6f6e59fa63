// Which worker holds which chunks of the data.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace parley::gradient_coding {

enum class DesignKind : std::uint8_t {
  kFano,         // lines of PG(2,2): 7 workers, 3 chunks each
  kProjective3,  // lines of PG(2,3): 13 workers, 4 chunks each
  kPetersen,     // neighbours in the Petersen graph: 10 workers, 3 chunks each
  kPaley,        // workers prime, 1 mod 4: i holds i + squares; (workers - 1) / 2
                 // chunks each
  kCyclic,       // i holds i .. i + degree - 1
  kRepetition,   // groups of `degree` workers hold the same `degree` chunks;
                 // degree divides workers
  kBiregular,    // random: `degree` random permutations without a chunk twice at a
                 // worker
};

// Bit j of holdings[i]: worker i holds chunk j. There are as many chunks as
// workers.
struct Design {
  std::vector<std::uint64_t> holdings = {};

  std::uint32_t workers() const { return static_cast<std::uint32_t>(holdings.size()); }
  std::uint32_t chunks() const { return workers(); }
};

inline constexpr std::uint32_t kMostWorkers = 24;

// Why there is no such design; empty: there is. Kinds with fixed sizes take 0
// or their own numbers.
std::string problem_of(DesignKind kind, std::uint32_t workers, std::uint32_t degree);

// REQUIRES: no problem. The same seed gives the same random design.
Design build_design(DesignKind kind, std::uint32_t workers, std::uint32_t degree, std::uint64_t seed);

// Every worker has k chunks, every chunk r = k workers, each two workers share
// `pairs` chunks; pairs is 0 if they differ.
struct Symmetric {
  std::uint32_t degree = 0;
  std::uint32_t pairs = 0;
};
Symmetric symmetry_of(const Design& design);

// The number of workers of each chunk, 0 if they differ.
std::uint32_t replication_of(const Design& design);

}  // namespace parley::gradient_coding
