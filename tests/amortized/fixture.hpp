// Blocks, votes and what a step sends, for tests of the amortised broadcast.
#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "protocols/broadcast/amortized/amortized.hpp"
#include "protocols/broadcast/amortized/rules.hpp"
#include "tests/lone.hpp"

namespace parley::amortized::testing {

using Process = parley::testing::Lone<Protocol>;

inline constexpr ProcessId kSender{0};

// The first blocks of the sender's chain in that edition, to that height.
inline std::vector<Block> chain_of(const Config& config, Height height, std::uint64_t edition = 0) {
  std::vector<Block> blocks;
  Digest parent{};
  for (Height at = 1; at <= height; ++at) {
    blocks.push_back({at, parent, broadcast::payload_of(kSender, at, config.payload_bytes, edition), {}, {}});
    parent = name_of(kSender, at, parent, broadcast::sha256(blocks.back().payload));
  }
  return blocks;
}

inline Digest name(const Block& block) {
  return name_of(kSender, block.height, block.parent, broadcast::sha256(block.payload));
}

inline Vote vote_for(const Block& block, Height ready) {
  return {kSender, block.height, name(block), ready, std::nullopt};
}

// A message and whom it goes to; a broadcast has no receivers here.
template <class M>
struct Addressed {
  ProcessSet to;
  M message;
};

template <class M>
std::vector<Addressed<M>> all_sent(const Effects<Protocol>& effects) {
  std::vector<Addressed<M>> found;
  const auto keep = [&](ProcessSet to, const Protocol::Message& message) {
    if (const auto* wanted = std::get_if<M>(&message)) found.push_back({std::move(to), *wanted});
  };
  for (const Effect<Protocol>& effect : effects) {
    if (const auto* send = std::get_if<Send<Protocol>>(&effect)) keep({send->to}, send->message);
    if (const auto* some = std::get_if<Multicast<Protocol>>(&effect)) keep(some->to, some->message);
    if (const auto* all = std::get_if<Broadcast<Protocol>>(&effect)) keep({}, all->message);
  }
  return found;
}

inline const Chain& chain(const Process& process) {
  return process.state().chains.at(kSender);
}

}  // namespace parley::amortized::testing
