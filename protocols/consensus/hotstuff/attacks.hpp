// HotStuff's own attacks. Each rewrites what an honest replica wants to send, and signs with no key but the replica's
// own.
#pragma once

#include <string_view>

#include "protocols/core/context.hpp"

namespace parley::hotstuff {

struct Config;
struct State;
struct Protocol;

// As leader, proposes two blocks in one view, one to each half of the replicas.
struct EquivocatingLeader {
  static constexpr std::string_view kName = "equivocating_leader";
  void rewrite(const Config& config, const State& state, Effects<Protocol>& effects, Context<Protocol>& context) const;
};

// As leader, proposes nothing; otherwise takes part.
struct SilentLeader {
  static constexpr std::string_view kName = "silent_leader";
  void rewrite(const Config& config, const State& state, Effects<Protocol>& effects, Context<Protocol>& context) const;
};

// Votes for nothing.
struct WithholdVotes {
  static constexpr std::string_view kName = "withhold_votes";
  void rewrite(const Config& config, const State& state, Effects<Protocol>& effects, Context<Protocol>& context) const;
};

// As leader of a view that a time-out began, proposes on the first block of all, as if it knew no later certificate.
struct ForkingLeader {
  static constexpr std::string_view kName = "forking_leader";
  void rewrite(const Config& config, const State& state, Effects<Protocol>& effects, Context<Protocol>& context) const;
};

}  // namespace parley::hotstuff
