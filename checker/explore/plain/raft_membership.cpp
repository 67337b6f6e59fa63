#include "checker/explore/plain/raft_membership.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

namespace parley::explore::plain {

namespace {

using Server = RaftMembership::Server;
using State = RaftMembership::State;

std::uint8_t length_of(const Server& server) {
  std::uint8_t length = 0;
  while (length < RaftMembership::kLongestLog && server.log[length].term != 0) ++length;
  return length;
}

// The latest configuration in the log, committed or not.
std::uint8_t members_of(const Server& server) {
  const std::uint8_t length = length_of(server);
  return length == 0 ? RaftMembership::kFirstMembers : server.log[length - 1].members;
}

std::pair<std::uint8_t, std::uint8_t> freshness_of(const Server& server) {
  const std::uint8_t length = length_of(server);
  return {length == 0 ? std::uint8_t{0} : server.log[length - 1].term, length};
}

bool contains(std::uint8_t set, std::uint8_t server) {
  return ((set >> server) & 1) != 0;
}

bool is_majority(std::uint8_t who, std::uint8_t members) {
  return 2 * std::popcount(static_cast<unsigned>(who & members)) > std::popcount(static_cast<unsigned>(members));
}

std::string text_of_set(std::uint8_t set) {
  std::string text = "{";
  for (std::uint8_t server = 0; server < RaftMembership::kServers; ++server)
    if (contains(set, server)) text += (text.size() > 1 ? "," : "") + std::to_string(server);
  return text + "}";
}

}  // namespace

void RaftMembership::steps(const State& state, std::vector<Step>& out) const {
  for (std::uint8_t server = 0; server < kServers; ++server) {
    const Server& at = state.servers[server];
    if (contains(members_of(at), server)) add_elections(state, server, out);
    if (at.leads == 0) continue;
    add_appends(state, server, out);
    for (std::uint8_t to = 0; to < kServers; ++to)
      if (to != server && contains(members_of(at), to) && state.servers[to].term <= at.term)
        out.push_back({Action::kReplicate, server, 0, 0, to});
    if (committable(state, server) > at.committed) out.push_back({Action::kCommit, server, 0, 0, 0});
  }
}

// By any majority of the configuration that the candidate knows, of servers that have not seen the term and whose logs
// are no fresher than its own.
void RaftMembership::add_elections(const State& state, std::uint8_t server, std::vector<Step>& out) const {
  const Server& at = state.servers[server];
  const std::uint8_t members = members_of(at);
  for (auto term = static_cast<std::uint8_t>(at.term + 1); term <= terms; ++term) {
    for (unsigned voters = 0; voters < (1U << kServers); ++voters) {
      const auto set = static_cast<std::uint8_t>(voters);
      if (!contains(set, server) || (set & ~members) != 0 || !is_majority(set, members)) continue;
      bool granted = true;
      for (std::uint8_t voter = 0; voter < kServers; ++voter)
        granted =
            granted && (voter == server || !contains(set, voter) ||
                        (state.servers[voter].term < term && freshness_of(state.servers[voter]) <= freshness_of(at)));
      if (granted) out.push_back({Action::kLead, server, term, set, 0});
    }
  }
}

void RaftMembership::add_appends(const State& state, std::uint8_t server, std::vector<Step>& out) const {
  const Server& at = state.servers[server];
  const std::uint8_t length = length_of(at);
  if (length >= entries) return;
  const std::uint8_t members = members_of(at);
  out.push_back({Action::kAppend, server, 0, members, 0});
  const bool change_before_is_committed = at.committed == length;
  const bool own_term_is_committed = at.committed > 0 && at.log[at.committed - 1].term == at.term;
  if (!change_before_is_committed || (commits_own_term_first && !own_term_is_committed)) return;
  if (!contains(members, kServers - 1))
    out.push_back({Action::kAppend, server, 0, static_cast<std::uint8_t>(members | (1U << (kServers - 1))), 0});
  if (contains(members, 0)) out.push_back({Action::kAppend, server, 0, static_cast<std::uint8_t>(members & ~1U), 0});
}

// Entries that the leader may take for committed: up to the last of its own term that a majority has.
std::uint8_t RaftMembership::committable(const State& state, std::uint8_t server) const {
  const Server& at = state.servers[server];
  for (std::uint8_t length = length_of(at); length > 0; --length) {
    if (at.log[length - 1].term != at.term) break;
    std::uint8_t holders = 0;
    for (std::uint8_t other = 0; other < kServers; ++other)
      if (state.servers[other].log[length - 1] == at.log[length - 1])
        holders = static_cast<std::uint8_t>(holders | (1U << other));
    if (is_majority(holders, members_of(at))) return length;
  }
  return 0;
}

void RaftMembership::apply(State& state, const Step& step) const {
  Server& at = state.servers[step.server];
  switch (step.action) {
    case Action::kLead:
      for (std::uint8_t server = 0; server < kServers; ++server) {
        if (!contains(step.members, server)) continue;
        state.servers[server].term = step.term;
        state.servers[server].leads = server == step.server ? 1 : 0;
      }
      return;
    case Action::kAppend:
      at.log[length_of(at)] = {at.term, step.members};
      return;
    case Action::kReplicate: {
      Server& to = state.servers[step.to];
      to = {at.term, 0, std::max(to.committed, at.committed), at.log};
      return;
    }
    case Action::kCommit:
      at.committed = committable(state, step.server);
      for (std::uint8_t index = 0; index < at.committed; ++index) {
        if (state.committed[index].term == 0) state.committed[index] = at.log[index];
        if (!(state.committed[index] == at.log[index])) state.conflict = 1;
      }
      return;
  }
}

PropertySet RaftMembership::witnessed(const State& state) const {
  for (const Entry& entry : state.committed)
    if (entry.term != 0 && entry.members != kFirstMembers) return PropertySet::of(1);
  return {};
}

void RaftMembership::canonicalize(State& state) const {
  std::array<std::uint8_t, kServers> order{0, 1, 2, 3, 4};  // where each server goes
  const auto renamed = [&order](std::uint8_t set) {
    std::uint8_t result = 0;
    for (std::uint8_t server = 0; server < kServers; ++server)
      if (contains(set, server)) result = static_cast<std::uint8_t>(result | (1U << order[server]));
    return result;
  };
  const State before = state;
  while (std::next_permutation(order.begin() + 1, order.begin() + 4)) {
    State other = before;
    for (std::uint8_t server = 0; server < kServers; ++server) {
      Server& to = other.servers[order[server]] = before.servers[server];
      for (Entry& entry : to.log) entry.members = renamed(entry.members);
    }
    for (Entry& entry : other.committed) entry.members = renamed(entry.members);
    if (std::memcmp(&other, &state, sizeof(State)) < 0) state = other;
  }
}

std::string RaftMembership::text_of(const Step& step) const {
  const std::string server = "server " + std::to_string(step.server);
  switch (step.action) {
    case Action::kLead:
      return server + " leads term " + std::to_string(step.term) + " by votes of " + text_of_set(step.members);
    case Action::kAppend:
      return server + " appends the configuration " + text_of_set(step.members);
    case Action::kReplicate:
      return server + " replicates its log to server " + std::to_string(step.to);
    case Action::kCommit:
      return server + " commits what a majority has";
  }
  return {};
}

std::string RaftMembership::text_of(const State& state) const {
  std::string text;
  for (std::uint8_t server = 0; server < kServers; ++server) {
    const Server& at = state.servers[server];
    text += std::string(server == 0 ? "" : "; ") + std::to_string(server) + (at.leads != 0 ? "* term " : " term ") +
            std::to_string(at.term);
    for (const Entry& entry : at.log)
      if (entry.term != 0) text += " " + std::to_string(entry.term) + ":" + text_of_set(entry.members);
  }
  return text;
}

}  // namespace parley::explore::plain
