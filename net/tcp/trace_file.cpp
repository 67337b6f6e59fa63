#include "net/tcp/trace_file.hpp"

#include <algorithm>
#include <fcntl.h>
#include <limits>
#include <map>
#include <sstream>

#include "faults/json_text.hpp"
#include "protocols/core/error.hpp"

namespace parley::tcp {
namespace {

constexpr std::string_view kPersists = "persists";

// The whole lines of a file whose last line may be torn.
std::string whole_lines(const std::string& path, const File& file) {
  Bytes bytes(file.size().value_or(0));
  if (file.read_at(0, bytes) != bytes.size()) throw EnvironmentError(path + ": cannot read the trace");
  std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  text.resize(text.rfind('\n') + 1);  // npos + 1 is 0
  return text;
}

// Next steps of several traces, consumed in causal order.
class Merger {
 public:
  explicit Merger(const std::vector<world::Trace>& traces) : traces_(traces), next_(traces.size(), 0) {}

  MergedTrace run() {
    MergedTrace merged;
    for (;;) {
      std::size_t chosen = earliest(true);
      if (chosen == traces_.size()) {
        chosen = earliest(false);
        if (chosen == traces_.size()) return merged;
        ++merged.unsent;
      }
      const world::TraceStep& step = traces_[chosen].steps[next_[chosen]++];
      for (const world::TraceSend& send : step.sends) sent_[step.process] = std::uint64_t{send.sequence} + 1;
      merged.trace.steps.push_back(step);
    }
  }

 private:
  bool possible(const world::TraceStep& step) const {
    if (step.kind != world::EventKind::kDeliver) return true;
    const auto found = sent_.find(step.from);
    return found != sent_.end() && found->second > step.sequence;
  }

  // traces_.size() if there is none.
  std::size_t earliest(bool only_possible) const {
    std::size_t best = traces_.size();
    std::uint64_t tick = std::numeric_limits<std::uint64_t>::max();
    for (std::size_t i = 0; i < traces_.size(); ++i) {
      if (next_[i] == traces_[i].steps.size()) continue;
      const world::TraceStep& step = traces_[i].steps[next_[i]];
      if (only_possible && !possible(step)) continue;
      if (best != traces_.size() && step.tick >= tick) continue;
      best = i;
      tick = step.tick;
    }
    return best;
  }

  const std::vector<world::Trace>& traces_;
  std::vector<std::size_t> next_;
  std::map<std::uint32_t, std::uint64_t> sent_;  // payloads sent so far, by process; a file may name any process
};

}  // namespace

TraceFile::TraceFile(const std::string& path, const world::Trace& header, std::uint64_t durable_line)
    : path_(path), file_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644)) {
  if (!file_.is_open()) throw EnvironmentError(path + ": cannot write the trace; check that its folder exists");
  const std::string text = whole_lines(path, file_);
  if (text.empty()) {
    if (!file_.truncate(0)) throw EnvironmentError(path + ": cannot write the trace");
    write(faults::write_json(world::header_to_json(header)) + '\n');
  } else {
    continue_from(text, durable_line);
  }
}

void TraceFile::continue_from(const std::string& text, std::uint64_t durable_line) {
  std::istringstream whole(text);
  (void)world::parse_trace(whole, path_);  // throws if it is no trace
  std::istringstream lines(text);
  std::string line;
  std::getline(lines, line);
  size_ = line.size() + 1;
  while (std::getline(lines, line)) {
    if (line.empty()) {  // parse_trace passes over these too
      ++size_;
      continue;
    }
    const nlohmann::json step = nlohmann::json::parse(line);
    const auto persists = step.find(kPersists);
    if (lines_ >= durable_line && persists != step.end() && *persists == true) break;
    ++lines_;
    size_ += line.size() + 1;
    if (const auto sends = step.find("sends"); sends != step.end()) payloads_ += sends->size();
  }
  if (!file_.truncate(size_)) throw EnvironmentError(path_ + ": cannot cut off steps that did not happen");
}

std::uint64_t TraceFile::append(const world::TraceStep& step, bool persists) {
  nlohmann::json line = world::step_to_json(step);
  if (persists) line[kPersists] = true;
  write(faults::write_json(line) + '\n');
  return ++lines_;
}

void TraceFile::write(const std::string& line) {
  if (failed_) return;
  if (!file_.write_at(size_, as_bytes(line))) {
    failed_ = true;
    return;
  }
  size_ += line.size();
}

MergedTrace merge_traces(const std::vector<world::Trace>& traces) {
  MergedTrace merged = Merger(traces).run();
  auto& steps = merged.trace.steps;
  std::uint64_t first = std::numeric_limits<std::uint64_t>::max();
  for (const world::TraceStep& step : steps) first = std::min(first, step.tick);
  for (world::TraceStep& step : steps) step.tick -= first;
  if (traces.empty()) return merged;
  const world::Trace& header = traces.front();
  merged.trace.protocol = header.protocol;
  merged.trace.engine = header.engine;
  merged.trace.seed = header.seed;
  merged.trace.experiment = header.experiment;
  merged.trace.faulty = header.faulty;
  return merged;
}

}  // namespace parley::tcp
