// The problem of atomic commitment (P. Bernstein, V. Hadzilacos, N. Goodman, "Concurrency Control and Recovery in
// Database Systems", 1987, section 7.3, AC1 to AC5): all participants of a transaction carry it out, or none does.
//
// A process that restarts may repeat its vote and its decision.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <variant>

#include "protocols/core/ids.hpp"
#include "protocols/core/property.hpp"

namespace parley::problems {

struct VoteCast {
  bool yes = false;
};
struct TransactionDecided {
  bool commit = false;
};
using AtomicCommitOutput = std::variant<VoteCast, TransactionDecided>;

struct AtomicCommit {
  static constexpr std::size_t kAgreement = 0;
  static constexpr std::size_t kStability = 1;
  static constexpr std::size_t kCommitValidity = 2;
  static constexpr std::size_t kCommits = 3;
  static constexpr std::size_t kTermination = 4;
  static constexpr std::array kProperties{
      PropertyInfo{"agreement", PropertyKind::kAlways, "no two processes decide differently (AC1)"},
      PropertyInfo{"stability", PropertyKind::kAlways, "no process changes its vote or its decision (AC2)"},
      PropertyInfo{"commit_validity", PropertyKind::kAlways, "commit is decided only if all have voted yes (AC3)"},
      PropertyInfo{"commits", PropertyKind::kSometimes, "some process decides to commit"},
      PropertyInfo{"termination", PropertyKind::kEventually, "every process decides (AC5)"},
  };

  std::uint32_t participants = 0;
  ProcessSet correct;
  ProcessSet yes;
  ProcessSet no;
  ProcessSet committed;
  ProcessSet aborted;
  PropertySet violations;

  void observe(ProcessId who, const AtomicCommitOutput& output) {
    if (const auto* vote = std::get_if<VoteCast>(&output)) {
      (vote->yes ? yes : no).insert(who);
      if ((vote->yes ? no : yes).contains(who)) violations.insert(kStability);
    } else {
      decide(who, std::get<TransactionDecided>(output).commit);
    }
  }

  PropertySet broken() const { return violations; }
  PropertySet witnessed() const { return committed.size() > 0 ? PropertySet::of(kCommits) : PropertySet{}; }
  PropertySet unfulfilled() const {
    PropertySet open;
    correct.for_each([&](ProcessId id) {
      if (!committed.contains(id) && !aborted.contains(id)) open.insert(kTermination);
    });
    return open;
  }

  void decide(ProcessId who, bool commit) {
    (commit ? committed : aborted).insert(who);
    if ((commit ? aborted : committed).contains(who)) violations.insert(kStability);
    if (committed.size() > 0 && aborted.size() > 0) violations.insert(kAgreement);
    if (commit && yes.size() < participants) violations.insert(kCommitValidity);
  }
};

}  // namespace parley::problems
