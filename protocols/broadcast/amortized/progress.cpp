// Readies and deliveries: Bracha's rules, each for a block and all before it.
#include <algorithm>
#include <functional>

#include "protocols/broadcast/amortized/handlers.hpp"
#include "protocols/broadcast/amortized/rules.hpp"

namespace parley::amortized {

namespace {

// How far an echo quorum goes along the accepted blocks.
Height echoed_by_quorum(const Step& step) {
  InlineVector<Height, 64> heights;
  for (std::uint32_t id = 0; id < step.config.n; ++id) {
    const ProcessId process{id};
    heights.push_back(process == step.self() ? step.chain.accepted.size() : step.chain.voters[process].echoed);
  }
  const std::size_t place = echo_quorum(step.config) - 1;
  if (place >= heights.size()) return 0;
  std::nth_element(heights.begin(), heights.begin() + static_cast<std::ptrdiff_t>(place), heights.end(),
                   std::greater<>());
  return std::min<Height>(heights[place], step.chain.accepted.size());
}

// How many others are ready for the block.
std::uint32_t ready_voters(const Step& step, Height height, const Digest& block) {
  std::uint32_t count = 0;
  for (const Voter& voter : step.chain.voters) count += supports(step.chain, voter, height, block) ? 1U : 0U;
  return count;
}

// A block that is ready in place of an accepted one: the accepted branch will not be delivered.
void be_ready(const Step& step, const Digest& block) {
  Chain& chain = step.chain;
  chain.readied.push_back(block);
  const Height height = chain.readied.size();
  if (height > chain.accepted.size() || chain.accepted[height - 1] == block) return;
  chain.blocks.erase(chain.blocks.lower_bound(height), chain.blocks.end());
}

void ready_by_echoes(const Step& step) {
  Chain& chain = step.chain;
  if (!agree(chain)) return;
  for (const Height to = echoed_by_quorum(step); chain.readied.size() < to;)
    be_ready(step, chain.accepted[chain.readied.size()]);
}

// The next block for which enough others are ready, if there is one.
bool ready_by_readies(const Step& step) {
  Chain& chain = step.chain;
  const Height height = chain.readied.size() + 1;
  const auto joins = [&](const Digest& block) {
    if (ready_voters(step, height, block) < ready_support(step.config)) return false;
    be_ready(step, block);
    return true;
  };
  if (height <= chain.accepted.size() && agree(chain) && joins(chain.accepted[height - 1])) return true;
  for (const Voter& voter : chain.voters) {
    const bool states = voter.stated_from != 0 && height >= voter.stated_from;
    if (states && height - voter.stated_from < voter.stated.size() && joins(voter.stated[height - voter.stated_from]))
      return true;
  }
  return false;
}

// Its own ready counts.
bool may_deliver(const Step& step, Height height) {
  if (height <= step.chain.certified) return true;
  return ready_voters(step, height, step.chain.readied[height - 1]) + 1 >= delivery_quorum(step.config);
}

// The payload may have come from the sender, without its predecessors.
bool find_early(const Step& step, Height height) {
  Chain& chain = step.chain;
  const auto found = chain.early.find(height);
  if (found == chain.early.end()) return false;
  const Digest payload = broadcast::sha256(found->second.payload);
  const bool fits = name_of(step.sender, height, found->second.parent, payload) == chain.readied[height - 1];
  if (fits)
    chain.blocks[height] = {chain.readied[height - 1], broadcast::fingerprint(payload), found->second.payload, {}};
  chain.early.erase(found);
  return fits;
}

bool holds_payload(const Step& step, Height height) {
  const auto found = step.chain.blocks.find(height);
  const bool held = found != step.chain.blocks.end() && found->second.block == step.chain.readied[height - 1];
  return held || find_early(step, height);
}

// In order; what is missing on the way is pulled.
void deliver(const Step& step) {
  Chain& chain = step.chain;
  bool gap = false;
  for (Height height = chain.delivered + 1; height <= chain.readied.size(); ++height) {
    if (height > chain.delivered + kStatedAtOnce || !may_deliver(step, height)) return;
    if (!holds_payload(step, height)) {
      gap = true;
      start_pull(step, height);
    } else if (!gap) {
      chain.delivered = height;
      chain.pulls.erase(height);
      step.context.emit(problems::PayloadDelivered{step.sender, height, chain.blocks.find(height)->second.fingerprint});
    }
  }
}

// Who echoed a block has its payload; what is delivered and everybody has, nobody will ask for.
void forget(const Step& step) {
  Chain& chain = step.chain;
  Height everywhere = std::min<Height>(chain.delivered, chain.accepted.size());
  if (chain.blocks.empty() || chain.blocks.begin()->first > everywhere || !agree(chain)) return;
  for (std::uint32_t id = 0; id < step.config.n; ++id)
    if (ProcessId{id} != step.self()) everywhere = std::min(everywhere, chain.voters[ProcessId{id}].echoed);
  chain.blocks.erase(chain.blocks.begin(), chain.blocks.upper_bound(everywhere));
}

}  // namespace

void advance(const Step& step) {
  for (std::size_t before = 0;;) {
    before = step.chain.accepted.size();
    ready_by_echoes(step);
    while (ready_by_readies(step)) continue;
    apply_certificates(step);
    deliver(step);
    extend(step);
    if (step.chain.accepted.size() == before) break;
  }
  forget(step);
}

}  // namespace parley::amortized
