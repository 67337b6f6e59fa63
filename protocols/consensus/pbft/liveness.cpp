// What PBFT needs to go on, and what no safety rests on: time-outs that double (section 4.5.2), and messages sent again
// to those who report that they lack them.
#include <algorithm>

#include "protocols/consensus/pbft/handlers.hpp"
#include "protocols/consensus/pbft/rules.hpp"

namespace parley::pbft {

namespace {

// A replica waits for requests to be executed (the primary too, as the others may have left its view); one that has
// left for the next view to be opened, once a quorum has left for it. Who has gone on to a later view counts: it will
// not come back, so waiting for more of them could be in vain.
bool waits(const Step& step) {
  const Replica& replica = step.replica;
  if (replica.active) return !replica.pending.empty();
  const auto gone = std::count_if(replica.reports.begin(), replica.reports.end(),
                                  [&](const auto& known) { return known.second.statement().view >= replica.view; });
  return static_cast<std::uint32_t>(gone) >= quorum(step.config);
}

// "This period should be long enough": it doubles with every view left in vain. Doubling ends somewhere, so that what
// was learnt in bad times does not outlast them for long: no more than 16 times `request_ticks`, which the time that a
// request takes must stay below.
Ticks patience(const Step& step) {
  constexpr std::uint32_t kDoublings = 4;
  return {step.config.request_ticks << std::min(step.replica.attempts, kDoublings)};
}

void send_view(const Step& step, ProcessId to) {
  if (!step.replica.active) {
    step.context.send(to, ViewChange{make_report(step)});
  } else if (step.replica.opening) {
    step.context.send(to, NewView{*step.replica.opening});
  }
}

// Its own part in one number: pre-prepare or prepare, and commit. Repeated votes are the same votes.
void send_votes(const Step& step, ProcessId to, const Slot& slot) {
  if (!slot.proposal) return;
  const Ordering& ordering = slot.proposal->ordering.statement();
  if (is_primary(step)) {
    // A null request was ordered by the opening of the view, which goes before.
    if (slot.proposal->request) step.context.send(to, *slot.proposal);
  } else {
    step.context.send(to, Prepare{step.context.sign(Acceptance{ordering.view, ordering.sequence, ordering.digest})});
  }
  if (slot.prepared) step.context.send(to, Commit{ordering.view, ordering.sequence, ordering.digest});
}

// A replica that missed what others have discarded needs their state, or at least the proof that its own is stable: it
// takes part in nothing beyond its window. t+1 of them answer, in the order of identities
// behind its own, so that one of them is correct.
void offer_state(const Step& step, ProcessId to) {
  const Replica& replica = step.replica;
  const std::uint32_t behind = (step.self().value + step.config.n - to.value) % step.config.n;
  if (behind > weak_quorum(step.config)) return;
  step.context.send(to, StateTransfer{replica.stable, replica.proof, replica.snapshots.at(replica.stable)});
}

}  // namespace

void watch(const Step& step) {
  if (waits(step) == step.replica.timing) return;
  if (step.replica.timing) return stop_watching(step);
  step.replica.timing = true;
  step.context.set_timer(ViewTimeout{}, patience(step));
}

void stop_watching(const Step& step) {
  if (!step.replica.timing) return;
  step.replica.timing = false;
  step.context.cancel_timer(ViewTimeout{});
}

void rewatch(const Step& step) {
  step.replica.timing = waits(step);
  if (step.replica.timing) {
    step.context.set_timer(ViewTimeout{}, patience(step));
  } else {
    step.context.cancel_timer(ViewTimeout{});
  }
}

void on_view_timeout(const Step& step) {
  step.replica.timing = false;
  if (waits(step)) leave_for(step, step.replica.view + 1);
}

void report_status(const Step& step) {
  step.context.broadcast(Status{step.replica.view, step.replica.active, step.replica.executed, step.replica.stable});
}

void on_status_due(const Step& step) {
  step.context.set_timer(StatusDue{}, Ticks{step.config.status_ticks});
  report_status(step);
}

void on_status(const Step& step, ProcessId from, const Status& status) {
  const Replica& replica = step.replica;
  if (status.view < replica.view || (status.view == replica.view && !status.active)) send_view(step, from);
  if (status.stable < replica.stable) offer_state(step, from);
  for (auto known = replica.committed.upper_bound(status.executed);
       known != replica.committed.end() && known->first <= replica.executed; ++known)
    step.context.send(from, Executed{known->first, known->second});
  if (!replica.active || status.view != replica.view || !status.active) return;
  for (std::size_t place = 0; place < replica.slots.size(); ++place)
    if (replica.stable + 1 + place > replica.executed) send_votes(step, from, replica.slots[place]);
}

}  // namespace parley::pbft
