#include "checker/conform/conform.hpp"

#include <algorithm>
#include <deque>
#include <optional>
#include <string_view>
#include <utility>

#include "models/configuration.hpp"
#include "protocols/core/error.hpp"

namespace parley::conform {

namespace {

// A path longer than the model has rules would fire one twice within a step, which no mapped protocol does.
using Path = std::vector<std::size_t>;

// Paths followed for one move. A model that loops without sending anything has exponentially many of them.
constexpr std::size_t kMostPaths = 100'000;

std::size_t index_in(const std::vector<std::string>& names, const std::string& name, std::string_view what,
                     const ThresholdAutomaton& model) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end())
    throw InputError("model " + model.name, "", "expected a " + std::string(what) + " named " + name);
  return static_cast<std::size_t>(found - names.begin());
}

class Checker {
 public:
  Checker(const ThresholdAutomaton& model, const Projection& projection) : model_(model), projection_(projection) {
    configuration_.shared.assign(model.shared.size(), 0);
    configuration_.counters.assign(model.locations.size(), 0);
    for (const std::string& parameter : model.parameters) {
      const auto found = projection.parameters.find(parameter);
      if (found == projection.parameters.end())
        throw InputError("model " + model.name, "", "the run gives no value for the parameter " + parameter);
      configuration_.parameters.push_back(found->second);
    }
    for (const auto& [process, name] : projection.initial) {
      const std::size_t location = index_in(model.locations, name, "location", model);
      at_[process] = location;
      ++configuration_.counters[location];
    }
  }

  bool starts_right() const { return is_initial(model_, configuration_); }

  // The rules fired, or nothing when the model does not allow the move.
  std::optional<Path> follow(const Move& move) {
    const auto at = at_.find(move.process);
    if (at == at_.end()) return std::nullopt;
    const std::size_t goal = index_in(model_.locations, move.to, "location", model_);
    if (at->second == goal) return Path{};
    std::optional<Path> path = search(at->second, goal, move);
    if (!path) return std::nullopt;
    for (const std::size_t rule : *path) fire(model_.rules[rule], configuration_);
    at->second = goal;
    return path;
  }

  // Why `move` is not allowed: the rules that leave the process's location and what fails of each.
  std::string explain(const Move& move) const {
    const auto at = at_.find(move.process);
    if (at == at_.end()) return "the model does not count process " + std::to_string(move.process);
    std::string text = "no path of enabled rules from " + model_.locations[at->second] + " to " + move.to + " (sent:";
    for (std::size_t index = 0; index < model_.shared.size(); ++index)
      text += " " + model_.shared[index] + " = " + std::to_string(configuration_.shared[index]);
    text += "; received by the process:";
    for (const auto& [name, count] : move.evidence) text += " " + name + " = " + std::to_string(count);
    text += "; ";
    for (std::size_t index = 0; index < model_.parameters.size(); ++index)
      text +=
          (index > 0 ? ", " : "") + model_.parameters[index] + " = " + std::to_string(configuration_.parameters[index]);
    return text + ")";
  }

 private:
  // Breadth first over paths, so that the shortest explanation is taken.
  std::optional<Path> search(std::size_t from, std::size_t goal, const Move& move) const {
    std::deque<std::pair<std::size_t, Path>> open{{from, {}}};
    std::size_t opened = 0;
    while (!open.empty()) {
      auto [location, path] = std::move(open.front());
      open.pop_front();
      if (location == goal && allowed(path, move)) return path;
      if (path.size() >= model_.locations.size()) continue;
      for (std::size_t rule = 0; rule < model_.rules.size(); ++rule) {
        if (model_.rules[rule].from != location || model_.rules[rule].to == location) continue;
        Path longer = path;
        longer.push_back(rule);
        if (!sendable(longer)) continue;
        if (++opened > kMostPaths)
          throw InputError("model " + model_.name, "", "expected a model with fewer ways to go on within one step");
        open.emplace_back(model_.rules[rule].to, std::move(longer));
      }
    }
    return std::nullopt;
  }

  // The model's own guards hold along `path`.
  bool sendable(const Path& path) const {
    Configuration configuration = configuration_;
    for (const std::size_t rule : path) {
      if (!is_enabled(model_.rules[rule], configuration)) return false;
      fire(model_.rules[rule], configuration);
    }
    return true;
  }

  // The guards hold on the process's own evidence as it was before each rule: what the rule itself and later ones
  // send is taken off again. Where the move gives no evidence of a variable, its value in the run stands in.
  bool allowed(const Path& path, const Move& move) const {
    if (move.evidence.empty()) return true;
    Configuration known = configuration_;
    for (const std::size_t rule : path)
      for (const Update& update : model_.rules[rule].updates) change(known, update, update.amount);
    for (std::size_t index = 0; index < model_.parameters.size(); ++index)
      if (model_.parameters[index] == "f") known.parameters[index] = 0;
    for (const auto& [name, count] : move.evidence)
      known.shared[index_in(model_.shared, name, "shared variable", model_)] = count;
    for (auto rule = path.rbegin(); rule != path.rend(); ++rule) {
      for (const Update& update : model_.rules[*rule].updates) change(known, update, -update.amount);
      if (!evaluate(model_.rules[*rule].guard, known)) return false;
    }
    return true;
  }

  static void change(Configuration& configuration, const Update& update, std::int64_t amount) {
    std::int64_t& variable = configuration.shared[update.shared];
    variable = checked_add(variable, amount);
  }

  const ThresholdAutomaton& model_;
  const Projection& projection_;
  Configuration configuration_;
  std::map<std::uint32_t, std::size_t> at_;
};

void reject(ConformResult& result, const Projection& projection, const Move& move, std::string reason) {
  result.conforms = false;
  result.projection = projection.label;
  result.step = move.step;
  result.process = move.process;
  result.reason = std::move(reason);
}

void check_projection(const ThresholdAutomaton& model, const Projection& projection, ConformResult& result) {
  Checker checker(model, projection);
  if (!checker.starts_right()) {
    result.at_beginning = true;
    return reject(result, projection, {}, "the run's parameters and initial locations are none of the model's");
  }
  for (const Move& move : projection.moves) {
    const std::optional<Path> path = checker.follow(move);
    if (!path) return reject(result, projection, move, checker.explain(move));
    ++result.moves;
    if (path->empty()) continue;
    FiredRules fired{move.step, move.process, {}, *path};
    for (const std::size_t rule : *path) fired.rules.push_back(model.rules[rule].id);
    result.fired.push_back(std::move(fired));
  }
}

}  // namespace

ConformResult check_conformance(const ThresholdAutomaton& model, const std::vector<Projection>& projections) {
  ConformResult first;
  for (const Projection& projection : projections) {
    ConformResult result;
    try {
      check_projection(model, projection, result);
    } catch (const ArithmeticOverflow&) {
      throw InputError("model " + model.name, "", "expected coefficients whose sums on this run stay below 2^63");
    }
    if (!result.conforms && (first.conforms || result.step < first.step)) {
      result.moves += first.moves;
      first = std::move(result);
    } else if (first.conforms) {
      first.moves += result.moves;
      first.fired.insert(first.fired.end(), result.fired.begin(), result.fired.end());
    }
  }
  return first;
}

}  // namespace parley::conform
