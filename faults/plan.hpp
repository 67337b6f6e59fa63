// Who is faulty, and how: values that experiment files are read into, campaigns draw, and the shrinker makes smaller.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "faults/strategies/clock.hpp"
#include "faults/strategies/crash.hpp"
#include "faults/strategies/delay.hpp"
#include "faults/strategies/drop_to_some.hpp"
#include "faults/strategies/equivocate.hpp"
#include "faults/strategies/fabricate.hpp"
#include "faults/strategies/mutate.hpp"
#include "faults/strategies/mute.hpp"
#include "faults/strategies/power_loss.hpp"
#include "faults/strategies/replay.hpp"
#include "faults/strategies/twins.hpp"

namespace parley::faults {

// One of the protocol's own attacks (attack.hpp), by name.
struct ProtocolAttack {
  static constexpr std::string_view kName = "protocol";

  std::string attack;
  std::vector<std::pair<std::string, std::uint64_t>> parameters;
};

using StrategySpec = std::variant<Crash, Mute, Delay, DropToSome, Clock, PowerLoss, Replay, Equivocate, Twins, Mutate,
                                  Fabricate, ProtocolAttack>;

inline std::string_view name_of(const StrategySpec& spec) {
  return std::visit([](const auto& strategy) { return strategy.kName; }, spec);
}

// Whether the process runs in two copies.
inline bool is_two_faced(const StrategySpec& spec) {
  return std::holds_alternative<Equivocate>(spec) || std::holds_alternative<Twins>(spec);
}

struct ByzantineFault {
  ProcessId process;
  std::vector<StrategySpec> strategies;  // the first next to the process; at most one that is two-faced
};

// Whether a process with that strategy may say what an honest one would not, rather than only say less, later or
// sooner.
inline bool may_lie(const StrategySpec& spec) {
  return is_two_faced(spec) || std::holds_alternative<Replay>(spec) || std::holds_alternative<Mutate>(spec) ||
         std::holds_alternative<Fabricate>(spec) || std::holds_alternative<ProtocolAttack>(spec);
}
inline bool may_lie(const ByzantineFault& fault) {
  return std::any_of(fault.strategies.begin(), fault.strategies.end(),
                     [](const StrategySpec& spec) { return may_lie(spec); });
}

// A crash that the network's scheduler carries out: all but what is durable is lost.
struct CrashFault {
  ProcessId process;
  Ticks at_tick;
  std::optional<Ticks> restart_at_tick;  // none: never
};

// Invariants: a process is named at most once among the Byzantine ones, and none of these is among the crashes.
struct FaultPlan {
  std::vector<ByzantineFault> byzantine;
  std::vector<CrashFault> crashes;
  ProcessSet churned;  // processes that come and go as their lifetimes are drawn; none of those above
};

}  // namespace parley::faults
