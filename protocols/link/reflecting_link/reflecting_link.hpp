// The reflecting link: a value changes hands in two round trips, so that its sender knows that it was applied, and not
// only that it was delivered (P. Borrill, "The Semantic Arrow of Time", parts II to V, arXiv 2603.04774, 2603.04810,
// 2603.04826, and the sources of the Open Atomic Ethernet specification). Of the papers' text only abstracts were at
// hand; the machine is reconstructed, and where a choice was ours docs/protocols/reflecting_link.md says so.
//
//   process 0, initiator                          process 1, responder
//   TENTATIVE   -- Offer(value) -->               keeps it in a shadow; TENTATIVE
//               <-- Reflect(copy) --
//   compares; REFLECTING -- Confirm -->           REFLECTING: applies, atomically
//               <-- Done --                       COMMITTED
//   COMMITTED, frees its copy
// An unequal copy, a refusal or silence ends in ABORTED, with a Jam to the other. An end that hears nothing for `turns`
// turns gives up (FAILED). Until it applies, the responder may abort alone, and until it confirms, the initiator; an
// initiator that has confirmed is *in doubt*. With `triangle` it asks process 2 by the other two links: Status to it,
// Ask to the responder, which from then on does not apply what it has not applied (freeze), Report back, Verdict.
//
// The signals of TIKTYKTIK (DATA, SIG1, SIG2, SIG3) are the same machine without a copy in Reflect: `signals`.
// Baselines share the ends: `placed` is an RDMA write, complete when the value lies in the receiver's memory; `forget`
// completes when the frame leaves.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "protocols/core/problems/transfer.hpp"
#include "protocols/core/process.hpp"
#include "protocols/link/fifo.hpp"

