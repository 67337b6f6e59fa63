// Pastry (A. Rowstron, P. Druschel, "Pastry: scalable, decentralized object location and routing for large-scale
// peer-to-peer systems", Middleware 2001; section numbers below are the paper's).
//
// Identifiers are read as digits of b bits, and stand on a circle; the process nearest to a key on either side is
// responsible for it. A process keeps, for each length of a prefix that it shares with others and each next digit, one
// process (routing table), and the processes nearest to it on both sides (leaf set). Lookups are recursive: a process
// hands a lookup on to one that shares a longer prefix with the key, or, among its leaves, to the nearest.
//
// The paper chooses table entries by proximity in the network and keeps a neighbourhood set for that. There is no such
// metric here: the first process that is heard of stays, and there is no neighbourhood set.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "protocols/core/problems/lookup_neighbours.hpp"
#include "protocols/core/process.hpp"
#include "protocols/overlay/identifiers.hpp"

namespace parley::pastry {

using Identifier = std::uint64_t;

// How tables begin: full, as far as there are processes, or empty, and all join through one. Named as in experiments.
enum class Tables : std::uint8_t { perfect, joins };

struct Config {
  std::uint32_t n = 8;
  std::uint32_t t = 0;  // processes that may fall; 0: silence is slowness, and nobody is given up
  Tables tables = Tables::perfect;
  ProcessId bootstrap{0};              // the first process, and whom the others know, of `joins`
  std::uint64_t join_ticks = 100;      // each joins at a drawn tick from 1 to this one
  bool table = true;                   // false: hand lookups on along leaf sets alone
  std::uint32_t digit_bits = 4;        // b
  std::uint32_t leaves = 16;           // |L|, half of them on each side; more than 2 t
  std::uint64_t stabilise_ticks = 20;  // between rounds of upkeep; 0: none, for tables that stay as they are
  std::uint64_t answer_ticks = 20;     // who is handed a lookup and does not say so is given up, if somebody may fall
  std::uint32_t lookups = 10;          // of each process
  std::uint64_t lookup_ticks = 50;     // from one lookup to the next
  std::uint32_t patience = 3;          // a lookup or a join without an answer is repeated after so many periods
  std::uint32_t tries = 3;             // of a lookup, and then it is given up, if somebody may fall
  std::uint64_t keys = 1'000'000;      // different keys that are looked up
  std::uint32_t salt = 0;              // draws other identifiers
  // What if: be the owner of every key for which the table has no entry, whatever the leaves are.
  bool own_where_empty = false;
};

enum class Purpose : std::uint8_t { kLookup, kJoin };

// What is handed on from process to process towards the one nearest to the key.
struct Route {
  ProcessId origin;
  Purpose purpose = Purpose::kLookup;
  std::uint32_t number = 0;  // of the lookup
  Identifier key = 0;        // of a join, one's own identifier
  std::uint32_t hops = 0;
  std::uint32_t rows = 0;   // that the newcomer was sent so far
  bool is_near = false;     // it came among the leaves of the nearest, and only goes nearer to the key from here on
  bool is_random = false;   // of a repeated lookup: hops are drawn (section 3.2, "malicious nodes")
  std::uint32_t watch = 0;  // the sender's number of it; 0: it does not wait for Got
};
// To the one before: it is here.
struct Got {
  std::uint32_t watch = 0;
};
// From the owner to the one that asked.
struct Found {
  std::uint32_t number = 0;
  std::uint32_t hops = 0;
};
// To a newcomer from each process on its way: rows of the table that fit it.
struct Rows {
  std::vector<ProcessId> entries;
};
// To a newcomer from the process nearest to it.
struct Welcome {
  std::vector<ProcessId> leaves;
};
// Here I am; who are your leaves, and what stands in that row of your table?
struct Ask {
  std::uint32_t row = 0;
};
struct Tell {
  std::vector<ProcessId> leaves;
  std::vector<ProcessId> row;
};

enum class Alarm : std::uint8_t { kJoin, kUpkeep, kLookup, kWatch };
struct Due {
  Alarm alarm = Alarm::kJoin;
  std::uint32_t watch = 0;  // of kWatch
};

// Closest first. In small rings a process may stand on both sides.
struct Leaves {
  std::vector<ProcessId> before;
  std::vector<ProcessId> after;
};

// Of the row, which is the length of the shared prefix in digits, and the column, which is the next digit.
struct Entry {
  std::uint8_t row = 0;
  std::uint8_t column = 0;
  ProcessId process;
};

struct Asked {
  ProcessId process;
  bool is_late = false;  // a round has begun since
};

// Handed on, and not acknowledged yet; as it came.
struct Watched {
  std::uint32_t watch = 0;
  ProcessId to;
  Route route;
};

struct OpenLookup {
  Identifier key = 0;
  std::uint32_t periods = 0;  // since it was sent
  std::uint32_t tries = 0;
};

// O(2^b log n): no set and no table has an entry a process.
struct State {
  bool is_member = false;
  Leaves leaves;
  std::vector<Entry> table;    // by row and column
  std::vector<Asked> asked;    // no answer yet
  std::uint32_t rounds = 0;    // of upkeep
  std::uint32_t watches = 0;   // numbers given
  std::vector<Watched> under;  // lookups handed on, in order of their numbers, that nobody has said Got to
  std::uint32_t begun = 0;     // lookups
  std::optional<OpenLookup> open;
};

struct Protocol;

// Attacks of its own. It takes what it is handed, and hands nothing on.
struct Swallow {
  static constexpr std::string_view kName = "swallow";
  void rewrite(const Config& config, const State& state, Effects<Protocol>& effects, Context<Protocol>& context) const;
};
// It hands on to whomever it likes.
struct Misroute {
  static constexpr std::string_view kName = "misroute";
  void rewrite(const Config& config, const State& state, Effects<Protocol>& effects, Context<Protocol>& context) const;
};
// It says that it owns whatever it should have handed on.
struct Usurp {
  static constexpr std::string_view kName = "usurp";
  void rewrite(const Config& config, const State& state, Effects<Protocol>& effects, Context<Protocol>& context) const;
};

struct Protocol {
  using Config = pastry::Config;
  using State = pastry::State;
  using Durable = NoDurable;  // who restarts joins again, and counts as faulty
  using Record = NoRecord;
  using Message = std::variant<Route, Got, Found, Rows, Welcome, Ask, Tell>;
  using Timer = Due;
  using Output = problems::LookupNeighboursOutput;
  using Problem = problems::LookupNeighbours;
  using Attack = std::variant<Swallow, Misroute, Usurp>;

  static constexpr std::string_view kName = "pastry";

  static State initial(const Config& config, ProcessId self, const Durable&);
  static void on_start(const Config& config, State& state, Context<Protocol>& context);
  static void on_message(const Config& config, State& state, ProcessId from, const Message& message,
                         Context<Protocol>& context);
  static void on_timer(const Config& config, State& state, const Timer& timer, Context<Protocol>& context);

  static std::optional<ConfigProblem> validate(const Config& config);
  static Problem problem(const Config& config, const ProcessSet& correct);
  static std::uint64_t state_bytes(const Config& config);
};

inline Identifier id_of(const Config& config, ProcessId process) {
  return overlay::identifier(config.salt, process);
}

}  // namespace parley::pastry
