#include "checker/explore/plain/ben_or.hpp"

#include <algorithm>

namespace parley::explore::plain {

namespace {

// Messages of one kind by what they say: value 1, value 2, nothing.
using Counts = std::array<std::uint32_t, 3>;

// Calls `visit` with every way to hear `wanted` messages of which correct processes sent `sent`, one's own (`own`)
// among them, and Byzantine ones whatever they like.
template <class Visit>
void for_each_hearing(const Counts& sent, std::uint8_t own, std::uint32_t byzantine, std::uint32_t wanted,
                      bool may_say_nothing, Visit visit) {
  const std::uint32_t nothing = may_say_nothing ? sent[2] + byzantine : 0;
  for (std::uint32_t ones = 0; ones <= sent[0] + byzantine && ones <= wanted; ++ones) {
    for (std::uint32_t twos = 0; twos <= sent[1] + byzantine && ones + twos <= wanted; ++twos) {
      const Counts heard{ones, twos, wanted - ones - twos};
      if (heard[2] > nothing || heard[own - 1U] == 0) continue;
      std::uint32_t invented = 0;
      for (std::size_t kind = 0; kind < heard.size(); ++kind)
        invented += heard[kind] > sent[kind] ? heard[kind] - sent[kind] : 0;
      if (invented <= byzantine) visit(heard);
    }
  }
}

void add(const BenOr::Step& step, std::size_t first, std::vector<BenOr::Step>& out) {
  const auto same = [&](const BenOr::Step& known) {
    return known.proposes == step.proposes && known.value == step.value && known.decides == step.decides;
  };
  if (std::none_of(out.begin() + static_cast<std::ptrdiff_t>(first), out.end(), same)) out.push_back(step);
}

}  // namespace

std::vector<BenOr::State> BenOr::initial() const {
  std::vector<State> states;
  for (std::uint32_t inputs = 0; inputs < (1U << correct()); ++inputs) {
    State state;
    for (std::uint32_t process = 0; process < correct(); ++process)
      state.processes[process].told[0] = static_cast<std::uint8_t>(1 + ((inputs >> process) & 1));
    states.push_back(state);
  }
  return states;
}

void BenOr::steps(const State& state, std::vector<Step>& out) const {
  for (std::uint8_t process = 0; process < correct(); ++process) {
    const Process& at = state.processes[process];
    for (std::uint8_t round = 0; round < rounds; ++round) {
      if (at.told[round] != 0 && at.proposed[round] == 0) add_proposals(state, process, round, out);
      if (at.proposed[round] != 0 && at.told[round + 1U] == 0) add_ends(state, process, round, out);
    }
  }
}

void BenOr::add_proposals(const State& state, std::uint8_t process, std::uint8_t round, std::vector<Step>& out) const {
  Counts sent{};
  for (std::uint32_t other = 0; other < correct(); ++other)
    if (const std::uint8_t value = state.processes[other].told[round]; value != 0) ++sent[value - 1U];
  const std::size_t first = out.size();
  for_each_hearing(sent, state.processes[process].told[round], f, n - f, false, [&](const Counts& heard) {
    const std::uint8_t proposes = is_quorum(heard[0]) ? 1 : is_quorum(heard[1]) ? 2 : kNothing;
    add({process, round, proposes, 0, 0}, first, out);
  });
}

void BenOr::add_ends(const State& state, std::uint8_t process, std::uint8_t round, std::vector<Step>& out) const {
  Counts sent{};
  for (std::uint32_t other = 0; other < correct(); ++other)
    if (const std::uint8_t value = state.processes[other].proposed[round]; value != 0) ++sent[value - 1U];
  const std::size_t first = out.size();
  for_each_hearing(sent, state.processes[process].proposed[round], f, n - f, true, [&](const Counts& heard) {
    bool keeps = false;
    for (std::uint8_t value = 1; value <= 2; ++value) {
      if (heard[value - 1U] < f + 1) continue;
      keeps = true;
      add({process, round, 0, value, static_cast<std::uint8_t>(is_quorum(heard[value - 1U]) ? value : 0)}, first, out);
    }
    for (std::uint8_t coin = 1; coin <= 2 && !keeps; ++coin) add({process, round, 0, coin, 0}, first, out);
  });
}

void BenOr::apply(State& state, const Step& step) const {
  Process& at = state.processes[step.process];
  if (step.proposes != 0) {
    at.proposed[step.round] = step.proposes;
    return;
  }
  at.told[step.round + 1U] = step.value;
  if (step.decides != 0 && at.decided == 0) at.decided = step.decides;
}

PropertySet BenOr::broken(const State& state) const {
  std::array<bool, 3> decided{};
  std::array<bool, 3> input{};
  for (std::uint32_t process = 0; process < correct(); ++process) {
    decided[state.processes[process].decided] = true;
    input[state.processes[process].told[0]] = true;
  }
  PropertySet broken;
  if (decided[1] && decided[2]) broken.insert(0);
  if ((decided[1] && !input[1]) || (decided[2] && !input[2])) broken.insert(1);
  return broken;
}

PropertySet BenOr::witnessed(const State& state) const {
  const bool all = std::all_of(state.processes.begin(), state.processes.begin() + correct(),
                               [](const Process& process) { return process.decided != 0; });
  return all ? PropertySet::of(2) : PropertySet{};
}

void BenOr::canonicalize(State& state) const {
  std::sort(state.processes.begin(), state.processes.begin() + correct());
}

std::string BenOr::text_of(const Step& step) const {
  const std::string who = "process " + std::to_string(step.process) + ", round " + std::to_string(step.round) + ": ";
  if (step.proposes == kNothing) return who + "proposes nothing";
  if (step.proposes != 0) return who + "proposes value " + std::to_string(step.proposes);
  if (step.decides != 0) return who + "decides value " + std::to_string(step.decides);
  return who + "goes on with value " + std::to_string(step.value);
}

std::string BenOr::text_of(const State& state) const {
  std::string text;
  for (std::uint32_t process = 0; process < correct(); ++process) {
    const Process& at = state.processes[process];
    text += (process == 0 ? "" : ", ") + std::to_string(process) + " told";
    for (std::uint32_t round = 0; round <= rounds && at.told[round] != 0; ++round)
      text += " " + std::to_string(at.told[round]);
    if (at.decided != 0) text += " decided " + std::to_string(at.decided);
  }
  return text;
}

}  // namespace parley::explore::plain
