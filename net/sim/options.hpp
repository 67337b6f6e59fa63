// What a simulation is given besides the protocol: the network's behaviour, crashes, and when to stop.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <vector>

#include "protocols/core/ids.hpp"
#include "protocols/core/random.hpp"

namespace parley::sim {

// kRounds: synchronous rounds, everything sent in one arrives in the next. kEvents: each message has a latency.
enum class Scheduler : std::uint8_t { kRounds, kEvents };

enum class LatencyKind : std::uint8_t { kConstant, kUniform, kExponential, kPoisson, kLogNormal };

// In ticks, at least 1. `a` and `b` are: the constant; least and most; mean; mean; median and sigma of the logarithm.
struct Latency {
  LatencyKind kind = LatencyKind::kConstant;
  double a = 1;
  double b = 1;

  std::uint64_t sample(Rng& rng) const;
};

// While it lasts, messages between processes of different groups are lost when sent; a process in no group reaches all.
struct Partition {
  std::uint64_t from_tick = 0;
  std::uint64_t until_tick = 0;  // exclusive
  std::vector<ProcessSet> groups;

  bool separates(ProcessId a, ProcessId b) const;
};

struct Crash {
  ProcessId process;
  std::uint64_t at_tick = 0;
  std::optional<std::uint64_t> restart_at_tick;
};

// Probabilities are in [0, 1].
struct Network {
  Scheduler scheduler = Scheduler::kRounds;
  Latency latency;         // kEvents
  double loss = 0;         // a message never arrives
  double duplication = 0;  // it arrives twice, the second time with a latency of its own
  double reordering = 0;   // it changes places with another message of the same tick
  std::vector<Partition> partitions;

  // Every message arrives exactly once, one tick after it was sent: broadcasts need no entry a receiver.
  bool uniform() const {
    return (scheduler == Scheduler::kRounds || (latency.kind == LatencyKind::kConstant && latency.a <= 1)) &&
           loss <= 0 && duplication <= 0 && reordering <= 0 && partitions.empty();
  }
};

struct Options {
  std::uint64_t seed = 1;
  Network network;
  std::vector<Crash> crashes;
  ProcessSet correct;  // whose outputs properties observe
  std::uint64_t max_ticks = 100'000;
  bool record_trace = false;
  const std::atomic<bool>* stop = nullptr;  // polled once a tick; the run ends unfinished
};

}  // namespace parley::sim
