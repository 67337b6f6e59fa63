// Checkpoints, garbage collection (section 4.3), and bringing up to date a replica that missed discarded messages.
#include <algorithm>

#include "protocols/consensus/pbft/handlers.hpp"
#include "protocols/consensus/pbft/rules.hpp"

namespace parley::pbft {

namespace {

void erase_up_to(Replica& replica, Sequence sequence) {
  const auto gone = std::min<std::size_t>(sequence - replica.stable, replica.slots.size());
  replica.slots.erase(replica.slots.begin(), replica.slots.begin() + static_cast<std::ptrdiff_t>(gone));
  replica.prepared.erase(replica.prepared.begin(), replica.prepared.upper_bound(sequence));
  replica.committed.erase(replica.committed.begin(), replica.committed.upper_bound(sequence));
  replica.reported.erase(replica.reported.begin(), replica.reported.upper_bound(sequence));
  replica.snapshots.erase(replica.snapshots.begin(), replica.snapshots.lower_bound(sequence));
  replica.claims.erase(replica.claims.begin(), replica.claims.upper_bound(sequence));
}

// "A checkpoint with a proof is stable" (section 4.3): all messages up to it are discarded, and the window moves.
// REQUIRES: the replica has the state at `sequence`.
void move_window(const Step& step, Sequence sequence, const StableProof& proof) {
  Replica& replica = step.replica;
  erase_up_to(replica, sequence);
  replica.stable = sequence;
  replica.proof = proof;
  replica.next = std::max(replica.next, sequence + 1);
  step.context.persist(Stable{sequence, proof, replica.snapshots.at(sequence)});
  propose_pending(step);
}

// Beyond the window a process keeps one claim, so that a liar cannot fill the memory.
void make_room(Replica& replica, ProcessId signer, Sequence sequence) {
  Sequence& ahead = replica.ahead[signer];
  const auto place = replica.claims.find(ahead);
  if (ahead != sequence && place != replica.claims.end()) {
    std::erase_if(place->second.claims, [&](const auto& claim) { return claim.signer() == signer; });
    place->second.from.erase(signer);
    if (place->second.from.empty()) replica.claims.erase(place);
  }
  ahead = sequence;
}

void count_claim(const Step& step, const Signed<StateClaim>& claim) {
  Replica& replica = step.replica;
  const Sequence sequence = claim.statement().sequence;
  if (sequence <= replica.stable || !is_checkpoint(step.config, sequence)) return;
  if (!in_window(step.config, replica.stable, sequence)) make_room(replica, claim.signer(), sequence);
  Claims& claims = replica.claims[sequence];
  if (!claims.from.insert(claim.signer())) return;
  claims.claims.push_back(claim);
  if (sequence > replica.executed || claims.from.size() < quorum(step.config)) return;
  if (const std::optional<StableProof> proof = stable_proof(step.config, claims.claims))
    learn_stable(step, sequence, *proof);
}

}  // namespace

void take_checkpoint(const Step& step) {
  Replica& replica = step.replica;
  replica.snapshots[replica.executed] = replica.machine;
  const Signed<StateClaim> claim =
      step.context.sign(StateClaim{replica.executed, consensus::digest_of(replica.machine)});
  step.context.broadcast(Checkpoint{claim});
  count_claim(step, claim);
}

void on_checkpoint(const Step& step, const Checkpoint& message) {
  if (message.claim.signer().value < step.config.n) count_claim(step, message.claim);
}

void learn_stable(const Step& step, Sequence sequence, const StableProof& proof) {
  Replica& replica = step.replica;
  if (sequence > replica.stable && sequence <= replica.executed) move_window(step, sequence, proof);
}

// The state is checked against the digest that a quorum claimed, so it does not matter who sent it.
void on_state_transfer(const Step& step, const StateTransfer& transfer) {
  Replica& replica = step.replica;
  if (transfer.sequence <= replica.stable || !valid_proof(step.config, transfer.sequence, transfer.proof)) return;
  if (transfer.sequence <= replica.executed) return learn_stable(step, transfer.sequence, transfer.proof);
  if (consensus::digest_of(transfer.machine) != transfer.proof.front().statement().state) return;
  replica.machine = transfer.machine;
  replica.executed = transfer.sequence;
  replica.snapshots[transfer.sequence] = transfer.machine;
  step.context.emit(problems::Restored{transfer.sequence});
  std::erase_if(replica.pending, [&](const auto& waiting) {
    return waiting.second.statement().request <= raft::session_of(replica.machine, waiting.first).request;
  });
  move_window(step, transfer.sequence, transfer.proof);
  rewatch(step);
  execute_committed(step);
}

}  // namespace parley::pbft
