// The collapsed search against the reference semantics: whatever a random schedule does in a World, the explorer has a
// successor for it, and the state it leads to is one that the search visits.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <set>
#include <vector>

#include "checker/explore/explore.hpp"
#include "protocols/broadcast/bracha/bracha.hpp"

namespace parley::explore {
namespace {

using bracha::Protocol;
using Words = std::vector<std::uint32_t>;

// Every reachable state, found without fingerprints.
std::set<Words> reachable(System& system) {
  StateList initial(system.width());
  system.initial(initial);
  std::set<Words> seen;
  std::vector<Words> open;
  const auto visit = [&](const StateList& states) {
    for (std::size_t at = 0; at < states.size(); ++at) {
      Words words(states[at], states[at] + states.width());
      if (seen.insert(words).second) open.push_back(std::move(words));
    }
  };
  visit(initial);
  StateList out(system.width());
  while (!open.empty()) {
    const Words words = open.back();
    open.pop_back();
    out.clear();
    system.expand(words.data(), out);
    visit(out);
  }
  return seen;
}

class Instance {
 public:
  Instance() {
    config_.sender = ProcessId{3};
    options_.byzantine = {ProcessId{3}};
    options_.values = {1};
    machine_ = std::make_unique<ProtocolMachine<Protocol>>(config_, options_);
    system_ = std::make_unique<Collapse>(*machine_, CollapseOptions{});
    seen_ = reachable(*system_);
  }

  const std::set<Words>& seen() const { return seen_; }

  // One random schedule of the World, followed in the explorer.
  void follow(Rng rng) {
    world::World<Protocol> world(config_, machine_->correct_set());
    for (std::uint32_t slot = 0; slot < machine_->slots(); ++slot)
      world.apply({EventKind::kStart, machine_->identity(slot), {}, {}, {}, {}});
    StateList state(system_->width());
    system_->initial(state);
    for (int step = 0; step < 60; ++step) {
      const world::Event<Protocol> event = choose(world, rng);
      const Hash128 before = world.state_hash();
      std::optional<typename Protocol::Message> message = event.message;
      if (event.kind == EventKind::kDeliver) message = world.sent(event.key.from)[event.key.sequence].message;
      world.apply(event);
      if (event.kind == EventKind::kInject && world.state_hash() == before) continue;  // no step of the explorer
      advance(state, event, *message);
      expect_equal(state[0], world);
    }
  }

 private:
  world::Event<Protocol> choose(const world::World<Protocol>& world, Rng& rng) const {
    std::vector<world::Event<Protocol>> events;
    for (auto& event : world.enabled())
      if (event.kind == EventKind::kDeliver) events.push_back(std::move(event));
    if (!events.empty() && rng.chance(0.5)) return events[rng.below(events.size())];
    const bracha::Protocol::Message messages[] = {bracha::Initial{1}, bracha::Echo{1}, bracha::Ready{1}};
    const ProcessId to{static_cast<std::uint32_t>(rng.below(3))};
    return {EventKind::kInject, to, {ProcessId{3}, 0}, messages[rng.below(3)], {}, {}};
  }

  void advance(StateList& state, const world::Event<Protocol>& event, const bracha::Protocol::Message& message) {
    StateList out(system_->width());
    std::vector<StepRecord> records;
    system_->expand_recorded(state[0], out, records);
    ASSERT_EQ(out.size(), records.size());
    for (std::size_t at = 0; at < records.size(); ++at) {
      const Input input = machine_->inputs(records[at].slot)[records[at].input];
      if (machine_->identity(records[at].slot) != event.process || input.kind != event.kind ||
          input.from != event.key.from.value || !equal(machine_->payload(input.content), message))
        continue;
      StateList next(system_->width());
      next.append(out[at]);
      state = std::move(next);
      return;
    }
    FAIL() << "the explorer has no successor for an event of the world";
  }

  void expect_equal(const std::uint32_t* state, const world::World<Protocol>& world) const {
    EXPECT_TRUE(seen_.count(Words(state, state + system_->width())) != 0);
    for (std::uint32_t slot = 0; slot < machine_->slots(); ++slot)
      EXPECT_TRUE(equal(machine_->local(slot, state[slot]).at.state, world.local(machine_->identity(slot)).state));
    EXPECT_EQ(system_->judge(state).broken, world.monitor().broken());
    EXPECT_EQ(system_->judge(state).witnessed, world.monitor().witnessed());
    EXPECT_EQ(system_->unfulfilled(state), world.monitor().unfulfilled());
  }

  bracha::Config config_;
  ExploreOptions options_;
  std::unique_ptr<ProtocolMachine<Protocol>> machine_;
  std::unique_ptr<Collapse> system_;
  std::set<Words> seen_;
};

TEST(Worlds, RandomSchedulesStayInsideTheExploredSet) {
  Instance instance;
  EXPECT_EQ(instance.seen().size(), 161'450U);  // as many as by fingerprints: none was lost
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    SCOPED_TRACE(seed);
    instance.follow(Rng(seed));
    if (testing::Test::HasFailure()) return;
  }
}

}  // namespace
}  // namespace parley::explore
