// Any file as the trace of a node that comes back: it goes on behind the steps that happened, in a file that is a
// trace, or says why not. The first byte is the number of lines that are known to be durable.
#include <sstream>
#include <string>
#include <sys/mman.h>
#include <unistd.h>

#include "net/tcp/file.hpp"
#include "net/tcp/trace_file.hpp"
#include "protocols/core/error.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace parley;

constexpr std::string_view kTrace = R"({"parley_trace": 1, "protocol": "bracha", "engine": "node", "faulty": [3]}
{"kind": "start", "process": 0, "tick": 1, "state": "00", "sends": [{"sequence": 0}, {"sequence": 1, "to": [1]}]}
{"kind": "timer", "process": 0, "tick": 2, "timer": "00", "state": "00", "persists": true}
{"kind": "deliver", "process": 0, "from": 2, "sequence": 0, "tick": 3, "state": "00", "outputs": ["x"]}
)";

// A file in memory: its path is good as long as it lives.
struct MemoryFile {
  explicit MemoryFile(std::string_view text) : file(::memfd_create("trace", MFD_CLOEXEC)) {
    check(file.write_at(0, fuzz::input_of(text)), "memory holds the file");
  }
  std::string path() const { return "/proc/self/fd/" + std::to_string(file.descriptor()); }
  std::string text() const {
    std::string whole(file.size().value_or(0), '\0');
    const auto bytes = std::as_writable_bytes(std::span(whole));
    check(file.read_at(0, bytes) == whole.size(), "memory can be read");
    return whole;
  }

  tcp::File file;
};

world::Trace reread(const MemoryFile& memory) {
  std::istringstream lines(memory.text());
  return world::parse_trace(lines, "reread");
}

}  // namespace

std::vector<fuzz::Input> fuzz::fuzz_seeds() {
  return {input_of('\x02' + std::string(kTrace)), input_of('\x00' + std::string(kTrace))};
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const MemoryFile memory(fuzz::text_of(data + 1, size - 1));
  try {
    world::Trace header;
    header.protocol = "bracha";
    header.engine = "node";
    tcp::TraceFile file(memory.path(), header, data[0]);
    const std::size_t kept = reread(memory).steps.size();
    check(kept == file.lines(), "every line that was kept is a step");
    file.append({}, true);
    const world::Trace trace = reread(memory);
    check(trace.steps.size() == kept + 1, "the trace goes on behind them");
    check(tcp::merge_traces({trace, trace}).trace.steps.size() == 2 * trace.steps.size(), "merging loses no step");
  } catch (const InputError& error) {
    check(error.file() == memory.path(), "the error names the file");
  }
  return 0;
}
