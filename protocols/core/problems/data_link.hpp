// The problem of a reliable data link from process 0 to process 1: what the sender accepts, the receiver delivers, each
// message once and in order. Messages are numbered 1, 2, ... as they are accepted, and a message's value is its number;
// protocols treat values as opaque, so that nothing is lost by their being distinct (P. Wolper, "Expressing interesting
// properties of programs in propositional temporal logic", POPL 1986). Value 0 is none that anybody accepted.
//
// A link that stabilises owes this from message `exact_from` on only: those before may be lost, and made-up ones
// delivered, but not after the first exact one (S. Dolev, "Self-Stabilization", MIT Press, 2000, chapter 2).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>

#include "protocols/core/ids.hpp"
#include "protocols/core/property.hpp"

namespace parley::problems {

inline constexpr ProcessId kLinkSender{0};
inline constexpr ProcessId kLinkReceiver{1};

// By the sender: it has taken a message, and knows that it was delivered.
struct MessageAccepted {
  std::uint64_t number = 0;
};
struct MessageConfirmed {
  std::uint64_t number = 0;
};
// By the receiver.
struct MessageDelivered {
  std::uint64_t value = 0;
};
using DataLinkOutput = std::variant<MessageAccepted, MessageConfirmed, MessageDelivered>;

struct DataLink {
  static constexpr std::size_t kPrefix = 0;
  static constexpr std::size_t kNoLoss = 1;
  static constexpr std::size_t kDelivery = 2;
  static constexpr std::size_t kCompletion = 3;
  static constexpr std::array kProperties{
      PropertyInfo{"prefix", PropertyKind::kAlways,
                   "from the first exact message on, what is delivered is a prefix of what was accepted"},
      PropertyInfo{"no_loss", PropertyKind::kAlways, "an exact message is confirmed only after it was delivered"},
      PropertyInfo{"delivery", PropertyKind::kSometimes, "an exact message is delivered"},
      PropertyInfo{"completion", PropertyKind::kEventually, "all exact messages are delivered"},
  };

  bool both_correct = true;  // otherwise nothing is expected
  std::uint64_t messages = 0;
  std::uint64_t exact_from = 1;
  std::uint64_t accepted = 0;
  std::uint64_t confirmed = 0;
  std::uint64_t next = 1;  // the exact message to be delivered next
  PropertySet violations;

  static DataLink of(std::uint64_t messages, std::uint64_t exact_from, const ProcessSet& correct) {
    DataLink monitor;
    monitor.both_correct = correct.contains(kLinkSender) && correct.contains(kLinkReceiver);
    monitor.messages = messages;
    monitor.exact_from = monitor.next = exact_from;
    return monitor;
  }

  static std::optional<Operation> operation_of(const DataLinkOutput& output) {
    if (const auto* begun = std::get_if<MessageAccepted>(&output)) return Operation{begun->number, false};
    if (const auto* ended = std::get_if<MessageConfirmed>(&output)) return Operation{ended->number, true};
    return std::nullopt;
  }

  void observe(ProcessId, const DataLinkOutput& output) {
    if (!both_correct) return;
    std::visit([&](const auto& event) { on(event); }, output);
  }

  PropertySet broken() const { return violations; }
  PropertySet witnessed() const { return next > exact_from ? PropertySet::of(kDelivery) : PropertySet{}; }
  PropertySet unfulfilled() const {
    return both_correct && next <= messages ? PropertySet::of(kCompletion) : PropertySet{};
  }

  // `confirmed`: messages that the sender knows to be delivered.
  std::array<std::pair<std::string_view, double>, 1> measures() const {
    return {{{"confirmed", static_cast<double>(confirmed)}}};
  }

 private:
  void on(const MessageAccepted& event) { accepted = event.number; }
  void on(const MessageConfirmed& event) {
    confirmed = event.number;
    if (event.number >= exact_from && event.number >= next) violations.insert(kNoLoss);
  }
  void on(const MessageDelivered& event) {
    const bool may_be_inexact = exact_from > 1 && next == exact_from;
    if (event.value < exact_from && may_be_inexact) return;
    if (event.value != next || event.value > accepted) return violations.insert(kPrefix);
    ++next;
  }
};

}  // namespace parley::problems
