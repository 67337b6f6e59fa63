#include "protocols/aggregation/secure_aggregation/rates.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "protocols/core/random.hpp"

namespace parley::secure_aggregation {
namespace {

void count_traffic(const LinearScheme& scheme, Rates& rates) {
  const std::uint32_t users = scheme.spec.users;
  std::vector<std::uint64_t> sent(users);
  std::vector<std::uint64_t> unicasts(users);
  for (const Message& message : scheme.messages) {
    ++sent[message.sender];
    unicasts[message.sender] += message.receiver == kEverybody ? users - 1 : 1;
    rates.rounds = std::max<std::uint64_t>(rates.rounds, message.round);
  }
  rates.sent = *std::max_element(sent.begin(), sent.end());
  rates.unicasts = *std::max_element(unicasts.begin(), unicasts.end());
  for (const std::vector<Row>& keys : scheme.keys) rates.keys = std::max<std::uint64_t>(rates.keys, keys.size());
}

// Every user that decodes, on random inputs and keys, from the messages as numbers.
bool sums_in_numbers(const LinearScheme& scheme, std::uint32_t symbols, Rng& rng, const StudyConditions& conditions) {
  for (std::uint32_t symbol = 0; symbol < symbols && !conditions.is_stopped(); ++symbol) {
    std::vector<std::uint64_t> values(scheme.variables());
    for (std::uint64_t& value : values) value = rng.below(scheme.spec.field);
    const std::vector<std::uint64_t> sent = message_values(scheme, values);
    for (const std::vector<Recipe>& recipes : scheme.decoders)
      for (std::size_t epoch = 0; epoch < recipes.size(); ++epoch)
        if (decoded_value(scheme, recipes[epoch], sent, values) !=
            evaluate(scheme.field(), scheme.targets[epoch], values))
          return false;
  }
  return true;
}

// `members` of the users, by choosing at random among those that are left.
Coalition draw_coalition(std::uint32_t users, std::uint32_t members, Rng& rng) {
  Coalition all(users);
  for (std::uint32_t user = 0; user < users; ++user) all[user] = user;
  for (std::uint32_t index = 0; index < members; ++index) std::swap(all[index], all[index + rng.below(users - index)]);
  all.resize(members);
  std::sort(all.begin(), all.end());
  return all;
}

void sample_leaks(const LinearScheme& scheme, std::uint32_t coalitions, Rng& rng, const StudyConditions& conditions,
                  Rates& rates) {
  const std::uint32_t users = scheme.spec.users;
  const std::uint32_t most = std::clamp<std::uint32_t>(scheme.private_up_to, 1, users - 2);
  for (std::uint32_t sample = 0; sample < coalitions && !conditions.is_stopped(); ++sample) {
    const std::uint32_t members = 1 + static_cast<std::uint32_t>(rng.below(most));
    const Coalition coalition = draw_coalition(users, members, rng);
    rates.leak = std::max<std::uint64_t>(rates.leak, leak_by_rank(scheme, coalition));
    ++rates.coalitions;
  }
}

}  // namespace

Rates measure(const RateJob& job, std::uint64_t stream, const StudyConditions& conditions) {
  Rates rates;
  if (conditions.is_stopped()) return rates;
  Rng rng = Rng::stream(conditions.seed, stream);
  const LinearScheme scheme = build(job.spec);
  count_traffic(scheme, rates);
  rates.independent = independent_keys(scheme);
  rates.sums_right = sums_in_numbers(scheme, job.symbols, rng, conditions);
  sample_leaks(scheme, job.coalitions, rng, conditions, rates);
  SchemeSpec dropout = job.spec;
  dropout.dropout = true;
  rates.survives = can_decode(build(dropout));
  rates.done = !conditions.is_stopped();
  return rates;
}

}  // namespace parley::secure_aggregation
