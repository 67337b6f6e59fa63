// Hashes and ChaCha20, as they are compiled for devices, against published vectors and libsodium.
#include <gtest/gtest.h>
#include <sodium.h>

#include "gpu/arith/blake2b.hpp"
#include "gpu/arith/chacha20.hpp"
#include "gpu/arith/sha256.hpp"
#include "gpu/arith/sha512.hpp"
#include "tests/gpu/samples.hpp"

namespace parley::gpu {
namespace {

Message message_of(const std::vector<std::uint8_t>& bytes) {
  return {bytes.data(), bytes.size()};
}
std::vector<std::uint8_t> text(std::string_view characters) {
  return {characters.begin(), characters.end()};
}

// FIPS 180-4's examples as NIST publishes them ("abc", two blocks), and the empty message.
TEST(Sha256, PublishedVectors) {
  EXPECT_EQ(to_hex(sha256(message_of(text("abc")))),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_hex(sha256(Message{})), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(to_hex(sha256(message_of(text("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")))),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(Sha512, PublishedVectors) {
  EXPECT_EQ(to_hex(sha512(message_of(text("abc")))),
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
            "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
  EXPECT_EQ(to_hex(sha512(message_of(text("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
                                          "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu")))),
            "8e959b75dae313da8cf4f72814fc143f8f7779c6eb9f7fa17299aeadb6889018"
            "501d289e4900f7e4331b99dec4b5433ac7d329eeb6dd26545e96e55b874be909");
}

// RFC 7693, appendix A.
TEST(Blake2b, PublishedVector) {
  EXPECT_EQ(to_hex(blake2b<64>(message_of(text("abc")))),
            "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
            "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923");
}

TEST(Hashes, AgreeWithLibsodiumAtEveryLength) {
  Samples samples(1000);
  for (std::size_t size = 0; size < samples.count(); ++size) {
    const std::vector<std::uint8_t> bytes = samples.bytes(size);
    Bytes32 short_digest{};
    Bytes64 digest{};
    crypto_hash_sha256(short_digest.data(), bytes.data(), size);
    ASSERT_EQ(sha256(message_of(bytes)), short_digest) << size;
    crypto_hash_sha512(digest.data(), bytes.data(), size);
    ASSERT_EQ(sha512(message_of(bytes)), digest) << size;
    crypto_generichash(digest.data(), 64, bytes.data(), size, nullptr, 0);
    ASSERT_EQ(blake2b<64>(message_of(bytes)), digest) << size;
    crypto_generichash(short_digest.data(), 32, bytes.data(), size, nullptr, 0);
    ASSERT_EQ(blake2b<32>(message_of(bytes)), short_digest) << size;
  }
}

TEST(Hashes, AMillionShortMessages) {
  Samples samples;
  for (std::uint64_t i = 0; i < samples.count(); ++i) {
    const std::array<std::uint8_t, 200> bytes = samples.bytes<200>();
    const Message message{bytes.data(), samples.below(201)};
    Bytes32 expected{};
    Bytes64 wide{};
    switch (i % 3) {
      case 0:
        crypto_hash_sha256(expected.data(), bytes.data(), message.length);
        ASSERT_EQ(sha256(message), expected);
        break;
      case 1:
        crypto_hash_sha512(wide.data(), bytes.data(), message.length);
        ASSERT_EQ(sha512(message), wide);
        break;
      default:
        crypto_generichash(expected.data(), 32, bytes.data(), message.length, nullptr, 0);
        ASSERT_EQ(blake2b<32>(message), expected);
    }
  }
}

TEST(Hashes, OfPairsAndChallengesAreOfTheirBytes) {
  Samples samples(300);
  for (std::size_t size = 0; size < samples.count(); ++size) {
    const std::vector<std::uint8_t> bytes = samples.bytes(size + 64);
    Challenge challenge;
    std::copy_n(bytes.begin(), 32, challenge.r.begin());
    std::copy_n(bytes.begin() + 32, 32, challenge.a.begin());
    challenge.message = {bytes.data() + 64, size};
    ASSERT_EQ(sha512(challenge), sha512(message_of(bytes)));
    const Pair pair{1, challenge.r, challenge.a};
    std::vector<std::uint8_t> flat{1};
    flat.insert(flat.end(), bytes.begin(), bytes.begin() + 64);
    ASSERT_EQ(sha256(pair), sha256(message_of(flat)));
    ASSERT_EQ(blake2b<32>(pair), blake2b<32>(message_of(flat)));
  }
}

// RFC 8439, section 2.3.2: the nonce's first word is the counter's high word here.
TEST(ChaCha20, PublishedBlock) {
  Bytes32 key{};
  for (std::size_t i = 0; i < 32; ++i) key[i] = static_cast<std::uint8_t>(i);
  const auto block = chacha20_block(chacha20_state(key, 0x0900000000000001, 0x000000004a000000));
  const std::array<std::uint32_t, 16> expected{0xe4e7f110, 0x15593bd1, 0x1fdd0f50, 0xc47120a3, 0xc7f4d1c7, 0x0368c033,
                                               0x9aaa2204, 0x4e6cd4c3, 0x466482d2, 0x09aa9f07, 0x05d7c214, 0xa2028bd9,
                                               0xd19c12b5, 0xb94e16de, 0xe883d0cb, 0x4e3c50a2};
  EXPECT_EQ(block, expected);
}

TEST(ChaCha20, AgreesWithLibsodium) {
  Samples samples;
  for (std::uint64_t i = 0; i < samples.count(); ++i) {
    const Bytes32 key = samples.bytes<32>();
    const std::uint64_t counter = samples.word() >> samples.below(64);
    const std::uint64_t nonce = samples.word();
    Bytes64 expected{};
    crypto_stream_chacha20_xor_ic(expected.data(), Bytes64{}.data(), 64, reinterpret_cast<const unsigned char*>(&nonce),
                                  counter, key.data());
    const auto block = chacha20_block(chacha20_state(key, counter, nonce));
    ASSERT_EQ(std::memcmp(block.data(), expected.data(), 64), 0);
  }
}

}  // namespace
}  // namespace parley::gpu
