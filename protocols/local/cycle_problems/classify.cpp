#include "protocols/local/cycle_problems/classify.hpp"

#include <algorithm>
#include <set>

namespace parley::cycle_problems {

std::string_view to_string(Class value) {
  switch (value) {
    case Class::kNone:
      return "no labelling";
    case Class::kConstant:
      return "O(1), O(1)";
    case Class::kRandom:
      return "log*, O(1)";
    case Class::kLogStar:
      return "log*, log*";
    case Class::kGlobal:
      return "n, n";
  }
  return "no labelling";
}

namespace {

void lower(std::optional<Ratio>& least, const Ratio& value) {
  if (!least || value < *least) least = value;
}

std::optional<Ratio> cheapest_constant(const WalkGraph& graph) {
  std::optional<Ratio> least;
  for (std::size_t node = 0; node < graph.size(); ++node)
    if (graph.is_constant[node] != 0) lower(least, Ratio::of(graph.weight[node], 1));
  return least;
}

std::uint32_t least_period(const WalkGraph& graph) {
  std::uint32_t least = 0;
  for (const Component& component : cyclic_components(graph)) {
    const std::uint32_t here = period(graph, component);
    least = least == 0 ? here : std::min(least, here);
  }
  return least;
}

Classification classify_sum(const Task& task, const WalkGraph& graph) {
  Classification result;
  result.constant = cheapest_constant(graph);
  const std::vector<Component> components = cyclic_components(graph);
  std::vector<Ratio> means;
  for (const Component& component : components) {
    means.push_back(least_mean(graph, component));
    lower(result.opt, means.back());
    if (period(graph, component) == 1) lower(result.flexible, means.back());
    const auto has_loop = [&](std::uint32_t node) { return graph.is_constant[node] != 0; };
    if (std::any_of(component.begin(), component.end(), has_loop)) lower(result.loop, means.back());
  }
  if (!result.opt) return result;
  bool lossless = false;  // a walk at exactly the mean `flexible` of every large length
  for (std::size_t index = 0; index < components.size(); ++index) {
    if (means[index] == *result.opt) {
      const std::uint32_t here = least_period(critical_graph(graph, components[index], means[index]));
      result.critical_period = result.critical_period == 0 ? here : std::min(result.critical_period, here);
    }
    if (result.flexible && means[index] == *result.flexible && period(graph, components[index]) == 1)
      lossless = lossless || flexible_critical(graph, components[index], means[index]).has_value();
  }
  const auto at_bound = [&](const std::optional<Ratio>& value) {
    return value && is_within(task, *value, *result.opt) && !is_strictly_within(task, *value, *result.opt);
  };
  if (result.constant && is_within(task, *result.constant, *result.opt)) {
    result.value = Class::kConstant;
  } else if (result.loop && is_strictly_within(task, *result.loop, *result.opt)) {
    result.value = Class::kRandom;
  } else {
    result.tie = at_bound(result.flexible);
    const bool strictly = result.flexible && is_strictly_within(task, *result.flexible, *result.opt);
    result.value = strictly || (result.tie && lossless) ? Class::kLogStar : Class::kGlobal;
  }
  return result;
}

Classification classify_extreme(const Task& task, const WalkGraph& graph) {
  Classification result;
  result.constant = cheapest_constant(graph);
  result.loop = result.constant;
  const std::set<std::int64_t> weights(graph.weight.begin(), graph.weight.end());
  for (const std::int64_t bound : weights) {
    std::vector<std::uint8_t> keep;
    for (const std::int64_t weight : graph.weight) keep.push_back(weight <= bound ? 1 : 0);
    const WalkGraph part = restricted(graph, keep);
    const std::uint32_t here = least_period(part);
    if (here == 0) continue;
    if (!result.opt) result.critical_period = here;
    lower(result.opt, Ratio::of(bound, 1));
    if (here == 1) {
      lower(result.flexible, Ratio::of(bound, 1));
      break;
    }
  }
  if (!result.opt) return result;
  if (result.constant && is_within(task, *result.constant, *result.opt))
    result.value = Class::kConstant;
  else if (result.flexible && is_within(task, *result.flexible, *result.opt))
    result.value = Class::kLogStar;
  else
    result.value = Class::kGlobal;
  return result;
}

}  // namespace

Classification classify(const Task& task) {
  const WalkGraph graph = walk_graph(task.problem);
  return is_sum(task.problem.objective) ? classify_sum(task, graph) : classify_extreme(task, graph);
}

}  // namespace parley::cycle_problems
