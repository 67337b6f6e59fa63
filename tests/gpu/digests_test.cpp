// Batch digests: published vectors, and every split of a batch over threads gives the same.
#include <gtest/gtest.h>
#include <string>
#include <string_view>
#include <vector>

#include "gpu/backend.hpp"

namespace parley::gpu {
namespace {

struct Buffer {
  std::vector<std::byte> bytes;
  std::vector<std::size_t> ends;

  void add(std::string_view message) {
    for (const char c : message) bytes.push_back(static_cast<std::byte>(c));
    ends.push_back(bytes.size());
  }
  MessageBatch batch() const { return {bytes, ends}; }
};

std::string hex(const Digest& digest) {
  std::string text;
  for (const std::byte byte : digest) {
    text += "0123456789abcdef"[std::to_integer<unsigned>(byte) >> 4];
    text += "0123456789abcdef"[std::to_integer<unsigned>(byte) & 15];
  }
  return text;
}

TEST(Digests, Sha256OfFips180Examples) {
  Buffer buffer;
  buffer.add("abc");
  buffer.add("");
  buffer.add("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq");
  const std::vector<Digest> digests = make_cpu_backend(1)->digests(Hash::kSha256, buffer.batch());
  ASSERT_EQ(digests.size(), 3U);
  EXPECT_EQ(hex(digests[0]), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex(digests[1]), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hex(digests[2]), "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(Digests, DoNotDependOnThreads) {
  Buffer buffer;
  for (int index = 0; index < 20'000; ++index) buffer.add(std::string(static_cast<std::size_t>(index % 97), 'x'));
  for (const Hash hash : kHashes) {
    const std::vector<Digest> one = make_cpu_backend(1)->digests(hash, buffer.batch());
    EXPECT_EQ(one, make_cpu_backend(3)->digests(hash, buffer.batch())) << to_string(hash);
    EXPECT_EQ(one[5], one[5 + 97]);
    EXPECT_NE(one[5], one[6]);
  }
}

TEST(Digests, OfNothing) {
  const Buffer buffer;
  EXPECT_TRUE(make_cpu_backend(2)->digests(Hash::kBlake2b256, buffer.batch()).empty());
}

}  // namespace
}  // namespace parley::gpu
