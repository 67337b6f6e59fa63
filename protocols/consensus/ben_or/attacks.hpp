// Ben-Or's own attack. It rewrites what an honest process wants to send.
#pragma once

#include <string_view>

#include "protocols/core/context.hpp"

namespace parley::ben_or {

struct Config;
struct State;
struct Protocol;

// Tells the lower half of the processes 0 and the upper half 1, as its value and as its proposal, in every round.
struct SplitVoter {
  static constexpr std::string_view kName = "split_voter";
  void rewrite(const Config& config, const State& state, Effects<Protocol>& effects, Context<Protocol>& context) const;
};

}  // namespace parley::ben_or
