#include "net/tcp/identity.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sys/stat.h>

#include "net/tcp/keyring.hpp"
#include "protocols/core/error.hpp"
#include "tests/tcp/hex.hpp"
#include "tests/tcp/temp_folder.hpp"

namespace parley::tcp {
namespace {

using test::from_hex;
using test::TempFolder;
using test::to_hex;

Identity seeded(std::string_view seed) {
  return Identity::from_seed(Secret<32>(from_hex(seed)));
}

std::string error_of(const std::string& path) {
  try {
    (void)Identity::load(path);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST(Identity, SignsAsRfc8032Says) {
  // RFC 8032, section 7.1, tests 1 and 2.
  const Identity first = seeded("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
  EXPECT_EQ(to_text(first.public_key()), "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  EXPECT_EQ(
      to_hex(first.sign({})),
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bb"
      "e24655141438e7a100b");
  const Identity second = seeded("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
  EXPECT_EQ(
      to_hex(second.sign(from_hex("72"))),
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302a"
      "eeb00d291612bb0c00");
}

RC_GTEST_PROP(Identity, OnlyTheSignedMessageVerifies, (const std::string& message)) {
  const Identity identity = Identity::generate();
  Signature signature = identity.sign(as_bytes(message));
  RC_ASSERT(verify(identity.public_key(), as_bytes(message), signature));
  RC_ASSERT(!verify(identity.public_key(), as_bytes(message + "x"), signature));
  RC_ASSERT(!verify(Identity::generate().public_key(), as_bytes(message), signature));
  const auto bit = *rc::gen::inRange<std::size_t>(0, signature.size() * 8);
  signature[bit / 8] ^= static_cast<std::byte>(1U << (bit % 8));
  RC_ASSERT(!verify(identity.public_key(), as_bytes(message), signature));
}

TEST(Identity, TheChannelKeyOfTheSecretIsTheChannelKeyOfThePublicKey) {
  const Identity identity = Identity::generate();
  const noise::KeyPair keys = identity.channel_keys();
  EXPECT_EQ(noise::KeyPair::from_secret(keys.secret).public_key, keys.public_key);
  EXPECT_EQ(channel_key(identity.public_key()), keys.public_key);
  EXPECT_FALSE(channel_key(VerifyKey{}).has_value()) << "a key of small order";
}

TEST(Identity, SavesPrivatelyAndLoadsTheSameKey) {
  const TempFolder folder;
  const std::string path = folder.file("node.key");
  const Identity identity = Identity::generate();
  identity.save(path);
  struct stat info {};
  ASSERT_EQ(::stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);
  EXPECT_EQ(Identity::load(path).public_key(), identity.public_key());
  EXPECT_THROW(identity.save(path), InputError) << "never overwrites a key";
}

TEST(Identity, RefusesUnusableKeyFilesInOneLine) {
  const TempFolder folder;
  const std::string path = folder.file("node.key");
  EXPECT_NE(error_of(path).find("cannot open"), std::string::npos);
  EXPECT_NE(error_of(folder.path()).find("expected a secret key file"), std::string::npos);
  Identity::generate().save(path);
  ASSERT_EQ(::chmod(path.c_str(), 0644), 0);
  EXPECT_NE(error_of(path).find("chmod 600"), std::string::npos);
  for (const std::string content : {"", "parley-secret-key-1 00ff\n", "parley-secret-key-2 "}) {
    std::ofstream(path, std::ios::trunc) << content;
    ASSERT_EQ(::chmod(path.c_str(), 0600), 0);
    const std::string error = error_of(path);
    EXPECT_NE(error.find("64 hexadecimal digits"), std::string::npos) << content;
    EXPECT_EQ(error.find('\n'), std::string::npos);
  }
}

TEST(PublicKey, TextRoundTripsAndOthersAreRefused) {
  const VerifyKey key = Identity::generate().public_key();
  EXPECT_EQ(parse_public_key(to_text(key)), key);
  EXPECT_FALSE(parse_public_key("").has_value());
  EXPECT_FALSE(parse_public_key(to_text(key).substr(1)).has_value());
  EXPECT_FALSE(parse_public_key(to_text(key) + "00").has_value());
  EXPECT_FALSE(parse_public_key(std::string(64, 'g')).has_value());
}

TEST(Keyring, RefusesKeysThatCannotIdentifyAPeer) {
  const Identity own = Identity::generate();
  const VerifyKey other = Identity::generate().public_key();
  EXPECT_NO_THROW(Keyring("c.json", own, "c", 0, {own.public_key(), other}));
  EXPECT_THROW(Keyring("c.json", own, "c", 1, {own.public_key(), other}), InputError) << "not our key";
  EXPECT_THROW(Keyring("c.json", own, "c", 7, {own.public_key(), other}), InputError) << "no such index";
  EXPECT_THROW(Keyring("c.json", own, "c", 0, {own.public_key(), other, other}), InputError) << "twice";
  EXPECT_THROW(Keyring("c.json", own, "c", 0, {own.public_key(), VerifyKey{}}), InputError) << "small order";
}

}  // namespace
}  // namespace parley::tcp
