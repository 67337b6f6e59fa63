// A node's own trace on disk (format: net/world/trace.hpp), kept exact across kill -9.
//
// A step's line is written before anything of the step leaves the process, and before its records reach the log. So
// after a crash the file may hold steps that never happened (their records did not become durable, so nothing of them
// or of later steps left); the log knows the line of the last durable step, and the surplus is cut off. Lines of steps
// that persist carry "persists": true for this purpose.
//
// Thread safety: none.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "net/tcp/file.hpp"
#include "net/world/trace.hpp"

namespace parley::tcp {

class TraceFile {
 public:
  // Continues the trace at `path` or begins it with `header`. `durable_line` is the line of the last durable step, 0 if
  // none. Throws InputError for a file that is no trace, EnvironmentError if it cannot be written.
  TraceFile(const std::string& path, const world::Trace& header, std::uint64_t durable_line);

  // The number of steps in the file, and how many payloads `process` sends in them.
  std::uint64_t lines() const { return lines_; }
  std::uint64_t payloads() const { return payloads_; }

  // Returns the step's line number, from 1. The line is out of this process when the call returns. A failing disk
  // stops the trace, not the node: failed() tells.
  std::uint64_t append(const world::TraceStep& step, bool persists);

  bool failed() const { return failed_; }

 private:
  void continue_from(const std::string& text, std::uint64_t durable_line);
  void write(const std::string& line);

  std::string path_;
  File file_;
  std::uint64_t size_ = 0;
  std::uint64_t lines_ = 0;
  std::uint64_t payloads_ = 0;
  bool failed_ = false;
};

// The traces of all nodes of one run as one, in an order in which every message is sent before it is delivered; among
// possible next steps the one with the earliest tick. Ticks are shifted to start at 0. `unsent` counts deliveries whose
// send is in none of the traces (they are kept, at the time of their tick).
struct MergedTrace {
  world::Trace trace;
  std::uint64_t unsent = 0;
};
MergedTrace merge_traces(const std::vector<world::Trace>& traces);

}  // namespace parley::tcp
