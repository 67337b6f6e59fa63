// The problem of spreading a rumour (A. Demers et al., "Epidemic algorithms for replicated database maintenance", PODC
// 1987): what one process knows, all are to learn.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "protocols/core/ids.hpp"
#include "protocols/core/property.hpp"

namespace parley::problems {

struct RumourLearned {
  std::uint64_t value = 0;
};

struct Rumour {
  static constexpr std::size_t kIntegrity = 0;
  static constexpr std::size_t kSpreads = 1;
  static constexpr std::size_t kCoverage = 2;
  static constexpr std::array kProperties{
      PropertyInfo{"integrity", PropertyKind::kAlways,
                   "a correct process learns at most once, and from a correct source only what it said"},
      PropertyInfo{"spreads", PropertyKind::kSometimes, "some correct process other than the source learns"},
      PropertyInfo{"coverage", PropertyKind::kEventually, "if the source is correct, every correct process learns"},
  };

  ProcessSet correct;
  ProcessId source;
  std::optional<std::uint64_t> said;  // by a correct source; none when the source is faulty
  ProcessSet learned;
  bool has_spread = false;
  PropertySet violations;

  void observe(ProcessId who, const RumourLearned& output) {
    if (!learned.insert(who)) violations.insert(kIntegrity);
    if (said && *said != output.value) violations.insert(kIntegrity);
    has_spread = has_spread || who != source;
  }

  PropertySet broken() const { return violations; }
  PropertySet witnessed() const { return has_spread ? PropertySet::of(kSpreads) : PropertySet{}; }
  // All that are correct have learned: only they are observed.
  PropertySet unfulfilled() const {
    return said && learned.size() < correct.size() ? PropertySet::of(kCoverage) : PropertySet{};
  }

  // `informed`: how many have learned.
  std::array<std::pair<std::string_view, double>, 1> measures() const {
    return {{{"informed", static_cast<double>(learned.size())}}};
  }
};

}  // namespace parley::problems
