// A payment through two hyperedges, on the chain's time.
#include <gtest/gtest.h>

#include "protocols/channels/hypergraph/pair_model.hpp"
#include "protocols/channels/hypergraph/pair_state.hpp"

namespace parley::hypergraph {
namespace {

TEST(TwoHyperedges, StatePacksToTheLastBit) {
  PairState state;
  state.edges[0] = {LeafStatus::held, 12, true, true, true, true};
  state.edges[1] = {LeafStatus::cancelled, 7, false, true, false, true};
  state.is_public = state.seen_public = true;
  const PairState again = unpack(pack(state));
  EXPECT_EQ(pack(again), pack(state));
  EXPECT_EQ(again.edges[0].timer, 12);
  EXPECT_EQ(again.edges[1].leaf, LeafStatus::cancelled);
}

TEST(TwoHyperedges, NobodyHonestLosesWhenMoneyIsHeld) {
  for (std::uint32_t cheaters = 0; cheaters < 7; ++cheaters) {
    const PairSearch found = search_pair({Rule::sound, cheaters, 3, 3}, {});
    EXPECT_TRUE(found.complete) << cheaters_text(cheaters);
    EXPECT_TRUE(found.violation.empty()) << cheaters_text(cheaters);
    EXPECT_GT(found.paid, 0U);
  }
  EXPECT_GT(search_pair({Rule::sound, kPayee, 3, 3}, {}).held, 0U) << "a payee that is silent locks the others' money";
}

// An answer in the other hyperedge takes two ticks, so the first window must be longer by two.
TEST(TwoHyperedges, RefundsNeedOrderedWindows) {
  for (std::uint32_t first = 2; first <= 6; ++first)
    for (std::uint32_t second = 2; second <= 6; ++second) {
      const PairSearch found = search_pair({Rule::refund_at_close, kPayee, first, second}, {});
      EXPECT_EQ(found.violation.empty(), first >= second + 2) << first << " and " << second;
    }
}

TEST(TwoHyperedges, MutantsAreCaught) {
  EXPECT_FALSE(search_pair({Rule::non_atomic_transfer, kIntermediary, 3, 3}, {}).violation.empty());
  EXPECT_FALSE(search_pair({Rule::forward_unrooted, kPayer, 3, 3}, {}).violation.empty());
  EXPECT_FALSE(search_pair({Rule::cancel_upstream_first, kPayer | kPayee, 3, 3}, {}).violation.empty());
  EXPECT_FALSE(search_pair({Rule::refund_at_close, kPayee, 3, 3}, {}).violation.empty());
}

}  // namespace
}  // namespace parley::hypergraph
