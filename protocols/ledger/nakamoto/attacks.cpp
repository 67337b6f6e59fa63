#include "protocols/ledger/nakamoto/attacks.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "protocols/ledger/nakamoto/handlers.hpp"

namespace parley::nakamoto {

namespace {

struct Coalition {
  ProcessId self;
  std::uint64_t accomplices = 0;

  bool mined(ProcessId miner) const {
    return miner == self || (miner.value < 64 && ((accomplices >> miner.value) & 1) != 0);
  }
  bool mined(const Entry& entry) const { return height_of(entry) > 0 && mined(entry.header.statement().miner); }
  ProcessSet others(std::uint32_t n) const {
    ProcessSet set;
    for (std::uint32_t id = 0; id < std::min(n, 64U); ++id)
      if (((accomplices >> id) & 1) != 0 && ProcessId{id} != self) set.insert(ProcessId{id});
    return set;
  }
};

// Heights, as the attackers know them: of the best public block, of their branch, and up to where they have published
// it.
struct Race {
  Height open = 0;
  Height own = 0;
  Height shown = 0;
  bool tied = false;  // a published branch of theirs is as high as the others' one

  void publish_all() {
    shown = own;
    open = std::max(open, own);
  }
};

// What they publish when a block is put on their branch, and when others have made the public chain higher.
struct Strategy {
  std::function<void(Race&)> on_own;
  std::function<void(Race&)> on_other;
};

// What the step has done: how many blocks it has put into the tree, and which of them are the attackers'.
struct Step {
  std::uint32_t arrived = 0;
  std::vector<BlockId> own;
  std::optional<BlockId> mined;  // by the process itself, in this step or in one that sent it to itself
};

Step read_step(const Effects<Protocol>& effects, const Coalition& coalition) {
  Step step;
  for (const Effect<Protocol>& effect : effects) {
    const auto* emit = std::get_if<Emit<Protocol>>(&effect);
    if (emit == nullptr) continue;
    ++step.arrived;
    if (!coalition.mined(emit->output.miner)) continue;
    step.own.push_back(emit->output.block);
    if (emit->output.miner == coalition.self) step.mined = emit->output.block;
  }
  return step;
}

const Block* block_in(const Effect<Protocol>& effect) {
  return std::visit(
      [](const auto& chosen) -> const Block* {
        if constexpr (requires { chosen.message; }) {
          return std::get_if<Block>(&chosen.message);
        } else {
          return nullptr;
        }
      },
      effect);
}

void withhold(Effects<Protocol>& effects, const std::vector<BlockId>& ids) {
  if (ids.empty()) return;
  std::erase_if(effects, [&ids](const Effect<Protocol>& effect) {
    const Block* block = block_in(effect);
    return block != nullptr && std::find(ids.begin(), ids.end(), id_of(block->header.statement())) != ids.end();
  });
}

// The attackers' blocks on the preferred chain down to the first one of others, from high to low.
std::vector<const Entry*> own_branch(const Tree& tree, const Coalition& coalition) {
  std::vector<const Entry*> branch;
  for (const Entry* at = &tip(tree); at != nullptr && coalition.mined(*at);
       at = find(tree, height_of(*at) - 1, at->header.statement().parent))
    branch.push_back(at);
  return branch;
}

// The race since the branch began, but for its last `latest` blocks and with them.
struct Course {
  Race before;
  Race after;
};

Course course_of(const Tree& tree, const Coalition& coalition, const std::vector<const Entry*>& branch,
                 std::uint32_t latest, const Strategy& strategy) {
  const Height base = height_of(*branch.back()) - 1;
  std::vector<const Entry*> events;
  for (std::size_t at = tree.entries.size(); at-- > 0 && height_of(tree.entries[at]) > base;)
    if (!coalition.mined(tree.entries[at])) events.push_back(&tree.entries[at]);
  events.insert(events.end(), branch.begin(), branch.end());
  std::sort(events.begin(), events.end(), [](const Entry* a, const Entry* b) { return a->order < b->order; });
  Course course{{base, base, base, false}, {base, base, base, false}};
  for (const Entry* event : events) {
    Race& race = course.after;
    if (coalition.mined(*event)) {
      race.own = height_of(*event);
      strategy.on_own(race);
    } else if (height_of(*event) > race.open) {
      race.open = height_of(*event);
      strategy.on_other(race);
    }
    if (event->order + latest < tree.next_order) course.before = race;
  }
  return course;
}

// Who has found the block that decides publishes the branch; where others' block decides, each its own part of it.
void publish(const Config& config, const Tree& tree, const std::vector<const Entry*>& branch, const Course& course,
             bool all, Context<Protocol>& context) {
  for (std::size_t index = branch.size(); index-- > 0;) {
    const Entry& entry = *branch[index];
    if (height_of(entry) <= course.before.shown || height_of(entry) > course.after.shown) continue;
    if (!all && entry.header.statement().miner != context.self()) continue;
    if (const std::optional<Block> block = block_of(tree, entry)) announce(config, *block, std::nullopt, context);
  }
}

void withhold_and_publish(const Config& config, const State& state, const Coalition& coalition,
                          const Strategy& strategy, Effects<Protocol>& effects, Context<Protocol>& context) {
  const Step step = read_step(effects, coalition);
  if (step.arrived == 0) return;
  withhold(effects, step.own);
  if (step.mined) {
    const ProcessSet others = coalition.others(config.n);
    const Entry* entry = find(state.tree, tip_height(state.tree), *step.mined);
    if (entry != nullptr && !others.empty())
      if (const std::optional<Block> block = block_of(state.tree, *entry)) context.multicast(others, *block);
  }
  const std::vector<const Entry*> branch = own_branch(state.tree, coalition);
  if (branch.empty()) return;
  const Course course = course_of(state.tree, coalition, branch, step.arrived, strategy);
  publish(config, state.tree, branch, course, step.mined.has_value(), context);
}

}  // namespace

void SelfishMining::rewrite(const Config& config, const State& state, Effects<Protocol>& effects,
                            Context<Protocol>& context) const {
  const Strategy strategy{[](Race& race) {
                            if (std::exchange(race.tied, false)) race.publish_all();
                          },
                          [](Race& race) {
                            if (race.own < race.open) return;
                            race.tied = race.own == race.open;
                            if (race.own <= race.open + 1) return race.publish_all();
                            race.shown = race.open;
                          }};
  withhold_and_publish(config, state, {context.self(), accomplices}, strategy, effects, context);
}

void Parasite::rewrite(const Config& config, const State& state, Effects<Protocol>& effects,
                       Context<Protocol>& context) const {
  const Strategy strategy{[this](Race& race) {
                            if (race.own >= race.open + lead) race.publish_all();
                          },
                          [](Race&) {}};
  withhold_and_publish(config, state, {context.self(), accomplices}, strategy, effects, context);
}

namespace {

// The attacker's branch from genesis on, from low to high; and how high the others' blocks are.
struct Fork {
  std::vector<const Entry*> branch;
  Height open = 0;

