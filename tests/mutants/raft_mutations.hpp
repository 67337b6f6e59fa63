// Defects of Raft, by the rule of the paper's figure 2 that they forget.
#pragma once

#include <algorithm>
#include <array>
#include <optional>

#include "protocols/consensus/raft/raft.hpp"
#include "tests/mutants/mutation.hpp"

namespace parley::mutants::raft_mutations {

using raft::Accepted;
using raft::AppendEntries;
using raft::Client;
using raft::Config;
using raft::ElectionTimeout;
using raft::Entries;
using raft::Index;
using raft::LogChange;
using raft::Pending;
using raft::Protocol;
using raft::Refused;
using raft::Reply;
using raft::Request;
using raft::RequestVote;
using raft::Role;
using raft::Server;
using raft::Term;
using raft::TermAndVote;
using raft::Vote;
using RaftStep = Step<Protocol>;
using RaftMutation = Mutation<Protocol>;

inline Server* server(RaftStep& step) {
  return std::get_if<Server>(&step.state.part);
}
inline Client* client(RaftStep& step) {
  return std::get_if<Client>(&step.state.part);
}

// Changes the message, when it is an M that comes to a server, and runs the handler.
template <class M, class Change>
void with_message(RaftStep& step, Change&& change) {
  M* message = step.received<M>();
  if (message != nullptr && server(step) != nullptr) change(*server(step), *message);
  step.proceed();
}

template <class R, class Wanted>
void forget_records(RaftStep& step, Wanted&& wanted) {
  step.proceed();
  step.drop<Persist<Protocol>>([&](const Persist<Protocol>& persist) {
    const R* record = std::get_if<R>(&persist.record);
    return record != nullptr && wanted(*record);
  });
}

inline void change_saved_votes(RaftStep& step, std::optional<ProcessId> vote) {
  for (Effect<Protocol>& effect : step.effects) {
    auto* persist = std::get_if<Persist<Protocol>>(&effect);
    if (persist == nullptr) continue;
    if (auto* saved = std::get_if<TermAndVote>(&persist->record)) saved->voted_for = vote;
  }
}

// --- elections ---

inline void votes_again(RaftStep& step) {
  with_message<RequestVote>(step, [](Server& self, RequestVote& request) {
    if (request.term == self.term && self.role == Role::kFollower) self.voted_for.reset();
  });
}

inline void votes_for_any_log(RaftStep& step) {
  with_message<RequestVote>(step,
                            [](Server& self, RequestVote& request) { request.last_term = self.log.last_term() + 1; });
}

inline void compares_lengths_only(RaftStep& step) {
  with_message<RequestVote>(step, [](Server& self, RequestVote& request) { request.last_term = self.log.last_term(); });
}

inline void compares_terms_only(RaftStep& step) {
  with_message<RequestVote>(step, [](Server& self, RequestVote& request) {
    if (request.last_term == self.log.last_term()) request.last_index = self.log.last_index();
  });
}

inline void counts_old_votes(RaftStep& step) {
  with_message<Vote>(step, [](Server& self, Vote& vote) {
    if (vote.granted) vote.term = std::max(vote.term, self.term);
  });
}

// A second copy of a vote appears under the name of a server that has not voted yet.
inline void counts_vote_copies(RaftStep& step) {
  if (Server* self = server(step); self != nullptr && step.received<Vote>()) {
    for (std::uint32_t id = 0; self->votes.contains(step.from) && id < step.config.n; ++id)
      if (!self->votes.contains(ProcessId{id})) step.from = ProcessId{id};
  }
  step.proceed();
}

// Stands for election, and keeps its vote for somebody else.
inline void keeps_own_vote(RaftStep& step) {
  step.proceed();
  if (!step.timer || !std::holds_alternative<ElectionTimeout>(*step.timer) || server(step) == nullptr) return;
  server(step)->voted_for.reset();
  change_saved_votes(step, std::nullopt);
}

inline void does_not_count_itself(RaftStep& step) {
  step.proceed();
  Server* self = server(step);
  if (self != nullptr && self->role == Role::kCandidate) self->votes.erase(step.self());
}

inline void never_stands_again(RaftStep& step) {
  step.proceed();
  if (!step.timer || !std::holds_alternative<ElectionTimeout>(*step.timer)) return;
  step.drop<SetTimer<Protocol>>(
      [](const SetTimer<Protocol>& set) { return std::holds_alternative<ElectionTimeout>(set.timer); });
}

inline void keeps_vote_for_ever(RaftStep& step) {
  Server* self = server(step);
  const std::optional<ProcessId> vote = self != nullptr ? self->voted_for : std::nullopt;
  if (RequestVote* request = step.received<RequestVote>(); request != nullptr && vote && *vote != step.from)
    request->last_term = request->last_index = 0;
  step.proceed();
  if (self == nullptr || self->voted_for) return;
  self->voted_for = vote;
  change_saved_votes(step, vote);
}

// --- what is durable ---

inline void forgets_votes(RaftStep& step) {
  forget_records<TermAndVote>(step, [](const TermAndVote& record) { return record.voted_for.has_value(); });
}
inline void forgets_terms(RaftStep& step) {
  forget_records<TermAndVote>(step, [](const TermAndVote& record) { return !record.voted_for; });
}
inline void forgets_log(RaftStep& step) {
  forget_records<LogChange>(step, [](const LogChange&) { return true; });
}
inline void forgets_requests(RaftStep& step) {
  forget_records<Pending>(step, [](const Pending&) { return true; });
}

inline void forgets_to_truncate(RaftStep& step) {
  const Index before = server(step) != nullptr ? server(step)->log.last_index() : 0;
  step.proceed();
  for (Effect<Protocol>& effect : step.effects) {
    auto* persist = std::get_if<Persist<Protocol>>(&effect);
    if (persist == nullptr) continue;
    if (auto* change = std::get_if<LogChange>(&persist->record)) change->after = before;
  }
}

// Answers and asks before the record that the message rests on is durable: all that the step sends leaves first.
inline void sends_before_it_writes(RaftStep& step) {
  step.proceed();
  std::stable_partition(step.effects.begin(), step.effects.end(), [](const Effect<Protocol>& effect) {
    return !std::holds_alternative<Persist<Protocol>>(effect);
  });
}

// --- replication ---

inline void ignores_prev_term(RaftStep& step) {
  with_message<AppendEntries>(step, [](Server& self, AppendEntries& m) {
    if (self.log.contains(m.prev_index)) m.prev_term = self.log.term_at(m.prev_index);
  });
}

// Looks at the entry before the one it should look at.
inline void matches_one_too_early(RaftStep& step) {
  with_message<AppendEntries>(step, [](Server& self, AppendEntries& m) {
    if (m.prev_index == 0 || !self.log.contains(m.prev_index)) return;
    if (m.prev_term >= self.log.term_at(m.prev_index - 1)) m.prev_term = self.log.term_at(m.prev_index);
  });
}

inline void keeps_conflicting_entries(RaftStep& step) {
  with_message<AppendEntries>(step, [](Server& self, AppendEntries& m) {
    for (std::size_t at = 0; at < m.entries.size() && self.log.contains(m.prev_index + at + 1); ++at)
      m.entries[at] = self.log.at(m.prev_index + at + 1);
  });
}

// Cuts the log at the end of what the leader sends, even if all of it matches: a late message takes entries away.
inline void always_truncates(RaftStep& step) {
  const auto sent = step.message;
  step.proceed();
  const AppendEntries* append = sent ? std::get_if<AppendEntries>(&*sent) : nullptr;
  Server* self = server(step);
  if (append == nullptr || self == nullptr || append->term != self->term || self->role != Role::kFollower) return;
  const Index last = append->prev_index + append->entries.size();
  const Term last_term = append->entries.empty() ? append->prev_term : append->entries.back().term;
  if (last >= self->log.last_index() || last < self->commit || self->log.term_at(last) != last_term) return;
  self->log.entries.resize(last);
  step.context().persist(LogChange{last, {}});
}

// Follows the leader's commit index into entries that the leader has not confirmed.
inline void commits_own_suffix(RaftStep& step) {
  Index confirmed = 0;
  with_message<AppendEntries>(step, [&](Server& self, AppendEntries& m) {
    confirmed = m.prev_index + m.entries.size();
    for (Index at = confirmed + 1; at <= std::min(m.commit, self.log.last_index()); ++at)
      m.entries.push_back(self.log.at(at));
  });
  step.for_each_sent<Accepted>([&](Accepted& accepted) { accepted.index = confirmed; });
}

inline void applies_what_it_appends(RaftStep& step) {
  with_message<AppendEntries>(step, [](Server&, AppendEntries& m) { m.commit = m.prev_index + m.entries.size(); });
}

inline void obeys_old_leaders(RaftStep& step) {
  with_message<AppendEntries>(step, [](Server& self, AppendEntries& m) { m.term = std::max(m.term, self.term); });
}

inline void accepts_more_than_it_was_sent(RaftStep& step) {
  step.proceed();
  if (server(step) != nullptr)
    step.for_each_sent<Accepted>([&](Accepted& accepted) { accepted.index = server(step)->log.last_index(); });
}

inline void trusts_followers_at_first(RaftStep& step) {
  Server* self = server(step);
  const bool was_leader = self != nullptr && self->role == Role::kLeader;
  step.proceed();
  if (self == nullptr || was_leader || self->role != Role::kLeader) return;
  for (raft::Progress& progress : self->progress)
    if (progress.match == 0) progress.match = progress.next - 1;
}

inline void never_backs_up(RaftStep& step) {
  if (!step.received<Refused>()) step.proceed();
}

// --- clients ---

inline void forgets_sessions(RaftStep& step) {
  if (Server* self = server(step)) self->machine.sessions.clear();
  step.proceed();
}

// A leader that may have been deposed answers reads from its own registers.
inline void reads_locally(RaftStep& step) {
  Server* self = server(step);
  const Request* request = step.received<Request>();
  if (self == nullptr || request == nullptr || self->role != Role::kLeader ||
      request->operation.call != problems::RegisterCall::kGet)
    return step.proceed();
  const auto found = self->machine.registers.find(request->operation.key);
  const std::uint64_t value = found == self->machine.registers.end() ? 0 : found->second;
  step.context().send(step.from, Reply{request->request, {true, value}});
}

inline void answers_before_commit(RaftStep& step) {
  const std::optional<Request> request =
      step.received<Request>() != nullptr ? std::optional(*step.received<Request>()) : std::nullopt;
  step.proceed();
  Server* self = server(step);
  if (request && self != nullptr && self->role == Role::kLeader &&
      request->operation.call == problems::RegisterCall::kPut)
    step.context().send(step.from, Reply{request->request, {true, request->operation.value}});
}

inline void takes_any_reply(RaftStep& step) {
  if (Client* self = client(step))
    if (Reply* reply = step.received<Reply>()) reply->request = self->pending.request;
  step.proceed();
}

inline void never_asks_again(RaftStep& step) {
  if (!step.timer || client(step) == nullptr) step.proceed();
}

inline constexpr std::array kMutations{
    RaftMutation{"vote quorum one less", "half the votes elect", [](Config& c) { c.vote_quorum = c.n / 2; }},
    RaftMutation{"vote quorum one more", "a server that is down blocks elections",
                 [](Config& c) { c.vote_quorum = c.n / 2 + 2; }},
    RaftMutation{"commit quorum one less", "half the servers commit", [](Config& c) { c.commit_quorum = c.n / 2; }},
    RaftMutation{"commit quorum one more", "a server that is down blocks commitment",
                 [](Config& c) { c.commit_quorum = c.n / 2 + 2; }},
    RaftMutation{"commits earlier terms", "counts entries of an earlier term (figure 8)",
                 [](Config& c) { c.commit_earlier_terms = true; }},
    RaftMutation{"votes again", "votedFor is not checked", nullptr, votes_again},
    RaftMutation{"votes for any log", "no election restriction", nullptr, votes_for_any_log},
    RaftMutation{"compares lengths only", "the longer log counts as newer", nullptr, compares_lengths_only},
    RaftMutation{"compares terms only", "a shorter log of the same term counts as newer", nullptr, compares_terms_only},
    RaftMutation{"counts old votes", "the term of a Vote is not checked", nullptr, counts_old_votes},
    RaftMutation{"counts copies of a vote", "counts votes, not voters", nullptr, counts_vote_copies},
    RaftMutation{"keeps its own vote", "a candidate does not vote for itself", nullptr, keeps_own_vote},
    RaftMutation{"does not count itself", "a candidate's own vote is not counted", nullptr, does_not_count_itself},
    RaftMutation{"never stands again", "the election timer is armed once", nullptr, never_stands_again},
    RaftMutation{"keeps its vote for ever", "a new term does not clear votedFor", nullptr, keeps_vote_for_ever},
    RaftMutation{"forgets votes", "a vote is not durable", nullptr, forgets_votes},
    RaftMutation{"forgets terms", "a term without a vote is not durable", nullptr, forgets_terms},
    RaftMutation{"forgets the log", "entries are not durable", nullptr, forgets_log},
    RaftMutation{"forgets requests", "a client's number is not durable", nullptr, forgets_requests},
    RaftMutation{"forgets to truncate", "conflicting entries stay on the disk", nullptr, forgets_to_truncate},
    RaftMutation{"sends before it writes", "a vote leaves before it is durable", nullptr, sends_before_it_writes},
    RaftMutation{"ignores prevLogTerm", "an entry at the index is enough", nullptr, ignores_prev_term},
    RaftMutation{"matches one too early", "compares the entry before", nullptr, matches_one_too_early},
    RaftMutation{"keeps conflicting entries", "appends only where nothing is", nullptr, keeps_conflicting_entries},
    RaftMutation{"always truncates", "a late message takes entries away", nullptr, always_truncates},
    RaftMutation{"commits its own suffix", "no minimum with the last new entry", nullptr, commits_own_suffix},
    RaftMutation{"applies what it appends", "does not wait for the commit index", nullptr, applies_what_it_appends},
    RaftMutation{"obeys old leaders", "the term of AppendEntries is not checked", nullptr, obeys_old_leaders},
    RaftMutation{"accepts more than it was sent", "answers with the end of its log", nullptr,
                 accepts_more_than_it_was_sent},
    RaftMutation{"trusts followers at first", "matchIndex begins at the end of the log", nullptr,
                 trusts_followers_at_first},
    RaftMutation{"never backs up", "nextIndex is never decremented", nullptr, never_backs_up},
    RaftMutation{"forgets sessions", "a request sent again is executed again", nullptr, forgets_sessions},
    RaftMutation{"reads locally", "a leader answers reads without the log", nullptr, reads_locally},
    RaftMutation{"answers before commit", "a put is answered when it is appended", nullptr, answers_before_commit},
    RaftMutation{"takes any reply", "a client does not look at the number", nullptr, takes_any_reply},
    RaftMutation{"never asks again", "a client waits for ever", nullptr, never_asks_again},
};

}  // namespace parley::mutants::raft_mutations
