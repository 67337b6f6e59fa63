// The problem of consensus (C. Cachin, R. Guerraoui, L. Rodrigues, "Introduction to Reliable and Secure Distributed
// Programming", 2011, module 5.2, uniform): every process proposes a value, and all decide one of them.
//
// A process that restarts may repeat its decision. What processes decide counts that are not expected to, too.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "protocols/core/ids.hpp"
#include "protocols/core/property.hpp"

namespace parley::problems {

struct ValueDecided {
  std::uint64_t value = 0;
};

struct Consensus {
  static constexpr std::size_t kAgreement = 0;
  static constexpr std::size_t kValidity = 1;
  static constexpr std::size_t kDecision = 2;
  static constexpr std::size_t kTermination = 3;
  static constexpr std::array kProperties{
      PropertyInfo{"agreement", PropertyKind::kAlways, "no two decisions differ, of one process or of two"},
      PropertyInfo{"validity", PropertyKind::kAlways, "what is decided was proposed"},
      PropertyInfo{"decision", PropertyKind::kSometimes, "some process decides"},
      PropertyInfo{"termination", PropertyKind::kEventually, "every correct process decides"},
  };

  ProcessSet correct;
  std::vector<std::uint64_t> proposed;  // what any process may propose, ascending
  ProcessSet decided;
  std::optional<std::uint64_t> value;  // the first decided
  PropertySet violations;

  void observe(ProcessId who, const ValueDecided& output) {
    decided.insert(who);
    if (value && *value != output.value) violations.insert(kAgreement);
    if (!std::binary_search(proposed.begin(), proposed.end(), output.value)) violations.insert(kValidity);
    if (!value) value = output.value;
  }

  PropertySet broken() const { return violations; }
  PropertySet witnessed() const { return value ? PropertySet::of(kDecision) : PropertySet{}; }
  PropertySet unfulfilled() const {
    PropertySet open;
    correct.for_each([&](ProcessId id) {
      if (!decided.contains(id)) open.insert(kTermination);
    });
    return open;
  }
};

}  // namespace parley::problems
