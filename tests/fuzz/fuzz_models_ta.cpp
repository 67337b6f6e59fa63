// Any text: an automaton that survives being written and read, and whose formulas have values; or an InputError.
#include <string>

#include "models/ta_reader.hpp"
#include "models/ta_writer.hpp"
#include "protocols/core/error.hpp"
#include "tests/fuzz/automaton.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace parley;

constexpr std::string_view kModel = R"(/* counts */ skel fuzz {
  local pc; // ignored
  shared x, y;
  parameters n, t, f;
  define high == (n + t) / 2 + 1;
  assumptions (1) { n > 3 * t; t >= f; f >= 0; }
  locations (2) { start: [0]; done: [1;2]; }
  inits (2) { start == n - f; done == 0; x == 0 && y == 0; }
  rules (3) {
    0: start -> done when (x >= high - f || !(y < 2) -> true) do { x' == x + 1; unchanged(y); };
    1: start -> start when (1) do { reset(x, y); };
    back: done -> start when (y != 3) do { y' == y - 2; x' == 0; };
  }
  specifications (1) { live: <>[](start == 0) -> [](done != 0 || x * 2 < n); }
}
)";

// Each prefix operator and each implication is read at one level of nesting and written with brackets at two.
void check_survival(const ThresholdAutomaton& automaton) {
  try {
    check(read_ta(write_ta(automaton), "written") == automaton, "an automaton survives its file");
  } catch (const InputError& error) {
    check(error.expectation().find("levels of nesting") != std::string::npos, "what was written can be read");
  }
}

void read_model(std::string_view text) {
  try {
    const ThresholdAutomaton automaton = read_ta(text, "fuzz");
    check_survival(automaton);
    check(!write_dot(automaton).empty(), "it can be drawn");
    fuzz::evaluate_all(automaton);
  } catch (const InputError& error) {
    check(error.file() == "fuzz" && error.place().starts_with("line "), "the error names file, line and column");
  }
}

void read_resilience(std::string_view conditions) {
  static const ThresholdAutomaton kAutomaton = read_ta(kModel, "model");
  try {
    check(!with_resilience(kAutomaton, conditions).assumptions.empty(), "conditions replace, they do not remove");
  } catch (const InputError& error) {
    check(error.file() == "--resilience", "the error names the option");
  }
}

}  // namespace

std::vector<fuzz::Input> fuzz::fuzz_seeds() {
  return {input_of(kModel), input_of("n > 2 * t; t >= f && f >= 0"), input_of("ta a { locations { b:[]; } rules {} }")};
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  read_model(text);
  read_resilience(text);
  return 0;
}
