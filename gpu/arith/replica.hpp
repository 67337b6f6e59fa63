// Small protocols that are run many times over, a replica a thread: estimates of probabilities that no formula gives,
// and checks of those that one does. A replica depends on the seed and its number alone.
#pragma once

#include <cstddef>
#include <cstdint>

namespace parley::gpu {

// splitmix64 from a mixed start, so that neighbouring replicas share nothing.
class ReplicaRandom {
 public:
  constexpr ReplicaRandom(std::uint64_t seed, std::uint64_t replica) : state_(mixed(seed ^ mixed(replica + 1))) {}
  constexpr std::uint32_t next() {
    state_ += 0x9e3779b97f4a7c15U;
    return static_cast<std::uint32_t>(mixed(state_) >> 32);
  }
  // The bias is at most bound / 2^32.
  constexpr std::uint32_t below(std::uint32_t bound) {
    return static_cast<std::uint32_t>(static_cast<std::uint64_t>(next()) * bound >> 32);
  }

 private:
  static constexpr std::uint64_t mixed(std::uint64_t z) {
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9U;
    z = (z ^ z >> 27) * 0x94d049bb133111ebU;
    return z ^ z >> 31;
  }
  std::uint64_t state_;
};

// Nakamoto's race (2008, section 11): the attacker mines in secret while `confirmations` blocks are found by the
// others, and then tries to catch up. 1 when it does; it gives up `give_up` blocks behind. Every block is the
// attacker's with probability share / 2^32.
struct Race {
  std::uint32_t share = 0;
  std::uint32_t confirmations = 6;
  std::uint32_t give_up = 64;

  constexpr std::uint64_t run(ReplicaRandom random) const {
    std::int64_t behind = 0;
    for (std::uint32_t honest = 0; honest < confirmations;) {
      const bool attacker = random.next() < share;
      honest += attacker ? 0 : 1;
      behind += attacker ? -1 : 1;
    }
    while (behind > 0 && behind < static_cast<std::int64_t>(give_up)) behind += random.next() < share ? -1 : 1;
    return behind <= 0 ? 1 : 0;
  }
};

// Approximate majority with three states (Angluin, Aspnes, Eisenstat, "A simple population protocol for fast robust
// approximate majority", 2008): an agent with an opinion blanks one of the other, and wins over a blank one. The result
// is twice the number of interactions until all agree, plus 1 when they agree on x. By counts, not agents: a few
// registers hold a population of any size.
struct Majority {
  std::uint32_t agents = 2;  // at least 2, at most 2^31
  std::uint32_t x = 1;       // with opinion x at first; the others have opinion y

  constexpr std::uint64_t run(ReplicaRandom random) const {
    std::uint32_t of_x = x;
    std::uint32_t of_y = agents - x;
    std::uint64_t interactions = 0;
    while (of_x != agents && of_y != agents) {
      ++interactions;
      const std::uint32_t first = random.below(agents);
      std::uint32_t second = random.below(agents - 1);
      second += second >= first ? 1 : 0;
      // Agents are numbered by opinion: those of x, those of y, the blank ones.
      const bool first_x = first < of_x;
      const bool first_y = !first_x && first < of_x + of_y;
      const bool second_x = second < of_x;
      const bool second_y = !second_x && second < of_x + of_y;
      const bool second_blank = !second_x && !second_y;
      if (first_x && second_y) --of_y;
      if (first_y && second_x) --of_x;
      if (first_x && second_blank) ++of_x;
      if (first_y && second_blank) ++of_y;
    }
    return 2 * interactions + (of_x == agents ? 1 : 0);
  }
};

}  // namespace parley::gpu
