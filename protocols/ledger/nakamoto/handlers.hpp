// What the parts of the protocol share: how a block is made, and how it is announced.
#pragma once

#include <optional>

#include "protocols/ledger/nakamoto/tree.hpp"

namespace parley::nakamoto {

// A block of the process on top of `parent`, on its clock.
Block make_block(const Config& config, const State& state, const Entry& parent, Context<Protocol>& context);

// Sends it to all, over the topology to the neighbours but `except`.
void announce(const Config& config, const Block& block, std::optional<ProcessId> except, Context<Protocol>& context);

// The block as it can be sent, with its uncles; none where the tree no longer holds them.
std::optional<Block> block_of(const Tree& tree, const Entry& entry);

}  // namespace parley::nakamoto
