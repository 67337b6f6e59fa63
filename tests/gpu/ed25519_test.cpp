// What valid means: published cases under both rules, on every way of verifying that the CPU has; against libsodium and
// against a second implementation over big integers.
#include <fstream>
#include <gtest/gtest.h>
#include <sodium.h>
#include <sstream>

#include "gpu/backend.hpp"
#include "gpu/ed25519/key_registry.hpp"
#include "tests/gpu/oracle.hpp"
#include "tests/gpu/samples.hpp"
#include "tests/source_dir.hpp"

namespace parley::gpu {
namespace {

struct Case {
  std::string name;
  Bytes32 key;
  std::vector<std::uint8_t> message;
  Bytes64 signature;
  bool zip215 = false;
  bool libsodium = false;
};

// Lines of "name key message signature verdict [verdict under libsodium's rule]".
std::vector<Case> read_cases(const char* file) {
  std::ifstream in(source_dir() + "/tests/gpu/data/" + file);
  EXPECT_TRUE(in) << file;
  std::vector<Case> cases;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with('#')) continue;
    std::istringstream fields(line);
    std::string name, key, message, signature, first, second;
    fields >> name >> key >> message >> signature >> first >> second;
    const auto accepts = [](const std::string& word) { return word == "accept" || word == "valid"; };
    cases.push_back({name, array_from_hex<32>(key), message == "-" ? std::vector<std::uint8_t>{} : from_hex(message),
                     array_from_hex<64>(signature), accepts(first), accepts(second.empty() ? first : second)});
  }
  return cases;
}

// One thing to verify many times over in one batch.
class Columns {
 public:
  void add(const Bytes32& key, const Bytes64& signature, std::span<const std::uint8_t> message) {
    keys.push_back(key);
    signatures.push_back(signature);
    bytes.insert(bytes.end(), message.begin(), message.end());
    ends.push_back(bytes.size());
  }
  std::vector<std::uint8_t> verdicts(Backend& backend, Rule rule) const {
    std::vector<std::uint8_t> out(keys.size(), 7);
    EXPECT_TRUE(compute(backend, VerifyBatch{rule, keys, signatures, {bytes, ends}, out}));
    return out;
  }

  std::vector<Bytes32> keys;
  std::vector<Bytes64> signatures;
  std::vector<std::uint8_t> bytes;
  std::vector<std::size_t> ends;
};

Bytes64 digest_of(const Bytes32& key, const Bytes64& signature, std::span<const std::uint8_t> message) {
  std::vector<std::uint8_t> all(signature.begin(), signature.begin() + 32);
  all.insert(all.end(), key.begin(), key.end());
  all.insert(all.end(), message.begin(), message.end());
  return sha512(Message{all.data(), all.size()});
}
bool libsodium(const Case& each) {
  return crypto_sign_verify_detached(each.signature.data(), each.message.data(), each.message.size(),
                                     each.key.data()) == 0;
}
template <class F>
bool alone(const Case& each, Rule rule, const std::vector<AffineCached<F>>& base) {
  const Message message{each.message.data(), each.message.size()};
  return verify(rule, each.key, each.signature, message, base.data());
}

class Ed25519 : public testing::Test {
 protected:
  // Every way agrees on the expected verdicts: one thread's code in both representations, batches, the big integers.
  void check(const std::vector<Case>& cases) {
    Columns columns;
    for (const Case& each : cases) columns.add(each.key, each.signature, each.message);
    const auto zip215 = columns.verdicts(*cpu_, Rule::kZip215);
    const auto sodium = columns.verdicts(*cpu_, Rule::kLibsodium);
    for (std::size_t i = 0; i < cases.size(); ++i) {
      const Case& each = cases[i];
      EXPECT_EQ(zip215[i], each.zip215) << each.name;
      EXPECT_EQ(sodium[i], each.libsodium) << each.name;
      EXPECT_EQ(alone(each, Rule::kZip215, base51_), each.zip215) << each.name;
      EXPECT_EQ(alone(each, Rule::kLibsodium, base51_), each.libsodium) << each.name;
      EXPECT_EQ(alone(each, Rule::kZip215, base32_), each.zip215) << each.name;
      EXPECT_EQ(alone(each, Rule::kLibsodium, base32_), each.libsodium) << each.name;
      const Bytes64 digest = digest_of(each.key, each.signature, each.message);
      EXPECT_EQ(oracle::verify_zip215(each.key, each.signature, digest), each.zip215) << each.name;
    }
  }

