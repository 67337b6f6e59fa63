// Leader election (section 5.2) with the election restriction (section 5.4.1).
#include <limits>

#include "protocols/consensus/raft/handlers.hpp"
#include "protocols/consensus/raft/safety.hpp"

namespace parley::raft {

namespace {

void become_follower(const Config& config, Server& server, RaftContext& context) {
  if (server.role == Role::kLeader) {
    context.cancel_timer(HeartbeatDue{});
    arm_election_timer(config, context);
  }
  server.role = Role::kFollower;
  server.leader.reset();
  server.votes = {};
  server.progress = {};
}

bool may_stand(const Config& config, const Server& server) {
  const Term last = config.max_term != 0 ? config.max_term : std::numeric_limits<Term>::max();
  return server.role != Role::kLeader && server.term < last;
}

void count_vote(const Config& config, Server& server, ProcessId from, RaftContext& context) {
  server.votes.insert(from);
  if (server.votes.size() >= vote_quorum(config)) begin_leadership(config, server, context);
}

}  // namespace

void arm_election_timer(const Config& config, RaftContext& context) {
  context.set_timer(ElectionTimeout{}, TickRange{{config.election_ticks_min}, {config.election_ticks_max}});
}

void save_term_and_vote(const Server& server, RaftContext& context) {
  context.persist(TermAndVote{server.term, server.voted_for});
}

bool adopt_newer_term(const Config& config, Server& server, Term term, RaftContext& context) {
  if (term <= server.term) return false;
  server.term = term;
  server.voted_for.reset();
  become_follower(config, server, context);
  return true;
}

// Candidates, figure 2: increment currentTerm, vote for self, reset election timer, send RequestVote to all others.
void on_election_timeout(const Config& config, Server& server, RaftContext& context) {
  if (!may_stand(config, server)) return;
  ++server.term;
  server.voted_for = context.self();
  server.role = Role::kCandidate;
  server.leader.reset();
  server.votes = {};
  save_term_and_vote(server, context);
  arm_election_timer(config, context);
  if (config.n > 1) context.broadcast(RequestVote{server.term, server.log.last_index(), server.log.last_term()});
  count_vote(config, server, context.self(), context);
}

// Refuses aloud only where the candidate can learn a newer term; another refusal would tell it nothing.
void on_request_vote(const Config& config, Server& server, ProcessId from, const RequestVote& request,
                     RaftContext& context) {
  const bool newer = adopt_newer_term(config, server, request.term, context);
  const bool granted = may_vote(server, from, request);
  const bool fresh = granted && !server.voted_for;
  if (fresh) server.voted_for = from;
  if (newer || fresh) save_term_and_vote(server, context);
  if (granted) arm_election_timer(config, context);
  if (granted || request.term < server.term) context.send(from, Vote{server.term, granted});
}

void on_vote(const Config& config, Server& server, ProcessId from, const Vote& vote, RaftContext& context) {
  if (adopt_newer_term(config, server, vote.term, context)) save_term_and_vote(server, context);
  if (server.role != Role::kCandidate || vote.term != server.term || !vote.granted) return;
  count_vote(config, server, from, context);
}

}  // namespace parley::raft
