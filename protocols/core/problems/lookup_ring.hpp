// The problem of lookups in a ring that processes keep up themselves: lookups (key_lookup.hpp), and the ring's own
// invariants after P. Zave, "Reasoning about identifier spaces: how to make Chord correct", IEEE Trans. Software
// Engineering 43, 2017. The graph that is looked at is that of the members' first successors: each has one, so that
// each leads to a cycle.
//   AtLeastOneRing, ConnectedAppendages   every successor is a member
//   AtMostOneRing                         there is one cycle
//   OrderedRing                           the cycle goes round the identifiers once
// Judged where nobody may fall. Otherwise an answer may be outdated when it comes, and who is slow may be taken for
// fallen: then only the end is judged.
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

// A process has joined, or has another first successor than before.
struct SuccessorSet {
  ProcessId successor;
};
using LookupRingOutput = std::variant<SuccessorSet, LookupBegun, LookupEnded>;

// Observing costs a binary search, and a walk over all members once in size/8 changes of a successor; at every change
// up to 64 members.
struct LookupRing {
  static constexpr std::size_t kOwner = 0;
  static constexpr std::size_t kRing = 1;
  static constexpr std::size_t kStable = 2;
  static constexpr std::size_t kFound = 3;
  static constexpr std::size_t kAnswers = 4;
  static constexpr std::size_t kRepair = 5;
  static constexpr std::array kProperties{
      PropertyInfo{"owner", PropertyKind::kAlways, "a lookup that begins in a perfect ring finds the key's successor"},
      PropertyInfo{"ring", PropertyKind::kAlways,
                   "where nobody may fall, first successors form one ordered ring to which all members lead"},
      PropertyInfo{"stable", PropertyKind::kAlways, "where nobody may fall, a perfect ring stays perfect"},
      PropertyInfo{"found", PropertyKind::kSometimes, "some lookup finds an owner"},
      PropertyInfo{"answers", PropertyKind::kEventually, "every lookup of every correct process ends"},
      PropertyInfo{"repair", PropertyKind::kEventually, "every correct process has the next one as its successor"},
  };

  KeyOwners owners;  // the correct processes
  LookupCount lookups;
  bool nobody_falls = true;
  PerProcess<std::uint32_t> rank;   // in `owners`, and kNone for faulty processes
  std::vector<std::uint32_t> next;  // by rank: the rank of the first successor; kNone: not joined, or a faulty one
  std::uint32_t wrong = 0;          // correct processes whose successor is not the next one
  std::uint32_t changes = 0;        // of successors, since the ring was looked at
  PerProcess<std::uint32_t> begun;  // lookups; kept until the ring is perfect
  PropertySet violations;

  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  // `all` is the number of processes, faulty ones included, `may_fall` how many are expected to fall.
  static LookupRing of(std::uint32_t all, std::uint32_t may_fall, std::uint32_t lookups_each, KeyOwners sorted) {
    LookupRing monitor;
    const auto members = static_cast<std::uint32_t>(sorted.entries.size());
    monitor.nobody_falls = may_fall == 0 && members == all;
    monitor.rank = PerProcess<std::uint32_t>(all, kNone);
    for (std::uint32_t at = 0; at < members; ++at) monitor.rank[sorted.entries[at].process] = at;
    monitor.next.assign(members, kNone);
    monitor.wrong = members;
    monitor.begun = PerProcess<std::uint32_t>(all);
    monitor.lookups.each = lookups_each;
    monitor.lookups.expected = std::uint64_t{lookups_each} * members;
    monitor.owners = std::move(sorted);
    return monitor;
  }

  // The ring is perfect from the beginning. REQUIRES: nobody falls.
  void begin_perfect() {
    for (std::uint32_t at = 0; at < next.size(); ++at) next[at] = after(at);
    wrong = 0;
    lookups.is_judged = true;
  }

  static std::optional<Operation> operation_of(const LookupRingOutput& output) {
    if (const auto* event = std::get_if<LookupBegun>(&output)) return Operation{event->number, false};
    if (const auto* event = std::get_if<LookupEnded>(&output)) return Operation{event->number, true};
    return std::nullopt;
  }

  void observe(ProcessId who, const LookupRingOutput& output) {
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
  std::uint32_t after(std::uint32_t at) const { return at + 1 == next.size() ? 0 : at + 1; }

  void on(ProcessId who, const LookupBegun& event) {
    if (wrong > 0) begun[who] = event.number;
  }
  void on(ProcessId who, const LookupEnded& event) {
    if (!lookups.count(owners, who, event)) violations.insert(kOwner);
  }
  void on(ProcessId who, const SuccessorSet& event) {
    const std::uint32_t at = rank[who];
    if (at == kNone) return;
    const std::uint32_t successor = rank.contains(event.successor) ? rank[event.successor] : kNone;
    if (next[at] == successor) return;
    const bool was_right = next[at] == after(at);
    next[at] = successor;
    const bool is_right = next[at] == after(at);
    wrong += was_right ? 1U : 0U;
    wrong -= is_right ? 1U : 0U;
    if (!nobody_falls) return;
    if (was_right && !is_right && lookups.is_judged) violations.insert(kStable);
    if (wrong == 0 && !lookups.is_judged) {
      lookups.is_judged = true;
      lookups.unjudged = std::move(begun);
    }
    if (++changes * 8 < next.size() && next.size() > 64) return;
    changes = 0;
    if (!is_ring()) violations.insert(kRing);
  }

  // Each member is coloured with the walk that first came through it: a walk that meets its own colour closed a cycle.
  bool is_ring() const {
    std::vector<std::uint32_t> colour(next.size(), kNone);
    std::uint32_t cycles = 0;
    for (std::uint32_t start = 0; start < next.size(); ++start) {
      if (next[start] == kNone) continue;  // has not joined
      std::uint32_t at = start;
      for (; colour[at] == kNone; at = next[at]) {
        colour[at] = start;
        if (next[at] == kNone) return false;  // a successor that is no member
      }
      if (colour[at] == start && (++cycles > 1 || !goes_round_once(at))) return false;
    }
    return true;
  }
  // Ranks are in order of identifiers: a cycle that goes round once falls in one place only.
  bool goes_round_once(std::uint32_t start) const {
    std::uint32_t falls = 0;
    std::uint32_t at = start;
    do {
      falls += next[at] <= at ? 1U : 0U;
      at = next[at];
    } while (at != start);
    return falls == 1;
  }
};

}  // namespace parley::problems