  std::unique_ptr<Backend> cpu_ = make_cpu_backend(2);
  std::vector<AffineCached<Field51>> base51_ = base_table<Field51>();
  std::vector<AffineCached<Field32>> base32_ = base_table<Field32>();
};

// The rule kLibsodium is that of 1.0.18; a library with another rule must be noticed, not trusted.
TEST_F(Ed25519, TheInstalledLibsodiumIsCofactorless) {
  const std::vector<Case> cases = read_cases("ed25519_speccheck.txt");
  ASSERT_EQ(cases.size(), 12U);
  for (const Case& each : cases) EXPECT_EQ(libsodium(each), each.libsodium) << each.name;
}

TEST_F(Ed25519, TheTwelveEdgeCases) {
  check(read_cases("ed25519_speccheck.txt"));
}

TEST_F(Ed25519, Wycheproof) {
  const std::vector<Case> cases = read_cases("ed25519_wycheproof.txt");
  EXPECT_GT(cases.size(), 100U);
  check(cases);
}

// RFC 8032, section 7.1.
TEST_F(Ed25519, PublishedSignatures) {
  check(read_cases("ed25519_rfc8032.txt"));
}

// 14 keys by 14 R with S = 0: ZIP 215 accepts them all, libsodium none.
TEST_F(Ed25519, TheGridOfSmallOrder) {
  std::vector<Bytes32> encodings;
  std::ifstream in(source_dir() + "/tests/gpu/data/ed25519_small_order.txt");
  for (std::string line; std::getline(in, line);)
    if (!line.starts_with('#')) encodings.push_back(array_from_hex<32>(line));
  ASSERT_EQ(encodings.size(), 14U);
  std::vector<Case> cases;
  for (const Bytes32& key : encodings) {
    EXPECT_NE(check_key(key), KeyError::kNone);
    for (const Bytes32& r : encodings) {
      Case each{to_hex(key) + " " + to_hex(r), key, {'Z', 'c', 'a', 's', 'h'}, {}, true, false};
      std::copy(r.begin(), r.end(), each.signature.begin());
      EXPECT_FALSE(libsodium(each));
      cases.push_back(each);
    }
  }
  check(cases);
}

// Signatures of all sorts, good, damaged, and with a torsion component in key or R.
class Generator {
 public:
  explicit Generator(Samples& samples) : samples_(samples) {
    const auto eight =
        decode_point<Field51>(array_from_hex<32>("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"));
    Point<Field51> p;
    for (Point<Field51>& each : torsion_) each = p, p = p + eight.point;
  }

  Case next() {
    Case each;
    each.message = samples_.bytes(samples_.below(150));
    const bool twisted = samples_.below(2) == 0;
    const Scalar a = scalar_from_wide(samples_.bytes<64>());
    const Scalar r = scalar_from_wide(samples_.bytes<64>());
    each.key = encode_point(multiplied(a) + torsion_[twisted ? samples_.below(8) : 0]);
    put(each.signature, 0, encode_point(multiplied(r) + torsion_[twisted ? samples_.below(8) : 0]));
    const Scalar k = scalar_from_wide(digest_of(each.key, each.signature, each.message));
    put(each.signature, 32, encode_scalar(r + k * a));
    if (samples_.below(4) == 0) damage(each);
    return each;
  }

 private:
  Point<Field51> multiplied(const Scalar& scalar) const {
    Point<Field51> sum;
    for (std::size_t window = 0; window < kBaseWindows; ++window)
      sum = add_digit(sum, base_.data() + window * kBaseRow, signed_digit(scalar, window, 8));
    return sum;
  }
  static void put(Bytes64& signature, std::size_t at, const Bytes32& half) {
    std::copy(half.begin(), half.end(), signature.begin() + static_cast<std::ptrdiff_t>(at));
  }
  void damage(Case& each) {
    const auto bit = static_cast<std::uint8_t>(1U << samples_.below(8));
    switch (samples_.below(3)) {
      case 0:
        each.key[samples_.below(32)] ^= bit;
        break;
      case 1:
        each.signature[samples_.below(64)] ^= bit;
        break;
      default:
        each.message.push_back(bit);
        break;
    }
  }

