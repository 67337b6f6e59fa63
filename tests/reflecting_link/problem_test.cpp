// What the monitor of transfers asks for: each property breaks by the outputs that it forbids, and by no others.
#include <gtest/gtest.h>
#include <vector>

#include "protocols/core/problems/transfer.hpp"

namespace parley::problems {
namespace {

struct Told {
  ProcessId who;
  TransferOutput output;
};

Transfer after(const std::vector<Told>& outputs) {
  Transfer monitor = Transfer::of(2, ProcessSet::first(2));
  for (const Told& told : outputs) monitor.observe(told.who, told.output);
  return monitor;
}

const Told kOffer{kInitiator, TransferOffered{1}};
const Told kConfirm{kInitiator, TransferConfirmed{1}};
const Told kComplete{kInitiator, TransferCompleted{1}};
const Told kDoubt{kInitiator, TransferInDoubt{1}};
const Told kKeep{kInitiator, TransferAborted{1}};
const Told kApply{kResponder, TransferApplied{1, 1, false}};
const Told kDrop{kResponder, TransferAborted{1}};

TEST(TransferProblem, AWholeTransferBreaksNothing) {
  const Transfer monitor = after({kOffer, kConfirm, kApply, kComplete, kComplete});
  EXPECT_TRUE(monitor.broken().empty());
  EXPECT_TRUE(monitor.unfulfilled().empty());
  EXPECT_TRUE(monitor.witnessed().contains(Transfer::kTransferred));
  EXPECT_EQ(monitor.measures()[0].second, 1.0);
}

TEST(TransferProblem, SoDoesAnAbortedOne) {
  const Transfer monitor = after({kOffer, kConfirm, kDrop, kKeep, kKeep});
  EXPECT_TRUE(monitor.broken().empty());
  EXPECT_TRUE(monitor.unfulfilled().empty());
  EXPECT_TRUE(monitor.witnessed().empty());
}

TEST(TransferProblem, TheEndsAgree) {
  for (const auto& outputs : {std::vector<Told>{kOffer, kConfirm, kApply, kKeep},
                              {kOffer, kConfirm, kDrop, kApply},
                              {kOffer, kConfirm, kApply, kDrop},
                              {kOffer, kConfirm, kApply, kComplete, kKeep},
                              {kOffer, kConfirm, kApply, kComplete, kDrop},
                              {kOffer, kKeep, kConfirm, kApply}})
    EXPECT_EQ(after(outputs).broken(), PropertySet::of(Transfer::kAgreement));
  EXPECT_TRUE(after({kOffer, kConfirm, kDrop, kComplete}).broken().contains(Transfer::kAgreement));
}

TEST(TransferProblem, CompletionComesAfterTheApplication) {
  const Transfer monitor = after({kOffer, kConfirm, kComplete});
  EXPECT_EQ(monitor.broken(), PropertySet::of(Transfer::kCompletion));
  EXPECT_EQ(monitor.measures()[4].second, 1.0);
  const Transfer later = after({kOffer, kConfirm, kComplete, kApply});
  EXPECT_EQ(later.broken(), PropertySet::of(Transfer::kCompletion));
  EXPECT_EQ(later.measures()[4].second, 0.0);
}

TEST(TransferProblem, AppliedOnceAndUnchanged) {
  EXPECT_EQ(after({kOffer, kConfirm, kApply, kApply}).broken(), PropertySet::of(Transfer::kOnce));
  const Told again{kResponder, TransferApplied{1, 1, true}};
  EXPECT_TRUE(after({kOffer, kConfirm, kApply, again}).broken().empty());
  EXPECT_TRUE(after({kOffer, kConfirm, again, kComplete}).broken().empty());  // the first word of it was lost
  const Told other{kResponder, TransferApplied{1, 7, false}};
  EXPECT_EQ(after({kOffer, kConfirm, other}).broken(), PropertySet::of(Transfer::kIntegrity));
  EXPECT_TRUE(after({kApply}).broken().contains(Transfer::kIntegrity));
  EXPECT_TRUE(after({{kResponder, TransferApplied{9, 9, false}}}).broken().contains(Transfer::kIntegrity));
}

TEST(TransferProblem, WhatIsOnlyMeasuredIsNotJudged) {
  Transfer monitor = Transfer::of(2, ProcessSet::first(2), false);
  monitor.observe(kInitiator, TransferOffered{1});
  monitor.observe(kInitiator, TransferCompleted{1});
  EXPECT_TRUE(monitor.broken().empty());
  EXPECT_EQ(monitor.measures()[4].second, 1.0);
}

TEST(TransferProblem, OneOwner) {
  EXPECT_EQ(after({kOffer, kApply}).broken(), PropertySet::of(Transfer::kOneOwner));
}

TEST(TransferProblem, DoubtIsOpenButFlagged) {
  EXPECT_TRUE(after({kOffer, kConfirm}).unfulfilled().contains(Transfer::kFlagged));
  const Transfer monitor = after({kOffer, kConfirm, kDoubt, kDoubt});
  EXPECT_EQ(monitor.unfulfilled(), PropertySet::of(Transfer::kResolution));
  EXPECT_EQ(monitor.measures()[3].second, 1.0);
  EXPECT_TRUE(after({kOffer, kConfirm, kDoubt, kApply, kComplete, kDoubt}).unfulfilled().empty());
}

TEST(TransferProblem, NothingIsAskedOfFaultyEnds) {
  Transfer monitor = Transfer::of(2, ProcessSet{kInitiator});
  monitor.observe(kInitiator, TransferCompleted{1});
  EXPECT_TRUE(monitor.broken().empty());
}

}  // namespace
}  // namespace parley::problems
