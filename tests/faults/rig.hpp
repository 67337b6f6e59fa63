// Runs single steps of one Byzantine process of the chatter protocol and tells what it says to whom.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "faults/mixed.hpp"
#include "net/world/step.hpp"
#include "protocols/core/print.hpp"
#include "tests/faults/chatter.hpp"

namespace parley::faults {

using chatter::Chatter;
using Chatty = Mixed<Chatter>;

// "Hello 10 -> 0 1 3", sorted; timers as "timer 10".
using Said = std::vector<std::string>;

inline std::string describe(const Chatter::Message& message) {
  const std::string kind(kind_of(message));
  return std::visit(
      [&](const auto& chosen) {
        using Kind = std::remove_cvref_t<decltype(chosen)>;
        if constexpr (std::is_same_v<Kind, chatter::Greeting>) {
          return kind + " " + std::to_string(chosen.statement.statement().value) + " of " +
                 std::to_string(chosen.statement.signer().value);
        } else {
          return kind + " " + std::to_string(boost::pfr::get<0>(chosen));
        }
      },
      message);
}

class Rig {
 public:
  static constexpr ProcessId kSelf{2};

  explicit Rig(std::vector<StrategySpec> strategies, std::vector<std::uint64_t> tape = {})
      : config_(chatter::Config{}, FaultPlan{{{kSelf, std::move(strategies)}}, {}, {}}),
        stepper_(config_),
        tape_(tape) {}

  std::optional<ConfigProblem> problem() const { return Chatty::validate(config_); }

  Said start() { return said(stepper_.start(kSelf, local_, choices())); }
  Said receive(std::uint32_t from, Chatter::Message message) {
    return said(stepper_.deliver(kSelf, local_, ProcessId{from}, message, choices()));
  }
  Said fire(const Chatty::Timer& timer) { return said(stepper_.fire(kSelf, local_, timer, choices())); }
  // The choices of the steps from now on.
  void choose(std::vector<std::uint64_t> tape) { tape_ = std::move(tape); }

  const Chatty::State& state() const { return local_.state; }
  // The timers set by the last step.
  const std::vector<Chatty::Timer>& timers() const { return timers_; }

 private:
  Choices& choices() {
    choices_ = Choices(tape_);
    return choices_;
  }

  Said said(const Effects<Chatty>& effects) {
    Said said;
    timers_.clear();
    for (const Effect<Chatty>& effect : effects) {
      if (const auto* broadcast = std::get_if<Broadcast<Chatty>>(&effect)) {
        said.push_back(describe(broadcast->message) + " -> all");
      } else if (const auto* send = std::get_if<Send<Chatty>>(&effect)) {
        said.push_back(describe(send->message) + " -> " + std::to_string(send->to.value));
      } else if (const auto* multicast = std::get_if<Multicast<Chatty>>(&effect)) {
        std::string line = describe(multicast->message) + " ->";
        multicast->to.for_each([&](ProcessId id) { line += " " + std::to_string(id.value); });
        said.push_back(line);
      } else if (const auto* set = std::get_if<SetTimer<Chatty>>(&effect)) {
        timers_.push_back(set->timer);
      }
    }
    return said;
  }

  MixedConfig<Chatter> config_;
  world::Stepper<Chatty> stepper_;
  world::LocalState<Chatty> local_;
  std::vector<std::uint64_t> tape_;
  Choices choices_;
  std::vector<Chatty::Timer> timers_;
};

}  // namespace parley::faults
