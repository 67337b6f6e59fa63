#include "protocols/overlay/kademlia/buckets.hpp"

#include <algorithm>
#include <array>
#include <bit>

namespace parley::kademlia {

namespace {

std::uint8_t bucket_index(Identifier a, Identifier b) {
  return static_cast<std::uint8_t>(std::bit_width(a ^ b) - 1);
}

std::vector<Bucket>::iterator find_bucket(State& state, std::uint8_t index) {
  return std::lower_bound(state.buckets.begin(), state.buckets.end(), index,
                          [](const Bucket& bucket, std::uint8_t value) { return bucket.index < value; });
}

}  // namespace

void fill_perfect(const Config& config, ProcessId self, State& state) {
  struct Drawn {
    std::uint64_t lot = 0;
    ProcessId process;
  };
  const auto by_lot = [](const Drawn& a, const Drawn& b) { return a.lot < b.lot; };
  const Identifier own = id_of(config, self);
  std::array<std::vector<Drawn>, 64> drawn;  // each a heap of the k smallest lots
  for (std::uint32_t id = 0; id < config.n; ++id) {
    if (id == self.value) continue;
    const Identifier other = id_of(config, ProcessId{id});
    std::vector<Drawn>& bucket = drawn[bucket_index(own, other)];
    const Drawn one{overlay::scatter(own + other), ProcessId{id}};
    if (bucket.size() == config.k) {
      if (one.lot >= bucket.front().lot) continue;
      std::pop_heap(bucket.begin(), bucket.end(), by_lot);
      bucket.pop_back();
    }
    bucket.push_back(one);
    std::push_heap(bucket.begin(), bucket.end(), by_lot);
  }
  for (std::uint8_t index = 0; index < 64; ++index) {
    if (drawn[index].empty()) continue;
    Bucket bucket{index, {}, {}};
    for (const Drawn& one : drawn[index]) bucket.contacts.push_back(one.process);
    state.buckets.push_back(std::move(bucket));
  }
}

// Section 2.2. Long-lived contacts stay: a newcomer does not drive out anybody who answers.
void touch(const Config& config, ProcessId self, State& state, ProcessId contact) {
  if (contact == self || contact.value >= config.n) return;
  const std::uint8_t index = bucket_index(id_of(config, self), id_of(config, contact));
  const auto bucket = find_bucket(state, index);
  if (bucket == state.buckets.end() || bucket->index != index) {
    state.buckets.insert(bucket, Bucket{index, {contact}, {}});
    return;
  }
  const auto place = std::find(bucket->contacts.begin(), bucket->contacts.end(), contact);
  if (place != bucket->contacts.end()) {
    std::rotate(place, place + 1, bucket->contacts.end());
  } else if (bucket->contacts.size() < config.k) {
    bucket->contacts.push_back(contact);
  } else {
    bucket->spare = contact;
  }
}

// Section 4.1: contacts are not pinged to find out whether they are there; the next question to them does.
void give_up(const Config& config, ProcessId self, State& state, ProcessId contact) {
  const std::uint8_t index = bucket_index(id_of(config, self), id_of(config, contact));
  const auto bucket = find_bucket(state, index);
  if (bucket == state.buckets.end() || bucket->index != index) return;
  if (bucket->spare == contact) bucket->spare.reset();
  if (std::erase(bucket->contacts, contact) > 0 && bucket->spare) {
    bucket->contacts.push_back(*bucket->spare);
    bucket->spare.reset();
  }
  if (bucket->contacts.empty()) state.buckets.erase(bucket);
}

// With 2^i the greatest power of two in own XOR key: contacts in bucket i agree with the key in bit i and are closest;
// those in smaller buckets are at a distance from 2^i to 2^(i+1), those in a larger bucket j at 2^j and more.
Contacts closest(const Config& config, ProcessId self, const State& state, Identifier key) {
  struct Near {
    std::uint64_t distance = 0;
    ProcessId process;
  };
  std::vector<Near> near;
  near.reserve(2 * config.k);
  const auto add = [&](const Bucket& bucket) {
    for (const ProcessId contact : bucket.contacts) near.push_back({id_of(config, contact) ^ key, contact});
  };
  const Identifier own = id_of(config, self);
  const std::uint8_t shared = own == key ? 0 : bucket_index(own, key);
  const auto at = std::lower_bound(state.buckets.begin(), state.buckets.end(), shared,
                                   [](const Bucket& bucket, std::uint8_t value) { return bucket.index < value; });
  auto beyond = at;
  if (at != state.buckets.end() && at->index == shared) add(*beyond++);
  if (near.size() < config.k) std::for_each(state.buckets.begin(), at, add);
  for (; near.size() < config.k && beyond != state.buckets.end(); ++beyond) add(*beyond);
  std::sort(near.begin(), near.end(), [](const Near& a, const Near& b) { return a.distance < b.distance; });
  Contacts contacts;
  contacts.reserve(std::min<std::size_t>(near.size(), config.k));
  for (const Near& one : near) {
    if (contacts.size() == config.k) break;
    contacts.push_back(one.process);
  }
  return contacts;
}

std::uint32_t nearest_bucket(const State& state) {
  return state.buckets.empty() ? 64 : state.buckets.front().index;
}

}  // namespace parley::kademlia
