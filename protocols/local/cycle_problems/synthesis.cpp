#include "protocols/local/cycle_problems/synthesis.hpp"

#include <algorithm>
#include <limits>

namespace parley::cycle_problems {
namespace {

constexpr std::int64_t kUnreachable = std::numeric_limits<std::int64_t>::max() / 4;
constexpr std::uint32_t kLongGaps = 8;  // T in windows of local maxima: longer gaps are rare

// Least weights of walks from one word, by length and end, with the last step of each.
class Walks {
 public:
  Walks(const WalkGraph& graph, bool is_sum, std::uint32_t start, std::uint32_t longest)
      : graph_(graph), start_(start), size_(graph.size()) {
    weight_.assign((longest + 1) * size_, kUnreachable);
    from_.assign((longest + 1) * size_, 0);
    weight_[start] = is_sum ? 0 : std::numeric_limits<std::int64_t>::min();
    for (std::size_t length = 0; length < longest; ++length)
      for (std::uint32_t node = 0; node < size_; ++node) extend(length, node, is_sum);
  }

  std::int64_t weight(std::size_t length, std::uint32_t end) const { return weight_[length * size_ + end]; }
  // The letters of the walk's nodes but the last. REQUIRES: there is one.
  Letters letters(std::size_t length, std::uint32_t end) const {
    Letters result(length);
    for (; length > 0; --length) {
      end = from_[length * size_ + end];
      result[length - 1] = graph_.letter[end];
    }
    return result;
  }

 private:
  void extend(std::size_t length, std::uint32_t node, bool is_sum) {
    const std::int64_t here = weight_[length * size_ + node];
    if (here == kUnreachable) return;
    const std::int64_t longer = is_sum ? here + graph_.weight[node] : std::max(here, graph_.weight[node]);
    for (const std::uint32_t to : graph_.next[node]) {
      const std::size_t place = (length + 1) * size_ + to;
      if (longer >= weight_[place]) continue;
      weight_[place] = longer;
      from_[place] = node;
    }
  }

  const WalkGraph& graph_;
  std::uint32_t start_;
  std::size_t size_;
  std::vector<std::int64_t> weight_ = {};
  std::vector<std::uint32_t> from_ = {};
};

// What a gap may cost.
class Allowance {
 public:
  // `mean` is the best of the component; where values are random, half of the slack is left for long gaps.
  Allowance(const Task& task, const Classification& classification, const Ratio& mean)
      : task_(task), opt_(*classification.opt), mean_(mean), halved_(classification.value == Class::kRandom) {}

  bool permits(std::int64_t weight, std::uint32_t length) const {
    if (weight == kUnreachable) return false;
    if (!is_sum(task_.problem.objective)) return is_within(task_, Ratio::of(weight, 1), opt_);
    if (!halved_) return is_within(task_, Ratio::of(weight, length), opt_);
    // 2 weight / length - mean within alpha of opt
    return is_within(task_, Ratio::of(2 * weight * mean_.den - mean_.num * length, length * mean_.den), opt_);
  }

