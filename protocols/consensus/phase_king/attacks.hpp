// Phase king's own attacks. Each rewrites what an honest process wants to send.
#pragma once

#include <string_view>

#include "protocols/core/context.hpp"

namespace parley::phase_king {

struct Config;
struct State;
struct Protocol;

// As king, tells the lower half of the processes 0 and the upper half 1.
struct EquivocatingKing {
  static constexpr std::string_view kName = "equivocating_king";
  void rewrite(const Config& config, const State& state, Effects<Protocol>& effects, Context<Protocol>& context) const;
};

// As king, says nothing; otherwise takes part.
struct SilentKing {
  static constexpr std::string_view kName = "silent_king";
  void rewrite(const Config& config, const State& state, Effects<Protocol>& effects, Context<Protocol>& context) const;
};

// Tells the lower half 0 and the upper half 1, in every round.
struct SplitVoter {
  static constexpr std::string_view kName = "split_voter";
  void rewrite(const Config& config, const State& state, Effects<Protocol>& effects, Context<Protocol>& context) const;
};

}  // namespace parley::phase_king
