// Attacks of miners on the ledger. Each withholds blocks and publishes them later. What an attacker has published so
// far it tells from its own tree, by going through the blocks in the order in which they came: so it needs no memory.
// With blocks of equal difficulty; heights are compared, not work.
#pragma once

#include <cstdint>
#include <string_view>

#include "protocols/core/context.hpp"

namespace parley::nakamoto {

struct Config;
struct State;
struct Protocol;

// I. Eyal, E. G. Sirer, "Majority is not Enough: Bitcoin Mining is Vulnerable", Financial Cryptography 2014,
// algorithm 1. `accomplices`: processes 0 .. 63 as bits that mine on the same private branch.
struct SelfishMining {
  static constexpr std::string_view kName = "selfish_mining";
  std::uint64_t accomplices = 0;
  void rewrite(const Config& config, const State& state, Effects<Protocol>& effects, Context<Protocol>& context) const;
};

// Mines on a private branch, and publishes all of it as soon as it is `lead` blocks higher than what is public; gives
// it up when the public chain is higher. With a lead of 1 it is honest.
struct Parasite {
  static constexpr std::string_view kName = "parasite";
  std::uint32_t lead = 2;
  std::uint64_t accomplices = 0;
  void rewrite(const Config& config, const State& state, Effects<Protocol>& effects, Context<Protocol>& context) const;
};

// Nakamoto 2008, section 11: the block of height 1 holds a payment, and the attacker mines on another branch from
// genesis on, to publish it once the payment is confirmed and the branch is the higher one. `give_up`: when that many
// blocks behind; 0: never. Success is a violation of common_prefix. A block that is not on the chain that the process
// itself prefers it keeps in mind by sending it to itself, so it needs a link to itself that loses nothing; a block
// found meanwhile is lost.
struct DoubleSpend {
  static constexpr std::string_view kName = "double_spend";
  std::uint32_t give_up = 0;
  void rewrite(const Config& config, const State& state, Effects<Protocol>& effects, Context<Protocol>& context) const;
};

}  // namespace parley::nakamoto
