// The problem of a replicated log that drives registers for clients (state machine replication). Servers are 0 .. n-1,
// clients n and above. The first two properties are those of Raft (Ongaro and Ousterhout, "In Search of an
// Understandable Consensus Algorithm", USENIX ATC 2014, figure 3); linearizability is that of Herlihy and Wing (TOPLAS
// 12, 1990), with the log as the witness of the order.
//
// A server applies entries 1, 2, ... without gaps. One that restarts emits Restored with the index its state machine
// stands at again (0: it applies everything anew), and goes on from there.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "protocols/core/ids.hpp"
#include "protocols/core/problems/register.hpp"
#include "protocols/core/property.hpp"

namespace parley::problems {

// One operation of a client; its requests are numbered 1, 2, ..., one at a time.
struct ClientCommand {
  ProcessId client;
  std::uint32_t request = 0;
  RegisterOperation operation;
  friend bool operator==(const ClientCommand&, const ClientCommand&) = default;
};

// By servers.
struct LeaderElected {
  std::uint64_t term = 0;
};
struct Restored {
  std::uint64_t index = 0;
};
// Indexes start at 1. No command: an entry that changes nothing.
struct Applied {
  std::uint64_t index = 0;
  std::uint64_t term = 0;
  std::optional<ClientCommand> command;
};
// By clients.
struct Invoked {
  std::uint32_t request = 0;
  RegisterOperation operation;
};
struct Responded {
  std::uint32_t request = 0;
  RegisterResult result;
};
using ReplicatedLogOutput = std::variant<LeaderElected, Restored, Applied, Invoked, Responded>;

// Observing costs a lookup among terms that had a leader (LeaderElected) or among keys (Applied), else constant time.
struct ReplicatedLog {
  static constexpr std::size_t kElectionSafety = 0;
  static constexpr std::size_t kStateMachineSafety = 1;
  static constexpr std::size_t kInOrder = 2;
  static constexpr std::size_t kIntegrity = 3;
  static constexpr std::size_t kDurability = 4;
  static constexpr std::size_t kLinearizability = 5;
  static constexpr std::size_t kLeader = 6;
  static constexpr std::size_t kApplication = 7;
  static constexpr std::size_t kResponse = 8;
  static constexpr std::size_t kAnswers = 9;
  static constexpr std::size_t kConvergence = 10;
  static constexpr std::array kProperties{
      PropertyInfo{"election_safety", PropertyKind::kAlways, "at most one leader is elected in a term"},
      PropertyInfo{"state_machine_safety", PropertyKind::kAlways, "no two servers apply different entries at an index"},
      PropertyInfo{"in_order", PropertyKind::kAlways, "a server applies one index after the other, without gaps"},
      PropertyInfo{"integrity", PropertyKind::kAlways, "only what a client asked is applied, and only that answered"},
      PropertyInfo{"durability", PropertyKind::kAlways, "an answered operation was applied, and its entry stays"},
      PropertyInfo{
          "linearizability", PropertyKind::kAlways,
          "an operation asked after another was answered has a larger index, and answers are those of the log"},
      PropertyInfo{"leader", PropertyKind::kSometimes, "some leader is elected"},
      PropertyInfo{"application", PropertyKind::kSometimes, "some client's command is applied"},
      PropertyInfo{"response", PropertyKind::kSometimes, "some operation is answered"},
      PropertyInfo{"answers", PropertyKind::kEventually, "every operation of every correct client is answered"},
      PropertyInfo{"convergence", PropertyKind::kEventually, "all correct servers apply the same entries"},
  };

  struct Slot {
    std::uint64_t term = 0;
    std::optional<ClientCommand> command;
    friend bool operator==(const Slot&, const Slot&) = default;
  };
  struct Client {
    std::uint32_t invoked = 0;    // last request asked
    std::uint32_t responded = 0;  // last request answered
    RegisterOperation operation;  // that of `invoked`
    std::uint64_t floor = 0;      // `acknowledged` when it was asked
    std::uint32_t executed = 0;   // last request in the log; it stands at `index` and yields `result`
    std::uint64_t index = 0;
    RegisterResult result;
  };

  ProcessSet correct;
  std::uint32_t operations = 0;                      // of each client
  std::map<std::uint64_t, ProcessId> leaders;        // by term
  std::vector<Slot> log;                             // by index - 1, as first applied by a server
  PerProcess<std::uint64_t> applied;                 // last index, by server
  std::vector<Client> clients;                       // by id - n
  std::map<std::uint32_t, std::uint64_t> registers;  // after the whole `log`
  std::uint64_t acknowledged = 0;                    // the largest index of an answered operation
  PropertySet violations;
  PropertySet seen;

