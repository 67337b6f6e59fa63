#include "checker/smt/verify.hpp"

#include <algorithm>
#include <atomic>
#include <stdexcept>
#include <thread>

#include "checker/smt/contradiction.hpp"
#include "checker/smt/engines.hpp"
#include "checker/smt/reduce.hpp"
#include "checker/smt/search.hpp"
#include "models/ta_reader.hpp"
#include "protocols/core/error.hpp"

namespace parley {
namespace {

std::vector<const Specification*> chosen(const ThresholdAutomaton& automaton, const VerifyOptions& options) {
  std::vector<const Specification*> result;
  if (options.specs.empty())
    for (const Specification& specification : automaton.specifications) result.push_back(&specification);
  for (const std::string& name : options.specs) {
    const auto at = find_specification(automaton, name);
    if (!at)
      throw InputError(automaton.name, "specifications", "expected a specification of the model, found '" + name + "'");
    result.push_back(&automaton.specifications[*at]);
  }
  return result;
}

std::vector<SpecResult> all_unknown(const std::vector<const Specification*>& specifications, const std::string& why) {
  std::vector<SpecResult> results;
  for (const Specification* specification : specifications) {
    results.emplace_back();
    results.back().spec = specification->name;
    results.back().reason = why;
  }
  return results;
}

Deadline deadline_after(double seconds) {
  constexpr double kLongest = 1e8;
  return std::chrono::steady_clock::now() + std::chrono::duration_cast<std::chrono::steady_clock::duration>(
                                                std::chrono::duration<double>(std::clamp(seconds, 0.0, kLongest)));
}

std::vector<SpecResult> verify_all(const System& system, const std::vector<const Specification*>& specifications,
                                   const VerifyOptions& options) {
  std::vector<SpecResult> results(specifications.size());
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < specifications.size(); i = next++)
      results[i] = decide(options.engine, system, *specifications[i], {deadline_after(options.timeout_seconds)});
  };
  std::vector<std::jthread> workers;
  const std::size_t count =
      std::clamp<std::size_t>(options.threads, 1, std::max<std::size_t>(specifications.size(), 1));
  for (std::size_t i = 1; i < count; ++i) workers.emplace_back(work);
  work();
  workers.clear();
  return results;
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

}  // namespace

std::vector<SpecResult> verify(const ThresholdAutomaton& automaton, const VerifyOptions& options) {
  const std::vector<std::string> names = engine_names();
  if (std::ranges::find(names, options.engine) == names.end())
    throw InputError("--engine", "", "expected one of " + joined(names) + "; found '" + options.engine + "'");
  const ThresholdAutomaton subject = options.resilience ? with_resilience(automaton, *options.resilience) : automaton;
  const std::vector<const Specification*> specifications = chosen(subject, options);
  try {
    demand_consistency(subject);
    System system = prepare(subject);
    find_implications(system);
    return verify_all(system, specifications, options);
  } catch (const std::length_error& error) {
    return all_unknown(specifications, error.what());
  }
}

}  // namespace parley