 private:
  const Task& task_;
  Ratio opt_;
  Ratio mean_;
  bool halved_;
};

// The least L such that all lengths in [L, 2 L - 1] are permitted; 0 for none.
std::uint32_t least_gap(const Walks& walks, std::uint32_t start, const Allowance& allowance) {
  std::uint32_t refused = 0;  // the greatest length so far that is not permitted
  for (std::uint32_t length = 1; length < 2 * kMostGap; ++length) {
    if (!allowance.permits(walks.weight(length, start), length)) refused = length;
    if (refused < kMostGap && length == 2 * (refused + 1) - 1) return refused + 1;
  }
  return 0;
}

Fills fills_of(const Walks& walks, std::uint32_t start, std::uint32_t longest) {
  Fills fills;
  fills.start = start;
  for (std::uint32_t length = 0; length <= longest; ++length) {
    const std::int64_t weight = walks.weight(length, start);
    fills.weight.push_back(weight);
    fills.letters.push_back(weight == kUnreachable ? Letters{} : walks.letters(length, start));
  }
  return fills;
}

// The shortest walk between two words of one component.
Letters shortest_walk(const WalkGraph& graph, std::uint32_t from, std::uint32_t to) {
  if (from == to) return {};
  const Walks walks(graph, true, from, static_cast<std::uint32_t>(graph.size()));
  std::size_t length = 1;
  while (walks.weight(length, to) == kUnreachable) ++length;
  return walks.letters(length, to);
}

// The cheapest constant word of a component; kMissing if it has none.
constexpr std::uint32_t kMissing = 0xffffffff;
std::uint32_t loop_of(const WalkGraph& graph, const Component& component) {
  std::uint32_t best = kMissing;
  for (const std::uint32_t node : component)
    if (graph.is_constant[node] != 0 && (best == kMissing || graph.weight[node] < graph.weight[best])) best = node;
  return best;
}

std::optional<Plan> constant_plan(const WalkGraph& graph) {
  std::vector<std::uint32_t> all(graph.size());
  for (std::uint32_t node = 0; node < graph.size(); ++node) all[node] = node;
  const std::uint32_t loop = loop_of(graph, all);
  Plan plan;
  plan.made_for = Class::kConstant;
  plan.constant = graph.letter[loop];
  return plan;
}

Plan filled_plan(const Task& task, const WalkGraph& graph, Class made_for, std::uint32_t start, std::uint32_t gap) {
  Plan plan;
  plan.made_for = made_for;
  plan.gap = gap;
  plan.longest = made_for == Class::kRandom ? kLongGaps * (2 * gap + 1) : 2 * gap - 1;
  const Walks walks(graph, is_sum(task.problem.objective), start, plan.longest);
  plan.fills = fills_of(walks, start, plan.longest);
  return plan;
}

// Whether a component is of the kind that the class fills gaps from.
bool is_fit(const WalkGraph& graph, const Component& component, Class value) {
  if (period(graph, component) != 1) return false;
  return value != Class::kRandom || loop_of(graph, component) != kMissing;
}

}  // namespace

WalkGraph usable_part(const Task& task, const WalkGraph& graph, const Ratio& opt) {
  if (is_sum(task.problem.objective)) return graph;
  std::vector<std::uint8_t> keep;
  for (const std::int64_t weight : graph.weight) keep.push_back(is_within(task, Ratio::of(weight, 1), opt) ? 1 : 0);
  return restricted(graph, keep);
}

std::optional<Plan> synthesise(const Task& task, const Classification& classification) {
  const WalkGraph whole = walk_graph(task.problem);
  if (classification.value == Class::kNone) return std::nullopt;
  if (classification.value == Class::kGlobal) return Plan{};
  if (classification.value == Class::kConstant) return constant_plan(whole);
  const WalkGraph graph = usable_part(task, whole, *classification.opt);
  std::uint32_t best = 0;
  std::uint32_t start = 0;
  Component within;
  for (const Component& component : cyclic_components(graph)) {
    if (!is_fit(graph, component, classification.value)) continue;
    const Allowance allowance(task, classification, least_mean(graph, component));
    for (const std::uint32_t node : component) {
      const Walks walks(graph, is_sum(task.problem.objective), node, 2 * kMostGap);
      const std::uint32_t gap = least_gap(walks, node, allowance);
      if (gap == 0 || (best != 0 && gap >= best)) continue;
      best = gap;
      start = node;
      within = component;
    }
  }
  if (best == 0) return std::nullopt;
  Plan plan = filled_plan(task, graph, classification.value, start, best);
  if (classification.value != Class::kRandom) return plan;
  const std::uint32_t loop = loop_of(graph, within);
  plan.constant = graph.letter[loop];
  plan.to_constant = shortest_walk(graph, start, loop);
  plan.from_constant = shortest_walk(graph, loop, start);
  return plan;
}

Plan shortened(const Plan& plan, std::uint32_t gap) {
  Plan shorter = plan;
  shorter.gap = std::min(gap, plan.gap);
  if (plan.made_for == Class::kLogStar) shorter.longest = 2 * shorter.gap - 1;
  return shorter;
}

namespace {

void put(Letters& letters, std::size_t from, const Letters& walk) {
  for (std::size_t offset = 0; offset < walk.size(); ++offset) letters[(from + offset) % letters.size()] = walk[offset];
}

// A gap with no other anchor in sight: constant but for the walks at its ends.
void put_constant(const Plan& plan, Letters& letters, std::size_t from, std::size_t length) {
  put(letters, from, plan.to_constant);
  const std::size_t stays = length - plan.to_constant.size() - plan.from_constant.size();
  for (std::size_t offset = 0; offset < stays; ++offset)
    letters[(from + plan.to_constant.size() + offset) % letters.size()] = plan.constant;
  put(letters, from + plan.to_constant.size() + stays, plan.from_constant);
}

Ran gathered(const Optimum& optimum, std::size_t n) {
  return {optimum.labelling(n), n / 2};
}

}  // namespace

Ran run_plan(const Plan& plan, const Optimum& optimum, const std::vector<std::uint64_t>& values) {
  const std::size_t n = values.size();
  if (plan.made_for == Class::kConstant) return {Letters(n, plan.constant), 0};
  if (n < plan.least_nodes()) return gathered(optimum, n);
  const bool random = plan.made_for == Class::kRandom;
  const Anchors anchors = random ? local_maxima(values, plan.gap) : spaced_anchors(values, plan.gap);
  Ran ran{Letters(n, plan.constant), anchors.rounds + plan.longest};
  for (std::size_t index = 0; index < anchors.positions.size(); ++index) {
    const std::size_t from = anchors.positions[index];
    const bool last = index + 1 == anchors.positions.size();
    const std::size_t length = (last ? anchors.positions[0] + n : anchors.positions[index + 1]) - from;
    if (length <= plan.longest)
      put(ran.letters, from, plan.fills.letters[length]);
    else
      put_constant(plan, ran.letters, from, length);
  }
  return ran;
}

}  // namespace parley::cycle_problems
