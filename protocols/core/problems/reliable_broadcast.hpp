// The problem of reliable broadcast (Bracha, "Asynchronous Byzantine agreement protocols", 1987; properties as in
// Cachin, Guerraoui, Rodrigues, "Introduction to Reliable and Secure Distributed Programming", module 3.12).
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "protocols/core/ids.hpp"
#include "protocols/core/property.hpp"

namespace parley::problems {

struct BroadcastDelivered {
  std::uint64_t value = 0;
};

struct ReliableBroadcast {
  static constexpr std::size_t kAgreement = 0;
  static constexpr std::size_t kIntegrity = 1;
  static constexpr std::size_t kDelivery = 2;
  static constexpr std::size_t kTotality = 3;
  static constexpr std::size_t kValidity = 4;
  static constexpr std::array kProperties{
      PropertyInfo{"agreement", PropertyKind::kAlways, "no two correct processes deliver different values"},
      PropertyInfo{"integrity", PropertyKind::kAlways,
                   "a correct process delivers at most once, and from a correct sender only what it sent"},
      PropertyInfo{"delivery", PropertyKind::kSometimes, "some correct process delivers"},
      PropertyInfo{"totality", PropertyKind::kEventually, "if one correct process delivers, all do"},
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
    if (value && *value != output.value) violations.insert(kAgreement);
    if (!value) value = output.value;
  }

  PropertySet broken() const { return violations; }
  PropertySet witnessed() const { return value ? PropertySet::of(kDelivery) : PropertySet{}; }
  PropertySet unfulfilled() const {
    PropertySet open;
    const bool all = delivered.size() == correct.size();
    if (value && !all) open.insert(kTotality);
    if (sent && !all) open.insert(kValidity);
    return open;
  }
};

}  // namespace parley::problems