  static ReplicatedLog of(std::uint32_t servers, std::uint32_t clients, std::uint32_t operations,
                          const ProcessSet& correct) {
    ReplicatedLog monitor;
    monitor.correct = correct;
    monitor.operations = operations;
    monitor.applied = PerProcess<std::uint64_t>(servers);
    monitor.clients.resize(clients);
    return monitor;
  }

  static std::optional<Operation> operation_of(const ReplicatedLogOutput& output) {
    if (const auto* begun = std::get_if<Invoked>(&output)) return Operation{begun->request, false};
    if (const auto* ended = std::get_if<Responded>(&output)) return Operation{ended->request, true};
    return std::nullopt;
  }

  // Terms, or views, that had a leader.
  std::array<std::pair<std::string_view, double>, 1> measures() const {
    return {{{"leaders", static_cast<double>(leaders.size())}}};
  }

  void observe(ProcessId who, const ReplicatedLogOutput& output) {
    std::visit([&](const auto& event) { on(who, event); }, output);
  }

  PropertySet broken() const { return violations; }
  PropertySet witnessed() const { return seen; }
  PropertySet unfulfilled() const {
    PropertySet open;
    for (std::uint32_t at = 0; at < clients.size(); ++at)
      if (correct.contains(ProcessId{applied.size() + at}) && clients[at].responded < operations) open.insert(kAnswers);
    for (std::uint32_t id = 0; id < applied.size(); ++id)
      if (correct.contains(ProcessId{id}) && applied[ProcessId{id}] < log.size()) open.insert(kConvergence);
    return open;
  }

 private:
  void expect(bool holds, std::size_t property) {
    if (!holds) violations.insert(property);
  }

  Client* client_of(ProcessId id) {
    const bool known = id.value >= applied.size() && id.value - applied.size() < clients.size();
    return known ? &clients[id.value - applied.size()] : nullptr;
  }

  void on(ProcessId who, const LeaderElected& event) {
    expect(leaders.emplace(event.term, who).first->second == who, kElectionSafety);
    seen.insert(kLeader);
  }

  void on(ProcessId who, const Restored& event) {
    if (!applied.contains(who)) return violations.insert(kIntegrity);
    expect(event.index <= log.size(), kInOrder);
    applied[who] = event.index;
  }

  void on(ProcessId who, const Applied& event) {
    if (!applied.contains(who)) return violations.insert(kIntegrity);
    if (event.index != applied[who] + 1 || event.index > log.size() + 1) return violations.insert(kInOrder);
    applied[who] = event.index;
    const Slot slot{event.term, event.command};
    if (event.index == log.size() + 1) {
      log.push_back(slot);
      if (event.command) execute(event.index, *event.command);
    } else if (log[event.index - 1] != slot) {
      violations.insert(kStateMachineSafety);
      expect(event.index > acknowledged, kDurability);
    }
  }

  // A request that was executed before changes nothing: clients repeat what is not answered in time.
  void execute(std::uint64_t index, const ClientCommand& command) {
    seen.insert(kApplication);
    Client* client = client_of(command.client);
    if (client == nullptr) return violations.insert(kIntegrity);
    if (correct.contains(command.client)) {
      expect(command.request <= client->invoked, kIntegrity);
      if (command.request == client->invoked) expect(command.operation == client->operation, kIntegrity);
    }
    if (command.request <= client->executed) return;
    client->executed = command.request;
    client->index = index;
    client->result = result_of(command.operation);
  }

  RegisterResult result_of(const RegisterOperation& operation) {
    const auto place = registers.find(operation.key);
    const std::uint64_t before = place == registers.end() ? 0 : place->second;
    if (operation.call == RegisterCall::kGet) return {true, before};
    if (operation.call == RegisterCall::kCompareAndSet && before != operation.expected) return {false, before};
    registers[operation.key] = operation.value;
    return {true, operation.value};
  }

  void on(ProcessId who, const Invoked& event) {
    Client* client = client_of(who);
    if (client == nullptr) return violations.insert(kIntegrity);
    expect(event.request == client->invoked + 1 && client->responded == client->invoked, kIntegrity);
    client->invoked = event.request;
    client->operation = event.operation;
    client->floor = acknowledged;
  }

  void on(ProcessId who, const Responded& event) {
    Client* client = client_of(who);
    if (client == nullptr) return violations.insert(kIntegrity);
    seen.insert(kResponse);
    expect(event.request == client->invoked && event.request == client->responded + 1, kIntegrity);
    client->responded = event.request;
    if (client->executed != event.request) return violations.insert(kDurability);
    expect(client->index > client->floor && client->result == event.result, kLinearizability);
    if (client->index > acknowledged) acknowledged = client->index;
  }
};

}  // namespace parley::problems
