// The problem of a transfer of ownership from process 0, the initiator, to process 1, the responder: a value is handed
// over whole or not at all, and what is reported complete has been applied. Transfers are numbered 1, 2, ... and the
// value of one is its number; protocols treat values as opaque. Processes beyond these two may help.
//
// Source: P. Borrill, "The Semantic Arrow of Time", parts II to V (arXiv 2603.04774, 2603.04810, 2603.04826): delivery
// is not commitment, and completion is to mean that the application has the value. Ownership of one transfer is judged
// by what the processes claim:
//   the initiator owns it until it lets go (TransferConfirmed or TransferCompleted), and for ever once it has aborted
//   the responder owns it once it has applied it
//   between the two nobody claims it: the initiator does not know, and has to say so when it stays so (TransferInDoubt)
//
// A process that restarts may repeat what its store holds (`again` of TransferApplied; the others mean the same twice).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "protocols/core/ids.hpp"
#include "protocols/core/property.hpp"

namespace parley::problems {

inline constexpr ProcessId kInitiator{0};
inline constexpr ProcessId kResponder{1};

// By the initiator: it begins; it lets go of the value, and cannot call it back; its application is told that all is
// done, and may use the memory for something else; it does not know how the transfer ended.
struct TransferOffered {
  std::uint64_t transfer = 0;
};
struct TransferConfirmed {
  std::uint64_t transfer = 0;
};
struct TransferCompleted {
  std::uint64_t transfer = 0;
};
struct TransferInDoubt {
  std::uint64_t transfer = 0;
};
// By the responder: its application has the value. `again`: its store says so after a restart.
struct TransferApplied {
  std::uint64_t transfer = 0;
  std::uint64_t value = 0;
  bool again = false;
};
// By either: the initiator keeps the value, the responder will never apply it.
struct TransferAborted {
  std::uint64_t transfer = 0;
};
using TransferOutput = std::variant<TransferOffered, TransferConfirmed, TransferCompleted, TransferInDoubt,
                                    TransferApplied, TransferAborted>;

// Observing takes constant time, and a byte a transfer.
struct Transfer {
  static constexpr std::size_t kAgreement = 0;
  static constexpr std::size_t kCompletion = 1;
  static constexpr std::size_t kOnce = 2;
  static constexpr std::size_t kIntegrity = 3;
  static constexpr std::size_t kOneOwner = 4;
  static constexpr std::size_t kTransferred = 5;
  static constexpr std::size_t kResolution = 6;
  static constexpr std::size_t kFlagged = 7;
  static constexpr std::array kProperties{
      PropertyInfo{"agreement", PropertyKind::kAlways, "no transfer is committed at one end and aborted at an end"},
      PropertyInfo{"completion", PropertyKind::kAlways, "what the initiator reports complete has been applied"},
      PropertyInfo{"at_most_once", PropertyKind::kAlways, "no transfer is applied twice"},
      PropertyInfo{"integrity", PropertyKind::kAlways, "the value applied is the value offered"},
      PropertyInfo{"one_owner", PropertyKind::kAlways, "a value is applied only after the initiator let go of it"},
      PropertyInfo{"transferred", PropertyKind::kSometimes, "a transfer is applied and reported complete"},
      PropertyInfo{"resolution", PropertyKind::kEventually, "the initiator learns how every transfer ended"},
      PropertyInfo{"doubt_flagged", PropertyKind::kEventually,
                   "the initiator learns how every transfer ended, or says that it does not know"},
  };

  static constexpr std::uint8_t kOffered = 1;
  static constexpr std::uint8_t kLetGo = 2;
  static constexpr std::uint8_t kCompleted = 4;
  static constexpr std::uint8_t kKept = 8;  // aborted by the initiator
  static constexpr std::uint8_t kApplied = 16;
  static constexpr std::uint8_t kDropped = 32;  // aborted by the responder
  static constexpr std::uint8_t kDoubted = 64;

  bool both_correct = true;        // otherwise nothing is expected
  bool asks_completion = true;     // otherwise `completion` and `one_owner` are measured, and not judged
  std::vector<std::uint8_t> told;  // of transfer i + 1, the flags above
  std::uint64_t completed = 0;
  std::uint64_t applied = 0;
  std::uint64_t kept = 0;
  std::uint64_t unapplied = 0;  // reported complete, and not applied yet
  std::uint64_t open = 0;       // offered, and their end not known to the initiator
  std::uint64_t flagged = 0;    // of these, the ones that it says it is in doubt about
  bool transferred = false;
  PropertySet violations;

