// The schemes and the two leakage checkers: figures of the card, and each checker against the other.
#include "protocols/aggregation/secure_aggregation/leakage.hpp"

#include <algorithm>
#include <gtest/gtest.h>

#include "protocols/aggregation/secure_aggregation/key_search.hpp"
#include "protocols/core/random.hpp"

namespace parley::secure_aggregation {
namespace {

// The largest leak over coalitions of T + 1 users, which both checkers must agree on.
double worst_leak(const SchemeSpec& spec, std::uint32_t colluders) {
  const LinearScheme scheme = build(spec);
  double worst = 0;
  for (const Coalition& coalition : all_coalitions(spec.users)) {
    if (coalition.size() != colluders + 1) continue;
    const auto counted = leak_by_enumeration(scheme, coalition, 200'000);
    EXPECT_TRUE(counted);
    const double by_rank = leak_by_rank(scheme, coalition);
    EXPECT_NEAR(counted->symbols, by_rank, 1e-9);
    EXPECT_EQ(counted->independent, by_rank == 0);
    worst = std::max(worst, by_rank);
  }
  return worst;
}

struct CardCase {
  std::uint32_t users;
  std::uint64_t field;
  std::uint32_t colluders;
  double short_leak;
};

// Card 3: one key symbol short leaks log2 q bits, one symbol; the full scheme nothing; with T = K-2 nothing is to hide.
TEST(Leakage, FiguresOfTheCard) {
  for (const CardCase& one : {CardCase{3, 2, 0, 1}, CardCase{4, 2, 0, 1}, CardCase{4, 2, 1, 1}, CardCase{4, 3, 1, 1},
                              CardCase{5, 2, 2, 1}, CardCase{5, 2, 3, 0}}) {
    const SchemeSpec full{.kind = SchemeKind::kDealer, .users = one.users, .field = one.field};
    EXPECT_EQ(worst_leak(full, one.colluders), 0);
    SchemeSpec lacking = full;
    lacking.mutant = Mutant::kOneKeyShort;
    EXPECT_EQ(worst_leak(lacking, one.colluders), one.short_leak) << one.users << " " << one.field;
  }
}

TEST(Leakage, PlainMessagesTellAllButTheSum) {
  for (std::uint32_t colluders = 0; colluders < 3; ++colluders)
    EXPECT_EQ(worst_leak({.kind = SchemeKind::kPlain, .users = 4, .field = 3}, colluders), 2 - colluders);
}

TEST(Leakage, PairwiseSeedsAndRecoveryHideFromAll) {
  for (const SchemeKind kind : {SchemeKind::kPairwise, SchemeKind::kRecovery})
    for (std::uint32_t colluders = 0; colluders < 3; ++colluders)
      EXPECT_EQ(worst_leak({.kind = kind, .users = 4, .field = 3}, colluders), 0);
}

TEST(Leakage, NeighboursOnTheRingFindTheInputBetween) {
  const LinearScheme ring = build({.kind = SchemeKind::kRing, .users = 5, .field = 3});
  EXPECT_EQ(leak_by_rank(ring, {0}), 0U);
  EXPECT_EQ(leak_by_rank(ring, {1, 3}), 1U);
  EXPECT_EQ(witness_of(ring, {1, 3}), unit(2));
  EXPECT_NEAR(leak_by_enumeration(ring, {1, 3}, 10'000)->symbols, 1, 1e-9);
}

TEST(Leakage, ShamirHidesUpToItsDegree) {
  for (std::uint32_t degree = 1; degree <= 4; ++degree) {
    const LinearScheme scheme = build({.kind = SchemeKind::kShamir, .users = 7, .field = 11, .degree = degree});
    ASSERT_TRUE(decodes_right(scheme));
    for (const Coalition& coalition : all_coalitions(7)) {
      const std::uint32_t leak = leak_by_rank(scheme, coalition);
      EXPECT_TRUE(coalition.size() > degree || leak == 0);
      EXPECT_TRUE(coalition.size() != degree + 1 || coalition.size() == 6 || leak > 0);
    }
  }
}

// The late message of a user that was given up: its mask is known by then, unless it had one of its own.
TEST(Leakage, LateMessagesNeedASecondMask) {
  const LinearScheme single =
      build({.kind = SchemeKind::kRecovery, .users = 5, .field = 7, .mutant = Mutant::kLateMessage});
  EXPECT_EQ(leak_by_rank(single, {0}), 1U);
  EXPECT_EQ(witness_of(single, {0}), unit(4));
  const LinearScheme doubled = build({.kind = SchemeKind::kDoubleMask, .users = 5, .field = 7, .degree = 2});
  EXPECT_TRUE(decodes_right(doubled));
  for (const Coalition& coalition : all_coalitions(5))
    EXPECT_TRUE(coalition.size() > 2 || leak_by_rank(doubled, coalition) == 0);
}

TEST(Leakage, OnlyCountingSeesABiasedKey) {
  const LinearScheme biased =
      build({.kind = SchemeKind::kDealer, .users = 4, .field = 5, .mutant = Mutant::kBiasedKey});
  EXPECT_EQ(leak_by_rank(biased, {0}), 0U);
  const auto counted = leak_by_enumeration(biased, {0}, 100'000);
  ASSERT_TRUE(counted);
  EXPECT_FALSE(counted->independent);
  EXPECT_EQ(counted->outcomes, 5U * 5 * 5 * 5 * 4 * 5 * 5);
  EXPECT_GT(counted->symbols, 0);
  EXPECT_FALSE(leak_by_enumeration(biased, {0}, 1000));
}

TEST(Leakage, ReusedKeysTellDifferences) {
  const LinearScheme reused =
      build({.kind = SchemeKind::kDealer, .users = 4, .field = 3, .mutant = Mutant::kReusedKeys});
  EXPECT_TRUE(decodes_right(reused));
  EXPECT_EQ(leak_by_rank(reused, {0}), 2U);
  const Row witness = witness_of(reused, {0});
  ASSERT_EQ(witness.size(), 2U);
  EXPECT_EQ(witness[0].first + 4, witness[1].first);  // W1 - W1'
}

// What users hear as numbers, decoded as numbers.
TEST(Schemes, GiveTheSumInNumbers) {
  Rng rng(7);
  for (const SchemeKind kind : {SchemeKind::kPlain, SchemeKind::kDealer, SchemeKind::kPairwise, SchemeKind::kRecovery,
                                SchemeKind::kDoubleMask, SchemeKind::kShamir, SchemeKind::kRing}) {
    const LinearScheme scheme = build({.kind = kind, .users = 6, .field = 257, .degree = 3});
    const bool lossy = kind == SchemeKind::kRecovery || kind == SchemeKind::kDoubleMask;
    for (int run = 0; run < 20; ++run) {
      std::vector<std::uint64_t> values(scheme.variables());
      for (std::uint64_t& value : values) value = rng.below(257);
      std::uint64_t sum = 0;
      for (std::uint32_t user = 0; user < (lossy ? 5 : 6); ++user) sum += values[user];
      const std::vector<std::uint64_t> sent = message_values(scheme, values);
      for (std::uint32_t user = 0; user < (lossy ? 5 : 6); ++user)
        EXPECT_EQ(decoded_value(scheme, scheme.decoders[user].at(0), sent, values), sum % 257);
    }
  }
}

TEST(Schemes, ADecoderUsesOnlyWhatItsUserHears) {
  for (const SchemeKind kind : {SchemeKind::kPlain, SchemeKind::kDealer, SchemeKind::kPairwise, SchemeKind::kRecovery,
                                SchemeKind::kDoubleMask, SchemeKind::kShamir, SchemeKind::kRing}) {
    const LinearScheme scheme = build({.kind = kind, .users = 5, .field = 7, .degree = 2});
    for (std::uint32_t user = 0; user < scheme.decoders.size(); ++user)
      for (const Recipe& recipe : scheme.decoders[user])
        for (const auto& [message, factor] : recipe.of_messages) {
          const Message& used = scheme.messages[message];
          EXPECT_TRUE(used.receiver == kEverybody || used.receiver == user || used.sender == user);
        }
  }
}

TEST(Schemes, KeysAndDropouts) {
  for (const std::uint32_t users : {3U, 5U, 10U, 40U}) {
    EXPECT_EQ(independent_keys(build({.users = users, .field = kModelOrder})), users - 1);
    EXPECT_EQ(independent_keys(build({.kind = SchemeKind::kPairwise, .users = users, .field = kModelOrder})),
              users * (users - 1) / 2);
    EXPECT_FALSE(can_decode(build({.users = users, .field = kModelOrder, .dropout = true})));
    EXPECT_TRUE(
        can_decode(build({.kind = SchemeKind::kShamir, .users = users, .field = kModelOrder, .dropout = true})));
    EXPECT_FALSE(can_decode(build({.kind = SchemeKind::kRing, .users = users, .field = kModelOrder, .dropout = true})));
  }
}

TEST(KeySearch, FewerThanAllButOneKeysNeverDo) {
  for (const SearchSize& size : {SearchSize{3, 2}, SearchSize{3, 5}, SearchSize{4, 2}, SearchSize{4, 3}})
    for (std::uint32_t symbols = 1; symbols < size.users; ++symbols) {
      const KeyTally tally = search_keys(size, symbols, {});
      ASSERT_TRUE(tally.complete);
      EXPECT_EQ(tally.least_leak, size.users - 1 - symbols);
      EXPECT_EQ(tally.secure_alone > 0, symbols + 1 == size.users);
    }
}

// Secure are exactly the matrices of full rank: |GL(3, q)| of them.
TEST(KeySearch, CountsInvertibleMatrices) {
  EXPECT_EQ(search_keys({4, 2}, 3, {}).secure_always, 7U * 6 * 4);
  EXPECT_EQ(search_keys({4, 3}, 3, {}).secure_always, 26U * 24 * 18);
}

// The matrix of that number as a scheme: keys over symbols S, everybody tells W_k + Z_k.
LinearScheme scheme_of_matrix(const SearchSize& size, std::uint32_t symbols, std::uint64_t number) {
  LinearScheme scheme{.spec = {.users = size.users, .field = size.field}};
  scheme.names.assign(size.users + symbols, "");
  scheme.keys.resize(size.users);
  const Field field = scheme.field();
  Row target;
  Row last;
  for (std::uint32_t user = 0; user < size.users; ++user) {
    Row key;
    for (std::uint32_t symbol = 0; symbol < symbols && user + 1 < size.users; ++symbol) {
      if (number % size.field != 0) key.emplace_back(size.users + symbol, number % size.field);
      number /= size.field;
    }
    if (user + 1 == size.users) key = last;
    last = subtract(field, last, key);
    target.emplace_back(user, 1);
    scheme.keys[user] = {key};
    scheme.messages.push_back({.sender = user, .row = add(field, unit(user), key)});
  }
  scheme.targets = {target};
  return scheme;
}

TEST(KeySearch, AgreesWithTheCheckerOfSchemes) {
  for (const SearchSize& size : {SearchSize{3, 3}, SearchSize{4, 2}})
    for (std::uint32_t symbols = 1; symbols < size.users; ++symbols) {
      const KeyTally tally = search_keys(size, symbols, {});
      std::uint64_t secure = 0;
      for (std::uint64_t number = 0; number < tally.correct; ++number) {
        const LinearScheme scheme = scheme_of_matrix(size, symbols, number);
        bool leaks = false;
        for (const Coalition& coalition : all_coalitions(size.users))
          leaks = leaks || leak_by_rank(scheme, coalition) > 0;
        secure += leaks ? 0U : 1U;
      }
      EXPECT_EQ(secure, tally.secure_always);
    }
  EXPECT_EQ(matrix_text({3, 3}, 2, 1 + 27), "(1 0) (0 1) (2 2)");
}

TEST(Fields, InverseAndPrimes) {
  const Field field{kModelOrder};
  Rng rng(3);
  for (int run = 0; run < 100; ++run) {
    const std::uint64_t value = 1 + rng.below(kModelOrder - 1);
    EXPECT_EQ(field.multiply(value, field.inverse(value)), 1U);
    EXPECT_EQ(field.add(value, field.negate(value)), 0U);
  }
  EXPECT_TRUE(is_prime(257));
  EXPECT_FALSE(is_prime(1));
  EXPECT_FALSE(is_prime(289));
}

}  // namespace
}  // namespace parley::secure_aggregation
