// The problem of reliable broadcast with many senders, each of which broadcasts the payloads 1, 2, ..., `payloads`
// (G. Bracha, "Asynchronous Byzantine agreement protocols", 1987, for one payload; properties as in Cachin, Guerraoui,
// Rodrigues, "Introduction to Reliable and Secure Distributed Programming", module 3.12, for each sender and sequence
// number). Senders are processes 0 .. senders - 1. No order is asked for between payloads.
//
// Outputs name a payload by 64 bits of a hash of it, so that traces and monitors do not grow with payloads.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>

#include "protocols/core/ids.hpp"
#include "protocols/core/property.hpp"

namespace parley::problems {

// By the sender, in the step in which it begins, before it sends anything.
struct PayloadSent {
  ProcessId sender;
  std::uint64_t sequence = 0;  // the first is 1
  std::uint64_t fingerprint = 0;
};
// By everybody, the sender included.
struct PayloadDelivered {
  ProcessId sender;
  std::uint64_t sequence = 0;
  std::uint64_t fingerprint = 0;
};
// By a process that has to ask others for a payload; for those who count that. Protocols need not emit it.
struct PayloadPulled {
  ProcessId sender;
  std::uint64_t sequence = 0;
};
using MultiBroadcastOutput = std::variant<PayloadSent, PayloadDelivered, PayloadPulled>;

// Observing costs a lookup among the payloads seen so far. Invariants: (1) `incomplete` is the number of slots that
// some but not all correct processes have delivered; (2) `outstanding` is the number of deliveries that correct
// processes still owe of payloads of correct senders; (3) a complete slot has an empty `delivered`.
struct MultiBroadcast {
  static constexpr std::size_t kAgreement = 0;
  static constexpr std::size_t kIntegrity = 1;
  static constexpr std::size_t kDelivery = 2;
  static constexpr std::size_t kTotality = 3;
  static constexpr std::size_t kValidity = 4;
  static constexpr std::array kProperties{
      PropertyInfo{"agreement", PropertyKind::kAlways,
                   "no two correct processes deliver different payloads for a sender and a sequence number"},
      PropertyInfo{"integrity", PropertyKind::kAlways,
                   "a correct process delivers at most once for a sender and a sequence number, and from a correct "
                   "sender only what it sent"},
      PropertyInfo{"delivery", PropertyKind::kSometimes, "some correct process delivers"},
      PropertyInfo{"totality", PropertyKind::kEventually,
                   "if one correct process delivers for a sender and a sequence number, all do"},
      PropertyInfo{"validity", PropertyKind::kEventually,
                   "every correct process delivers all payloads of every correct sender"},
  };

  struct Slot {
    std::optional<std::uint64_t> sent;   // by a correct sender
    std::optional<std::uint64_t> first;  // the first delivered
    ProcessSet delivered;
    bool complete = false;
  };
  using Key = std::pair<ProcessId, std::uint64_t>;  // sender, sequence

  ProcessSet correct;
  std::map<Key, Slot> slots;
  std::uint64_t incomplete = 0;
  std::uint64_t outstanding = 0;
  std::uint64_t completed = 0;
  std::uint64_t pulls = 0;
  PropertySet violations;

  // REQUIRES: senders <= the number of processes.
  static MultiBroadcast of(std::uint32_t senders, std::uint64_t payloads, const ProcessSet& correct) {
    MultiBroadcast monitor;
    monitor.correct = correct;
    for (std::uint32_t id = 0; id < senders; ++id)
      if (correct.contains(ProcessId{id})) monitor.outstanding += payloads * correct.size();
    return monitor;
  }

  // An operation is a payload: from its sender's sending it to its sender's delivering it. That others deliver it ends
  // none that they have begun.
  static std::optional<Operation> operation_of(const MultiBroadcastOutput& output) {
    if (const auto* sent = std::get_if<PayloadSent>(&output)) return operation(sent->sender, sent->sequence, false);
    if (const auto* got = std::get_if<PayloadDelivered>(&output)) return operation(got->sender, got->sequence, true);
    return std::nullopt;
  }

  void observe(ProcessId who, const MultiBroadcastOutput& output) {
    std::visit([&](const auto& event) { on(who, event); }, output);
  }

  PropertySet broken() const { return violations; }
  PropertySet witnessed() const { return incomplete + completed > 0 ? PropertySet::of(kDelivery) : PropertySet{}; }
  PropertySet unfulfilled() const {
    PropertySet open;
    if (incomplete > 0) open.insert(kTotality);
    if (outstanding > 0) open.insert(kValidity);
    return open;
  }

  // `completed`: payloads that all correct processes delivered. `pulls`: payloads that were asked for.
  std::array<std::pair<std::string_view, double>, 2> measures() const {
    return {{{"completed", static_cast<double>(completed)}, {"pulls", static_cast<double>(pulls)}}};
  }

 private:
  static Operation operation(ProcessId sender, std::uint64_t sequence, bool ends) {
    return {(std::uint64_t{sender.value} << 32) ^ sequence, ends};
  }

  void on(ProcessId who, const PayloadSent& event) {
    std::optional<std::uint64_t>& sent = slots[{event.sender, event.sequence}].sent;
    if (who != event.sender || sent) return violations.insert(kIntegrity);
    sent = event.fingerprint;
  }

  void on(ProcessId who, const PayloadDelivered& event) {
    Slot& slot = slots[{event.sender, event.sequence}];
    if (correct.contains(event.sender) && slot.sent != event.fingerprint) violations.insert(kIntegrity);
    if (slot.first && *slot.first != event.fingerprint) violations.insert(kAgreement);
    if (!correct.contains(who)) return;
    if (!slot.first) slot.first = event.fingerprint;
    if (slot.complete || !slot.delivered.insert(who)) return violations.insert(kIntegrity);
    if (correct.contains(event.sender) && outstanding > 0) --outstanding;
    if (slot.delivered.size() == 1) ++incomplete;
    if (slot.delivered.size() < correct.size()) return;
    slot.delivered = {};
    slot.complete = true;
    --incomplete;
    ++completed;
  }

  void on(ProcessId, const PayloadPulled&) { ++pulls; }
};

}  // namespace parley::problems
