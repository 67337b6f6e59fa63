// Blocks of the sender: a process accepts one of each height, each after its parent, and so echoes one chain.
#include <utility>

#include "protocols/broadcast/amortized/handlers.hpp"
#include "protocols/broadcast/amortized/rules.hpp"

namespace parley::amortized {

namespace {

Digest tip_of(const std::vector<Digest>& chain) {
  return chain.empty() ? Digest{} : chain.back();
}

void append(const Step& step, const Digest& name) {
  step.chain.accepted.push_back(name);
  for (Voter& voter : step.chain.voters) resolve(step.chain, voter);
}

// Only what follows the last accepted block, and does not contradict what one is ready for: a block that does is one of
// two of its sender's.
bool accept(const Step& step, const Block& block) {
  Chain& chain = step.chain;
  if (block.height != chain.accepted.size() + 1 || block.parent != tip_of(chain.accepted) || !agree(chain))
    return false;
  const Digest payload = broadcast::sha256(block.payload);
  const Digest name = name_of(step.sender, block.height, block.parent, payload);
  if (block.height <= chain.readied.size() && chain.readied[block.height - 1] != name) return false;
  chain.blocks[block.height] = {name, broadcast::fingerprint(payload), block.payload, {}};
  append(step, name);
  share_echo(step, block.height);
  return true;
}

void drain(const Step& step) {
  auto& early = step.chain.early;
  while (!early.empty() && early.begin()->first <= step.chain.accepted.size() + 1) {
    const Block block = std::move(early.begin()->second);
    early.erase(early.begin());
    accept(step, block);
  }
}

// What a process that follows the protocol never does.
void forget_for(Chain& chain, const Block& block) {
  if (block.height > chain.accepted.size() || chain.delivered >= block.height) return;
  if (block.parent != (block.height == 1 ? Digest{} : chain.accepted[block.height - 2])) return;
  chain.accepted.resize(block.height - 1);
  chain.blocks.erase(chain.blocks.lower_bound(block.height), chain.blocks.end());
}

}  // namespace

void on_block(const Step& step, const Block& block) {
  Chain& chain = step.chain;
  if (block.height == 0 || block.height > step.config.payloads) return;
  if (block.payload.size() > step.config.payload_bytes) return;
  if (step.config.accept_again) forget_for(chain, block);
  if (block.height > chain.accepted.size() + 1) {
    chain.early.try_emplace(block.height, Block{block.height, block.parent, block.payload, {}, {}});
  } else if (accept(step, block)) {
    drain(step);
  }
  learn(step, block.echoes, block.readies);
}

// A block that was delivered without having come from the sender is echoed as if it had: no other block of its height
// was.
void extend(const Step& step) {
  Chain& chain = step.chain;
  while (chain.accepted.size() < chain.delivered && agree(chain)) {
    append(step, chain.readied[chain.accepted.size()]);
    drain(step);
  }
}

}  // namespace parley::amortized
