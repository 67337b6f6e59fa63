// Normal operation: requests are ordered in three phases and executed in order (sections 4.1 and 4.2).
#include <algorithm>

#include "protocols/consensus/pbft/handlers.hpp"
#include "protocols/consensus/pbft/rules.hpp"

namespace parley::pbft {

namespace {

using problems::ClientCommand;

bool in_current_window(const Step& step, View view, Sequence sequence) {
  return step.replica.active && view == step.replica.view && in_window(step.config, step.replica.stable, sequence);
}

// Whether a number above those executed belongs to that request already.
bool is_under_way(const Replica& replica, const Signed<Request>& request) {
  const auto first = std::min<std::size_t>(replica.executed - replica.stable, replica.slots.size());
  return std::any_of(replica.slots.begin() + static_cast<std::ptrdiff_t>(first), replica.slots.end(),
                     [&](const Slot& slot) {
                       const auto& taken = slot.proposal ? slot.proposal->request : std::nullopt;
                       return taken && taken->signer() == request.signer() &&
                              taken->statement().request == request.statement().request;
                     });
}

void reply(const Step& step, ProcessId client, const raft::Session& session) {
  step.context.send(client, Reply{step.replica.view, session.request, session.result});
}

void execute(const Step& step, const std::optional<Signed<Request>>& request) {
  Replica& replica = step.replica;
  const Sequence sequence = ++replica.executed;
  if (!request) return step.context.emit(problems::Applied{sequence, 0, std::nullopt});
  const ClientCommand command = consensus::command_of(*request);
  step.context.emit(problems::Applied{sequence, 0, command});
  // The session executes a request once, however often a faulty primary orders it (section 4.1, exactly once).
  const raft::Session& session = raft::execute(replica.machine, command);
  if (session.request == command.request) reply(step, command.client, session);
  const auto waiting = replica.pending.find(command.client);
  if (waiting != replica.pending.end() && waiting->second.statement().request <= session.request)
    replica.pending.erase(waiting);
}

void check_committed(const Step& step, Slot& slot) {
  if (slot.committed || !is_committed(step.config, slot)) return;
  slot.committed = true;
  step.replica.committed.emplace(slot.proposal->ordering.statement().sequence, slot.proposal->request);
  execute_committed(step);
}

// Counts the first commit of each replica. Returns whether it counted.
bool count_commit(Slot& slot, ProcessId from, const Digest& digest) {
  Tally* mine = nullptr;
  for (Tally& tally : slot.commits) {
    if (tally.from.contains(from)) return false;
    if (tally.digest == digest) mine = &tally;
  }
  if (mine == nullptr) mine = &slot.commits.emplace_back(Tally{digest, {}});
  mine->from.insert(from);
  return true;
}

// Keeps the certificate, durable before the commit that rests on it leaves: the replica must be able to prove to later
// views what it commits to.
void check_prepared(const Step& step, Slot& slot) {
  if (slot.prepared || !is_prepared(step.config, slot)) return;
  slot.prepared = true;
  std::sort(slot.acceptances.begin(), slot.acceptances.end(),
            [](const auto& a, const auto& b) { return a.signer() < b.signer(); });
  const Ordering& ordering = slot.proposal->ordering.statement();
  Certificate& certificate = step.replica.prepared[ordering.sequence];
  certificate = {*slot.proposal, std::move(slot.acceptances)};
  slot.acceptances = {};
  step.context.persist(Prepared{certificate});
  step.context.broadcast(Commit{ordering.view, ordering.sequence, ordering.digest});
  count_commit(slot, step.self(), ordering.digest);
  check_committed(step, slot);
}

void order(const Step& step, const Signed<Request>& request) {
  const Ordering ordering{step.replica.view, step.replica.next++, digest_of_request(request)};
  PrePrepare proposal{step.context.sign(ordering), request};
  step.context.persist(Accepted{proposal});
  step.context.broadcast(proposal);
  accept(step, std::move(proposal));
}

}  // namespace

void await(const Step& step, const Signed<Request>& request) {
  const std::uint64_t executed = raft::session_of(step.replica.machine, request.signer()).request;
  if (request.statement().request <= executed) return;
  const auto [place, fresh] = step.replica.pending.emplace(request.signer(), request);
  if (!fresh && place->second.statement().request < request.statement().request) place->second = request;
}

// Requests are executed in order of their numbers, when all lower ones have been (section 4.2, safety).
void execute_committed(const Step& step) {
  Replica& replica = step.replica;
  const Sequence before = replica.executed;
  for (auto next = replica.committed.find(replica.executed + 1); next != replica.committed.end();
       next = replica.committed.find(replica.executed + 1)) {
    execute(step, next->second);
    if (is_checkpoint(step.config, replica.executed)) take_checkpoint(step);
  }
  if (replica.executed == before) return;
  replica.attempts = 0;
  rewatch(step);
  propose_pending(step);
}

bool is_primary(const Step& step) {
  return primary_of(step.config, step.replica.view) == step.self();
}

Slot& slot_at(Replica& replica, Sequence sequence) {
  const auto place = static_cast<std::size_t>(sequence - replica.stable - 1);
  if (place >= replica.slots.size()) replica.slots.resize(place + 1);
  return replica.slots[place];
}

void propose_pending(const Step& step) {
  Replica& replica = step.replica;
  if (!replica.active || !is_primary(step)) return;
  std::vector<ProcessId> waiting;
  for (const auto& [client, request] : replica.pending) waiting.push_back(client);
  if (step.config.last_client_first) std::reverse(waiting.begin(), waiting.end());
  for (const ProcessId client : waiting) {
    const auto place = replica.pending.find(client);  // what is ordered may be executed at once
    if (place == replica.pending.end() || is_under_way(replica, place->second)) continue;
    if (in_window(step.config, replica.stable, replica.next)) order(step, Signed<Request>(place->second));
  }
}

void on_client_request(const Step& step, ProcessId from, const ClientRequest& message) {
  if (!valid_request(step.config, message.request)) return;
  const ProcessId client = message.request.signer();
  const raft::Session session = raft::session_of(step.replica.machine, client);
  if (message.request.statement().request == session.request) reply(step, client, session);
  if (message.request.statement().request <= session.request) return;
  await(step, message.request);
  watch(step);
  if (step.replica.active && is_primary(step)) return propose_pending(step);
  if (from == client) step.context.send(primary_of(step.config, step.replica.view), message);
}

void accept(const Step& step, PrePrepare proposal) {
  const Ordering ordering = proposal.ordering.statement();
  Slot& slot = slot_at(step.replica, ordering.sequence);
  if (proposal.request) await(step, *proposal.request);
  slot.proposal = std::move(proposal);
  std::erase_if(slot.acceptances,
                [&](const auto& acceptance) { return acceptance.statement().digest != ordering.digest; });
  if (!is_primary(step)) {
    Signed<Acceptance> own = step.context.sign(Acceptance{ordering.view, ordering.sequence, ordering.digest});
    step.context.broadcast(Prepare{own});
    if (slot.accepted.insert(step.self())) slot.acceptances.push_back(std::move(own));
  }
  watch(step);
  check_prepared(step, slot);
}

// What is accepted is durable before the prepare leaves: a restarted replica must not accept another.
void on_pre_prepare(const Step& step, const PrePrepare& proposal) {
  if (is_primary(step) || !may_accept(step.config, step.replica, proposal)) return;
  step.context.persist(Accepted{proposal});
  accept(step, proposal);
}

void on_prepare(const Step& step, const Prepare& prepare) {
  const Acceptance& acceptance = prepare.acceptance.statement();
  const ProcessId signer = prepare.acceptance.signer();
  if (!in_current_window(step, acceptance.view, acceptance.sequence)) return;
  Slot& slot = slot_at(step.replica, acceptance.sequence);
  if (slot.prepared || signer.value >= step.config.n || signer == primary_of(step.config, acceptance.view)) return;
  if (!slot.accepted.insert(signer)) return;
  if (slot.proposal && slot.proposal->ordering.statement().digest != acceptance.digest) return;
  if (slot.acceptances.empty()) slot.acceptances.reserve(quorum(step.config));
  slot.acceptances.push_back(prepare.acceptance);
  check_prepared(step, slot);
}

void on_commit(const Step& step, ProcessId from, const Commit& commit) {
  if (!in_current_window(step, commit.view, commit.sequence)) return;
  Slot& slot = slot_at(step.replica, commit.sequence);
  if (slot.committed || !count_commit(slot, from, commit.digest)) return;
  check_committed(step, slot);
}

// For a replica that missed votes that nobody repeats, as they are of another view or discarded.
void on_executed(const Step& step, ProcessId from, const Executed& message) {
  Replica& replica = step.replica;
  if (message.sequence <= replica.executed || !in_window(step.config, replica.stable, message.sequence)) return;
  InlineVector<Report, 1>& reports = replica.reported[message.sequence];
  Report* same = nullptr;
  for (Report& report : reports) {
    if (report.from.contains(from)) return;
    if (report.request == message.request) same = &report;
  }
  if (same == nullptr) same = &reports.emplace_back(Report{message.request, {}});
  same->from.insert(from);
  if (same->from.size() < weak_quorum(step.config)) {
    if (message.request && valid_request(step.config, *message.request)) await(step, *message.request);
    return watch(step);
  }
  replica.committed.emplace(message.sequence, message.request);
  execute_committed(step);
}

}  // namespace parley::pbft
