#include <algorithm>
#include <numeric>

#include "gpu/arith/blake2b.hpp"
#include "gpu/arith/sha256.hpp"
#include "gpu/arith/sha512.hpp"
#include "gpu/cpu/hash_lanes.hpp"

namespace parley::gpu::cpu {

namespace {

template <class Digest>
void put(const Digest& digest, std::uint8_t* out) {
  std::memcpy(out, digest.data(), digest.size());
}

HashLanes one_by_one(Hash hash) {
  switch (hash) {
    case Hash::kSha256:
      return {1, [](const Message* m, std::uint8_t* const* out) { put(sha256(*m), *out); }};
    case Hash::kSha512:
      return {1, [](const Message* m, std::uint8_t* const* out) { put(sha512(*m), *out); }};
    case Hash::kBlake2b256:
      break;
  }
  return {1, [](const Message* m, std::uint8_t* const* out) { put(blake2b<32>(*m), *out); }};
}

constexpr std::size_t kMostLanes = 8;

// Fills the lanes up with what comes; the last group repeats its last message where there are too few.
class Group {
 public:
  explicit Group(const HashLanes& lanes) : lanes_(lanes) {}
  void add(const Message& message, std::uint8_t* digest) {
    messages_[count_] = message;
    digests_[count_] = digest;
    if (++count_ == lanes_.lanes) flush();
  }
  void flush() {
    if (count_ == 0) return;
    for (std::size_t i = count_; i < lanes_.lanes; ++i) {
      messages_[i] = messages_[count_ - 1];
      digests_[i] = digests_[count_ - 1];
    }
    lanes_.run(messages_.data(), digests_.data());
    count_ = 0;
  }

 private:
  const HashLanes& lanes_;
  std::size_t count_ = 0;
  std::array<Message, kMostLanes> messages_{};
  std::array<std::uint8_t*, kMostLanes> digests_{};
};

}  // namespace

HashLanes hash_lanes(Hash hash, const Features& features) {
#if defined(__x86_64__)
  if (hash == Hash::kSha256 && features.sha) return sha256_with_sha_extensions();
  if (hash == Hash::kSha512 && features.avx2) return sha512_with_avx2();
  if (hash == Hash::kBlake2b256 && features.avx2) return blake2b_with_avx2();
#endif
  return one_by_one(hash);
}

std::size_t blocks_of(Hash hash, std::size_t message_bytes) {
  switch (hash) {
    case Hash::kSha256:
      return sha256_blocks(message_bytes);
    case Hash::kSha512:
      return sha512_blocks(message_bytes);
    case Hash::kBlake2b256:
      break;
  }
  return blake2b_blocks(message_bytes);
}

void run(const Context& context, const DigestBatch& batch, std::size_t first, std::size_t last) {
  const HashLanes lanes = hash_lanes(batch.hash, context.features);
  const auto blocks = [&](std::size_t i) { return blocks_of(batch.hash, batch.messages.message(i).size()); };
  // Lanes want messages of equally many blocks side by side.
  std::vector<std::size_t> order(last - first);
  std::iota(order.begin(), order.end(), first);
  const auto fewer = [&](std::size_t a, std::size_t b) { return blocks(a) < blocks(b); };
  if (lanes.lanes > 1 && !std::is_sorted(order.begin(), order.end(), fewer))
    std::stable_sort(order.begin(), order.end(), fewer);
  Group group(lanes);
  std::size_t current = 0;
  for (const std::size_t i : order) {
    if (blocks(i) != current) group.flush();
    current = blocks(i);
    const auto bytes = batch.messages.message(i);
    group.add({bytes.data(), bytes.size()}, batch.digests.data() + i * digest_bytes(batch.hash));
  }
  group.flush();
}

void run(const Context& context, const NodeBatch& batch, std::size_t first, std::size_t last) {
  const HashLanes lanes = hash_lanes(batch.hash, context.features);
  std::array<std::array<std::uint8_t, 65>, kMostLanes> nodes{};
  for (std::array<std::uint8_t, 65>& node : nodes) node[0] = 1;
  Group group(lanes);
  for (std::size_t i = first; i < last; ++i) {
    std::array<std::uint8_t, 65>& node = nodes[(i - first) % lanes.lanes];
    std::memcpy(node.data() + 1, batch.children[2 * i].data(), 32);
    std::memcpy(node.data() + 33, batch.children[2 * i + 1].data(), 32);
    group.add({node.data(), node.size()}, batch.parents[i].data());
  }
  group.flush();
}

}  // namespace parley::gpu::cpu
