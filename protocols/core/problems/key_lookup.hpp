// The problem of looking up who is responsible for a key, in an overlay whose processes have identifiers in the keys'
// space: the process nearest to the key, clockwise (I. Stoica et al., "Chord", IEEE/ACM Trans. Networking 11, 2003), by
// XOR (P. Maymounkov, D. Mazieres, "Kademlia", IPTPS 2002), or on either side of it on the circle of identifiers
// (A. Rowstron, P. Druschel, "Pastry", Middleware 2001).
//
// What is right while tables are not, none of the papers says. So answers are judged from the lookup on that begins
// when tables are right; all others are counted only.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "protocols/core/ids.hpp"
#include "protocols/core/property.hpp"

namespace parley::problems {

// A process's lookups are numbered 1, 2, ..., one at a time.
struct LookupBegun {
  std::uint32_t number = 0;
  std::uint64_t key = 0;
};
// No owner: the lookup was given up. Hops are the processes that it went through after the one that asked.
struct LookupEnded {
  std::uint32_t number = 0;
  std::uint64_t key = 0;
  std::optional<ProcessId> owner;
  std::uint32_t hops = 0;
};

enum class KeyMetric : std::uint8_t { kClockwise, kXor, kCircular };

// From a key to an identifier; different for different identifiers. Circular: twice the way along the shorter side,
// less one where the identifier stands before the key, which is nearer than one as far behind it.
constexpr std::uint64_t key_distance(KeyMetric metric, std::uint64_t key, std::uint64_t identifier) {
  if (metric == KeyMetric::kXor) return key ^ identifier;
  const std::uint64_t clockwise = identifier - key;
  if (metric == KeyMetric::kClockwise) return clockwise;
  return (clockwise << 1) ^ (0 - (clockwise >> 63));
}

// The processes by their identifiers.
struct KeyOwners {
  struct Entry {
    std::uint64_t identifier = 0;
    ProcessId process;
  };

  KeyMetric metric = KeyMetric::kClockwise;
  std::vector<Entry> entries;             // by identifier
  PerProcess<std::uint64_t> identifiers;  // of all processes where these are not all, and empty otherwise

  // Of those processes; `identifier_of` gives theirs.
  template <class IdentifierOf>
  static KeyOwners of(KeyMetric metric, const ProcessSet& processes, IdentifierOf identifier_of) {
    KeyOwners owners{metric, {}, {}};
    processes.for_each([&](ProcessId id) { owners.entries.push_back({identifier_of(id), id}); });
    std::sort(owners.entries.begin(), owners.entries.end(),
              [](const Entry& a, const Entry& b) { return a.identifier < b.identifier; });
    return owners;
  }

  // The same, of processes that are some of n: others are known by their identifiers.
  template <class IdentifierOf>
  static KeyOwners among(std::uint32_t n, KeyMetric metric, const ProcessSet& processes, IdentifierOf identifier_of) {
    KeyOwners owners = of(metric, processes, identifier_of);
    if (owners.entries.size() == n) return owners;
    owners.identifiers = PerProcess<std::uint64_t>(n);
    for (std::uint32_t id = 0; id < n; ++id) owners.identifiers[ProcessId{id}] = identifier_of(ProcessId{id});
    return owners;
  }

  // Whether no owner stands nearer to the key than the process, which may be none itself.
  bool is_plausible(std::uint64_t key, ProcessId process) const {
    const ProcessId nearest = owner(key);
    if (!identifiers.contains(process)) return process == nearest;
    return key_distance(metric, key, identifiers[process]) <= key_distance(metric, key, identifiers[nearest]);
  }

