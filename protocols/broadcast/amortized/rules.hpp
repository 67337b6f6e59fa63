// The rules that safety and totality rest on, as pure functions, each with its formula and its argument. Those of the
// thresholds are Bracha's (1987, lemmas 1 to 3), said of chains.
#pragma once

#include <cstdint>

#include "protocols/broadcast/amortized/amortized.hpp"

namespace parley::amortized {

// More than (n + t)/2 processes that echoed a block or one after it: two sets of that size share a correct process, and
// what a correct process echoes is one chain, a block a height. Hence of the blocks of one height at most one gets so
// many echoes, and no two correct processes are ready for different blocks of one height.
constexpr std::uint32_t echo_quorum(const Config& config) {
  return config.echo_quorum != 0 ? config.echo_quorum : (config.n + config.t) / 2 + 1;
}

// t + 1 processes that are ready for a block or one after it: one of them is correct, so joining them forges nothing.
constexpr std::uint32_t ready_support(const Config& config) {
  return config.ready_support != 0 ? config.ready_support : config.t + 1;
}

// 2t + 1 of them: t + 1 are correct. Each tells its standing to everybody, for its committees come round, so all become
// ready, and n - t >= 2t + 1 readies are told to everybody: one delivery brings all.
constexpr std::uint32_t delivery_quorum(const Config& config) {
  return config.delivery_quorum != 0 ? config.delivery_quorum : 2 * config.t + 1;
}

// n - t shares, which is an echo quorum and a delivery quorum, and as many as are sure to come.
constexpr std::uint32_t certificate_quorum(const Config& config) {
  return config.certificate_quorum != 0 ? config.certificate_quorum : config.n - config.t;
}

// A payload is asked of t + 1 processes at once; whoever does not have it does not answer, and others are asked later.
constexpr std::uint32_t pull_from(const Config& config) {
  return config.pull_from != 0 ? config.pull_from : config.t + 1;
}

// S_r(i) = {i + 1 + ((r c + k) mod (n - 1)), k = 0 .. c-1}, modulo n: offset = r c mod (n - 1). ceil((n - 1)/c)
// consecutive committees hold everybody else.
ProcessSet committee(const Config& config, ProcessId self, std::uint32_t offset);

// c of the others, drawn without repetition.
ProcessSet random_committee(const Config& config, Context<Protocol>& context);

// The name of a block.
Digest name_of(ProcessId sender, Height height, const Digest& parent, const Digest& payload);

// The payload that a sender puts into its block of that height.
std::string own_payload(const Config& config, ProcessId sender, Height height);

// The block is of that sender and height, and a quorum of different processes has signed one statement about it.
bool valid_certificate(const Config& config, ProcessId sender, const EchoCertificate& certificate);
bool valid_certificate(const Config& config, ProcessId sender, const ReadyCertificate& certificate);

// Whether the block at `height` of a list by height - 1 is `block`.
inline bool holds_at(const std::vector<Digest>& chain, Height height, const Digest& block) {
  return height >= 1 && height <= chain.size() && chain[height - 1] == block;
}

// Whether one of the two is a beginning of the other: nothing that is ready contradicts what was echoed.
bool agree(const Chain& chain);

// Whether, by what that process has said, it is ready for the block or one after it.
bool supports(const Chain& chain, const Voter& voter, Height height, const Digest& block);

}  // namespace parley::amortized
