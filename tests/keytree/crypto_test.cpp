// SHA-256, HMAC and HKDF against the vectors of their documents; sealing, Merkle paths, challenges.
#include <gtest/gtest.h>
#include <string>

#include "protocols/channels/keytree/sha256.hpp"
#include "protocols/channels/keytree/store.hpp"

namespace parley::keytree {
namespace {

std::string hex(std::span<const std::uint8_t> bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : bytes) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

TEST(Sha256Of, Fips180Vectors) {
  EXPECT_EQ(hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(hex(sha256(std::string(1'000'000, 'a'))),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256Of, DoesNotCareHowItIsFed) {
  const std::string text(300, 'x');
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    Sha256 parts;
    parts.add(std::string_view(text).substr(0, cut)).add(std::string_view(text).substr(cut));
    ASSERT_EQ(parts.finish(), sha256(text)) << cut;
  }
}

TEST(HmacOf, Rfc4231Case2) {
  EXPECT_EQ(hex(hmac_sha256(bytes_of("Jefe"), {bytes_of("what do ya want "), bytes_of("for nothing?")})),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(HkdfOf, Rfc5869Cases1And3) {
  const Bytes ikm(22, 0x0b);
  Bytes salt;
  for (std::uint8_t byte = 0; byte <= 0x0c; ++byte) salt.push_back(byte);
  Bytes info;
  for (std::uint8_t byte = 0xf0; byte <= 0xf9; ++byte) info.push_back(byte);
  EXPECT_EQ(hex(hkdf_sha256(ikm, salt, info, 42)),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
  EXPECT_EQ(hex(hkdf_sha256(ikm, {}, {}, 42)),
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
}

TEST(Derivation, IsHkdfWithTheReferencesSaltAndInfo) {
  const Digest secret = sha256("a secret");
  const auto with_context = [&](std::string_view context) {
    const Digest salt = sha256(context);
    return hkdf_sha256(secret, salt, bytes_of("q.crypto.delegate.safecloud.node.1"), 32);
  };
  const Digest derived = KeyTree::derive(secret, "safecloud.node.1");
  EXPECT_EQ(hex(derived), hex(with_context("{}")));
  EXPECT_NE(hex(derived), hex(with_context(""))) << "the service worker's context gives other keys";
}

TEST(Sealing, OpensOnlyWithTheSameKeyIndexAndBytes) {
  const Digest leaf = sha256("leaf");
  const Bytes text(100, 7);
  const Bytes sealed = seal_chunk(leaf, 3, text);
  ASSERT_EQ(sealed.size(), text.size() + kTagBytes);
  EXPECT_EQ(open_chunk(leaf, 3, sealed), text);
  EXPECT_FALSE(open_chunk(leaf, 4, sealed).has_value());
  EXPECT_FALSE(open_chunk(sha256("other"), 3, sealed).has_value());
  EXPECT_FALSE(open_chunk(leaf, 3, std::span(sealed).first(kTagBytes - 1)).has_value());
  EXPECT_EQ(seal_chunk(leaf, 3, text), sealed) << "convergent: same text, same place, same bytes";
}

TEST(MerklePaths, ProveTheirOwnLeafOnly) {
  for (std::uint64_t count = 1; count <= 20; ++count) {
    std::vector<Digest> leaves;
    for (std::uint64_t leaf = 0; leaf < count; ++leaf) leaves.push_back(sha256(std::to_string(leaf)));
    const MerkleTree tree(leaves);
    for (std::uint64_t leaf = 0; leaf < count; ++leaf)
      for (std::uint64_t path = 0; path < count; ++path)
        EXPECT_EQ(is_in_tree(tree.root(), leaves[leaf], tree.path(path)), leaf == path);
  }
}

TEST(Challenges, CoverWhatTheySay) {
  Rng rng(1);
  const Bytes chunk = random_bytes(256, rng);
  const Digest cid = cid_of(chunk);
  const auto answer = [&](Proof proof, std::size_t kept, std::uint64_t nonce) {
    return answer_challenge(proof, cid, nonce, std::span(chunk).first(kept), chunk.size());
  };
  EXPECT_EQ(answer(Proof::prefix_32, 32, 9), answer(Proof::prefix_32, 256, 9));
  EXPECT_NE(answer(Proof::prefix_32, 31, 9), answer(Proof::prefix_32, 256, 9));
  EXPECT_NE(answer(Proof::whole_chunk, 255, 9), answer(Proof::whole_chunk, 256, 9));
  EXPECT_NE(answer(Proof::whole_chunk, 256, 8), answer(Proof::whole_chunk, 256, 9));
  int passed = 0;
  for (std::uint64_t nonce = 0; nonce < 400; ++nonce)
    passed += answer(Proof::random_block, 128, nonce) == answer(Proof::random_block, 256, nonce) ? 1 : 0;
  EXPECT_NEAR(passed, 200, 60) << "two of four blocks are kept";
}

}  // namespace
}  // namespace parley::keytree
