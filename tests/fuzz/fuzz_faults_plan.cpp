// Any text: a fault plan that survives being written and read, or an InputError.
#include <string>

#include "faults/json_text.hpp"
#include "faults/plan_reader.hpp"
#include "faults/plan_writer.hpp"
#include "protocols/core/error.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace parley;

constexpr std::uint32_t kProcesses = 7;

constexpr std::string_view kPlans[] = {
    R"({"byzantine": [{"process": 3, "strategies": [{"type": "crash", "at_step": 5},
        {"type": "mute", "messages": ["Echo"]}, {"type": "delay", "ticks": 7, "probability": 0.25},
        {"type": "drop_to_some", "to": [0, 2]}, {"type": "drop_to_some", "probability": 1e-9}]}]})",
    R"({"byzantine": [{"process": 6, "strategies": [
        {"type": "replay", "memory": 3, "probability": 0.5, "messages": ["Ready"]},
        {"type": "equivocate", "second_face_to": [1], "fields": ["value"]},
        {"type": "mutate", "per_receiver": true, "values": [0, 18446744073709551615]},
        {"type": "protocol", "attack": "flatter", "parameters": {"value": 4}}]}]})",
    R"({"crashes": [{"process": 1, "at_tick": 50, "restart_at_tick": 100}, {"process": 1, "at_tick": 120}]})",
    R"({"byzantine": [{"process": 0, "strategies": [{"type": "equivocate", "second_face": "config"}]}]})",
};

}  // namespace

std::vector<fuzz::Input> fuzz::fuzz_seeds() {
  std::vector<Input> seeds;
  for (const std::string_view plan : kPlans) seeds.push_back(input_of(plan));
  return seeds;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const nlohmann::json document = faults::parse_json(fuzz::text_of(data, size), "fuzz");
    const faults::FaultPlan plan = faults::read_fault_plan(document, "fuzz", "/faults", kProcesses);
    const nlohmann::json written = faults::write_fault_plan(plan);
    const faults::FaultPlan again = faults::read_fault_plan(written, "written", "", kProcesses);
    check(faults::write_fault_plan(again) == written, "a plan survives its document");
  } catch (const InputError& error) {
    check(error.file() == "fuzz" && !error.expectation().empty(), "the error names file and expectation");
  }
  return 0;
}
