// A node's trace goes on where it ended, whatever the file holds, and traces that name impossible processes merge.
#include "net/tcp/trace_file.hpp"

#include <fstream>
#include <gtest/gtest.h>

#include "protocols/core/error.hpp"
#include "tests/tcp/temp_folder.hpp"

namespace parley::tcp {
namespace {

using test::TempFolder;

world::Trace header() {
  world::Trace trace;
  trace.protocol = "bracha";
  trace.engine = "node";
  return trace;
}

world::TraceStep timer(std::uint64_t tick) {
  world::TraceStep step;
  step.kind = world::EventKind::kTimer;
  step.tick = tick;
  step.timer = "00";
  step.sends.push_back({0, std::nullopt, "payload"});
  return step;
}

void append_text(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary | std::ios::app) << text;
}

TEST(TraceFile, GoesOnBehindTheLastDurableStep) {
  const TempFolder folder;
  const std::string path = folder.file("node.trace.jsonl");
  {
    TraceFile file(path, header(), 0);
    EXPECT_EQ(file.append(timer(1), true), 1U);
    EXPECT_EQ(file.append(timer(2), false), 2U);
    EXPECT_EQ(file.append(timer(3), true), 3U);
    EXPECT_EQ(file.append(timer(4), false), 4U);
  }
  append_text(path, "{\"kind\": \"ti");  // torn
  TraceFile file(path, header(), 1);
  EXPECT_EQ(file.lines(), 2U) << "step 3 persisted what the log does not hold";
  EXPECT_EQ(file.payloads(), 2U);
  EXPECT_EQ(file.append(timer(5), false), 3U);
  const world::Trace whole = world::read_trace(path);
  ASSERT_EQ(whole.steps.size(), 3U);
  EXPECT_EQ(whole.steps[2].tick, 5U);
}

TEST(TraceFile, PassesOverEmptyLinesAndOddMarks) {
  const TempFolder folder;
  const std::string path = folder.file("node.trace.jsonl");
  { TraceFile(path, header(), 0).append(timer(1), false); }
  append_text(path, "\n\n{\"kind\": \"start\", \"process\": 0, \"persists\": \"perhaps\"}\n");
  TraceFile file(path, header(), 0);
  EXPECT_EQ(file.lines(), 2U);
  file.append(timer(5), false);
  EXPECT_EQ(world::read_trace(path).steps.size(), 3U);
}

TEST(TraceFile, RefusesWhatIsNoTrace) {
  const TempFolder folder;
  const std::string path = folder.file("node.trace.jsonl");
  append_text(path, "no trace\n");
  EXPECT_THROW(TraceFile(path, header(), 0), InputError);
}

TEST(TraceFile, KeepsTextsThatAreNoUtf8) {
  const TempFolder folder;
  const std::string path = folder.file("node.trace.jsonl");
  world::TraceStep step = timer(1);
  step.text = "from a peer: \xff";
  { TraceFile(path, header(), 0).append(step, false); }
  EXPECT_EQ(world::read_trace(path).steps.front().text, "from a peer: \xef\xbf\xbd");
}

TEST(MergeTraces, NeedsNoMemoryForTheProcessesThatAFileNames) {
  world::TraceStep step;
  step.kind = world::EventKind::kDeliver;
  step.process = 0xffffffff;
  step.from = 0xfffffffe;
  step.sends.push_back({0, std::nullopt, ""});
  world::Trace trace = header();
  trace.steps = {step};
  const MergedTrace merged = merge_traces({trace, trace});
  EXPECT_EQ(merged.trace.steps.size(), 2U);
  EXPECT_EQ(merged.unsent, 2U);
}

}  // namespace
}  // namespace parley::tcp
