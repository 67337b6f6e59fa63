// Blocks and what follows from certificates for them: locks and decisions (algorithm 4, update and onCommit), and the
// fetching of branches that a replica missed.
#include <algorithm>

#include "protocols/consensus/hotstuff/handlers.hpp"
#include "protocols/consensus/hotstuff/rules.hpp"

namespace parley::hotstuff {

namespace {

constexpr std::size_t kFetched = 64;  // blocks in one message

void execute(const Step& step, const std::optional<Signed<Request>>& request) {
  Replica& replica = step.replica;
  const std::uint64_t index = ++replica.height;
  if (!request) return step.context.emit(problems::Applied{index, 0, std::nullopt});
  const problems::ClientCommand command = consensus::command_of(*request);
  step.context.emit(problems::Applied{index, 0, command});
  // The session executes a request once, however often leaders propose it.
  const raft::Session& session = raft::execute(replica.machine, command);
  if (session.request == command.request)
    step.context.send(command.client, Reply{replica.view, session.request, session.result});
  const auto waiting = replica.pending.find(command.client);
  if (waiting != replica.pending.end() && waiting->second.statement().request <= session.request)
    replica.pending.erase(waiting);
}

// Executes the branch from the last decided block, which is left out, to `decided`.
void decide(const Step& step, const Digest& decided) {
  Replica& replica = step.replica;
  const View bottom = replica.blocks.at(replica.committed).view;
  std::vector<Digest> branch;
  for (Digest at = decided; replica.blocks.at(at).view > bottom; at = replica.blocks.at(at).parent)
    branch.push_back(at);
  if (branch.empty()) return;
  replica.committed = decided;
  for (auto at = branch.rbegin(); at != branch.rend(); ++at) execute(step, replica.blocks.at(*at).request);
}

void look_for(const Step& step, ProcessId from, const Digest& block) {
  Search& search = step.replica.search;
  search.wanted = block;
  search.branch.clear();
  if (from != step.self()) step.context.send(from, FetchBlock{block});
}

void keep(const Step& step, const Digest& digest, const Block& block) {
  if (step.replica.blocks.emplace(digest, block).second) step.context.persist(Stored{digest, block});
}

// The branch is whole: what waited for it goes on.
void connect(const Step& step, ProcessId from) {
  Search search = std::move(step.replica.search);
  step.replica.search = {};
  for (auto block = search.branch.rbegin(); block != search.branch.rend(); ++block)
    keep(step, digest_of(*block), *block);
  if (search.certificate) learn(step, from, *search.certificate);
  if (search.proposal) on_proposal(step, leader_of(step.config, search.proposal->block.view), *search.proposal);
}

}  // namespace

bool store(const Step& step, ProcessId from, const Block& block) {
  if (!step.replica.blocks.contains(block.parent)) return look_for(step, from, block.parent), false;
  keep(step, digest_of(block), block);
  return true;
}

void learn(const Step& step, ProcessId from, const Certificate& certificate) {
  Replica& replica = step.replica;
  if (certificate.view == 0) return;
  if (!replica.blocks.contains(certificate.block)) {
    look_for(step, from, certificate.block);
    replica.search.certificate = certificate;
    return;
  }
  // It may have decided something that the highest one, of another branch, does not tell.
  if (certificate.view <= replica.highest.view) return follow(step, certificate);
  replica.highest = certificate;
  replica.attempts = 0;
  replica.votes.erase(replica.votes.begin(), replica.votes.upper_bound(certificate.view));
  step.context.persist(Certified{certificate});
  follow(step, certificate);
  enter_view(step, certificate.view + 1);
}

void follow(const Step& step, const Certificate& certificate) {
  Replica& replica = step.replica;
  const std::optional<Locked> lock = lock_of(replica.blocks, certificate);
  if (lock && lock->view > replica.locked.view) {
    replica.locked = *lock;
    step.context.persist(*lock);
  }
  const std::optional<Digest> decided = decided_by(step.config, replica.blocks, certificate);
  if (!decided || replica.blocks.at(*decided).view <= replica.blocks.at(replica.committed).view) return;
  replica.decisive = certificate;
  step.context.persist(Decided{certificate});
  decide(step, *decided);
}

void on_fetch_block(const Step& step, ProcessId from, const FetchBlock& fetch) {
  const auto& blocks = step.replica.blocks;
  Blocks found;
  for (auto at = blocks.find(fetch.block); at != blocks.end() && at->second.view > 0 && found.blocks.size() < kFetched;
       at = blocks.find(at->second.parent))
    found.blocks.push_back(at->second);
  if (!found.blocks.empty()) step.context.send(from, std::move(found));
}

// Only what is asked for by its digest is taken, so it does not matter who sent it.
void on_blocks(const Step& step, ProcessId from, const Blocks& message) {
  Search& search = step.replica.search;
  for (const Block& block : message.blocks) {
    if (!search.wanted || digest_of(block) != *search.wanted || block.parent_view >= block.view) return;
    search.branch.push_back(block);
    if (step.replica.blocks.contains(block.parent)) return connect(step, from);
    search.wanted = block.parent;
  }
  if (search.wanted) step.context.send(from, FetchBlock{*search.wanted});
}

bool has_work(const Replica& replica) {
  if (!replica.pending.empty()) return true;
  for (Digest at = replica.highest.block; at != replica.committed;) {
    const Block& block = replica.blocks.at(at);
    if (block.request) return true;
    if (block.view == 0) return false;
    at = block.parent;
  }
  return false;
}

}  // namespace parley::hotstuff
