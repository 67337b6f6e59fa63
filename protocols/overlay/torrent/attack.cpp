#include <algorithm>

#include "protocols/overlay/torrent/adversary.hpp"
#include "protocols/overlay/torrent/checks.hpp"

namespace parley::torrent {
namespace {

struct Variant {
  std::string name;
  Settings settings;
};

std::vector<Variant> variants_of(const Parameters& parameters) {
  const Settings all = settings_of(parameters, parameters.n);
  std::vector<Variant> variants;
  const auto add = [&](std::string name, auto change) {
    Settings settings = all;
    settings.warm_up_only = true;
    settings.flow_every = 0;
    change(settings);
    variants.push_back({std::move(name), settings});
  };
  add("as given", [](Settings&) {});
  add("uniform", [](Settings& s) { s.pick = Pick::kUniform; });
  add("rarest", [](Settings& s) { s.pick = Pick::kRarest; });
  add("no lag", [](Settings& s) { s.most_lag = 0; });
  add("no cover", [](Settings& s) { s.cover = 0; });
  add("half the cover", [](Settings& s) { s.cover /= 2; });
  add("no obfuscation", [](Settings& s) { s.obfuscated = 0; });
  add("nor cover", [](Settings& s) { s.obfuscated = s.cover = 0; });
  add("nor lag", [](Settings& s) { s.obfuscated = s.cover = s.most_lag = 0; });
  add("BitTorrent alone", [](Settings& s) {
    s.scheduler = Scheduler::kNone;
    s.warm_up_only = false;
  });
  return variants;
}

Guesses operator+(const Guesses& a, const Guesses& b) {
  return {a.made + b.made, a.right + b.right};
}

struct Attribution {
  Guesses first;  // the first `degree` arrivals of each observer
  Guesses all;
  Guesses earliest;
  Guesses majority;
  Shares shares;
  bool stalled = false;
};

Attribution attack_once(const Settings& settings, const StudyConditions& conditions, std::uint64_t stream) {
  const Round round = play(settings, conditions.seed, stream, conditions).round;
  return {first_sender(round.log, settings.peers, settings.degree),
          first_sender(round.log, settings.peers, 0),
          earliest_of_cluster(round.log, settings.peers, settings.chunks),
          majority_of_cluster(round.log, settings.peers, settings.chunks),
          shares_of(round.log),
          round.stalled};
}

Attribution attack_runs(const Parameters& parameters, const Settings& settings, const StudyConditions& conditions) {
  Attribution sum;
  for (std::uint64_t run = 0; run < parameters.runs && !conditions.is_stopped(); ++run) {
    const Attribution one = attack_once(settings, conditions, settings.peers * std::uint64_t{1000} + run);
    sum.first = sum.first + one.first;
    sum.all = sum.all + one.all;
    sum.earliest = sum.earliest + one.earliest;
    sum.majority = sum.majority + one.majority;
    sum.shares.transfers += one.shares.transfers;
    sum.shares.plain += one.shares.plain;
    sum.shares.unseen += one.shares.unseen;
    sum.stalled = sum.stalled || one.stalled;
  }
  return sum;
}

std::vector<StudyCell> row_of(const std::string& name, const Settings& settings, const Attribution& found) {
  const double count = std::max(found.shares.transfers, 1.0);
  return {name,
          std::uint64_t{settings.peers},
          found.first.share(),
          found.all.share(),
          found.earliest.share(),
          found.majority.share(),
          found.shares.plain / count,
          found.shares.unseen / count,
          1.0 / settings.degree,
          std::string(found.stalled ? "yes" : "no")};
}

// The ablations at n, then the rules as given at every size.
void attack_senders(const Parameters& parameters, const StudyConditions& conditions, Findings& findings) {
  StudyTable table{
      "attribution",
      "share of guesses that are right: first sender (first arrivals, all), earliest and majority of a cluster",
      {"rule", "n", "first", "all", "earliest", "majority", "own/cover", "own/unseen", "1/D", "stalled"}};
  std::vector<Variant> variants = variants_of(parameters);
  const std::size_t ablations = variants.size();
  for (const std::uint32_t size : parameters.sizes) {
    Variant variant{"as given", settings_of(parameters, size)};
    variant.settings.warm_up_only = true;
    variant.settings.flow_every = 0;
    if (size != parameters.n) variants.push_back(variant);
  }
  std::vector<Attribution> found(variants.size());
  conditions.for_each(variants.size(),
                      [&](std::uint64_t i) { found[i] = attack_runs(parameters, variants[i].settings, conditions); });
  for (std::size_t i = 0; i < variants.size(); ++i)
    table.rows.push_back(row_of(variants[i].name, variants[i].settings, found[i]));
  findings.tables.push_back(std::move(table));
  const double given = found.front().all.share();
  const double alone = found[ablations - 1].first.share();
  findings.metrics["first_sender"] = given;
  findings.metrics["first_sender_alone"] = alone;
  const auto judge = [&](const std::string& property, bool holds, double share) {
    const Verdict verdict =
        conditions.is_stopped() ? Verdict::kUnknown : (holds ? Verdict::kHolds : Verdict::kViolated);
    findings.verdicts.push_back({property, verdict, std::to_string(share) + " right"});
  };
  judge("hidden", given <= 1.0 / parameters.degree && found.front().all.made > 0, given);
  judge("exposed", alone > 0.5, alone);
  if (findings.verdicts[findings.verdicts.size() - 2].verdict != Verdict::kViolated) return;
  StudyCounterexample<Parameters> broken{"hidden", parameters, {}};
  broken.parameters.sizes = {parameters.n};
  broken.story = {std::to_string(parameters.n) + " peers of " + std::to_string(parameters.degree) + " neighbours",
                  "whoever says that a chunk of the warm-up belongs to its sender is right in " +
                      std::to_string(found.front().all.right) + " of " + std::to_string(found.front().all.made) +
                      " cases"};
  findings.counterexamples.push_back(std::move(broken));
}

void attack_together(const Parameters& parameters, const StudyConditions& conditions, Findings& findings) {
  if (parameters.coalitions_percent.empty()) return;
  Settings settings = settings_of(parameters, parameters.n);
  settings.warm_up_only = true;
  settings.flow_every = 0;
  const Played played = play(settings, conditions.seed, settings.peers * std::uint64_t{1000}, conditions);
  StudyTable table{"coalitions",
                   "share of chunks that a coalition attributes rightly to who first sent it one of its members",
                   {"percent", "members", "random", "around a victim", "victim's chunks", "guesses on them"}};
  constexpr std::uint64_t kDrawn = 20;  // coalitions of each size
  for (const std::uint32_t percent : parameters.coalitions_percent) {
    const std::uint32_t size = std::max(1U, settings.peers * percent / 100);
    Choices choices = Choices::drawn(Rng::stream(conditions.seed, ~std::uint64_t{percent}));
    Guesses random;
    Guesses around;
    Guesses on_victim;
    for (std::uint64_t i = 0; i < kDrawn && !conditions.is_stopped(); ++i) {
      random = random + coalition(played.round.log, random_members(settings.peers, size, choices), settings.chunks);
      const auto victim = static_cast<std::uint32_t>(choices.below(settings.peers));
      const std::vector<bool> member = members_around(played.swarm, victim, size, choices);
      around = around + coalition(played.round.log, member, settings.chunks);
      on_victim = on_victim + coalition_on(played.round.log, member, settings.chunks, victim);
    }
    table.rows.push_back({std::uint64_t{percent}, std::uint64_t{size}, random.share(), around.share(),
                          on_victim.share(), on_victim.made});
  }
  findings.tables.push_back(std::move(table));
}

// Where the cover takes longer than the lags, they have no effect: the mutant that ignores them is shown without one.
Settings mutant_settings(const Parameters& parameters, Mutant mutant) {
  Settings settings = settings_of(parameters, parameters.n);
  settings.flow_every = 0;
  settings.mutant = mutant;
  if (mutant == Mutant::kIgnoresLag) settings.cover = 0;
  return settings;
}

void attack_mutants(const Parameters& parameters, const StudyConditions& conditions, Findings& findings) {
  constexpr std::array kMutants{std::pair{Mutant::kIgnoresCover, "eligible"},
                                std::pair{Mutant::kIgnoresLag, "eligible"}, std::pair{Mutant::kOwnFirst, "bounded"},
                                std::pair{Mutant::kStrangers, "neighbours_only"},
                                std::pair{Mutant::kStopsEarly, "complete"}};
  StudyTable table{
      "mutants", "mistakes in the rules, and the properties that they break", {"mutant", "guard", "broken"}};
  std::vector<Round> rounds(kMutants.size());
  conditions.for_each(kMutants.size(), [&](std::uint64_t i) {
    Settings settings = mutant_settings(parameters, kMutants[i].first);
    settings.warm_up_only = settings.mutant != Mutant::kStopsEarly;
    rounds[i] = play(settings, conditions.seed, settings.peers * std::uint64_t{1000}, conditions).round;
  });
  std::uint64_t caught = 0;
  for (std::size_t i = 0; i < kMutants.size(); ++i) {
    const auto& [mutant, guard] = kMutants[i];
    Parameters mutated = parameters;
    mutated.mutant = mutant;
    Checks checks(mutated, conditions);
    checks.round(parameters.n, 0, rounds[i], mutant == Mutant::kStopsEarly);
    std::string names;
    for (const std::string& name : checks.broken()) names += (names.empty() ? "" : " ") + name;
    const std::vector<std::string> broken = checks.broken();
    table.rows.push_back({std::string(name_of(mutant)), std::string(guard), names});
    if (std::find(broken.begin(), broken.end(), guard) == broken.end()) continue;
    if (caught++ > 0) continue;
    StudyCounterexample<Parameters> found{"mutant_caught", mutated, {}};
    found.parameters.sizes = {parameters.n};
    found.story = {std::string(name_of(mutant)) + " breaks " + guard, checks.why(guard)};
    findings.counterexamples.push_back(std::move(found));
  }
  const bool all = caught == kMutants.size();
  findings.verdicts.push_back(
      {"mutant_caught", conditions.is_stopped() ? Verdict::kUnknown : (all ? Verdict::kHolds : Verdict::kViolated),
       std::to_string(caught) + " of " + std::to_string(kMutants.size())});
  findings.tables.push_back(std::move(table));
}

// A mutant that the parameters ask for: whether the properties notice.
Findings attack_one_mutant(const Parameters& parameters, const StudyConditions& conditions) {
  Findings findings;
  const Round round = play(mutant_settings(parameters, parameters.mutant), conditions.seed,
                           parameters.n * std::uint64_t{1000}, conditions)
                          .round;
  Checks checks(parameters, conditions);
  checks.round(parameters.n, 0, round, true);
  std::vector<std::string> story{std::string(name_of(parameters.mutant))};
  for (const std::string& name : checks.broken()) story.push_back("breaks " + name + ": " + checks.why(name));
  const bool caught = !checks.broken().empty();
  const Verdict none = conditions.is_stopped() ? Verdict::kUnknown : Verdict::kViolated;
  findings.verdicts = {{"mutant_caught", caught ? Verdict::kHolds : none, story.back()}};
  if (caught) findings.counterexamples = {{"mutant_caught", parameters, story}};
  return findings;
}

}  // namespace

Findings Study::attack(const Parameters& parameters, const StudyConditions& conditions) {
  if (parameters.mutant != Mutant::kNone) return attack_one_mutant(parameters, conditions);
  Findings findings;
  attack_senders(parameters, conditions, findings);
  attack_together(parameters, conditions, findings);
  attack_mutants(parameters, conditions, findings);
  return findings;
}

}  // namespace parley::torrent
