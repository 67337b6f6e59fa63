// A leader that answers reads from its own state: what its clients see is judged by their history alone, which tells a
// read that is stale from one that is merely not in the log. The monitor, with the log for its witness, blames both.
#include <gtest/gtest.h>

#include "checker/history/clients.hpp"
#include "checker/history/linearizability.hpp"
#include "faults/campaign/run.hpp"
#include "tests/mutants/mutation.hpp"
#include "tests/mutants/raft_mutations.hpp"

namespace parley::mutants::of_stale_read {
namespace {

using raft::Protocol;
using M = faults::Mixed<Mutant<Protocol>>;

struct Counts {
  std::uint64_t operations = 0;
  std::uint64_t not_linearizable = 0;
  std::uint64_t blamed = 0;  // by the monitor, and linearizable
};

faults::CampaignOptions partitions_and_losses() {
  faults::CampaignOptions options;
  options.network.loss = true;
  options.max_steps = 600;
  return options;
}

history::RegisterHistory seen_by_clients(const faults::MixedConfig<Mutant<Protocol>>& config,
                                         const faults::Recording<M>& recording, PropertySet& broken) {
  world::World<M> world(config, M::correct(config));
  history::ClientRecorder recorder;
  std::uint64_t time = 0;
  for (const world::Event<M>& event : recording.events) {
    ++time;
    for (const Effect<M>& effect : world.apply(event))
      if (const auto* emit = std::get_if<Emit<M>>(&effect)) recorder.observe(event.process, emit->output, time);
  }
  broken = world.monitor().broken();
  return recorder.take();
}

Counts count(const Mutation<Protocol>* mutation, std::uint64_t runs) {
  raft::Config base;
  base.clients = 2;
  base.operations = 3;
  base.calls = 2;
  const Mutant<Protocol>::Config config = mutant<Protocol>(base, mutation);
  const faults::SwarmSpace space = faults::swarm_space<Mutant<Protocol>>(partitions_and_losses(), config);
  faults::CampaignRun<Mutant<Protocol>> run(space, config, PropertySet{});  // nothing but the history ends a run
  faults::Coverage coverage;
  coverage.resize(space.kinds.size(), std::size(Protocol::Problem::kProperties));
  Counts counts;
  for (std::uint64_t index = 0; index < runs; ++index) {
    faults::Recording<M> recording;
    run.execute(1, index, coverage, &recording);
    PropertySet broken;
    const faults::MixedConfig<Mutant<Protocol>> mixed(config, run.mix().plan);
    const history::RegisterHistory seen = seen_by_clients(mixed, recording, broken);
    counts.operations += seen.size();
    if (history::check_linearizability(history::Registers{}, seen).verdict != Verdict::kHolds) {
      ++counts.not_linearizable;
    } else {
      counts.blamed += broken.empty() ? 0U : 1U;
    }
  }
  return counts;
}

TEST(StaleReads, HistoriesOfRaftAreLinearizable) {
  const Counts counts = count(nullptr, 200);
  EXPECT_GT(counts.operations, 600U);
  EXPECT_EQ(counts.not_linearizable, 0U);
  EXPECT_EQ(counts.blamed, 0U);
}

TEST(StaleReads, HistoriesTellWhichLocalReadsAreStale) {
  const auto* const local =
      &*std::find_if(raft_mutations::kMutations.begin(), raft_mutations::kMutations.end(),
                     [](const Mutation<Protocol>& mutation) { return mutation.name == "reads locally"; });
  const Counts counts = count(local, 600);
  EXPECT_GT(counts.not_linearizable, 0U);
  EXPECT_GT(counts.blamed, 0U);
  std::cout << counts.not_linearizable << " of 600 histories are not linearizable, the monitor alone blames "
            << counts.blamed << std::endl;
}

}  // namespace
}  // namespace parley::mutants::of_stale_read
