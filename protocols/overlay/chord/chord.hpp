// Chord (I. Stoica, R. Morris, D. Liben-Nowell, D. Karger, M. F. Kaashoek, F. Dabek, H. Balakrishnan, "Chord: a
// scalable peer-to-peer lookup protocol for Internet applications", IEEE/ACM Trans. Networking 11, 2003), with the
// joining, stabilising and rectifying of P. Zave, "Reasoning about identifier spaces: how to make Chord correct", IEEE
// Trans. Software Engineering 43, 2017: a process adopts a successor only after it has answered.
//
// Processes stand on a circle of identifiers, and the successor of a key, the first process at or after it, is
// responsible for it. Lookups are recursive: a process hands a lookup on to the closest finger before the key, and the
// key's predecessor answers whoever asked.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "protocols/core/problems/lookup_ring.hpp"
#include "protocols/core/process.hpp"
#include "protocols/overlay/chord/ring.hpp"
#include "protocols/overlay/identifiers.hpp"

namespace parley::chord {

// How tables begin: those of the ideal ring of all processes, or empty, and all join through one. Named as in
// experiments.
enum class Tables : std::uint8_t { perfect, joins };

// Where processes stand: hashed, as in the paper, or evenly spaced in order of their numbers.
enum class Placement : std::uint8_t { hashed, even };

struct Config {
  std::uint32_t n = 8;
  std::uint32_t t = 0;  // processes that may fall; 0: silence is slowness, and nobody is given up
  Tables tables = Tables::perfect;
  ProcessId bootstrap{0};              // the first process, and whom the others know, of `joins`
  std::uint64_t join_ticks = 100;      // each joins at a drawn tick from 1 to this one
  bool fingers = true;                 // false: hand lookups on to the successor alone
  std::uint32_t successors = 8;        // length of the list, at most; more than t
  std::uint64_t stabilise_ticks = 20;  // between rounds of upkeep; 0: none, for a ring that stays as it is
  std::uint32_t lookups = 10;          // of each process
  std::uint64_t lookup_ticks = 50;     // from one lookup to the next
  std::uint32_t patience = 3;          // a lookup or a join without an answer is repeated after so many periods
  std::uint32_t tries = 3;             // of a lookup, and then it is given up
  std::uint64_t keys = 1'000'000;      // different keys that are looked up
  Placement placement = Placement::hashed;
  std::uint32_t salt = 0;  // draws other identifiers
  // What if: adopt the predecessor that a successor names, wherever it stands.
  bool trust_any_predecessor = false;
};

enum class Purpose : std::uint8_t { kLookup, kJoin, kFinger };

// find_successor, handed on from process to process, and its answer.
struct Find {
  ProcessId origin;
  Purpose purpose = Purpose::kLookup;
  std::uint32_t number = 0;  // of the lookup, or the finger's exponent
  Identifier key = 0;
  std::uint32_t hops = 0;
};
struct Found {
  Purpose purpose = Purpose::kLookup;
  std::uint32_t number = 0;
  ProcessId owner;
  std::uint32_t hops = 0;
};

// What a process is asked before it becomes a successor, and in every round after.
struct AskNeighbours {};
struct Neighbours {
  std::optional<ProcessId> predecessor;
  std::vector<ProcessId> successors;
};
// To the successor: here I am, just before you.
struct Notify {};

enum class Alarm : std::uint8_t { kJoin, kUpkeep, kLookup };
struct Due {
  Alarm alarm = Alarm::kJoin;
};

// successor(self + 2^exponent), which is that of larger exponents too, up to the next entry.
struct Finger {
  std::uint8_t exponent = 0;
  ProcessId process;
};

struct OpenLookup {
  Identifier key = 0;
  std::uint32_t periods = 0;  // since it was sent
  std::uint32_t tries = 0;
  ProcessId first_hop;
};

// O(log n): no set and no table has an entry a process.
struct State {
  bool is_member = false;
  std::optional<ProcessId> predecessor;
  std::uint32_t silent_rounds = 0;    // since the predecessor notified
  std::vector<ProcessId> successors;  // closest first; itself alone in a ring of one
  bool awaits_successor = false;      // asked in this round, and no answer yet
  std::vector<Finger> fingers;        // by exponent, all beyond the first successor
  std::uint32_t next_finger = 0;      // exponent that is looked up next
  std::optional<ProcessId> fixing;    // first hop of the finger that is being looked up
  std::uint32_t begun = 0;            // lookups
  std::optional<OpenLookup> open;
};

struct Protocol {
  using Config = chord::Config;
  using State = chord::State;
  using Durable = NoDurable;  // who restarts joins again, and counts as faulty
  using Record = NoRecord;
  using Message = std::variant<Find, Found, AskNeighbours, Neighbours, Notify>;
  using Timer = Due;
  using Output = problems::LookupRingOutput;
  using Problem = problems::LookupRing;

  static constexpr std::string_view kName = "chord";

  static State initial(const Config& config, ProcessId self, const Durable&);
  static void on_start(const Config& config, State& state, Context<Protocol>& context);
  static void on_message(const Config& config, State& state, ProcessId from, const Message& message,
                         Context<Protocol>& context);
  static void on_timer(const Config& config, State& state, const Timer& timer, Context<Protocol>& context);

  static std::optional<ConfigProblem> validate(const Config& config);
  static Problem problem(const Config& config, const ProcessSet& correct);
  static std::uint64_t state_bytes(const Config& config);
};

}  // namespace parley::chord
