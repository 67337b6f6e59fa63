#include "checker/smt/counterexample.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <span>

#include <nlohmann/json.hpp>

#include "checker/smt/fire.hpp"
#include "protocols/core/error.hpp"

namespace parley {
namespace {

std::string nonzero(std::span<const std::string> names, std::span<const std::int64_t> values) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i)
    if (values[i] != 0) text += fmt::format("{}{}={}", text.empty() ? "" : " ", names[i], values[i]);
  return text.empty() ? "-" : text;
}

nlohmann::json named(std::span<const std::string> names, std::span<const std::int64_t> values) {
  nlohmann::json object = nlohmann::json::object();
  for (std::size_t i = 0; i < names.size(); ++i) object[names[i]] = values[i];
  return object;
}

nlohmann::json steps_to_json(const ThresholdAutomaton& automaton, const std::vector<AcceleratedStep>& steps) {
  nlohmann::json list = nlohmann::json::array();
  for (const AcceleratedStep& step : steps) {
    const Rule& rule = automaton.rules.at(step.rule);
    list.push_back({{"rule", step.rule},
                    {"id", rule.id},
                    {"from", automaton.locations[rule.from]},
                    {"to", automaton.locations[rule.to]},
                    {"count", step.count}});
  }
  return list;
}

class JsonReader {
 public:
  JsonReader(const nlohmann::json& document, const std::string& file_name)
      : document_(document), file_name_(file_name) {}

  std::int64_t number(const nlohmann::json& value, const std::string& path) const {
    if (!value.is_number_integer()) fail(path, "a whole number");
    return value.get<std::int64_t>();
  }

  std::vector<std::int64_t> numbers(const char* key, std::span<const std::string> names) const {
    const std::string path = std::string("/") + key;
    const nlohmann::json& object = member(document_, "", key);
    std::vector<std::int64_t> values;
    for (const std::string& name : names) values.push_back(number(member(object, path, name), path + "/" + name));
    return values;
  }

  const nlohmann::json& member(const nlohmann::json& object, const std::string& path, const std::string& key) const {
    if (!object.is_object() || !object.contains(key)) fail(path + "/" + key, "a value");
    return object.at(key);
  }

  std::vector<AcceleratedStep> steps(const char* key, const ThresholdAutomaton& automaton) const {
    const nlohmann::json& list = member(document_, "", key);
    const std::string path = std::string("/") + key;
    if (!list.is_array() || list.size() > kMaxReplayedFirings)
      fail(path, fmt::format("a list of at most {} steps", kMaxReplayedFirings));
    std::vector<AcceleratedStep> result;
    for (std::size_t i = 0; i < list.size(); ++i) {
      const std::string at = path + "/" + std::to_string(i);
      const std::int64_t rule = number(member(list[i], at, "rule"), at + "/rule");
      if (rule < 0 || rule >= static_cast<std::int64_t>(automaton.rules.size()))
        fail(at + "/rule", "a rule of the automaton");
      const Rule& named = automaton.rules[static_cast<std::size_t>(rule)];
      text(list[i], at, "id", named.id);
      text(list[i], at, "from", automaton.locations[named.from]);
      text(list[i], at, "to", automaton.locations[named.to]);
      result.push_back(
          {.rule = static_cast<std::uint32_t>(rule), .count = number(member(list[i], at, "count"), at + "/count")});
    }
    return result;
  }

  // For people, but it must not say something else.
  void text(const nlohmann::json& object, const std::string& path, const char* key, const std::string& expected) const {
    if (member(object, path, key) != expected) fail(path + "/" + key, "\"" + expected + "\", as the rule says");
  }

  [[noreturn]] void fail(const std::string& path, const std::string& what) const {
    throw InputError(file_name_, path, "expected " + what);
  }

 private:
  const nlohmann::json& document_;
  const std::string& file_name_;
};

}  // namespace

std::string to_table(const ThresholdAutomaton& automaton, const Counterexample& counterexample) {
  Configuration now = counterexample.initial;
  const auto state = [&] {
    return fmt::format("{} | {}", nonzero(automaton.locations, now.counters), nonzero(automaton.shared, now.shared));
  };
  std::string text = fmt::format("parameters: {}\n", nonzero(automaton.parameters, now.parameters));
  text += fmt::format("{:>8} {:<40} {:>6}  {}\n", "step", "rule", "times", "processes | variables");
  text += fmt::format("{:>8} {:<40} {:>6}  {}\n", "start", "", "", state());
  std::size_t number = 0;
  const auto add_line = [&](const AcceleratedStep& step) {
    const Rule& rule = automaton.rules.at(step.rule);
    fire(automaton, step, now);
    const std::string label =
        fmt::format("{}: {} -> {}", rule.id, automaton.locations[rule.from], automaton.locations[rule.to]);
    text += fmt::format("{:>8} {:<40} {:>6}  {}\n", ++number, label, step.count, state());
  };
  for (const AcceleratedStep& step : counterexample.steps) add_line(step);
  if (counterexample.loop.empty()) return text;
  text += "    then for ever:\n";
  for (const AcceleratedStep& step : counterexample.loop) add_line(step);
  return text;
}

nlohmann::json to_json(const ThresholdAutomaton& automaton, const Counterexample& counterexample) {
  return {{"automaton", automaton.name},
          {"parameters", named(automaton.parameters, counterexample.initial.parameters)},
          {"processes", named(automaton.locations, counterexample.initial.counters)},
          {"variables", named(automaton.shared, counterexample.initial.shared)},
          {"steps", steps_to_json(automaton, counterexample.steps)},
          {"loop", steps_to_json(automaton, counterexample.loop)}};
}

Counterexample counterexample_from_json(const ThresholdAutomaton& automaton, const nlohmann::json& document,
                                        const std::string& file_name) {
  const JsonReader reader(document, file_name);
  Counterexample result;
  result.initial.parameters = reader.numbers("parameters", automaton.parameters);
  result.initial.counters = reader.numbers("processes", automaton.locations);
  result.initial.shared = reader.numbers("variables", automaton.shared);
  result.steps = reader.steps("steps", automaton);
  result.loop = reader.steps("loop", automaton);
  return result;
}

}  // namespace parley
