#include "protocols/consensus/directed/exact_attack.hpp"

namespace parley::directed {
namespace {

class WorldAdversary : public Adversary {
 public:
  explicit WorldAdversary(const World& world) : world_(world) {}
  bool hears(Node, Node from) const override { return !contains(world_.deaf_to, from); }
  void send_chains(const Stage&, Node, Node to, Chains& sent) override {
    if (contains(world_.mute_to, to)) sent.clear();
  }
  void send_reports(const Stage&, Node, Node to, Reports& sent) override {
    if (contains(world_.mute_to, to)) sent.clear();
  }

 private:
  const World& world_;
};

// A source component of G - removed that reaches v.
Nodes source_behind(const Digraph& graph, Node v, Nodes removed) {
  Nodes best = reach(graph, v, removed);
  for_each_node(best, [&](Node w) {
    const Nodes heard = reach(graph, w, removed);
    if (size_of(heard) < size_of(best)) best = heard;
  });
  return best;
}

ExactAttack split_sources(const Digraph& graph, const Violation& violation) {
  const Nodes all = graph.nodes();
  const Nodes removed = violation.shared_faults;
  const Nodes a = source_behind(graph, violation.u, removed);
  Nodes b = 0;
  for_each_node(all & ~removed, [&](Node v) {
    const Nodes heard = source_behind(graph, v, removed);
    if (b == 0 && (heard & a) == 0) b = heard;
  });
  return {removed,
          {{"all 0", removed, 0, all, 0}, {"all 1", removed, all, all, 0}, {"apart", removed, all & ~a, all, 0}},
          {{0, 2, a}, {1, 2, b}}};
}

ExactAttack small_source(const Digraph& graph, Nodes removed, Nodes source) {
  const Nodes all = graph.nodes();
  const Nodes rest = all & ~removed & ~source;
  const Nodes ones = all & ~source;
  if (rest == 0)
    return {removed,
            {{"F faulty", removed, ones, 0, 0}, {"S faulty", source, ones, 0, 0}, {"all correct", 0, ones, 0, 0}},
            {{0, 2, source}, {1, 2, removed}}};
  return {removed,
          {{"U", removed, 0, source, 0}, {"X", removed, ones, source, 0}, {"Y", source, ones, 0, all & ~source}},
          {{0, 1, source}, {1, 2, rest}}};
}

std::string words_of(const World& world, std::uint32_t n) {
  std::string inputs;
  for (Node v = 0; v < n; ++v) inputs += contains(world.inputs, v) ? '1' : '0';
  std::string text =
      "World " + std::string(world.name) + ": inputs " + inputs + ", faulty " + to_string_of(world.faulty);
  if (world.mute_to != 0 && world.faulty != 0) text += ", mute towards " + to_string_of(world.mute_to & ~world.faulty);
  if (world.deaf_to != 0) text += ", heeding nobody of " + to_string_of(world.deaf_to);
  return text + ".";
}

}  // namespace

std::optional<ExactAttack> exact_attack(Checker& checker, const Digraph& graph) {
  const std::optional<Violation> violation = checker.smallest_violation(Condition::kAuthSync, graph);
  if (!violation) return std::nullopt;
  const Nodes found = source(graph, violation->shared_faults);
  if (found == 0) return split_sources(graph, *violation);
  return small_source(graph, violation->shared_faults, found);
}

AttackResult run_attack(const ExactInstance& instance, const ExactAttack& attack, Mutant mutant, bool tell) {
  AttackResult result = {};
  std::vector<ExactOutcome> outcomes;
  const std::uint32_t n = instance.graph.size();
  for (std::size_t i = 0; i < attack.worlds.size(); ++i) {
    const World& world = attack.worlds[i];
    WorldAdversary adversary(world);
    const ExactSetting setting{world.faulty, world.inputs, mutant};
    outcomes.push_back(run_exact(instance, setting, adversary));
    const Broken broken = judge(instance, setting, outcomes.back());
    if (broken != Broken::kNothing && result.broken == Broken::kNothing) {
      result.broken = broken;
      result.world = i;
    }
    if (!tell) continue;
    const Nodes correct = instance.graph.nodes() & ~world.faulty;
    result.story.push_back(words_of(world, n));
    result.story.push_back("  Correct nodes that decide 1: " + to_string_of(outcomes.back().ones) +
                           ", 0: " + to_string_of(correct & ~outcomes.back().ones) +
                           (broken == Broken::kAgreement  ? ". Agreement is broken."
                            : broken == Broken::kValidity ? ". Validity is broken."
                                                          : "."));
  }
  for (const Confusion& confusion : attack.confusions)
    for_each_node(confusion.nodes, [&](Node v) {
      result.indistinguishable =
          result.indistinguishable && outcomes[confusion.one].received[v] == outcomes[confusion.other].received[v];
    });
  if (tell)
    for (const Confusion& confusion : attack.confusions)
      result.story.push_back("  Nodes " + to_string_of(confusion.nodes) + " receive the same in worlds " +
                             std::string(attack.worlds[confusion.one].name) + " and " +
                             std::string(attack.worlds[confusion.other].name) + ".");
  return result;
}

}  // namespace parley::directed
