#include "cli/model_schedule.hpp"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <fmt/format.h>
#include <numeric>
#include <string>
#include <string_view>

#include "cli/protocol_entry.hpp"
#include "protocols/core/error.hpp"

namespace parley::cli {
namespace {

// In small letters alone: ben_or and BenOr are one name.
std::string plain_name(std::string_view name) {
  std::string plain;
  for (const char c : name)
    if (std::isalnum(static_cast<unsigned char>(c)) != 0)
      plain += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return plain;
}

// Of the protocols that are mapped to the model the one that it has its name from, else the first.
const ProtocolEntry* protocol_of(const ThresholdAutomaton& automaton) {
  const ProtocolEntry* first = nullptr;
  for (const ProtocolEntry& entry : registry()) {
    if (entry.concretize == nullptr || std::ranges::find(entry.models, automaton.name) == entry.models.end()) continue;
    if (plain_name(automaton.name).starts_with(plain_name(entry.name))) return &entry;
    if (first == nullptr) first = &entry;
  }
  return first;
}

std::optional<std::int64_t> parameter(const concretize::ModelRun& run, std::string_view name) {
  const auto found = std::ranges::find(run.automaton.parameters, name);
  if (found == run.automaton.parameters.end()) return std::nullopt;
  return run.counterexample.initial.parameters[static_cast<std::size_t>(found - run.automaton.parameters.begin())];
}

// Models call the most that may be faulty t, or f where all that may be are.
std::int64_t most_faulty(const concretize::ModelRun& run) {
  if (const auto t = parameter(run, "t")) return *t;
  return parameter(run, "f").value_or(0);
}

nlohmann::json experiment_of(const ProtocolEntry& entry, const concretize::ModelRun& run) {
  nlohmann::json document{
      {"protocol", entry.name},
      {"n", parameter(run, "n").value_or(0)},
      {"t", most_faulty(run)},
      {"beyond_resilience", true},
      {"description", fmt::format("a counterexample of {} in {}", run.specification.name, run.automaton.name)}};
  if (!entry.model_settings.empty()) document["parameters"] = nlohmann::json::parse(entry.model_settings);
  return document;
}

}  // namespace

std::optional<concretize::Schedule> find_schedule(const concretize::ModelRun& run, const concretize::Limits& limits) {
  const ProtocolEntry* entry = protocol_of(run.automaton);
  if (entry == nullptr) return std::nullopt;
  const auto& counters = run.counterexample.initial.counters;
  const std::int64_t counted = std::accumulate(counters.begin(), counters.end(), std::int64_t{0});
  const std::int64_t faulty = std::max<std::int64_t>(0, parameter(run, "n").value_or(0) - counted);
  try {
    const Experiment experiment = parse_experiment(experiment_of(*entry, run), std::string(entry->name));
    concretize::Schedule schedule = entry->concretize(experiment, static_cast<std::uint32_t>(faulty), run, limits);
    if (!schedule.outcome.found) schedule.outcome.reason = fmt::format("{}: {}", entry->name, schedule.outcome.reason);
    return schedule;
  } catch (const InputError& error) {
    return concretize::Schedule{{.reason = error.what()}, {}};
  }
}

}  // namespace parley::cli
