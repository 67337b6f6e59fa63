#include "checker/smt/verify.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <numeric>
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

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

std::vector<const Specification*> chosen(const ThresholdAutomaton& automaton, const VerifyOptions& options) {
  std::vector<const Specification*> result;
  if (options.specs.empty())
    for (const Specification& specification : automaton.specifications) result.push_back(&specification);
  for (const std::string& name : options.specs)
    result.push_back(&automaton.specifications[find_specification(automaton, name).value()]);
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

// The specifications of one automaton, decided by several threads within the time that there is.
class Board {
 public:
  Board(const System& system, const std::vector<const Specification*>& specifications, const VerifyOptions& options)
      : system_(system), specifications_(specifications), options_(options), slots_(specifications.size()) {}

  std::vector<SpecResult> run() {
    std::vector<std::size_t> open(slots_.size());
    std::iota(open.begin(), open.end(), std::size_t{0});
    pass(open);
    std::erase_if(open, [&](std::size_t position) { return slots_[position].settled; });
    pass(open);
    for (const std::size_t position : open) settle(position);
    std::vector<SpecResult> results;
    for (Slot& slot : slots_) results.push_back(std::move(slot.result));
    return results;
  }

 private:
  struct Slot {
    SpecResult result;
    double granted_seconds = 0;
    bool settled = false;
  };

  void pass(const std::vector<std::size_t>& open) {
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
      for (std::size_t i = next++; i < open.size(); i = next++) attempt(open[i], open.size() - i);
    };
    std::vector<std::jthread> workers;
    const std::size_t count = std::clamp<std::size_t>(options_.threads, 1, std::max<std::size_t>(open.size(), 1));
    for (std::size_t i = 1; i < count; ++i) workers.emplace_back(work);
    work();
  }

  double seconds_left() const {
    return std::chrono::duration<double>(options_.end - std::chrono::steady_clock::now()).count();
  }

  // `waiting`: specifications that wait for their turn, this one among them.
  double share(std::size_t waiting) const {
    if (!options_.is_bounded()) return options_.timeout_seconds;
    const double part = std::min(1.0, static_cast<double>(options_.threads) / static_cast<double>(waiting));
    return std::clamp(seconds_left() * part, 0.0, options_.timeout_seconds);
  }

  void attempt(std::size_t position, std::size_t waiting) {
    constexpr double kWorthwhile = 1.5;  // times what it had before
    Slot& slot = slots_[position];
    const double seconds = share(waiting);
    if (slot.granted_seconds > 0 && seconds < kWorthwhile * slot.granted_seconds) return;
    const double used = slot.result.seconds;
    const Limits limits{deadline_after(seconds), options_.stop};
    slot.result = decide(options_.engine, system_, *specifications_[position], limits);
    slot.result.seconds += used;
    slot.granted_seconds = seconds;
    const bool wants_more = slot.result.verdict == Verdict::kUnknown && limits.reached() && options_.is_bounded();
    if (!wants_more || options_.stop.stop_requested()) settle(position);
  }

  void settle(std::size_t position) {
    const std::lock_guard guard(mutex_);
    Slot& slot = slots_[position];
    constexpr double kAbout = 0.05;  // whoever stops at the end may do so a little earlier
    if (slot.result.verdict == Verdict::kUnknown && options_.stop.stop_requested())
      slot.result.reason = options_.is_bounded() && seconds_left() < kAbout ? "timeout" : "interrupted";
    slot.settled = true;
    for (; told_ < slots_.size() && slots_[told_].settled; ++told_)
      if (options_.on_result) options_.on_result(slots_[told_].result);
  }

  const System& system_;
  const std::vector<const Specification*>& specifications_;
  const VerifyOptions& options_;
  std::vector<Slot> slots_;
  std::mutex mutex_;
  std::size_t told_ = 0;  // specifications of which on_result has heard
};

}  // namespace

void demand_specifications(const ThresholdAutomaton& automaton, const std::vector<std::string>& names) {
  const std::string& file = file_of(automaton);
  if (automaton.specifications.empty())
    throw InputError(file, "", "expected specifications to decide, found a model without any");
  std::vector<std::string> known;
  for (const Specification& specification : automaton.specifications) known.push_back(specification.name);
  for (auto name = names.begin(); name != names.end(); ++name) {
    if (std::ranges::find(known, *name) == known.end())
      throw InputError(file, "", "expected a specification of the model: " + joined(known) + "; found '" + *name + "'");
    if (std::find(names.begin(), name, *name) != name)
      throw InputError("--spec", "", "expected each specification once, found '" + *name + "' again");
  }
}

std::vector<SpecResult> verify(const ThresholdAutomaton& automaton, const VerifyOptions& options) {
  const std::vector<std::string> names = engine_names();
  if (std::ranges::find(names, options.engine) == names.end())
    throw InputError("--engine", "", "expected one of " + joined(names) + "; found '" + options.engine + "'");
  demand_specifications(automaton, options.specs);
  const ThresholdAutomaton subject = options.resilience ? with_resilience(automaton, *options.resilience) : automaton;
  const std::vector<const Specification*> specifications = chosen(subject, options);
  try {
    demand_consistency(subject);
    System system = prepare(subject);
    find_implications(system);
    return Board(system, specifications, options).run();
  } catch (const std::length_error& error) {
    std::vector<SpecResult> results = all_unknown(specifications, error.what());
    if (options.on_result) std::ranges::for_each(results, options.on_result);
    return results;
  }
}

}  // namespace parley
