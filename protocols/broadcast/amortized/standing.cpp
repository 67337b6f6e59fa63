// Votes: where a process stands, told to one committee after the other.
#include <algorithm>
#include <utility>

#include "protocols/broadcast/amortized/handlers.hpp"
#include "protocols/broadcast/amortized/rules.hpp"

namespace parley::amortized {

namespace {

Vote standing_of(const Step& step) {
  const Chain& chain = step.chain;
  Vote vote{step.sender, chain.accepted.size(), {}, chain.readied.size(), std::nullopt};
  if (!chain.accepted.empty()) vote.block = chain.accepted.back();
  if (!chain.readied.empty() && !holds_at(chain.accepted, vote.ready, chain.readied.back()))
    vote.ready_block = chain.readied.back();
  return vote;
}

ProcessSet next_committee(const Step& step) {
  const Config& config = step.config;
  if (config.n == 1) return {};
  if (config.random_committees) return random_committee(config, step.context);
  const ProcessSet members = committee(config, step.self(), step.chain.offset);
  if (!config.fixed_committees) step.chain.offset = (step.chain.offset + config.c) % (config.n - 1);
  return members;
}

bool is_sound(const Config& config, const Vote& vote) {
  if (vote.height > config.payloads || vote.ready > config.payloads) return false;
  return vote.ready_block ? vote.ready > 0 : vote.ready <= vote.height;
}

// A correct process goes on in both, and echoes one block of a height.
bool contradicts(const Voter& before, const Vote& vote) {
  if (vote.height == before.height && vote.block != before.block) return true;
  return (vote.height > before.height && vote.ready < before.ready) ||
         (vote.height < before.height && vote.ready > before.ready);
}

}  // namespace

bool is_told(const Step& step) {
  const Config& config = step.config;
  if (step.chain.accepted.empty() && step.chain.readied.empty()) return true;
  if (config.quiet_rounds != 0 && step.chain.rounds >= config.quiet_rounds) return true;
  const std::uint32_t others = config.n - 1;
  const std::uint32_t all = config.fixed_committees ? std::min(config.c, others) : others;
  return step.chain.told.size() >= all;
}

void tell(const Step& step) {
  ProcessSet members = next_committee(step);
  if (members.empty()) return;
  members.for_each([&](ProcessId id) { step.chain.told.insert(id); });
  step.context.multicast(std::move(members), standing_of(step));
}

// What is ready lies in one chain with what was echoed unless it is named apart, so it goes as far along one's own
// accepted blocks as both of these do.
void resolve(const Chain& chain, Voter& voter) {
  if (holds_at(chain.accepted, voter.height, voter.block)) voter.echoed = std::max(voter.echoed, voter.height);
  if (!voter.ready_block) {
    voter.readied = std::max(voter.readied, std::min(voter.ready, voter.echoed));
  } else if (holds_at(chain.accepted, voter.ready, *voter.ready_block)) {
    voter.readied = std::max(voter.readied, voter.ready);
  }
}

void on_vote(const Step& step, ProcessId from, const Vote& vote) {
  Voter& voter = step.chain.voters[from];
  if (from == step.self() || voter.contradicted || !is_sound(step.config, vote)) return;
  if (contradicts(voter, vote)) {
    voter.contradicted = true;
    return;
  }
  if (vote.height < voter.height || vote.ready < voter.ready) return;  // overtaken by a later one
  voter.height = vote.height;
  voter.block = vote.block;
  voter.ready = vote.ready;
  voter.ready_block = vote.ready_block;
  resolve(step.chain, voter);
}

}  // namespace parley::amortized
