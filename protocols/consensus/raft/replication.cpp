// Log replication (section 5.3) and commitment (section 5.4.2), from the leader's and the followers' side.
#include <algorithm>

#include "protocols/consensus/raft/handlers.hpp"
#include "protocols/consensus/raft/safety.hpp"

namespace parley::raft {

namespace {

void apply_up_to(Server& server, Index commit, RaftContext& context) {
  while (server.commit < commit) {
    const Entry& entry = server.log.at(++server.commit);
    context.emit(problems::Applied{server.commit, entry.term, entry.command});
    if (!entry.command) continue;
    const Session& session = execute(server.machine, *entry.command);
    // A session beyond this request means that the client has its answer.
    if (server.role == Role::kLeader && session.request == entry.command->request)
      context.send(entry.command->client, Reply{session.request, session.result});
  }
}

// How many servers, the leader included, hold entries that are not committed.
std::uint32_t ahead_of_commit(const Server& leader, ProcessId self) {
  std::uint32_t count = leader.log.last_index() > leader.commit ? 1U : 0U;
  for (std::uint32_t id = 0; id < leader.progress.size(); ++id)
    count += id != self.value && leader.progress[ProcessId{id}].match > leader.commit ? 1U : 0U;
  return count;
}

// Mostly nothing can be committed yet: a count tells so without a copy of all indexes.
void advance_commit(const Config& config, Server& leader, RaftContext& context) {
  if (ahead_of_commit(leader, context.self()) < commit_quorum(config)) return;
  MatchIndexes matches;
  for (const Progress& progress : leader.progress) matches.push_back(progress.match);
  matches[context.self().value] = leader.log.last_index();
  const Index replicated = replicated_index(matches, commit_quorum(config));
  if (may_commit(config, leader, replicated)) apply_up_to(leader, replicated, context);
}

// One payload for all of `to`, whose next index is `next`.
void send_entries(const Config& config, Server& leader, const ProcessSet& to, Index next, RaftContext& context) {
  const Index prev = next - 1;
  AppendEntries append{leader.term, prev, leader.log.term_at(prev), leader.log.slice(prev, config.max_batch),
                       leader.commit};
  if (!append.entries.empty()) to.for_each([&](ProcessId id) { leader.progress[id].waiting = true; });
  if (to.size() + 1 == config.n) {
    context.broadcast(std::move(append));
  } else {
    context.multicast(to, std::move(append));
  }
}

// To all of `to`, one payload for each group with an equal next index.
void replicate(const Config& config, Server& leader, ProcessSet to, RaftContext& context) {
  while (!to.empty()) {
    std::optional<Index> next;
    ProcessSet group;
    to.for_each([&](ProcessId id) {
      if (!next) next = leader.progress[id].next;
      if (leader.progress[id].next == *next) group.insert(id);
    });
    group.for_each([&](ProcessId id) { to.erase(id); });
    send_entries(config, leader, group, *next, context);
  }
}

void append_to_own_log(Server& leader, Entry entry, RaftContext& context) {
  context.persist(LogChange{leader.log.last_index(), {entry}});
  leader.log.entries.push_back(std::move(entry));
}

ProcessSet followers(const Config& config, ProcessId self) {
  ProcessSet others = ProcessSet::first(config.n);
  others.erase(self);
  return others;
}

// Retries must not fill the log. With the session, which knows what is committed, no request enters a log twice; the
// session is checked again at execution, so that exactly-once does not rest on this.
bool is_under_way(const Server& leader, ProcessId client, std::uint32_t request) {
  const auto first = leader.log.entries.begin() + static_cast<std::ptrdiff_t>(leader.commit);
  return std::any_of(first, leader.log.entries.end(), [&](const Entry& entry) {
    return entry.command && entry.command->client == client && entry.command->request == request;
  });
}

// Steps 3 to 5 of AppendEntries (figure 2): drop what conflicts, append what is missing, follow the leader's commit.
// Answers only when the entries are durable.
void take_entries(Server& server, ProcessId from, const AppendEntries& append, RaftContext& context) {
  const std::size_t held = common_prefix(server.log, append.prev_index, append.entries);
  const Index after = append.prev_index + held;
  const Index last = append.prev_index + append.entries.size();
  if (held < append.entries.size()) {
    if (after < server.commit) return;  // no leader asks for that (Leader Completeness): a message gone wrong
    const auto missing = std::span(append.entries).subspan(held);
    context.persist(LogChange{after, Entries(missing.begin(), missing.end())});
    replace_after(server.log, after, missing);
  }
  context.send(from, Accepted{server.term, last});
  apply_up_to(server, std::min(append.commit, last), context);
}

}  // namespace

// "Leaders: upon election" (figure 2), with a no-op: a leader learns what is committed by committing an entry of its
// own term (section 8).
void begin_leadership(const Config& config, Server& server, RaftContext& context) {
  server.role = Role::kLeader;
  server.leader = context.self();
  server.votes = {};
  server.progress = PerProcess<Progress>(config.n, Progress{server.log.last_index() + 1, 0, false});
  server.progress[context.self()] = {};
  context.emit(problems::LeaderElected{server.term});
  context.cancel_timer(ElectionTimeout{});
  append_to_own_log(server, Entry{server.term, std::nullopt}, context);
  on_heartbeat_due(config, server, context);
  advance_commit(config, server, context);
}

void on_heartbeat_due(const Config& config, Server& server, RaftContext& context) {
  if (server.role != Role::kLeader) return;
  context.set_timer(HeartbeatDue{}, Ticks{config.heartbeat_ticks});
  replicate(config, server, followers(config, context.self()), context);
}

void on_append_entries(const Config& config, Server& server, ProcessId from, const AppendEntries& append,
                       RaftContext& context) {
  if (adopt_newer_term(config, server, append.term, context)) save_term_and_vote(server, context);
  if (append.term < server.term) return context.send(from, Refused{server.term, append.prev_index, 0});
  if (server.role == Role::kLeader) return;  // a second leader of the term: Election Safety excludes it
  server.role = Role::kFollower;             // a candidate recognises the winner (section 5.2)
  server.votes = {};
  server.leader = from;
  arm_election_timer(config, context);
  if (matches(server.log, append.prev_index, append.prev_term)) {
    take_entries(server, from, append, context);
  } else {
    context.send(from, Refused{server.term, append.prev_index, conflict_hint(server.log, append.prev_index)});
  }
}

// Only news counts: a repeated reply must not set off another message, or duplicates would breed.
void on_accepted(const Config& config, Server& server, ProcessId from, const Accepted& accepted, RaftContext& context) {
  if (adopt_newer_term(config, server, accepted.term, context)) save_term_and_vote(server, context);
  if (server.role != Role::kLeader || accepted.term != server.term) return;
  Progress& progress = server.progress[from];
  if (accepted.index <= progress.match || !server.log.contains(accepted.index)) return;
  progress = {std::max(progress.next, accepted.index + 1), accepted.index, false};
  if (accepted.index > server.commit) advance_commit(config, server, context);
  if (progress.next <= server.log.last_index()) replicate(config, server, ProcessSet{from}, context);
}

// "If AppendEntries fails because of log inconsistency: decrement nextIndex and retry" (figure 2, leaders).
void on_refused(const Config& config, Server& server, ProcessId from, const Refused& refused, RaftContext& context) {
  if (adopt_newer_term(config, server, refused.term, context)) save_term_and_vote(server, context);
  if (server.role != Role::kLeader || refused.term != server.term) return;
  Progress& progress = server.progress[from];
  if (refused.prev_index + 1 != progress.next || progress.next == progress.match + 1) return;
  progress.next = std::max(progress.match, std::min(refused.prev_index - 1, refused.hint)) + 1;
  replicate(config, server, ProcessSet{from}, context);
}

void on_request(const Config& config, Server& server, ProcessId from, const Request& request, RaftContext& context) {
  if (request.operation.key >= config.keys) return;
  if (server.role != Role::kLeader) {
    if (server.leader) context.send(from, Redirect{request.request, *server.leader});
    return;
  }
  const Session session = session_of(server.machine, from);
  if (request.request == session.request) context.send(from, Reply{session.request, session.result});
  if (request.request <= session.request || is_under_way(server, from, request.request)) return;
  append_to_own_log(server, Entry{server.term, Command{from, request.request, request.operation}}, context);
  ProcessSet idle = followers(config, context.self());
  for (std::uint32_t id = 0; id < config.n; ++id)
    if (server.progress[ProcessId{id}].waiting) idle.erase(ProcessId{id});
  replicate(config, server, std::move(idle), context);
  advance_commit(config, server, context);
}

}  // namespace parley::raft