  // REQUIRES: entries is sorted and not empty. Costs a binary search.
  ProcessId owner(std::uint64_t key) const {
    const auto from = [&](std::uint64_t bound) {
      return std::lower_bound(entries.begin(), entries.end(), bound,
                              [](const Entry& entry, std::uint64_t value) { return entry.identifier < value; });
    };
    if (metric != KeyMetric::kXor) {
      const auto found = from(key);
      const Entry& after = found == entries.end() ? entries.front() : *found;
      if (metric == KeyMetric::kClockwise) return after.process;
      const Entry& before = found == entries.begin() ? entries.back() : *std::prev(found);
      const bool is_before = key_distance(metric, key, before.identifier) < key_distance(metric, key, after.identifier);
      return is_before ? before.process : after.process;
    }
    // The part of the space that shares the longest prefix with the key and is not empty, bit by bit.
    auto first = entries.begin();
    auto last = entries.end();
    std::uint64_t prefix = 0;
    for (int bit = 63; bit >= 0 && last - first > 1; --bit) {
      const std::uint64_t upper = prefix | (std::uint64_t{1} << bit);
      const auto middle = std::lower_bound(
          first, last, upper, [](const Entry& entry, std::uint64_t value) { return entry.identifier < value; });
      const bool wants_upper = ((key >> bit) & 1) != 0;
      const bool takes_upper = wants_upper ? middle != last : middle == first;
      (takes_upper ? first : last) = middle;
      if (takes_upper) prefix = upper;
    }
    return first->process;
  }
};

// What all monitors of lookups share.
struct LookupCount {
  std::uint32_t each = 0;      // lookups of each process
  std::uint64_t expected = 0;  // of correct processes together
  std::uint64_t ended = 0;
  std::uint64_t satisfied = 0;  // ended with an owner
  std::uint64_t right = 0;      // and it is the right one
  std::uint64_t plausible = 0;  // and no owner stands nearer to the key
  std::uint64_t hops = 0;       // of satisfied ones together
  bool is_judged = false;
  PerProcess<std::uint32_t> unjudged;  // lookups up to this number of a process; empty: none

  bool is_done() const { return ended >= expected; }

  // Returns whether the answer is right, or not to be judged.
  bool count(const KeyOwners& owners, ProcessId who, const LookupEnded& event) {
    ++ended;
    const bool judged = is_judged && (unjudged.size() == 0 || event.number > unjudged[who]);
    if (!event.owner) return !judged;
    ++satisfied;
    hops += event.hops;
    const bool is_right = *event.owner == owners.owner(event.key);
    if (is_right) ++right;
    if (owners.is_plausible(event.key, *event.owner)) ++plausible;
    return is_right || !judged;
  }

  // `hops`: of a lookup, on average; `satisfied`: lookups that found an owner; `right`: the share of the right one
  // among those that nothing happens to; `plausible`: of one as near to the key, be it one of the others.
  std::array<std::pair<std::string_view, double>, 4> measures() const {
    const auto number = static_cast<double>(satisfied);
    const double found = satisfied == 0 ? 1 : number;
    return {{{"hops", static_cast<double>(hops) / found},
             {"satisfied", number},
             {"right", static_cast<double>(right) / found},
             {"plausible", static_cast<double>(plausible) / found}}};
  }
};

using KeyLookupOutput = std::variant<LookupBegun, LookupEnded>;

// Lookups alone. Observing costs a binary search.
struct KeyLookup {
  static constexpr std::size_t kOwner = 0;
  static constexpr std::size_t kFound = 1;
  static constexpr std::size_t kAnswers = 2;
  static constexpr std::array kProperties{
      PropertyInfo{"owner", PropertyKind::kAlways, "a lookup with perfect tables finds the process nearest to its key"},
      PropertyInfo{"found", PropertyKind::kSometimes, "some lookup finds an owner"},
      PropertyInfo{"answers", PropertyKind::kEventually, "every lookup of every correct process ends"},
  };

  KeyOwners owners;  // the correct processes
  LookupCount lookups;
  PropertySet violations;

  static KeyLookup of(std::uint32_t lookups_each, bool is_judged, KeyOwners sorted) {
    KeyLookup monitor;
    monitor.lookups.each = lookups_each;
    monitor.lookups.expected = std::uint64_t{lookups_each} * sorted.entries.size();
    monitor.lookups.is_judged = is_judged;
    monitor.owners = std::move(sorted);
    return monitor;
  }

  static std::optional<Operation> operation_of(const KeyLookupOutput& output) {
    if (const auto* event = std::get_if<LookupBegun>(&output)) return Operation{event->number, false};
    return Operation{std::get<LookupEnded>(output).number, true};
  }

  void observe(ProcessId who, const KeyLookupOutput& output) {
    const auto* ended = std::get_if<LookupEnded>(&output);
    if (ended != nullptr && !lookups.count(owners, who, *ended)) violations.insert(kOwner);
  }

  PropertySet broken() const { return violations; }
  PropertySet witnessed() const { return lookups.satisfied > 0 ? PropertySet::of(kFound) : PropertySet{}; }
  PropertySet unfulfilled() const { return lookups.is_done() ? PropertySet{} : PropertySet::of(kAnswers); }
  auto measures() const { return lookups.measures(); }
};

}  // namespace parley::problems
