// The parts of HotStuff's handlers, for its own sources only.
#pragma once

#include "protocols/consensus/hotstuff/hotstuff.hpp"

namespace parley::hotstuff {

using HotstuffContext = Context<Protocol>;
using HotstuffClient = consensus::ClientPart<Config, HotstuffContext, consensus::AskFirst::kAll>;

// What the steps of a replica share.
struct Step {
  const Config& config;
  Replica& replica;
  HotstuffContext& context;

  ProcessId self() const { return context.self(); }
};

// chain.cpp: blocks, certificates, commitment
// Takes a block whose digest is right; returns whether its ancestors are known, and asks `from` for them if not.
bool store(const Step& step, ProcessId from, const Block& block);
// Takes a valid certificate: highest, lock, decisions. Nothing happens while its block is not known.
void learn(const Step& step, ProcessId from, const Certificate& certificate);
// Locks and executes what follows from a certificate whose block is known.
void follow(const Step& step, const Certificate& certificate);
void on_fetch_block(const Step& step, ProcessId from, const FetchBlock& fetch);
void on_blocks(const Step& step, ProcessId from, const Blocks& message);
// Whether something waits to be proposed or committed.
bool has_work(const Replica& replica);

// voting.cpp: proposals and votes
void on_client_request(const Step& step, ProcessId from, const ClientRequest& message);
void propose_if_leader(const Step& step);
void on_proposal(const Step& step, ProcessId from, const Proposal& proposal);
void on_vote(const Step& step, const Vote& vote);

// pacemaker.cpp: views, time-outs with back-off, catching up
void enter_view(const Step& step, View view);
void watch(const Step& step);
void on_view_timeout(const Step& step);
void on_timeout(const Step& step, ProcessId from, const Timeout& timeout);
void report_status(const Step& step);
void on_status_due(const Step& step);
void on_status(const Step& step, ProcessId from, const Status& status);
void on_advance(const Step& step, ProcessId from, const Advance& advance);

}  // namespace parley::hotstuff
