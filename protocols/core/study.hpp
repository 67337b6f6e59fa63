// The contract of a study: a question about protocols whose answer is computed, and not observed in runs of processes
// over a network: which graphs admit consensus, what a population stabilises to, which words a ring can elect under.
// protocols/<family>/<name>/study.hpp defines `Study` in namespace parley::<name>; that file makes it known to the
// program (cli/CMakeLists.txt), and an experiment {"study": "<name>", "parameters": {...}} drives it.
//
//   kName         the folder's name
//   kProperties   an array of PropertyInfo: everything that one of its verdicts may name
//   Parameters    an aggregate, all members with defaults: numbers, bool, enums, strings, lists, aggregates of such.
//                 Members n, t and `Topology topology` stand at the experiment's top, the others under "parameters"
//   validate(parameters) -> optional<ConfigProblem>   why they make no sense, naming the parameter
// and at least one of
//   explore(parameters, conditions) -> StudyFindings<Parameters>    every case, exactly
//   simulate(parameters, conditions) -> StudyFindings<Parameters>   samples, or a measurement at scale
//   attack(parameters, conditions) -> StudyFindings<Parameters>     what must fail fails, what must succeed succeeds
//
// All are pure functions of the parameters and conditions.seed, whatever the number of threads: what for_each computes
// is kept by index and put together in that order. They return early when conditions.is_stopped(), with what they know
// and Verdict::kUnknown for the rest; a run must ask at least every few milliseconds.
#pragma once

#include <atomic>
#include <concepts>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "protocols/core/process.hpp"
#include "protocols/core/property.hpp"
#include "protocols/core/verdict.hpp"

namespace parley {

struct StudyConditions {
  std::uint64_t seed = 1;
  const std::atomic<bool>* stop = nullptr;
  // Calls body(0) .. body(count - 1), on several threads, in any order and each once; leaves out the rest once stopped.
  // `body` must not throw. Not to be nested.
  std::function<void(std::uint64_t count, const std::function<void(std::uint64_t)>& body)> for_each =
      [](std::uint64_t count, const std::function<void(std::uint64_t)>& body) {
        for (std::uint64_t index = 0; index < count; ++index) body(index);
      };

  bool is_stopped() const { return stop != nullptr && stop->load(std::memory_order_relaxed); }
};

struct StudyVerdict {
  std::string property;  // one of kProperties
  Verdict verdict = Verdict::kUnknown;
  std::string note = {};  // for people: how much was looked at, or what was seen instead
};

using StudyCell = std::variant<std::string, std::uint64_t, double>;

// Told on the terminal, in the JSON, as a file NAME.csv, and on the page.
struct StudyTable {
  std::string name;     // of a file: a-z, 0-9, -
  std::string caption;  // one line
  std::vector<std::string> columns = {};
  std::vector<std::vector<StudyCell>> rows = {};
  // Drawn as lines as well: this column is the horizontal axis (it and `plotted` hold numbers), and rows that differ in
  // `line_of` belong to lines of their own. Empty: not drawn.
  std::string drawn_over = {};
  std::vector<std::string> plotted = {};
  std::string line_of = {};
};

// A case that breaks a property: parameters under which the same verb looks at nothing but this case and finds the same
// again. It becomes a file that `replay` executes.
template <class Parameters>
struct StudyCounterexample {
  std::string property;
  Parameters parameters;
  std::vector<std::string> story;  // line by line, understandable without the source
};

template <class Parameters>
struct StudyFindings {
  std::vector<StudyVerdict> verdicts = {};
  std::map<std::string, double> metrics = {};
  std::vector<StudyTable> tables = {};
  std::vector<StudyCounterexample<Parameters>> counterexamples = {};  // few: the simplest of a property
};

template <class S>
using StudyEngine = StudyFindings<typename S::Parameters> (*)(const typename S::Parameters&, const StudyConditions&);

template <class S>
concept Explores = requires {
  StudyEngine<S>(&S::explore);
};
template <class S>
concept Simulates = requires {
  StudyEngine<S>(&S::simulate);
};
template <class S>
concept Attacks = requires {
  StudyEngine<S>(&S::attack);
};

template <class S>
concept Study = std::default_initializable<typename S::Parameters> && std::copyable<typename S::Parameters> &&
    std::convertible_to<decltype(S::kName), std::string_view> && requires(const typename S::Parameters& parameters) {
  {std::span<const PropertyInfo>(S::kProperties)};
  { S::validate(parameters) } -> std::same_as<std::optional<ConfigProblem>>;
} &&(Explores<S> || Simulates<S> || Attacks<S>);

}  // namespace parley
