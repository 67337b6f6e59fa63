// The problem of the replicated log: each property is violated by the shortest run that should violate it, and by it
// alone where that is possible.
#include <gtest/gtest.h>

#include "protocols/core/problems/replicated_log.hpp"

namespace parley::problems {
namespace {

constexpr ProcessId kP0{0}, kP1{1}, kC0{2}, kC1{3};
constexpr RegisterOperation kPut5{RegisterCall::kPut, 0, 5, 0};
constexpr RegisterOperation kGet{RegisterCall::kGet, 0, 0, 0};

ReplicatedLog fresh() {
  return ReplicatedLog::of(2, 2, 1, ProcessSet::first(4));
}

ClientCommand command(ProcessId client, std::uint32_t request, RegisterOperation operation) {
  return {client, request, operation};
}

// One put, asked, applied by p0 at index 1 and answered.
ReplicatedLog after_put() {
  ReplicatedLog monitor = fresh();
  monitor.observe(kC0, Invoked{1, kPut5});
  monitor.observe(kP0, Applied{1, 1, command(kC0, 1, kPut5)});
  monitor.observe(kC0, Responded{1, {true, 5}});
  EXPECT_TRUE(monitor.broken().empty());
  return monitor;
}

TEST(ReplicatedLogProblem, AGoodRunFulfilsAll) {
  ReplicatedLog monitor = fresh();
  EXPECT_TRUE(monitor.unfulfilled().contains(ReplicatedLog::kAnswers));
  monitor.observe(kP0, LeaderElected{1});
  monitor = after_put();
  EXPECT_TRUE(monitor.unfulfilled().contains(ReplicatedLog::kConvergence));
  monitor.observe(kP1, Applied{1, 1, command(kC0, 1, kPut5)});
  monitor.observe(kC1, Invoked{1, kGet});
  for (const ProcessId server : {kP0, kP1}) monitor.observe(server, Applied{2, 1, command(kC1, 1, kGet)});
  monitor.observe(kC1, Responded{1, {true, 5}});
  EXPECT_TRUE(monitor.broken().empty());
  EXPECT_TRUE(monitor.unfulfilled().empty());
  EXPECT_TRUE(monitor.witnessed().contains(ReplicatedLog::kApplication));
  EXPECT_TRUE(monitor.witnessed().contains(ReplicatedLog::kResponse));
}

TEST(ReplicatedLogProblem, OneLeaderATerm) {
  ReplicatedLog monitor = fresh();
  monitor.observe(kP0, LeaderElected{2});
  monitor.observe(kP1, LeaderElected{1});
  monitor.observe(kP0, LeaderElected{3});
  EXPECT_TRUE(monitor.broken().empty());
  monitor.observe(kP1, LeaderElected{2});
  EXPECT_EQ(monitor.broken(), PropertySet::of(ReplicatedLog::kElectionSafety));
}

TEST(ReplicatedLogProblem, OneEntryAnIndex) {
  ReplicatedLog monitor = fresh();
  monitor.observe(kP0, Applied{1, 1, std::nullopt});
  monitor.observe(kP1, Applied{1, 2, std::nullopt});
  EXPECT_EQ(monitor.broken(), PropertySet::of(ReplicatedLog::kStateMachineSafety));
}

TEST(ReplicatedLogProblem, AnAnsweredEntryStays) {
  ReplicatedLog monitor = after_put();
  monitor.observe(kP1, Applied{1, 2, std::nullopt});
  EXPECT_TRUE(monitor.broken().contains(ReplicatedLog::kDurability));
  monitor = fresh();
  monitor.observe(kC0, Invoked{1, kPut5});
  monitor.observe(kC0, Responded{1, {true, 5}});
  EXPECT_EQ(monitor.broken(), PropertySet::of(ReplicatedLog::kDurability));
}

TEST(ReplicatedLogProblem, NoGapAndNoRepetitionButAfterARestart) {
  for (const std::uint64_t index : {0U, 1U, 3U}) {
    ReplicatedLog monitor = after_put();
    monitor.observe(kP0, Applied{index, 1, std::nullopt});
    EXPECT_EQ(monitor.broken(), PropertySet::of(ReplicatedLog::kInOrder)) << index;
  }
  ReplicatedLog monitor = after_put();
  monitor.observe(kP0, Restored{0});
  monitor.observe(kP0, Applied{1, 1, command(kC0, 1, kPut5)});
  monitor.observe(kP1, Restored{1});  // from a snapshot
  EXPECT_TRUE(monitor.broken().empty());
  monitor.observe(kP1, Restored{2});  // of what nobody applied
  EXPECT_EQ(monitor.broken(), PropertySet::of(ReplicatedLog::kInOrder));
}

TEST(ReplicatedLogProblem, NothingFromNowhere) {
  const auto broken = [](auto... outputs) {
    ReplicatedLog monitor = fresh();
    (monitor.observe(outputs.first, outputs.second), ...);
    return monitor.broken();
  };
  const PropertySet integrity = PropertySet::of(ReplicatedLog::kIntegrity);
  const auto applied = [](ClientCommand what) { return std::pair(kP0, Applied{1, 1, what}); };
  EXPECT_EQ(broken(applied(command(kC0, 1, kPut5))), integrity);                                    // never asked
  EXPECT_EQ(broken(applied(command(ProcessId{9}, 1, kPut5))), integrity);                           // nobody's
  EXPECT_EQ(broken(std::pair(kC0, Invoked{1, kGet}), applied(command(kC0, 1, kPut5))), integrity);  // asked otherwise
  EXPECT_EQ(broken(std::pair(kC0, Invoked{2, kGet})), integrity);                                   // out of order
  EXPECT_TRUE(broken(std::pair(kC0, Responded{1, {}})).contains(ReplicatedLog::kIntegrity));
}

TEST(ReplicatedLogProblem, ARepeatedRequestIsExecutedOnce) {
  ReplicatedLog monitor = after_put();
  monitor.observe(kC1, Invoked{1, {RegisterCall::kPut, 0, 6, 0}});
  monitor.observe(kP0, Applied{2, 1, command(kC1, 1, {RegisterCall::kPut, 0, 6, 0})});
  monitor.observe(kP0, Applied{3, 1, command(kC0, 1, kPut5)});
  monitor.observe(kC0, Invoked{2, kGet});
  monitor.observe(kP0, Applied{4, 1, command(kC0, 2, kGet)});
  monitor.observe(kC0, Responded{2, {true, 6}});
  EXPECT_TRUE(monitor.broken().empty());
}

TEST(ReplicatedLogProblem, AnswersAreThoseOfTheLog) {
  ReplicatedLog monitor = after_put();
  monitor.observe(kC1, Invoked{1, kGet});
  monitor.observe(kP0, Applied{2, 1, command(kC1, 1, kGet)});
  monitor.observe(kC1, Responded{1, {true, 0}});  // a stale read
  EXPECT_EQ(monitor.broken(), PropertySet::of(ReplicatedLog::kLinearizability));
}

TEST(ReplicatedLogProblem, TheLogKeepsRealTime) {
  ReplicatedLog monitor = fresh();
  monitor.observe(kC0, Invoked{1, kPut5});
  monitor.observe(kC1, Invoked{1, kGet});
  monitor.observe(kP0, Applied{1, 1, command(kC1, 1, kGet)});
  monitor.observe(kP0, Applied{2, 1, command(kC0, 1, kPut5)});
  monitor.observe(kC0, Responded{1, {true, 5}});
  monitor.observe(kC1, Responded{1, {true, 0}});  // concurrent with the put, so before it is fine
  EXPECT_TRUE(monitor.broken().empty());
}

TEST(ReplicatedLogProblem, ConditionalWritesAreJudged) {
  ReplicatedLog monitor = after_put();
  const RegisterOperation hit{RegisterCall::kCompareAndSet, 0, 9, 5};
  monitor.observe(kC1, Invoked{1, hit});
  monitor.observe(kP0, Applied{2, 1, command(kC1, 1, hit)});
  ReplicatedLog other = monitor;
  monitor.observe(kC1, Responded{1, {true, 9}});
  EXPECT_TRUE(monitor.broken().empty());
  other.observe(kC1, Responded{1, {false, 5}});
  EXPECT_EQ(other.broken(), PropertySet::of(ReplicatedLog::kLinearizability));
}

}  // namespace
}  // namespace parley::problems
