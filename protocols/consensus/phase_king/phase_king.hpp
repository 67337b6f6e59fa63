// Phase king (P. Berman, J. Garay, K. Perry, "Towards optimal distributed consensus", FOCS 1989), the form with three
// rounds a phase, which stands n > 3t; consensus on one bit among t liars, in t + 1 phases, without signatures.
// (The form with two rounds a phase, of which models/phase_king.eta speaks, asks for n > 4t.)
//
// Phase k, with the value V of a process and process k as its king:
//   round 3k      all send V; V is the bit that n - t have sent, else undecided
//   round 3k + 1  all send V; V is the bit that more than t have sent, else undecided where more than t are
//   round 3k + 2  the king sends V; who is undecided, or did not hear its V from n - t in the round before, takes the
//                 king's, and 1 from a king that is undecided
//
// Rounds are synchronous, by timers: round r (from 0) is over when r + 1 times `round_ticks` have gone by since the
// process's start, or before that when all that can be said in it has been heard. A message counts in its round and is
// kept for two rounds: nobody is further ahead, as only a king's round can end before all are in it. All of this is
// correct only while differences of starts and a message's way take less than `round_ticks` together; otherwise
// messages of correct processes are missed, as if they were faulty. Nothing is sent again, and nobody waits.
#pragma once

#include <cstdint>
#include <string_view>
#include <variant>

#include "protocols/consensus/phase_king/attacks.hpp"
#include "protocols/core/problems/consensus.hpp"
#include "protocols/core/process.hpp"

namespace parley::phase_king {

// kNothing is no value of a correct process: who says it has said something, and it counts for nothing.
enum class Value : std::uint8_t { kZero, kOne, kUndecided, kNothing };

struct Exchange {
  std::uint64_t round = 0;
  Value value = Value::kNothing;
};

struct Config {
  std::uint32_t n = 4;
  std::uint32_t t = 1;
  std::uint32_t ones = 2;  // so many processes, the last ones, begin with 1, the others with 0
  bool swapped = false;    // all begin with the other value
  std::uint64_t round_ticks = 20;
  // To try other protocols with; 0 stands for the paper's formula (rules.hpp).
  std::uint32_t phases = 0;
  std::uint32_t hold_quorum = 0;
  std::uint32_t support_quorum = 0;
};

// Who said what in one round. Invariant: the sets are disjoint.
struct Hearing {
  ProcessSet zeros;
  ProcessSet ones;
  ProcessSet undecided;
  ProcessSet nothing;
};

struct State {
  std::uint64_t round = 0;  // 3 * phases: over
  std::uint64_t clock = 0;  // times that `round_ticks` have gone by
  Value value = Value::kZero;
  bool held = false;               // in a king's round: n - t have said `value` in the round before
  InlineVector<Hearing, 3> heard;  // in round `round` and in the two after it; none when it is over
};

struct RoundOver {};

struct Protocol {
  using Config = phase_king::Config;
  using State = phase_king::State;
  using Durable = NoDurable;  // a process that restarts has lost its place: a restart counts as a fault
  using Record = NoRecord;
  using Message = Exchange;
  using Timer = RoundOver;
  using Output = problems::ValueDecided;
  using Problem = problems::Consensus;
  using Attack = std::variant<EquivocatingKing, SilentKing, SplitVoter>;

  static constexpr std::string_view kName = "phase_king";

  static State initial(const Config& config, ProcessId self, const Durable& durable);
  static void on_start(const Config& config, State& state, Context<Protocol>& context);
  static void on_message(const Config& config, State& state, ProcessId from, const Message& message,
                         Context<Protocol>& context);
  static void on_timer(const Config& config, State& state, const Timer& timer, Context<Protocol>& context);

  static std::optional<ConfigProblem> validate(const Config& config);
  // What is decided must be the value of a correct process.
  static Problem problem(const Config& config, const ProcessSet& correct);
  static Config second_face(const Config& config);
};

}  // namespace parley::phase_king
