// M. Ben-Or, "Another advantage of free choice", PODC 1983, protocol B: Byzantine agreement with coins, for n > 5f. In
// a round everybody tells its value, waits for n - f values and proposes one that more than (n + f)/2 told, or nothing;
// then waits for n - f proposals, decides what more than (n + f)/2 proposed, keeps what f + 1 proposed, and otherwise
// throws a coin. Messages of correct processes are taken in any order; Byzantine processes tell everybody what they
// like.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "protocols/core/property.hpp"

namespace parley::explore::plain {

struct BenOr {
  static constexpr std::uint32_t kMostProcesses = 8;
  static constexpr std::uint32_t kMostRounds = 3;

  // 0: not yet; values are 1 and 2.
  static constexpr std::uint8_t kNothing = 3;  // a proposal of no value
  struct Process {
    std::array<std::uint8_t, kMostRounds + 1> told{};  // by round
    std::array<std::uint8_t, kMostRounds> proposed{};
    std::uint8_t decided = 0;
    friend auto operator<=>(const Process&, const Process&) = default;
  };
  struct State {
    std::array<Process, kMostProcesses> processes{};  // the correct ones
  };
  struct Step {
    std::uint8_t process = 0;
    std::uint8_t round = 0;
    std::uint8_t proposes = 0;  // 0: the step ends the round instead
    std::uint8_t value = 0;     // of the next round
    std::uint8_t decides = 0;
  };

  static constexpr std::array kProperties{
      PropertyInfo{"agreement", PropertyKind::kAlways, "no two correct processes decide differently"},
      PropertyInfo{"validity", PropertyKind::kAlways,
                   "what all correct processes begin with is decided if anything is"},
      PropertyInfo{"decides", PropertyKind::kSometimes, "all correct processes decide"},
  };

  std::uint32_t n = 4;
  std::uint32_t f = 1;
  std::uint32_t rounds = 2;

  std::uint32_t correct() const { return n - f; }
  std::vector<State> initial() const;  // all inputs
  void steps(const State& state, std::vector<Step>& out) const;
  void apply(State& state, const Step& step) const;

  PropertySet broken(const State& state) const;
  PropertySet witnessed(const State& state) const;
  PropertySet unfulfilled(const State&) const { return {}; }

  // The least of the states that differ by a renaming of correct processes.
  void canonicalize(State& state) const;

  std::uint32_t process_of(const Step& step) const { return step.process; }
  std::string text_of(const Step& step) const;
  std::string text_of(const State& state) const;

 private:
  bool is_quorum(std::uint32_t count) const { return 2 * count > n + f; }
  void add_proposals(const State& state, std::uint8_t process, std::uint8_t round, std::vector<Step>& out) const;
  void add_ends(const State& state, std::uint8_t process, std::uint8_t round, std::vector<Step>& out) const;
};

}  // namespace parley::explore::plain
