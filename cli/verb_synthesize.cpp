// `synthesize`: values of a model's unknowns for which all specifications hold, and the weakest of them.
#include <charconv>
#include <fmt/format.h>
#include <optional>
#include <string>
#include <string_view>

#include "checker/smt/synthesis.hpp"
#include "cli/command.hpp"
#include "cli/interrupt.hpp"
#include "cli/output.hpp"
#include "faults/json_text.hpp"
#include "protocols/core/error.hpp"

namespace parley::cli {
namespace {

std::string trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(' ');
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(' ') - begin + 1));
}

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  constexpr std::int64_t kLargest = 1'000'000;
  if (error != std::errc() || end != text.data() + text.size() || value < -kLargest || value > kLargest)
    return std::nullopt;
  return value;
}

UnknownRange range_of(const std::string& text) {
  const std::size_t equals = text.find('=');
  const std::size_t dots = text.find("..", equals == std::string::npos ? 0 : equals);
  if (equals != std::string::npos && dots != std::string::npos) {
    const auto low = whole_number(trimmed(std::string_view(text).substr(equals + 1, dots - equals - 1)));
    const auto high = whole_number(trimmed(std::string_view(text).substr(dots + 2)));
    if (low && high) return {.name = trimmed(std::string_view(text).substr(0, equals)), .low = *low, .high = *high};
  }
  throw InputError("--range", "",
                   "expected NAME=LOW..HIGH with whole numbers from -1000000 to 1000000, found '" + text + "'");
}

std::map<std::string, std::string> thresholds_of(const std::vector<std::string>& texts) {
  std::map<std::string, std::string> result;
  for (const std::string& text : texts) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || trimmed(text.substr(0, equals)).empty())
      throw InputError("--threshold", "", "expected NAME=EXPRESSION, found '" + text + "'");
    result[trimmed(text.substr(0, equals))] = text.substr(equals + 1);
  }
  return result;
}

std::string values_text(const std::vector<UnknownRange>& unknowns, const std::vector<std::int64_t>& values) {
  std::string text;
  for (std::size_t i = 0; i < values.size(); ++i)
    text += fmt::format("{}{}={}", i == 0 ? "" : " ", unknowns[i].name, values[i]);
  return text;
}

nlohmann::json values_json(const std::vector<UnknownRange>& unknowns, const std::vector<std::int64_t>& values) {
  nlohmann::json object = nlohmann::json::object();
  for (std::size_t i = 0; i < values.size(); ++i) object[unknowns[i].name] = values[i];
  return object;
}

VerbResult to_verb_result(const SynthesisResult& found, const std::string& file, double seconds) {
  VerbResult result;
  result.verb = "synthesize";
  result.file = file;
  result.seconds = seconds;
  const bool complete = found.undecided.empty() && found.not_looked_at == 0;
  const Verdict none = complete ? Verdict::kViolated : Verdict::kUnknown;
  result.verdicts.push_back({.property = "some_values_satisfy_all",
                             .verdict = found.solutions.empty() ? none : Verdict::kHolds,
                             .seconds = seconds,
                             .note = ""});
  const auto count = [](std::size_t number) { return static_cast<double>(number); };
  result.metrics = {{"candidates", count(found.candidates)},      {"inadmissible", count(found.inadmissible)},
                    {"verified", count(found.verified)},          {"counterexamples", count(found.counterexamples)},
                    {"undecided", count(found.undecided.size())}, {"not_looked_at", count(found.not_looked_at)},
                    {"solutions", count(found.solutions.size())}};
  return result;
}

nlohmann::json solutions_json(const SynthesisResult& found) {
  nlohmann::json list = nlohmann::json::array();
  for (const Solution& solution : found.solutions)
    list.push_back({{"values", values_json(found.ranges, solution.values)}, {"weakest", solution.weakest}});
  return list;
}

void print(const SynthesisResult& found, const VerbResult& result) {
  for (const UnknownRange& range : found.ranges) say("unknown {} from {} to {}\n", range.name, range.low, range.high);
  for (const Solution& solution : found.solutions)
    say("{}{}\n", values_text(found.ranges, solution.values), solution.weakest ? "  (weakest)" : "");
  for (const auto& values : found.undecided) say("{}  (undecided)\n", values_text(found.ranges, values));
  if (found.not_looked_at > 0) say("{} more were not looked at: out of time, or interrupted\n", found.not_looked_at);
  say_text(to_lines(result));
}

}  // namespace

int run_synthesize(const Command& command, const std::atomic<bool>& stop) {
  const StopRelay relay(stop);
  SynthesisOptions options;
  for (const std::string& text : command.ranges) options.ranges.push_back(range_of(text));
  options.verify.specs = command.specs;
  options.verify.threads = command.threads;
  if (!command.engine.empty()) options.verify.engine = command.engine;
  options.verify.stop = relay.token();  // which --timeout sets as well
  const ModelTemplate model = read_model_template(command.files.front(), thresholds_of(command.thresholds));
  const auto start = std::chrono::steady_clock::now();
  const SynthesisResult found = synthesize(model, options);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  VerbResult result = to_verb_result(found, command.files.front().string(), seconds);
  result.seed = command.seed.value_or(1);
  if (!command.quiet) print(found, result);
  if (command.json) {
    nlohmann::json document = to_json(result);
    document["solutions"] = solutions_json(found);
    write_text(*command.json, faults::write_json(document, 2) + "\n");
  }
  return exit_status(result);
}

}  // namespace parley::cli
