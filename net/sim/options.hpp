// What a simulation is given besides the protocol: the network's behaviour, crashes, and when to stop.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <vector>

#include "protocols/core/ids.hpp"
#include "protocols/core/random.hpp"
#include "protocols/core/topology.hpp"

namespace parley::sim {

// kRounds: synchronous rounds, everything sent in one arrives in the next. kEvents: each message has a latency.
enum class Scheduler : std::uint8_t { kRounds, kEvents };

enum class LatencyKind : std::uint8_t { kConstant, kUniform, kExponential, kPoisson, kLogNormal, kEmpirical, kWeibull };

// In ticks, at least 1. `a` and `b` are: the constant; least and most; mean; mean; median and sigma of the logarithm;
// (of kWeibull) scale and shape. kEmpirical draws one of `samples`, which must not be empty.
struct Latency {
  LatencyKind kind = LatencyKind::kConstant;
  double a = 1;
  double b = 1;
  std::vector<std::uint64_t> samples{};

  std::uint64_t sample(Rng& rng) const;
};

// Latencies by where processes are: latency[from][to]. Processes that `region_of` does not list are in region
// id % latency.size(). Needs no symmetry.
struct Regions {
  std::vector<std::uint32_t> region_of;
  std::vector<std::vector<Latency>> latency;

  const Latency& between(ProcessId from, ProcessId to) const { return latency[region(from)][region(to)]; }
  std::uint32_t region(ProcessId id) const {
    return id.value < region_of.size() ? region_of[id.value] : id.value % static_cast<std::uint32_t>(latency.size());
  }
};

// What one link, in one direction, does otherwise than the network.
struct LinkSetting {
  ProcessId from;
  ProcessId to;
  std::optional<Latency> latency;
  std::optional<double> loss;
};

// Partial synchrony (Dwork, Lynch, Stockmeyer, "Consensus in the presence of partial synchrony", J. ACM 35, 1988): what
// leaves at tick s arrives at max(s, gst) + delta at the latest.
struct PartialSynchrony {
  std::uint64_t gst = 0;
  std::uint64_t delta = 1;
};

inline constexpr std::uint64_t kNoLimit = ~std::uint64_t{0};

// A sender, or each of its links, passes on `messages` in `ticks`; what is beyond waits in order, and what finds
// `queue` messages waiting is lost. Latency begins when a message has been passed on.
struct Bandwidth {
  std::uint64_t messages = 1;  // 1 to 1,000,000
  std::uint64_t ticks = 1;     // 1 to 1,000,000
  std::uint64_t queue = kNoLimit;
  bool each_link = false;
};

// A receiver takes so many messages a tick from each link; the others wait in order of arrival, and what finds `queue`
// waiting is lost.
struct ReceiveCap {
  std::uint64_t messages = 1;  // at least 1
  std::uint64_t queue = kNoLimit;
};

// While it lasts, messages between processes of different groups are lost when sent; a process in no group reaches all.
struct Partition {
  std::uint64_t from_tick = 0;
  std::uint64_t until_tick = 0;  // exclusive
  std::vector<ProcessSet> groups;

  bool separates(ProcessId a, ProcessId b) const;
};

// From that tick on there is a link from one process to another, or there is none, whatever the topology says.
struct LinkChange {
  std::uint64_t at_tick = 0;
  ProcessId from;
  ProcessId to;
  bool is_linked = false;
};

struct Crash {
  ProcessId process;
  std::uint64_t at_tick = 0;
  std::optional<std::uint64_t> restart_at_tick;
};

// Processes that come and go: each lives for a time drawn from `lifetime`, crashes, is away for one drawn from
// `downtime`, or for good, and so on. Nobody crashes before `from_tick` nor from `until_tick` on.
struct Churn {
  ProcessSet processes;
  Latency lifetime;
  std::optional<Latency> downtime;
  std::uint64_t from_tick = 0;
  std::uint64_t until_tick = kNoLimit;
};

// A process that is not there before that tick, and takes its first step in it.
struct Join {
  ProcessId process;
  std::uint64_t at_tick = 0;
};

// Probabilities are in [0, 1].
struct Network {
  Scheduler scheduler = Scheduler::kRounds;
  Latency latency;         // kEvents
  double loss = 0;         // a message never arrives
  double duplication = 0;  // it arrives twice, the second time with a latency of its own
  double reordering = 0;   // it changes places with another message of the same tick
  std::vector<Partition> partitions;
  Topology topology;                // messages where there is no link go nowhere
  std::optional<Regions> regions;   // kEvents; in place of `latency`
  std::vector<LinkSetting> links;   // each link at most once; latencies with kEvents only
  std::vector<LinkChange> changes;  // of the topology, in order of ticks
  std::optional<PartialSynchrony> synchrony;
  std::optional<Bandwidth> bandwidth;
  std::optional<ReceiveCap> receive_cap;
  bool count_bytes = false;  // Counters::bytes; costs an encoding a payload

  // Every link passes on all that it is given, by one rule for all: the latency's.
  bool plain() const { return !regions && links.empty() && !synchrony && !bandwidth; }

  // Every message arrives exactly once, one tick after it was sent: broadcasts need no entry a receiver.
  bool uniform() const {
    return (scheduler == Scheduler::kRounds || (latency.kind == LatencyKind::kConstant && latency.a <= 1)) &&
           loss <= 0 && duplication <= 0 && reordering <= 0 && partitions.empty() && plain() && !receive_cap &&
           topology.is_complete() && changes.empty();
  }
};

struct Options {
  std::uint64_t seed = 1;
  Network network;
  std::vector<Crash> crashes;
  std::optional<Churn> churn;
  std::vector<Join> joins;  // each process at most once
  ProcessSet correct;       // whose outputs properties observe
  std::uint64_t max_ticks = 100'000;
  std::uint64_t warm_up_ticks = 0;  // what happens before this tick is told apart in the counters
  bool record_trace = false;
  // The run ends, stopped, after the tick in which its trace has come to so many bytes.
  std::uint64_t most_trace_bytes = ~std::uint64_t{0};
  const std::atomic<bool>* stop = nullptr;  // polled once a tick; the run ends unfinished

  bool is_stopped() const { return stop != nullptr && stop->load(std::memory_order_relaxed); }
};

}  // namespace parley::sim
