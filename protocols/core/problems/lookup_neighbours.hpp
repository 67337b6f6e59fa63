// The problem of lookups (key_lookup.hpp) among processes on a circle of identifiers that each know their neighbours on
// both sides, as Pastry's do (A. Rowstron, P. Druschel, "Pastry", Middleware 2001). Whoever knows both is right about
// what it is responsible for, and so answers are judged from the lookup on that begins when all neighbours are right.
//
// Where nobody may fall, neighbours are those among all processes, whether they are faulty or not: who is silent keeps
// its place, and an answer is wrong only if somebody else stands nearer to the key. Where somebody may, who is slow may
// be taken for fallen, and an answer may be outdated when it comes: then only the end is judged, among the correct.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "protocols/core/ids.hpp"
#include "protocols/core/problems/key_lookup.hpp"
#include "protocols/core/property.hpp"

namespace parley::problems {

// A process has joined, or has other neighbours than before; itself where it stands alone.
struct NeighboursSet {
  ProcessId before;
  ProcessId after;
};
using LookupNeighboursOutput = std::variant<NeighboursSet, LookupBegun, LookupEnded>;

// Observing costs a binary search.
struct LookupNeighbours {
  static constexpr std::size_t kOwner = 0;
  static constexpr std::size_t kStable = 1;
  static constexpr std::size_t kFound = 2;
  static constexpr std::size_t kAnswers = 3;
  static constexpr std::size_t kRepair = 4;
  static constexpr std::array kProperties{
      PropertyInfo{"owner", PropertyKind::kAlways,
                   "a lookup that begins when all neighbours are right finds the process nearest to its key"},
      PropertyInfo{"stable", PropertyKind::kAlways, "where nobody may fall, neighbours that are all right stay right"},
      PropertyInfo{"found", PropertyKind::kSometimes, "some lookup finds an owner"},
      PropertyInfo{"answers", PropertyKind::kEventually, "every lookup of every correct process ends"},
      PropertyInfo{"repair", PropertyKind::kEventually, "every correct process knows its neighbours on both sides"},
  };

  KeyOwners owners;  // all processes where nobody may fall, otherwise the correct ones
  LookupCount lookups;
  bool nobody_falls = true;
  PerProcess<std::uint32_t> rank;    // in `owners`; kNone: not among them
  PerProcess<std::uint8_t> is_open;  // of correct processes: the neighbours are wrong, or unknown
  std::uint32_t wrong = 0;           // how many are open
  PerProcess<std::uint32_t> begun;   // lookups; kept until all neighbours are right
  PropertySet violations;

  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  // `all` is the number of processes, faulty ones included, `may_fall` how many are expected to fall; `sorted` are the
  // owners.
  static LookupNeighbours of(std::uint32_t all, std::uint32_t may_fall, std::uint32_t lookups_each,
                             const ProcessSet& correct, KeyOwners sorted) {
    LookupNeighbours monitor;
    monitor.nobody_falls = may_fall == 0;
    monitor.rank = PerProcess<std::uint32_t>(all, kNone);
    for (std::uint32_t at = 0; at < sorted.entries.size(); ++at) monitor.rank[sorted.entries[at].process] = at;
    monitor.is_open = PerProcess<std::uint8_t>(all);
    correct.for_each([&](ProcessId id) { monitor.is_open[id] = 1; });
    monitor.wrong = correct.size();
    monitor.begun = PerProcess<std::uint32_t>(all);
    monitor.lookups.each = lookups_each;
    monitor.lookups.expected = std::uint64_t{lookups_each} * correct.size();
    monitor.owners = std::move(sorted);
    return monitor;
  }

  // All neighbours are right from the beginning.
  void begin_perfect() {
    is_open = PerProcess<std::uint8_t>(is_open.size());
    wrong = 0;
    lookups.is_judged = nobody_falls;
  }

  static std::optional<Operation> operation_of(const LookupNeighboursOutput& output) {
    if (const auto* event = std::get_if<LookupBegun>(&output)) return Operation{event->number, false};
    if (const auto* event = std::get_if<LookupEnded>(&output)) return Operation{event->number, true};
    return std::nullopt;
  }

  void observe(ProcessId who, const LookupNeighboursOutput& output) {
    std::visit([&](const auto& event) { on(who, event); }, output);
  }

  PropertySet broken() const { return violations; }
  PropertySet witnessed() const { return lookups.satisfied > 0 ? PropertySet::of(kFound) : PropertySet{}; }
  PropertySet unfulfilled() const {
    PropertySet open;
    if (!lookups.is_done()) open.insert(kAnswers);
    if (wrong > 0) open.insert(kRepair);
    return open;
  }
  auto measures() const { return lookups.measures(); }

 private:
  void on(ProcessId who, const LookupBegun& event) {
    if (wrong > 0) begun[who] = event.number;
  }
  void on(ProcessId who, const LookupEnded& event) {
    if (!lookups.count(owners, who, event)) violations.insert(kOwner);
  }
  void on(ProcessId who, const NeighboursSet& event) {
    if (rank[who] == kNone) return;
    const bool is_right = has_right_neighbours(rank[who], event);
    if ((is_open[who] == 0) == is_right) return;
    is_open[who] = is_right ? 0 : 1;
    wrong = is_right ? wrong - 1 : wrong + 1;
    if (!nobody_falls) return;
    if (!is_right && lookups.is_judged) violations.insert(kStable);
    if (wrong > 0 || lookups.is_judged) return;
    lookups.is_judged = true;
    lookups.unjudged = std::move(begun);
    begun = PerProcess<std::uint32_t>(is_open.size());
  }

  bool has_right_neighbours(std::uint32_t at, const NeighboursSet& event) const {
    const auto members = static_cast<std::uint32_t>(owners.entries.size());
    const std::uint32_t after = at + 1 == members ? 0 : at + 1;
    const std::uint32_t before = at == 0 ? members - 1 : at - 1;
    return owners.entries[before].process == event.before && owners.entries[after].process == event.after;
  }
};

}  // namespace parley::problems
