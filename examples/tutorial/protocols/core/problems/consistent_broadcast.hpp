// The problem of Byzantine consistent broadcast (Cachin, Guerraoui, Rodrigues, "Introduction to Reliable and Secure
// Distributed Programming", 2011, module 3.11): reliable broadcast without totality.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "protocols/core/ids.hpp"
#include "protocols/core/problems/reliable_broadcast.hpp"
#include "protocols/core/property.hpp"

namespace parley::problems {

struct ConsistentBroadcast {
  static constexpr std::size_t kConsistency = 0;
  static constexpr std::size_t kIntegrity = 1;
  static constexpr std::size_t kDelivery = 2;
  static constexpr std::size_t kValidity = 3;
  static constexpr std::array kProperties{
      PropertyInfo{"consistency", PropertyKind::kAlways, "no two correct processes deliver different values"},
      PropertyInfo{"integrity", PropertyKind::kAlways,
                   "a correct process delivers at most once, and from a correct sender only what it sent"},
      PropertyInfo{"delivery", PropertyKind::kSometimes, "some correct process delivers"},
      PropertyInfo{"validity", PropertyKind::kEventually, "if the sender is correct, every correct process delivers"},
  };

  ProcessSet correct;
  std::optional<std::uint64_t> sent;  // what a correct sender sent; none when the sender is faulty
  ProcessSet delivered;
  std::optional<std::uint64_t> value;  // the first delivered
  PropertySet violations;

  void observe(ProcessId who, const BroadcastDelivered& output) {
    if (!delivered.insert(who)) violations.insert(kIntegrity);
    if (sent && *sent != output.value) violations.insert(kIntegrity);
    if (value && *value != output.value) violations.insert(kConsistency);
    if (!value) value = output.value;
  }

  PropertySet broken() const { return violations; }
  PropertySet witnessed() const { return value ? PropertySet::of(kDelivery) : PropertySet{}; }
  PropertySet unfulfilled() const {
    return sent && delivered.size() != correct.size() ? PropertySet::of(kValidity) : PropertySet{};
  }
};

}  // namespace parley::problems
