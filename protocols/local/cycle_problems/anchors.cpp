#include "protocols/local/cycle_problems/anchors.hpp"

#include <algorithm>
#include <bit>
#include <deque>
#include <numeric>

namespace parley::cycle_problems {

std::vector<std::uint64_t> identifiers(std::uint32_t n, Identifiers kind, Rng& rng) {
  std::vector<std::uint64_t> result(n);
  std::iota(result.begin(), result.end(), std::uint64_t{0});
  if (kind == Identifiers::kRandom)
    for (std::size_t left = n; left > 1; --left) std::swap(result[left - 1], result[rng.below(left)]);
  // Rank r becomes one of r n^2 + 1 .. (r + 1) n^2.
  const std::uint64_t step = std::uint64_t{n} * n;
  for (std::uint64_t& each : result) each = each * step + 1 + (kind == Identifiers::kRandom ? rng.below(step) : 0);
  return result;
}

std::uint32_t cole_vishkin_rounds(std::uint32_t bits) {
  std::uint32_t rounds = 0;
  while (bits > 3) {
    bits = static_cast<std::uint32_t>(std::bit_width(2 * bits - 1));
    ++rounds;
  }
  return rounds + 1;  // three bits: colours below 8 become colours below 6
}

namespace {

std::size_t before(std::size_t index, std::size_t size) {
  return index == 0 ? size - 1 : index - 1;
}
std::size_t after(std::size_t index, std::size_t size) {
  return index + 1 == size ? 0 : index + 1;
}

// One round: all nodes at once compute their next state from their own and the neighbours'.
template <class Step>
void round_of(std::vector<std::uint64_t>& states, std::vector<std::uint64_t>& scratch, const Step& step) {
  scratch.resize(states.size());
  for (std::size_t index = 0; index < states.size(); ++index)
    scratch[index] = step(states[index], states[before(index, states.size())], states[after(index, states.size())]);
  states.swap(scratch);
}

std::uint64_t cole_vishkin(std::uint64_t own, std::uint64_t predecessor, std::uint64_t) {
  const auto lowest = static_cast<std::uint64_t>(std::countr_zero(own ^ predecessor));
  return 2 * lowest + ((own >> lowest) & 1);
}

}  // namespace

Coloured three_colours(const std::vector<std::uint64_t>& identifiers, std::uint32_t bits) {
  Coloured result{identifiers, 0};
  std::vector<std::uint64_t> scratch;
  for (std::uint32_t left = cole_vishkin_rounds(bits); left > 0; --left, ++result.rounds)
    round_of(result.colours, scratch, cole_vishkin);
  for (const std::uint64_t leaving : {5U, 4U, 3U}) {
    const auto step = [&](std::uint64_t own, std::uint64_t left, std::uint64_t right) {
      if (own != leaving) return own;
      std::uint64_t free = 0;
      while (free == left || free == right) ++free;
      return free;
    };
    round_of(result.colours, scratch, step);
    ++result.rounds;
  }
  return result;
}

namespace {

constexpr std::uint32_t kIndependenceRounds = 2;

// The indices that stay: all of colour 0, then of 1 and 2 where no neighbour stays. Two rounds.
std::vector<std::uint32_t> independent(const std::vector<std::uint64_t>& colours) {
  const std::size_t size = colours.size();
  std::vector<std::uint8_t> stays(size, 0);
  for (std::uint64_t colour = 0; colour < 3; ++colour)
    for (std::size_t index = 0; index < size; ++index)
      if (colours[index] == colour && stays[before(index, size)] == 0 && stays[after(index, size)] == 0)
        stays[index] = 1;
  std::vector<std::uint32_t> staying;
  for (std::uint32_t index = 0; index < size; ++index)
    if (stays[index] != 0) staying.push_back(index);
  return staying;
}

// Puts anchors into every gap of 2 `gap` or more, so that all are in [gap, 2 gap - 1] if none was below gap.
std::vector<std::uint32_t> divided(const std::vector<std::uint32_t>& anchors, std::uint32_t n, std::uint32_t gap) {
  std::vector<std::uint32_t> result;
  for (std::size_t index = 0; index < anchors.size(); ++index) {
    const std::uint32_t from = anchors[index];
    const std::uint32_t to = index + 1 < anchors.size() ? anchors[index + 1] : anchors[0] + n;
    const std::uint32_t pieces = (to - from) / gap;
    for (std::uint32_t piece = 0; piece < pieces; ++piece) {
      const std::uint64_t offset = std::uint64_t{to - from} * piece / pieces;
      result.push_back(static_cast<std::uint32_t>((from + offset) % n));
    }
  }
  std::sort(result.begin(), result.end());
  return result;
}

}  // namespace

Anchors spaced_anchors(const std::vector<std::uint64_t>& identifiers, std::uint32_t gap) {
  const auto n = static_cast<std::uint32_t>(identifiers.size());
  const auto bits = static_cast<std::uint32_t>(3 * std::bit_width(n));
  Anchors anchors;
  anchors.positions.resize(n);
  std::iota(anchors.positions.begin(), anchors.positions.end(), 0U);
  for (std::uint32_t reached = 1; reached < gap;) {
    std::vector<std::uint64_t> own;
    for (const std::uint32_t position : anchors.positions) own.push_back(identifiers[position]);
    const Coloured coloured = three_colours(own, std::min(bits, 64U));
    std::vector<std::uint32_t> staying;
    for (const std::uint32_t index : independent(coloured.colours)) staying.push_back(anchors.positions[index]);
    const std::uint32_t next = std::min(2 * reached, gap);
    // A virtual round spans the longest gap, 2 reached - 1; the gaps to divide span three of them.
    anchors.rounds += std::uint64_t{coloured.rounds + kIndependenceRounds + 3} * (2 * reached - 1);
    anchors.positions = divided(staying, n, next);
    reached = next;
  }
  return anchors;
}

Anchors local_maxima(const std::vector<std::uint64_t>& values, std::uint32_t radius) {
  const auto n = static_cast<std::uint32_t>(values.size());
  const auto value = [&](std::uint32_t position) { return values[position % n]; };
  Anchors anchors{{}, radius};
  std::deque<std::uint32_t> falling;  // positions in the window of 2 radius + 1, with values that fall
  for (std::uint32_t end = 0; end < n + 2 * radius; ++end) {
    while (!falling.empty() && value(falling.back()) < value(end)) falling.pop_back();
    falling.push_back(end);
    while (falling.front() + 2 * radius < end) falling.pop_front();
    if (end < 2 * radius) continue;
    const std::uint32_t centre = end - radius;
    const bool is_alone = falling.size() < 2 || value(falling[1]) != value(falling[0]);
    if (falling.front() == centre && is_alone) anchors.positions.push_back(centre % n);
  }
  std::sort(anchors.positions.begin(), anchors.positions.end());
  return anchors;
}

}  // namespace parley::cycle_problems
