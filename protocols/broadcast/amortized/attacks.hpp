// An attack of this protocol's own, beside the generic strategies: equivocation (with a second face), withheld blocks
// (drop_to_some) and withheld votes (mute) need none.
#pragma once

#include <string_view>

#include "protocols/core/context.hpp"

namespace parley::amortized {

struct Config;
struct State;
struct Protocol;

// Tells everybody that it is ready for blocks that nobody sent, to the end of the chain, and states them when asked.
struct ForgedReadies {
  static constexpr std::string_view kName = "forged_readies";
  void rewrite(const Config& config, const State& state, Effects<Protocol>& effects, Context<Protocol>& context) const;
};

}  // namespace parley::amortized
