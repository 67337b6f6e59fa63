// Proposals and votes (algorithms 2 and 3).
#include <algorithm>

#include "protocols/consensus/hotstuff/handlers.hpp"
#include "protocols/consensus/hotstuff/rules.hpp"

namespace parley::hotstuff {

namespace {

bool is_under_way(const Replica& replica, const Signed<Request>& request) {
  for (Digest at = replica.highest.block; at != replica.committed;) {
    const Block& block = replica.blocks.at(at);
    if (block.view == 0) break;
    if (block.request && block.request->signer() == request.signer() &&
        block.request->statement().request == request.statement().request)
      return true;
    at = block.parent;
  }
  return false;
}

std::optional<Signed<Request>> next_request(const Step& step) {
  std::optional<Signed<Request>> next;
  for (const auto& [client, request] : step.replica.pending) {
    if (is_under_way(step.replica, request)) continue;
    next = request;
    if (!step.config.last_client_first) break;
  }
  return next;
}

// The view before must be over, for everybody to see.
bool may_propose(const Step& step) {
  const Replica& replica = step.replica;
  if (leader_of(step.config, replica.view) != step.self() || replica.proposed >= replica.view) return false;
  return replica.highest.view + 1 == replica.view || valid_end(step.config, replica.view - 1, replica.ended);
}

void vote_for(const Step& step, const Block& block, const Digest& digest) {
  step.replica.voted = block.view;
  step.replica.ballot = digest;
  step.context.persist(Voted{block.view});
  const Vote vote{step.context.sign(Ballot{block.view, digest})};
  const ProcessId next = leader_of(step.config, block.view + 1);
  if (next == step.self()) return on_vote(step, vote);
  step.context.send(next, vote);
}

// The votes for the block that `ballot` is for, with it; none when its signer has voted in that view before.
BallotBox* count(Replica& replica, const Signed<Ballot>& ballot) {
  InlineVector<BallotBox, 1>& boxes = replica.votes[ballot.statement().view];
  BallotBox* same = nullptr;
  for (BallotBox& box : boxes) {
    if (box.from.contains(ballot.signer())) return nullptr;
    if (box.block == ballot.statement().block) same = &box;
  }
  if (same == nullptr) same = &boxes.emplace_back(BallotBox{ballot.statement().block, {}, {}});
  same->from.insert(ballot.signer());
  same->votes.push_back(ballot);
  return same;
}

}  // namespace

void on_client_request(const Step& step, ProcessId, const ClientRequest& message) {
  if (!valid_request(step.config, message.request)) return;
  Replica& replica = step.replica;
  const ProcessId client = message.request.signer();
  const raft::Session session = raft::session_of(replica.machine, client);
  const std::uint32_t number = message.request.statement().request;
  if (number == session.request) step.context.send(client, Reply{replica.view, number, session.result});
  if (number <= session.request) return;
  const auto [place, fresh] = replica.pending.emplace(client, message.request);
  if (!fresh && place->second.statement().request < number) place->second = message.request;
  watch(step);
  propose_if_leader(step);
}

void propose_if_leader(const Step& step) {
  Replica& replica = step.replica;
  if (!may_propose(step) || !has_work(replica)) return;
  Proposal proposal;
  proposal.block = {replica.view, replica.highest.view, replica.highest.block, next_request(step)};
  proposal.justify = replica.highest;
  if (replica.highest.view + 1 != replica.view) proposal.ended = replica.ended;
  if (replica.proposed == 0 || replica.proposed / step.config.tenure != replica.view / step.config.tenure)
    step.context.emit(problems::LeaderElected{replica.view / step.config.tenure});
  replica.proposed = replica.view;
  step.context.broadcast(proposal);
  on_proposal(step, step.self(), proposal);
}

void on_proposal(const Step& step, ProcessId from, const Proposal& proposal) {
  Replica& replica = step.replica;
  const Block block = proposal.block;  // `proposal` may be the one that waits in `search`
  if (from != leader_of(step.config, block.view) || block.view < replica.view) return;
  if (!valid_proposal(step.config, proposal)) return;
  if (!store(step, from, block)) {
    replica.search.proposal = proposal;
    return;
  }
  if (!proposal.ended.empty()) replica.ended = proposal.ended;
  learn(step, from, proposal.justify);
  enter_view(step, block.view);
  watch(step);
  const Digest digest = digest_of(block);
  if (may_vote(step.config, replica, block, digest)) vote_for(step, block, digest);
}

void on_vote(const Step& step, const Vote& vote) {
  Replica& replica = step.replica;
  const Ballot& ballot = vote.ballot.statement();
  // Votes for views later than those of this leader and the next are not kept: only liars send them.
  if (ballot.view <= replica.highest.view || ballot.view > replica.view + 2 * step.config.tenure) return;
  if (vote.ballot.signer().value >= step.config.n || leader_of(step.config, ballot.view + 1) != step.self()) return;
  BallotBox* box = count(replica, vote.ballot);
  if (box == nullptr || box->votes.size() != quorum(step.config)) return;
  Certificate certificate{ballot.view, ballot.block, box->votes};
  std::sort(certificate.votes.begin(), certificate.votes.end(),
            [](const auto& a, const auto& b) { return a.signer() < b.signer(); });
  const std::uint64_t before = replica.height;
  learn(step, vote.ballot.signer(), certificate);
  // Without a further proposal nobody else would learn what it decides.
  if (replica.height > before && !has_work(replica)) step.context.broadcast(Advance{replica.highest});
}

}  // namespace parley::hotstuff