  static Transfer of(std::uint64_t transfers, const ProcessSet& correct, bool asks_completion = true) {
    Transfer monitor;
    monitor.asks_completion = asks_completion;
    monitor.both_correct = correct.contains(kInitiator) && correct.contains(kResponder);
    monitor.told.resize(transfers, 0);
    return monitor;
  }

  static std::optional<Operation> operation_of(const TransferOutput& output) {
    if (const auto* begun = std::get_if<TransferOffered>(&output)) return Operation{begun->transfer, false};
    if (const auto* ended = std::get_if<TransferCompleted>(&output)) return Operation{ended->transfer, true};
    return std::nullopt;
  }

  void observe(ProcessId who, const TransferOutput& output) {
    if (!both_correct) return;
    std::visit([&](const auto& event) { on(who, event); }, output);
  }

  PropertySet broken() const { return violations; }
  PropertySet witnessed() const { return transferred ? PropertySet::of(kTransferred) : PropertySet{}; }
  PropertySet unfulfilled() const {
    PropertySet missing;
    if (open > 0) missing.insert(kResolution);
    if (open > flagged) missing.insert(kFlagged);
    return missing;
  }

  // `in_doubt`: transfers about which the initiator is in doubt at the end. `unapplied_share`: of those reported
  // complete, the share that was not applied when the run ended.
  std::array<std::pair<std::string_view, double>, 5> measures() const {
    const double share = completed == 0 ? 0.0 : static_cast<double>(unapplied) / static_cast<double>(completed);
    return {{{"completed", static_cast<double>(completed)},
             {"applied", static_cast<double>(applied)},
             {"aborted", static_cast<double>(kept)},
             {"in_doubt", static_cast<double>(flagged)},
             {"unapplied_share", share}}};
  }

 private:
  bool is_known(std::uint64_t transfer) const { return transfer >= 1 && transfer <= told.size(); }
  bool has(std::uint64_t transfer, unsigned flags) const { return (told[transfer - 1] & flags) != 0; }
  // Whether none of it was told before.
  bool tell(std::uint64_t transfer, std::uint8_t flag) {
    const bool fresh = !has(transfer, flag);
    told[transfer - 1] = static_cast<std::uint8_t>(told[transfer - 1] | flag);
    return fresh;
  }

  void on(ProcessId, const TransferOffered& event) {
    if (is_known(event.transfer) && tell(event.transfer, kOffered)) ++open;
  }
  void on(ProcessId, const TransferConfirmed& event) {
    if (is_known(event.transfer)) tell(event.transfer, kLetGo);
  }
  void on(ProcessId, const TransferInDoubt& event) {
    if (!is_known(event.transfer) || has(event.transfer, kCompleted | kKept)) return;
    if (tell(event.transfer, kDoubted)) ++flagged;
  }
  void on(ProcessId, const TransferCompleted& event) {
    if (!is_known(event.transfer)) return;
    if (has(event.transfer, kKept | kDropped)) violations.insert(kAgreement);
    const bool is_over = has(event.transfer, kKept);
    if (!tell(event.transfer, kCompleted)) return;
    ++completed;
    if (has(event.transfer, kApplied)) {
      transferred = true;
    } else {
      if (asks_completion) violations.insert(kCompletion);
      ++unapplied;
    }
    if (!is_over) close(event.transfer);
  }
  void on(ProcessId who, const TransferAborted& event) {
    if (!is_known(event.transfer)) return;
    if (has(event.transfer, kCompleted | kApplied)) violations.insert(kAgreement);
    if (who == kResponder) {
      tell(event.transfer, kDropped);
    } else if (tell(event.transfer, kKept)) {
      ++kept;
      if (!has(event.transfer, kCompleted)) close(event.transfer);
    }
  }
  void on(ProcessId, const TransferApplied& event) {
    if (!is_known(event.transfer) || !has(event.transfer, kOffered)) return violations.insert(kIntegrity);
    if (event.value != event.transfer) violations.insert(kIntegrity);
    if (has(event.transfer, kApplied)) {
      if (!event.again) violations.insert(kOnce);
      return;
    }
    if (has(event.transfer, kKept | kDropped)) violations.insert(kAgreement);
    if (asks_completion && !has(event.transfer, kLetGo | kCompleted)) violations.insert(kOneOwner);
    tell(event.transfer, kApplied);
    ++applied;
    if (!has(event.transfer, kCompleted)) return;
    transferred = true;
    --unapplied;
  }
  void close(std::uint64_t transfer) {
    if (has(transfer, kOffered)) --open;
    if (has(transfer, kDoubted)) --flagged;
  }
};

}  // namespace parley::problems
