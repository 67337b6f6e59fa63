// The pure parts against deliberately dumb versions of themselves.
#include "protocols/consensus/raft/log.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "protocols/consensus/raft/quorum.hpp"
#include "protocols/consensus/raft/safety.hpp"
#include "protocols/consensus/raft/state_machine.hpp"

namespace parley::raft {
namespace {

// A log with terms that never fall, from steps of 0 or more.
Log make_log(const std::vector<std::uint8_t>& steps) {
  Log log;
  Term term = 1;
  for (const std::uint8_t step : steps) log.entries.push_back({term += step % 3 == 0 ? 1 : 0, std::nullopt});
  return log;
}

// A log that shares its first entries with `log` and then goes on with later terms.
Log branch(const Log& log, std::size_t shared, const std::vector<std::uint8_t>& steps, Term gap) {
  Log other;
  other.entries = log.slice(0, shared);
  for (Entry& entry : make_log(steps).entries)
    other.entries.push_back({entry.term + other.last_term() + gap, std::nullopt});
  return other;
}

// Figure 2, literally: one entry at a time; a conflicting one is deleted with all that follow it.
Log dumb_append(Log log, Index prev, const Entries& entries) {
  for (const Entry& entry : entries) {
    ++prev;
    if (prev <= log.entries.size() && log.entries[prev - 1].term != entry.term) {
      while (log.entries.size() >= prev) log.entries.pop_back();
    }
    if (log.entries.size() < prev) log.entries.push_back(entry);
  }
  return log;
}

RC_GTEST_PROP(RaftLog, AppendingIsFigureTwo, (std::vector<std::uint8_t> a, std::vector<std::uint8_t> b)) {
  const Log log = make_log(a);
  const auto shared = *rc::gen::inRange<std::size_t>(0, log.entries.size() + 1);
  const Log leader = branch(log, shared, b, *rc::gen::inRange<Term>(0, 3));
  const auto prev = *rc::gen::inRange<std::size_t>(0, std::min(log.entries.size(), leader.entries.size()) + 1);
  RC_PRE(matches(log, prev, leader.term_at(prev)));
  const Entries entries = leader.slice(prev, *rc::gen::inRange<std::size_t>(0, 8));
  Log fast = log;
  const std::size_t held = common_prefix(fast, prev, entries);
  if (held < entries.size()) replace_after(fast, prev + held, std::span(entries).subspan(held));
  RC_ASSERT(fast == dumb_append(log, prev, entries));
}

RC_GTEST_PROP(RaftLog, ARepeatedRecordChangesNothing, (std::vector<std::uint8_t> a, std::vector<std::uint8_t> b)) {
  Durable durable;
  durable.log = make_log(a);
  const LogChange change{*rc::gen::inRange<std::size_t>(0, durable.log.entries.size() + 1), make_log(b).entries};
  apply(durable, change);
  const Log once = durable.log;
  apply(durable, change);
  RC_ASSERT(durable.log == once);
}

// The largest index before `prev` whose term is another, by looking at all of them.
Index dumb_hint(const Log& log, Index prev) {
  if (prev > log.last_index()) return log.last_index();
  Index hint = 0;
  for (Index index = 1; index < prev; ++index)
    if (log.at(index).term != log.at(prev).term) hint = index;
  return hint;
}

RC_GTEST_PROP(RaftLog, TheHintPassesOverOneTerm, (std::vector<std::uint8_t> a)) {
  const Log log = make_log(a);
  const auto prev = *rc::gen::inRange<Index>(1, log.last_index() + 4);
  RC_ASSERT(conflict_hint(log, prev) == dumb_hint(log, prev));
}

RC_GTEST_PROP(RaftLog, BackingUpByHintsFindsAMatchWithinOneProbeATerm,
              (std::vector<std::uint8_t> a, std::vector<std::uint8_t> b)) {
  const Log follower = make_log(a);
  const auto shared = *rc::gen::inRange<std::size_t>(0, follower.entries.size() + 1);
  const Log leader = branch(follower, shared, b, 1);
  Index prev = leader.last_index();
  std::size_t probes = 0;
  for (; !matches(follower, prev, leader.term_at(prev)); ++probes)
    prev = std::min(prev - 1, conflict_hint(follower, prev));
  RC_ASSERT(probes <= follower.last_term() + 1);
}

RC_GTEST_PROP(RaftQuorum, ReplicatedIndexIsTheLargestHeldByAQuorum, (std::vector<std::uint8_t> raw)) {
  RC_PRE(!raw.empty());
  MatchIndexes matches(raw.begin(), raw.end());
  const auto quorum = *rc::gen::inRange<std::uint32_t>(1, static_cast<std::uint32_t>(raw.size()) + 1);
  Index dumb = 0;
  for (Index index = 0; index <= 255; ++index)
    if (std::count_if(raw.begin(), raw.end(), [&](std::uint8_t held) { return held >= index; }) >= quorum) dumb = index;
  RC_ASSERT(replicated_index(matches, quorum) == dumb);
}

TEST(RaftQuorum, TwoMajoritiesMeet) {
  for (std::uint32_t n = 1; n < 200; ++n) {
    EXPECT_GT(2 * majority(n), n);
    EXPECT_LE(2 * (majority(n) - 1), n);
  }
}

// Executes the first occurrence of each request that is newer than all of its client before it, on a plain list.
std::vector<std::uint64_t> dumb_registers(const std::vector<Command>& commands) {
  std::vector<std::uint64_t> registers(4, 0);
  std::vector<std::uint32_t> last(3, 0);
  for (const Command& command : commands) {
    if (command.request <= last[command.client.value]) continue;
    last[command.client.value] = command.request;
    std::uint64_t& place = registers[command.operation.key];
    const bool swaps = command.operation.call == problems::RegisterCall::kCompareAndSet;
    if (command.operation.call == problems::RegisterCall::kGet) continue;
    if (!swaps || place == command.operation.expected) place = command.operation.value;
  }
  return registers;
}

RC_GTEST_PROP(RaftStateMachine, EqualsAListThatSkipsRepetitions, ()) {
  const auto commands = *rc::gen::container<std::vector<Command>>(rc::gen::apply(
      [](std::uint32_t client, std::uint32_t request, int call, std::uint32_t key, std::uint64_t value,
         std::uint64_t expected) {
        return Command{ProcessId{client}, request, {static_cast<problems::RegisterCall>(call), key, value, expected}};
      },
      rc::gen::inRange<std::uint32_t>(0, 3), rc::gen::inRange<std::uint32_t>(1, 6), rc::gen::inRange(0, 3),
      rc::gen::inRange<std::uint32_t>(0, 4), rc::gen::inRange<std::uint64_t>(0, 3),
      rc::gen::inRange<std::uint64_t>(0, 3)));
  Machine machine;
  for (const Command& command : commands) {
    const Session session = execute(machine, command);
    RC_ASSERT(session.request >= command.request);
    RC_ASSERT(session_of(machine, command.client).request == session.request);
  }
  const std::vector<std::uint64_t> expected = dumb_registers(commands);
  for (std::uint32_t key = 0; key < expected.size(); ++key) {
    const auto place = machine.registers.find(key);
    RC_ASSERT((place == machine.registers.end() ? 0 : place->second) == expected[key]);
  }
}

}  // namespace
}  // namespace parley::raft
