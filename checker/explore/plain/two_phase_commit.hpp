// Two-phase commit as a plain model: J. Gray, L. Lamport, "Consensus on transaction commit", TODS 31, 2006, the
// specification TwoPhase. Messages are never consumed: the network is the set of all messages sent.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "protocols/core/property.hpp"

namespace parley::explore::plain {

struct TwoPhaseCommit {
  // One bit a resource manager in each mask.
  struct State {
    std::uint16_t working = 0;
    std::uint16_t prepared = 0;
    std::uint16_t committed = 0;
    std::uint16_t aborted = 0;
    std::uint16_t said_prepared = 0;   // messages of the managers
    std::uint16_t heard_prepared = 0;  // of those, what the transaction manager has taken in
    std::uint16_t decided = 0;         // kDecidedCommit or kDecidedAbort, which is also the message it has sent
    friend bool operator==(const State&, const State&) = default;
  };
  static constexpr std::uint16_t kDecidedCommit = 1;
  static constexpr std::uint16_t kDecidedAbort = 2;

  enum class Action : std::uint8_t { kHear, kCommit, kAbort, kPrepare, kGiveUp, kObeyCommit, kObeyAbort };
  struct Step {
    Action action;
    std::uint16_t manager = 0;  // its bit
  };

  static constexpr std::array kProperties{
      PropertyInfo{"consistent", PropertyKind::kAlways, "no manager has committed while another has aborted"},
      PropertyInfo{"commits", PropertyKind::kSometimes, "all managers have committed"},
      PropertyInfo{"decides", PropertyKind::kEventually, "every manager has committed or aborted"},
  };

  std::uint16_t managers = 3;
  std::uint16_t votes = 3;  // that the transaction manager waits for before it commits: all, unless weakened

  std::uint16_t all() const { return static_cast<std::uint16_t>((1U << managers) - 1); }
  std::vector<State> initial() const { return {State{all(), 0, 0, 0, 0, 0, 0}}; }

  void steps(const State& state, std::vector<Step>& out) const {
    if (state.decided == 0) {
      // TwoPhase, TMCommit: tmPrepared = RM
      if (__builtin_popcount(state.heard_prepared) >= votes) out.push_back({Action::kCommit});
      out.push_back({Action::kAbort});
    }
    for (std::uint16_t index = 0; index < managers; ++index) {
      const auto bit = static_cast<std::uint16_t>(1U << index);
      if (state.decided == 0 && (state.said_prepared & ~state.heard_prepared & bit) != 0)
        out.push_back({Action::kHear, bit});
      if ((state.working & bit) != 0) {
        out.push_back({Action::kPrepare, bit});
        out.push_back({Action::kGiveUp, bit});
      }
      if (state.decided == kDecidedCommit && (state.committed & bit) == 0) out.push_back({Action::kObeyCommit, bit});
      if (state.decided == kDecidedAbort && (state.aborted & bit) == 0) out.push_back({Action::kObeyAbort, bit});
    }
  }

  void apply(State& state, const Step& step) const {
    const auto move = [&](std::uint16_t& to) {
      for (std::uint16_t* from : {&state.working, &state.prepared, &state.committed, &state.aborted})
        *from = static_cast<std::uint16_t>(*from & ~step.manager);
      to = static_cast<std::uint16_t>(to | step.manager);
    };
    switch (step.action) {
      case Action::kHear:
        state.heard_prepared = static_cast<std::uint16_t>(state.heard_prepared | step.manager);
        return;
      case Action::kCommit:
        state.decided = kDecidedCommit;
        return;
      case Action::kAbort:
        state.decided = kDecidedAbort;
        return;
      case Action::kPrepare:
        state.said_prepared = static_cast<std::uint16_t>(state.said_prepared | step.manager);
        return move(state.prepared);
      case Action::kGiveUp:
      case Action::kObeyAbort:
        return move(state.aborted);
      case Action::kObeyCommit:
        return move(state.committed);
    }
  }

  PropertySet broken(const State& state) const {
    return state.committed != 0 && state.aborted != 0 ? PropertySet::of(0) : PropertySet{};
  }
  PropertySet witnessed(const State& state) const {
    return state.committed == all() ? PropertySet::of(1) : PropertySet{};
  }
  PropertySet unfulfilled(const State& state) const {
    return (state.committed | state.aborted) == all() ? PropertySet{} : PropertySet::of(2);
  }

  // The least of the states that differ by a renaming of managers: their columns of the masks, sorted.
  void canonicalize(State& state) const;

  // Managers are processes 0, 1, ..., the transaction manager is the one behind the last.
  std::uint32_t process_of(const Step& step) const;
  std::string text_of(const Step& step) const;
  std::string text_of(const State& state) const;
};

}  // namespace parley::explore::plain
