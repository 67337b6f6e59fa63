// Which chain a process prefers, and which blocks it refuses: held against a dumb reference over random trees, in
// random order of arrival.
#include "protocols/ledger/nakamoto/tree.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <rapidcheck/gtest.h>

#include "net/world/step.hpp"
#include "protocols/core/random.hpp"

namespace parley::nakamoto {
namespace {

// A block by `miner` on top of `parent`, as the rules want it.
Block block_on(const Config& config, const Entry& parent, ProcessId miner, std::uint64_t time) {
  Header header;
  header.parent = parent.id;
  header.time = std::max(time, parent.header.statement().time + 1);
  header.difficulty = next_difficulty(config, parent);
  header.transactions = transactions_of(config, parent, header.time);
  header.height = parent.header.statement().height + 1;
  header.miner = miner;
  return {SignatureAccess::make(header, miner), {}};
}

Entry entry_of(const Config& config, const Entry& parent, const Block& block) {
  Entry entry;
  entry.id = id_of(block.header.statement());
  entry.header = block.header;
  entry.work = parent.work + block.header.statement().difficulty;
  entry.anchor = next_anchor(config, parent);
  return entry;
}

// Process 0, which mines nothing, and what it is told.
class Listener {
 public:
  explicit Listener(const Config& config) : config_(config), stepper_(config_) {
    stepper_.start(ProcessId{0}, local_, choices_);
  }
  Effects<Protocol> tell(const Block& block, ProcessId from = ProcessId{1}) {
    return stepper_.deliver(ProcessId{0}, local_, from, block, choices_);
  }
  const State& state() const { return local_.state; }
  BlockId tip_id() const { return local_.state.tree.chain.back(); }

 private:
  Config config_;
  world::Stepper<Protocol> stepper_;
  world::LocalState<Protocol> local_;
  Choices choices_;
};

Config listening(Rule rule) {
  Config config{.n = 4, .rule = rule};
  config.shares = {0};
  return config;
}

// Everything at once from the definitions: subtree weights by recursion, chains from genesis on.
class Reference {
 public:
  explicit Reference(Rule rule) : rule_(rule) { chain_.push_back(problems::kGenesis); }

  void add(const Block& block) {
    const Header& header = block.header.statement();
    const BlockId id = id_of(header);
    children_[header.parent].push_back(id);
    parent_[id] = header.parent;
    if (rule_ == Rule::kGhost) return follow_heaviest();
    const std::vector<BlockId> offered = chain_to(id);
    if (offered.size() > chain_.size()) chain_ = offered;
  }
  BlockId tip() const { return chain_.back(); }

 private:
  std::vector<BlockId> chain_to(BlockId id) const {
    std::vector<BlockId> chain{id};
    while (chain.back() != problems::kGenesis) chain.push_back(parent_.at(chain.back()));
    std::reverse(chain.begin(), chain.end());
    return chain;
  }
  std::size_t weight(BlockId id) const {
    std::size_t sum = 1;
    if (const auto found = children_.find(id); found != children_.end())
      for (const BlockId child : found->second) sum += weight(child);
    return sum;
  }
  // Of equal children that on the chain of before, else that which came first.
  void follow_heaviest() {
    std::vector<BlockId> chain{problems::kGenesis};
    for (auto found = children_.find(problems::kGenesis); found != children_.end();
         found = children_.find(chain.back())) {
      BlockId best = found->second.front();
      for (const BlockId child : found->second) {
        const bool before = std::find(chain_.begin(), chain_.end(), child) != chain_.end();
        if (weight(child) > weight(best) || (weight(child) == weight(best) && before)) best = child;
      }
      chain.push_back(best);
    }
    chain_ = chain;
  }

