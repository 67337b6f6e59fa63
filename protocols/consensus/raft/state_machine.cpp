#include "protocols/consensus/raft/state_machine.hpp"

namespace parley::raft {

namespace {

using problems::RegisterCall;
using problems::RegisterOperation;
using problems::RegisterResult;

std::uint64_t read(const Machine& machine, std::uint32_t key) {
  const auto place = machine.registers.find(key);
  return place == machine.registers.end() ? 0 : place->second;
}

// Absent stands for 0, so that equal contents are equal values.
void write(Machine& machine, std::uint32_t key, std::uint64_t value) {
  if (value == 0) {
    machine.registers.erase(key);
  } else {
    machine.registers[key] = value;
  }
}

RegisterResult perform(Machine& machine, const RegisterOperation& operation) {
  bool done = true;
  switch (operation.call) {
    case RegisterCall::kGet:
      break;
    case RegisterCall::kPut:
      write(machine, operation.key, operation.value);
      break;
    case RegisterCall::kCompareAndSet:
      done = read(machine, operation.key) == operation.expected;
      if (done) write(machine, operation.key, operation.value);
      break;
  }
  return {done, read(machine, operation.key)};
}

}  // namespace

const Session& execute(Machine& machine, const problems::ClientCommand& command) {
  Session& session = machine.sessions[command.client];
  if (command.request > session.request) session = {command.request, perform(machine, command.operation)};
  return session;
}

Session session_of(const Machine& machine, ProcessId client) {
  const auto place = machine.sessions.find(client);
  return place == machine.sessions.end() ? Session{} : place->second;
}

}  // namespace parley::raft
