// Detection equals prevention (Light Cone Consistency, version 2 of the paper, in our formalisation): an inversion, f
// shown before e although e -> f, can be noticed by who keeps certain metadata exactly if who orders by that metadata
// could have prevented it.
//
// Events of a history are 0 .. n-1, numbered so that e -> f only if e < f; direct dependencies are a directed acyclic
// graph. Metadata of depth d: of every event its ancestors at most d steps away.
#pragma once

#include <cstdint>
#include <vector>

namespace parley::light_cone {

using Events = std::uint32_t;  // a set

struct Dependencies {
  std::uint32_t events = 0;         // at most 7
  std::vector<Events> direct = {};  // by event
};

// The number of graphs with so many events: 2 to the number of pairs.
std::uint64_t dependency_graphs(std::uint32_t events);
Dependencies dependency_graph(std::uint32_t events, std::uint64_t index);

struct Inversions {
  std::uint64_t pairs = 0;          // e -> f
  std::uint64_t detectable = 0;     // by reasoning with what is kept
  std::uint64_t preventable = 0;    // no order that respects what is kept shows f before e
  std::uint64_t disagreements = 0;  // one and not the other

  Inversions& operator+=(const Inversions& other);
};

// Detection reasons by transitivity; prevention goes through all orders of the events, O(n! n).
Inversions compare(const Dependencies& dependencies, std::uint32_t depth, std::uint32_t window);

}  // namespace parley::light_cone
