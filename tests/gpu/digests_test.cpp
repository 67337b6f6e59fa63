// Batches of digests and tree nodes against libsodium: all lengths side by side, so that messages share lanes in all
// ways.
#include <array>
#include <gtest/gtest.h>
#include <sodium.h>

#include "gpu/cpu/kernels.hpp"
#include "tests/gpu/samples.hpp"

namespace parley::gpu {
namespace {

std::vector<std::uint8_t> by_libsodium(Hash hash, std::span<const std::uint8_t> message) {
  std::vector<std::uint8_t> digest(digest_bytes(hash));
  switch (hash) {
    case Hash::kSha256:
      crypto_hash_sha256(digest.data(), message.data(), message.size());
      break;
    case Hash::kSha512:
      crypto_hash_sha512(digest.data(), message.data(), message.size());
      break;
    case Hash::kBlake2b256:
      crypto_generichash(digest.data(), 32, message.data(), message.size(), nullptr, 0);
      break;
  }
  return digest;
}

// With what the machine has, and with nothing.
std::array<cpu::Context, 2> contexts() {
  return {cpu::Context(cpu::detect_features()), cpu::Context(cpu::Features{})};
}

TEST(Digests, OfAllLengthsAgreeWithLibsodium) {
  Samples samples(4'000);
  std::vector<std::uint8_t> bytes;
  std::vector<std::size_t> ends;
  for (std::uint64_t i = 0; i < samples.count(); ++i) {
    const auto message = samples.bytes(samples.below(i % 100 == 0 ? 3000 : 300));
    bytes.insert(bytes.end(), message.begin(), message.end());
    ends.push_back(bytes.size());
  }
  const MessageBatch messages{bytes, ends};
  for (const cpu::Context& context : contexts()) {
    for (const Hash hash : kHashes) {
      const std::size_t size = digest_bytes(hash);
      std::vector<std::uint8_t> digests(messages.size() * size);
      const std::size_t middle = messages.size() / 3;
      cpu::run(context, DigestBatch{hash, messages, digests}, 0, middle);
      cpu::run(context, DigestBatch{hash, messages, digests}, middle, messages.size());
      for (std::size_t i = 0; i < messages.size(); ++i) {
        const std::vector<std::uint8_t> expected = by_libsodium(hash, messages.message(i));
        const auto begin = digests.begin() + static_cast<std::ptrdiff_t>(i * size);
        ASSERT_TRUE(std::equal(expected.begin(), expected.end(), begin)) << to_string(hash) << " " << i;
      }
    }
  }
}

TEST(Digests, AMillionOfEqualLength) {
  Samples samples(333'334);
  constexpr std::size_t kSize = 68;
  const auto bytes = samples.bytes(samples.count() * kSize);
  std::vector<std::size_t> ends;
  for (std::size_t i = 1; i <= samples.count(); ++i) ends.push_back(i * kSize);
  const cpu::Context context(cpu::detect_features());
  for (const Hash hash : kHashes) {
    const std::size_t size = digest_bytes(hash);
    std::vector<std::uint8_t> digests(ends.size() * size);
    cpu::run(context, DigestBatch{hash, {bytes, ends}, digests}, 0, ends.size());
    for (std::size_t i = 0; i < ends.size(); ++i) {
      const auto expected = by_libsodium(hash, std::span(bytes).subspan(i * kSize, kSize));
      ASSERT_EQ(std::memcmp(expected.data(), digests.data() + i * size, size), 0);
    }
  }
}

TEST(Nodes, AreDigestsOfPrefixAndChildren) {
  Samples samples(501);
  std::vector<Bytes32> children;
  for (std::uint64_t i = 0; i < 2 * samples.count(); ++i) children.push_back(samples.bytes<32>());
  for (const cpu::Context& context : contexts()) {
    for (const Hash hash : {Hash::kSha256, Hash::kBlake2b256}) {
      std::vector<Bytes32> parents(samples.count());
      cpu::run(context, NodeBatch{hash, children, parents}, 0, parents.size());
      for (std::size_t i = 0; i < parents.size(); ++i) {
        std::vector<std::uint8_t> node{1};
        node.insert(node.end(), children[2 * i].begin(), children[2 * i].end());
        node.insert(node.end(), children[2 * i + 1].begin(), children[2 * i + 1].end());
        const auto expected = by_libsodium(hash, node);
        ASSERT_TRUE(std::equal(expected.begin(), expected.end(), parents[i].begin()));
      }
    }
  }
}

}  // namespace
}  // namespace parley::gpu
