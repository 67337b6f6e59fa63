// A replicated register store with a pluggable consistency (Landers, Kramer, "Light Cone Consistency", arXiv
// 2605.09114, in our formalisation: the paper's definitions were not available).
//
// e -> f: the client that wrote f had written or read e before, or its replica could show it e when it wrote f; and
// what follows by transitivity. What a read may show is the light cone
//
//   visible = { e in base : every D_C-ancestor of e is in base },  base = received, and what the client carries with it
//
// and what it returns is the greatest visible write of its key in the order O.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "checker/history/registers.hpp"
#include "cli/studies/light_cone/schedule.hpp"

namespace parley::light_cone {

// C, by which ancestors an event must have (D_C), and whether a client carries what it has seen to the next replica.
enum class Closure : std::uint8_t {
  none,                 // no ancestor; carries nothing
  session,              // no ancestor; carries what it wrote and read
  process,              // its writer's earlier writes; carries
  writes_follow_reads,  // what its writer had read; carries nothing
  per_key,              // ancestors of its key; carries
  full,                 // all ancestors; carries
};

// O. Only topological and serializer refine ->; trivial shows an event that no visible one follows, the last to come.
enum class Order : std::uint8_t {
  trivial,
  timestamp,    // by the writer's clock
  hash,         // by a number that has nothing to do with anything
  topological,  // by the number of ancestors, then hash
  process,      // by the writer, then its own order
  serializer,   // by real time
};

// What the study must catch.
enum class Mutant : std::uint8_t {
  none,
  forgetful,  // clients carry nothing from replica to replica
  open,       // no event needs its ancestors
};

// R: an event that is older must be visible. Nothing: eventually.
struct Configuration {
  Closure closure = Closure::none;
  Order order = Order::trivial;
  std::optional<std::uint64_t> staleness_ticks = {};
  Mutant mutant = Mutant::none;
};

inline constexpr std::uint32_t kClosures = 6;
inline constexpr std::uint32_t kOrders = 6;

struct Run {
  history::RegisterHistory history;
  std::uint64_t reads = 0;
  std::uint64_t inversions = 0;  // reads that return e although f, e -> f, is visible, too
  std::uint64_t stale = 0;       // reads that do not return the last write in real time
  bool converges = true;         // in the end, when all has arrived, all replicas show the same
};

Run carry_out(const Schedule& schedule, const Configuration& configuration);

}  // namespace parley::light_cone
