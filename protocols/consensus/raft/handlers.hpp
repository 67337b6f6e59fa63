// The parts of Raft's handlers, for its own sources only.
#pragma once

#include "protocols/consensus/raft/raft.hpp"

namespace parley::raft {

using RaftContext = Context<Protocol>;

// election.cpp
void arm_election_timer(const Config& config, RaftContext& context);
void save_term_and_vote(const Server& server, RaftContext& context);
// "If RPC request or response contains term T > currentTerm: set currentTerm = T, convert to follower" (figure 2, all
// servers). Returns whether it did; the caller saves term and vote before it sends.
bool adopt_newer_term(const Config& config, Server& server, Term term, RaftContext& context);
void on_election_timeout(const Config& config, Server& server, RaftContext& context);
void on_request_vote(const Config& config, Server& server, ProcessId from, const RequestVote& request,
                     RaftContext& context);
void on_vote(const Config& config, Server& server, ProcessId from, const Vote& vote, RaftContext& context);

// replication.cpp
void begin_leadership(const Config& config, Server& server, RaftContext& context);
void on_heartbeat_due(const Config& config, Server& server, RaftContext& context);
void on_append_entries(const Config& config, Server& server, ProcessId from, const AppendEntries& append,
                       RaftContext& context);
void on_accepted(const Config& config, Server& server, ProcessId from, const Accepted& accepted, RaftContext& context);
void on_refused(const Config& config, Server& server, ProcessId from, const Refused& refused, RaftContext& context);
void on_request(const Config& config, Server& server, ProcessId from, const Request& request, RaftContext& context);

// client.cpp
void start_client(const Config& config, Client& client, RaftContext& context);
void on_reply(const Config& config, Client& client, const Reply& reply, RaftContext& context);
void on_redirect(const Config& config, Client& client, const Redirect& redirect, RaftContext& context);
void on_retry_due(const Config& config, Client& client, RaftContext& context);

}  // namespace parley::raft