  Rule rule_;
  std::map<BlockId, std::vector<BlockId>> children_;
  std::map<BlockId, BlockId> parent_;
  std::vector<BlockId> chain_;
};

void prefers_what_the_reference_prefers(Rule rule, std::uint64_t seed) {
  Rng rng(seed);
  const Config config = listening(rule);
  Listener listener(config);
  Reference reference(rule);
  std::vector<Entry> known{genesis()};
  const std::uint64_t near = 1 + rng.below(12);
  for (std::uint64_t step = 1; step <= 60; ++step) {
    const std::uint64_t back = std::min<std::uint64_t>(known.size(), near);
    const Entry parent = known[known.size() - 1 - rng.below(back)];
    const Block block = block_on(config, parent, ProcessId{1 + static_cast<std::uint32_t>(rng.below(3))}, step);
    known.push_back(entry_of(config, parent, block));
    reference.add(block);
    listener.tell(block);
    RC_ASSERT(listener.tip_id() == reference.tip());
  }
}

RC_GTEST_PROP(LedgerTree, LongestChainIsThatOfTheReference, (std::uint64_t seed)) {
  prefers_what_the_reference_prefers(Rule::kLongest, seed);
}
RC_GTEST_PROP(LedgerTree, HeaviestSubtreeIsThatOfTheReference, (std::uint64_t seed)) {
  prefers_what_the_reference_prefers(Rule::kGhost, seed);
}

// Blocks come in any order; what waits for a parent is put in when it comes, and the height reached is the same.
RC_GTEST_PROP(LedgerTree, TheOrderOfArrivalChangesTiesAlone, (std::uint64_t seed)) {
  Rng rng(seed);
  const Config config = listening(Rule::kLongest);
  std::vector<Entry> known{genesis()};
  std::vector<Block> blocks;
  for (std::uint64_t step = 1; step <= 30; ++step) {
    const Entry parent = known[known.size() - 1 - rng.below(std::min<std::size_t>(known.size(), 3))];
    blocks.push_back(block_on(config, parent, ProcessId{1}, step));
    known.push_back(entry_of(config, parent, blocks.back()));
  }
  Listener in_order(config);
  for (const Block& block : blocks) in_order.tell(block);
  for (std::size_t index = blocks.size(); index > 1; --index) std::swap(blocks[index - 1], blocks[rng.below(index)]);
  Listener shuffled(config);
  for (const Block& block : blocks) shuffled.tell(block);
  RC_ASSERT(tip(shuffled.state().tree).work == tip(in_order.state().tree).work);
  RC_ASSERT(shuffled.state().tree.entries.size() == in_order.state().tree.entries.size());
  RC_ASSERT(shuffled.state().waiting.empty());
}

std::size_t fetches(const Effects<Protocol>& effects) {
  std::size_t number = 0;
  for (const Effect<Protocol>& effect : effects)
    if (const auto* send = std::get_if<Send<Protocol>>(&effect))
      number += std::holds_alternative<Fetch>(send->message) ? 1U : 0U;
  return number;
}

TEST(LedgerTree, AMissingParentIsAskedForOnce) {
  const Config config = listening(Rule::kLongest);
  const Block first = block_on(config, genesis(), ProcessId{1}, 5);
  const Entry below = entry_of(config, genesis(), first);
  const Block second = block_on(config, below, ProcessId{2}, 9);
  Listener listener(config);
  EXPECT_EQ(fetches(listener.tell(second)), 1U);
  EXPECT_EQ(fetches(listener.tell(second)), 0U);
  EXPECT_EQ(listener.tip_id(), problems::kGenesis);
  listener.tell(first);
  EXPECT_EQ(listener.tip_id(), id_of(second.header.statement()));
}

TEST(LedgerTree, BlocksThatBreakARuleAreRefused) {
  Config config = listening(Rule::kLongest);
  config.submit_rate = 1000;
  const Block good = block_on(config, genesis(), ProcessId{1}, 5);
  const auto refused = [&](auto change) {
    Header header = good.header.statement();
    ProcessId signer{1};
    change(header, signer);
    Listener listener(config);
    listener.tell({SignatureAccess::make(header, signer), {}});
    return listener.tip_id() == problems::kGenesis;
  };
  EXPECT_FALSE(refused([](Header&, ProcessId&) {}));
  EXPECT_TRUE(refused([](Header& header, ProcessId&) { header.time = 0; }));
  EXPECT_TRUE(refused([](Header& header, ProcessId&) { --header.difficulty; }));
  EXPECT_TRUE(refused([](Header& header, ProcessId&) { ++header.transactions; }));
  EXPECT_TRUE(refused([](Header& header, ProcessId&) { ++header.height; }));
  EXPECT_TRUE(refused([](Header& header, ProcessId&) { header.uncles = 1; }));
  EXPECT_TRUE(refused([](Header&, ProcessId& signer) { signer = ProcessId{2}; }));
  EXPECT_TRUE(refused([](Header& header, ProcessId& signer) { header.miner = signer = ProcessId{4}; }));
}

// A block that nobody was told of counts once another one refers to it, and once only.
TEST(LedgerTree, UnclesAreTakenFromTheBlockThatRefersToThem) {
  const Config config = listening(Rule::kGhost);
  const Block first = block_on(config, genesis(), ProcessId{1}, 5);
  const Block uncle = block_on(config, genesis(), ProcessId{2}, 6);
  const Entry below = entry_of(config, genesis(), first);
  Block nephew = block_on(config, below, ProcessId{1}, 9);
  nephew.uncles = {uncle.header};
  Header header = nephew.header.statement();
  header.uncles = hash_of_uncles(nephew.uncles);
  nephew.header = SignatureAccess::make(header, ProcessId{1});

  Listener listener(config);
  listener.tell(first);
  listener.tell(nephew);
  EXPECT_EQ(listener.state().tree.entries.size(), 4U);
  EXPECT_NE(find(listener.state().tree, 1, id_of(uncle.header.statement())), nullptr);
  EXPECT_EQ(listener.tip_id(), id_of(header));
  EXPECT_FALSE(valid_uncle(config, listener.state().tree, tip(listener.state().tree), uncle.header));
  EXPECT_FALSE(valid_uncle(config, listener.state().tree, tip(listener.state().tree), first.header));

  Listener longest(listening(Rule::kLongest));
  longest.tell(first);
  longest.tell(nephew);
  EXPECT_EQ(longest.tip_id(), id_of(first.header.statement()));
}

TEST(LedgerTree, WhatIsOldIsForgotten) {
  Config config = listening(Rule::kLongest);
  config.keep = 16;
  config.confirmations = 6;
  Listener listener(config);
  Entry parent = genesis();
  for (std::uint64_t step = 1; step <= 1000; ++step) {
    const Block block = block_on(config, parent, ProcessId{1}, step);
    parent = entry_of(config, parent, block);
    listener.tell(block);
    ASSERT_EQ(listener.tip_id(), parent.id);
    ASSERT_LE(listener.state().tree.entries.size(), 49U);
  }
  EXPECT_EQ(tip_height(listener.state().tree), 1000U);
}

TEST(LedgerRules, DifficultyFollowsTheTimeThatAWindowTook) {
  const Config config{.n = 4, .block_ticks = 100, .retarget_blocks = 10};
  Entry parent = genesis();
  const auto next_after_window = [&](std::uint64_t interval) {
    for (int step = 0; step < 10; ++step) {
      const std::uint64_t time = parent.header.statement().time + interval;
      parent = entry_of(config, parent, block_on(config, parent, ProcessId{1}, time));
    }
    return next_difficulty(config, parent);
  };
  EXPECT_EQ(next_after_window(100), 65536U);
  EXPECT_EQ(next_after_window(50), 2 * 65536U);
  EXPECT_EQ(next_after_window(1), 8 * 65536U);
  EXPECT_EQ(next_after_window(200), 4 * 65536U);
  EXPECT_EQ(next_after_window(100'000), 65536U);
}

TEST(LedgerRules, InstancesThatMakeNoSense) {
  const auto problem_with = [](const Config& config) {
    const std::optional<ConfigProblem> problem = Protocol::validate(config);
    return problem ? problem->parameter : "";
  };
  EXPECT_EQ(problem_with({}), "");
  EXPECT_EQ(problem_with({.n = 2, .t = 2}), "n");
  EXPECT_EQ(problem_with({.block_ticks = 0}), "block_ticks");
  EXPECT_EQ(problem_with({.n = 2, .shares = {1, 1, 1}}), "shares");
  EXPECT_EQ(problem_with({.n = 2, .shares = {0, 0}}), "shares");
  EXPECT_EQ(problem_with({.tickets = 0}), "tickets");
  EXPECT_EQ(problem_with({.difficulty = 0}), "difficulty");
  EXPECT_EQ(problem_with({.confirmations = 128}), "confirmations");
  EXPECT_EQ(problem_with({.uncles = 3}), "uncles");
  EXPECT_EQ(problem_with({.keep = 1}), "keep");
}

}  // namespace
}  // namespace parley::nakamoto
