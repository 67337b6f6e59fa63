#include "protocols/consensus/directed/schedules.hpp"

namespace parley::directed {
namespace {

// f draws, of which some may fall on the same node.
Nodes drawn_slow(Rng& rng, std::uint32_t n, std::uint32_t f) {
  Nodes drawn = 0;
  for (std::uint32_t i = 0; i < f; ++i) drawn |= only(static_cast<Node>(rng.below(n)));
  return drawn;
}

void add_faces(ApproximateSetting& setting, Node node, Lie lie, Nodes targets, const ApproximateInputs& inputs) {
  const std::int64_t far = lie == Lie::kOutlier ? inputs.spread : 0;
  Actor actor;
  actor.node = node;
  actor.input = -far;
  actor.stubborn = lie == Lie::kStubborn || lie == Lie::kOutlier;
  actor.relays = lie != Lie::kSelective;
  const bool two = lie == Lie::kTwoFaced || actor.stubborn;
  if (lie == Lie::kSilent) return;
  if (!two) {
    actor.input = contains(targets, node) ? inputs.spread : 0;
    setting.actors.push_back(actor);
    return;
  }
  actor.audience = targets;
  setting.actors.push_back(actor);
  actor.face = 1;
  actor.input = inputs.spread + far;
  actor.audience = ~targets;
  setting.actors.push_back(actor);
}

Miss judged(const ApproximateInstance& instance, ApproximateSetting setting, Nodes faulty,
            const ApproximateOutcome& outcome, std::int64_t most_apart) {
  setting.faulty = faulty;
  ApproximateOutcome of_these = outcome;
  of_these.finished &= ~faulty;
  const Miss miss = judge(instance, setting, of_these, most_apart);
  return miss == Miss::kHalving ? Miss::kNothing : miss;
}

ApproximateAttack two_sides(const Digraph& graph, const Violation& violation, std::int64_t spread) {
  const Nodes heard_by_u = reach(graph, violation.u, violation.u_faults);
  const Nodes heard_by_v = reach(graph, violation.v, violation.v_faults);
  const Nodes both = heard_by_u & heard_by_v;
  const Nodes a = heard_by_u & ~both;
  const Nodes b = heard_by_v & ~both;
  ApproximateAttack attack = {};
  attack.setting.faulty = both;
  attack.setting.slow = {SlowLinks{violation.u_faults, a}, SlowLinks{violation.v_faults, b}};
  for_each_node(graph.nodes() & ~both, [&](Node v) {
    attack.setting.actors.push_back({v, contains(a, v) ? 0 : spread});
  });
  for_each_node(both, [&](Node v) {
    attack.setting.actors.push_back({v, 0, 0, a, a});
    attack.setting.actors.push_back({v, spread, 1, b, b});
  });
  attack.story = {to_string_of(a) + " start from 0, " + to_string_of(graph.nodes() & ~both & ~a) + " from D.",
                  "Faulty " + to_string_of(both) + " show " + to_string_of(a) + " a face that started from 0, and " +
                      to_string_of(b) + " one that started from D.",
                  "Messages from " + to_string_of(violation.u_faults) + " to " + to_string_of(a) + ", and from " +
                      to_string_of(violation.v_faults) + " to " + to_string_of(b) +
                      ", are slow; who waits for them might wait for crashed nodes.",
                  "So " + to_string_of(a) + " output 0 and " + to_string_of(b) + " output D."};
  return attack;
}

ApproximateAttack one_run_two_worlds(const Digraph& graph, Nodes source, Nodes slow, std::int64_t spread) {
  ApproximateAttack attack = {};
  attack.setting.slow[0] = {slow, source};
  attack.faulty_instead = source;
  for (Node v = 0; v < graph.size(); ++v) attack.setting.actors.push_back({v, contains(source, v) ? 0 : spread});
  attack.story = {to_string_of(source) + " start from 0, the others from D; messages from " + to_string_of(slow) +
                      " to " + to_string_of(source) + " are slow, so these hear only themselves and output 0.",
                  "If nobody is faulty, all must be near 0. If " + to_string_of(source) +
                      " are faulty, which the others cannot tell, the others must output D."};
  return attack;
}

}  // namespace

ApproximateSetting drawn_setting(const ApproximateInstance& instance, Nodes faulty, const ApproximateInputs& inputs,
                                 std::uint64_t variant, Rng& rng) {
  ApproximateSetting setting = {};
  setting.faulty = faulty;
  const std::uint32_t n = instance.graph.size();
  const Nodes all = instance.graph.nodes();
  const Nodes one_side = static_cast<Nodes>(rng.next()) & all;
  setting.slow = {SlowLinks{drawn_slow(rng, n, instance.f), one_side},
                  SlowLinks{drawn_slow(rng, n, instance.f), all & ~one_side}};
  // The faces' audiences: in every other case those for whom the same links are slow.
  const Nodes targets = rng.chance(0.5) ? one_side : static_cast<Nodes>(rng.next()) & all;
  for_each_node(all & ~faulty, [&](Node v) { setting.actors.push_back({v, inputs.values[v]}); });
  for_each_node(faulty, [&](Node v) { add_faces(setting, v, static_cast<Lie>(variant % kLies), targets, inputs); });
  return setting;
}

std::string words_of(const ApproximateSetting& setting) {
  std::string text = "slow: " + to_string_of(setting.slow[0].from) + " towards " + to_string_of(setting.slow[0].to) +
                     ", " + to_string_of(setting.slow[1].from) + " towards " + to_string_of(setting.slow[1].to);
  for (const Actor& actor : setting.actors) {
    if (!contains(setting.faulty, actor.node)) continue;
    text += "; faulty " + std::to_string(actor.node) + " with " + std::to_string(actor.input);
    if (actor.audience != ~Nodes{0}) text += " to " + to_string_of(actor.audience & 0xffff);
    if (actor.stubborn) text += ", in every round";
    if (!actor.relays) text += ", relaying nothing";
  }
  return text;
}

std::optional<ApproximateAttack> approximate_attack(Checker& checker, const Digraph& graph, std::int64_t spread) {
  const std::optional<Violation> violation = checker.smallest_violation(Condition::kAuthAsync, graph);
  if (!violation) return std::nullopt;
  const Nodes heard_by_u = reach(graph, violation->u, violation->u_faults);
  const Nodes heard_by_v = reach(graph, violation->v, violation->v_faults);
  if ((heard_by_u & ~heard_by_v) == 0) return one_run_two_worlds(graph, heard_by_u, violation->u_faults, spread);
  if ((heard_by_v & ~heard_by_u) == 0) return one_run_two_worlds(graph, heard_by_v, violation->v_faults, spread);
  return two_sides(graph, *violation, spread);
}

Miss run_attack(const ApproximateInstance& instance, const ApproximateAttack& attack, std::uint32_t rounds,
                Mutant mutant, std::int64_t most_apart) {
  ApproximateSetting setting = attack.setting;
  setting.rounds = rounds;
  setting.mutant = mutant;
  const ApproximateOutcome outcome = run_approximate(instance, setting, Rng(1));
  const Miss first = judged(instance, setting, setting.faulty, outcome, most_apart);
  if (first != Miss::kNothing || !attack.faulty_instead) return first;
  return judged(instance, setting, *attack.faulty_instead, outcome, most_apart);
}

}  // namespace parley::directed