  Samples& samples_;
  std::array<Point<Field51>, 8> torsion_{};
  std::vector<AffineCached<Field51>> base_ = base_table<Field51>();
};

TEST_F(Ed25519, AgreesWithLibsodiumWhichZip215Includes) {
  Samples samples(4'000);
  Generator generator(samples);
  std::vector<Case> cases;
  Columns columns;
  for (std::uint64_t i = 0; i < samples.count(); ++i) {
    cases.push_back(generator.next());
    columns.add(cases.back().key, cases.back().signature, cases.back().message);
  }
  const auto zip215 = columns.verdicts(*cpu_, Rule::kZip215);
  const auto sodium = columns.verdicts(*cpu_, Rule::kLibsodium);
  std::size_t accepted = 0;
  std::size_t only_zip215 = 0;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const bool by_libsodium = libsodium(cases[i]);
    ASSERT_EQ(sodium[i], by_libsodium);
    if (by_libsodium) {
      ASSERT_EQ(zip215[i], 1);
    }
    ASSERT_EQ(alone(cases[i], Rule::kZip215, base51_), zip215[i] == 1);
    accepted += by_libsodium ? 1U : 0U;
    only_zip215 += zip215[i] == 1 && !by_libsodium ? 1U : 0U;
  }
  EXPECT_GT(accepted, samples.count() / 4);
  EXPECT_GT(only_zip215, samples.count() / 10);
}

TEST_F(Ed25519, AgreesWithBigIntegers) {
  Samples samples(150);
  Generator generator(samples);
  for (std::uint64_t i = 0; i < samples.count(); ++i) {
    const Case each = generator.next();
    const Bytes64 digest = digest_of(each.key, each.signature, each.message);
    ASSERT_EQ(alone(each, Rule::kZip215, base32_), oracle::verify_zip215(each.key, each.signature, digest));
  }
}

// A few bad ones in a large batch are found, wherever they are.
TEST_F(Ed25519, RegisteredKeysGiveTheSameVerdicts) {
  Samples samples(1'500);
  Generator generator(samples);
  KeyRegistry registry;
  Columns columns;
  std::vector<std::uint32_t> indices;
  for (std::uint64_t i = 0; i < samples.count(); ++i) {
    const Case each = generator.next();
    const KeyRegistry::Added added =
        registry.size() < 20 ? registry.add(each.key) : KeyRegistry::Added{0, KeyError::kNone};
    if (added.error != KeyError::kNone) continue;
    const auto index = registry.size() < 20 ? added.index : static_cast<std::uint32_t>(samples.below(20));
    columns.add(registry.key(index), each.signature, each.message);
    indices.push_back(index);
  }
  for (const Rule rule : {Rule::kZip215, Rule::kLibsodium}) {
    std::vector<std::uint8_t> verdicts(indices.size(), 7);
    const MessageBatch messages{columns.bytes, columns.ends};
    ASSERT_TRUE(
        compute(*cpu_, RegisteredVerifyBatch{rule, &registry, indices, columns.signatures, messages, verdicts}));
    EXPECT_EQ(verdicts, columns.verdicts(*cpu_, rule)) << to_string(rule);
    EXPECT_GT(std::count(verdicts.begin(), verdicts.end(), 1), 0);
  }
}

TEST(KeyRegistry, RefusesKeysThatAreNobodys) {
  KeyRegistry registry;
  Bytes32 key{};
  Bytes64 secret{};
  const Bytes32 seed{1};
  crypto_sign_seed_keypair(key.data(), secret.data(), seed.data());
  EXPECT_EQ(registry.add(key).error, KeyError::kNone);
  EXPECT_EQ(registry.add(key).index, 0U);
  EXPECT_EQ(registry.size(), 1U);
  Bytes32 none{};
  none[0] = 2;  // x^2 is not a square there
  EXPECT_EQ(check_key(none), KeyError::kNotAPoint);
  Bytes32 identity{1};
  EXPECT_EQ(check_key(identity), KeyError::kSmallOrder);
  identity[31] = 0x80;
  EXPECT_EQ(check_key(identity), KeyError::kNotCanonical);
}

}  // namespace
}  // namespace parley::gpu
