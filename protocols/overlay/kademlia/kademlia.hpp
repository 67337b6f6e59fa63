// Kademlia (P. Maymounkov, D. Mazieres, "Kademlia: a peer-to-peer information system based on the XOR metric", IPTPS
// 2002; section numbers below are those of the paper's long version). The distance of two identifiers is their XOR;
// each process keeps, for every distance from 2^i to 2^(i+1), a bucket of up to k contacts. A lookup is iterative:
// whoever asks has up to alpha questions under way, to the closest processes that it has heard of.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "protocols/core/problems/key_lookup.hpp"
#include "protocols/core/process.hpp"
#include "protocols/overlay/identifiers.hpp"

namespace parley::kademlia {

using Identifier = std::uint64_t;

// How tables begin: k contacts in every bucket that has so many, or empty, and all join through one process. Named as
// in experiments.
enum class Tables : std::uint8_t { perfect, joins };

struct Config {
  std::uint32_t n = 8;
  std::uint32_t t = 0;  // processes that may fall; 0: silence is slowness, and nobody is given up
  Tables tables = Tables::perfect;
  ProcessId bootstrap{0};           // whom the others know, of `joins`
  std::uint64_t join_ticks = 100;   // each joins at a drawn tick from 1 to this one
  std::uint32_t k = 8;              // contacts in a bucket and in an answer
  std::uint32_t alpha = 3;          // questions of a lookup under way at once
  std::uint64_t answer_ticks = 20;  // a question without an answer is asked again
  std::uint32_t tries = 2;          // of a question, and then the contact is given up, if somebody may fall
  std::uint64_t refresh_ticks = 0;  // from the refresh of one bucket to that of the next; 0: none
  std::uint32_t lookups = 10;       // of each process
  std::uint64_t lookup_ticks = 50;  // from one lookup to the next
  std::uint64_t keys = 1'000'000;   // different keys that are looked up
  std::uint32_t salt = 0;           // draws other identifiers
  // What if: end a lookup with the first answer, however far away it comes from.
  bool trust_first_answer = false;
};

// Whom an answer names, closest first.
using Contacts = std::vector<ProcessId>;

// FIND_NODE and its answer; `search` is the asker's number of the search.
struct Ask {
  std::uint32_t search = 0;
  Identifier key = 0;
};
struct Tell {
  std::uint32_t search = 0;
  Contacts contacts;
};

enum class Alarm : std::uint8_t { kJoin, kLookup, kRefresh, kAnswer };
struct Due {
  Alarm alarm = Alarm::kJoin;
  std::uint32_t search = 0;  // of kAnswer
};

// Contacts at a distance from 2^index to 2^(index+1), who has been silent for longest first. `spare` is the last that
// found no room.
struct Bucket {
  std::uint8_t index = 0;
  std::vector<ProcessId> contacts;
  std::optional<ProcessId> spare;
};

enum class Stage : std::uint8_t { kHeardOf, kAsked, kAnswered, kGivenUp };

struct Candidate {
  ProcessId process;
  std::uint32_t depth = 0;  // contacts on the way to it: 1 for one's own
  Stage stage = Stage::kHeardOf;
  std::uint32_t tries = 0;
};

enum class Purpose : std::uint8_t { kLookup, kJoin, kRefresh };

struct Search {
  std::uint32_t number = 0;
  Purpose purpose = Purpose::kLookup;
  Identifier key = 0;
  std::vector<Candidate> candidates;  // closest to the key first
};

// O(k log n).
struct State {
  std::vector<Bucket> buckets;   // by index; none is empty
  std::vector<Search> searches;  // under way: at most one for a key and one for the tables
  std::uint32_t searched = 0;
  std::uint32_t begun = 0;   // lookups
  std::uint8_t refresh = 0;  // index of the bucket that is refreshed next
  bool is_member = false;
};

struct Protocol {
  using Config = kademlia::Config;
  using State = kademlia::State;
  using Durable = NoDurable;  // who restarts has forgotten its contacts, joins again, and counts as faulty
  using Record = NoRecord;
  using Message = std::variant<Ask, Tell>;
  using Timer = Due;
  using Output = problems::KeyLookupOutput;
  using Problem = problems::KeyLookup;

  static constexpr std::string_view kName = "kademlia";

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

}  // namespace parley::kademlia
