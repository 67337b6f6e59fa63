// Any text as an experiment, with --set options behind zero bytes: an instance of a protocol, or an InputError.
#include <string>
#include <string_view>
#include <vector>

#include "cli/experiment.hpp"
#include "cli/protocol_entry.hpp"
#include "protocols/core/error.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace parley;

constexpr std::string_view kBracha = R"({"description": "d", "protocol": "bracha", "n": 4, "t": 1,
  "parameters": {"sender": 3, "value": 1}, "topology": {"type": "complete"},
  "network": {"scheduler": "events", "latency": {"type": "uniform", "min": 1, "max": 20}, "loss": 0.5,
    "partitions": [{"from_tick": 1, "until_tick": 9, "groups": [[0], [1, 2]]}]},
  "faults": {"byzantine": [{"process": 3, "strategies": [{"type": "equivocate"}]}]},
  "explore": {"values": [0, 1], "max_depth": 9}, "attack": {"faulty": 1, "strategies": ["mute"]},
  "verify": {"models": ["m.ta"], "resilience": "n > 2 * t"}, "deploy": {"tick_ms": 5, "seconds": 5},
  "properties": ["agreement"], "runs": 10, "max_ticks": 100, "seed": 7})";

constexpr std::string_view kRaft = R"({"protocol": "raft", "n": 3, "t": 1,
  "parameters": {"clients": 2, "operations": 20, "election_ticks_min": 150, "election_ticks_max": 300},
  "network": {"latency": {"type": "lognormal", "median": 3, "sigma": 1}, "scheduler": "events"},
  "faults": {"crashes": [{"process": 0, "at_tick": 4, "restart_at_tick": 15}]},
  "deploy": {"kills": [{"on_output": "LeaderElected", "after_ms": 3, "restart_after_ms": 7}]}})";

std::vector<std::string> split_at_zeros(std::string_view text) {
  std::vector<std::string> parts;
  for (;;) {
    const std::size_t zero = text.find('\0');
    parts.emplace_back(text.substr(0, zero));
    if (zero == std::string_view::npos) return parts;
    text.remove_prefix(zero + 1);
  }
}

}  // namespace

std::vector<fuzz::Input> fuzz::fuzz_seeds() {
  std::vector<Input> seeds;
  for (const std::string_view text : {kBracha, kRaft}) {
    seeds.push_back(input_of(text));
    seeds.push_back(input_of(std::string(text) + '\0' + "network/loss=0.1" + '\0' + "faults/crashes/-={}"));
  }
  return seeds;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<std::string> parts = split_at_zeros(fuzz::text_of(data, size));
  const std::string document = std::move(parts.front());
  parts.erase(parts.begin());
  try {
    const cli::Experiment experiment = cli::parse_experiment_text(document, "fuzz", parts);
    const cli::ProtocolEntry& entry = cli::find_protocol(experiment);
    entry.validate(experiment);
    check(entry.processes(experiment) >= experiment.n, "an instance has at least its n processes");
    check(!experiment.document.dump().empty(), "what was accepted can be written into a trace");
  } catch (const InputError& error) {
    check((error.file() == "fuzz" || error.file() == "--set") && !error.expectation().empty(),
          "the error names file or option and expectation");
  }
  return 0;
}
