// Ben-Or's randomised consensus on one bit (M. Ben-Or, "Another advantage of free choice: completely asynchronous
// agreement protocols", PODC 1983): protocol A tolerates t < n/2 crashes, protocol B (`byzantine`) t < n/5 liars. No
// signatures; time is not relied upon.
//
// A round has two steps. Everybody sends its value, waits for n - t values and proposes one that enough of them are, or
// nothing; then it waits for n - t proposals, decides a value that enough of them are, adopts one that fewer are, and
// else tosses a coin (thresholds.hpp).
//
// The paper lets processes go on for ever. Here who has decided in a round takes part in the next one, so that all
// others decide in it, and stops there. A process rests for `pause_ticks` between two rounds, which is what an explorer
// counts rounds by, and keeps what comes early for the next `horizon` rounds; later messages are dropped.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <variant>

#include "protocols/consensus/ben_or/attacks.hpp"
#include "protocols/core/problems/consensus.hpp"
#include "protocols/core/process.hpp"

namespace parley::ben_or {

// Rounds count from 1.
struct Vote {
  std::uint64_t round = 0;
  bool value = false;
};
enum class Choice : std::uint8_t { kZero, kOne, kNothing };  // nothing: "?" in the paper
constexpr Choice choice_of(bool value) {
  return value ? Choice::kOne : Choice::kZero;
}
struct Proposal {
  std::uint64_t round = 0;
  Choice choice = Choice::kNothing;
};

// The processes whose first message of a step was for a value. Invariant: the sets are disjoint.
struct Tally {
  ProcessSet zeros;
  ProcessSet ones;
  ProcessSet nothing;
};
struct RoundTally {
  Tally votes;
  Tally proposals;
};

struct Config {
  std::uint32_t n = 6;
  std::uint32_t t = 1;
  bool byzantine = true;   // protocol B; false: protocol A
  std::uint32_t ones = 3;  // so many processes, the last ones, begin with 1, the others with 0
  bool swapped = false;    // all begin with the other value
  std::uint64_t pause_ticks = 1;
  std::uint64_t horizon = 64;  // rounds
  // Thresholds to try other protocols with; 0 stands for the paper's formula (thresholds.hpp).
  std::uint32_t propose_quorum = 0;
  std::uint32_t adopt_support = 0;
  std::uint32_t decide_quorum = 0;
};

enum class Stage : std::uint8_t {
  kVoted,     // waits for values
  kProposed,  // waits for proposals
  kDecided,   // these three: the round is over, and it ended so
  kAdopted,
  kTossed,
  kStopped,  // has proposed in the round after the one in which it decided
};

struct State {
  std::uint64_t round = 0;
  Stage stage = Stage::kVoted;
  bool value = false;
  std::optional<bool> decided;
  // Invariant: only rounds from `round` to `round` + horizon.
  std::map<std::uint64_t, RoundTally> tallies;
};

struct NextRound {};

struct Protocol {
  using Config = ben_or::Config;
  using State = ben_or::State;
  using Durable = NoDurable;  // a process that restarts has forgotten what it said: a restart counts as a fault
  using Record = NoRecord;
  using Message = std::variant<Vote, Proposal>;
  using Timer = NextRound;
  using Output = problems::ValueDecided;
  using Problem = problems::Consensus;
  using Attack = std::variant<SplitVoter>;

  static constexpr std::string_view kName = "ben_or";

  static State initial(const Config& config, ProcessId self, const Durable& durable);
  static void on_start(const Config& config, State& state, Context<Protocol>& context);
  static void on_message(const Config& config, State& state, ProcessId from, const Message& message,
                         Context<Protocol>& context);
  static void on_timer(const Config& config, State& state, const Timer& timer, Context<Protocol>& context);

  static std::optional<ConfigProblem> validate(const Config& config);
  // Among liars what is decided must be the value of a correct process; among processes that crash, of any.
  static Problem problem(const Config& config, const ProcessSet& correct);
  static Config second_face(const Config& config);
};

}  // namespace parley::ben_or
