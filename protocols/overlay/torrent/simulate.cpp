#include <algorithm>

#include "protocols/overlay/torrent/cases.hpp"
#include "protocols/overlay/torrent/checks.hpp"

namespace parley::torrent {
namespace {

struct Pair {
  Round warm;
  Round alone;
  double before = 0;  // slots that the exchange before the round takes, two hops a chunk
};

double overhead(const Pair& pair) {
  return pair.alone.slots == 0 ? 0 : (pair.before + pair.warm.slots) / pair.alone.slots - 1;
}

double warm_share(const Round& round) {
  return round.slots == 0 ? 0 : static_cast<double>(round.warm_slots) / round.slots;
}

Pair play_both(const Settings& settings, const StudyConditions& conditions, std::uint64_t stream) {
  Pair pair;
  pair.warm = play(settings, conditions.seed, stream, conditions).round;
  Settings alone = settings;
  alone.scheduler = Scheduler::kNone;
  pair.alone = play(alone, conditions.seed, stream, conditions).round;
  pair.alone.log.clear();
  pair.before = 2.0 * settings.obfuscated / settings.rate;
  return pair;
}

std::vector<StudyCell> size_row(std::uint32_t peers, const Pair& pair, double ratio) {
  const Utilisation use = utilisation_of(pair.warm.use);
  return {std::uint64_t{peers},
          std::uint64_t{pair.warm.warm_slots},
          std::uint64_t{pair.warm.slots},
          warm_share(pair.warm),
          std::uint64_t{pair.alone.slots},
          overhead(pair),
          use.mean,
          use.least,
          ratio * 1e6};
}

// The warm-up's scheduler and rule, for downloads from as large as uploads on.
void compare_schedulers(const Parameters& parameters, const StudyConditions& conditions, Checks& checks,
                        Findings& findings) {
  StudyTable table{"schedulers",
                   "transfers of a warm-up slot over its max-flow bound, n peers",
                   {"scheduler", "pick", "down/up", "slots", "mean", "least", "tenth lowest"}};
  std::vector<Settings> all;
  for (const double more : {1.0, 2.0, 4.0}) {
    for (const auto& [scheduler, pick] : {std::pair{Scheduler::kGreedyFastestFirst, parameters.pick},
                                          {Scheduler::kGreedyFastestFirst, Pick::kRarest},
                                          {Scheduler::kRandom, parameters.pick},
                                          {Scheduler::kRandom, Pick::kRarest}}) {
      Settings settings = settings_of(parameters, parameters.n);
      settings.download_ratio = parameters.download_ratio * more;
      settings.scheduler = scheduler;
      settings.pick = pick;
      settings.warm_up_only = true;
      all.push_back(settings);
    }
  }
  std::vector<Round> rounds(all.size());
  conditions.for_each(all.size(), [&](std::uint64_t i) {
    rounds[i] = play(all[i], conditions.seed, parameters.n * std::uint64_t{1000}, conditions).round;
    rounds[i].log.clear();
  });
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Utilisation use = utilisation_of(rounds[i].use);
    checks.flow(rounds[i]);
    table.rows.push_back({std::string(name_of(all[i].scheduler)), std::string(name_of(all[i].pick)),
                          all[i].download_ratio, std::uint64_t{rounds[i].warm_slots}, use.mean, use.least,
                          use.tenth_lowest});
  }
  if (parameters.flow_every > 0) findings.tables.push_back(std::move(table));
}

void stress(const Parameters& parameters, const StudyConditions& conditions, Findings& findings) {
  if (parameters.stress.peers == 0) return;
  Parameters large = parameters;
  large.chunks = parameters.stress.chunks;
  large.rate = parameters.stress.rate;
  large.spread = parameters.stress.spread;
  large.flow_every = 0;
  large.most_lag = 0;  // a slot is a good part of the warm-up
  StudyTable table{"stress",
                   "many chunks, fast links: slots over those of BitTorrent alone",
                   {"peers", "chunks", "target", "before", "warm-up", "round", "alone", "overhead"}};
  const std::array<std::uint32_t, 3> targets{parameters.target_permille / 4 + 1, parameters.target_permille / 2 + 1,
                                             parameters.target_permille};
  std::vector<Pair> pairs(targets.size());
  conditions.for_each(targets.size(), [&](std::uint64_t i) {
    Settings settings = settings_of(large, parameters.stress.peers);
    settings.target = static_cast<std::uint32_t>(std::uint64_t{settings.peers} * settings.chunks * targets[i] / 1000);
    pairs[i] = play_both(settings, conditions, settings.peers);
  });
  for (std::size_t i = 0; i < targets.size(); ++i)
    table.rows.push_back({std::uint64_t{parameters.stress.peers},
                          std::uint64_t{parameters.stress.peers} * parameters.stress.chunks, targets[i] / 1000.0,
                          pairs[i].before, std::uint64_t{pairs[i].warm.warm_slots}, std::uint64_t{pairs[i].warm.slots},
                          std::uint64_t{pairs[i].alone.slots}, overhead(pairs[i])});
  findings.metrics["stress_overhead"] = overhead(pairs.back());
  findings.tables.push_back(std::move(table));
}

}  // namespace

Findings Study::simulate(const Parameters& parameters, const StudyConditions& conditions) {
  Findings findings;
  const std::uint64_t runs = parameters.runs;
  std::vector<Pair> pairs(parameters.sizes.size() * runs);
  // The largest first: they take longest.
  conditions.for_each(pairs.size(), [&](std::uint64_t index) {
    const std::uint64_t place = pairs.size() - 1 - index;
    const std::uint32_t peers = parameters.sizes[place / runs];
    pairs[place] = play_both(settings_of(parameters, peers), conditions, peers * std::uint64_t{1000} + place % runs);
  });
  StudyTable table{"rounds",
                   "slots to completion, with the warm-up and BitTorrent alone; transfers over the max-flow bound",
                   {"n", "warm-up", "round", "share", "alone", "overhead", "of flow", "least", "tracker ppm"}};
  table.drawn_over = "n";
  table.plotted = {"share", "of flow"};
  Checks checks(parameters, conditions);
  double low = 1;
  double high = 0;
  double used = 0;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const std::uint32_t peers = parameters.sizes[i / runs];
    checks.round(peers, i % runs, pairs[i].warm, true);
    const double ratio = checks.tracker(pairs[i].warm);
    low = std::min(low, warm_share(pairs[i].warm));
    high = std::max(high, warm_share(pairs[i].warm));
    used += utilisation_of(pairs[i].warm.use).mean / static_cast<double>(pairs.size());
    table.rows.push_back(size_row(peers, pairs[i], ratio));
    pairs[i].warm.log.clear();
  }
  findings.tables.push_back(std::move(table));
  compare_schedulers(parameters, conditions, checks, findings);
  stress(parameters, conditions, findings);
  checks.report(findings);
  StudyVerdict flat{"flat_warm_up", high - low <= 0.05 ? Verdict::kHolds : Verdict::kViolated,
                    std::to_string(low) + " to " + std::to_string(high)};
  if (conditions.is_stopped()) flat = {"flat_warm_up", Verdict::kUnknown, "stopped"};
  findings.verdicts.push_back(std::move(flat));
  findings.metrics["warm_up_share_least"] = low;
  findings.metrics["warm_up_share_most"] = high;
  findings.metrics["of_flow"] = used;
  return findings;
}

}  // namespace parley::torrent
