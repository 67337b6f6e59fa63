// What the replicated log drives: registers, and one session a client, so that a request that entered the log twice is
// executed once (the paper, section 8). Deterministic: equal logs yield equal machines.
#pragma once

#include <cstdint>
#include <map>

#include "protocols/core/problems/replicated_log.hpp"

namespace parley::raft {

struct Session {
  std::uint32_t request = 0;  // the last one executed
  problems::RegisterResult result;
};

// Registers that hold 0 are absent.
struct Machine {
  std::map<std::uint32_t, std::uint64_t> registers;
  std::map<ProcessId, Session> sessions;
};

// Executes `command` unless its session has executed it, or a later one, before. Returns the session afterwards.
const Session& execute(Machine& machine, const problems::ClientCommand& command);

// The last request of `client` that was executed; request 0 when there is none.
Session session_of(const Machine& machine, ProcessId client);

}  // namespace parley::raft
