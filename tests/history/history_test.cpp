// The checkers of histories against versions that try all orders, and histories
// that tell the guarantees apart.
#include <gtest/gtest.h>

#include "checker/history/causal.hpp"
#include "checker/history/linearizability.hpp"
#include "checker/history/registers.hpp"
#include "checker/history/sequential.hpp"
#include "tests/history/oracle.hpp"

namespace parley::history {
namespace {

using problems::RegisterCall;

constexpr SessionGuarantee kGuarantees[] = {SessionGuarantee::kReadYourWrites, SessionGuarantee::kMonotonicReads,
                                            SessionGuarantee::kMonotonicWrites, SessionGuarantee::kWritesFollowReads};

Operation<Registers::Call, Registers::Result> put(std::uint32_t client, std::uint32_t key, std::uint64_t value,
                                                  std::uint64_t from, std::uint64_t until) {
  return {client, {RegisterCall::kPut, key, value, 0}, Registers::Result{true, value}, from, until};
}
Operation<Registers::Call, Registers::Result> get(std::uint32_t client, std::uint32_t key, std::uint64_t value,
                                                  std::uint64_t from, std::uint64_t until) {
  return {client, {RegisterCall::kGet, key, 0, 0}, Registers::Result{true, value}, from, until};
}

bool linearizable(const RegisterHistory& history) {
  return check_linearizability(Registers{}, history).verdict == Verdict::kHolds;
}
bool sequential(const RegisterHistory& history) {
  return check_sequential(Registers{}, history).verdict == Verdict::kHolds;
}

TEST(Linearizability, AgreesWithAllOrders) {
  int right = 0;
  for (std::uint64_t seed = 0; seed < 6'000; ++seed) {
    Rng rng = Rng::stream(41, seed);
    const RegisterHistory history = oracle::draw(rng, 6, false);
    const bool expected = oracle::linearizable(history);
    const HistoryVerdict found = check_linearizability(Registers{}, history);
    ASSERT_EQ(found.verdict == Verdict::kHolds, expected) << "seed " << seed;
    right += expected ? 1 : 0;
  }
  EXPECT_GT(right, 1'500);
  EXPECT_LT(right, 4'500);
}

TEST(SequentialConsistency, AgreesWithAllOrders) {
  int weaker = 0;
  for (std::uint64_t seed = 0; seed < 6'000; ++seed) {
    Rng rng = Rng::stream(42, seed);
    const RegisterHistory history = oracle::draw(rng, 6, false);
    ASSERT_EQ(sequential(history), oracle::sequential(history)) << "seed " << seed;
    ASSERT_TRUE(sequential(history) || !linearizable(history)) << "seed " << seed;
    weaker += sequential(history) && !linearizable(history) ? 1 : 0;
  }
  EXPECT_GT(weaker, 50);
}

TEST(CausalConsistency, AgreesWithAllOrders) {
  int weaker = 0;
  for (std::uint64_t seed = 0; seed < 6'000; ++seed) {
    Rng rng = Rng::stream(43, seed);
    const RegisterHistory history = oracle::draw(rng, 9, true);
    ASSERT_TRUE(is_differentiated(history));
    const bool consistent = !causal_violation(history, CausalModel::kConsistency);
    const bool convergent = !causal_violation(history, CausalModel::kConvergence);
    ASSERT_EQ(consistent, oracle::causal(history, false)) << "seed " << seed;
    ASSERT_EQ(convergent, oracle::causal(history, true)) << "seed " << seed;
    ASSERT_TRUE(convergent || !sequential(history)) << "seed " << seed;
    weaker += convergent && !sequential(history) ? 1 : 0;
  }
  EXPECT_GT(weaker, 3);
}

TEST(SessionGuarantees, AgreeWithAllOrders) {
  for (const SessionGuarantee guarantee : kGuarantees) {
    int right = 0;
    int wrong = 0;
    for (std::uint64_t seed = 0; seed < 2'000; ++seed) {
      Rng rng = Rng::stream(44, seed);
      const RegisterHistory history = oracle::draw(rng, 7, true);
      const bool has = !session_violation(history, guarantee);
      ASSERT_EQ(has, oracle::session(history, guarantee)) << to_string(guarantee) << ", seed " << seed;
      ASSERT_TRUE(has || causal_violation(history, CausalModel::kConvergence)) << "seed " << seed;
      (has ? right : wrong) += 1;
    }
    EXPECT_GT(right, 100) << to_string(guarantee);
    EXPECT_GT(wrong, 100) << to_string(guarantee);
  }
}

// One client's put is over before another's get begins, which does not see it.
TEST(Histories, AStaleReadIsSequentialOnly) {
  const RegisterHistory history{put(0, 0, 1, 0, 1), get(1, 0, 0, 2, 3)};
  EXPECT_FALSE(linearizable(history));
  EXPECT_TRUE(sequential(history));
}

// Two clients see two puts in different orders: each has an order of its own,
// all together have none.
TEST(Histories, TwoOrdersAreCausalOnly) {
  const RegisterHistory history{put(0, 0, 1, 0, 1), put(1, 0, 2, 0, 1), get(2, 0, 1, 2, 3),
                                get(2, 0, 2, 4, 5), get(3, 0, 2, 2, 3), get(3, 0, 1, 4, 5)};
  EXPECT_FALSE(sequential(history));
  EXPECT_FALSE(causal_violation(history, CausalModel::kConsistency));
  EXPECT_TRUE(causal_violation(history, CausalModel::kConvergence));
  EXPECT_TRUE(session_violation(history, SessionGuarantee::kMonotonicReads));
}

// A put that answers what it has read becomes visible before what it answers.
TEST(Histories, AnAnswerBeforeItsQuestionIsNotCausal) {
  const RegisterHistory history{put(0, 0, 1, 0, 1), get(1, 0, 1, 2, 3), put(1, 1, 2, 4, 5), get(2, 1, 2, 6, 7),
                                get(2, 0, 0, 8, 9)};
  EXPECT_TRUE(causal_violation(history, CausalModel::kConsistency));
  for (const SessionGuarantee guarantee : kGuarantees) EXPECT_FALSE(session_violation(history, guarantee));
}

TEST(Histories, OperationsThatNeverReturnedMayHaveHappened) {
  RegisterHistory history{put(0, 0, 1, 0, kNever), get(1, 0, 1, 2, 3), get(1, 0, 1, 4, 5)};
  history[0].result.reset();
  EXPECT_TRUE(linearizable(history));
  history[2].result->value = 0;
  EXPECT_FALSE(linearizable(history));
  history[1].result->value = 0;
  EXPECT_TRUE(linearizable(history));
}

TEST(Histories, AnExplanationIsOneAndAViolationTellsHowFarItGoes) {
  const RegisterHistory right{put(0, 0, 1, 0, 10), get(1, 0, 0, 1, 2), get(1, 0, 1, 3, 4)};
  const HistoryVerdict explained = check_linearizability(Registers{}, right);
  EXPECT_EQ(explained.order, (std::vector<std::size_t>{1, 0, 2}));
  RegisterHistory wrong = right;
  wrong.push_back(get(1, 0, 0, 5, 6));
  const HistoryVerdict violated = check_linearizability(Registers{}, wrong);
  EXPECT_EQ(violated.verdict, Verdict::kViolated);
  EXPECT_EQ(violated.order, (std::vector<std::size_t>{1, 0, 2}));
  EXPECT_EQ(check_linearizability(Registers{}, wrong, 1).verdict, Verdict::kUnknown);
}

// A history as a register makes it: the effect of each operation somewhere
// between its ends.
RegisterHistory honest(std::uint64_t seed, std::size_t size, std::uint32_t clients, std::uint32_t keys) {
  Rng rng = Rng::stream(45, seed);
  const Registers registers;
  Registers::State state;
  RegisterHistory history;
  std::vector<std::uint64_t> busy(clients);
  for (std::size_t at = 0; at < size; ++at) {
    const std::uint64_t now = 10 * at + 100;
    const auto client = static_cast<std::uint32_t>(rng.below(clients));
    if (busy[client] + 2 > now) continue;
    const Registers::Call call{static_cast<RegisterCall>(rng.below(3)), static_cast<std::uint32_t>(rng.below(keys)),
                               1 + rng.below(5), rng.below(6)};
    Operation<Registers::Call, Registers::Result> operation{client, call, registers.apply(state, call), 0, 0};
    if (call.call == RegisterCall::kGet) operation.call.value = operation.call.expected = 0;
    operation.invoked = std::max(busy[client] + 1, now - std::min<std::uint64_t>(now, rng.below(80)));
    operation.returned = busy[client] = now + 1 + rng.below(80);
    history.push_back(operation);
  }
  return history;
}

TEST(Linearizability, ThousandsOfOverlappingOperations) {
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    RegisterHistory history = honest(seed, 5'000, 8, 4);
    EXPECT_GT(history.size(), 2'000U);
    const HistoryVerdict found = check_linearizability(Registers{}, history);
    EXPECT_EQ(found.verdict, Verdict::kHolds);
    EXPECT_EQ(found.order.size(), history.size());
    // One get that sees what nobody wrote.
    for (auto& operation : history) {
      if (operation.call.call != RegisterCall::kGet || operation.invoked < 20'000) continue;
      operation.result->value = 77;
      break;
    }
    EXPECT_EQ(check_linearizability(Registers{}, history).verdict, Verdict::kViolated);
  }
}

}  // namespace
}  // namespace parley::history
