// The rules that Raft's safety rests on, each with its formula. All else is liveness.
#pragma once

#include <cstdint>

#include "protocols/consensus/raft/quorum.hpp"
#include "protocols/consensus/raft/raft.hpp"

namespace parley::raft {

// Votes that make a leader: more than n/2, and a server votes once a term, so a term has at most one leader (Election
// Safety, section 5.2).
constexpr std::uint32_t vote_quorum(const Config& config) {
  return config.vote_quorum != 0 ? config.vote_quorum : majority(config.n);
}

// Servers that hold a committed entry: more than n/2, so every later leader was elected by one of them (Leader
// Completeness, section 5.4.3).
constexpr std::uint32_t commit_quorum(const Config& config) {
  return config.commit_quorum != 0 ? config.commit_quorum : majority(config.n);
}

// Election restriction (section 5.4.1): (lastTerm, lastIndex) of the candidate >= that of the voter, in lexicographic
// order. "If the logs have last entries with different terms, then the log with the later term is more up-to-date."
inline bool at_least_as_up_to_date(Term last_term, Index last_index, const Log& voter) {
  if (last_term != voter.last_term()) return last_term > voter.last_term();
  return last_index >= voter.last_index();
}

// RequestVote (figure 2): term = currentTerm /\ votedFor in {null, candidate} /\ the candidate's log is at least as up
// to date. REQUIRES: a newer term in `request` was adopted before.
inline bool may_vote(const Server& server, ProcessId candidate, const RequestVote& request) {
  return request.term == server.term && (!server.voted_for || *server.voted_for == candidate) &&
         at_least_as_up_to_date(request.last_term, request.last_index, server.log);
}

// AppendEntries (figure 2, step 2): log[prevLogIndex].term = prevLogTerm. By induction the logs are equal up to there
// (Log Matching, section 5.3).
inline bool matches(const Log& log, Index prev_index, Term prev_term) {
  return log.contains(prev_index) && log.term_at(prev_index) == prev_term;
}

// Leaders (figure 2, last rule): N > commitIndex /\ a majority of matchIndex >= N /\ log[N].term = currentTerm.
// Figure 8 shows an entry of an earlier term that a majority holds and that is overwritten nevertheless; such entries
// are committed only indirectly, by one of the current term behind them (section 5.4.2).
inline bool may_commit(const Config& config, const Server& leader, Index replicated) {
  return replicated > leader.commit && (config.commit_earlier_terms || leader.log.term_at(replicated) == leader.term);
}

}  // namespace parley::raft
