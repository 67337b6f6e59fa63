// Which properties each configuration keeps: what is argued, and what is observed.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "cli/studies/light_cone/store.hpp"

namespace parley::light_cone {

enum class Property : std::uint8_t {
  kReadYourWrites,
  kMonotonicReads,
  kNoInversion,        // no read returns e while f, e -> f, is visible
  kConvergence,        // in the end all replicas show the same
  kCausal,             // CC of Bouajjani et al., POPL 2017
  kCausalConvergence,  // CCv
  kSequential,
  kLinearizable,
};
inline constexpr std::size_t kPropertyCount = 8;
inline constexpr std::array<std::string_view, kPropertyCount> kPropertyNames{
    "read your writes", "monotonic reads", "no inversion", "convergence",
    "causal",           "causal+",         "sequential",   "linearizable"};

// R = 0: whatever was written is visible at once.
//
// - An order that is the same at all replicas is total: all but trivial. If a client carries what it saw, or R = 0, its
// reads
//   never go back in that order: read your writes, monotonic reads. Any total order converges.
// - Trivial, topological and serializer never show what a visible event follows: no inversion.
// - The full closure, or R = 0, makes a client's past visible to its reads; with an order without inversions no read
// returns
//   what its past has overwritten: causal. If the order is total as well, one order explains all: causal+.
// - R = 0 and real time as order: linearizable, hence sequential.
bool guarantees(const Configuration& configuration, Property property);

// Whether a run of the configuration has the property, judged from its history.
bool has(const Run& run, Property property);

// A cell of the matrix, as files and people name it.
std::string_view to_string(Closure closure);
std::string_view to_string(Order order);

// A named model, and a property that the next stronger one has and it has not.
struct NamedModel {
  std::string_view name;
  Configuration configuration;
  Property lacks;
};
const std::vector<NamedModel>& named_models();

}  // namespace parley::light_cone
