// A voter (the last process) grants its vote to the first candidate that asks; candidates ask at the start and again
// when their timer goes off. Small enough to know by thought what each kind of fault can do to it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "protocols/core/process.hpp"

namespace parley::voter {

struct Ask {};
struct Granted {
  ProcessId to;
  std::uint32_t asked = 0;  // how often the voter was asked since its last start
};

struct Problem {
  static constexpr std::size_t kOneVote = 0;
  static constexpr std::size_t kOnce = 1;
  static constexpr std::size_t kVote = 2;
  static constexpr std::size_t kAnswer = 3;
  static constexpr std::array kProperties{
      PropertyInfo{"one_vote", PropertyKind::kAlways, "all votes go to one candidate"},
      PropertyInfo{"once", PropertyKind::kAlways, "nobody is asked more often than there are candidates"},
      PropertyInfo{"vote", PropertyKind::kSometimes, "a vote is granted"},
      PropertyInfo{"answer", PropertyKind::kEventually, "a vote is granted"},
  };
  std::uint32_t candidates = 0;
  std::optional<ProcessId> to;
  PropertySet violations;

  void observe(ProcessId, const Granted& vote) {
    if (to && *to != vote.to) violations.insert(kOneVote);
    if (vote.asked > candidates) violations.insert(kOnce);
    to = vote.to;
  }
  PropertySet broken() const { return violations; }
  PropertySet witnessed() const { return to ? PropertySet::of(kVote) : PropertySet{}; }
  PropertySet unfulfilled() const { return to ? PropertySet{} : PropertySet::of(kAnswer); }
};

struct Config {
  std::uint32_t n = 3;
  std::uint32_t t = 0;
  bool persists = true;
  bool retries = false;
  std::uint32_t coins = 0;  // a candidate chooses below this whether to ask at all: 0 is not to
};

struct Protocol {
  using Config = voter::Config;
  struct State {
    std::optional<ProcessId> vote;
    std::uint32_t asked = 0;
    std::uint64_t coin = 0;
  };
  struct Durable {
    std::optional<ProcessId> vote;
  };
  struct Record {
    ProcessId vote;
  };
  using Message = Ask;
  struct Timer {};
  using Output = Granted;
  using Problem = voter::Problem;
  static constexpr std::string_view kName = "voter";

  static State initial(const Config&, ProcessId, const Durable& durable) { return {durable.vote, 0, 0}; }
  static void on_start(const Config& config, State& state, Context<Protocol>& context) {
    const ProcessId last{config.n - 1};
    if (context.self() == last) return;
    if (config.coins > 0) state.coin = context.choose(config.coins);
    if (config.coins == 0 || state.coin > 0) context.send(last, Ask{});
    if (config.retries) context.set_timer(Timer{}, Ticks{10});
  }
  static void on_message(const Config& config, State& state, ProcessId from, const Ask&, Context<Protocol>& context) {
    if (state.asked < config.n) ++state.asked;  // more than there are candidates is all that matters
    if (!state.vote) {
      state.vote = from;
      if (config.persists) context.persist({from});
    }
    context.emit({*state.vote, state.asked});
  }
  static void on_timer(const Config& config, State&, const Timer&, Context<Protocol>& context) {
    context.send(ProcessId{config.n - 1}, Ask{});
  }
  static std::optional<ConfigProblem> validate(const Config&) { return std::nullopt; }
  static Problem problem(const Config& config, const ProcessSet&) { return {config.n - 1, {}, {}}; }
};

inline void apply(Protocol::Durable& durable, const Protocol::Record& record) {
  durable.vote = record.vote;
}

}  // namespace parley::voter
