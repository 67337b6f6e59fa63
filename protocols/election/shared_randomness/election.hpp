// What the elections of this study have in common: where bits come from, what may be left out, and how one ended.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "protocols/core/random.hpp"
#include "protocols/election/shared_randomness/network.hpp"

namespace parley::shared_randomness {

enum class Role : std::uint8_t { kUndecided, kElected, kDefeated };

// What is taken out of an algorithm. All but `none` must be seen to fail.
enum class Mutant : std::uint8_t {
  none,
  few_rounds,   // A refines once instead of n times
  unchecked,    // A elects the smallest identifier without asking whether there are n of them
  no_renumber,  // B: a node keeps its first number, whoever else holds it
};

struct Election {
  std::vector<Role> roles = {};  // by node
  std::uint32_t phases = 0;
  std::uint64_t rounds = 0;  // of synchronous algorithms
  std::uint64_t messages = 0;
  std::uint64_t random_bits = 0;  // of all sources together
  bool unfinished = false;        // stopped, or more messages than allowed

  std::uint32_t leaders() const {
    return static_cast<std::uint32_t>(std::count(roles.begin(), roles.end(), Role::kElected));
  }
  // Explicit termination: one elected, all others know that they are not.
  bool succeeded() const { return leaders() == 1 && std::count(roles.begin(), roles.end(), Role::kUndecided) == 0; }
};

// The random strings of the sources; all nodes of one source read the same. Each phase appends `bits` bits.
class SourceStrings {
 public:
  // REQUIRES: 1 <= bits <= 32.
  SourceStrings(const Sources& sources, std::uint32_t bits)
      : sources_(sources),
        bits_(bits),
        strings_(sources.empty() ? 0 : 1 + *std::max_element(sources.begin(), sources.end())) {}

  void extend(Rng& rng) {
    for (auto& string : strings_) string.push_back(rng.next() >> (64 - bits_));
  }
  // By node.
  std::vector<std::vector<std::uint64_t>> colours() const {
    std::vector<std::vector<std::uint64_t>> result;
    for (const std::uint32_t source : sources_) result.push_back(strings_[source]);
    return result;
  }
  std::uint64_t bits_of_a_phase() const { return std::uint64_t{bits_} * strings_.size(); }

 private:
  const Sources& sources_;
  std::uint32_t bits_;
  std::vector<std::vector<std::uint64_t>> strings_;  // by source
};

}  // namespace parley::shared_randomness
