// Any text as a counterexample of `verify`, for `replay` and `report`: refused with an InputError, refuted, or drawn.
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "cli/model_run.hpp"
#include "cli/report/page.hpp"
#include "faults/json_text.hpp"
#include "models/ta_reader.hpp"
#include "protocols/core/check.hpp"
#include "protocols/core/error.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace parley;

constexpr const char* kModel = R"(thresholdAutomaton Small {
  shared sent; parameters n, t;
  assumptions (2) { n > 3 * t; t >= 1; }
  locations (2) { idle: [0]; done: [1]; }
  inits (3) { idle == n - t; done == 0; sent == 0; }
  rules (2) {
    0: idle -> done when (sent + t >= 1) do { sent' == sent + 1; };
    1: done -> done when (true) do { };
  }
  specifications (1) { never: [](sent < 2); }
})";

// Two processes move, and one of them stays for ever.
cli::ModelRunFile run() {
  return {"", "small.ta", read_ta(kModel, "small.ta"), {{{4, 1}, {0}, {3, 0}}, {{0, 2}}, {{1, 1}}}};
}

cli::ModelRunFile parse(std::string_view text) {
  return cli::parse_model_run(faults::parse_json(text, "fuzz"), "fuzz");
}

}  // namespace

std::vector<fuzz::Input> fuzz::fuzz_seeds() {
  return {input_of(faults::write_json(cli::to_json(run())))};
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::optional<cli::ModelRunFile> read;
  try {
    read = parse(fuzz::text_of(data, size));
  } catch (const InputError& error) {
    check(error.file().starts_with("fuzz"), "the error names the file");
    return 0;
  }
  const std::string written = faults::write_json(cli::to_json(*read));
  check(faults::write_json(cli::to_json(parse(written))) == written, "a counterexample survives its file");
  cli::Page page;
  page.model_runs.push_back(std::move(*read));
  check(!cli::to_html(page).empty(), "it has a page, drawn or not");
  return 0;
}
