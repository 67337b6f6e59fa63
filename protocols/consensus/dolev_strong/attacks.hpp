// Attacks on Dolev and Strong's broadcast. Each rewrites what an honest process wants to send, and signs with no key
// but the process's own.
#pragma once

#include <string_view>

#include "protocols/core/context.hpp"

namespace parley::dolev_strong {

struct Config;
struct State;
struct Protocol;

// As sender, sends its value to the lower half of the processes and the next greater one to the upper half.
struct EquivocatingSender {
  static constexpr std::string_view kName = "equivocating_sender";
  void rewrite(const Config& config, const State& state, Effects<Protocol>& effects, Context<Protocol>& context) const;
};

// Keeps what it accepts among liars: sends it to its accomplice alone, and in the last round to its victim alone, who
// then has no round left to tell anybody. A row of liars, each the accomplice of the one before, does so with as many
// signatures as there are liars.
struct LateRelay {
  static constexpr std::string_view kName = "late_relay";
  ProcessId accomplice{0};
  ProcessId victim{0};
  void rewrite(const Config& config, const State& state, Effects<Protocol>& effects, Context<Protocol>& context) const;
};

}  // namespace parley::dolev_strong
