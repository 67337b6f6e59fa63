#include "net/world/trace.hpp"

#include <array>
#include <fstream>
#include <istream>
#include <limits>
#include <system_error>
#include <utility>

#include "faults/document_file.hpp"
#include "faults/json_text.hpp"
#include "protocols/core/error.hpp"

namespace parley::world {

namespace {

using nlohmann::json;

constexpr std::array<std::pair<EventKind, std::string_view>, 6> kKinds{{{EventKind::kStart, "start"},
                                                                        {EventKind::kDeliver, "deliver"},
                                                                        {EventKind::kInject, "inject"},
                                                                        {EventKind::kTimer, "timer"},
                                                                        {EventKind::kCrash, "crash"},
                                                                        {EventKind::kRestart, "restart"}}};

constexpr std::size_t kLongestLine = std::size_t{64} << 20;
constexpr int kDeepest = 2 * faults::kDeepestDocument;  // the header encloses an experiment

std::string_view kind_name(EventKind kind) {
  for (const auto& [known, name] : kKinds)
    if (known == kind) return name;
  return "start";
}

// Reads the members of one line's object; every error names the file, the line and the member.
class LineReader {
 public:
  LineReader(const json& object, const std::string& file, std::size_t line)
      : object_(object), file_(file), line_(line) {}

  LineReader of(const json& item) const { return LineReader(item, file_, line_); }

  [[noreturn]] void fail(std::string_view member, std::string_view expectation) const {
    throw InputError(file_, "line " + std::to_string(line_) + ", /" + std::string(member), expectation);
  }

  std::uint64_t number(std::string_view member, bool required, std::uint64_t most) const {
    const json* value = find(member, required);
    if (value == nullptr) return 0;
    if (!value->is_number_unsigned() || value->get<std::uint64_t>() > most)
      fail(member, "expected a whole number from 0 to " + std::to_string(most));
    return value->get<std::uint64_t>();
  }
  std::uint32_t process(std::string_view member, bool required) const {
    return static_cast<std::uint32_t>(number(member, required, 0xffffffff));
  }
  std::string text(std::string_view member, bool required) const {
    const json* value = find(member, required);
    if (value == nullptr) return {};
    if (!value->is_string()) fail(member, "expected a string");
    return value->get<std::string>();
  }
  std::vector<std::string> texts(std::string_view member) const {
    std::vector<std::string> texts;
    for (const json& item : list(member)) {
      if (!item.is_string()) fail(member, "expected a list of strings");
      texts.push_back(item.get<std::string>());
    }
    return texts;
  }
  template <class T>
  std::vector<T> numbers(std::string_view member) const {
    std::vector<T> numbers;
    for (const json& item : list(member)) {
      if (!fits<T>(item)) fail(member, "expected a list of whole numbers");
      numbers.push_back(item.get<T>());
    }
    return numbers;
  }
  // The member, an empty list when it is absent.
  const json& list(std::string_view member) const {
    static const json kNone = json::array();
    const json* value = find(member, false);
    if (value == nullptr) return kNone;
    if (!value->is_array()) fail(member, "expected a list");
    return *value;
  }
  template <class T>
  static bool fits(const json& value) {
    return value.is_number_unsigned() && value.get<std::uint64_t>() <= std::numeric_limits<T>::max();
  }
  const json* find(std::string_view member, bool required) const {
    const auto found = object_.find(member);
    if (found != object_.end()) return &*found;
    if (required) fail(member, "expected this member, it is missing");
    return nullptr;
  }

