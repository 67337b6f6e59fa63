// Single-server membership changes of Raft (D. Ongaro, "Consensus: bridging theory and practice", 2014, section 4.2):
// a server uses the latest configuration in its log, committed or not, and a leader changes it by one server when the
// change before is committed. D. Ongaro, "bug in single-server membership changes", raft-dev, 2015, found that this is
// not safe across terms, and repaired it: a leader first commits an entry of its own term.
//
// Elections, replication of a whole log to one server and commitment are one step each. Entries are configurations; one
// that changes nothing is the entry that a leader begins its term with.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "protocols/core/property.hpp"

namespace parley::explore::plain {

struct RaftMembership {
  static constexpr std::uint8_t kServers = 5;  // 0 .. 3 at the beginning; 4 may be added, 0 removed
  static constexpr std::uint8_t kFirstMembers = 0b01111;
  static constexpr std::uint8_t kLongestLog = 3;

  struct Entry {
    std::uint8_t term = 0;     // 0: no entry
    std::uint8_t members = 0;  // a bit a server
    friend bool operator==(const Entry&, const Entry&) = default;
  };
  struct Server {
    std::uint8_t term = 0;
    std::uint8_t leads = 0;
    std::uint8_t committed = 0;  // entries that it knows to be
    std::array<Entry, kLongestLog> log{};
  };
  struct State {
    std::array<Server, kServers> servers{};
    std::array<Entry, kLongestLog> committed{};  // by index, as first committed by anybody
    std::uint8_t conflict = 0;
  };

  enum class Action : std::uint8_t { kLead, kAppend, kReplicate, kCommit };
  struct Step {
    Action action;
    std::uint8_t server = 0;
    std::uint8_t term = 0;     // kLead
    std::uint8_t members = 0;  // kLead: who votes; kAppend: the configuration
    std::uint8_t to = 0;       // kReplicate
  };

  static constexpr std::array kProperties{
      PropertyInfo{"state_machine_safety", PropertyKind::kAlways, "no two entries are committed at an index"},
      PropertyInfo{"changes", PropertyKind::kSometimes, "a change of the configuration is committed"},
  };

  std::uint8_t terms = 3;
  std::uint8_t entries = 2;             // of a log
  bool commits_own_term_first = false;  // the repair

  std::vector<State> initial() const { return {State{}}; }
  void steps(const State& state, std::vector<Step>& out) const;
  void apply(State& state, const Step& step) const;

  PropertySet broken(const State& state) const { return state.conflict != 0 ? PropertySet::of(0) : PropertySet{}; }
  PropertySet witnessed(const State& state) const;
  PropertySet unfulfilled(const State&) const { return {}; }

  // The least of the states that differ by a renaming of servers 1, 2 and 3, of which no step says anything special.
  void canonicalize(State& state) const;

  std::uint32_t process_of(const Step& step) const { return step.server; }
  std::string text_of(const Step& step) const;
  std::string text_of(const State& state) const;

 private:
  void add_elections(const State& state, std::uint8_t server, std::vector<Step>& out) const;
  void add_appends(const State& state, std::uint8_t server, std::vector<Step>& out) const;
  std::uint8_t committable(const State& state, std::uint8_t server) const;
};

}  // namespace parley::explore::plain
