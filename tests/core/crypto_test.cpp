// The crypto service against known digests and its own inverses, with every way to be lied to.
#include "protocols/core/crypto.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace parley::crypto {
namespace {

std::string hex(const Digest& digest) {
  std::string text;
  for (const std::uint8_t byte : digest.bytes)
    for (const int half : {byte >> 4, byte & 15}) text += "0123456789abcdef"[half];
  return text;
}

// FIPS 180-4, the examples of its annex.
TEST(CryptoService, DigestsAreThoseOfTheStandard) {
  EXPECT_EQ(hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

struct Drawn {
  Code code;
  std::string payload;
};

Drawn draw() {
  const auto data = *rc::gen::inRange<std::uint32_t>(1, 12);
  const auto fragments = *rc::gen::inRange<std::uint32_t>(data, 40);
  const auto size = *rc::gen::inRange<std::size_t>(0, 3000);
  std::string payload = *rc::gen::container<std::string>(size, rc::gen::arbitrary<char>());
  return {{data, fragments}, std::move(payload)};
}

std::vector<Fragment> shuffled(const std::vector<std::string>& bytes) {
  std::vector<std::uint32_t> order(bytes.size());
  for (std::uint32_t index = 0; index < order.size(); ++index) order[index] = index;
  for (std::size_t index = order.size(); index > 1; --index)
    std::swap(order[index - 1], order[*rc::gen::inRange<std::size_t>(0, index)]);
  std::vector<Fragment> fragments;
  for (const std::uint32_t index : order) fragments.push_back({index, bytes[index]});
  return fragments;
}

RC_GTEST_PROP(CryptoService, AnyDataFragmentsGiveThePayload, ()) {
  const Drawn drawn = draw();
  const std::vector<std::string> bytes = encode(drawn.code, drawn.payload);
  RC_ASSERT(bytes.size() == drawn.code.fragments);
  for (const std::string& fragment : bytes)
    RC_ASSERT(fragment.size() == fragment_bytes(drawn.code, drawn.payload.size()));
  std::vector<Fragment> some = shuffled(bytes);
  some.resize(drawn.code.data);
  RC_ASSERT(decode(drawn.code, some) == drawn.payload);
  some.pop_back();
  RC_ASSERT(!decode(drawn.code, some));
}

RC_GTEST_PROP(CryptoService, WrongFragmentsAreCorrectedUpToTheBound, ()) {
  const Drawn drawn = draw();
  std::vector<Fragment> all = shuffled(encode(drawn.code, drawn.payload));
  const std::uint32_t most = (drawn.code.fragments - drawn.code.data) / 2;
  for (std::uint32_t index = 0; index < most; ++index)
    for (char& byte : all[index].bytes) byte = static_cast<char>(byte ^ *rc::gen::arbitrary<char>());
  RC_ASSERT(correct(drawn.code, all, most) == drawn.payload);
}

TEST(CryptoService, OneWrongFragmentTooManyGivesNothingWithinTheErrorsAllowed) {
  const Code code{2, 7};
  const std::vector<std::string> bytes = encode(code, "a payload of some bytes");
  std::vector<Fragment> all;
  for (std::uint32_t index = 0; index < 7; ++index) all.push_back({index, bytes[index]});
  all[0].bytes[0] ^= 1;
  all[3].bytes[0] ^= 1;
  EXPECT_EQ(correct(code, all, 2), "a payload of some bytes");
  EXPECT_EQ(correct(code, all, 1), std::nullopt);
  all.resize(5);  // five fragments correct one error, and two are wrong
  EXPECT_EQ(correct(code, all, 2), std::nullopt);
}

TEST(CryptoService, WhatIsNoSetOfFragmentsGivesNothing) {
  const Code code{2, 4};
  const std::vector<std::string> bytes = encode(code, "payload");
  const auto given = [&](std::vector<Fragment> fragments) { return decode(code, fragments); };
  EXPECT_EQ(given({{0, bytes[0]}, {3, bytes[3]}}), "payload");
  EXPECT_EQ(given({{0, bytes[0]}, {0, bytes[0]}}), std::nullopt);
  EXPECT_EQ(given({{0, bytes[0]}, {4, bytes[3]}}), std::nullopt);
  EXPECT_EQ(given({{0, bytes[0]}, {3, bytes[3] + "x"}}), std::nullopt);
  EXPECT_EQ(given({{0, ""}, {3, ""}}), std::nullopt);
  EXPECT_EQ(given({{0, "\xff\xff\xff\xff\xff\xff\xff\xff"}, {1, "12345678"}}), std::nullopt);  // longer than it can be
  EXPECT_EQ(given({}), std::nullopt);
}

RC_GTEST_PROP(CryptoService, PathsProveTheirLeavesAndNoOthers, ()) {
  const auto leaves = *rc::gen::nonEmpty(
      rc::gen::container<std::vector<std::string>>(rc::gen::container<std::string>(rc::gen::arbitrary<char>())));
  const auto size = static_cast<std::uint32_t>(leaves.size());
  const MerkleTree tree = merkle_tree(leaves);
  for (std::uint32_t index = 0; index < size; ++index) {
    RC_ASSERT(merkle_verify(tree.root, size, index, leaves[index], tree.paths[index]));
    RC_ASSERT(!merkle_verify(tree.root, size, index, leaves[index] + "x", tree.paths[index]));
    RC_ASSERT(!merkle_verify(tree.root, size, size + index, leaves[index], tree.paths[index]));
    MerklePath longer = tree.paths[index];
    longer.emplace_back();
    RC_ASSERT(!merkle_verify(tree.root, size, index, leaves[index], longer));
  }
}

}  // namespace
}  // namespace parley::crypto
