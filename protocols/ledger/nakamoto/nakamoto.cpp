#include "protocols/ledger/nakamoto/nakamoto.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "protocols/ledger/nakamoto/clock.hpp"
#include "protocols/ledger/nakamoto/handlers.hpp"

namespace parley::nakamoto {

namespace {

constexpr std::size_t kMostWaiting = 64;  // blocks whose parents are awaited: a liar can make up any number of them

// What is `confirmations` below the tip is settled.
void emit_seen(const Config& config, const Tree& tree, const Entry& entry, std::uint32_t dropped,
               Context<Protocol>& context) {
  const Header& header = entry.header.statement();
  problems::BlockSeen seen{
      entry.id, header.parent, header.time, entry.work, header.transactions, header.height, header.miner,
      0,        dropped,       0,           0};
  for (const BlockId uncle : entry.uncles) seen.uncles += uncle != 0 ? 1U : 0U;
  const Height height = tip_height(tree);
  if (height > config.confirmations && height - config.confirmations >= tree.base) {
    seen.confirmed_height = height - config.confirmations;
    seen.confirmed = tree.chain[seen.confirmed_height - tree.base];
  }
  context.emit(seen);
}

// Of two equal chains: a process keeps what it has found itself, else takes either.
bool either(const Config& config, const Tree& tree, Context<Protocol>& context) {
  return config.random_ties && tip(tree).header.statement().miner != context.self() && context.choose(2) == 1;
}

// Puts a valid header into the tree, and prefers it or not.
void take(const Config& config, State& state, const Entry& parent, const Signed<Header>& header, BlockId id,
          const std::array<BlockId, kMostUncles>& uncles, bool missing, Context<Protocol>& context) {
  Entry& entry = insert(config, state.tree, parent, header, id);
  entry.uncles = uncles;
  entry.missing = missing ? 1 : 0;
  const auto dropped = prefer(config, state.tree, entry, [&] { return either(config, state.tree, context); });
  emit_seen(config, state.tree, entry, dropped.value_or(0), context);
}

// Uncles come with the block that refers to them, so that everybody counts them: one that is new becomes a block.
std::array<BlockId, kMostUncles> take_uncles(const Config& config, State& state, const Block& block,
                                             Context<Protocol>& context) {
  std::array<BlockId, kMostUncles> ids{};
  for (std::size_t index = 0; index < block.uncles.size(); ++index) {
    const Header& uncle = block.uncles[index].statement();
    ids[index] = id_of(uncle);
    if (find(state.tree, uncle.height, ids[index]) != nullptr) continue;
    const Entry* below = find(state.tree, uncle.height - 1, uncle.parent);
    if (below != nullptr) take(config, state, *below, block.uncles[index], ids[index], {}, uncle.uncles != 0, context);
  }
  return ids;
}

bool valid_uncles(const Config& config, const Tree& tree, const Entry& parent, const Block& block) {
  const std::vector<Signed<Header>>& uncles = block.uncles;
  if (block.header.statement().uncles != hash_of_uncles(uncles)) return false;
  if (uncles.empty()) return true;
  if (config.rule != Rule::kGhost || uncles.size() > config.uncles) return false;
  for (std::size_t index = 0; index < uncles.size(); ++index) {
    if (!valid_uncle(config, tree, parent, uncles[index])) return false;
    if (index > 0 && id_of(uncles[0].statement()) == id_of(uncles[index].statement())) return false;
  }
  return true;
}

// A block whose parent is there and complete. False when it is none.
bool connect(const Config& config, State& state, const Block& block, BlockId id, Context<Protocol>& context) {
  const Header& header = block.header.statement();
  const Entry* parent = find(state.tree, header.height - 1, header.parent);
  if (!valid_child(config, *parent, block.header) || !valid_uncles(config, state.tree, *parent, block)) return false;
  if (block.uncles.empty()) {
    take(config, state, *parent, block.header, id, {}, false, context);
  } else {
    const std::array<BlockId, kMostUncles> uncles = take_uncles(config, state, block, context);
    parent = find(state.tree, header.height - 1, header.parent);
    take(config, state, *parent, block.header, id, uncles, false, context);
  }
  return true;
}

bool is_complete(const Entry* entry) {
  return entry != nullptr && entry->missing == 0;
}

// The block was known as an uncle; now its own uncles are, too.
void complete(State& state, const Block& block, BlockId id) {
  if (block.header.statement().uncles != hash_of_uncles(block.uncles) || block.uncles.size() > kMostUncles) return;
  for (Entry& entry : state.tree.entries) {
    if (entry.id != id) continue;
    for (std::size_t index = 0; index < block.uncles.size(); ++index)
      entry.uncles[index] = id_of(block.uncles[index].statement());
    entry.missing = 0;
  }
}

// Its parent is asked for where it came from; what lies between is asked for one block at a time.
void wait_for_parent(const State& state, std::vector<Block>& waiting, ProcessId from, const Block& block,
                     Context<Protocol>& context) {
  const Header& header = block.header.statement();
  if (header.height <= state.tree.base + 1) return;
  Fetch wanted{header.parent, header.height - 1};
  for (bool found = true; std::exchange(found, false);) {
    for (const Block& other : waiting) {
      const Header& known = other.header.statement();
      if (known.height != wanted.height || id_of(known) != wanted.block) continue;
      wanted = {known.parent, known.height - 1};
      found = known.height > state.tree.base + 1;
      break;
    }
  }
  if (waiting.size() == kMostWaiting) waiting.erase(waiting.begin());
  waiting.push_back(block);
  context.send(from, wanted);
}

void relay(const Config& config, const Block& block, ProcessId from, Context<Protocol>& context) {
  if (config.relay || !config.topology.is_complete()) announce(config, block, from, context);
}

// What waited for a block that has come.
void connect_waiting(const Config& config, State& state, Context<Protocol>& context) {
  for (bool found = true; std::exchange(found, false);) {
    for (std::size_t index = 0; index < state.waiting.size(); ++index) {
      const Header& header = state.waiting[index].header.statement();
      if (!is_complete(find(state.tree, header.height - 1, header.parent))) continue;
      const Block block = std::move(state.waiting[index]);
      state.waiting.erase(state.waiting.begin() + static_cast<std::ptrdiff_t>(index));
      const BlockId id = id_of(block.header.statement());
      const bool known = find(state.tree, block.header.statement().height, id) != nullptr;
      if (!known && connect(config, state, block, id, context)) relay(config, block, context.self(), context);
      found = true;
      break;
    }
  }
}

void on_block(const Config& config, State& state, ProcessId from, const Block& block, Context<Protocol>& context) {
  const Header& header = block.header.statement();
  if (header.height <= state.tree.base) return;
  const BlockId id = id_of(header);
  if (const Entry* known = find(state.tree, header.height, id)) {
    if (known->missing == 0) return;
    complete(state, block, id);
    return connect_waiting(config, state, context);
  }
  const Entry* parent = find(state.tree, header.height - 1, header.parent);
  if (!is_complete(parent)) {
    const auto same = [&](const Block& other) { return id_of(other.header.statement()) == id; };
    if (std::any_of(state.waiting.begin(), state.waiting.end(), same)) return;
    return wait_for_parent(state, state.waiting, from, block, context);
  }
  if (!connect(config, state, block, id, context)) return;
  relay(config, block, from, context);
  if (!state.waiting.empty()) connect_waiting(config, state, context);
  prune(config, state.tree);
}

void on_fetch(const State& state, ProcessId from, const Fetch& wanted, Context<Protocol>& context) {
  const Entry* entry = find(state.tree, wanted.height, wanted.block);
  if (entry == nullptr || wanted.height == 0) return;
  if (std::optional<Block> block = block_of(state.tree, *entry)) context.send(from, *std::move(block));
}

// Sets the clock for the block after the tip. Where difficulty changes, it is looked at several times a window, so that
// who has drawn a long time notices that blocks have become easier.
void arm(const Config& config, State& state, Context<Protocol>& context) {
  const std::uint64_t share = share_of(config, context.self());
  if (share == 0 || (config.blocks != 0 && state.mined >= config.blocks)) return;
  state.difficulty = next_difficulty(config, tip(state.tree));
  const std::uint64_t mean = expected_ticks(config, share, state.difficulty);
  state.armed = geometric_ticks(context.choose(config.tickets), config.tickets, mean);
  state.wins = true;
  const std::uint64_t slice = config.retarget_blocks * config.block_ticks / 4 + 1;
  if (config.retarget_blocks > 0 && state.armed > slice) {
    state.armed = slice;
    state.wins = false;
  }
  context.set_timer(Tick{}, Ticks{state.armed});
}

void mine(const Config& config, State& state, Context<Protocol>& context) {
  const Entry parent = tip(state.tree);
  Block block = make_block(config, state, parent, context);
  std::array<BlockId, kMostUncles> uncles{};
  for (std::size_t index = 0; index < block.uncles.size(); ++index)
    uncles[index] = id_of(block.uncles[index].statement());
  take(config, state, tip(state.tree), block.header, id_of(block.header.statement()), uncles, false, context);
  ++state.mined;
  announce(config, block, std::nullopt, context);
  prune(config, state.tree);
}

}  // namespace

Block make_block(const Config& config, const State& state, const Entry& parent, Context<Protocol>& context) {
  Block block;
  block.uncles = uncles_for(config, state.tree, parent);
  const Header& below = parent.header.statement();
  Header header;
  header.parent = parent.id;
  header.uncles = hash_of_uncles(block.uncles);
  header.time = std::max(state.clock, below.time + 1);
  header.difficulty = next_difficulty(config, parent);
  header.transactions = transactions_of(config, parent, header.time);
  header.height = below.height + 1;
  header.miner = context.self();
  block.header = context.sign(header);
  return block;
}

void announce(const Config& config, const Block& block, std::optional<ProcessId> except, Context<Protocol>& context) {
  if (config.topology.is_complete()) return context.broadcast(block);
  const Neighbours neighbours = config.topology.neighbours(context.self(), config.n);
  for (std::uint32_t index = 0; index < neighbours.size(); ++index)
    if (neighbours[index] != except) context.send(neighbours[index], block);
}

std::optional<Block> block_of(const Tree& tree, const Entry& entry) {
  Block block{entry.header, {}};
  for (const BlockId id : entry.uncles) {
    if (id == 0) continue;
    for (const Entry& other : tree.entries)
      if (other.id == id) block.uncles.push_back(other.header);
  }
  if (hash_of_uncles(block.uncles) != entry.header.statement().uncles) return std::nullopt;
  return block;
}

State Protocol::initial(const Config&, ProcessId, const Durable&) {
  State state;
  state.tree = rooted();
  return state;
}

void Protocol::on_start(const Config& config, State& state, Context<Protocol>& context) {
  arm(config, state, context);
}

void Protocol::on_message(const Config& config, State& state, ProcessId from, const Message& message,
                          Context<Protocol>& context) {
  if (const auto* block = std::get_if<Block>(&message)) {
    on_block(config, state, from, *block, context);
  } else {
    on_fetch(state, from, std::get<Fetch>(message), context);
  }
}

// Where blocks have become harder since the clock was set, only that part of its ends is a success (thinning): exact,
// as trials are independent.
void Protocol::on_timer(const Config& config, State& state, const Timer&, Context<Protocol>& context) {
  state.clock += state.armed;
  const std::uint64_t difficulty = next_difficulty(config, tip(state.tree));
  const bool found = state.wins && (difficulty <= state.difficulty || context.choose(difficulty) < state.difficulty);
  if (found) mine(config, state, context);
  arm(config, state, context);
}

Protocol::Problem Protocol::problem(const Config& config, const ProcessSet& correct) {
  return Problem::of(config.n, config.target, config.fork_window, correct);
}

std::optional<ConfigProblem> Protocol::validate(const Config& config) {
  const auto at_least = [](const char* name, std::uint64_t value, std::uint64_t least) -> std::optional<ConfigProblem> {
    if (value >= least) return std::nullopt;
    return ConfigProblem{name, "must be at least " + std::to_string(least)};
  };
  if (config.n <= config.t)
    return ConfigProblem{"n", "must be greater than t, so at least " + std::to_string(config.t + 1)};
  if (auto problem = at_least("block_ticks", config.block_ticks, 1)) return problem;
  if (auto problem = at_least("difficulty", config.difficulty, 1)) return problem;
  if (auto problem = at_least("keep", config.keep, kUncleGenerations + 2)) return problem;
  if (config.block_ticks > std::uint64_t{1} << 40) return ConfigProblem{"block_ticks", "must be at most 2^40"};
  if (config.difficulty > std::uint64_t{1} << 40) return ConfigProblem{"difficulty", "must be at most 2^40"};
  if (config.tickets < 1 || config.tickets > std::uint64_t{1} << 32)
    return ConfigProblem{"tickets", "must be from 1 to 2^32"};
  if (config.shares.size() > config.n) return ConfigProblem{"shares", "must have at most n elements"};
  if (total_share(config) == 0) return ConfigProblem{"shares", "must leave somebody who mines"};
  if (config.confirmations >= config.keep)
    return ConfigProblem{"confirmations", "must be below keep = " + std::to_string(config.keep)};
  if (config.uncles > kMostUncles) return ConfigProblem{"uncles", "must be at most " + std::to_string(kMostUncles)};
  if (config.submit_rate > std::uint64_t{1} << 32) return ConfigProblem{"submit_rate", "must be at most 2^32"};
  return std::nullopt;
}

}  // namespace parley::nakamoto
