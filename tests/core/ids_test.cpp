// ProcessSet against std::set, which is what it stands for; PerProcess.
#include "protocols/core/ids.hpp"

#include <cstdint>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <set>
#include <vector>

namespace parley {
namespace {

using Model = std::set<std::uint32_t>;

bool agree(const ProcessSet& set, const Model& model) {
  std::vector<std::uint32_t> listed;
  set.for_each([&](ProcessId id) { listed.push_back(id.value); });
  if (listed != std::vector<std::uint32_t>(model.begin(), model.end())) return false;
  if (set.size() != model.size() || set.empty() != model.empty()) return false;
  for (std::uint32_t id = 0; id < 210; ++id)
    if (set.contains(ProcessId{id}) != model.contains(id)) return false;
  return set.word_count() == 1 || set.word(set.word_count() - 1) != 0;
}

RC_GTEST_PROP(ProcessSet, BehavesAsASet, ()) {
  ProcessSet set;
  Model model;
  const int steps = *rc::gen::inRange(0, 60);
  for (int step = 0; step < steps; ++step) {
    const std::uint32_t id = *rc::gen::inRange<std::uint32_t>(0, 200);
    if (*rc::gen::inRange(0, 3) > 0) {
      RC_ASSERT(set.insert(ProcessId{id}) == model.insert(id).second);
    } else {
      const std::uint32_t victim = model.empty() ? id : *model.lower_bound(*model.rbegin());
      set.erase(ProcessId{victim});
      model.erase(victim);
    }
    RC_ASSERT(agree(set, model));
  }
}

RC_GTEST_PROP(ProcessSet, EqualityForgetsHistory, (const std::vector<std::uint8_t>& ids)) {
  ProcessSet forwards;
  ProcessSet backwards{ProcessId{300}};
  for (auto id = ids.begin(); id != ids.end(); ++id) forwards.insert(ProcessId{*id});
  for (auto id = ids.rbegin(); id != ids.rend(); ++id) backwards.insert(ProcessId{*id});
  RC_ASSERT(forwards != backwards);
  backwards.erase(ProcessId{300});
  RC_ASSERT(forwards == backwards);
  RC_ASSERT((forwards <=> backwards) == std::strong_ordering::equal);
}

RC_GTEST_PROP(ProcessSet, WordsRebuildTheSet, (const std::set<std::uint8_t>& ids)) {
  ProcessSet set;
  for (const std::uint8_t id : ids) set.insert(ProcessId{id});
  ProcessSet rebuilt;
  for (std::size_t index = 0; index < set.word_count(); ++index) rebuilt.append_word(index, set.word(index));
  RC_ASSERT(rebuilt == set);
}

TEST(ProcessSet, FirstHoldsExactlyTheFirst) {
  for (const std::uint32_t n : {0U, 1U, 63U, 64U, 65U, 128U}) {
    const ProcessSet set = ProcessSet::first(n);
    EXPECT_EQ(set.size(), n);
    EXPECT_FALSE(set.contains(ProcessId{n}));
    EXPECT_EQ(n > 0, n > 0 && set.contains(ProcessId{n - 1}));
  }
}

TEST(ProcessSet, ErasingWhatIsAbsentChangesNothing) {
  ProcessSet set{ProcessId{3}};
  set.erase(ProcessId{4});
  set.erase(ProcessId{400});
  EXPECT_EQ(set, ProcessSet{ProcessId{3}});
}

TEST(PerProcess, IsIndexedByIdentity) {
  PerProcess<int> table(3, 7);
  table[ProcessId{1}] = 9;
  EXPECT_EQ(table.size(), 3U);
  EXPECT_EQ(table.values(), (std::vector<int>{7, 9, 7}));
  EXPECT_TRUE(table.contains(ProcessId{2}));
  EXPECT_FALSE(table.contains(ProcessId{3}));
}

}  // namespace
}  // namespace parley
