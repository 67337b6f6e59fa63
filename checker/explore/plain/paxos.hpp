// Single-decree Paxos as a plain model: L. Lamport's specification Paxos (the TLA+ module of that name; "Paxos made
// simple", SIGACT News 32, 2001). Messages are never consumed: the network is the set of all messages sent.
//
// What an acceptor keeps (maxBal, maxVBal, maxVal) follows from what it has sent, so a state is the messages alone,
// packed: one word an acceptor, one for the leaders.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "protocols/core/property.hpp"

namespace parley::explore::plain {

struct Paxos {
  static constexpr std::uint32_t kMostAcceptors = 5;
  static constexpr std::uint32_t kMostBallots = 6;  // of five bits each, in a word
  static constexpr std::uint32_t kMostValues = 3;
  static constexpr std::uint32_t kMostTold = 14;  // distinct votes that a promise can tell of: four bits, see below

  struct State {
    // By acceptor, five bits a ballot: the promise (1b) that it sent in four, its vote (2b) in one. A promise is 0 when
    // not sent, 1 when sent without an earlier vote, 2 + ballot * values + value with the highest earlier vote.
    std::array<std::uint32_t, kMostAcceptors> acceptors{};
    // Three bits a ballot: prepared (1a) in one, the value proposed (2a) plus one in two.
    std::uint32_t leaders = 0;
    friend bool operator==(const State&, const State&) = default;
  };

  enum class Action : std::uint8_t { kPrepare, kPromise, kPropose, kVote };  // 1a, 1b, 2a, 2b
  struct Step {
    Action action;
    std::uint8_t ballot = 0;
    std::uint8_t acceptor = 0;  // kPromise, kVote
    std::uint8_t value = 0;     // kPropose
  };

  static constexpr std::array kProperties{
      PropertyInfo{"agreement", PropertyKind::kAlways, "no two values are chosen"},
      PropertyInfo{"chooses", PropertyKind::kSometimes, "a value is chosen"},
  };

  std::uint32_t acceptors = 3;
  std::uint32_t ballots = 3;
  std::uint32_t values = 2;
  std::uint32_t quorum = 2;  // acceptors: a majority, unless weakened

  std::vector<State> initial() const { return {State{}}; }
  void steps(const State& state, std::vector<Step>& out) const;
  void apply(State& state, const Step& step) const;

  PropertySet broken(const State& state) const;
  PropertySet witnessed(const State& state) const;
  PropertySet unfulfilled(const State&) const { return {}; }

  // The least of the states that differ by a renaming of acceptors.
  void canonicalize(State& state) const;

  // Acceptors are processes 0, 1, ..., the leader of ballot b is the b-th behind the last.
  std::uint32_t process_of(const Step& step) const;
  std::string text_of(const Step& step) const;
  std::string text_of(const State& state) const;

 private:
  static constexpr std::uint32_t kFresh = 1;      // a promise of an acceptor that has not voted
  static constexpr std::uint32_t kFirstVote = 2;  // a promise that tells of ballot 0 and value 0

  static std::uint32_t promise(std::uint32_t acceptor, std::uint32_t ballot) { return acceptor >> (5 * ballot) & 15; }
  static bool voted(std::uint32_t acceptor, std::uint32_t ballot) { return (acceptor >> (5 * ballot + 4) & 1) != 0; }
  static bool prepared(std::uint32_t leaders, std::uint32_t ballot) { return (leaders >> (3 * ballot) & 1) != 0; }
  // The value plus one, 0 when none is proposed.
  static std::uint32_t proposal(std::uint32_t leaders, std::uint32_t ballot) { return leaders >> (3 * ballot + 1) & 3; }

  bool may_propose(const State& state, std::uint32_t ballot, std::uint32_t value) const;
  std::uint32_t chosen(const State& state) const;  // a bit a value
};

}  // namespace parley::explore::plain
