// Light Cone Consistency (Landers, Kramer, arXiv 2605.09114): consistency models as configurations of a closure C, an
// order O and a bound of staleness R over what a replica has received. Definitions are ours (store.hpp, metadata.hpp):
// the paper's were not available, so what is judged is our formalisation.
//
//   explore    detection equals prevention: every dependency graph of up to `events` events, every depth of metadata
//   simulate   the matrix 6 closures x 6 orders x {no R, R = 0}: each configuration carries out the same random
//   schedules,
//              and eight properties of its histories are judged by the project's checkers (checker/history); then the
//              share of linearizable runs against the interval of operations over the delay of propagation
//
// What a configuration guarantees (guarantees() in matrix.hpp, argued there) must never be broken; of each named model
// the next stronger property must be broken by some run, so that the matrix tells models apart.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "cli/studies/light_cone/schedule.hpp"
#include "cli/studies/light_cone/store.hpp"
#include "protocols/core/study.hpp"

namespace parley::light_cone {

struct Parameters {
  std::uint32_t events = 5;                // explore: of the largest dependency graphs, 2 to 6
  std::vector<std::uint64_t> graphs = {};  // only these of the largest, by number; empty: all, and the smaller ones
  std::uint64_t schedules = 400;           // simulate: each under 72 configurations
  std::uint64_t first_schedule = 0;
  Load load = {};
  std::vector<Closure> closures = {Closure::none,    Closure::session, Closure::process, Closure::writes_follow_reads,
                                   Closure::per_key, Closure::full};
  std::vector<Order> orders = {Order::trivial,     Order::timestamp, Order::hash,
                               Order::topological, Order::process,   Order::serializer};
  // Of the curve: intervals between a client's operations, in ticks; empty: no curve.
  std::vector<std::uint32_t> intervals = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000};
  std::uint64_t curve_schedules = 400;
  Mutant mutant = Mutant::none;
};

struct Study {
  using Parameters = light_cone::Parameters;
  static constexpr std::string_view kName = "light_cone";
  static constexpr std::array<PropertyInfo, 4> kProperties{{
      {"detection_is_prevention", PropertyKind::kAlways,
       "an inversion can be detected by the metadata kept exactly if ordering by it prevents the inversion"},
      {"guarantees_kept", PropertyKind::kAlways, "no run breaks what its configuration guarantees"},
      {"models_differ", PropertyKind::kSometimes, "some run of each named model breaks what the next stronger one has"},
      {"slow_writes_linearize", PropertyKind::kSometimes,
       "where operations are far slower than propagation, more runs are linearizable than where they are faster"},
  }};

  static std::optional<ConfigProblem> validate(const Parameters& parameters);
  static StudyFindings<Parameters> explore(const Parameters& parameters, const StudyConditions& conditions);
  static StudyFindings<Parameters> simulate(const Parameters& parameters, const StudyConditions& conditions);
};

}  // namespace parley::light_cone
