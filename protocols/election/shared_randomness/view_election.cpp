#include "protocols/election/shared_randomness/view_election.hpp"

#include <bit>
#include <utility>

#include "protocols/election/shared_randomness/covering.hpp"

namespace parley::shared_randomness {
namespace {

// n rounds in which each node sends all ids that it knows, as a set of bits.
std::vector<std::uint64_t> gossip(const Network& network, const std::vector<std::uint32_t>& ids, std::uint32_t rounds) {
  std::vector<std::uint64_t> known;
  for (const std::uint32_t id : ids) known.push_back(std::uint64_t{1} << id);
  for (std::uint32_t round = 0; round < rounds; ++round) {
    std::vector<std::uint64_t> next = known;
    for (std::uint32_t v = 0; v < network.size(); ++v)
      for (const Endpoint& far : network.ports[v]) next[v] |= known[far.node];
    if (next == known) break;  // as in all rounds to come
    known = std::move(next);
  }
  return known;
}

}  // namespace

Election elect_with_colours(const Network& network, const std::vector<std::vector<std::uint64_t>>& colours,
                            const ViewSettings& settings) {
  const std::uint32_t n = settings.believed_size;
  const std::uint32_t refinements = settings.mutant == Mutant::few_rounds ? 1 : n;
  std::vector<std::uint32_t> ids = ranks(colours);
  for (std::uint32_t round = 0; round < refinements; ++round) {
    std::vector<std::uint32_t> refined = refine(network, ids);
    if (refined == ids) break;  // as in all rounds to come
    ids = std::move(refined);
  }
  const std::vector<std::uint64_t> known = gossip(network, ids, n);
  Election election{.phases = 1, .rounds = std::uint64_t{refinements} + n};
  election.messages = election.rounds * 2 * network.edges();
  for (std::uint32_t v = 0; v < network.size(); ++v) {
    const auto different = static_cast<std::uint32_t>(std::popcount(known[v]));
    const bool decides = different == n || settings.mutant == Mutant::unchecked;
    const bool smallest = static_cast<std::uint32_t>(std::countr_zero(known[v])) == ids[v];
    election.roles.push_back(!decides ? Role::kUndecided : smallest ? Role::kElected : Role::kDefeated);
  }
  return election;
}

Election elect_by_views(const Network& network, const Sources& sources, const ViewSettings& settings, Rng& rng) {
  SourceStrings strings(sources, settings.bits);
  Election total{.roles = std::vector<Role>(network.size(), Role::kUndecided)};
  while (total.phases < settings.most_phases) {
    strings.extend(rng);
    Election phase = elect_with_colours(network, strings.colours(), settings);
    ++total.phases;
    total.rounds += phase.rounds;
    total.messages += phase.messages;
    total.random_bits += strings.bits_of_a_phase();
    total.roles = std::move(phase.roles);
    if (std::count(total.roles.begin(), total.roles.end(), Role::kUndecided) == 0) break;
  }
  return total;
}

}  // namespace parley::shared_randomness