  Height own() const { return static_cast<Height>(branch.size()); }
  // The payment is confirmed, and the branch is the higher one.
  bool wins(const Config& config) const { return own() > open && open > config.confirmations; }
};

// But for the blocks that came last.
Fork fork_from_genesis(const Tree& tree, ProcessId self, std::uint32_t latest) {
  Fork fork;
  for (const Entry& entry : tree.entries) {
    const Header& header = entry.header.statement();
    if (header.height == 0 || entry.order + latest >= tree.next_order) continue;
    if (header.miner != self) {
      fork.open = std::max(fork.open, header.height);
      continue;
    }
    const BlockId below = fork.branch.empty() ? problems::kGenesis : fork.branch.back()->id;
    if (header.parent == below) fork.branch.push_back(&entry);
  }
  return fork;
}

}  // namespace

void DoubleSpend::rewrite(const Config& config, const State& state, Effects<Protocol>& effects,
                          Context<Protocol>& context) const {
  if (state.tree.base > 0) return;  // lost for long
  const Step step = read_step(effects, Coalition{context.self()});
  if (step.arrived == 0) return;
  const Fork fork = fork_from_genesis(state.tree, context.self(), 0);
  if (give_up > 0 && fork.open >= fork.own() + give_up) return;
  withhold(effects, step.own);
  // Its clock has gone off: a block that comes back from itself is no new one.
  const bool clock = std::any_of(effects.begin(), effects.end(), [](const Effect<Protocol>& effect) {
    return std::holds_alternative<SetTimer<Protocol>>(effect);
  });
  if (step.mined && clock) {
    const bool extends = !fork.branch.empty() && fork.branch.back()->id == *step.mined;
    const Entry* top = fork.branch.empty() ? find(state.tree, 0, problems::kGenesis) : fork.branch.back();
    if (!extends && top != nullptr) context.send(context.self(), make_block(config, state, *top, context));
  }
  if (!fork.wins(config)) return;
  const Fork before = fork_from_genesis(state.tree, context.self(), step.arrived);
  const std::size_t published = before.wins(config) ? before.branch.size() : 0;
  for (std::size_t index = published; index < fork.branch.size(); ++index)
    if (const std::optional<Block> block = block_of(state.tree, *fork.branch[index]))
      announce(config, *block, std::nullopt, context);
}

}  // namespace parley::nakamoto
