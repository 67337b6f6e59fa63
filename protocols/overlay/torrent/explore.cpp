#include <algorithm>

#include "protocols/overlay/torrent/cases.hpp"
#include "protocols/overlay/torrent/exact.hpp"

namespace parley::torrent {
namespace {

constexpr double kRounding = 1e-9;  // sums of up to 1e6 weights

struct Case {
  std::string name;
  Parameters parameters;
};

std::vector<Case> explored_cases(const Parameters& parameters) {
  if (!parameters.observed.empty()) return {{"as given", parameters}};
  std::vector<Case> cases{{"as given", parameters}};
  const auto add = [&](std::string name, auto change) {
    Parameters changed = parameters;
    change(changed);
    cases.push_back({std::move(name), changed});
  };
  add("uniform", [](Parameters& p) { p.pick = Pick::kUniform; });
  add("no cover", [](Parameters& p) { p.small.cover = 0; });
  add("no obfuscation", [](Parameters& p) { p.small.obfuscated = p.small.cover = 0; });
  return cases;
}

struct Extremes {
  double weight = 0;
  double own = 0;
  double plain = 0;
  double unseen = 0;
  double certain = 0;                                                // weight of beliefs that are certain of the sender
  const std::pair<const std::string, Belief>* over_plain = nullptr;  // by the most
  const std::pair<const std::string, Belief>* over_unseen = nullptr;
};

double excess(const Belief& belief, double bound) {
  return (belief.own - bound) / belief.weight;
}

Extremes extremes_of(const ExactView& view) {
  Extremes all;
  for (const auto& entry : view.beliefs) {
    const Belief& belief = entry.second;
    all.weight += belief.weight;
    all.own += belief.own;
    all.plain += belief.plain;
    all.unseen += belief.unseen;
    if (belief.posterior() > 1 - kRounding) all.certain += belief.weight;
    const auto more = [&](const std::pair<const std::string, Belief>* best, double Belief::*bound) {
      const double over = excess(belief, belief.*bound);
      return over > kRounding && (best == nullptr || over > excess(best->second, best->second.*bound) + kRounding);
    };
    if (more(all.over_plain, &Belief::plain)) all.over_plain = &entry;
    if (more(all.over_unseen, &Belief::unseen)) all.over_unseen = &entry;
  }
  return all;
}

StudyCounterexample<Parameters> observation_case(const std::string& property, const Parameters& parameters,
                                                 const std::pair<const std::string, Belief>& entry,
                                                 const StudyConditions& conditions) {
  StudyCounterexample<Parameters> found{property, parameters, {}};
  found.parameters.observed = entry.first;
  const Belief& belief = entry.second;
  found.story.push_back("peer 0 of " + std::to_string(parameters.small.peers) + " sees: " + entry.first);
  found.story.push_back(
      "(p2: given through relay 2 before the round; 0:2: from 2 in slot 0; 1>3=a: sends 3 an own one)");
  found.story.push_back("the last sender owns what it sent with probability " + std::to_string(belief.posterior()));
  found.story.push_back("its own share of the eligible cover: " + std::to_string(belief.plain / belief.weight) +
                        "; of what peer 0 lacks of it: " + std::to_string(belief.unseen / belief.weight));
  found.story.emplace_back("one of the worlds:");
  const ExactView view = exact_view(small_settings(parameters), parameters.small.most_worlds, entry.first,
                                    [&] { return conditions.is_stopped(); });
  found.story.insert(found.story.end(), view.example.begin(), view.example.end());
  return found;
}

}  // namespace

Findings Study::explore(const Parameters& parameters, const StudyConditions& conditions) {
  Findings findings;
  const std::vector<Case> cases = explored_cases(parameters);
  std::vector<ExactView> views(cases.size());
  conditions.for_each(cases.size(), [&](std::uint64_t index) {
    const Parameters& each = cases[index].parameters;
    views[index] = exact_view(small_settings(each), each.small.most_worlds, each.observed,
                              [&] { return conditions.is_stopped(); });
  });
  StudyTable table{"posterior",
                   "what a local observer believes of the senders, exactly: means over all arrivals",
                   {"rule", "worlds", "observations", "posterior", "own/cover", "own/unseen", "certain", "over plain",
                    "over unseen"}};
  StudyVerdict bounded{"bounded", Verdict::kHolds};
  StudyVerdict plain{"plain_bound_fails", Verdict::kViolated};
  std::uint64_t observations = 0;
  bool complete = true;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    complete = complete && views[i].complete;
    observations += views[i].beliefs.size();
    if (views[i].beliefs.empty()) continue;
    const Extremes all = extremes_of(views[i]);
    const auto over = [](const auto* entry, double Belief::*bound) {
      return entry == nullptr ? 0.0 : excess(entry->second, entry->second.*bound);
    };
    table.rows.push_back({cases[i].name, views[i].worlds, std::uint64_t{views[i].beliefs.size()}, all.own / all.weight,
                          all.plain / all.weight, all.unseen / all.weight, all.certain / all.weight,
                          over(all.over_plain, &Belief::plain), over(all.over_unseen, &Belief::unseen)});
    if (!views[i].complete) continue;  // a posterior needs every world
    if (all.over_unseen != nullptr && bounded.verdict != Verdict::kViolated) {
      bounded = {"bounded", Verdict::kViolated, cases[i].name};
      findings.counterexamples.push_back(
          observation_case("bounded", cases[i].parameters, *all.over_unseen, conditions));
    }
    if (all.over_plain != nullptr && plain.verdict != Verdict::kHolds) {
      plain = {"plain_bound_fails", Verdict::kHolds, cases[i].name};
      findings.counterexamples.push_back(
          observation_case("plain_bound_fails", cases[i].parameters, *all.over_plain, conditions));
    }
  }
  complete = complete && observations > 0;
  if (!complete && bounded.verdict == Verdict::kHolds) bounded.verdict = Verdict::kUnknown;
  if (!complete && plain.verdict == Verdict::kViolated) plain.verdict = Verdict::kUnknown;
  if (bounded.note.empty()) bounded.note = std::to_string(observations) + " observations";
  if (plain.note.empty()) plain.note = bounded.note;
  findings.verdicts = {bounded, plain};
  findings.metrics["observations"] = static_cast<double>(observations);
  findings.tables.push_back(std::move(table));
  return findings;
}

}  // namespace parley::torrent
