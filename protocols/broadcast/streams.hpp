// The bookkeeping that protocols for many senders and many payloads share: which payloads are under way, which are
// settled, and how many of its own a sender has out. An instance is what a protocol remembers of one payload of one
// sender.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "protocols/broadcast/payload.hpp"
#include "protocols/core/problems/multi_broadcast.hpp"
#include "protocols/core/process.hpp"

namespace parley::broadcast {

// Of one sender. Invariants: (1) `open`, `settled` and the numbers up to `settled_to` are disjoint; (2) `settled` holds
// numbers above settled_to + 1; (3) all are from 1 to the number of payloads, so that no flood makes it grow.
template <class Instance>
struct Stream {
  std::map<std::uint64_t, Instance> open;
  std::uint64_t settled_to = 0;
  std::set<std::uint64_t> settled;  // nothing that comes can matter any more

  void settle(std::uint64_t sequence) {
    open.erase(sequence);
    settled.insert(sequence);
    for (; !settled.empty() && *settled.begin() == settled_to + 1; ++settled_to) settled.erase(settled.begin());
  }
};

// Invariant: returned <= sent.
template <class Instance>
struct Streams {
  std::map<ProcessId, Stream<Instance>> of;  // by sender
  std::uint64_t sent = 0;                    // own payloads
  std::uint64_t returned = 0;                // of these delivered here
};

// A payload of `sender` that is not settled: its instance, which is made where there was none. Null where there is no
// such payload.
template <class Config, class Instance>
Instance* open_instance(const Config& config, Streams<Instance>& streams, ProcessId sender, std::uint64_t sequence) {
  if (sender.value >= config.senders || sequence == 0 || sequence > config.payloads) return nullptr;
  Stream<Instance>& stream = streams.of[sender];
  if (sequence <= stream.settled_to || stream.settled.contains(sequence)) return nullptr;
  return &stream.open[sequence];
}

// Calls begin(sequence, payload) for each payload that may be sent now: at most `window` are out, 0 for all.
template <class Config, class Instance, class P, class Begin>
void send_payloads(const Config& config, Streams<Instance>& streams, Context<P>& context, Begin&& begin) {
  const ProcessId self = context.self();
  if (self.value >= config.senders) return;
  while (streams.sent < config.payloads && (config.window == 0 || streams.sent - streams.returned < config.window)) {
    const std::uint64_t sequence = ++streams.sent;
    const std::string payload = payload_of(self, sequence, config.payload_bytes, config.edition);
    context.emit(problems::PayloadSent{self, sequence, fingerprint(sha256(payload))});
    begin(sequence, payload);
  }
}

// What every protocol for coded payloads asks of its parameters. A fragment is known by a byte, hence 256 processes.
template <class Config>
std::optional<ConfigProblem> check_coded(const Config& config) {
  if (config.n == 0 || config.n > 256) return ConfigProblem{"n", "must be from 1 to 256, as many as the code can tell"};
  if (config.t >= config.n) return ConfigProblem{"t", "must be below n = " + std::to_string(config.n)};
  if (config.senders == 0 || config.senders > config.n)
    return ConfigProblem{"senders", "must be from 1 to n = " + std::to_string(config.n)};
  if (config.payloads == 0 || config.payloads > 1'000'000)
    return ConfigProblem{"payloads", "must be from 1 to 1,000,000"};
  if (config.payload_bytes == 0 || config.payload_bytes > std::uint64_t{1} << 20)
    return ConfigProblem{"payload_bytes", "must be from 1 to 1,048,576"};
  return std::nullopt;
}

// How many payloads of all senders may be under way in one process when nobody lies.
template <class Config>
std::uint64_t most_open(const Config& config) {
  return config.senders * (config.window == 0 || config.window > config.payloads ? config.payloads : config.window);
}

}  // namespace parley::broadcast
