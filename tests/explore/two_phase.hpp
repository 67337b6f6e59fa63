// Two-phase commit as a plain model: J. Gray, L. Lamport, "Consensus on transaction commit", TODS 31, 2006, the
// specification TwoPhase. Messages are never consumed: the network is the set of all messages sent.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "protocols/core/property.hpp"

namespace parley::two_phase {

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

inline constexpr std::uint16_t kDecidedCommit = 1;
inline constexpr std::uint16_t kDecidedAbort = 2;

enum class Action : std::uint8_t { kHear, kCommit, kAbort, kPrepare, kGiveUp, kObeyCommit, kObeyAbort };

struct Step {
  Action action;
  std::uint16_t manager = 0;  // its bit
};

struct Model {
  using State = two_phase::State;
  using Step = two_phase::Step;
  static constexpr std::array kProperties{
      PropertyInfo{"consistent", PropertyKind::kAlways, "no manager has committed while another has aborted"},
      PropertyInfo{"commits", PropertyKind::kSometimes, "all managers have committed"},
      PropertyInfo{"decides", PropertyKind::kEventually, "every manager has committed or aborted"},
  };

  std::uint16_t managers = 3;

  std::uint16_t all() const { return static_cast<std::uint16_t>((1U << managers) - 1); }
  std::vector<State> initial() const { return {State{all(), 0, 0, 0, 0, 0, 0}}; }

  void steps(const State& state, std::vector<Step>& out) const {
    if (state.decided == 0) {
      if (state.heard_prepared == all()) out.push_back({Action::kCommit});
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
};

// The same with a state that is not its own bytes, to be numbered by its encoding.
struct BoxedModel {
  struct State {
    std::vector<std::uint16_t> fields;
  };
  using Step = two_phase::Step;
  static constexpr auto kProperties = Model::kProperties;
  Model plain;

  static State box(const two_phase::State& s) {
    return {{s.working, s.prepared, s.committed, s.aborted, s.said_prepared, s.heard_prepared, s.decided}};
  }
  static two_phase::State unbox(const State& s) {
    const auto& f = s.fields;
    return {f[0], f[1], f[2], f[3], f[4], f[5], f[6]};
  }
  std::vector<State> initial() const { return {box(plain.initial()[0])}; }
  void steps(const State& state, std::vector<Step>& out) const { plain.steps(unbox(state), out); }
  void apply(State& state, const Step& step) const {
    two_phase::State open = unbox(state);
    plain.apply(open, step);
    state = box(open);
  }
  PropertySet broken(const State& state) const { return plain.broken(unbox(state)); }
  PropertySet witnessed(const State& state) const { return plain.witnessed(unbox(state)); }
  PropertySet unfulfilled(const State& state) const { return plain.unfulfilled(unbox(state)); }
};

}  // namespace parley::two_phase
