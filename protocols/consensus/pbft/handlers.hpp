// The parts of PBFT's handlers, for its own sources only.
#pragma once

#include "protocols/consensus/pbft/pbft.hpp"

namespace parley::pbft {

using PbftContext = Context<Protocol>;
using PbftClient = consensus::ClientPart<Config, PbftContext>;

// What the steps of a replica share.
struct Step {
  const Config& config;
  Replica& replica;
  PbftContext& context;

  ProcessId self() const { return context.self(); }
};

bool is_primary(const Step& step);
// The slot of `sequence`, made where it is missing. REQUIRES: active, and in the window.
Slot& slot_at(Replica& replica, Sequence sequence);

// ordering.cpp: the three phases of section 4.2, and execution
void on_client_request(const Step& step, ProcessId from, const ClientRequest& message);
void on_pre_prepare(const Step& step, const PrePrepare& proposal);
void on_prepare(const Step& step, const Prepare& prepare);
void on_commit(const Step& step, ProcessId from, const Commit& commit);
void on_executed(const Step& step, ProcessId from, const Executed& message);
void execute_committed(const Step& step);
// Waits for the request to be executed, unless it has been: one that a client sent or the primary proposed, or that
// another replica says it executed. `watch` is left to the caller.
void await(const Step& step, const Signed<Request>& request);
// As primary: gives numbers to what waits, as far as the window reaches.
void propose_pending(const Step& step);
// Takes `proposal` for its number, as a backup with a prepare. REQUIRES: in the window, no other was taken.
void accept(const Step& step, PrePrepare proposal);

// checkpoint.cpp: section 4.3, and the transfer of states
void take_checkpoint(const Step& step);
void on_checkpoint(const Step& step, const Checkpoint& message);
void on_state_transfer(const Step& step, const StateTransfer& transfer);
// A stable checkpoint that `proof`, which is valid, proves; nothing happens while the replica lacks the state.
void learn_stable(const Step& step, Sequence sequence, const StableProof& proof);

// view_change.cpp: section 4.4
void leave_for(const Step& step, View view);
Signed<ViewReport> make_report(const Step& step);
void on_view_change(const Step& step, const ViewChange& message);
void on_new_view(const Step& step, const NewView& message);

// liveness.cpp: time-outs with back-off (section 4.5.2), retransmission
void watch(const Step& step);    // arms or cancels ViewTimeout by whether something is waited for
void rewatch(const Step& step);  // the same from now on: progress was made
void stop_watching(const Step& step);
void on_view_timeout(const Step& step);
void on_status_due(const Step& step);
void report_status(const Step& step);
void on_status(const Step& step, ProcessId from, const Status& status);

}  // namespace parley::pbft
