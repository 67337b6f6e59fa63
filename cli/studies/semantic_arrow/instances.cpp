#include "cli/studies/semantic_arrow/instances.hpp"

#include "checker/explore/explore.hpp"

// The program instantiates it once (cli/engines/instantiate_explore.cpp.in).
extern template auto parley::explore::explore<parley::reflecting_link::Protocol>(const parley::reflecting_link::Config&,
                                                                                 const parley::explore::ExploreOptions&)
    -> parley::explore::ExploreResult;

namespace parley::semantic_arrow {

namespace {

using reflecting_link::InDoubt;

struct Arc {
  std::uint32_t from = 0;
  std::uint32_t to = 0;
};
constexpr std::array<Arc, kArcs> kArcOfBit{{{0, 1}, {1, 0}, {0, 2}, {2, 0}, {1, 2}, {2, 1}}};

// Nodes that `node` reaches over arcs that cannot die, as bits.
std::uint32_t reached_from(std::uint32_t node, std::uint32_t failing) {
  std::uint32_t reached = 1U << node;
  for (std::uint32_t round = 0; round < 2; ++round)
    for (std::uint32_t bit = 0; bit < kArcs; ++bit)
      if (((failing >> bit) & 1) == 0 && ((reached >> kArcOfBit[bit].from) & 1) != 0)
        reached |= 1U << kArcOfBit[bit].to;
  return reached;
}

}  // namespace

LinkConfig instance(const Parameters& parameters, bool triangle, std::uint32_t failing) {
  LinkConfig config;
  config.n = triangle ? 3 : 2;
  config.triangle = triangle;
  config.transfers = 1;
  config.relay = parameters.relay;
  config.turns = 1;
  config.probes = 1;
  config.failing = failing;
  config.freeze = parameters.rule != Rule::kNoFreeze;
  config.reports_needed = parameters.rule == Rule::kOneReport ? 1 : 0;
  if (parameters.rule == Rule::kPresumeCommit) config.in_doubt = InDoubt::kPresumeCommit;
  if (parameters.rule == Rule::kPresumeAbort) config.in_doubt = InDoubt::kPresumeAbort;
  return config;
}

explore::ExploreResult every_schedule(const LinkConfig& config, const StudyConditions& conditions, std::uint32_t losses,
                                      std::uint32_t duplications) {
  explore::ExploreOptions options;
  options.losses = losses;
  options.duplications = duplications;
  options.timer_firings = 255;  // as many as there are
  options.stop_at_violation = false;
  options.limits.stop = conditions.stop;
  options.limits.max_states = 20'000'000;
  return explore::explore<Link>(config, options);
}

Verdict verdict_of(const explore::ExploreResult& result, std::size_t property) {
  return result.properties[property].verdict;
}

std::string broken_properties(const explore::ExploreResult& result) {
  std::string names;
  for (const explore::PropertyReport& report : result.properties) {
    if (report.property.kind != PropertyKind::kAlways) continue;
    if (report.verdict == Verdict::kUnknown) return "unknown";
    if (report.verdict == Verdict::kViolated) names += (names.empty() ? "" : " ") + std::string(report.property.name);
  }
  return names.empty() ? "none" : names;
}

bool resolves(std::uint32_t failing, bool relay) {
  if ((failing & 2) == 0) return true;
  if (!relay) return (failing & 60) == 0;
  for (std::uint32_t node = 0; node < 3; ++node)
    if (reached_from(node, failing) != 7) return false;
  return true;
}

std::string name_of(std::uint32_t failing) {
  std::string name;
  for (std::uint32_t link = 0; link < 3; ++link) {
    const std::uint32_t ways = (failing >> (2 * link)) & 3;
    if (ways == 0) continue;
    const Arc& arc = kArcOfBit[2 * link];
    const char* sign = ways == 3 ? "<>" : ways == 1 ? ">" : "<";
    name += (name.empty() ? "" : " ") + std::to_string(arc.from) + sign + std::to_string(arc.to);
  }
  return name.empty() ? "-" : name;
}

}  // namespace parley::semantic_arrow
