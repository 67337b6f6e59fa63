// Signed statements: made by Context::sign alone, out of reach of visitors that write, and all found by verify_all.
#include "protocols/core/signed.hpp"

#include <cstdint>
#include <gtest/gtest.h>
#include <map>
#include <rapidcheck/gtest.h>
#include <type_traits>
#include <vector>

#include "protocols/broadcast/bracha/bracha.hpp"
#include "protocols/core/codec.hpp"
#include "protocols/core/context.hpp"
#include "tests/core/samples.hpp"

namespace parley {
namespace {

using namespace samples;

struct Certificate {
  std::uint64_t view = 0;
  Signed<Leaf> vote;
  std::vector<Signed<Leaf>> votes;
  std::map<ProcessId, Signed<Leaf>> by_process;
  PerProcess<Signed<ProcessId>> table;
  std::optional<std::variant<Nothing, Signed<Signed<Leaf>>>> nested;
};

// An adversary's visitor: it writes to everything that it is shown.
struct Meddler : VisitorDefaults<Meddler> {
  template <class T>
  void scalar(T& value) {
    value = static_cast<T>(static_cast<std::uint64_t>(value) ^ 1);
  }
  void process(ProcessId& id) { ++id.value; }
  void process_set(ProcessSet& set) { set.insert(ProcessId{99}); }
  template <class T>
  void blob(T& value) {
    value.clear();
  }
  template <class T>
  void ordered(T& container) {  // keys are constant in place
    if constexpr (requires { typename T::mapped_type; })
      for (auto& [key, mapped] : container) walk(*this, mapped);
  }
};

Signed<Leaf> vote_of(std::uint32_t id, std::uint64_t number) {
  return SignatureAccess::make(Leaf{number, Colour::kBlue}, ProcessId{id}, {1, 2, 3});
}

Certificate certificate() {
  Certificate value;
  value.vote = vote_of(1, 10);
  value.votes = {vote_of(2, 20), vote_of(3, 30)};
  value.by_process[ProcessId{4}] = vote_of(4, 40);
  value.table = PerProcess<Signed<ProcessId>>(2);
  value.nested = SignatureAccess::make(vote_of(5, 50), ProcessId{6});
  return value;
}

TEST(Signed, AVisitorThatWritesPassesItBy) {
  Certificate value = certificate();
  Meddler meddler;
  walk(meddler, value);
  EXPECT_EQ(value.view, 1U);
  EXPECT_EQ(value.vote, vote_of(1, 10));
  EXPECT_EQ(value.votes, (std::vector{vote_of(2, 20), vote_of(3, 30)}));
  EXPECT_EQ(value.by_process.at(ProcessId{4}), vote_of(4, 40));
  EXPECT_EQ(std::get<1>(*value.nested).statement(), vote_of(5, 50));
}

RC_GTEST_PROP(Signed, AVisitorThatWritesPassesItByInAnyValue, (Everything value)) {
  const Signed<Leaf> before = value.vouched;
  Meddler meddler;
  walk(meddler, value);
  RC_ASSERT(value.vouched == before);
}

template <class T, class... Args>
concept MakesFrom = requires(Args... args) {
  T{args...};
};

TEST(Signed, CannotBeMadeFromItsParts) {
  EXPECT_FALSE((MakesFrom<Signed<Leaf>, Leaf, ProcessId>));
  EXPECT_FALSE((MakesFrom<Signed<Leaf>, Leaf, ProcessId, std::vector<std::uint8_t>>));
  EXPECT_FALSE((std::is_constructible_v<Signed<Leaf>, Leaf>));
  EXPECT_FALSE(std::is_aggregate_v<Signed<Leaf>>);
  EXPECT_TRUE((std::is_same_v<decltype(std::declval<Signed<Leaf>&>().statement()), const Leaf&>));
  EXPECT_FALSE((std::is_reference_v<decltype(std::declval<Signed<Leaf>&>().signer())>));
}

TEST(Signed, VerifyAllFindsEveryOne) {
  const Certificate value = certificate();
  int visits = 0;
  EXPECT_TRUE(verify_all(value, [&](const auto&) { return ++visits > 0; }));
  EXPECT_EQ(visits, 8);  // vote, two votes, one by process, two in the table, and the nested one twice
}

TEST(Signed, OneBadSignatureIsEnough) {
  const Certificate value = certificate();
  for (int bad = 1; bad <= 8; ++bad) {
    int visits = 0;
    EXPECT_FALSE(verify_all(value, [&](const auto&) { return ++visits != bad; })) << bad;
  }
  EXPECT_TRUE(verify_all(std::uint64_t{5}, [](const auto&) { return false; }));
}

using BrachaContext = Context<bracha::Protocol>;

TEST(Signed, AContextSignsForItsOwnProcessOnly) {
  Effects<bracha::Protocol> effects;
  Choices choices;
  const BrachaContext context(ProcessId{3}, effects, choices);
  const Signed<Leaf> vote = context.sign(Leaf{5, Colour::kRed});
  EXPECT_EQ(vote.signer(), ProcessId{3});
  EXPECT_EQ(vote.statement(), (Leaf{5, Colour::kRed}));
  EXPECT_TRUE(vote.signature().empty());
}

std::vector<std::uint8_t> recording_sign(const void*, std::span<const std::byte> statement) {
  std::vector<std::uint8_t> copy;
  for (const std::byte each : statement) copy.push_back(static_cast<std::uint8_t>(each));
  return copy;
}

TEST(Signed, AKeySignsDomainSignerAndStatement) {
  Effects<bracha::Protocol> effects;
  Choices choices;
  const BrachaContext context(ProcessId{3}, effects, choices, SigningKey{nullptr, &recording_sign});
  const Signed<Leaf> vote = context.sign(Leaf{5, Colour::kRed});
  const Bytes expected = signed_bytes(bracha::Protocol::kName, Leaf{5, Colour::kRed}, ProcessId{3});
  ASSERT_EQ(vote.signature().size(), expected.size());
  for (std::size_t at = 0; at < expected.size(); ++at)
    EXPECT_EQ(vote.signature()[at], static_cast<std::uint8_t>(expected[at]));
}

struct Prepare {
  std::uint64_t view = 0;
};
struct Commit {
  std::uint64_t view = 0;
};

TEST(Signed, SignedBytesTellProtocolsSignersTypesAndStatementsApart) {
  const Bytes base = signed_bytes("pbft", Prepare{1}, ProcessId{1});
  EXPECT_EQ(base, signed_bytes("pbft", Prepare{1}, ProcessId{1}));
  EXPECT_NE(base, signed_bytes("pbft", Prepare{2}, ProcessId{1}));
  EXPECT_NE(base, signed_bytes("pbft", Prepare{1}, ProcessId{2}));
  EXPECT_NE(base, signed_bytes("pbft", Commit{1}, ProcessId{1}));
  EXPECT_NE(base, signed_bytes("zyzzyva", Prepare{1}, ProcessId{1}));
}

TEST(Signed, SymbolicValuesKeepStatementsAndSignersAndNoSignature) {
  const Signed<Leaf> inner = SignatureAccess::make(Leaf{7, Colour::kRed}, ProcessId{2}, {1, 2, 3});
  const auto outer = SignatureAccess::make(std::vector{inner}, ProcessId{3}, {4});
  std::map<std::uint32_t, Signed<std::vector<Signed<Leaf>>>> table{{1, outer}};
  table = symbolic(std::move(table));
  const auto bare =
      SignatureAccess::make(std::vector{SignatureAccess::make(Leaf{7, Colour::kRed}, ProcessId{2})}, ProcessId{3});
  EXPECT_EQ(table.at(1), bare);
}

}  // namespace
}  // namespace parley
