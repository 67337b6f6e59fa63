// What a run leaves behind, one format for the simulator, the explorer, campaigns and real nodes: JSON lines, the first
// a header, then one a step. `parley replay` carries the events out again, `parley conform` holds the states against a
// model, the report draws the sends and deliveries.
//
// Recorded at the one step boundary (TraceRecorder::record), never inside a handler.
#pragma once

#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "net/world/event.hpp"
#include "net/world/step.hpp"
#include "protocols/core/print.hpp"

namespace parley::world {

struct TraceSend {
  std::uint32_t sequence = 0;
  std::optional<std::vector<std::uint32_t>> to;  // none: every process but the sender
  std::string text;
};

// Bytes are the canonical codec's, in hexadecimal.
struct TraceStep {
  std::uint64_t tick = 0;  // logical; of real nodes: microseconds
  EventKind kind = EventKind::kStart;
  std::uint32_t process = 0;
  std::uint32_t from = 0;      // kDeliver and kInject
  std::uint32_t sequence = 0;  // kDeliver: the message's key
  std::string message;         // kInject: its bytes
  std::string timer;           // kTimer: its bytes
  std::string text;            // the message or timer, for people
  std::vector<std::uint64_t> choices;
  std::vector<TraceSend> sends;
  std::vector<std::string> outputs;  // for people
  std::string state;                 // bytes of the state after the step
  std::string state_text;            // for people; may be empty
};

// About as many as the step takes in memory, or in a file.
inline std::size_t bytes_of(const TraceStep& step) {
  return step.text.size() + step.state.size() + step.state_text.size();
}

struct Trace {
  // `engine` is simulate, explore, attack, node or verify; `experiment` the whole document the run came from;
  // `violation` the violated property, empty when none was.
  std::string protocol;
  std::string engine;
  std::uint64_t seed = 0;
  nlohmann::json experiment;
  std::string violation;
  std::vector<std::uint32_t> faulty;
  std::optional<std::uint64_t> loop_from;  // the steps from this one on lead back to the state before it, for ever
  std::vector<TraceStep> steps;
};

// Whether the states are the protocol's own: the explorer's adversary, and that of a model, is no process. Else they
// are those of faults::Mixed.
bool is_of_protocol_alone(const Trace& trace);

// Those of the processes 0 .. processes-1 that the header does not call faulty.
ProcessSet correct_in(const Trace& trace, std::uint32_t processes);

std::string to_hex(const Bytes& bytes);
// Empty when `text` is not an even number of hexadecimal digits.
std::optional<Bytes> from_hex(std::string_view text);

nlohmann::json header_to_json(const Trace& trace);
nlohmann::json step_to_json(const TraceStep& step);

void write_trace(const Trace& trace, const std::filesystem::path& path);  // throws EnvironmentError
Trace read_trace(const std::filesystem::path& path);                      // throws InputError with the line
Trace parse_trace(std::istream& in, const std::string& file_name);        // the same, from any stream

// Describes one step, its signatures symbolic. `first_sequence` is the number of payloads `event.process` had sent
// before it.
template <Process P>
TraceStep describe_step(std::uint64_t tick, const Event<P>& event, const LocalState<P>& after,
                        const Effects<P>& effects, std::uint32_t first_sequence) {
  TraceStep step;
  step.tick = tick;
  step.kind = event.kind;
  step.process = event.process.value;
  step.from = event.key.from.value;
  step.sequence = event.key.sequence;
  if (event.message) {
    const typename P::Message message = symbolic(*event.message);
    if (event.kind == EventKind::kInject) step.message = to_hex(encode(message));
    step.text = to_text(message);
  }
  if (event.timer) {
    const typename P::Timer timer = symbolic(*event.timer);
    step.timer = to_hex(encode(timer));
    step.text = to_text(timer);
  }
  step.choices = event.choices;
  std::uint32_t sequence = first_sequence;
  for (const Effect<P>& effect : effects) {
    if (const auto* send = std::get_if<Send<P>>(&effect)) {
      step.sends.push_back({sequence++, std::vector{send->to.value}, to_text(symbolic(send->message))});
    } else if (const auto* broadcast = std::get_if<Broadcast<P>>(&effect)) {
      step.sends.push_back({sequence++, std::nullopt, to_text(symbolic(broadcast->message))});
    } else if (const auto* multicast = std::get_if<Multicast<P>>(&effect)) {
      std::vector<std::uint32_t> to;
      multicast->to.for_each([&](ProcessId id) { to.push_back(id.value); });
      step.sends.push_back({sequence++, std::move(to), to_text(symbolic(multicast->message))});
    } else if (const auto* emit = std::get_if<Emit<P>>(&effect)) {
      step.outputs.push_back(to_text(symbolic(emit->output)));
    }
  }
  const typename P::State state = symbolic(after.state);
  step.state = to_hex(encode(state));
  step.state_text = to_text(state);
  return step;
}

// The event that `step` records. Empty when its bytes do not decode: the trace belongs to another protocol.
template <Process P>
std::optional<Event<P>> event_of(const TraceStep& step) {
  Event<P> event{step.kind, ProcessId{step.process}, {ProcessId{step.from}, step.sequence}, {}, {}, step.choices};
  if (step.kind == EventKind::kInject) {
    const std::optional<Bytes> bytes = from_hex(step.message);
    if (!bytes) return std::nullopt;
    event.message = decode<typename P::Message>(*bytes).value;
    if (!event.message) return std::nullopt;
  }
  if (step.kind == EventKind::kTimer) {
    const std::optional<Bytes> bytes = from_hex(step.timer);
    if (!bytes) return std::nullopt;
    event.timer = decode<typename P::Timer>(*bytes).value;
    if (!event.timer) return std::nullopt;
  }
  return event;
}

}  // namespace parley::world
