// Renaming of processes is an action of the symmetric group: what symmetry reduction in the explorer relies on.
#include "protocols/core/rename.hpp"

#include <algorithm>
#include <cstdint>
#include <gtest/gtest.h>
#include <numeric>
#include <rapidcheck/gtest.h>

#include "protocols/core/codec.hpp"
#include "tests/core/samples.hpp"

namespace parley {
namespace {

using namespace samples;

Renaming any_renaming(std::uint32_t n = kProcesses) {
  std::vector<std::uint32_t> order(n);
  std::iota(order.begin(), order.end(), 0U);
  for (std::uint32_t left = n; left > 1; --left)
    std::swap(order[left - 1], order[*rc::gen::inRange<std::uint32_t>(0, left)]);
  Renaming renaming;
  for (const std::uint32_t id : order) renaming.push_back(ProcessId{id});
  return renaming;
}

Renaming identity(std::uint32_t n) {
  Renaming renaming;
  for (std::uint32_t id = 0; id < n; ++id) renaming.push_back(ProcessId{id});
  return renaming;
}

// First `first`, then `second`.
Renaming compose(const Renaming& first, const Renaming& second) {
  Renaming both;
  for (const ProcessId id : first) both.push_back(second[id.value]);
  return both;
}

Renaming inverse(const Renaming& renaming) {
  Renaming back(renaming.size());
  for (std::uint32_t id = 0; id < renaming.size(); ++id) back[renaming[id].value] = ProcessId{id};
  return back;
}

template <class T>
T renamed(T value, const Renaming& target) {
  rename(value, target);
  return value;
}

RC_GTEST_PROP(Rename, TheIdentityChangesNothing, (const Everything& value)) {
  RC_ASSERT(equal(renamed(value, identity(kProcesses)), value));
}

RC_GTEST_PROP(Rename, TwoRenamingsAreTheirComposition, (const Everything& value)) {
  const Renaming first = any_renaming();
  const Renaming second = any_renaming();
  RC_ASSERT(equal(renamed(renamed(value, first), second), renamed(value, compose(first, second))));
}

RC_GTEST_PROP(Rename, TheInverseUndoes, (const Everything& value)) {
  const Renaming renaming = any_renaming();
  RC_ASSERT(equal(renamed(renamed(value, renaming), inverse(renaming)), value));
}

RC_GTEST_PROP(Rename, EveryIdentityInsideIsRenamed, (const Everything& value)) {
  const Renaming target = any_renaming();
  const Everything after = renamed(value, target);
  RC_ASSERT(after.leader == target[value.leader.value]);
  RC_ASSERT(after.couple.first == target[value.couple.first.value]);
  RC_ASSERT(after.vouched.signer() == target[value.vouched.signer().value]);
  RC_ASSERT(after.vouched.statement() == value.vouched.statement());
  RC_ASSERT(after.members.size() == value.members.size());
  value.quorum.for_each([&](ProcessId id) { RC_ASSERT(after.quorum.contains(target[id.value])); });
  for (const auto& [id, leaf] : value.by_process) RC_ASSERT(after.by_process.at(target[id.value]) == leaf);
  for (std::uint32_t id = 0; id < kProcesses; ++id) {
    RC_ASSERT(after.table[target[id]] == value.table[ProcessId{id}]);
    RC_ASSERT(after.votes[target[id]] == target[value.votes[ProcessId{id}].value]);
  }
}

TEST(Rename, ClientsKeepTheirIdentity) {
  const Renaming swap{ProcessId{1}, ProcessId{0}};
  EXPECT_EQ(renamed(ProcessId{0}, swap), ProcessId{1});
  EXPECT_EQ(renamed(ProcessId{2}, swap), ProcessId{2});
  EXPECT_EQ(renamed(ProcessSet{ProcessId{1}, ProcessId{9}}, swap), (ProcessSet{ProcessId{0}, ProcessId{9}}));
}

TEST(Rename, AShortTableMovesItsEntries) {
  PerProcess<ProcessId> next(3);
  for (std::uint32_t id = 0; id < 3; ++id) next[ProcessId{id}] = ProcessId{(id + 1) % 3};
  const Renaming turn{ProcessId{1}, ProcessId{2}, ProcessId{0}};
  EXPECT_EQ(renamed(next, turn), next);  // a ring turned by one place is the same ring
}

}  // namespace
}  // namespace parley