namespace parley::reflecting_link {

inline constexpr ProcessId kThird{2};

enum class Discipline : std::uint8_t { kReflect, kSignals, kPlaced, kForget };
enum class InDoubt : std::uint8_t { kWait, kPresumeCommit, kPresumeAbort };

struct Config {
  std::uint32_t n = 2;
  std::uint32_t t = 0;
  std::uint64_t transfers = 10;  // that the initiator has to make, one after the other
  Discipline discipline = Discipline::kReflect;
  bool triangle = false;                // process 2 resolves doubt
  bool relay = true;                    // what is said about a doubt also goes round, by the third process of the three
  bool gray = false;                    // frames carry two bits in place of their number; see counters.hpp
  bool fifo = true;                     // with `gray`: the link keeps order
  std::uint64_t turn_ticks = 16;        // silence after which a frame is repeated
  std::uint32_t turns = 3;              // silent turns after which an end gives up
  std::uint64_t probes = 0;             // how often an initiator in doubt asks; 0: for ever
  std::uint32_t refusal_odds = 0;       // the responder's application refuses one value of so many; 0: none
  std::uint64_t stage_ticks = 0;        // each stage in a network card takes 1 to so many ticks; 0: none
  std::uint64_t application_ticks = 0;  // from where the application can see a value to where it has used it
  std::uint32_t buffers = 64;           // `placed` and `forget`: values that wait for the application, at most
  // The link's faults, as choices of the end that sends (link_end.hpp).
  std::uint32_t failing = 0;           // arcs that may die, a bit each: 0->1, 1->0, 0->2, 2->0, 1->2, 2->1
  std::uint32_t cut_odds = 2;          // such an arc dies before one frame of so many
  std::uint32_t corrupted_offers = 0;  // frames of a run whose content the link may change, by kind
  std::uint32_t corrupted_reflections = 0;
  std::uint32_t corrupted_signals = 0;  // one kind turned into another, of each end
  std::uint32_t corrupt_odds = 2;       // one of so many
  // false: `completion` and `one_owner` are not judged, so that a run goes on and their breach can be measured.
  bool asks_completion = true;
  // What-ifs.
  bool free_at_confirm = false;       // the initiator reports completion when it confirms
  InDoubt in_doubt = InDoubt::kWait;  // what an initiator in doubt takes for the outcome
  std::uint32_t reports_needed = 0;   // reports on which the third process decides; 0 stands for both ends'
  bool freeze = true;                 // the responder freezes before it reports
};

// --- frames of the link. `position` is the link's (link/fifo.hpp), `counter` the frame's (counters.hpp) ---

struct Offer {
  std::uint64_t position = 0;
  std::uint64_t counter = 0;
  std::uint64_t value = 0;
};
struct Reflect {
  std::uint64_t position = 0;
  std::uint64_t counter = 0;
  std::uint64_t copy = 0;
};
struct Confirm {
  std::uint64_t position = 0;
  std::uint64_t counter = 0;
};
struct Done {
  std::uint64_t position = 0;
  std::uint64_t counter = 0;
};
struct Jam {
  std::uint64_t position = 0;
  std::uint64_t counter = 0;
};

// --- what is said about a doubt: the initiator to the third process, it to the responder, and back ---

enum class Topic : std::uint8_t { kStatus, kAsk, kReport, kVerdict };

struct Word {
  Topic topic = Topic::kStatus;
  ProcessId to;  // who gets it by way of another passes it on
  std::uint64_t transfer = 0;
  std::uint64_t probe = 0;  // of the initiator's questions
  bool applied = false;     // of a report and a verdict
};

struct SilenceDue {};

// Of one value, in the seven stages of an RDMA write: it is posted (the offer), fetched by the card, on the wire, in
// the other card, placed in memory, visible to the processor, used by the application.
enum class Stage : std::uint8_t { kFetched, kInCard, kShadow, kVisible, kUsed };

struct StageDue {
  Stage stage = Stage::kFetched;
  std::uint64_t transfer = 0;
};

// What must not be forgotten. `settled`: of the transfers up to this one the end is known here; it is never unsaid.
struct Durable {
  std::uint64_t settled = 0;
  bool committed = false;       // how the last of them ended
  std::uint64_t value = 0;      // the responder's: what was applied, if it was
  std::uint64_t confirmed = 0;  // the initiator's: the last transfer that it confirmed
};
struct Confirmed {
  std::uint64_t transfer = 0;
};
struct Settled {
  std::uint64_t transfer = 0;
  bool committed = false;
  std::uint64_t value = 0;
};
using Record = std::variant<Confirmed, Settled>;

void apply(Durable& durable, const Record& record);

enum class LinkState : std::uint8_t { kIdle, kTentative, kReflecting, kCommitted, kAborted, kFailed };

// A value at the responder. `stage` is what it waits for; kShadow: that the initiator confirms.
struct Slot {
  std::uint64_t transfer = 0;
  std::uint64_t value = 0;
  Stage stage = Stage::kShadow;
};

// A question about a doubt.
struct Question {
  std::uint64_t transfer = 0;
  std::uint64_t probe = 0;
  friend constexpr bool operator==(const Question&, const Question&) = default;
};

// Invariants: (1) `known` equals what is durable. (2) With `reflect` and `signals` at most one slot waits for a
// confirmation. (3) There are at most `buffers` slots.
struct State {
  Durable known;
  LinkState link_state = LinkState::kIdle;
  std::uint64_t transfer = 0;  // the one under way; of the responder, the last one that it was offered
  std::uint32_t silent = 0;    // turns
  bool given_up = false;       // with `gray`: an old frame cannot be told from a new one, so nothing new is begun
  std::vector<Slot> slots;     // the responder's
  Question asked;              // the initiator's last question; of the others, the last one that they passed on
  Question answered;           // of the third process: the last one whose answer it passed on
  link::End end;
  // The link's: arcs from here that are dead, as in Config::failing, and frames that it has changed.
  std::uint32_t dead = 0;
  std::uint32_t changed_values = 0;
  std::uint32_t changed_signals = 0;
};

struct Protocol {
  using Config = reflecting_link::Config;
  using State = reflecting_link::State;
  using Durable = reflecting_link::Durable;
  using Record = reflecting_link::Record;
  using Message = std::variant<Offer, Reflect, Confirm, Done, Jam, Word>;
  using Timer = std::variant<SilenceDue, StageDue>;
  using Output = problems::TransferOutput;
  using Problem = problems::Transfer;

  static constexpr std::string_view kName = "reflecting_link";

  static State initial(const Config&, ProcessId, const Durable& durable);
  static void on_start(const Config& config, State& state, Context<Protocol>& context);
  static void on_message(const Config& config, State& state, ProcessId from, const Message& message,
                         Context<Protocol>& context);
  static void on_timer(const Config& config, State& state, const Timer& timer, Context<Protocol>& context);

  static std::optional<ConfigProblem> validate(const Config& config);
  static Problem problem(const Config& config, const ProcessSet& correct);
  static std::vector<Gauge> gauges(const State& state);
};

}  // namespace parley::reflecting_link
