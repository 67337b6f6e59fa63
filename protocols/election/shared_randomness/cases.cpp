#include "protocols/election/shared_randomness/cases.hpp"

#include <numeric>
#include <utility>

#include "protocols/election/shared_randomness/covering.hpp"
#include "protocols/election/shared_randomness/enumeration_election.hpp"
#include "protocols/election/shared_randomness/view_election.hpp"

namespace parley::shared_randomness {
namespace {

void add_partitions(std::uint32_t left, std::uint32_t most, std::vector<std::uint32_t>& begun,
                    std::vector<std::vector<std::uint32_t>>& all) {
  if (left == 0) all.push_back(begun);
  for (std::uint32_t part = std::min(left, most); part >= 1; --part) {
    begun.push_back(part);
    add_partitions(left - part, part, begun, all);
    begun.pop_back();
  }
}

}  // namespace

CaseResult judge(const Network& network, const Sources& sources, const Parameters& parameters, bool async, Rng& rng,
                 const StudyConditions& conditions) {
  CaseResult result{.minimal = sheets(network, sources) == 1, .async_asked = async};
  const std::uint32_t phases = result.minimal ? parameters.phases : std::min<std::uint32_t>(parameters.phases, 2);
  const ViewSettings views{
      .believed_size = network.size(), .bits = parameters.bits, .most_phases = phases, .mutant = parameters.mutant};
  const Election by_views = elect_by_views(network, sources, views, rng);
  result.views_elect = by_views.succeeded();
  result.two_leaders = by_views.leaders() > 1;
  if (!async) return result;
  result.every_schedule_elects = true;
  for (const Scheduler scheduler : {Scheduler::lockstep, Scheduler::random, Scheduler::starving}) {
    const EnumerationSettings settings{
        .bits = parameters.bits, .most_phases = phases, .scheduler = scheduler, .mutant = parameters.mutant};
    const Election election = elect_by_enumeration(network, sources, settings, rng, conditions);
    const bool elects = election.succeeded();
    result.finished = result.finished && !election.unfinished;
    result.two_leaders = result.two_leaders || election.leaders() > 1;
    result.every_schedule_elects = result.every_schedule_elects && elects;
    if (scheduler == Scheduler::lockstep) result.lockstep_elects = elects;
    result.lucky = result.lucky || (elects && !result.minimal);
    result.messages += election.messages;
  }
  return result;
}

std::uint64_t hash_of(const Sources& sources) {
  std::uint64_t mixed = 0xcbf29ce484222325;  // FNV-1a
  for (const std::uint32_t source : sources) mixed = (mixed ^ (source + 1)) * 0x100000001b3;
  return mixed;
}

Sources sources_of(const std::string& word) {
  Sources sources;
  for (const char digit : word) sources.push_back(static_cast<std::uint32_t>(digit - '0'));
  return sources;
}

std::string text_of(const Sources& sources) {
  std::string text;
  for (const std::uint32_t source : sources) text += std::to_string(source);
  return text;
}

std::vector<std::vector<std::uint32_t>> partitions(std::uint32_t n) {
  std::vector<std::vector<std::uint32_t>> all;
  std::vector<std::uint32_t> begun;
  add_partitions(n, n, begun, all);
  return all;
}

std::uint32_t gcd_of(const std::vector<std::uint32_t>& sizes) {
  std::uint32_t divisor = 0;
  for (const std::uint32_t size : sizes) divisor = std::gcd(divisor, size);
  return divisor;
}

Sources sources_with(const std::vector<std::uint32_t>& sizes) {
  Sources sources;
  for (std::uint32_t source = 0; source < sizes.size(); ++source) sources.insert(sources.end(), sizes[source], source);
  return sources;
}

Network adversarial_clique(const std::vector<std::uint32_t>& sizes) {
  const std::uint32_t n = std::accumulate(sizes.begin(), sizes.end(), 0U);
  const std::uint32_t divisor = gcd_of(sizes);
  return symmetric_clique(n / divisor, divisor);
}

std::uint32_t leaders_by_belief(const std::vector<std::uint32_t>& colours) {
  const auto n = static_cast<std::uint32_t>(colours.size());
  std::vector<std::vector<std::uint64_t>> strings;
  for (const std::uint32_t colour : colours) strings.push_back({colour});
  return elect_with_colours(oriented_ring(n), strings, {.believed_size = n / 2}).leaders();
}

Parameters emptied(const Parameters& parameters) {
  Parameters result = parameters;
  result.ring_longest = 0;
  result.word.clear();
  result.small_graph_nodes = 0;
  result.small_graphs.clear();
  result.clique_ports_nodes = 0;
  result.belief_sizes.clear();
  result.clique_longest = 0;
  result.clique_groups.clear();
  result.graphs = 0;
  result.baseline_sizes.clear();
  return result;
}

}  // namespace parley::shared_randomness
