// The problem of Byzantine broadcast, also called the Byzantine generals (L. Lamport, R. Shostak, M. Pease, "The
// Byzantine generals problem", TOPLAS 4, 1982, IC1 and IC2): all correct processes deliver one value, that of a correct
// sender. Unlike in reliable broadcast, they deliver something from a silent sender as well.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "protocols/core/ids.hpp"
#include "protocols/core/problems/reliable_broadcast.hpp"
#include "protocols/core/property.hpp"

namespace parley::problems {

struct ByzantineBroadcast {
  static constexpr std::size_t kAgreement = 0;
  static constexpr std::size_t kIntegrity = 1;
  static constexpr std::size_t kDelivery = 2;
  static constexpr std::size_t kTermination = 3;
  static constexpr std::array kProperties{
      PropertyInfo{"agreement", PropertyKind::kAlways, "no two correct processes deliver different values (IC1)"},
      PropertyInfo{"integrity", PropertyKind::kAlways,
                   "a correct process delivers at most once, and from a correct sender only what it sent (IC2)"},
      PropertyInfo{"delivery", PropertyKind::kSometimes, "some correct process delivers"},
      PropertyInfo{"termination", PropertyKind::kEventually, "every correct process delivers"},
  };

  ProcessSet correct;
  std::optional<std::uint64_t> sent;  // what a correct sender sent; none when the sender is faulty
  ProcessSet delivered;
  std::optional<std::uint64_t> value;  // the first delivered
  PropertySet violations;

  void observe(ProcessId who, const BroadcastDelivered& output) {
    if (!delivered.insert(who)) violations.insert(kIntegrity);
    if (sent && *sent != output.value) violations.insert(kIntegrity);
    if (value && *value != output.value) violations.insert(kAgreement);
    if (!value) value = output.value;
  }

  PropertySet broken() const { return violations; }
  PropertySet witnessed() const { return value ? PropertySet::of(kDelivery) : PropertySet{}; }
  PropertySet unfulfilled() const {
    PropertySet open;
    correct.for_each([&](ProcessId id) {
      if (!delivered.contains(id)) open.insert(kTermination);
    });
    return open;
  }
};

}  // namespace parley::problems
