#include <array>

#include "cli/studies/verkle/built.hpp"
#include "cli/studies/verkle/forgeries.hpp"

namespace parley::verkle {

namespace {

constexpr std::array kMutants{Mutant::kNone, Mutant::kNoLinks, Mutant::kNoRoot, Mutant::kAnySlot, Mutant::kNoDatum};

std::string name_of(Mutant mutant) {
  constexpr std::array<std::string_view, 5> kNames{"none", "no_links", "no_root", "any_slot", "no_datum"};
  return std::string(kNames[static_cast<std::size_t>(mutant)]);
}

struct Attacked {
  std::uint64_t forgeries = 0;
  std::uint64_t bundles = 0;
  std::array<std::vector<std::string>, kMutants.size()> accepted;
  std::vector<std::string> bundles_accepted;
  bool done = false;
};

Attacked attack_one(const Parameters& parameters, std::uint32_t arity, const StudyConditions& conditions) {
  Attacked found;
  const Built built = build_tree(parameters, arity, conditions.seed);
  const std::size_t index = parameters.leaves / 2;
  if (conditions.is_stopped()) return found;
  const std::vector<Forgery> forged = forgeries_of(*built.key, built.depth, *built.tree, built.data, index);
  found.forgeries = forged.size();
  for (const Forgery& each : forged) {
    for (std::size_t m = 0; m < kMutants.size() && !conditions.is_stopped(); ++m)
      if (verify_path(*built.key, built.depth, each.root, each.index, each.datum, each.path, kMutants[m]))
        found.accepted[m].push_back(each.name);
  }
  if (conditions.is_stopped()) return found;
  const std::vector<std::size_t> indices{0, index, parameters.leaves - 1};
  const std::vector<BundleForgery> bundles = bundle_forgeries_of(*built.tree, built.data, indices);
  found.bundles = bundles.size();
  for (const BundleForgery& each : bundles)
    if (!conditions.is_stopped() && verify_bundle(*built.key, built.depth, each.root, each.data, each.bundle))
      found.bundles_accepted.push_back(each.name);
  found.done = !conditions.is_stopped();
  return found;
}

StudyCounterexample<Parameters> accepted_case(const std::string& property, const Parameters& parameters,
                                              std::uint32_t arity, Mutant mutant, const std::string& forgery) {
  StudyCounterexample<Parameters> found{property, parameters, {}};
  found.parameters.attacked_arity = arity;
  found.parameters.mutant = mutant;
  found.story = {"a tree of arity " + std::to_string(arity) + " with " + std::to_string(parameters.leaves) + " leaves",
                 "a verifier with the mistake " + name_of(mutant) + " is shown a false proof: " + forgery,
                 "it accepts"};
  return found;
}

}  // namespace

StudyFindings<Parameters> Study::attack(const Parameters& parameters, const StudyConditions& conditions) {
  StudyFindings<Parameters> findings;
  std::vector<std::uint32_t> arities = parameters.arities;
  if (parameters.attacked_arity != 0) arities = {parameters.attacked_arity};
  std::vector<Attacked> found(arities.size());
  conditions.for_each(found.size(), [&](std::uint64_t i) {
    if (!conditions.is_stopped()) found[i] = attack_one(parameters, arities[i], conditions);
  });
  StudyTable table{"forgeries",
                   "false proofs shown to verifiers, and those that they accept",
                   {"arity", "verifier", "shown", "accepted", "first"}};
  bool done = true;
  std::uint64_t shown = 0;
  std::string broken;
  std::array<bool, kMutants.size()> caught{};
  for (std::size_t i = 0; i < found.size(); ++i) {
    done = done && found[i].done;
    shown += found[i].forgeries + found[i].bundles;
    for (std::size_t m = 0; m < kMutants.size(); ++m) {
      if (parameters.mutant != Mutant::kNone && kMutants[m] != parameters.mutant) continue;
      std::vector<std::string> accepted = found[i].accepted[m];
      const bool honest = kMutants[m] == Mutant::kNone;
      if (honest) accepted.insert(accepted.end(), found[i].bundles_accepted.begin(), found[i].bundles_accepted.end());
      table.rows.push_back({std::uint64_t{arities[i]}, name_of(kMutants[m]),
                            found[i].forgeries + (honest ? found[i].bundles : 0), std::uint64_t{accepted.size()},
                            accepted.empty() ? std::string("-") : accepted.front()});
      if (accepted.empty()) continue;
      if (honest && broken.empty()) broken = accepted.front();
      if (!caught[m])
        findings.counterexamples.push_back(
            accepted_case(honest ? "sound" : "mutant_caught", parameters, arities[i], kMutants[m], accepted.front()));
      caught[m] = true;
    }
  }
  std::size_t mutants = 0;
  std::size_t wanted = 0;
  for (std::size_t m = 1; m < kMutants.size(); ++m) {
    const bool asked = parameters.mutant == Mutant::kNone || parameters.mutant == kMutants[m];
    wanted += asked ? 1U : 0U;
    mutants += asked && caught[m] ? 1U : 0U;
  }
  const std::string looked = std::to_string(shown) + " false proofs";
  if (parameters.mutant == Mutant::kNone)
    findings.verdicts.push_back({"sound",
                                 broken.empty() ? (done ? Verdict::kHolds : Verdict::kUnknown) : Verdict::kViolated,
                                 broken.empty() ? looked : broken});
  const Verdict less = done ? Verdict::kViolated : Verdict::kUnknown;
  findings.verdicts.push_back({"mutant_caught", mutants == wanted ? Verdict::kHolds : less,
                               std::to_string(mutants) + " of " + std::to_string(wanted) + " verifiers fooled"});
  findings.metrics["forgeries"] = static_cast<double>(shown);
  findings.tables.push_back(std::move(table));
  return findings;
}

}  // namespace parley::verkle
