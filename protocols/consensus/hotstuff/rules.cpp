#include "protocols/consensus/hotstuff/rules.hpp"

#include <algorithm>

namespace parley::hotstuff {

namespace {

// At least a quorum of replicas, by strictly ascending identity, each for a statement that `fits`.
template <class Statement, class Fits>
bool endorsed(const Config& config, const std::vector<Signed<Statement>>& signatures, Fits fits) {
  if (signatures.size() < quorum(config)) return false;
  for (std::size_t index = 0; index < signatures.size(); ++index) {
    if (signatures[index].signer().value >= config.n || !fits(signatures[index].statement())) return false;
    if (index > 0 && !(signatures[index - 1].signer() < signatures[index].signer())) return false;
  }
  return true;
}

}  // namespace

Digest digest_of(const Block& block) {
  std::optional<problems::ClientCommand> command;
  if (block.request) command = consensus::command_of(*block.request);
  return consensus::digest_of(std::pair(std::pair(block.view, block.parent_view), std::pair(block.parent, command)));
}

const Block& first_block() {
  static const Block first;
  return first;
}

Digest first_digest() {
  static const Digest digest = digest_of(first_block());
  return digest;
}

bool valid_request(const Config& config, const Signed<Request>& request) {
  const bool of_client = request.signer().value >= config.n && request.signer().value - config.n < config.clients;
  return of_client && request.statement().request > 0 && request.statement().operation.key < config.keys;
}

bool valid_certificate(const Config& config, const Certificate& certificate) {
  if (certificate.view == 0) return certificate.block == first_digest() && certificate.votes.empty();
  const Ballot ballot{certificate.view, certificate.block};
  return endorsed(config, certificate.votes, [&](const Ballot& vote) { return vote == ballot; });
}

bool valid_end(const Config& config, View view, const ViewEnd& end) {
  return endorsed(config, end, [&](const GivenUp& given_up) { return given_up.view >= view; });
}

bool valid_proposal(const Config& config, const Proposal& proposal) {
  const Block& block = proposal.block;
  if (block.view <= proposal.justify.view || block.parent != proposal.justify.block) return false;
  if (block.parent_view != proposal.justify.view || (block.request && !valid_request(config, *block.request)))
    return false;
  if (!valid_certificate(config, proposal.justify)) return false;
  return proposal.justify.view + 1 == block.view || valid_end(config, block.view - 1, proposal.ended);
}

bool extends(const std::map<Digest, Block>& blocks, const Digest& block, const Digest& ancestor) {
  const View bottom = blocks.at(ancestor).view;
  Digest at = block;
  while (at != ancestor) {
    const Block& here = blocks.at(at);
    if (here.view <= bottom) return false;
    at = here.parent;
  }
  return true;
}

bool may_vote(const Config& config, const Replica& replica, const Block& block, const Digest& digest) {
  if (block.view != replica.view || block.view <= replica.voted) return false;
  return config.ignore_lock || block.parent_view > replica.locked.view ||
         extends(replica.blocks, digest, replica.locked.block);
}

std::optional<Locked> lock_of(const std::map<Digest, Block>& blocks, const Certificate& certificate) {
  const Block& certified = blocks.at(certificate.block);
  if (certified.view == 0) return std::nullopt;
  return Locked{certified.parent_view, certified.parent};
}

std::optional<Digest> decided_by(const Config& config, const std::map<Digest, Block>& blocks,
                                 const Certificate& certificate) {
  Digest at = certificate.block;
  const std::uint32_t links = config.chain != 0 ? config.chain - 1 : 2;
  for (std::uint32_t link = 0; link < links; ++link) {
    const Block& block = blocks.at(at);
    if (block.view == 0 || block.parent_view + 1 != block.view) return std::nullopt;
    at = block.parent;
  }
  return at;
}

}  // namespace parley::hotstuff
