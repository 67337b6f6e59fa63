#include <utility>

#include "protocols/election/shared_randomness/cases.hpp"
#include "protocols/election/shared_randomness/covering.hpp"

namespace parley::shared_randomness {
namespace {

struct NamedMutant {
  Mutant mutant;
  const char* name;
  const char* property;
  const char* broken;  // the property of explore that it breaks
};
constexpr std::array<NamedMutant, 3> kMutants{{
    {Mutant::few_rounds, "few rounds", "few_rounds_fails", "rings_as_predicted"},
    {Mutant::unchecked, "unchecked", "unchecked_fails", "one_leader"},
    {Mutant::no_renumber, "no renumber", "no_renumber_fails", "rings_async_as_predicted"},
}};

constexpr std::uint32_t kLongestAttacked = 8;

// A ring of 2n whose bits repeat after n: every node sees what it would see in a ring of n.
void attack_belief(const Parameters& parameters, const StudyConditions& conditions, Findings& findings) {
  if (parameters.belief_sizes.empty()) return;
  StudyTable table{.name = "fooled",
                   .caption = "bits that make a ring of 2n elect two, if its nodes know of no more than a bound",
                   .columns = {"n", "bits by node", "leaders"}};
  bool fooled = false;
  for (const std::uint32_t n : parameters.belief_sizes) {
    if (conditions.is_stopped()) break;
    Sources colours(n, 0);
    colours[0] = 1;  // primitive: no shorter period
    colours.insert(colours.end(), colours.begin(), colours.begin() + n);
    const std::uint32_t leaders = leaders_by_belief(colours);
    fooled = fooled || leaders > 1;
    table.rows.push_back({std::uint64_t{n}, text_of(colours), std::uint64_t{leaders}});
  }
  findings.tables.push_back(std::move(table));
  findings.verdicts.push_back({"bound_fools_las_vegas", sometimes(fooled, !conditions.is_stopped()),
                               std::to_string(parameters.belief_sizes.size()) + " sizes"});
}

}  // namespace

// What explore finds with each mutant on rings up to eight nodes.
StudyFindings<Parameters> Study::attack(const Parameters& parameters, const StudyConditions& conditions) {
  Findings findings;
  StudyTable table{.name = "mutants",
                   .caption = "rings with every word of sources, a step of the algorithm taken out",
                   .columns = {"mutant", "breaks", "first word"}};
  for (const NamedMutant& mutant : kMutants) {
    Parameters changed = parameters;
    changed.mutant = mutant.mutant;
    changed.ring_longest = std::min(parameters.ring_longest, kLongestAttacked);
    changed.async_longest =
        mutant.mutant == Mutant::no_renumber ? std::min(changed.ring_longest, parameters.async_longest) : 0;
    Findings seen;
    explore_rings(changed, conditions, seen);
    bool broken = false;
    for (const auto& counterexample : seen.counterexamples) {
      if (counterexample.property != mutant.broken) continue;
      broken = true;
      table.rows.push_back({mutant.name, mutant.broken, counterexample.parameters.word});
    }
    findings.verdicts.push_back(
        {mutant.property, sometimes(broken, !conditions.is_stopped() && !seen.verdicts.empty()), mutant.broken});
  }
  findings.tables.push_back(std::move(table));
  attack_belief(parameters, conditions, findings);
  return findings;
}

}  // namespace parley::shared_randomness
