// The rules that a ledger's safety rests on: what a valid block is, how hard it is to find, and what it may hold.
#pragma once

#include <cstdint>

#include "protocols/ledger/nakamoto/nakamoto.hpp"

namespace parley::nakamoto {

inline constexpr std::uint64_t kUnitDifficulty = 65536;

// An uncle of a block is at most so much lower (Wood, section 11.1: its parent is an ancestor of the block from the
// second to the seventh generation).
inline constexpr Height kUncleGenerations = 6;

Entry genesis();

// Covers every field, the miner's among them.
BlockId id_of(const Header& header);
// Of the ids of a block's uncles; 0 where it has none.
std::uint64_t hash_of_uncles(const std::vector<Signed<Header>>& uncles);

std::uint64_t share_of(const Config& config, ProcessId id);
std::uint64_t total_share(const Config& config);

// Expected ticks until a process of that share, which is not 0, finds a block, in 65536ths of a tick.
std::uint64_t expected_ticks(const Config& config, std::uint64_t share, std::uint64_t difficulty);

// Of the block on top of `parent`.
std::uint64_t next_difficulty(const Config& config, const Entry& parent);
std::uint64_t next_anchor(const Config& config, const Entry& parent);

// Transactions that have come up by then, and those of the chain that a block on top of `parent` ends.
std::uint64_t submitted_by(const Config& config, std::uint64_t time);
std::uint64_t transactions_of(const Config& config, const Entry& parent, std::uint64_t time);

// Whether the header may stand on top of `parent`; its uncles are a matter of the tree.
bool valid_child(const Config& config, const Entry& parent, const Signed<Header>& header);

}  // namespace parley::nakamoto
