// What liars may say in an exploration of Dolev and Strong's broadcast.
#include <utility>
#include <vector>

#include "protocols/consensus/dolev_strong/rules.hpp"
#include "protocols/core/enumerate.hpp"

namespace parley::dolev_strong {

namespace {

std::vector<Chain> known_chains(const Config& config, const Domain& domain) {
  const std::vector<Signed<Endorsement>> seen = seen_by_adversary<Endorsement>(domain);
  std::vector<Chain> chains;
  for (const Value value : domain.values) {
    Chain chain{value, signed_by_adversary(domain, Endorsement{value})};
    for (const Signed<Endorsement>& signature : seen)
      if (signature.statement().value == value) chain.signatures.push_back(signature);
    if (is_valid(config, chain, 1)) chains.push_back(std::move(chain));
  }
  return chains;
}

}  // namespace

std::vector<Relay> Protocol::alphabet(const Config& config, const Domain& domain) {
  const std::vector<Chain> chains = known_chains(config, domain);
  std::vector<Relay> messages;
  for (std::uint64_t round = 1; round <= rounds(config); ++round) {
    messages.push_back({round, {}});
    for (std::size_t first = 0; first < chains.size(); ++first) {
      messages.push_back({round, {chains[first]}});
      for (std::size_t second = first + 1; second < chains.size(); ++second)
        messages.push_back({round, {chains[first], chains[second]}});
    }
  }
  return messages;
}

}  // namespace parley::dolev_strong
