// What was kept from this process: the names of blocks that others are ready for, and payloads. Correct processes are
// ready for one block of a height, so what t + 1 of them state needs no further proof.
#include <algorithm>
#include <utility>

#include "protocols/broadcast/amortized/handlers.hpp"
#include "protocols/broadcast/amortized/rules.hpp"

namespace parley::amortized {

namespace {

bool states(const Voter& voter, Height height) {
  return voter.stated_from != 0 && height >= voter.stated_from && height - voter.stated_from < voter.stated.size();
}

// It says that it is ready for the block to be delivered next, and it cannot be seen for which.
bool is_unclear(const Chain& chain, const Voter& voter) {
  const Height next = chain.delivered + 1;
  return voter.ready >= next && voter.readied < next && voter.asked < next && !states(voter, next);
}

// Those who are known to be ready for the block first, for they are likely to have it, then all others in order.
ProcessSet not_asked(const Step& step, Height height, const ProcessSet& asked) {
  ProcessSet chosen;
  for (const bool likely : {true, false}) {
    for (std::uint32_t id = 0; id < step.config.n && chosen.size() < pull_from(step.config); ++id) {
      const ProcessId process{id};
      if (process == step.self() || asked.contains(process)) continue;
      const Voter& voter = step.chain.voters[process];
      if (!likely || supports(step.chain, voter, height, step.chain.readied[height - 1])) chosen.insert(process);
    }
  }
  return chosen;
}

void pull_more(const Step& step, Height height, ProcessSet& asked) {
  ProcessSet chosen = not_asked(step, height, asked);
  if (chosen.empty()) return;
  chosen.for_each([&](ProcessId id) { asked.insert(id); });
  step.context.multicast(std::move(chosen), Pull{step.sender, height, step.chain.readied[height - 1]});
}

}  // namespace

bool has_to_ask(const Step& step) {
  const Chain& chain = step.chain;
  for (const auto& [height, asked] : chain.pulls)
    if (asked.size() + 1 < step.config.n) return true;
  return std::any_of(chain.voters.begin(), chain.voters.end(),
                     [&](const Voter& voter) { return is_unclear(chain, voter); });
}

// Those who were asked for a payload have until everybody was told one's standing; then it is asked of others as well.
void ask(const Step& step) {
  Chain& chain = step.chain;
  ProcessSet unclear;
  for (std::uint32_t id = 0; id < step.config.n; ++id) {
    Voter& voter = chain.voters[ProcessId{id}];
    if (!is_unclear(chain, voter)) continue;
    voter.asked = chain.delivered + 1;
    unclear.insert(ProcessId{id});
  }
  if (!unclear.empty()) step.context.multicast(std::move(unclear), Ask{step.sender, chain.delivered + 1});
  if (!is_told(step)) return;
  for (auto& [height, asked] : chain.pulls) pull_more(step, height, asked);
}

void start_pull(const Step& step, Height height) {
  const auto [place, fresh] = step.chain.pulls.try_emplace(height);
  if (!fresh) return;
  step.context.emit(problems::PayloadPulled{step.sender, height});
  pull_more(step, height, place->second);
}

void on_ask(const Step& step, ProcessId from, const Ask& ask) {
  Chain& chain = step.chain;
  Voter& voter = chain.voters[from];
  if (from == step.self() || ask.from <= voter.answered || ask.from > chain.readied.size()) return;
  voter.answered = ask.from;
  const auto begin = chain.readied.begin() + static_cast<std::ptrdiff_t>(ask.from - 1);
  const std::size_t count = std::min<std::size_t>(kStatedAtOnce, chain.readied.size() - (ask.from - 1));
  step.context.send(from, Stand{step.sender, ask.from, {begin, begin + static_cast<std::ptrdiff_t>(count)}});
}

void on_stand(const Step& step, ProcessId from, const Stand& stand) {
  Voter& voter = step.chain.voters[from];
  if (stand.from == 0 || stand.from != voter.asked || stand.from == voter.stated_from) return;
  if (stand.blocks.size() > kStatedAtOnce || stand.blocks.size() > step.config.payloads - stand.from + 1) return;
  voter.stated_from = stand.from;
  voter.stated = stand.blocks;
}

void on_pull(const Step& step, ProcessId from, const Pull& pull) {
  const auto found = step.chain.blocks.find(pull.height);
  if (found == step.chain.blocks.end() || found->second.block != pull.block || from == step.self()) return;
  if (!found->second.supplied.insert(from)) return;
  step.context.send(from, Supply{step.sender, pull.height, found->second.payload});
}

void on_supply(const Step& step, ProcessId from, const Supply& supply) {
  Chain& chain = step.chain;
  const auto pulled = chain.pulls.find(supply.height);
  if (pulled == chain.pulls.end() || !pulled->second.contains(from)) return;
  if (supply.payload.size() > step.config.payload_bytes) return;
  const Digest& name = chain.readied[supply.height - 1];
  if (const auto held = chain.blocks.find(supply.height); held != chain.blocks.end() && held->second.block == name)
    return;
  const Digest parent = supply.height == 1 ? Digest{} : chain.readied[supply.height - 2];
  const Digest payload = broadcast::sha256(supply.payload);
  if (name_of(step.sender, supply.height, parent, payload) != name) return;
  chain.blocks[supply.height] = {name, broadcast::fingerprint(payload), supply.payload, {}};
}

}  // namespace parley::amortized
