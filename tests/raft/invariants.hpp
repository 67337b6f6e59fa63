// Raft's own invariants, checked over the servers' states after every event: the five of figure 3, what must never
// fall, and that memory equals what is durable.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "net/world/world.hpp"
#include "protocols/consensus/raft/raft.hpp"

namespace parley::raft::testing {

class Invariants {
 public:
  explicit Invariants(std::uint32_t n) : before_(n) {}

  // The first broken invariant after `event`, empty when all hold.
  template <class P>
  std::string broken(const world::World<P>& world, const world::Event<P>& event) {
    if (event.process.value >= before_.size() || event.kind == world::EventKind::kCrash) return {};
    const auto& local = world.local(event.process);
    const Server& now = std::get<Server>(local.state.part);
    Server& before = before_[event.process.value];
    std::string problem = memory_is_durable(now, local.durable);
    if (problem.empty()) problem = compare(before, now, event.kind == world::EventKind::kRestart);
    if (problem.empty() && !(now.log == before.log)) problem = log_matching(world, now.log);
    if (problem.empty()) problem = commit(before, now, event.kind == world::EventKind::kRestart);
    if (problem.empty() && now.role == Role::kLeader && before.role != Role::kLeader) problem = leader_complete(now);
    before = now;
    return problem;
  }

 private:
  static std::string memory_is_durable(const Server& now, const Durable& durable) {
    const bool same = now.term == durable.term && now.voted_for == durable.voted_for && now.log == durable.log;
    return same ? "" : "a server acts on what is not durable";
  }

  static std::string compare(const Server& before, const Server& now, bool restarted) {
    if (now.term < before.term) return "a term fell";
    if (now.term == before.term && before.voted_for && now.voted_for != before.voted_for)
      return "a second vote in a term";
    if (restarted && !(now.log == before.log)) return "a restart changed the log";
    if (now.role != Role::kCandidate && !now.votes.empty()) return "votes outlive the candidacy";
    if ((now.role == Role::kLeader) != (now.progress.size() > 0)) return "progress without leadership";
    if (before.role == Role::kLeader && now.role == Role::kLeader && !starts_with(now.log, before.log.entries))
      return "a leader changed its log (leader append-only)";
    return {};
  }

  // Each entry committed anywhere stays what it is, everywhere.
  std::string commit(const Server& before, const Server& now, bool restarted) {
    if (!restarted && now.commit < before.commit) return "a commit index fell";
    if (now.commit > now.log.last_index()) return "an entry beyond the log is committed";
    for (Index index = 1; index <= now.commit; ++index) {
      if (index > committed_.size()) {
        committed_.push_back(now.log.at(index));
      } else if (!(committed_[index - 1] == now.log.at(index))) {
        return "a committed entry changed (state machine safety)";
      }
    }
    return {};
  }

  std::string leader_complete(const Server& leader) const {
    return starts_with(leader.log, committed_) ? "" : "a leader lacks a committed entry (leader completeness)";
  }

  // If two logs contain an entry with the same index and term, they are identical up to it.
  template <class P>
  std::string log_matching(const world::World<P>& world, const Log& changed) const {
    for (std::uint32_t id = 0; id < before_.size(); ++id) {
      const Log& other = world.local(ProcessId{id}).durable.log;
      Index index = std::min(changed.last_index(), other.last_index());
      while (index > 0 && changed.term_at(index) != other.term_at(index)) --index;
      for (; index > 0; --index)
        if (!(changed.at(index) == other.at(index))) return "logs differ before a common entry (log matching)";
    }
    return {};
  }

  static bool starts_with(const Log& log, const Entries& prefix) {
    return log.entries.size() >= prefix.size() && std::equal(prefix.begin(), prefix.end(), log.entries.begin());
  }

  std::vector<Server> before_;
  Entries committed_;
};

}  // namespace parley::raft::testing
