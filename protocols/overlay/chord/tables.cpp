#include "protocols/overlay/chord/tables.hpp"

#include <algorithm>
#include <array>
#include <bit>

namespace parley::chord {

namespace {

constexpr std::uint64_t kFar = ~std::uint64_t{0};

struct Nearest {
  std::uint64_t distance = kFar;
  ProcessId process;
};

// Keeps the nearest `most`, in order.
void keep_nearest(std::vector<Nearest>& nearest, std::size_t most, Nearest one) {
  if (nearest.size() == most && one.distance >= nearest.back().distance) return;
  if (nearest.size() == most) nearest.pop_back();
  const auto place = std::upper_bound(nearest.begin(), nearest.end(), one,
                                      [](const Nearest& a, const Nearest& b) { return a.distance < b.distance; });
  nearest.insert(place, one);
}

}  // namespace

void fill_perfect(const Config& config, ProcessId self, State& state) {
  const Identifier own = id_of(config, self);
  std::vector<Nearest> nearest;
  std::array<Nearest, 64> by_exponent;  // the nearest at 2^exponent or more, and less than twice as far
  Nearest last{0, self};
  for (std::uint32_t id = 0; id < config.n; ++id) {
    const std::uint64_t far = distance(own, id_of(config, ProcessId{id}));
    if (far == 0) continue;
    keep_nearest(nearest, config.successors, {far, ProcessId{id}});
    Nearest& closest = by_exponent[static_cast<std::size_t>(std::bit_width(far) - 1)];
    if (far < closest.distance) closest = {far, ProcessId{id}};
    if (far > last.distance) last = {far, ProcessId{id}};
  }
  for (const Nearest& one : nearest) state.successors.push_back(one.process);
  if (nearest.empty()) state.successors.push_back(self);
  if (last.process != self) state.predecessor = last.process;
  if (!config.fingers || nearest.empty()) return;
  Nearest beyond;
  for (std::uint32_t exponent = 64; exponent-- > first_useful_exponent(config, self, state);) {
    if (by_exponent[exponent].distance < beyond.distance) beyond = by_exponent[exponent];
    if (beyond.distance == kFar) continue;
    const Finger finger{static_cast<std::uint8_t>(exponent), beyond.process};
    if (!state.fingers.empty() && state.fingers.back().process == finger.process) {
      state.fingers.back() = finger;  // serves the larger exponent as well
    } else {
      state.fingers.push_back(finger);
    }
  }
  std::reverse(state.fingers.begin(), state.fingers.end());
}

std::uint32_t first_useful_exponent(const Config& config, ProcessId self, const State& state) {
  const std::uint64_t far = distance(id_of(config, self), id_of(config, state.successors.front()));
  return far == 0 ? 64 : static_cast<std::uint32_t>(std::bit_width(far));
}

std::uint32_t set_finger(const Config& config, ProcessId self, State& state, std::uint32_t exponent,
                         ProcessId process) {
  const std::uint64_t far = distance(id_of(config, self), id_of(config, process));
  // Nobody stands at 2^exponent or beyond: neither does anybody at larger exponents.
  const bool is_beyond = exponent < 64 && (far >> exponent) != 0 && process != state.successors.front();
  const std::uint32_t next = is_beyond ? static_cast<std::uint32_t>(std::bit_width(far)) : 64;
  const auto from = std::lower_bound(state.fingers.begin(), state.fingers.end(), exponent,
                                     [](const Finger& finger, std::uint32_t value) { return finger.exponent < value; });
  const auto until =
      std::find_if(from, state.fingers.end(), [&](const Finger& finger) { return finger.exponent >= next; });
  const auto place = state.fingers.erase(from, until);
  if (is_beyond) state.fingers.insert(place, Finger{static_cast<std::uint8_t>(exponent), process});
  return next;
}

void forget(State& state, ProcessId process) {
  std::erase_if(state.fingers, [&](const Finger& finger) { return finger.process == process; });
  if (state.successors.size() > 1) std::erase(state.successors, process);
}

std::optional<ProcessId> known_owner(const Config& config, ProcessId self, const State& state, Identifier key) {
  const ProcessId successor = state.successors.front();
  if (in_half_open(id_of(config, self), key, id_of(config, successor))) return successor;
  return std::nullopt;
}

ProcessId next_hop(const Config& config, ProcessId self, const State& state, Identifier key) {
  const Identifier own = id_of(config, self);
  for (auto finger = state.fingers.rbegin(); finger != state.fingers.rend(); ++finger)
    if (in_open(own, id_of(config, finger->process), key)) return finger->process;
  return state.successors.front();
}

}  // namespace parley::chord
