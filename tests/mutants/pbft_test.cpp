// Mutants of PBFT, by the rule of Castro and Liskov (OSDI '99) that they forget.
#include "protocols/consensus/pbft/pbft.hpp"

#include <array>

#include "tests/mutants/byzantine_defects.hpp"

namespace parley::mutants::of_pbft {
namespace {

using pbft::Protocol;
using pbft::Replica;
using PbftStep = Step<Protocol>;
using PbftMutation = Mutation<Protocol>;

Replica* replica(PbftStep& step) {
  return std::get_if<Replica>(&step.state.part);
}

// The slot of that number in the view that the replica is in.
pbft::Slot* slot_of(PbftStep& step, pbft::View view, pbft::Sequence sequence) {
  Replica* const self = replica(step);
  if (self == nullptr || !self->active || self->view != view || sequence <= self->stable) return nullptr;
  const std::size_t place = sequence - self->stable - 1;
  return place < self->slots.size() ? &self->slots[place] : nullptr;
}

// What it accepted before is forgotten when the primary says something else.
void accepts_a_second(PbftStep& step) {
  if (const auto* proposal = step.received<pbft::PrePrepare>()) {
    const pbft::Ordering& ordering = proposal->ordering.statement();
    pbft::Slot* const slot = slot_of(step, ordering.view, ordering.sequence);
    if (slot != nullptr && slot->proposal && slot->proposal->ordering.statement().digest != ordering.digest) *slot = {};
  }
  step.proceed();
}

void commits_on_one_word(PbftStep& step) {
  if (const auto* commit = step.received<pbft::Commit>()) {
    pbft::Slot* const slot = slot_of(step, commit->view, commit->sequence);
    if (slot != nullptr && !slot->committed) {
      ProcessSet others = ProcessSet::first(step.config.n);
      others.erase(step.from);
      slot->commits.clear();
      slot->commits.push_back({commit->digest, others});
    }
  }
  step.proceed();
}

// A second copy of a commit appears under the name of another replica.
void counts_copies_of_a_commit(PbftStep& step) {
  if (const auto* commit = step.received<pbft::Commit>()) {
    const pbft::Slot* const slot = slot_of(step, commit->view, commit->sequence);
    const auto counted = [&](ProcessId id) {
      for (const pbft::Tally& tally : slot->commits)
        if (tally.from.contains(id)) return true;
      return false;
    };
    for (std::uint32_t id = 0; slot != nullptr && counted(step.from) && id < step.config.n; ++id)
      if (!counted(ProcessId{id})) step.from = ProcessId{id};
  }
  step.proceed();
}

// t others, which have said nothing, are counted with whoever says what was executed.
void executes_what_one_says(PbftStep& step) {
  Replica* const self = replica(step);
  const auto* executed = step.received<pbft::Executed>();
  if (self != nullptr && executed != nullptr) {
    pbft::Report report{executed->request, {}};
    for (std::uint32_t id = 0; report.from.size() < step.config.t; ++id)
      if (ProcessId{id} != step.from) report.from.insert(ProcessId{id});
    self->reported[executed->sequence].clear();
    self->reported[executed->sequence].push_back(report);
  }
  step.proceed();
}

void reports_nothing_prepared(PbftStep& step) {
  step.proceed();
  step.for_each_sent<pbft::ViewChange>([&](pbft::ViewChange& message) {
    pbft::ViewReport report = message.report.statement();
    report.prepared.clear();
    message.report = step.context().sign(std::move(report));
    if (Replica* const self = replica(step)) self->reports[step.self()] = message.report;
  });
}

constexpr std::array kMutations{
    PbftMutation{"PBFT: quorum one less", "two quorums share no correct replica",
                 [](pbft::Config& config) { config.quorum = (config.n + config.t) / 2; }},
    PbftMutation{"PBFT: quorum of all", "waits for a faulty replica",
                 [](pbft::Config& config) { config.quorum = config.n; }},
    PbftMutation{"PBFT: new views forget", "what was prepared is not ordered again (O is empty)",
                 [](pbft::Config& config) { config.ignore_prepared = true; }},
    PbftMutation{"PBFT: reports nothing prepared", "view changes without certificates (P is empty)", nullptr,
                 reports_nothing_prepared},
    PbftMutation{"PBFT: window below the interval", "the high watermark is reached before a checkpoint",
                 [](pbft::Config& config) {
                   config.checkpoint_interval = 3;
                   config.window = 2;
                 }},
    PbftMutation{"PBFT: accepts a second", "a later pre-prepare for a number replaces the first", nullptr,
                 accepts_a_second},
    PbftMutation{"PBFT: commits on one word", "one commit is taken for a quorum", nullptr, commits_on_one_word},
    PbftMutation{"PBFT: counts copies of a commit", "counts commits, not replicas", nullptr, counts_copies_of_a_commit},
    PbftMutation{"PBFT: executes what one says", "one Executed is taken for t + 1", nullptr, executes_what_one_says},
    PbftMutation{"PBFT: forgets what it prepared", "certificates are not durable", nullptr,
                 byzantine::forgets<Protocol, pbft::Prepared>},
    PbftMutation{"PBFT: never leaves a view", "no time-out", nullptr, byzantine::ignores<Protocol, pbft::ViewTimeout>},
    PbftMutation{"PBFT: never sends again", "no status", nullptr, byzantine::ignores<Protocol, pbft::StatusDue>},
    PbftMutation{"PBFT: takes the first answer", "a client does not wait for t + 1", nullptr,
                 byzantine::takes_first_answer<Protocol>},
    PbftMutation{"PBFT: forgets sessions", "a request sent again is executed again", nullptr,
                 byzantine::forgets_sessions<Protocol, Replica>},
};

Prey<Protocol> pbft_prey() {
  Prey<Protocol> prey;
  prey.explore = {byzantine::small<Protocol>(2, {0, 1})};
  prey.attack = {byzantine::attacked<Protocol>(2'000), byzantine::crashing<Protocol>(1'000),
                 byzantine::attacked<Protocol>(3'000)};
  prey.attack[0].config.checkpoint_interval = 2;
  prey.attack[2].config.operations = 1;
  prey.attack[2].options.restarts = 0;
  prey.attack[2].options.strategies = {"replay", "protocol"};
  return prey;
}

class PbftMutants : public testing::TestWithParam<const PbftMutation*> {};

TEST_P(PbftMutants, is_killed) {
  expect_killed<Protocol>(pbft_prey(), *GetParam());
}
TEST(Pbft, is_let_live) {
  expect_no_alarm<Protocol>(pbft_prey(), nullptr);
}

// PBFT without the prepared certificates in view changes: correct replicas alone, on a network that delays messages
// and holds some back, execute different requests with one number.
TEST(FamousBugs, a_view_change_without_prepared_certificates_loses_a_committed_request) {
  AttackInstance<Protocol> instance = byzantine::attacked<Protocol>(2'000);
  instance.options.faulty = 0;
  instance.options.restarts = 0;
  instance.options.properties = {"state_machine_safety"};
  EXPECT_FALSE(kill_by_attack<Protocol>({{}, {instance}}, nullptr));
  const std::optional<Kill> kill = kill_by_attack<Protocol>({{}, {instance}}, &kMutations[2]);
  ASSERT_TRUE(kill);
  EXPECT_EQ(kill->property, "state_machine_safety");
}

INSTANTIATE_TEST_SUITE_P(All, PbftMutants, each(kMutations), MutationName());

}  // namespace
}  // namespace parley::mutants::of_pbft