 private:
  const json& object_;
  const std::string& file_;
  std::size_t line_;
};

EventKind read_kind(const LineReader& reader) {
  const std::string name = reader.text("kind", true);
  for (const auto& [kind, known] : kKinds)
    if (known == name) return kind;
  reader.fail("kind", "expected start, deliver, inject, timer, crash or restart");
}

TraceSend read_send(const LineReader& reader) {
  TraceSend send;
  send.sequence = reader.process("sequence", true);
  if (reader.find("to", false) != nullptr) send.to = reader.numbers<std::uint32_t>("to");
  send.text = reader.text("text", false);
  return send;
}

std::vector<TraceSend> read_sends(const LineReader& reader) {
  std::vector<TraceSend> sends;
  for (const json& item : reader.list("sends")) {
    if (!item.is_object()) reader.fail("sends", "expected a list of objects");
    sends.push_back(read_send(reader.of(item)));
  }
  return sends;
}

TraceStep read_step(const LineReader& reader) {
  TraceStep step;
  step.tick = reader.number("tick", false, ~std::uint64_t{0});
  step.kind = read_kind(reader);
  step.process = reader.process("process", true);
  const bool message = step.kind == EventKind::kDeliver || step.kind == EventKind::kInject;
  step.from = reader.process("from", message);
  step.sequence = reader.process("sequence", step.kind == EventKind::kDeliver);
  step.message = reader.text("message", step.kind == EventKind::kInject);
  step.timer = reader.text("timer", step.kind == EventKind::kTimer);
  step.text = reader.text("text", false);
  step.choices = reader.numbers<std::uint64_t>("choices");
  step.sends = read_sends(reader);
  step.outputs = reader.texts("outputs");
  step.state = reader.text("state", false);
  step.state_text = reader.text("state_text", false);
  return step;
}

Trace read_header(const LineReader& reader) {
  if (reader.number("parley_trace", true, 1) != 1) reader.fail("parley_trace", "expected trace version 1");
  Trace trace;
  trace.protocol = reader.text("protocol", true);
  trace.engine = reader.text("engine", true);
  trace.seed = reader.number("seed", false, ~std::uint64_t{0});
  if (const json* experiment = reader.find("experiment", false)) trace.experiment = *experiment;
  trace.violation = reader.text("violation", false);
  trace.faulty = reader.numbers<std::uint32_t>("faulty");
  if (reader.find("loop_from", false) != nullptr) trace.loop_from = reader.number("loop_from", true, ~std::uint64_t{0});
  return trace;
}

json parse_line(const std::string& text, const std::string& file, std::size_t line) {
  if (faults::nests_deeper_than(text, kDeepest))
    throw InputError(file, "line " + std::to_string(line),
                     "expected at most " + std::to_string(kDeepest) + " levels of nesting");
  json value = json::parse(text, nullptr, false);
  if (!value.is_object())
    throw InputError(file, "line " + std::to_string(line), "expected one JSON object a line, as in a trace");
  return value;
}

}  // namespace

bool is_of_protocol_alone(const Trace& trace) {
  return trace.engine == "explore" || trace.engine == "verify";
}

ProcessSet correct_in(const Trace& trace, std::uint32_t processes) {
  ProcessSet correct = ProcessSet::first(processes);
  for (const std::uint32_t id : trace.faulty) correct.erase(ProcessId{id});
  return correct;
}

std::string to_hex(const Bytes& bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(2 * bytes.size());
  for (const std::byte byte : bytes) {
    text += digits[std::to_integer<unsigned>(byte) >> 4];
    text += digits[std::to_integer<unsigned>(byte) & 15];
  }
  return text;
}

std::optional<Bytes> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  const auto digit = [](char c) -> int {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
  };
  Bytes bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t at = 0; at < text.size(); at += 2) {
    const int high = digit(text[at]);
    const int low = digit(text[at + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes.push_back(static_cast<std::byte>(high * 16 + low));
  }
  return bytes;
}

json header_to_json(const Trace& trace) {
  json header{{"parley_trace", 1}, {"protocol", trace.protocol}, {"engine", trace.engine}, {"seed", trace.seed}};
  if (!trace.experiment.is_null()) header["experiment"] = trace.experiment;
  if (!trace.violation.empty()) header["violation"] = trace.violation;
  if (!trace.faulty.empty()) header["faulty"] = trace.faulty;
  if (trace.loop_from) header["loop_from"] = *trace.loop_from;
  return header;
}

json step_to_json(const TraceStep& step) {
  json line{{"kind", kind_name(step.kind)}, {"process", step.process}, {"tick", step.tick}};
  if (step.kind == EventKind::kDeliver || step.kind == EventKind::kInject) line["from"] = step.from;
  if (step.kind == EventKind::kDeliver) line["sequence"] = step.sequence;
  if (!step.message.empty()) line["message"] = step.message;
  if (!step.timer.empty()) line["timer"] = step.timer;
  if (!step.text.empty()) line["text"] = step.text;
  if (!step.choices.empty()) line["choices"] = step.choices;
  for (const TraceSend& send : step.sends) {
    json item{{"sequence", send.sequence}, {"text", send.text}};
    if (send.to) item["to"] = *send.to;
    line["sends"].push_back(std::move(item));
  }
  if (!step.outputs.empty()) line["outputs"] = step.outputs;
  if (!step.state.empty()) line["state"] = step.state;
  if (!step.state_text.empty()) line["state_text"] = step.state_text;
  return line;
}

void write_trace(const Trace& trace, const std::filesystem::path& path) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << faults::write_json(header_to_json(trace)) << '\n';
  for (const TraceStep& step : trace.steps) out << faults::write_json(step_to_json(step)) << '\n';
  out.flush();
  if (out) return;
  std::error_code error;
  if (std::filesystem::is_regular_file(path, error)) std::filesystem::remove(path, error);  // it is no whole trace
  throw EnvironmentError("cannot write " + path.string() + ": check that its folder exists and has room");
}

Trace parse_trace(std::istream& in, const std::string& file) {
  std::string text;
  std::size_t line = 1;
  if (!std::getline(in, text)) throw InputError(file, "line 1", "expected the header of a trace, found nothing");
  const json header = parse_line(text, file, line);
  Trace trace = read_header(LineReader(header, file, line));
  while (std::getline(in, text)) {
    ++line;
    if (text.empty()) continue;
    if (text.size() > kLongestLine)
      throw InputError(file, "line " + std::to_string(line), "expected a line of at most 64 MiB");
    const json object = parse_line(text, file, line);
    trace.steps.push_back(read_step(LineReader(object, file, line)));
  }
  return trace;
}

Trace read_trace(const std::filesystem::path& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error))
    throw InputError(path.string(), "", "expected a trace, found a folder");
  if (faults::is_idle_pipe(path)) throw InputError(path.string(), "", "expected a trace, found a pipe");
  if (std::filesystem::is_character_file(path, error))
    throw InputError(path.string(), "", "expected a trace, found a device");
  std::ifstream in(path, std::ios::binary);
  if (!in) throw InputError(path.string(), "", "expected a readable trace file");
  return parse_trace(in, path.string());
}

}  // namespace parley::world
